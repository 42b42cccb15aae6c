#!/usr/bin/env python3
"""Turns the coverage that `swift test --enable-code-coverage` exported into a table for each module.

    scripts/coverage.py CODECOV.json --output docs/coverage.md --command "make coverage"

Reads the JSON of llvm-cov, counts the lines of Sources/MODULE, prints the table and writes it with the date.
Standard library only.
"""

import argparse
import datetime
import json
import pathlib


def measured_lines(export, root):
    """(lines, covered) for each module below Sources."""
    modules = {}
    sources = root / "Sources"
    for file in export["data"][0]["files"]:
        path = pathlib.Path(file["filename"])
        if not path.is_relative_to(sources) or path.suffix != ".swift":
            continue
        module = path.relative_to(sources).parts[0]
        lines = file["summary"]["lines"]
        count, covered = modules.get(module, (0, 0))
        modules[module] = (count + lines["count"], covered + lines["covered"])
    return modules


def table(modules):
    rows = sorted(modules.items())
    rows.append(("all", tuple(map(sum, zip(*modules.values())))))
    lines = ["| module | lines | covered | share |", "| --- | ---: | ---: | ---: |"]
    for name, (count, covered) in rows:
        share = f"{100 * covered / count:.1f} %" if count else "-"
        lines.append(f"| {name} | {count} | {covered} | {share} |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("export", help="JSON file of `llvm-cov export`")
    parser.add_argument("--output", required=True, help="Markdown file to write")
    parser.add_argument("--command", required=True, help="the command to name in the file")
    arguments = parser.parse_args()

    root = pathlib.Path(__file__).resolve().parent.parent
    with open(arguments.export, encoding="utf-8") as file:
        modules = measured_lines(json.load(file), root)
    if not modules:
        raise SystemExit(f"error: {arguments.export}: no file below Sources (the build has another root?)")
    text = table(modules)
    print(text)
    page = f"""# Test coverage

Lines of `Sources` that the test suite runs in single precision, for each module. Written by `{arguments.command}` on
{datetime.date.today().isoformat()}.

{text}

Lines are those that llvm-cov counts: code, without comments and blank lines. The AVX-512 and bfloat16 loops count only
on a processor that has them. Code that runs in a process beside the tests counts too, such as a command that a test
starts.
"""
    pathlib.Path(arguments.output).write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()

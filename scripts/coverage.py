#!/usr/bin/env python3
"""Turns the profiles of a test run into a table of the lines that ran, for each module.

    scripts/coverage.py PROFILES BINARY... --output docs/coverage.md --command "make coverage"

PROFILES is a folder of .profraw files, BINARY a program that was built with coverage. Tests kill programs, so some
profiles are damaged; these are left out. Uses the llvm-profdata and llvm-cov of the Swift toolchain, counts the lines
of Sources/MODULE, prints the table and writes it with the date. Standard library only.
"""

import argparse
import datetime
import json
import pathlib
import shutil
import subprocess
import tempfile


def exported(profiles, binaries):
    """What llvm-cov exports of the merged profiles."""
    swift = shutil.which("swift")
    if not swift:
        raise SystemExit("error: swift is not installed")
    tools = pathlib.Path(swift).resolve().parent
    found = sorted(map(str, pathlib.Path(profiles).glob("*.profraw")))
    if not found:
        raise SystemExit(f"error: {profiles}: no profiles")
    with tempfile.TemporaryDirectory() as folder:
        merged, names = pathlib.Path(folder, "merged.profdata"), pathlib.Path(folder, "names")
        names.write_text("\n".join(found), encoding="utf-8")
        subprocess.run(
            [tools / "llvm-profdata", "merge", "-sparse", "--failure-mode=all", "--input-files", names, "-o", merged],
            check=True)
        objects = [word for binary in binaries[1:] for word in ("-object", binary)]
        result = subprocess.run(
            [tools / "llvm-cov", "export", "--summary-only", "-instr-profile", merged, binaries[0], *objects],
            check=True, stdout=subprocess.PIPE)
    return json.loads(result.stdout)


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
    parser.add_argument("profiles", help="folder of .profraw files")
    parser.add_argument("binaries", nargs="+", help="programs that were built with coverage")
    parser.add_argument("--output", required=True, help="Markdown file to write")
    parser.add_argument("--command", required=True, help="the command to name in the file")
    arguments = parser.parse_args()

    root = pathlib.Path(__file__).resolve().parent.parent
    modules = measured_lines(exported(arguments.profiles, arguments.binaries), root)
    if not modules:
        raise SystemExit(f"error: {arguments.profiles}: no file below Sources (the build has another root?)")
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

#!/usr/bin/env python3
"""Runs the documentation: every shell block, link, option, command and setting that its pages name.

Usage: scripts/docs_test.py [PAGE...]        (default: README.md and docs/**/*.md)

Blocks marked ```sh run in the order of the page under `bash -eu`, all of one page in one fresh folder. In it lie
links to the files of the repository, and those of the INPUTS below that the page's commands name. What a page
asks for stands in a comment before the block:

  <!-- docs-test: skip, WHY -->    the next ```sh block does not run
  <!-- docs-test: exit 65 -->      the next ```sh block ends with this code
  <!-- docs-test: train with --steps 2, WHY -->    these options are added to cmcgan-train in the next ```sh block
  <!-- docs-test: prints -->       each line of the next block was printed by the commands before; ... is anything
  <!-- docs-test: keys -->         the next block is JSON; the commands before printed an object with its keys
  <!-- docs-test: provoke 65       the commands in the comment end with this code and print each line of the
  COMMANDS -->                     next block

One line is printed for each block, then what was skipped, and counts. Exit code 1 where anything failed.
"""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
SECONDS_A_BLOCK = 300
HAS_FFMPEG = shutil.which("ffmpeg") is not None

# Small inputs under the names that pages use, made when a page's commands name them as something that is there:
# name, what has to be there before, commands.
INPUTS = {
    "my-data": ([], "bin/cmcgan-data synthesize -o my-data --train-pairs 4 --validation-pairs 2 --size 64"),
    "sound.wav": (["my-data"], "cp my-data/chunk/validation/trumpet/trumpet00004.wav sound.wav"),
    "instrument.png": (["my-data"], "cp my-data/img/validation/violin/violin00004.png instrument.png"),
    "concert.flac": (["instrument.png"], "bin/cmcgan-convert instrument.png -o concert.flac --duration 2"),
    "concert.wav": (["instrument.png"], "bin/cmcgan-convert instrument.png -o concert.wav --duration 4 --seed 2"),
    # Films: without a sound, with images that are black for a while, and with both throughout.
    "muted.mp4": ([], """
        ffmpeg -loglevel error -f lavfi -i testsrc=size=192x108:rate=25:duration=4 -pix_fmt yuv420p muted.mp4"""),
    "broken.mp4": (["muted.mp4", "concert.wav"], """
        ffmpeg -loglevel error -i muted.mp4 -i concert.wav -pix_fmt yuv420p \\
          -vf "drawbox=t=fill:color=black:enable='between(t,1,2.5)'" broken.mp4"""),
    "my-films": (["muted.mp4", "concert.wav"], """
        mkdir -p my-films/one my-films/other
        for take in 1 2 3 4 5; do
          ffmpeg -loglevel error -i muted.mp4 -i concert.wav my-films/one/take-$take.mp4
          ffmpeg -loglevel error -i muted.mp4 -i concert.wav -vf negate my-films/other/take-$take.mp4
        done"""),
    "recordings": (["instrument.png"], """
        mkdir recordings
        for seed in 1 2 3; do
          bin/cmcgan-convert instrument.png -o recordings/take-$seed.flac --duration 1 --seed $seed
        done"""),
    # Sounds that are no instrument.
    "others": ([], """
        mkdir others
        python3 - <<'PYTHON'
import random, wave
random.seed(1)
for take in range(3):
    with wave.open(f"others/noise-{take}.wav", "wb") as file:
        file.setparams((1, 2, 44100, 0, "NONE", ""))
        file.writeframes(random.randbytes(44100))
PYTHON"""),
    "SUB-URMP": (["my-data"], "cp -r my-data SUB-URMP"),
    "mine.json": ([], "cp configs/tiny.json mine.json"),
    "runs/demo": (["my-data"], """
        bin/cmcgan-train --config configs/tiny.json --set data.source=files --set data.root=my-data \\
          --output runs/demo
        bin/cmcgan-evaluate runs/demo"""),
    "runs/mine": (["runs/demo", "my-data"], "cp -r runs/demo runs/mine"),
    "runs/multimodal": (["my-data"], """
        bin/cmcgan-train --config configs/tiny.json --set model=multimodal --set augmentation.modalityDropout=0.5 \\
          --set data.source=files --set data.root=my-data --output runs/multimodal"""),
    # Weights that no training can go on from.
    "huge.safetensors": (["runs/demo"], """
        python3 - runs/demo/checkpoints/step-000060.safetensors <<'PYTHON'
import array, json, struct, sys
data = open(sys.argv[1], "rb").read()
length = struct.unpack("<Q", data[:8])[0]
header = json.loads(data[8 : 8 + length])
for key in ("crc32", "header_crc32"):
    header["__metadata__"].pop(key, None)
body = bytearray(data[8 + length :])
for name, tensor in header.items():
    if name.startswith("soundDecoder") and name.endswith("weight"):
        begin, end = tensor["data_offsets"]
        body[begin:end] = array.array("f", [1e30] * ((end - begin) // 4)).tobytes()
text = json.dumps(header).encode()
text += b" " * (-len(text) % 8)
open("huge.safetensors", "wb").write(struct.pack("<Q", len(text)) + text + body)
PYTHON"""),
}


# What ffmpeg is needed for: a film is named, or a folder of them.
FILMS = re.compile(r"ffmpeg|\.(mp4|m4v|mov|mkv|webm)\b|\bmy-films\b")


class Block:
    """A fenced block with the comment that stands before it."""

    def __init__(self, page, line, language, marker):
        self.page, self.line, self.language, self.marker = page, line, language, marker
        self.lines = []

    @property
    def text(self):
        return "\n".join(self.lines)

    @property
    def place(self):
        return f"{self.page}:{self.line}"


class Page:
    def __init__(self, path):
        self.path = path
        self.name = str(path.relative_to(ROOT))
        self.lines = path.read_text(encoding="utf-8").splitlines()
        self.blocks, self.prose, self.faults = [], [], []
        self.parse()

    def parse(self):
        marker, block, comment = None, None, None
        for number, line in enumerate(self.lines, 1):
            if block is not None:
                if line.strip() == "```":
                    block = None
                else:
                    block.lines.append(line)
                continue
            if comment is not None:
                comment += "\n" + line
            elif line.startswith("<!-- docs-test"):
                comment = line
            if comment is not None:
                if "-->" in line:
                    marker = self.marker(comment, number)
                    comment = None
                continue
            fence = re.match(r"```(\S*)\s*$", line)
            if fence:
                block = Block(self.name, number, fence.group(1), marker)
                self.blocks.append(block)
                marker = None
            elif line.strip():
                if marker is not None:
                    self.faults.append((number, "a docs-test comment with no block after it"))
                    marker = None
                self.prose.append((number, line))
        if block is not None:
            self.faults.append((block.line, "a block without an end"))

    def marker(self, comment, number):
        text = comment.removeprefix("<!-- docs-test").strip().removesuffix("-->").strip()
        skipped = re.fullmatch(r": skip, (\S.*)", text)
        if skipped:
            return ("skip", skipped.group(1))
        code = re.fullmatch(r": exit (\d+)", text)
        if code:
            return ("exit", int(code.group(1)))
        shortened = re.fullmatch(r": train with (--[^,]+), \S.*", text)
        if shortened:
            return ("train", shortened.group(1))
        if text in (": prints", ": keys"):
            return (text[2:], None)
        provoked = re.fullmatch(r": provoke (\d+)\n(.+)", text, re.DOTALL)
        if provoked:
            return ("provoke", (int(provoked.group(1)), provoked.group(2)))
        self.faults.append((number, f"unknown docs-test comment, or a skip without a reason: {text!r}"))
        return None

    @property
    def commands(self):
        """All that is run."""
        parts = [b.text for b in self.blocks if b.language == "sh" and (b.marker or ("",))[0] != "skip"]
        parts += [b.marker[1][1] for b in self.blocks if b.marker and b.marker[0] == "provoke"]
        return "\n".join(parts)


class Program:
    """What the program's help and schema know."""

    def __init__(self):
        self.options = {}
        self.find([])
        self.all_options = set().union(*self.options.values())
        schema = json.loads(self.output(["train", "--print-schema"]))
        self.settings = set(self.keys(schema, ""))

    @staticmethod
    def output(arguments):
        return subprocess.run([ROOT / "bin/cmcgan", *arguments], env=environment(ROOT), text=True,
                              stdout=subprocess.PIPE, check=True).stdout

    def find(self, path):
        text = self.output([*path, "--help"])
        options, _, rest = text.partition("SUBCOMMANDS:")
        # Words of the overview may be broken off at a hyphen; those of the list are not.
        listed = options.rpartition("OPTIONS:")[2]
        self.options[tuple(path)] = set(re.findall(r"^ +(?:-\w, )?(--[a-z][a-z0-9-]*)", listed, re.MULTILINE))
        for name in re.findall(r"^  ([a-z][a-z-]*)(?: \(default\))?  ", rest, re.MULTILINE):
            self.find([*path, name])

    def keys(self, schema, prefix):
        for key, value in schema.get("properties", {}).items():
            yield prefix + key
            yield from self.keys(value, prefix + key + ".")

    @property
    def commands(self):
        return {path[0] for path in self.options if path}

    def options_of(self, words):
        """The options of a call, from the words after `cmcgan`."""
        path = []
        for word in words:
            if tuple([*path, word]) in self.options:
                path.append(word)
            else:
                break
        found = set(self.options[tuple(path)])
        if path == ["bench"]:  # without a subcommand it is `step`
            found |= self.options[("bench", "step")]
        return found


def environment(folder):
    """The environment without what would change what the program does."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("OPENBLAS_", "CMCGAN_"))}
    kept["PATH"] = f"{folder / 'bin'}:{kept.get('PATH', '')}"
    kept["NO_COLOR"] = "1"
    return kept


def run(commands, folder):
    """Runs commands in a folder; their exit code and all that they printed."""
    process = subprocess.Popen(
        ["bash", "-eu", "-o", "pipefail", "-c", commands], cwd=folder, env=environment(folder), text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        errors="replace")
    try:
        output, _ = process.communicate(timeout=SECONDS_A_BLOCK)
        return process.returncode, output
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, _ = process.communicate()
        return None, output + f"\n(stopped after {SECONDS_A_BLOCK} s)"


def lay_out(folder):
    """Links to the repository's files; folders that pages write into are folders of their own."""
    hidden = {"runs"}
    for entry in ROOT.iterdir():
        if entry.name.startswith(".") or entry.name in hidden:
            continue
        if entry.name in ("configs", "data", "docs"):
            (folder / entry.name).mkdir()
            for file in entry.iterdir():
                if file.is_file() or entry.name == "docs":
                    (folder / entry.name / file.name).symlink_to(file)
        else:
            (folder / entry.name).symlink_to(entry)
    (folder / "runs").mkdir()


class Inputs:
    """The example inputs, each made once."""

    def __init__(self, folder):
        self.folder = folder
        self.made = set()
        lay_out(folder)

    def make(self, name):
        if name in self.made:
            return
        needed, commands = INPUTS[name]
        for other in needed:
            self.make(other)
        code, output = run(commands, self.folder)
        if code != 0:
            sys.exit(f"error: the input {name} cannot be made:\n{output}")
        self.made.add(name)

    def give(self, page, folder):
        for name in INPUTS:
            first = re.search(rf"(?<![\w./-]){re.escape(name)}(?![\w-])", page.commands)
            if not first or re.search(r"(-o|--output|>) $", page.commands[: first.start()]):
                continue
            if FILMS.search(name) and not HAS_FFMPEG:
                continue
            self.make(name)
            # A run goes on with the data that it names.
            needed = INPUTS[name][0] if name.startswith("runs/") else []
            for part in [name, *(n for n in needed if not n.startswith("runs/"))]:
                source, target = self.folder / part, folder / part
                if source.is_dir():
                    shutil.copytree(source, target, dirs_exist_ok=True)
                else:
                    shutil.copy(source, target)


def prints(block, output):
    """The lines of a block that were not printed."""
    printed = {line.rstrip() for line in output.splitlines()}
    missing = []
    for line in block.lines:
        pattern = ".*".join(re.escape(part) for part in line.rstrip().split("..."))
        if line.strip() and not any(re.fullmatch(pattern, text) for text in printed):
            missing.append(f"was not printed: {line}")
    return missing


def shape(value):
    """The keys of objects, without what lies in lists and beneath keys that are data."""
    return {k: shape(v) for k, v in value.items()} if isinstance(value, dict) else None


def keys(block, output):
    """The objects of a block like which none was printed."""
    found = []
    for line in output.splitlines():
        try:
            found.append(shape(json.loads(line)))
        except ValueError:
            pass
    missing = []
    for line in filter(None, block.lines):
        try:
            wanted = shape(json.loads(line))
        except ValueError as error:
            return [f"is not JSON in one line: {error}"]
        if wanted not in found:
            missing.append(f"no object with these keys was printed: {line}")
    return missing


class Tally:
    def __init__(self):
        self.passed, self.failed, self.skipped = 0, 0, []

    def add(self, place, seconds, faults, output=""):
        print(f"{place:<44} {'FAILED' if faults else 'ok':<7} {seconds:6.1f} s", flush=True)
        for fault in faults:
            print(f"    {fault}")
        if faults and output:
            print("\n".join(f"    | {line}" for line in output.splitlines()[-30:]), flush=True)
        if faults:
            self.failed += 1
        else:
            self.passed += 1


def run_page(page, inputs, tally):
    missing = None
    output = ""
    with tempfile.TemporaryDirectory(prefix="cmcgan-docs-") as name:
        folder = pathlib.Path(name)
        lay_out(folder)
        inputs.give(page, folder)
        for block in page.blocks:
            kind, value = block.marker or (None, None)
            if kind == "skip":
                tally.skipped.append((block.place, value))
                continue
            commands, code = block.text if block.language == "sh" else None, 0
            if kind == "exit":
                code = value
            elif kind == "train":
                commands = re.sub(r"(cmcgan-train(?:[^\n#\\]|\\\n)*)", rf"\1 {value} ", commands)
            elif kind == "provoke":
                code, commands = value
            if commands is None and kind not in ("prints", "keys"):
                continue
            if not HAS_FFMPEG and FILMS.search(commands or ""):
                missing = "ffmpeg is not installed"
            if missing:
                tally.skipped.append((block.place, missing))
                continue
            faults, start = [], time.monotonic()
            if commands is not None:
                found, output = run(commands, folder)
                if found != code:
                    faults.append(f"exit code {found}, {code} expected")
            if kind in ("prints", "provoke"):
                faults += prints(block, output)
            elif kind == "keys":
                faults += keys(block, output)
            tally.add(block.place, time.monotonic() - start, faults, output)


def check_text(page, program):
    """Links, commands, options and settings that do not exist."""
    faults = list(page.faults)
    for number, line in page.prose:
        for target in re.findall(r"\]\(([^)\s]+)\)", line):
            if re.match(r"[a-z]+:", target):
                continue
            name, _, heading = target.partition("#")
            path = page.path.parent / name if name else page.path
            if not path.exists():
                faults.append((number, f"no such file: {target}"))
            elif heading and heading not in headings(path):
                faults.append((number, f"no such heading: {target}"))
        for code in re.findall(r"`([^`]+)`", line):
            if "cmcgan" in code:
                faults += [(number, f) for f in check_calls(code, program)]
            elif code.startswith("--"):
                option = re.match(r"--[a-z][a-z0-9-]*", code)
                if option and option.group(0) not in program.all_options:
                    faults.append((number, f"no command has the option {option.group(0)}"))
            faults += [(number, f) for f in check_settings(code, program)]
    for block in page.blocks:
        text = re.sub(r"\\\n", " ", block.text)
        if block.language in ("", "sh"):
            faults += [(block.line, f) for line in text.splitlines() for f in check_calls(line, program)]
        for path in re.findall(r"--set[ =]\"?([A-Za-z.]+)=", text):
            if path not in program.settings:
                faults.append((block.line, f"no such setting: {path}"))
    return faults


def headings(path):
    """The headings of a page, as links name them."""
    lines = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", line.strip().lower()).replace(" ", "-") for line in lines}


def check_calls(line, program):
    faults = []
    # File kinds such as "cmcgan-model" are in quotation marks, hidden files begin with a point.
    for match in re.finditer(r"(?<![\"\w.-])(?:bin/)?cmcgan(?:-([a-z]+)\b|(?=[ `]|$))([^|;&>]*)", line):
        name, rest = match.groups()
        words = ([name] if name else []) + rest.split()
        if name and name not in program.commands:
            faults.append(f"no such command: cmcgan-{name}")
            continue
        known = program.options_of(words)
        for option in re.findall(r"(?<!\S)--[a-z][a-z0-9-]*", rest):
            if option not in known:
                faults.append(f"cmcgan {' '.join(words[:1])} has no option {option}")
    return faults


def check_settings(code, program):
    sections = {key.partition(".")[0] for key in program.settings if "." in key}
    match = re.fullmatch(r"([a-z]+)((?:\.[A-Za-z][A-Za-z0-9]*)+)(?:=\S*)?", code)
    if not match or match.group(1) not in sections:
        return []
    path = match.group(1) + match.group(2)
    endings = ("wav", "png", "jpg", "flac", "mp3", "safetensors", "json", "jsonl", "html", "md")
    if path in program.settings or path.rpartition(".")[2] in endings:
        return []
    return [f"no such setting: {path}"]


def main():
    paths = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    if len(sys.argv) > 1:
        paths = [pathlib.Path(name).resolve() for name in sys.argv[1:]]
    pages = [Page(path) for path in paths]
    program, tally, start = Program(), Tally(), time.monotonic()
    for page in pages:
        faults = [f"{page.name}:{number}: {fault}" for number, fault in check_text(page, program)]
        tally.add(f"{page.name} (names and links)", 0, faults)
    with tempfile.TemporaryDirectory(prefix="cmcgan-docs-") as name:
        inputs = Inputs(pathlib.Path(name))
        for page in pages:
            if page.commands:
                run_page(page, inputs, tally)
    for place, why in tally.skipped:
        print(f"{place:<44} skipped: {why}")
    print(f"{tally.passed} ok, {tally.failed} failed, {len(tally.skipped)} skipped; "
          f"{time.monotonic() - start:.0f} s")
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())

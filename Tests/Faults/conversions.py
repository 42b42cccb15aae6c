#!/usr/bin/env python3
"""Kills and starves conversions of many files, which write several files at a time, and checks their promises.

An output is complete or absent, and what is reported as done is on the disk. Needs the built program and strace.
Each part prints one line with what was done and found; the exit code is 0 only if every promise was kept.

    Tests/Faults/conversions.py
"""
import json
import math
import pathlib
import random
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import wave

import faults
from faults import PROGRAM, Broken, call, require

FILES = 24


def sounds(folder):
    """Short tones, each of another pitch."""
    paths = []
    for number in range(FILES):
        samples = [int(9000 * math.sin(index * (number + 5) * 0.01)) for index in range(8000)]
        paths.append(folder / f"{number:02d}.wav")
        with wave.open(str(paths[-1]), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(8000)
            file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return paths


class Material:
    """A model of one step, sounds, their images, and the time that these take."""

    def __init__(self, folder):
        self.model = folder / "run"
        faults.finished(self.model, "training.steps=1")
        self.sounds = sounds(folder)
        whole = folder / "whole"
        start = time.monotonic()
        result = call(self.command(whole))
        self.seconds = time.monotonic() - start
        require(result.returncode == 0, result.stderr)
        self.images = {path.name: path.read_bytes() for path in whole.iterdir()}
        require(len(self.images) == FILES, "images are missing")

    def command(self, output):
        line = [PROGRAM, "convert", *self.sounds, "-o", output, "--model", self.model, "--quiet", "--json"]
        return [str(part) for part in line]

    def require_whole(self, output, done):
        """Every file that is there is whole, and those that were reported are there; the hidden ones."""
        files = list(output.iterdir()) if output.exists() else []
        hidden = [path for path in files if path.name.startswith(".")]
        for path in files:
            if path not in hidden:
                require(path.read_bytes() == self.images[path.name], f"{path} is not whole")
        for name in done:
            require((output / name).exists(), f"{name} was reported and is missing")
        return hidden


def done(text):
    """The names of the outputs that are reported in lines of JSON; the last may be cut off."""
    names = []
    for line in text.splitlines():
        try:
            report = json.loads(line)
        except ValueError:
            continue
        if report["status"] == "done":
            names.append(pathlib.Path(report["output"]).name)
    return names


def kills(material, folder):
    """SIGKILL at random instants."""
    instants = random.Random(3)
    counts = []
    for number in range(30):
        output = folder / f"killed-{number}"
        process = subprocess.Popen(
            material.command(output), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            text, _ = process.communicate(timeout=instants.uniform(0, material.seconds))
        except subprocess.TimeoutExpired:
            process.kill()
            text, _ = process.communicate()
        names = done(text)
        material.require_whole(output, names)
        counts.append(len(names))
        shutil.rmtree(output, ignore_errors=True)
    return f"30 kills after {min(counts)} to {max(counts)} of {FILES} files: all files are whole"


def injections(material, folder):
    """An error in some calls of every writing thread: the inputs concerned fail, all others are converted."""
    log, failed = folder / "log", 0
    for calls in ("fsync", "rename", "link,linkat"):
        for number in range(1, 5):
            output = folder / f"{calls[:4]}-{number}"
            result = call(
                ["strace", "-f", "-qq", "-o", log, "-e", f"trace={calls}", "-e",
                 f"inject={calls}:error=EIO:when={number}"] + material.command(output)
                # Only a file that may be replaced is renamed; others are linked.
                + ["--force"] * (calls == "rename"))
            names = done(result.stdout)
            hidden = material.require_whole(output, names)
            require(not hidden, f"{hidden} are left")
            injected = log.read_text().count("INJECTED")
            reports = [json.loads(line) for line in result.stdout.splitlines()]
            require(len(reports) == FILES, f"{len(reports)} reports of {FILES}")
            errors = [report["error"] for report in reports if report["status"] == "failed"]
            require(all("input/output error" in error for error in errors), f"{errors}")
            # A link that cannot be made is replaced by a rename, so nothing goes wrong.
            expected = 0 if calls.startswith("link") else injected
            require(len(errors) == expected, f"{calls} {number}: {len(errors)} failed of {expected}")
            require(result.returncode == (1 if errors else 0), f"exit {result.returncode}")
            failed += len(errors)
            shutil.rmtree(output)
    return f"errors in fsync, rename and link: {failed} inputs failed and said so, all others were converted"


def finished_calls(text):
    """Thread and text of the calls in a log of strace, in the order in which they ended."""
    begun = {}
    for line in text.splitlines():
        thread, _, call_text = line.partition(" ")
        call_text = call_text.strip()
        if call_text.endswith("<unfinished ...>"):
            begun[thread] = call_text.removesuffix("<unfinished ...>").rstrip()
            continue
        if found := re.match(r"<\.\.\. \w+ resumed>", call_text):
            call_text = begun.pop(thread, "") + call_text[found.end():]
        yield thread, call_text


def order(material, folder):
    """Bytes are forced before a file takes its place, its folder after that, and then the file is reported."""
    log, output = folder / "log", folder / "ordered"
    result = call(
        ["strace", "-f", "-qq", "-y", "-s", "65536", "-o", log, "-e", "trace=fsync,rename,link,write"]
        + material.command(output))
    require(result.returncode == 0, result.stderr)
    forced, durable, waiting, reported = set(), set(), {}, 0
    for thread, text in finished_calls(log.read_text()):
        if found := re.match(r"fsync\(\d+<(.*)>\)\s+= 0", text):
            if thread in waiting:
                target = waiting.pop(thread)
                require(found.group(1) == str(target.parent), f"{target.parent} was not forced")
                durable.add(target.name)
            forced.add(found.group(1))
        elif found := re.match(r'(?:rename|link)\("(.*)", "(.*)"\)\s+= 0', text):
            require(found.group(1) in forced, f"{found.group(2)} was put in its place unforced")
            require(thread not in waiting, "a folder was not forced")
            waiting[thread] = pathlib.Path(found.group(2))
        elif text.startswith("write(1<"):
            for name in re.findall(r'\\"output\\":\\"[^"]*?(\d\d\.png)\\"', text):
                require(name in durable, f"{name} was reported before it was durable")
                reported += 1
    require(not waiting and reported == FILES, f"{reported} of {FILES} were reported")
    return f"all {reported} files were forced before they took their place, their folder after, and then reported"


def main():
    if not shutil.which("strace"):
        sys.exit("error: strace is not installed")
    broken = 0
    folder = pathlib.Path(tempfile.mkdtemp(prefix="cmcgan-conversions-"))
    try:
        material = Material(folder)
        for part in (kills, injections, order):
            try:
                print(f"conversions, {part.__name__}: {part(material, folder)}", flush=True)
            except Broken as failure:
                print(f"conversions, {part.__name__}: BROKEN: {failure}", flush=True)
                broken += 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()

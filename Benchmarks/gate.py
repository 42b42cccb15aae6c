#!/usr/bin/env python3
"""Counts the instructions of a conversion, a spectrogram and a training step, and compares them with a baseline.

    gate.py             fails where a count is more than 3 % above results/gate.json
    gate.py --update    writes the counts of this build to results/gate.json

Instructions are counted by valgrind, so that the result does not depend on what else the machine does, and hardly
on its processor: valgrind offers programs AVX2 and nothing newer, whatever the processor has. All runs use one
thread, the kernels `avx2`, and hash tables that are the same in every run. Start and end of a process are part of
a count, except of the training step: that is the difference of two trainings.
"""

import argparse
import json
import math
import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import wave

ROOT = pathlib.Path(__file__).resolve().parent.parent
BASELINE = ROOT / "Benchmarks" / "results" / "gate.json"
PROGRAM = pathlib.Path(os.environ.get("CMCGAN", ROOT / "bin" / "cmcgan"))
TOLERANCE = 0.03
# The threads of a training wait for each other, which takes some instructions more or less; over 16 steps, below 1 %.
STEPS = (2, 18)


class CannotCount(Exception):
    """A run without a count, with the reason."""


def environment() -> dict:
    """The environment, without what would change the number of instructions."""
    kept = {key: value for key, value in os.environ.items()
            if not key.startswith(("CMCGAN", "OPENBLAS", "OMP_"))}
    return {**kept, "OPENBLAS_CORETYPE": "Haswell", "OPENBLAS_NUM_THREADS": "1",
            "SWIFT_DETERMINISTIC_HASHING": "1"}


def counted(program: pathlib.Path, *words, folder: pathlib.Path) -> int:
    """The instructions of one run of the program."""
    command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder / 'callgrind.out'}",
               program, *words, "--kernels", "avx2", "--threads", "1"]
    done = subprocess.run(
        [str(word) for word in command], cwd=ROOT, env=environment(), capture_output=True, text=True)
    found = re.search(r"Collected\s*:\s*(\d+)", done.stderr)
    if done.returncode or not found:
        raise CannotCount(f"{words[0]} exits with {done.returncode}:\n{done.stderr.strip()}")
    return int(found.group(1))


def write_sound(path: pathlib.Path, seconds: float) -> None:
    """A tone of 440 Hz with harmonics that fade."""
    rate = 44100
    samples = [
        int(6000 * sum(math.sin(2 * math.pi * 440 * part * index / rate) / part for part in range(1, 6))
            * math.exp(-index / rate))
        for index in range(int(seconds * rate))]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))


def measure(folder: pathlib.Path) -> dict:
    """The counts of all cases, by name."""
    # valgrind 3.19 of Debian 12 cannot read the debugging information of Swift 6.
    program = folder / "cmcgan"
    subprocess.run(["strip", "-g", "-o", program, PROGRAM], check=True)
    sound, long = folder / "sound.wav", folder / "long.wav"
    write_sound(sound, 0.5)
    write_sound(long, 10)

    def training(steps: int) -> int:
        return counted(
            program, "train", "--config", ROOT / "configs" / "tiny.json", "--output",
            folder / f"run{steps}", "--quiet", "--set", f"training.steps={steps}",
            "--set", "training.batchSize=4", "--set", "data.orchestraTrainingPairs=2",
            "--set", "data.orchestraValidationPairs=0", "--set", "output.sampleEvery=1000",
            "--set", "output.checkpointEvery=1000", folder=folder)

    first, last = STEPS
    return {
        "one conversion, sound to image": counted(
            program, "convert", sound, "-o", folder / "image.png", "--quiet",
            "--model", ROOT / "data" / "default.safetensors", folder=folder),
        "log-mel of ten seconds": counted(
            program, "spectrogram", long, "-o", folder / "sound.safetensors", folder=folder),
        "one training step, configs/tiny.json": (training(last) - training(first)) // (last - first),
    }


def judged(counts: dict, baseline: dict) -> tuple[list[str], bool]:
    """A line for each count, and whether none is too large."""
    lines, passes = [], True
    for name, count in counts.items():
        before = baseline.get(name)
        if before is None:
            lines.append(f"{name}: {count:,} instructions; the baseline lacks it")
            passes = False
            continue
        change = count / before - 1
        verdict = "ok"
        if change > TOLERANCE:
            verdict, passes = f"too many (at most {100 * TOLERANCE:.0f} % more)", False
        elif change < -TOLERANCE:
            verdict = "fewer: make bench-gate UPDATE=1 keeps this"
        lines.append(f"{name}: {count:,} instructions, {100 * change:+.2f} %: {verdict}")
    return lines, passes


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--update", action="store_true", help="write the baseline")
    options = parser.parse_args()
    for tool in ("valgrind", "strip"):
        if not shutil.which(tool):
            print(f"error: {tool} is not installed", file=sys.stderr)
            return 69
    with tempfile.TemporaryDirectory() as place:
        try:
            counts = measure(pathlib.Path(place))
        except CannotCount as problem:
            print(f"error: {problem}", file=sys.stderr)
            return 70
    if options.update:
        BASELINE.write_text(json.dumps(counts, indent=1) + "\n")
    baseline = json.loads(BASELINE.read_text()) if BASELINE.exists() else {}
    lines, passes = judged(counts, baseline)
    print("\n".join(lines))
    return 0 if passes else 1


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Runs commands with little address space, and checks that each ends soon, with 0 or 71.

The sizes lie between 50 MB and 4 GB, as far apart in proportion. A command may do its work or say that memory
lacks; it must not hang, crash, or blame a file. Usage: Tests/Faults/memory.py [NUMBER OF SIZES]
"""
import resource, shutil, subprocess, sys, tempfile, wave
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "bin/cmcgan"
SECONDS = 10


def make_inputs(folder):
    """A second of a tone, twice, an image, and films with and without a sound."""
    with wave.open(str(folder / "a.wav"), "wb") as file:
        file.setparams((1, 2, 44100, 0, "NONE", ""))
        file.writeframes(b"".join(
            (8000 * (1 if i // 50 % 2 else -1)).to_bytes(2, "little", signed=True) for i in range(44100)))
    shutil.copy(folder / "a.wav", folder / "b.wav")
    subprocess.run([PROGRAM, "convert", "a.wav", "-o", "a.png", "--quiet"], cwd=folder, check=True)
    images = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=s=128x96:d=2:r=10"]
    subprocess.run(images + ["-c:v", "libx264", "muted.mp4"], cwd=folder, check=True)
    subprocess.run(images + ["-i", "a.wav", "-c:v", "libx264", "-c:a", "aac", "film.mp4"], cwd=folder, check=True)


COMMANDS = {
    "info": ["info", "a.wav"],
    "info of a film": ["info", "film.mp4"],
    "convert to an image": ["convert", "a.wav", "-o", "x.png", "--force"],
    "convert to several images": ["convert", "a.wav", "b.wav", "-o", "images", "--force"],
    "convert to a sound": ["convert", "a.png", "-o", "x.wav", "--force"],
    "classify": ["classify", "a.wav"],
    "match": ["match", "a.wav", "a.png", "a.png"],
    "spectrogram": ["spectrogram", "a.wav", "-o", "x.safetensors", "--force"],
    "complete a film": ["convert", "muted.mp4", "-o", "x.mp4", "--force"],
    "image of a film's sound": ["convert", "film.mp4", "-o", "y.png", "--force"],
    "train": ["train", "--config", str(ROOT / "configs/tiny.json"), "--steps", "2", "--output", "run"],
}


def outcome(arguments, folder, size):
    """The exit code within the limit of address space, and the errors."""
    try:
        found = subprocess.run(
            [PROGRAM, *arguments], cwd=folder, capture_output=True, timeout=SECONDS,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (size, size)))
    except subprocess.TimeoutExpired:
        return "hangs", ""
    return found.returncode, found.stderr.decode(errors="replace")


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    low, high = 50e6, 4e9
    sizes = [int(low * (high / low) ** (i / (count - 1))) for i in range(count)]
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        make_inputs(folder)
        for name, arguments in COMMANDS.items():
            codes = []
            for size in sizes:
                subprocess.run(["rm", "-rf", folder / "run"], check=True)
                code, errors = outcome(arguments, folder, size)
                codes.append(code)
                told = [line for line in errors.splitlines() if line.startswith("error: ")]
                if code not in (0, 71) or (code == 71 and len(told) != 1):
                    bad += 1
                    print(f"{name} with {size >> 10} KB: {code} {errors.strip()[-300:]}")
            works = next((size >> 20 for size, code in zip(sizes, codes) if code == 0), None)
            print(f"{name}: works from {works} MB on; codes {sorted(set(map(str, codes)))}", flush=True)
    print(f"{bad} of {len(COMMANDS) * count} calls did not end well")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

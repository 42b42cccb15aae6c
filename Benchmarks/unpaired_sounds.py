#!/usr/bin/env python3
"""Links recorded notes, and played phrases if asked for, into one folder of unpaired sounds.

    Benchmarks/unpaired_sounds.py NOTES OUT [PHRASES ...]

NOTES and each PHRASES hold a folder of sounds for each class. OUT gets train/CLASS and validation/CLASS:
of each class every fourth pitch of the notes, from the third on, is kept for validation with all its
recordings. The pitch is read from the file's name (A2, Bb4, Cs5). Phrases are for training only, unless
PHRASES has the folders train and validation, as scripts/phrases.py makes them. From the second folder of
phrases on, names get its number in front.
"""

import pathlib
import re
import sys

STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
PITCH = re.compile(r"(?:^|[_.])([A-G])([bs]?)(\d)(?=[_.]|$)")


def pitch(path):
    """The number of a file's pitch in semitones, as MIDI counts."""
    found = PITCH.search(path.name)
    if not found:
        sys.exit(f"error: {path}: no pitch in its name")
    step, accidental, octave = found.groups()
    return 12 * (int(octave) + 1) + STEPS[step] + {"": 0, "b": -1, "s": 1}[accidental]


def link(path, folder, prefix=""):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / (prefix + path.name)).symlink_to(path.resolve())


def splits(phrases):
    """The split folders of phrases with their names. Without split folders, all phrases are for training."""
    folders = [(split, phrases / split) for split in ("train", "validation") if (phrases / split).is_dir()]
    return folders or [("train", phrases)]


def main(notes, out, *phrases):
    out = pathlib.Path(out)
    if out.exists():
        sys.exit(f"error: {out}: exists")
    counts = {"train": 0, "validation": 0}
    for folder in sorted(p for p in pathlib.Path(notes).iterdir() if p.is_dir()):
        files = sorted(folder.iterdir())
        held_out = set(sorted({pitch(file) for file in files})[2::4])
        for file in files:
            split = "validation" if pitch(file) in held_out else "train"
            link(file, out / split / folder.name)
            counts[split] += 1
    for number, source in enumerate(phrases, 1):
        for split, root in splits(pathlib.Path(source)):
            for file in sorted(root.glob("*/*")):
                link(file, out / split / file.parent.name, f"{number}." if number > 1 else "")
                counts[split] += 1
    print(f"{counts['train']} sounds to train on, {counts['validation']} held out, in {out}")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])

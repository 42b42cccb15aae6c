#!/usr/bin/env python3
"""Makes unpaired sounds to train on: scores of the music21 corpus, played by the sound fonts of Debian.

    scripts/phrases.py OUT [--held-out FONT] [--rooms] [--phrases N] [--seconds N] [--seed N] ...

OUT is a new folder for the setting data.unpairedSounds: [train|validation]/CLASS/FONT.SCORE.N.flac, mono, 44.1 kHz, 16 bits.
Each phrase is one line of a score, moved by octaves into the range of its instrument. Tempo, key, loudness and
articulation vary. With --rooms, reverberation, equalisation, noise, tuning and level vary too. Fonts that share recordings
are held out together, and validation phrases have scores of their own. OUT/phrases.json says how each file was made, and
under which licences the fonts are. The same options, seed and versions give the same files. OUT is written whole or not at all.

`make phrases` installs what is needed and runs this. Exit codes: 64 wrong usage, 65 a font that cannot be read, 69
something is not installed, 73 OUT cannot be created, 74 OUT cannot be written, 130 interrupted.
"""

import argparse
import collections
import ctypes.util
import dataclasses
import importlib.metadata
import importlib.util
import json
import os
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import phrases_lines  # noqa: E402
import phrases_plan  # noqa: E402
from command import Parser, Problem, main  # noqa: E402
from phrases_plan import FONTS, INSTRUMENTS  # noqa: E402

REQUIREMENTS = pathlib.Path(__file__).resolve().parent / "phrases_requirements.txt"
PACKAGES = {"music21": "music21", "fluidsynth": "pyfluidsynth", "numpy": "numpy", "scipy": "scipy", "soundfile": "soundfile"}
SCORES = {"train": 96, "validation": 32}


def missing(fonts):
    """The Debian packages and the Python packages that are not installed."""
    debian = [] if ctypes.util.find_library("fluidsynth") else ["libfluidsynth3"]
    debian += [FONTS[name].package for name in fonts if not os.path.exists(FONTS[name].path)]
    return debian, [package for module, package in PACKAGES.items() if importlib.util.find_spec(module) is None]


def require(fonts):
    debian, python = missing(fonts)
    steps = []
    if debian:
        steps.append(f"apt-get install {' '.join(debian)}")
    if python:
        steps.append(f"python3 -m pip install -r {os.path.relpath(REQUIREMENTS)}")
    if steps:
        raise Problem(69, "\n  ".join([
            f"not installed: {', '.join(debian + python)}. Run \"make phrases\", which installs them, or:", *steps]))


def write(phrases, seconds, seed, folder):
    """Writes all phrases below a folder; returns what is known of each, by its path."""
    import soundfile

    import phrases_sound

    paths = iter(phrases_lines.scores(seed))
    splits = sorted({phrase.split for phrase in phrases})
    # Scores to train on come first ("train" sorts first), so they are the same whatever is held out.
    lines = {split: phrases_lines.lines(paths, SCORES[split], f"{seed} {split}") for split in splits}
    players, made = {}, {}
    for phrase in phrases:
        if phrase.font not in players:
            players[phrase.font] = phrases_sound.Player(FONTS[phrase.font].path)
        choice = lines[phrase.split]
        line = choice[phrase.line % len(choice)]
        notes = phrases_lines.played(line, phrase, seconds)
        cents = phrase.room.cents if phrase.room else 0
        sound = players[phrase.font].play(notes, phrase.voice.program, cents, seconds)
        path = f"{phrase.split}/{phrase.class_name}/{phrase.font}.{line.score}.{phrase.number}.flac"
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(folder / path, phrases_sound.in_room(sound, phrase.room), phrases_sound.RATE, subtype="PCM_16")
        made[path] = {"score": line.score, "notes": len(notes), **dataclasses.asdict(phrase)}
    return made


def description(made, arguments):
    """What phrases.json says."""
    fonts = sorted({phrase["font"] for phrase in made.values()})
    return {
        "seed": arguments.seed, "seconds": arguments.seconds,
        "versions": {package: importlib.metadata.version(package) for package in PACKAGES.values()},
        "fonts": {name: {"package": FONTS[name].package, "licence": FONTS[name].licence} for name in fonts},
        "scores": "corpus of music21; music out of copyright, encodings under the terms of corpus/license.txt there",
        "phrases": made}


def create(phrases, arguments):
    """Makes the folder OUT: beside its place first, then renamed."""
    out = arguments.out
    if os.path.lexists(out):
        raise Problem(73, f"{out}: already exists. Name another folder, or remove it.")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        temporary = tempfile.TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent)
    except OSError as error:
        raise Problem(73, f"{out}: cannot be created ({error.strerror})") from error
    import soundfile

    import phrases_sound

    with temporary as name:
        folder = pathlib.Path(name, out.name)
        try:
            folder.mkdir()
            made = write(phrases, arguments.seconds, arguments.seed, folder)
            text = json.dumps(description(made, arguments), indent=1, ensure_ascii=False)
            (folder / "phrases.json").write_text(f"{text}\n", encoding="utf-8")
            folder.rename(out)
        except (OSError, soundfile.LibsndfileError) as error:
            raise Problem(74, f"{out}: cannot be written ({getattr(error, 'strerror', None) or error})") from error
        except phrases_sound.Unreadable as error:
            raise Problem(65, str(error)) from error
    return made


def names(known):
    """The type of an option that takes some of the known names, with commas between them."""
    def parse(text):
        found = list(dict.fromkeys(text.split(",")))
        unknown = [name for name in found if name not in known]
        if unknown:
            raise argparse.ArgumentTypeError(f"\"{unknown[0]}\" is none of {', '.join(known)}")
        return found

    return parse


def number(kind, low, high):
    """The type of an option that takes a number of a range."""
    def parse(text):
        try:
            value = kind(text)
        except ValueError:
            value = None
        if value is None or not low <= value <= high:
            raise argparse.ArgumentTypeError(f"\"{text}\" is not a number from {low} to {high}")
        return value

    return parse


def parsed(words):
    parser = Parser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("out", metavar="OUT", type=pathlib.Path, help="folder to create")
    parser.add_argument("--fonts", type=names(FONTS), default=list(FONTS), metavar="FONT,...",
                        help=f"sound fonts that play (all: {','.join(FONTS)})")
    parser.add_argument("--held-out", type=names(FONTS), default=[], metavar="FONT,...",
                        help="fonts for validation only, with all that share their recordings (none)")
    parser.add_argument("--classes", type=names(INSTRUMENTS), default=list(INSTRUMENTS), metavar="CLASS,...",
                        help="instruments (all 13)")
    parser.add_argument("--phrases", type=number(int, 1, 10_000), default=24, metavar="N",
                        help="phrases of a class to train on (24)")
    parser.add_argument("--validation-phrases", type=number(int, 1, 10_000), default=6, metavar="N",
                        help="phrases of a class to validate on, if fonts are held out (6)")
    parser.add_argument("--seconds", type=number(float, 0.5, 60), default=8.0, metavar="N", help="length of a phrase (8)")
    parser.add_argument("--seed", type=number(int, 0, 2 ** 63 - 1), default=1, metavar="N", help="chooses everything (1)")
    parser.add_argument("--rooms", action="store_true",
                        help="vary reverberation, equalisation, noise, tuning and level")
    arguments = parser.parse_args(words)
    for name in arguments.held_out:
        if name not in arguments.fonts:
            parser.error(f"--held-out: {name} is none of the fonts that play ({','.join(arguments.fonts)})")
    arguments.train, arguments.validation = phrases_plan.sides(arguments.fonts, arguments.held_out)
    if not arguments.train:
        parser.error("--held-out: no font is left to train on")
    return arguments


def run(words):
    arguments = parsed(words)
    require(arguments.fonts)
    phrases = phrases_plan.plan(
        arguments.seed, arguments.classes, (arguments.train, arguments.phrases),
        (arguments.validation, arguments.validation_phrases), arguments.rooms)
    made = create(phrases, arguments).values()
    splits = collections.Counter(phrase["split"] for phrase in made)
    fonts = collections.Counter(phrase["font"] for phrase in made)
    print(f"{arguments.out}: {splits['train']} phrases to train on, {splits['validation']} held out, "
          f"{len(arguments.classes)} classes ({', '.join(f'{name} {count}' for name, count in sorted(fonts.items()))})")


if __name__ == "__main__":
    main(run)

"""What phrases.py plays: instruments, sound fonts, and a plan of phrases that depends on the seed alone."""

import dataclasses
import math
import random


@dataclasses.dataclass(frozen=True)
class Voice:
    """A program of General MIDI, counted from 0, and its written range at sounding pitch, as MIDI counts semitones."""

    program: int
    low: int
    high: int


@dataclasses.dataclass(frozen=True)
class Font:
    """A sound font of Debian. Fonts of one family share recordings, so they belong on the same side of a split."""

    package: str
    path: str
    family: str
    licence: str


@dataclasses.dataclass(frozen=True)
class Room:
    """What a room and a microphone do to a sound. Levels are in decibels."""

    cents: float  # how much higher the instrument is tuned
    equalizer: tuple  # gains of octave bands from 63 Hz on
    reverberation: float  # seconds until it is 60 dB quieter
    brightness: float  # Hz; above it, reverberation is quieter
    distance: float  # how much quieter than the direct sound all reverberation is
    noise: float  # how much quieter than the sound the noise is
    slope: float  # 0: white noise, 1: pink, 2: brown
    peak: float  # level of the loudest sample
    seed: int  # of reverberation and noise


@dataclasses.dataclass(frozen=True)
class Phrase:
    """One file. Shares lie in [0, 1)."""

    split: str
    class_name: str
    number: int
    font: str
    voice: Voice
    line: int  # number of the line, modulo the number of lines
    start: float  # share of the line that is skipped
    octave: float  # chooses among the octaves that fit
    transposition: int  # semitones
    pace: float  # seconds of a note of median length
    articulation: float  # share of a note's length that sounds
    velocity: int
    seed: str  # of what varies from note to note
    room: Room | None


INSTRUMENTS = {
    "bassoon": [Voice(70, 34, 72)],
    "cello": [Voice(42, 36, 76)],
    "clarinet": [Voice(71, 50, 89)],
    "double_bass": [Voice(43, 28, 57)],  # FluidR3 has no higher notes
    "flute": [Voice(73, 60, 96)],
    "horn": [Voice(60, 41, 77)],
    "oboe": [Voice(68, 58, 91)],
    "sax": [Voice(65, 49, 80), Voice(66, 44, 75), Voice(64, 56, 87)],  # alto, tenor, soprano
    "trombone": [Voice(57, 40, 72)],
    "trumpet": [Voice(56, 54, 84)],
    "tuba": [Voice(58, 28, 62)],
    "viola": [Voice(41, 48, 84)],
    "violin": [Voice(40, 55, 96)],
}

FONTS = {
    "fluidr3": Font("fluid-soundfont-gm", "/usr/share/sounds/sf2/FluidR3_GM.sf2", "fluidr3", "MIT"),
    # Made from FluidR3.
    "musescore": Font(
        "musescore-general-soundfont", "/usr/share/sounds/sf3/MuseScore_General_Full.sf3", "fluidr3", "MIT"),
    "timgm6mb": Font("timgm6mb-soundfont", "/usr/share/sounds/sf2/TimGM6mb.sf2", "timgm6mb", "GPL-2"),
}

SEMITONES = range(-5, 7)
BANDS = 9  # octaves from 63 Hz to 16 kHz


def sides(fonts, held_out):
    """The fonts to train on, and those to validate on: all whose family has a font that is held out."""
    families = {FONTS[name].family for name in held_out}
    validation = [name for name in fonts if FONTS[name].family in families]
    return [name for name in fonts if name not in validation], validation


def plan(seed, classes, train, validation, rooms):
    """All phrases. `train` and `validation` are each a list of fonts, which take turns, and phrases for each class.

    A phrase depends on the seed, its split, class, number and font, and not on how many others there are.
    """
    order = list(INSTRUMENTS)
    return [
        phrase(seed, split, name, number, fonts[number % len(fonts)], number * len(order) + order.index(name), rooms)
        for split, (fonts, count) in (("train", train), ("validation", validation)) if fonts
        for name in classes for number in range(count)]


def phrase(seed, split, class_name, number, font, line, rooms):
    key = f"{seed} {split} {class_name} {number}"
    draw = random.Random(key)
    return Phrase(
        split=split, class_name=class_name, number=number, font=font, voice=draw.choice(INSTRUMENTS[class_name]), line=line,
        start=draw.random(), octave=draw.random(), transposition=draw.choice(SEMITONES), pace=logarithmic(draw, 0.15, 0.8),
        articulation=draw.uniform(0.5, 1), velocity=draw.randint(50, 115), seed=f"{key} notes",
        room=room(random.Random(f"{key} room")) if rooms else None)


def room(draw):
    return Room(
        cents=draw.uniform(-30, 30), equalizer=tuple(draw.gauss(0, 4) for _ in range(BANDS)),
        reverberation=logarithmic(draw, 0.15, 2), brightness=logarithmic(draw, 1500, 12000), distance=draw.uniform(-3, 20),
        noise=draw.uniform(25, 70), slope=draw.uniform(0, 2), peak=draw.uniform(-26, -1), seed=draw.getrandbits(32))


def logarithmic(draw, low, high):
    """A number between two others, with its logarithm evenly distributed."""
    return math.exp(draw.uniform(math.log(low), math.log(high)))

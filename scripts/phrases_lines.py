"""Lines of scores of the music21 corpus, and the notes that an instrument plays of one."""

import dataclasses
import itertools
import math
import pathlib
import random
import re
import statistics
import warnings

# Folders of the corpus. Files in the format Humdrum are left out: they reserve the rights to what is made from them.
COMPOSERS = (
    "bach", "beethoven", "handel", "haydn", "lusitano", "monteverdi", "mozart", "ryansMammoth", "schumann_robert",
    "trecento", "verdi")
ENDINGS = (".abc", ".mxl", ".xml")
LARGEST = 30_000  # bytes; larger files take long

SHORTEST_LINE = 16  # notes
SHORTEST_NOTE, LONGEST_NOTE, LONGEST_REST = 0.1, 3, 0.5  # seconds


@dataclasses.dataclass(frozen=True)
class Line:
    """One part of a score: (onset, length, pitch) of each note, in quarters and semitones. No two sound together."""

    score: str
    notes: tuple


@dataclasses.dataclass(frozen=True)
class Note:
    """A note to play: seconds, pitch and velocity as MIDI counts."""

    start: float
    end: float
    pitch: int
    velocity: int


def corpus():
    import music21

    return pathlib.Path(music21.corpus.__file__).parent


def scores(seed):
    """The files of the corpus in an order that the seed gives, composers in turn."""
    import music21

    groups = {name: [] for name in COMPOSERS}
    for path in sorted(map(pathlib.Path, music21.corpus.getCorePaths())):
        composer = path.relative_to(corpus()).parts[0]
        if composer in groups and path.suffix in ENDINGS and path.stat().st_size <= LARGEST:
            groups[composer].append(path)
    draw = random.Random(f"{seed} scores")
    for group in groups.values():
        draw.shuffle(group)
    return [path for turn in itertools.zip_longest(*groups.values()) for path in turn if path]


def lines(paths, count, seed):
    """The lines of the first `count` scores of an iterator that have any, in an order that the seed gives."""
    result = []
    while count > 0 and (path := next(paths, None)):
        found = lines_of(path)
        result += found
        count -= bool(found)
    random.Random(f"{seed} lines").shuffle(result)
    return result


def lines_of(path):
    import music21

    try:
        with warnings.catch_warnings(action="ignore"):  # of measures that are too long, for one
            score = music21.converter.parse(path, forceSource=True, storePickle=False)
        # A chord is played by its highest note, a chord symbol not at all.
        parts = [
            monophonic(
                (float(note.offset), float(note.quarterLength), max(pitch.midi for pitch in note.pitches))
                for note in part.stripTies().flatten().notes
                if note.pitches and not isinstance(note, music21.harmony.Harmony))
            for part in getattr(score, "parts", [])]
    except (music21.exceptions21.Music21Exception, ValueError, AttributeError, IndexError):
        return []  # Not every score can be read. There are enough others.
    name = re.sub(r"[^A-Za-z0-9]+", "_", str(path.relative_to(corpus()).with_suffix("")))
    return [Line(name, part) for part in parts if len(part) >= SHORTEST_LINE and len({note[2] for note in part}) > 2]


def monophonic(notes):
    """The highest of notes that begin together, each cut where the next begins. Grace notes (of no length) are left out."""
    highest = {}
    for onset, length, pitch in notes:
        if length > 0 and (onset not in highest or pitch > highest[onset][1]):
            highest[onset] = length, pitch
    onsets = sorted(highest)
    ends = [*onsets[1:], math.inf]
    return tuple((onset, min(highest[onset][0], end - onset), highest[onset][1]) for onset, end in zip(onsets, ends))


def fitted(pitches, voice, share):
    """A line in the range of a voice: moved by octaves as a whole, then single notes that still lie outside.

    Of the moves that bring the most notes into the range, `share` in [0, 1) says which.
    """
    inside = {move: sum(voice.low <= pitch + move <= voice.high for pitch in pitches) for move in range(-120, 121, 12)}
    best = [move for move, count in inside.items() if count == max(inside.values())]
    move = best[int(share * len(best))]

    def folded(pitch):
        octaves = math.ceil((voice.low - pitch) / 12) if pitch < voice.low else -math.ceil((pitch - voice.high) / 12)
        return pitch if voice.low <= pitch <= voice.high else pitch + 12 * octaves

    return [folded(pitch + move) for pitch in pitches]


def played(line, phrase, seconds):
    """The notes of a phrase: a line from some note on, again from its beginning where it ends too early."""
    draw = random.Random(phrase.seed)
    scale = phrase.pace / statistics.median(length for _, length, _ in line.notes)
    count = len(line.notes)
    index, now, result = int(phrase.start * count), 0.0, []
    while now < seconds:
        onset, length, pitch = line.notes[index]
        following = line.notes[index + 1][0] if index + 1 < count else onset + length
        duration = min(max(length * scale, SHORTEST_NOTE), LONGEST_NOTE)
        sounding = duration * min(1, max(0.3, phrase.articulation + draw.uniform(-0.1, 0.1)))
        velocity = min(127, max(20, phrase.velocity + draw.randint(-10, 10)))
        result.append(Note(now, now + sounding, pitch + phrase.transposition, velocity))
        now += duration + min((following - onset - length) * scale, LONGEST_REST)
        index = (index + 1) % count
    pitches = fitted([note.pitch for note in result], phrase.voice, phrase.octave)
    return [dataclasses.replace(note, pitch=pitch) for note, pitch in zip(result, pitches)]

"""Tests of phrases.py and its parts: `python3 -m unittest discover -s scripts/tests`. Nothing is played."""

import contextlib
import io
import pathlib
import sys
import tempfile
import unittest
from unittest import mock

SCRIPTS = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(SCRIPTS))

import phrases  # noqa: E402
from phrases_lines import LONGEST_NOTE, LONGEST_REST, SHORTEST_NOTE, Line, fitted, monophonic, played  # noqa: E402
from phrases_plan import FONTS, INSTRUMENTS, Voice, phrase, plan, sides  # noqa: E402

FONT = "timgm6mb"
VOICES = [voice for voices in INSTRUMENTS.values() for voice in voices]


def planned(seed=1, classes=("cello", "sax"), train=(("fluidr3", "musescore"), 4), validation=((FONT,), 2), rooms=False):
    return plan(seed, classes, train, validation, rooms)


def one(number=0, rooms=False):
    return phrase(1, "train", "flute", number, FONT, 0, rooms)


class PlanTests(unittest.TestCase):
    def test_the_classes_are_those_of_sub_urmp(self):
        self.assertEqual(
            list(INSTRUMENTS),
            "bassoon cello clarinet double_bass flute horn oboe sax trombone trumpet tuba viola violin".split())

    def test_ranges_hold_two_octaves_and_lie_on_the_keyboard(self):
        for voice in VOICES:
            self.assertGreaterEqual(voice.high - voice.low, 24)
            self.assertTrue(21 <= voice.low and voice.high <= 108 and 0 <= voice.program <= 127)
        self.assertEqual(len({voice.program for voice in VOICES}), len(VOICES))

    def test_the_seed_decides_the_plan(self):
        self.assertEqual(planned(rooms=True), planned(rooms=True))
        self.assertNotEqual(planned(), planned(seed=2))

    def test_a_phrase_does_not_depend_on_how_many_others_there_are(self):
        few = planned()
        many = planned(classes=tuple(INSTRUMENTS), train=(("fluidr3", "musescore"), 9), validation=((FONT,), 5))
        self.assertTrue(set(few) < set(many))

    def test_rooms_change_nothing_that_is_played(self):
        for dry, wet in zip(planned(), planned(rooms=True)):
            self.assertIsNone(dry.room)
            self.assertIsNotNone(wet.room)
            for name in ("line", "start", "octave", "transposition", "pace", "articulation", "velocity", "voice", "seed"):
                self.assertEqual(getattr(dry, name), getattr(wet, name))

    def test_fonts_take_turns_and_nothing_is_twice(self):
        phrases_ = planned()
        self.assertEqual([p.font for p in phrases_ if p.split == "train"], ["fluidr3", "musescore"] * 4)
        self.assertEqual([p.font for p in phrases_ if p.split == "validation"], [FONT] * 4)
        self.assertEqual(len({p.seed for p in phrases_}), len(phrases_))
        train = [p.line for p in phrases_ if p.split == "train"]
        self.assertEqual(len(set(train)), len(train))


class SidesTests(unittest.TestCase):
    def test_fonts_that_share_recordings_are_held_out_together(self):
        self.assertEqual(FONTS["fluidr3"].family, FONTS["musescore"].family)
        for name in ("fluidr3", "musescore"):
            self.assertEqual(sides(list(FONTS), [name]), ([FONT], ["fluidr3", "musescore"]))
        self.assertEqual(sides(list(FONTS), [FONT]), (["fluidr3", "musescore"], [FONT]))

    def test_no_family_is_on_both_sides(self):
        for name in FONTS:
            train, validation = sides(list(FONTS), [name])
            self.assertFalse({FONTS[font].family for font in train} & {FONTS[font].family for font in validation})

    def test_without_held_out_fonts_all_are_trained_on(self):
        self.assertEqual(sides(list(FONTS), []), (list(FONTS), []))
        self.assertEqual({p.split for p in planned(validation=([], 6))}, {"train"})


class FittedTests(unittest.TestCase):
    def test_all_notes_come_into_the_range_by_octaves(self):
        pitches = list(range(20, 110, 3))
        for voice in VOICES:
            for share in (0, 0.5, 0.999):
                result = fitted(pitches, voice, share)
                self.assertTrue(all(voice.low <= pitch <= voice.high for pitch in result))
                self.assertTrue(all((new - old) % 12 == 0 for new, old in zip(result, pitches)))

    def test_a_line_that_fits_keeps_its_intervals(self):
        line = [60, 64, 67, 72]
        for voice in VOICES:
            result = fitted(line, voice, 0.3)
            self.assertEqual({new - old for new, old in zip(result, line)}, {result[0] - line[0]})

    def test_the_share_chooses_among_the_octaves_that_fit(self):
        voice = Voice(0, 40, 76)
        self.assertEqual([fitted([60, 64], voice, share) for share in (0, 0.4, 0.99)], [[48, 52], [60, 64], [72, 76]])

    def test_single_notes_move_where_a_line_is_too_wide(self):
        self.assertEqual(fitted([60, 62, 64, 90], Voice(0, 58, 70), 0), [60, 62, 64, 66])


class LineTests(unittest.TestCase):
    line = Line("s", tuple((float(index), 1.0, 60 + index % 5) for index in range(20)))

    def test_the_highest_of_chords_is_kept_and_overlaps_are_cut(self):
        self.assertEqual(
            monophonic([(1, 1, 60), (0, 4, 50), (1, 0.5, 64), (1.5, 0, 70), (3, 2, 62)]),
            ((0, 1, 50), (1, 0.5, 64), (3, 2, 62)))

    def test_a_phrase_fills_its_seconds_with_one_note_at_a_time(self):
        for number in range(20):
            notes = played(self.line, one(number), 8)
            self.assertEqual(notes, played(self.line, one(number), 8))
            self.assertEqual(notes[0].start, 0)
            self.assertTrue(all(note.start < 8 for note in notes))
            self.assertGreater(notes[-1].end + LONGEST_NOTE, 8)
            for note, following in zip(notes, notes[1:]):
                self.assertTrue(note.start < note.end <= following.start + 1e-9)
            for note in notes:
                self.assertTrue(60 <= note.pitch <= 96 and 20 <= note.velocity <= 127)

    def test_notes_and_rests_have_limits(self):
        wide = Line("s", ((0.0, 1.0, 60), (1.0, 1.0, 62), (2.0, 0.001, 64), (900.0, 900.0, 65), (1800.0, 1.0, 67)))
        notes = played(wide, one(), 30)
        steps = [following.start - note.start for note, following in zip(notes, notes[1:])]
        self.assertLessEqual(max(steps), LONGEST_NOTE + 1e-9)
        self.assertGreaterEqual(min(steps), SHORTEST_NOTE - 1e-9)
        self.assertIn(round(SHORTEST_NOTE + LONGEST_REST, 6), [round(step, 6) for step in steps])


class CommandTests(unittest.TestCase):
    def problem(self, *words):
        """The exit code and the text of a run, whose standard error is dropped."""
        with contextlib.redirect_stderr(io.StringIO()):
            try:
                phrases.run(list(map(str, words)))
            except phrases.Problem as problem:
                return problem.code, str(problem)
        return 0, ""

    def test_wrong_usage_is_named(self):
        for words, message in [
            ((), "required: OUT"),
            (("out", "--fonts", "generaluser"), "\"generaluser\" is none of fluidr3, musescore, timgm6mb"),
            (("out", "--classes", "cello,harp"), "\"harp\" is none of"),
            (("out", "--phrases", "0"), "\"0\" is not a number from 1 to"),
            (("out", "--seconds", "long"), "\"long\" is not a number from 0.5 to 60"),
            (("out", "--fonts", "fluidr3", "--held-out", FONT), "timgm6mb is none of the fonts that play"),
            (("out", "--fonts", "fluidr3,musescore", "--held-out", "fluidr3"), "no font is left to train on"),
        ]:
            code, text = self.problem(*words)
            self.assertEqual(code, 64)
            self.assertIn(message, text)

    def test_what_is_not_installed_is_named_with_commands(self):
        with mock.patch.object(phrases, "missing", return_value=(["libfluidsynth3", "timgm6mb-soundfont"], ["music21"])):
            code, text = self.problem("out")
        self.assertEqual(code, 69)
        self.assertIn("not installed: libfluidsynth3, timgm6mb-soundfont, music21.", text)
        self.assertIn("\n  apt-get install libfluidsynth3 timgm6mb-soundfont\n  python3 -m pip install -r ", text)

    def test_only_fonts_that_play_are_needed(self):
        with mock.patch.object(phrases.os.path, "exists", return_value=False):
            self.assertIn("timgm6mb-soundfont", phrases.missing([FONT])[0])
            self.assertNotIn("fluid-soundfont-gm", phrases.missing([FONT])[0])

    def test_an_output_is_kept(self):
        with tempfile.TemporaryDirectory() as folder, mock.patch.object(phrases, "missing", return_value=([], [])):
            code, text = self.problem(folder)
        self.assertEqual((code, text), (73, f"{folder}: already exists. Name another folder, or remove it."))

    def test_requirements_list_the_packages(self):
        listed = {line.split("==")[0] for line in phrases.REQUIREMENTS.read_text(encoding="ascii").split()}
        self.assertEqual(listed, set(phrases.PACKAGES.values()))


if __name__ == "__main__":
    unittest.main()

"""Which sounds are held out, and under which names they are linked."""

import contextlib
import io
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import unpaired_sounds


class UnpairedSoundsTests(unittest.TestCase):
    def linked(self, *phrases):
        """The names of the links that folders with these files lead to."""
        with tempfile.TemporaryDirectory() as place:
            root = pathlib.Path(place)
            notes = [f"cello/cello_{name}_1.flac" for name in ("A2", "B2", "C3", "D3", "E3")]
            for folder, files in [("notes", notes), *((f"phrases{i}", files) for i, files in enumerate(phrases))]:
                for file in files:
                    (root / folder / file).parent.mkdir(parents=True, exist_ok=True)
                    (root / folder / file).touch()
            with contextlib.redirect_stdout(io.StringIO()):
                unpaired_sounds.main(root / "notes", root / "out", *(root / f"phrases{i}" for i in range(len(phrases))))
            return {str(path.relative_to(root / "out")) for path in (root / "out").glob("*/*/*")}

    def test_every_fourth_pitch_is_held_out(self):
        self.assertEqual({name for name in self.linked() if name.startswith("validation")}, {"validation/cello/cello_C3_1.flac"})

    def test_folders_of_phrases_keep_their_splits_and_apart(self):
        names = self.linked(["train/cello/a.flac", "validation/cello/b.flac"], ["cello/a.flac"])
        self.assertLessEqual({"train/cello/a.flac", "validation/cello/b.flac", "train/cello/2.a.flac"}, names)
        self.assertEqual(len(names), 5 + 3)


if __name__ == "__main__":
    unittest.main()

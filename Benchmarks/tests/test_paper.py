"""Tests of paper.py on two tiny rows: `python3 -m unittest discover Benchmarks/tests`.

Statistics are those of the built `cmcgan-evaluate` (CMCGAN_EVALUATE names another one, with its words).
"""

import json
import os
import pathlib
import shutil
import sys
import tempfile
import unittest

BENCHMARKS = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BENCHMARKS))

import paper_plan  # noqa: E402
import paper_tables  # noqa: E402

PROGRAM = os.environ.get("CMCGAN_EVALUATE", str(BENCHMARKS.parent / "bin" / "cmcgan-evaluate")).split()[0]
PLAN = {
    "base": "configs/small.json",
    "compare": [["good", "bad", "sound to image"]],
    "about": ["About."], "multimodal": ["Multimodal."], "differences": ["Differences."],
    "rows": [
        {"name": "good", "title": "a good row", "seeds": [1, 2], "set": {"a.b": 1, "c.d": "x"},
         "published": {"image": "0.9"}},
        {"name": "bad", "title": "a bad row", "like": "good", "seeds": [1, 2], "set": {"a.b": 2},
         "after": 1},
    ],
}


def evaluation(name, row, correct, evaluators="first"):
    """An evaluation of four pairs in two groups, by two latent samples."""

    def line(evaluated, route, samples, counts, evaluator):
        return {
            "evaluated": evaluated, "route": route, "evaluator": evaluator, "accuracy": 0, "interval": [0, 1],
            "macro_accuracy": 0, "latent_samples": samples, "correct": counts}

    return {
        "schema": 4, "run": name, "step": 1, "model": "cmcgan", "seed": 1, "data": "aaaa",
        "evaluators": {"image": evaluators}, "split": "validation", "pairs": 4, "latent_samples": 2,
        "classes": ["oboe", "tuba"], "groups": [0, 0, 1, 1],
        "routes": {"sound to image": "direct", "image to sound": "direct"},
        "accuracy": [
            *(line(f"real {kind}", "", 1, [1, 1, 1, 0], evaluator)
              for kind in ("image", "sound") for evaluator in ("trained", "closed form")),
            *(line("sound to image", "direct", 2, correct, evaluator)
              for evaluator in ("trained", "closed form")),
            {"evaluated": "chance", "accuracy": 0.5, "macro_accuracy": 0.5},
            {"evaluated": "majority class", "accuracy": 0.5, "macro_accuracy": 0.5},
        ],
        "distances": [{"evaluated": "sound to image", "route": "direct", "frechet": sum(correct), "kernel": 0.5, "items": 4}],
        "pairing": [],
        "row": {"title": row["title"], "base": "configs/small.json", "set": row["set"], "kernels": None, "fold": None},
    }


class PlanTests(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        (self.folder / "plan.json").write_text(json.dumps(PLAN))
        self.document, self.jobs = paper_plan.plan(self.folder / "plan.json")

    def test_a_row_has_the_changes_of_the_row_that_it_is_like(self):
        self.assertEqual(self.document["rows"][1]["set"], {"a.b": 2, "c.d": "x"})

    def test_first_seeds_come_first_and_later_rows_last(self):
        self.assertEqual([job[0] for job in self.jobs], ["good.seed1", "good.seed2", "bad.seed1", "bad.seed2"])

    def test_without_unpaired_sounds_none_are_asked_for(self):
        row = self.document["rows"][0]
        self.assertEqual(
            paper_plan.settings(row, 3, 1, "data", None),
            ["data.root=data", "data.unpairedSounds=", "seed=3", "data.folds=4", "data.fold=1", "a.b=1", "c.d=x",
             "data.unpairedShare=0"])


@unittest.skipUnless(shutil.which(PROGRAM), f"there is no {PROGRAM}: run `make build`")
class TableTests(unittest.TestCase):
    """Shares over both seeds are 1, 0.75, 0.5 and 0 in the good row, and 0, 0, 0 and 1 in the bad one."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        os.environ["PAPER_ROWS"] = str(self.folder)
        self.addCleanup(os.environ.pop, "PAPER_ROWS")
        (self.folder / "plan.json").write_text(json.dumps(PLAN))
        self.document, self.jobs = paper_plan.plan(self.folder / "plan.json")
        good, bad = self.document["rows"]
        self.write("good.seed1", good, [2, 1, 2, 0])
        self.write("good.seed2", good, [2, 2, 0, 0])
        self.write("bad.seed1", bad, [0, 0, 0, 2])
        self.write("bad.seed2", bad, [0, 0, 0, 2])

    def write(self, name, row, correct, **more):
        path = self.folder / f"{name}.json"
        path.write_text(json.dumps(evaluation(name, row, correct, **more)))
        paper_tables.read.cache_clear()
        paper_tables.pooled.cache_clear()

    def test_a_row_is_the_mean_of_its_seeds_with_its_interval(self):
        lines = paper_tables.generation(self.document, "image")
        self.assertEqual(
            lines[2],
            "| a good row | 2 | A | 0.562 (0.137 to 0.912) | 0.562 (0.137 to 0.912) | - | 4.50 | 0.50 | - | 0.9 |")

    def test_real_items_and_chance_stand_below(self):
        lines = paper_tables.generation(self.document, "image")
        self.assertTrue(lines[4].startswith("| real images | | A | 0.750 ("))
        self.assertEqual(lines[-1], "| majority class | | | 0.500 | | | | | | |")

    def test_rows_of_the_same_evaluators_are_tested_pair_by_pair(self):
        # Pairs 0 and 1 by the first, pair 3 by the second: groups differ by 2 and -1.
        self.assertEqual(
            paper_tables.tests(self.document)[2:],
            ["| good / bad, validation | sound to image | 2 | 1 | 1.000 | 1.000 |"])

    def test_rows_of_other_evaluators_are_not_tested(self):
        self.write("bad.seed2", self.document["rows"][1], [0, 0, 0, 2], evaluators="second")
        self.assertEqual(paper_tables.tests(self.document)[2:], [])
        self.assertIn("| a bad row | 2 | A, B |", paper_tables.generation(self.document, "image")[3])

    def test_rows_with_unpaired_images_wait_for_them(self):
        _, jobs = paper_plan.plan()
        job = next(job for job in jobs if job[0] == "photographs.seed1")
        self.assertFalse(paper_plan.is_ready(job))
        self.assertTrue(paper_plan.is_ready(job, "photos"))
        self.assertIn(
            "data.unpairedImages=photos", paper_plan.settings(job[1], 1, None, "data", "sounds", "photos"))
        other = next(job for job in jobs if job[0] == "photographs-no-photographs.seed1")
        self.assertTrue(paper_plan.is_ready(other))
        self.assertNotIn("Images", " ".join(paper_plan.settings(other[1], 1, None, "data", "sounds")))

    def test_a_row_with_other_settings_is_not_done(self):
        self.assertTrue(all(paper_plan.is_done(job, self.document) for job in self.jobs))
        self.document["rows"][0]["set"]["a.b"] = 3
        self.assertIn("2 of 4 runs are done", paper_tables.page(self.document, self.jobs))


if __name__ == "__main__":
    unittest.main()

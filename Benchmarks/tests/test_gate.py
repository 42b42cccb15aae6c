"""What the gate says of counts that grew, shrank or are new."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import gate  # noqa: E402


class GateTests(unittest.TestCase):
    def verdict(self, count, before):
        lines, passes = gate.judged({"step": count}, {"step": before})
        return lines[0], passes

    def test_small_changes_pass(self):
        for count in (9_750, 10_000, 10_250):
            line, passes = self.verdict(count, 10_000)
            self.assertTrue(passes)
            self.assertTrue(line.endswith("ok"))

    def test_more_instructions_fail(self):
        line, passes = self.verdict(10_400, 10_000)
        self.assertFalse(passes)
        self.assertEqual(line, "step: 10,400 instructions, +4.00 %: too many (at most 3 % more)")

    def test_fewer_instructions_are_told(self):
        line, passes = self.verdict(9_000, 10_000)
        self.assertTrue(passes)
        self.assertIn("UPDATE=1", line)

    def test_a_case_without_baseline_fails(self):
        lines, passes = gate.judged({"new": 1}, {})
        self.assertFalse(passes)
        self.assertIn("lacks", lines[0])


if __name__ == "__main__":
    unittest.main()

"""Tests of build.sh, with small commands in the place of the compiler."""

import os
import pathlib
import pty
import re
import subprocess
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parent.parent / "build.sh"
COMPILER = "for n in 1 2 3; do echo \"[$n/3] Compiling $n\"; done; echo 'warning: odd' >&2"


class BuildTests(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.log = pathlib.Path(self.folder.name) / "new" / "build.log"

    def build(self, command):
        return subprocess.run([SCRIPT, self.log, "bash", "-c", command], capture_output=True, text=True)

    def test_only_the_result_of_a_short_build_is_shown(self):
        result = self.build(COMPILER)
        self.assertEqual((result.returncode, result.stdout), (0, ""))
        self.assertRegex(result.stderr, r"\Abuilt in 0 min \d s\n\Z")
        self.assertEqual(
            self.log.read_text(), "[1/3] Compiling 1\n[2/3] Compiling 2\n[3/3] Compiling 3\nwarning: odd\n")

    def test_a_terminal_has_one_line_that_is_redrawn(self):
        leader, follower = pty.openpty()
        process = subprocess.run([SCRIPT, self.log, "bash", "-c", COMPILER], stderr=follower)
        os.close(follower)
        text = os.read(leader, 10_000).decode()
        os.close(leader)
        self.assertEqual(process.returncode, 0)
        steps = "".join(f"\r\x1b[Kbuilding: step {n} of 3" for n in (1, 2, 3))
        self.assertEqual(re.sub(r"\d s\r\n$", "N s\r\n", text), steps + "\r\x1b[Kbuilt in 0 min N s\r\n")

    def test_the_errors_of_a_failed_build_are_shown(self):
        result = self.build("echo '[1/2] Compiling'; echo 'a.swift:1:2: error: no such type'; echo '  1 | x'; exit 3")
        self.assertEqual(result.returncode, 3)
        self.assertEqual(
            result.stderr, "a.swift:1:2: error: no such type\n  1 | x\n"
            f"error: the build failed (exit code 3); all of its output is in {self.log}\n")

    def test_without_an_error_the_end_of_the_output_is_shown(self):
        result = self.build("echo 'no compiler here'; exit 1")
        self.assertEqual(result.returncode, 1)
        self.assertEqual(
            result.stderr, "no compiler here\n"
            f"error: the build failed (exit code 1); all of its output is in {self.log}\n")


if __name__ == "__main__":
    unittest.main()

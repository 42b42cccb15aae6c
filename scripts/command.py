"""What the Python commands of this folder share: how they read options, and how they end."""

import argparse
import sys


class Problem(Exception):
    """What a person is told, and the exit code."""

    def __init__(self, code, text):
        super().__init__(text)
        self.code = code


class Parser(argparse.ArgumentParser):
    """Reads options; wrong usage is a problem with the exit code 64."""

    def error(self, message):
        self.print_usage(sys.stderr)
        raise Problem(64, message)


def main(run):
    """Runs a command with the words of the command line, and exits as a problem or Ctrl-C asks for."""
    try:
        run(sys.argv[1:])
    except Problem as problem:
        print(f"error: {problem}", file=sys.stderr)
        sys.exit(problem.code)
    except KeyboardInterrupt:
        sys.exit(130)

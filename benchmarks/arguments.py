"""Arguments of the commands: refused in one line when they cannot be."""

from __future__ import annotations

import argparse
from typing import NoReturn


class OneLineParser(argparse.ArgumentParser):
    """Refuses what it cannot read with one line on standard error and exit code 2."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\n")


def seconds(text: str) -> float:
    """Read seconds: above 0, at most a billion."""
    number = float(text)
    if not 0 < number <= 10**9:
        raise argparse.ArgumentTypeError(f"expected 0 < seconds <= {10**9}, got {text}")
    return number


def positive(text: str) -> float:
    """Read a factor: above 0, at most 10,000."""
    number = float(text)
    if not 0 < number <= 10_000:
        raise argparse.ArgumentTypeError(f"expected 0 < number <= 10000, got {text}")
    return number


def count(text: str) -> int:
    """Read a count: 1 or more."""
    return _at_least(1, text)


def seed(text: str) -> int:
    """Read a seed: 0 or more."""
    return _at_least(0, text)


def _at_least(least: int, text: str) -> int:
    if not (text.isdecimal() and int(text) >= least):
        raise argparse.ArgumentTypeError(f"expected a whole number >= {least}, got {text}")
    return int(text)

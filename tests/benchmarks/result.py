"""What a suite measures, and the budget it is held against."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import NamedTuple

SLACK = 1.25  # machines drift; a miss beyond this fails, below it warns


class Setting(NamedTuple):
    """How large and how often."""

    sizes: tuple[int, ...]
    rounds: int
    folder: Path
    quick: bool = False


class Measure(NamedTuple):
    """One figure: a ratio, what it compares, and the milliseconds behind it for orientation."""

    name: str
    value: float
    compares: str
    detail: str = ""


class Skipped(NamedTuple):
    """A comparison that cannot run here, and why."""

    name: str
    reason: str


class Budget(NamedTuple):
    """A limit for a ratio; `best` says in which direction it is good."""

    limit: float
    at_least: bool

    def verdict(self, value: float) -> str:
        """`ok`, `near` (inside the slack) or `miss`."""
        good = value >= self.limit if self.at_least else value <= self.limit
        if good:
            return "ok"
        loose = self.limit / SLACK if self.at_least else self.limit * SLACK
        return "near" if (value >= loose if self.at_least else value <= loose) else "miss"


def budgets() -> dict[str, Budget]:
    """All limits by name."""
    text = (Path(__file__).parent / "budget.toml").read_text("utf-8")
    found = {}
    for name, row in tomllib.loads(text).items():
        least = "at_least" in row
        found[name] = Budget(float(row["at_least" if least else "at_most"]), least)
    return found

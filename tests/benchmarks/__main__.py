"""Runs suites, holds them against the budget, writes a table; fails on a clear miss."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from tests.benchmarks.result import Measure, Setting, Skipped, budgets

SUITES = (
    "start",
    "ledger",
    "lists",
    "bank",
    "store",
    "search",
    "documents",
    "sales",
    "calendar",
    "slots",
    "leads",
    "tickets",
)


def main() -> int:
    """Exit code 1 on a miss beyond the slack."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("suites", nargs="*", choices=[*SUITES, []], default=[])
    parser.add_argument("--size", default="10000,100000")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="10,000 postings, three rounds")
    given = parser.parse_args()
    sizes = (10_000,) if given.quick else tuple(int(size) for size in given.size.split(","))
    limits, missed = budgets(), 0
    sys.stdout.write(f"{platform.python_implementation()} {platform.python_version()} "
                     f"{platform.system()} {platform.machine()}\n")  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="kontor-bench-") as folder:
        # the screens that are opened must not become the last file of whoever measures
        os.environ["XDG_STATE_HOME"] = folder
        setting = Setting(sizes, 3 if given.quick else given.rounds, Path(folder), given.quick)
        for suite in given.suites or SUITES:
            for one in import_module(f"tests.benchmarks.suites.{suite}").measures(setting):
                missed += _told(one, limits)
    sys.stdout.write(f"{missed} missed\n" if missed else "all within budget\n")
    return 1 if missed else 0


def _told(one: Measure | Skipped, limits: dict) -> bool:  # type: ignore[type-arg]
    if isinstance(one, Skipped):
        sys.stdout.write(f"{one.name:38} skipped: {one.reason}\n")
        return False
    budget = limits.get(one.name)
    verdict = budget.verdict(one.value) if budget else "free"
    sign = f"{'>=' if budget.at_least else '<='} {budget.limit:g}" if budget else ""
    sys.stdout.write(
        f"{one.name:38} {one.value:8.2f}x {sign:8} {verdict:5} {one.compares} ({one.detail})\n"
    )
    sys.stdout.flush()
    return verdict == "miss"


if __name__ == "__main__":
    sys.exit(main())

"""Commands run in turn: wall time, processor time and memory of whole processes."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.result import Measure


class Run(NamedTuple):
    """One process from its start to its end: seconds, seconds of the processor, megabytes."""

    wall: float
    cpu: float
    rss: float
    output: str


def run(command: Sequence[str], *, check: bool = True) -> Run:
    """Run a command once; its output is read fully."""
    start = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), text=True
    ) as process:
        out, err = process.communicate()
    wall = time.perf_counter() - start
    if check and process.returncode:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}: {err[-400:]}")
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, out)


def environment() -> dict[str, str]:
    """The environment of every measured program: German, UTF-8, compiled bytecode allowed."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("KONTOR_")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return kept | {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}


def pairs(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, list[Run]]:
    """Run the commands in turn, after one round that warms caches and bytecode."""
    for command in commands.values():
        run(command)
    found: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            one = run(command)
            spent = one.cpu - before.ru_utime - before.ru_stime
            found[name].append(one._replace(cpu=spent))
    return found


def ratio(found: Mapping[str, list[Run]], one: str, other: str) -> float:
    """Median over the rounds of one program's time in times of the other's."""
    return statistics.median(a.wall / b.wall for a, b in zip(found[one], found[other], strict=True))


def median_ms(runs: Sequence[Run]) -> float:
    """Median wall time in milliseconds."""
    return statistics.median(one.wall for one in runs) * 1000


Jobs = Mapping[str, Callable[[], object]]


class Turn(NamedTuple):
    """Seconds of the processor that pieces of work took, round by round."""

    spent: Mapping[str, list[float]]

    def measure(self, name: str, one: str, other: str, compares: str) -> Measure:
        """One piece of work in times of another: the median over the rounds."""
        rounds = zip(self.spent[one], self.spent[other], strict=True)
        value = statistics.median(a / b for a, b in rounds)
        ours, theirs = (statistics.median(self.spent[which]) * 1000 for which in (one, other))
        return Measure(name, value, compares, f"{ours:.2f} ms; {theirs:.2f} ms")


def in_turn(jobs: Jobs, rounds: int) -> Turn:
    """Do pieces of work of this process in turn, after one round that warms caches.

    What they give is thrown away outside the clock; processor time bears a busy machine best.
    """
    for job in jobs.values():
        job()
    spent: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            start = time.process_time()
            given = job()
            spent[name].append(time.process_time() - start)
            del given
    return Turn(spent)


def kontor(*words: str) -> list[str]:
    """The command line of this checkout."""
    return [sys.executable, "-m", "kontor", *words]


def tool(name: str) -> str:
    """The path of a program beside this Python or on the path; empty when it is not there."""
    beside = Path(sys.executable).with_name(name)
    if beside.exists():
        return str(beside)
    import shutil

    return shutil.which(name) or ""

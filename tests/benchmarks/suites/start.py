"""Start-up: the command line against Python itself, the first frame against hello-world Textual."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from tests.benchmarks.generate import make
from tests.benchmarks.paint import paint_pairs
from tests.benchmarks.pair import kontor, median_ms, pairs, ratio
from tests.benchmarks.result import Measure, Setting, Skipped

_HELLO = """
from textual.app import App
from textual.widgets import Static
class Hello(App):
    def compose(self):
        yield Static("HelloKontor")
Hello().run()
"""


def measures(setting: Setting) -> Iterator[Measure | Skipped]:
    """Version, help, a report, the first frame."""
    books = make(10_000, setting.folder)
    file = ("--file", str(books.kontor))
    commands = {
        "pass": [sys.executable, "-c", "pass"],
        "version": kontor("--version"),
        "help": kontor("--help"),
        "report": kontor(*file, "ledger", "balances", "--year", "2026", "--json"),
    }
    found = pairs(commands, max(setting.rounds, 9))
    base = f"python {median_ms(found['pass']):.0f} ms"
    for name in ("version", "help", "report"):
        detail = f"{median_ms(found[name]):.0f} ms; {base}"
        yield Measure(f"start.{name}", ratio(found, name, "pass"), "python -c pass", detail)
    yield from _frames(setting, str(books.kontor))


def _frames(setting: Setting, file: str) -> Iterator[Measure | Skipped]:
    try:
        import pty  # noqa: F401  POSIX only
    except ImportError:
        yield Skipped("start.frame", "no pseudo terminal on this system")
        return
    screens = {
        "hello": ("HelloKontor", [sys.executable, "-c", _HELLO]),
        "kontor": ("Messbetrieb", kontor("--file", file)),
    }
    paints = paint_pairs(screens, max(3, setting.rounds // 2))
    if not paints["kontor"]:
        yield Skipped("start.frame", "the screen did not show the firm's name within 30 s")
        return
    detail = f"{paints['kontor'] * 1000:.0f} ms; hello-world {paints['hello'] * 1000:.0f} ms"
    value = paints["kontor"] / paints["hello"]
    yield Measure("start.frame", value, "hello-world Textual", detail)

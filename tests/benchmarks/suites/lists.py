"""The journal as a list of the screen: opening, scrolling, filtering, ordering, over bare sqlite3.

The floor asks for the columns of an entry alone; the list shows partner, both accounts, amount and
state beside them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from statistics import median

from kontor.bootstrap import open_store
from kontor.tui.filtering import parse
from kontor.tui.screens.books.journal import LISTING, JournalSource
from kontor.tui.widgets.pages import STEP, Pages, find_anchors
from tests.benchmarks.generate import make
from tests.benchmarks.pair import in_turn
from tests.benchmarks.result import Measure, Setting, Skipped

BLOCKS = 8  # blocks of a scroll through the whole list
WORD = "fassade"
_COUNT = "SELECT count(*) FROM entry"
_PAGE = "SELECT id, booked, document, text FROM entry"
_NEWEST = _PAGE + " ORDER BY booked DESC, id DESC LIMIT ?"
_AFTER = _PAGE + " WHERE (booked, id) < (?, ?) ORDER BY booked DESC, id DESC LIMIT ?"
_MADE = _PAGE + " ORDER BY id DESC LIMIT ?"
_LIKE = "SELECT id FROM entry WHERE text LIKE ? ORDER BY booked DESC, id DESC"


def measures(setting: Setting) -> Iterator[Measure | Skipped]:
    """Each step of a list at each size, and how the steps grow with it."""
    blocks: dict[int, float] = {}
    for size in setting.sizes:
        books = make(size, setting.folder)
        con = sqlite3.connect(f"file:{books.kontor}?mode=ro", uri=True)
        with open_store(books.kontor, write=False) as store:
            source = JournalSource(store.read, LISTING)
            turn = in_turn(_jobs(source, con), setting.rounds)
        con.close()
        for name, compares in (
            ("open", "count and newest page of bare columns"),
            ("scroll", f"{BLOCKS} pages of bare columns"),
            ("filter", "LIKE on one column"),
            ("sort", "page of bare columns"),
        ):
            yield turn.measure(f"lists.{name}.{size}", name, f"{name}.floor", compares)
        blocks[size] = median(turn.spent["scroll"])
    for small, large in pairwise(sorted(blocks)):
        detail = f"{blocks[small] * 1000:.1f} -> {blocks[large] * 1000:.1f} ms"
        value = blocks[large] / blocks[small]
        yield Measure(f"lists.growth.{large}", value, f"scroll of {small} lines", detail)


def _jobs(source: JournalSource, con: sqlite3.Connection) -> dict[str, Callable[[], object]]:
    wanted = parse(WORD, {}, (), date(2026, 11, 20))
    assert 0 < len(source.ids(wanted)) < source.count()
    anchors = find_anchors(source, source.count(), lambda: False)
    places = sorted(anchors)[:: max(1, len(anchors) // BLOCKS)][:BLOCKS]

    def opened() -> object:
        pages = Pages(source)
        pages.recount()
        return pages.row(0)

    return {
        "open": opened,
        "open.floor": lambda: (
            con.execute(_COUNT).fetchall(), con.execute(_NEWEST, (STEP,)).fetchall()
        ),
        "scroll": lambda: [source.block(anchors[one], STEP) for one in places],
        "scroll.floor": lambda: [
            con.execute(_AFTER, (*anchors[one], STEP)).fetchall() for one in places
        ],
        "filter": lambda: source.ids(wanted),
        "filter.floor": lambda: con.execute(_LIKE, (f"%{WORD}%",)).fetchall(),
        "sort": lambda: source.sorted_by("made", True).block(None, STEP),
        "sort.floor": lambda: con.execute(_MADE, (STEP,)).fetchall(),
    }  # fmt: skip

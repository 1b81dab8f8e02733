"""Searching everything: the index of the file against the bare index and against LIKE."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial

from kontor.store.search import match_query, search
from tests.benchmarks.generate import make
from tests.benchmarks.pair import Jobs, in_turn
from tests.benchmarks.result import Measure, Setting, Skipped

MANY, FEW, NONE = "Fassade", "RE-1", "Quittenbaum"
_MATCH = (
    "SELECT d.ref, d.area, d.title FROM search JOIN bulk_search d ON d.id = search.rowid"
    " WHERE search MATCH ? ORDER BY search.rowid DESC LIMIT 50"
)
_LIKE = "SELECT id, text FROM entry WHERE text LIKE ? OR document LIKE ? ORDER BY id DESC LIMIT 50"


def measures(setting: Setting) -> Iterator[Measure | Skipped]:
    """Words with many, few and no hits."""
    for size in setting.sizes:
        books = make(size, setting.folder)
        with closing(sqlite3.connect(f"file:{books.kontor}?mode=ro", uri=True)) as con:
            yield from _words(con, size, max(setting.rounds, 9))


def _words(con: sqlite3.Connection, size: int, rounds: int) -> Iterator[Measure]:
    if not search(con, MANY) or search(con, NONE):
        raise AssertionError("the index of the generated file does not hold its texts")
    for name, word in (("many", MANY), ("few", FEW)):
        jobs: Jobs = {
            "search": partial(search, con, word),
            "floor": partial(_rows, con, _MATCH, match_query(word)),
        }
        turn = in_turn(jobs, rounds)
        yield turn.measure(f"search.{name}.{size}", "search", "floor", "one bare MATCH")
    like = f"%{NONE}%"
    jobs = {"search": partial(search, con, NONE), "like": partial(_rows, con, _LIKE, like, like)}
    turn = in_turn(jobs, rounds)
    yield turn.measure(f"search.none.{size}", "like", "search", "LIKE is slower by")


def _rows(con: sqlite3.Connection, sql: str, *values: str) -> list[object]:
    return con.execute(sql, values).fetchall()

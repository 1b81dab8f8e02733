"""Search (Suche): finds records by the beginnings of words, umlauts spelled either way.

The index follows each step by itself, also when a step is taken back; what people type is never
read as a query language.
"""

# ruff: noqa: S608  only column lists of this module are put into the texts
from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_
from kontor.store.connection import stream

if TYPE_CHECKING:
    from kontor.store.doors import Door, SearchRow

LONGEST_QUERY = 200
MOST_WORDS = 10
_CHUNK = 500
_WORD = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"[a-z]{0,2}\d+[a-z\d]*")


class Hit(NamedTuple):
    """A record that was found: `ref` opens it."""

    ref: str
    area: str
    title: str


def search(
    con: sqlite3.Connection, text: str, *, area: str | None = None, limit: int = 50
) -> list[Hit]:
    """Records in which every word of `text` begins a word; titles first, then the newest."""
    query = match_query(text)
    if not query or limit < 1:
        return []
    hits: dict[str, Hit] = {}
    for columns in ("{title_words} : ", ""):
        for hit in _matches(con, f"{columns}({query})", area, limit * 4):
            hits.setdefault(hit.ref, hit)
        if len(hits) >= limit:
            break
    return list(hits.values())[:limit]


def match_query(text: str) -> str:
    """What people typed as a query of FTS5: quoted words, in each spelling; may be empty."""
    forms = []
    for words in _spellings(text[:LONGEST_QUERY]):
        for form in (words, _joined(words)):
            part = " AND ".join(f'"{word}"*' for word in form[:MOST_WORDS])
            if part and part not in forms:
                forms.append(part)
    return " OR ".join(f"({form})" for form in forms)


def index_step(con: sqlite3.Connection, step: int, doors: Iterable[Door]) -> None:
    """Bring the index up to what this step changed; runs before the step is sealed."""
    wanted = _by_table(doors)
    rows = con.execute(
        "SELECT DISTINCT tbl,row,max(op='X') FROM change"
        " WHERE id>ifnull((SELECT last FROM step WHERE id=?),0) GROUP BY tbl,row",
        (step - 1,),
    ).fetchall()
    touched: dict[str, set[int]] = {}
    for table, row, _ in rows:
        if table in wanted and row:
            touched.setdefault(table, set()).add(row)
    for part in (part for door in doors for part in door.search_parts):
        if any(table == part[0] for table, *_ in rows):
            touched.setdefault(part[2], set()).update(_owners(con, step, part))
    for table, found in touched.items():
        ids = sorted(found)
        for start in range(0, len(ids), _CHUNK):
            chunk = ids[start : start + _CHUNK]
            _remove(con, table, chunk)
            _add(con, table, wanted[table], chunk)
    if any(erased for *_, erased in rows):
        con.execute("INSERT INTO search(search) VALUES('optimize')")  # else erased words stay


def _owners(con: sqlite3.Connection, step: int, part: tuple[str, str, str]) -> set[int]:
    """The owners of the rows of a part that this step changed: as they were, as they are."""
    table, column, owner = part
    changed = (
        "SELECT {what} FROM change WHERE tbl=:table AND op<>'X'"
        " AND id>(SELECT ifnull(max(last),0) FROM step WHERE id<:step)"
    )
    if column.startswith(f"{owner}."):
        names = column.removeprefix(f"{owner}.")
        sql = f'SELECT id FROM {owner} WHERE "{names}" IN ({changed.format(what="row")})'
        return {key for (key,) in con.execute(sql, {"table": table, "step": step}).fetchall()}
    found = con.execute(
        " UNION ".join(
            (
                changed.format(what=f"json_extract(before,'$.\"{column}\"')"),
                changed.format(what=f"json_extract(after,'$.\"{column}\"')"),
                f'SELECT "{column}" FROM {table} WHERE id IN ({changed.format(what="row")})',
            )
        ),
        {"table": table, "step": step},
    ).fetchall()
    return {owner for (owner,) in found if owner is not None}


def rebuild(con: sqlite3.Connection, doors: Iterable[Door]) -> int:
    """Make the whole index anew, inside a transaction; returns the number of documents."""
    con.execute("INSERT INTO search(search) VALUES('delete-all')")
    con.execute("DELETE FROM bulk_search")
    for table, door in _by_table(doors).items():
        _add(con, table, door, None)
    con.execute("INSERT INTO search(search) VALUES('optimize')")
    (count,) = con.execute("SELECT count(*) FROM bulk_search").fetchone()
    return int(count)


def check_index(con: sqlite3.Connection, doors: Iterable[Door]) -> Iterator[Finding]:
    """Whether the index holds exactly what the areas say; writes nothing."""
    want: dict[tuple[str, int], tuple[str, ...]] = {}
    for table, door in _by_table(doors).items():
        for document in _documents(table, door, con, None):
            want[table, int(document[1])] = tuple(map(str, document[2:]))
    for table, row, *found in stream(con, f"SELECT {_COLUMNS} FROM bulk_search"):
        if want.pop((table, row), None) != tuple(found):
            yield _stale(table, row)
    for table, row in want:
        yield _stale(table, row)


_COLUMNS = "tbl,row,ref,area,title,title_words,words"


def _matches(con: sqlite3.Connection, query: str, area: str | None, limit: int) -> list[Hit]:
    rows = con.execute(
        "SELECT d.ref,d.area,d.title FROM search JOIN bulk_search d ON d.id=search.rowid"
        " WHERE search MATCH ? AND (?2 IS NULL OR d.area=?2) ORDER BY search.rowid DESC LIMIT ?3",
        (query, area, limit),
    ).fetchall()
    return [Hit(*row) for row in rows]


def _by_table(doors: Iterable[Door]) -> dict[str, Door]:
    return {t: door for door in doors if door.search_rows for t in sorted(door.search_tables)}


def _remove(con: sqlite3.Connection, table: str, ids: Collection[int]) -> None:
    marks = ",".join("?" * len(ids))
    found = con.execute(
        f"SELECT id,title_words,words FROM bulk_search WHERE tbl=? AND row IN ({marks})",
        (table, *ids),
    ).fetchall()
    con.executemany(
        "INSERT INTO search(search,rowid,title_words,words) VALUES('delete',?,?,?)", found
    )
    con.executemany("DELETE FROM bulk_search WHERE id=?", [(row[0],) for row in found])


def _add(con: sqlite3.Connection, table: str, door: Door, ids: Collection[int] | None) -> None:
    for document in _documents(table, door, con, ids):
        done = con.execute(f"INSERT INTO bulk_search({_COLUMNS}) VALUES(?,?,?,?,?,?,?)", document)
        con.execute(
            "INSERT INTO search(rowid,title_words,words) VALUES(?,?,?)",
            (done.lastrowid, document[5], document[6]),
        )


def _documents(
    table: str, door: Door, con: sqlite3.Connection, ids: Collection[int] | None
) -> Iterator[tuple[str | int, ...]]:
    if door.search_rows is None:
        return
    for found in door.search_rows(con, table, ids):
        row = found.row or _row_of(found)
        yield (
            table, row, found.ref, found.area, found.title, _words(found.title), _words(found.text)
        )  # fmt: skip


def _row_of(found: SearchRow) -> int:
    _, _, number = found.ref.rpartition(":")
    if not number.isdecimal():
        raise ValueError(f"{found.ref}: a search row without id of its own must say its row")
    return int(number)


def _words(text: str) -> str:
    words: dict[str, None] = {}
    for form in _spellings(text):
        words.update(dict.fromkeys(form))
        words.update(dict.fromkeys(_joined(form)))
    return " ".join(words)


def _spellings(text: str) -> list[list[str]]:
    from kontor.base.text import fold_forms

    return [_WORD.findall(form) for form in fold_forms(text)]


def _joined(words: list[str]) -> list[str]:
    """Numbers written in blocks as one: account and telephone numbers."""
    out: list[str] = []
    open_block = False
    for word in words:
        if open_block and word.isdecimal():
            out[-1] += word
        else:
            out.append(word)
        open_block = bool(_DIGITS.fullmatch(word))
    return out


def _stale(table: str, row: int) -> Finding:
    message = N_("The search index does not fit the record.")
    remedy = N_("Build the search index anew: “kontor repair”.")
    return Finding("X01", f"{table} {row}", message, remedy, Severity.WARNING)

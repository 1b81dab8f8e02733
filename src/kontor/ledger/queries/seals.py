"""Reading what seals cover, for sealing and for checking: nothing is ever signed again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_
from kontor.ledger.rules.seal import (
    ENTRY,
    LINES,
    SETTLEMENTS,
    SHARES,
    seal_content,
    seal_hash,
)  # fmt: skip
from kontor.store.gaps import Restored, explained_gaps, number_floor

JOURNAL = "journal"  # the name of the chain in gaps, heads and manifests
_SEALS = "SELECT number,entry,at,previous,hash FROM seal ORDER BY number"


def content(con: sqlite3.Connection, number: int, at: str, entry: int) -> list[object]:
    """What a seal covers of an entry as it now stands; one that is gone has a content too."""
    head = con.execute(ENTRY, (entry,)).fetchone() or ()
    details = [con.execute(sql, (entry,)).fetchall() for sql in (LINES, SETTLEMENTS, SHARES)]
    return seal_content(number, at, head, details)


def content_hash(con: sqlite3.Connection, previous: str, number: int, at: str, entry: int) -> str:
    """The hash of an entry as it now stands in the database."""
    return seal_hash(previous, content(con, number, at, entry))


def head(con: sqlite3.Connection) -> tuple[int, str]:
    """Number and hash of the newest seal, (0, "") before the first; noted outside, an anchor."""
    row = con.execute("SELECT number,hash FROM seal ORDER BY number DESC LIMIT 1").fetchone()
    return (row[0], row[1]) if row else (0, "")


def newest(con: sqlite3.Connection) -> tuple[int, str, str]:
    """Where sealing goes on: the last number ever given, hash and time of the newest seal."""
    number, value, at = con.execute(
        "SELECT number,hash,at FROM seal ORDER BY number DESC LIMIT 1"
    ).fetchone() or (0, "", "")
    return max(number, number_floor(con, JOURNAL)), value, at


def check_seals(con: sqlite3.Connection) -> Iterator[Finding]:
    """Numbers from 1 on, times that rise, an unbroken chain, and content that fits every hash.

    Numbers may be missing only where a restore explains them.
    """
    explained = explained_gaps(con, JOURNAL)
    yield from _check_gaps(con, explained)
    after = {one.gap.first: one.gap.last + 1 for one in explained if one.step}
    previous, want, time = "", 1, ""
    for number, entry, at, link, value in con.execute(_SEALS).fetchall():
        where = f"ledger:{entry}"
        while want < number and want in after:
            want = after[want]
        values = (("number", number), ("want", want))
        if number != want:
            yield _finding("L31", where, N_("Journal number {want} is missing."), values)
        if link != previous:
            yield _finding(
                "L32", where, N_("Entry #{number} does not follow the seal before it."), values
            )
        if content_hash(con, link, number, at, entry) != value:
            yield _finding(
                "L33", where, N_("Entry #{number} was changed after it was sealed."), values
            )
        if at < time:
            yield _finding("L34", where, N_("The time of seal #{number} goes back."), values)
        previous, want, time = value, number + 1, max(at, time)


def _check_gaps(con: sqlite3.Connection, gaps: list[Restored]) -> Iterator[Finding]:
    """Each gap is told; one that no restore explains, or that holds entries, is an error."""
    for (_, first, last), step, at in gaps:
        values = (("first", first), ("last", last), ("day", at[:10]))
        used = con.execute(
            "SELECT min(number) FROM seal WHERE number BETWEEN ? AND ?", (first, last)
        ).fetchone()[0]
        if not step:
            message = N_("No restore explains the missing journal numbers {first} to {last}.")
            yield _finding("L35", f"ledger:gap/{first}", message, values)
        elif used is not None:
            message = N_("Journal number {used} is in use, but on record as lost with a restore.")
            yield _finding("L36", f"ledger:gap/{first}", message, (("used", used), *values))
        else:
            message = N_(
                "Journal numbers {first} to {last} went lost when a backup was restored on {day}."
            )
            yield Finding(
                "L91", f"ledger:gap/{first}", message,
                N_("Nothing to do: keep the file that was put aside as evidence."),
                Severity.NOTE, values, "§ 146 Abs. 4 AO",
            )  # fmt: skip


def _finding(
    code: str, where: str, message: str, values: tuple[tuple[str, object], ...]
) -> Finding:
    return Finding(
        code,
        where,
        message,
        N_("Restore the newest backup whose check is clean, and keep this file as evidence."),
        values=values,
        law="§ 146 Abs. 4 AO",
    )

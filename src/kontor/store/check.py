"""The check (`kontor check`): the file, its journal, its records, each area; writes nothing."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kontor.base.errors import Finding, InputError
from kontor.base.i18n import N_
from kontor.store import proof
from kontor.store.copying import read_copy
from kontor.store.faults import told
from kontor.store.journal import tracked
from kontor.store.schema import expected_fingerprint, fingerprint
from kontor.store.search import check_index
from kontor.store.version import APPLICATION_ID, Schema, top

if TYPE_CHECKING:
    from kontor.store.doors import Door
    from kontor.store.store import Store

READ_LIVE_UP_TO = 16 * 1024 * 1024
SHORTEST_HEAD = 8
Part = Callable[[sqlite3.Connection, Schema, tuple["Door", ...]], Iterable[Finding]]


def check(
    target: Store | Path, names: Collection[str] | None = None, *, head: str = ""
) -> list[Finding]:
    """All findings of the named parts, or of all.

    Args:
        target: an open store, or the path of a file that is then read without a lock.
        names: of `part_names`; none: all.
        head: a hash noted outside (print, manifest); the chains must still contain it.
    """
    from kontor.store.store import Store

    if isinstance(target, Store):
        with _frozen(target) as con:
            return _check(con, target.schema, target.doors, names, head)
    with Store.open(target, write=False) as store:
        return check(store, names, head=head)


def part_names(doors: Iterable[Door] = ()) -> list[str]:
    """What can be checked by name: the parts of the store, then the areas."""
    return [*_PARTS, *(door.area for door in doors if door.check)]


def _check(
    con: sqlite3.Connection,
    schema: Schema,
    doors: tuple[Door, ...],
    names: Collection[str] | None,
    head: str,
) -> list[Finding]:
    known = part_names(doors)
    for name in names or ():
        if name not in known:
            message = N_("There is no check “{name}”. There are: {known}.")
            raise InputError(message, name=name, known=", ".join(known))
    found: list[Finding] = []
    for name, part in _PARTS.items():
        if not names or name in names:
            found.extend(_hardened(name, lambda p=part: p(con, schema, doors)))  # type: ignore[misc]
    for door in doors:
        if door.check and (not names or door.area in names):
            found.extend(_hardened(door.area, lambda ask=door.check: ask(con)))  # type: ignore[misc]
    if head:
        found.extend(_check_head(con, doors, head))
    return found


def _hardened(name: str, part: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """A part that the damage itself stops is a finding, and the other parts still run."""
    try:
        yield from part()
    except (sqlite3.Error, ValueError, TypeError, OverflowError) as error:
        message = N_("The check “{name}” could not be finished: {reason}.")
        yield Finding("V99", name, message, values=(("name", name), ("reason", str(error))))


def _check_file(
    con: sqlite3.Connection, schema: Schema, doors: tuple[Door, ...]
) -> Iterator[Finding]:
    (application,) = con.execute("PRAGMA application_id").fetchone()
    if application != APPLICATION_ID:
        yield Finding("V01", "file", N_("The mark of Kontor in the file is gone."))
    (version,) = con.execute("PRAGMA user_version").fetchone()
    if version != top(schema):
        yield Finding("V02", "file", N_("The version number of the file is wrong."))
    for (problem,) in con.execute("PRAGMA integrity_check(20)").fetchall():
        if problem != "ok":
            message = N_("The file is damaged: {reason}.")
            remedy = N_("Restore the newest good backup; the file is kept beside it.")
            yield Finding("V03", "file", message, remedy, values=(("reason", problem),))
    if fingerprint(con) != expected_fingerprint(schema):
        message = N_("The rules inside the file were changed by another program.")
        remedy = N_("Run “kontor repair”, or restore a backup.")
        yield Finding("V05", "file", message, remedy)


def _check_steps(con: sqlite3.Connection, *_: object) -> Iterator[Finding]:
    return proof.verify_steps(con)


def _check_rows(con: sqlite3.Connection, *_: object) -> Iterator[Finding]:
    for table in tracked(con):
        yield from proof.verify_rows(con, table)


def _check_links(con: sqlite3.Connection, *_: object) -> Iterator[Finding]:
    return proof.verify_links(con)


def _check_blobs(con: sqlite3.Connection, *_: object) -> Iterator[Finding]:
    return proof.verify_blobs(con)


def _check_search(
    con: sqlite3.Connection, schema: Schema, doors: tuple[Door, ...]
) -> Iterator[Finding]:
    return check_index(con, doors)


def _check_head(con: sqlite3.Connection, doors: Iterable[Door], head: str) -> Iterator[Finding]:
    wanted = "".join(head.split()).lower()
    if len(wanted) < SHORTEST_HEAD:
        raise InputError(N_("Give at least {count} characters."), count=SHORTEST_HEAD)
    row = con.execute("SELECT 1 FROM step WHERE substr(hash,1,?)=?", (len(wanted), wanted))
    if row.fetchone() or any(d.has_head and d.has_head(con, wanted) for d in doors):
        return
    message = N_("The checksum {head} is in no chain of this file: what it stood for is gone.")
    remedy = N_("Compare with a backup from before.")
    yield Finding("V16", "step", message, remedy, values=(("head", wanted),))


_PARTS: dict[str, Part] = {
    "file": _check_file,
    "steps": _check_steps,
    "rows": _check_rows,
    "links": _check_links,
    "attachments": _check_blobs,
    "search": _check_search,
}


@contextmanager
def _frozen(store: Store) -> Iterator[sqlite3.Connection]:
    """The file as it is now. A long read would hold back commits, so large ones are copied."""
    with store.read() as con:
        (pages,) = con.execute("PRAGMA page_count").fetchone()
        (size,) = con.execute("PRAGMA page_size").fetchone()
        if store.read_only or pages * size <= READ_LIVE_UP_TO:
            yield con
            return
    with told(), tempfile.TemporaryDirectory(prefix=".check-", dir=store.path.parent) as folder:
        copy = Path(folder) / "copy"
        store.copy_to(copy)
        con = read_copy(copy)
        try:
            yield con
        finally:
            con.close()

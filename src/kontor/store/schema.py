"""The schema: numbered SQL migrations own it; each one puts guards and change triggers back."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from kontor.store.journal import OWN, UNTRACKED, layout, triggers
from kontor.store.version import KONTOR, Schema

DATA_MARK = "-- data"


class Migration(NamedTuple):
    """One numbered file: schema statements, then statements on data that the journal records."""

    number: int
    name: str
    schema: str
    data: str


def migrations(schema: Schema = KONTOR) -> list[Migration]:
    """All migrations in order; a gap or a double number is an error of the programmer."""
    found = []
    for file in sorted((f for d in schema.migrations for f in d.glob("*.sql")), key=_by_name):
        first, _, rest = file.read_text("utf-8").partition(f"\n{DATA_MARK}")
        data = rest.partition("\n")[2] if rest else ""
        found.append(Migration(int(file.name[:4]), file.stem, first, data))
    if [m.number for m in found] != list(range(1, len(found) + 1)):
        raise ValueError(f"migrations have gaps: {[m.name for m in found]}")
    return found


def _by_name(file: Path) -> str:
    return file.name


def statements(text: str) -> Iterator[str]:
    """Split a script, so that trigger bodies stay whole (`executescript` would commit first)."""
    statement = ""
    for line in text.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""
    rest = [line for line in statement.splitlines() if line.split("--")[0].strip()]
    if rest:
        raise ValueError(f"unfinished SQL: {rest[-1]}")


def run(con: sqlite3.Connection, text: str) -> None:
    """Run a script inside the transaction that is open."""
    for statement in statements(text):
        con.execute(statement)


def drop_triggers(con: sqlite3.Connection) -> None:
    """Drop all triggers and views: a table rebuild would drop or re-point them silently."""
    found = con.execute("SELECT type,name FROM sqlite_schema WHERE type IN ('trigger','view')")
    for kind, name in found.fetchall():
        con.execute(f'DROP {kind} IF EXISTS "{name}"')  # a view takes its triggers along


def install_triggers(con: sqlite3.Connection, schema: Schema = KONTOR) -> None:
    """Put back the guards from their files and the change triggers of each table."""
    for text in list(_trigger_texts(con, schema)):
        con.execute(text)


def build(con: sqlite3.Connection, schema: Schema = KONTOR) -> None:
    """The whole schema in an empty database, without data; inside the caller's transaction."""
    for migration in migrations(schema):
        run(con, migration.schema)
    install_triggers(con, schema)


def fingerprint(con: sqlite3.Connection) -> str:
    """A hash over everything the schema says; only what SQLite keeps for itself stays out."""
    return _hash(con.execute(_RULES).fetchall())


@cache
def expected_fingerprint(schema: Schema = KONTOR) -> str:
    """The fingerprint of a fresh database: never taken from the file that is to be checked.

    Tables are made in memory; guards are only written down as SQLite would keep them, because
    making them takes most of the time (a test makes them and compares).
    """
    con = sqlite3.connect(":memory:", isolation_level=None)
    try:
        con.execute("BEGIN")
        for migration in migrations(schema):
            run(con, migration.schema)
        rows = con.execute(_RULES).fetchall()
        rows += [_as_kept(text) for text in _trigger_texts(con, schema)]
        return _hash(rows)
    finally:
        con.close()


@cache
def sources(schema: Schema = KONTOR) -> str:
    """A hash over all that leads to the expected fingerprint: the same sources, the same one."""
    value = hashlib.sha256()
    for folder in (*schema.migrations, *schema.guards):
        for file in sorted(folder.glob("*.sql"), key=_by_name):
            value.update(f"{file.name}\n".encode() + file.read_bytes())
    made = (*triggers("name", ["one", "two"]), *sorted(OWN), UNTRACKED)
    value.update("\n".join(made).encode())
    return value.hexdigest()


_RULES = "SELECT type,name,tbl_name,sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'"
_GUARD = re.compile(
    r"CREATE (?:(?P<view>VIEW (?P<shown>\w+))|TRIGGER (?P<name>\w+)\s+"
    r"(?:BEFORE|AFTER|INSTEAD OF) (?:INSERT|DELETE|UPDATE(?: OF [\w ,]+?)?)\s+ON (?P<table>\w+))"
)


def _as_kept(text: str) -> tuple[str, str, str, str]:
    """The row of `sqlite_schema` that a trigger or a view becomes."""
    found = _GUARD.search(text)
    if found is None:
        raise ValueError(f"only triggers and views are guards: {text[:60]}")
    kept = text[found.start() :].rstrip().removesuffix(";")
    if found["view"]:
        return "view", found["shown"], found["shown"], kept
    return "trigger", found["name"], found["table"], kept


def _trigger_texts(con: sqlite3.Connection, schema: Schema) -> Iterator[str]:
    for file in sorted((f for d in schema.guards for f in d.glob("*.sql")), key=_by_name):
        yield from statements(file.read_text("utf-8"))
    for table, cols in layout(con).items():
        yield from triggers(table, cols)


def _hash(rows: list[tuple[str, ...]]) -> str:
    return hashlib.sha256(repr(sorted(tuple(row) for row in rows)).encode()).hexdigest()

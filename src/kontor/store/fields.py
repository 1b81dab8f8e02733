"""Column types: what Python sees, and how STRICT SQLite stores it (TEXT or INTEGER only)."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import MetaData
from sqlalchemy.types import Boolean, Integer, String, TypeDecorator
from sqlmodel import Field, SQLModel

from kontor.store.journal import OWN, tracked

PLAIN = frozenset({"event", "erasure", "gap"})  # tables of the store that have no class


class Row(SQLModel):
    """Base of every journaled table: `class Partner(Row, table=True)`."""

    id: int | None = Field(default=None, primary_key=True)

    @property
    def key(self) -> int:
        """The id of a row that was put; one without id is an error of the programmer."""
        if self.id is None:
            raise RuntimeError(f"{type(self).__name__} has no id yet: put it first")
        return self.id


class Day(TypeDecorator[date]):
    """date <-> 'YYYY-MM-DD'."""

    impl, cache_ok, stored = String, True, str

    def process_bind_param(self, value: date | None, dialect: Any) -> str | None:
        """What is stored."""
        if isinstance(value, datetime):
            raise TypeError("a day has no time")
        return value if value is None else date.isoformat(value)

    def process_result_value(self, value: str | None, dialect: Any) -> date | None:
        """What Python sees."""
        return value if value is None else date.fromisoformat(value)


class Instant(TypeDecorator[datetime]):
    """aware datetime <-> 'YYYY-MM-DDTHH:MM:SS.ffffffZ', which sorts as text."""

    impl, cache_ok, stored = String, True, str

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:
        """What is stored; an instant without time zone is refused."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")

    def process_result_value(self, value: str | None, dialect: Any) -> datetime | None:
        """What Python sees."""
        return value if value is None else datetime.fromisoformat(value)


class Wall(TypeDecorator[datetime]):
    """naive datetime, as a clock on the wall shows it <-> 'YYYY-MM-DDTHH:MM'."""

    impl, cache_ok, stored = String, True, str

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:
        """What is stored; a time with a zone or with seconds is refused."""
        if value is None:
            return None
        if value.tzinfo is not None or value.second or value.microsecond:
            raise ValueError("a time on the wall has no zone and whole minutes")
        return value.isoformat(timespec="minutes")

    def process_result_value(self, value: str | None, dialect: Any) -> datetime | None:
        """What Python sees."""
        return value if value is None else datetime.fromisoformat(value)


class Scaled(TypeDecorator[int]):
    """int in units of 1/10^places <-> the same integer, never a float.

    The places are for the reader: quantities `Scaled(3)`, unit prices and rates `Scaled(4)`.
    """

    impl, cache_ok, stored = Integer, True, int

    def __init__(self, places: int) -> None:
        super().__init__()
        self.places = places

    def process_bind_param(self, value: int | None, dialect: Any) -> int | None:
        """What is stored; anything but an int is refused."""
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise TypeError(f"{value!r} is not an int of 1/10^{self.places}")
        return value


class Choice(TypeDecorator[StrEnum]):
    """StrEnum <-> its value (the Enum type of SQLAlchemy would store the name)."""

    impl, cache_ok, stored = String, True, str

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: StrEnum | None, dialect: Any) -> str | None:
        """What is stored; an unknown value is refused."""
        return value if value is None else self.kind(value).value

    def process_result_value(self, value: str | None, dialect: Any) -> StrEnum | None:
        """What Python sees."""
        return value if value is None else self.kind(value)


class Flag(TypeDecorator[bool]):
    """bool <-> 0, 1."""

    impl, cache_ok, stored = Boolean(create_constraint=False), True, int


def drift(con: sqlite3.Connection, metadata: MetaData) -> list[str]:
    """Where the SQLModel classes and the schema in the file disagree; a test demands []."""
    want = {t.name: t for t in metadata.sorted_tables if t.name not in OWN}
    have = set(tracked(con)) - PLAIN
    out = [f"{t}: only in SQL" for t in sorted(have - want.keys())]
    out += [f"{t}: only in Python" for t in sorted(want.keys() - have)]
    for name in sorted(have & want.keys()):
        out += _table_drift(con, name, want[name])
    return out


def _table_drift(con: sqlite3.Connection, name: str, table: Any) -> list[str]:
    info = {r[1]: r for r in con.execute(f"PRAGMA table_xinfo({name})").fetchall()}
    links = con.execute(f"PRAGMA foreign_key_list({name})").fetchall()
    keys = {(r[3], r[2]) for r in links if r[2] not in OWN}  # attachments have no class
    out = []
    for column in table.columns:
        if column.name not in info:
            out.append(f"{name}.{column.name}: only in Python")
            continue
        _, _, kind, notnull, _, pk, hidden = info.pop(column.name)
        plain = getattr(column.type, "impl_instance", column.type)
        python = getattr(column.type, "stored", None) or plain.python_type
        if {"TEXT": str, "INTEGER": int}.get(kind) is not python and not hidden:
            out.append(f"{name}.{column.name}: {kind} in SQL, {python.__name__} in Python")
        if bool(notnull or pk) == bool(column.nullable) and not hidden:
            out.append(f"{name}.{column.name}: NOT NULL differs")
        named = {(column.name, k.target_fullname.split(".")[0]) for k in column.foreign_keys}
        if named != {k for k in keys if k[0] == column.name}:
            out.append(f"{name}.{column.name}: foreign key differs")
    return out + [f"{name}.{column}: only in SQL" for column in info]

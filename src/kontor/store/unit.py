"""The unit of work (Arbeitsschritt): a SQLModel session inside one transaction and one step.

This module loads SQLModel; the store imports it at the first step, never for reading.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

from sqlalchemy import create_engine
from sqlalchemy.dialects import sqlite
from sqlalchemy.pool import StaticPool
from sqlmodel import Session, SQLModel

P = ParamSpec("P")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)
M = TypeVar("M", bound=SQLModel)
Listeners = dict[type, list[Callable[["Unit", Any], object]]]


class UseCase(Protocol[P, R_co]):
    """A use case: a function of a unit that knows the label of its step."""

    label: str
    final: str | None
    __name__: str
    __module__: str

    def __call__(self, unit: Unit, /, *args: P.args, **kwargs: P.kwargs) -> R_co:
        """Do it, inside the step of the unit."""
        ...


def use_case(
    label: str, *, final: str | None = None
) -> Callable[[Callable[Concatenate[Unit, P], R]], UseCase[P, R]]:
    """Name the step that a use case makes; called by another one it joins that one's step.

    Args:
        label: message id, marked with `N_`; never the name of a person.
        final: message id of the reason, if the step cannot be taken back.
    """

    def mark(function: Callable[Concatenate[Unit, P], R]) -> UseCase[P, R]:
        case = cast(Any, function)
        case.label, case.final = label, final
        return cast("UseCase[P, R]", case)

    return mark


class Unit(Session):
    """What a use case works with: rows are put, questions are asked, all in one step."""

    step: int = 0
    final: str | None = None
    value: Any = None
    changed: Any = None
    _listeners: Listeners
    _raw: sqlite3.Connection

    @property
    def begun(self) -> datetime:
        """The instant of the step; what a listener or a use case without one of its own notes."""
        row = self._raw.execute("SELECT at FROM step WHERE id=?", (self.step,)).fetchone()
        return datetime.fromisoformat(row[0])

    def put(self, row: M) -> M:
        """Add a row and send it at once, so that it has its id."""
        self.add(row)
        self.flush()
        return row

    def insert(self, table: type[SQLModel], **values: Any) -> int:
        """Write one row without making an object of it, and return its id.

        Ten times faster than `put`; for use cases that write many rows and need none of them back.
        """
        sql, columns = _statement(table)
        bound = [
            convert(values.pop(name) if name in values else default())
            for name, default, convert in columns
        ]
        if values:
            raise TypeError(f"{table.__name__} has no column {', '.join(values)}")
        return cast(int, self.con.execute(sql, bound).lastrowid)

    @property
    def con(self) -> sqlite3.Connection:
        """The connection of the step for plain SQL; rows that wait are sent first."""
        self.flush()  # looks first whether anything waits
        return self._raw

    def commit(self) -> None:
        """The store ends the step; inside it `begin_nested()` can take a part back."""
        raise RuntimeError("the step ends with its block: leave it, or raise to take it back")

    rollback = commit

    def emit(self, event: object) -> None:
        """Tell the listeners of the event's type; they work in this same step."""
        for listener in self._listeners.get(type(event), ()):
            listener(self, event)


@cache
def _statement(
    table: type[SQLModel],
) -> tuple[str, tuple[tuple[str, Callable[[], Any], Callable[[Any], Any]], ...]]:
    """INSERT of a table with all its columns, their defaults and their converters."""
    dialect = sqlite.dialect()
    columns = []
    for column in table.__table__.columns:  # type: ignore[attr-defined]  # set by SQLModel
        if column.name != "id" and column.computed is None:
            default = _default(column.default)
            convert = column.type.dialect_impl(dialect).bind_processor(dialect)
            columns.append((column.name, default, convert or _as_is))
    names = ",".join(f'"{name}"' for name, _default, _convert in columns)
    marks = ",".join("?" * len(columns))
    sql = f'INSERT INTO "{table.__tablename__}"({names}) VALUES({marks})'
    return sql, tuple(columns)


def _default(default: Any) -> Callable[[], Any]:
    if default is None:
        return lambda: None
    if default.is_callable:  # SQLAlchemy lets it take the context of a statement
        return lambda: default.arg(None)
    return lambda: default.arg


def _as_is(value: Any) -> Any:
    return value


class Engines:
    """The SQLAlchemy engine over the one writing connection; the store begins its transactions.

    SQLAlchemy rolls its very first connection back to learn about it, so it gets one in memory.
    """

    def __init__(self) -> None:
        self._con = sqlite3.connect(":memory:", isolation_level=None)
        self._engine = create_engine("sqlite://", creator=lambda: self._con, poolclass=StaticPool)
        self._engine.connect().close()
        self._engine.dispose()
        dialect: Any = self._engine.dialect
        dialect.do_commit = dialect.do_rollback = _leave_to_store

    def unit(
        self, con: sqlite3.Connection, step: int, final: str | None, listeners: Listeners
    ) -> Unit:
        """The unit of an open step. Rows stay usable after the commit."""
        if con is not self._con:
            self._con = con
            self._engine.dispose(close=False)
        unit = Unit(self._engine, expire_on_commit=False)
        unit.step, unit.final, unit._listeners, unit._raw = step, final, listeners, con
        return unit


def _leave_to_store(connection: object) -> None:
    """Begin and end of the transaction belong to the store, which knows the step and the seal."""

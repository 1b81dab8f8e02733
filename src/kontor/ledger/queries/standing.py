"""Templates and standing entries (Dauerbuchungen): what exists, and what is due."""

from __future__ import annotations

import sqlite3
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from kontor.base.errors import NotFound
from kontor.base.i18n import N_

_SELECT = "SELECT id,name,content,every_months,starts,ends FROM template"


class Template(NamedTuple):
    """A template; `every_months` and `starts` make it a standing entry."""

    id: int
    name: str
    content: str
    every_months: int | None
    starts: date | None
    ends: date | None


class Due(NamedTuple):
    """A standing entry that is to be posted for one day."""

    template: int
    name: str
    day: date
    source: str


def templates(con: sqlite3.Connection) -> list[Template]:
    """All templates by name."""
    rows = con.execute(_SELECT + " ORDER BY name").fetchall()
    return [_template(row) for row in rows]


def template_named(con: sqlite3.Connection, name: str) -> Template:
    """The template with this name."""
    row = con.execute(_SELECT + " WHERE name=?", (name,)).fetchone()
    if row is None:
        raise NotFound(N_("There is no template “{name}”."), field="name", name=name)
    return _template(row)


def standing_due(con: sqlite3.Connection, today: date) -> list[Due]:
    """Standing entries up to today that were not posted yet, oldest first."""
    done = {
        row[0]
        for row in con.execute(
            "SELECT source FROM entry WHERE source LIKE 'ledger:template/%'"
        ).fetchall()
    }
    out = [
        Due(template.id, template.name, day, source_of(template.id, day))
        for template in templates(con)
        for day in _days(template, today)
    ]
    return sorted((d for d in out if d.source not in done), key=lambda due: (due.day, due.template))


def source_of(template: int, day: date) -> str:
    """The source that marks an entry as made from a template for a day."""
    return f"ledger:template/{template}/{day.isoformat()}"


def upcoming(template: Template, today: date) -> date | None:
    """The first day of a standing entry after today; nothing for a template, or after its end."""
    if template.every_months is None or template.starts is None:
        return None
    step = 0
    while (day := _months_later(template.starts, step)) <= today:
        step += template.every_months
    return day if template.ends is None or day <= template.ends else None


def posted_from(con: sqlite3.Connection, template: int) -> list[tuple[int, date, str, int]]:
    """Entries that were made from a template, newest first: id, day, document, turnover."""
    rows = con.execute(
        "SELECT e.id, e.document_day, e.document, (SELECT ifnull(sum(l.cents), 0) FROM line l"
        " WHERE l.entry = e.id AND l.cents > 0) FROM entry e WHERE e.source LIKE ?"
        " ORDER BY e.document_day DESC, e.id DESC", (f"ledger:template/{template}/%",),
    ).fetchall()  # fmt: skip
    return [(key, date.fromisoformat(day), document, cents) for key, day, document, cents in rows]


def _days(template: Template, today: date) -> Iterator[date]:
    if template.every_months is None or template.starts is None:
        return
    last = min(today, template.ends or today)
    step = 0
    while (day := _months_later(template.starts, step)) <= last:
        yield day
        step += template.every_months


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _template(row: tuple[int, str, str, int | None, str | None, str | None]) -> Template:
    key, name, content, months, starts, ends = row
    return Template(
        key,
        name,
        content,
        months,
        date.fromisoformat(starts) if starts else None,
        date.fromisoformat(ends) if ends else None,
    )

"""A dated duty (Frist) wherever it is shown: its sign, its name, where it leads, done."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import TYPE_CHECKING, Any

from kontor.base.dates import format_day
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.calendar.poll_words import STANDINGS
from kontor.calendar.queries import deadlines as queries
from kontor.desk.deadlines import Duty, Standing, kind_text
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.widgets.columns import BAD, GOOD, MUTED, PLAIN, WARN, State

if TYPE_CHECKING:
    from kontor.tui.screens.base import BaseScreen

STATES: dict[str, State] = {
    Standing.LATE: State("!", STANDINGS["late"], BAD),
    Standing.TOLD: State("●", STANDINGS["told"], WARN),
    Standing.AHEAD: State("○", STANDINGS["ahead"], PLAIN),
    Standing.PUT_OFF: State("◌", STANDINGS["put_off"], MUTED),
    Standing.DONE: State("✓", STANDINGS["done"], GOOD),
}

_OWN = "calendar:deadline/"
# where duties stand that no record of their own opens
_AREAS = {"ledger": "books", "company": "firm", "receivables": "sales", "item": "books"}


def own_of(one: Duty) -> int | None:
    """The id of a duty of the firm's own; None of what is worked out from a record."""
    ref = one.due.ref
    return int(ref.removeprefix(_OWN)) if ref.startswith(_OWN) else None


def duty_title(one: Duty) -> str:
    """What is to be done, in the reader's language."""
    from kontor.tui.screens.past import value_text  # knows every area: not for the first frame

    values = {
        name: format_day(value) if isinstance(value, date)
        else value_text(value) if isinstance(value, str) else value
        for name, value in one.due.values
    }  # fmt: skip
    return _(one.due.title).format(**values)


def open_duty(screen: BaseScreen, one: Duty) -> None:
    """An own one to change it; of others the record behind it, else their area."""
    from kontor.tui.screens.today.deadline_form import DeadlineForm

    app, own = screen.kontor, own_of(one)
    if own is not None:
        screen.app.push_screen(DeadlineForm(own))
    elif app.areas.record(one.due.ref) is not None:
        app.open_record(one.due.ref)
    else:
        app.open_view(f"area:{_AREAS.get(one.due.ref.partition(':')[0], 'today')}")


def done_duty(screen: BaseScreen, one: Duty) -> None:
    """It was done; an own one says when it comes back."""
    from kontor.calendar.model.deadlines import DoneInput
    from kontor.calendar.service.deadlines import done_deadline

    app = screen.kontor

    def told(after: Any) -> None:
        if isinstance(after, date):
            app.toast(_("Comes back on {day}.").format(day=format_day(after)))

    app.run_case(done_deadline, one.key, DoneInput(), app.today(), then=told)


def duty_blocks(con: sqlite3.Connection, one: Duty) -> list[Block]:
    """Everything about it: day, law, who takes care; of an own one when it comes back."""
    due, mark, own = one.due, one.mark, own_of(one)
    blocks: list[Block] = [
        Head(format_day(one.day, weekday=True), duty_title(one), STATES[one.standing]),
        Facts(
            (N_("Kind"), kind_text(due.kind, queries.kinds(con))),
            (N_("Told from"), due.day if due.day != one.day else None),
            (N_("Amount"), f"{format_money(due.amount)} €" if due.amount else None),
            (N_("Law"), due.law or None),
            (N_("Who takes care"), mark.owner_name if mark else None),
            (N_("Put off until"), mark.until if mark else None),
            (N_("Note"), mark.note if mark else None),
        ),
    ]
    return blocks if own is None else [*blocks, *_own_blocks(con, own)]


def _own_blocks(con: sqlite3.Connection, key: int) -> list[Block]:
    one = queries.deadline(con, key)
    again = _("every {count} months").format(count=one.months) if one.months else _("once")
    facts = Facts(
        (N_("Comes back"), again), (N_("Days before"), ", ".join(map(str, one.leads))),
        (N_("Source"), _source(one.source)), (N_("Reference"), one.reference or None),
    )  # fmt: skip
    return [facts, *([Note("", one.note)] if one.note else [])]


def _source(source: str) -> str | None:
    """Where a period is from; what was not read in the law is said in the reader's words."""
    recalled = source.startswith("recalled")
    return _("noted from memory, please check") if recalled else source or None

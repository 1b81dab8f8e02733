"""Commands for dated duties of all areas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_, _
from kontor.calendar.poll_words import ABOUT, COUNTS, STANDINGS
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table

if TYPE_CHECKING:
    import sqlite3

    from pydantic import BaseModel

    from kontor.cli.call import Call
    from kontor.desk.deadlines import Duty

AHEAD = 92  # days that the list looks ahead
FAR = 3650  # days in which a named duty is looked for
_LIST = (
    Column("day", N_("Until"), "day"),
    Column("what", N_("What")),
    Column("kind", N_("Kind")),
    Column("standing", N_("State"), "code", STANDINGS),
    Column("told", N_("Told from"), "day"),
    Column("owner", N_("Who"), "code"),
    Column("put_off", N_("Put off until"), "day"),
    Column("done", N_("Done on"), "day"),
    Column("amount", N_("Amount"), "money"),
    Column("law", N_("Law"), "code"),
    Column("ref", N_("Reference"), "code"),
    Column("key", N_("Key"), "code"),
)
_KINDS = (
    Column("key", N_("Key"), "code"),
    Column("name", N_("Kind")),
    Column("about", N_("About"), "code", ABOUT),
    Column("months", N_("Months"), "int"),
    Column("counts", N_("Counts"), "code", COUNTS),
    Column("leads", N_("Days before"), "code"),
    Column("own", N_("Own"), "flag"),
    Column("law", N_("Law"), "code"),
    Column("source", N_("Source")),
)


def _model(name: str) -> Callable[[Sequence[str]], type[BaseModel]]:
    def chosen(_words: Sequence[str]) -> type[BaseModel]:
        from kontor.calendar.model import deadlines

        found: type[BaseModel] = getattr(deadlines, name)
        return found

    return chosen


def list_(call: Call, *, until: date | None, kind: str, done: bool) -> None:
    """Dated duties of all areas."""
    from kontor.bootstrap import doors
    from kontor.calendar.queries.deadlines import kinds
    from kontor.desk.deadlines import duties, kind_text

    last = until or call.today + timedelta(days=AHEAD)
    with call.read() as con:
        own = kinds(con)
        found = duties(con, doors(), call.today, last, done=done)
    rows = [_row(one, kind_text(one.due.kind, own)) for one in found]
    wanted = kind.casefold()
    rows = [row for row in rows if not kind or wanted in {row[2].casefold(), row[-1]}]
    call.show(Table(_LIST, rows, empty=N_("Nothing has a day until then.")))


def _row(one: Duty, kind: str) -> tuple[Any, ...]:
    due, mark = one.due, one.mark
    noted = (mark.owner_name, mark.until, mark.done) if mark else ("", None, None)
    return (
        one.day, _(due.title).format(**dict(due.values)), kind, one.standing, due.day, *noted,
        due.amount, due.law, due.ref, due.kind,
    )  # fmt: skip


def add(call: Call, *, data: Any) -> None:
    """Add a dated duty."""
    from kontor.calendar.service import deadlines

    with call.store() as store:
        changed = call.run(store, deadlines.add_deadline, data)
    call.done(changed, deadline=changed.value)


def change(call: Call, *, deadline: int, data: Any) -> None:
    """Change a dated duty."""
    from kontor.calendar.service import deadlines

    with call.store() as store:
        call.done(call.run(store, deadlines.change_deadline, deadline, data))


def end(call: Call, *, deadline: int) -> None:
    """A dated duty is no longer there."""
    from kontor.calendar.service import deadlines

    with call.store() as store:
        call.done(call.run(store, deadlines.end_deadline, deadline, call.today))


def _key(call: Call, con: sqlite3.Connection, text: str) -> Any:
    from kontor.bootstrap import doors
    from kontor.desk.deadlines import find_duty

    last = call.today + timedelta(days=FAR)
    return find_duty(con, doors(), call.today, text, last).key


def done(call: Call, *, what: str, data: Any) -> None:
    """A duty was done."""
    from kontor.calendar.service import deadlines

    with call.store() as store:
        with store.read() as con:
            key = _key(call, con, what)
        changed = call.run(store, deadlines.done_deadline, key, data, call.today)
    call.done(changed, following=changed.value)


def snooze(call: Call, *, what: str, data: Any) -> None:
    """Put a duty off, or say who takes care."""
    from kontor.calendar.service import deadlines

    with call.store() as store:
        with store.read() as con:
            key = _key(call, con, what)
        call.done(call.run(store, deadlines.snooze_deadline, key, data, call.today))


def unmark(call: Call, *, what: str) -> None:
    """Take a mark back."""
    from kontor.calendar.service import deadlines

    with call.store() as store:
        with store.read() as con:
            key = _key(call, con, what)
        call.done(call.run(store, deadlines.unmark_deadline, key))


def kinds(call: Call) -> None:
    """Kinds of duties with their periods and where these are from."""
    from kontor.calendar.queries import deadlines as queries
    from kontor.calendar.rules.deadlines import leads_text

    with call.read() as con:
        found = queries.kinds(con)
    rows = [
        (one.key, one.name, one.about, one.months, one.counts, leads_text(one.leads), one.own,
         one.law, one.source)
        for one in found.values()
    ]  # fmt: skip
    call.show(Table(_KINDS, rows))


def kind(call: Call, *, data: Any) -> None:
    """Add a kind, or set own periods."""
    from kontor.calendar.service import deadlines

    with call.store() as store:
        changed = call.run(store, deadlines.set_kind, data)
    call.done(changed, kind=changed.value)


def reset_kind(call: Call, *, kind: str) -> None:
    """Take own periods of a kind back."""
    from kontor.calendar.service import deadlines

    with call.store() as store:
        call.done(call.run(store, deadlines.reset_kind, kind))


_OWN = arg("deadline", N_("number of an own deadline"), "int")
_WHAT = arg("what", N_("number of an own deadline, or reference as listed: “sales:7 warranty”"))
COMMANDS: tuple[Command, ...] = (
    Command("list", list_, N_("what all areas have to do until a day"), (
        opt("until", N_("last day; default in three months"), "day"),
        opt("kind", N_("only this kind"), default=""),
        opt("done", N_("also what is done"), "flag"),
    )),
    Command("add", add, N_("add a deadline of your own"), model=_model("DeadlineInput"),
            writes=True),
    Command("change", change, N_("change an own deadline; only what is given"), (_OWN,),
            model=_model("DeadlineChange"), writes=True),
    Command("done", done, N_("it was done; an own one comes back by its months"), (_WHAT,),
            model=_model("DoneInput"), writes=True),
    Command("snooze", snooze, N_("put it off, or say who takes care"), (_WHAT,),
            model=_model("SnoozeInput"), writes=True),
    Command("unmark", unmark, N_("take back what was noted on it"), (_WHAT,), writes=True),
    Command("end", end, N_("an own deadline is no longer there"), (_OWN,), writes=True),
    Command("kinds", kinds, N_("kinds of deadlines, their periods and where these are from")),
    Command("kind", kind, N_("add a kind, or set own periods for one"),
            model=_model("DeadlineKindInput"), writes=True),
    Command("reset-kind", reset_kind, N_("take own periods of a kind back"), (
        arg("kind", N_("key or name of the kind")),
    ), writes=True),
)  # fmt: skip

"""Commands for appointments: written down, seen, moved, cancelled; free times of people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.calendar.kinds.appointments import (
    AppointmentKind,
    AppointmentState,
    CrewKind,
    Scope,
)
from kontor.calendar.words import CREW_KINDS, KINDS, STATES
from kontor.cli.areas.calendar_feeds import COMMANDS as FEEDS
from kontor.cli.areas.calendar_line import of_line
from kontor.cli.areas.calendar_staff import COMMANDS as STAFF
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table, records, told

if TYPE_CHECKING:
    import sqlite3

    from pydantic import BaseModel

    from kontor.calendar.queries.appointments import Entry
    from kontor.cli.call import Call
    from kontor.store.store import Store

_LIST = (
    Column("id", N_("No."), "int"),
    Column("day", N_("Date"), "day"),
    Column("from", N_("Begin"), "code"),
    Column("to", N_("End"), "code"),
    Column("kind", N_("Kind"), "code", KINDS),
    Column("title", N_("Title")),
    Column("crew", N_("Who")),
    Column("contact_name", N_("Contact")),
    Column("place", N_("Place")),
    Column("state", N_("State"), "code", STATES),
    Column("occurrence", N_("Of the series"), "code"),
)
_FULL = (
    *_LIST,
    Column("starts", N_("Begin"), "code"),
    Column("ends", N_("End"), "code"),
    Column("all_day", N_("Whole days"), "flag"),
    Column("zone", N_("Time zone"), "code"),
    Column("rule", N_("Rule"), "code"),
    Column("repeats", N_("Repeats")),
    Column("series", N_("Series"), "int"),
    Column("contact", N_("Contact no."), "int"),
    Column("site_name", N_("Site")),
    Column("reference", N_("For"), "code"),
    Column("travel_before", N_("Travel before"), "int"),
    Column("travel_after", N_("Travel after"), "int"),
    Column("reason", N_("Reason")),
    Column("busy", N_("Takes time"), "flag"),
    Column("weather", N_("Needs dry weather"), "flag"),
    Column("fallback", N_("When it rains"), "day"),
    Column("note", N_("Note")),
    Column("uid", "UID", "code"),
    Column("sequence", N_("Version"), "int"),
    Column("origin", N_("Read from")),
)
_FOR_PROGRAMS = frozenset({"starts", "ends", "rule", "uid", "sequence", "zone", "occurrence"})
_CREW = (
    Column("kind", N_("What"), "code", CREW_KINDS),
    Column("name", N_("Name")),
    Column("day", N_("Date"), "day"),
    Column("what", N_("What is on")),
)
_SLOTS = (
    Column("time", N_("Free")),
    Column("starts", N_("Begin"), "code"),
    Column("ends", N_("End"), "code"),
    Column("reasons", N_("Why")),
)
_CLASHES = (
    Column("severity", N_("Weight"), "code"),
    Column("clash", N_("Clash"), "code"),
    Column("text", N_("What clashes")),
    Column("ref", N_("With"), "code"),
)


def model(name: str) -> Callable[[Sequence[str]], type[BaseModel]]:
    """The input model of a name."""

    def chosen(_words: Sequence[str]) -> type[BaseModel]:
        from kontor.calendar.model import appointments

        found: type[BaseModel] = getattr(appointments, name)
        return found

    return chosen


def _add_model(words: Sequence[str]) -> type[BaseModel]:
    """With a line of words first, options only add to it."""
    line = bool(words) and not words[0].startswith("-")
    return model("LineInput" if line else "AppointmentInput")(words)


# -- what a person names -------------------------------------------------------------------------


def _key(con: sqlite3.Connection, text: str) -> int:
    from kontor.calendar.queries.appointments import resolve

    return resolve(con, text)


def _named(store: Store, text: str, on: date | None) -> tuple[int, datetime | None]:
    """An appointment, and of a series the occurrence of a day."""
    from kontor.calendar.queries.appointments import occurrence_on

    with store.read() as con:
        key = _key(con, text)
        return key, occurrence_on(con, key, on) if on else None


def _row(one: Entry, columns: tuple[Column, ...]) -> tuple[Any, ...]:
    from kontor.calendar.rules.said import rule_text

    times = ("", "") if one.all_day else (f"{one.starts:%H:%M}", f"{one.ends:%H:%M}")
    made: dict[str, Any] = {
        "id": one.target, "day": one.first_day, "from": times[0], "to": times[1],
        "crew": ", ".join(member.name for member in one.crew),
        "occurrence": _minute(one.occurrence), "starts": _minute(one.starts),
        "ends": _minute(one.ends), "repeats": rule_text(one.rule) if one.rule else "",
    }  # fmt: skip
    return tuple(
        made[column.name] if column.name in made else getattr(one, column.name)
        for column in columns
    )


def _minute(moment: datetime | None) -> str:
    return moment.isoformat(timespec="minutes") if moment else ""


# -- writing down --------------------------------------------------------------------------------


def add(call: Call, *, line: list[str], data: Any) -> None:
    """A new appointment: a line as people say it, or its fields."""
    from kontor.calendar.service import appointments, staff

    with call.store() as store:
        if line:
            fields, absence = of_line(call, store, " ".join(line), data)
            if absence is not None:
                changed = call.run(store, staff.add_absence, absence)
                call.done(changed, absence=changed.value)
                return
            data = fields
        if data is None:
            raise InputError(
                N_("Say what and when."), field="line",
                hint=N_("kontor calendar add “Thu 14-16 Huber kitchen”, or --title and --starts."),
            )  # fmt: skip
        changed = call.run(store, appointments.add_appointment, data)
        with store.read() as con:
            found = _clash_rows(con, changed.value)
    call.done(changed, appointment=changed.value, clashes=records(Table(_CLASHES, found)))
    if call.format != "json":
        call.say(f"calendar:{changed.value}")
        for row in found:
            call.say(row[2])


def _clash_rows(con: sqlite3.Connection, key: int) -> list[tuple[Any, ...]]:
    from kontor.calendar.queries.appointments import entry
    from kontor.calendar.queries.busy import clashes, names, plan_of
    from kontor.calendar.rules.said import clash_finding

    called = names(con)
    found = []
    for one in clashes(con, plan_of(entry(con, key))):
        said = clash_finding(one, lambda ref: called.get(ref, ref))
        found.append((one.severity, one.clash, said.text, one.ref))
    return found


# -- looking -------------------------------------------------------------------------------------


def list_(call: Call, **wanted: Any) -> None:
    """Appointments of some days."""
    from kontor.calendar.queries.appointments import window

    first, last = _days(call, wanted)
    with call.read() as con:
        found = window(con, first, last, _filter(con, call, wanted))
    rows = [_row(one, _LIST) for one in found]
    call.show(Table(_LIST, rows, empty=N_("Nothing is on in these days.")))


def _days(call: Call, wanted: dict[str, Any]) -> tuple[date, date]:
    first = wanted["first"] or call.today
    if wanted["days"] < 1:
        raise InputError(N_("One day at least."), field="days")
    return first, first + timedelta(days=min(wanted["days"], 731))


def _filter(con: sqlite3.Connection, call: Call, wanted: dict[str, Any]) -> Any:
    from kontor.calendar.queries.appointments import Filter
    from kontor.company.kinds import Employee, Vehicle
    from kontor.company.queries import find_crew
    from kontor.contacts import queries as contacts

    who = []
    for name in wanted["who"]:
        one = find_crew(con, name, call.today)
        kind = CrewKind.VEHICLE if isinstance(one, Vehicle) else CrewKind.TEAM
        who.append((CrewKind.EMPLOYEE if isinstance(one, Employee) else kind, one.id))
    return Filter(
        tuple(who), tuple(map(AppointmentKind, wanted["kind"])), (),
        contacts.resolve(con, wanted["contact"]).id if wanted["contact"] else None,
        wanted["reference"], wanted["text"], wanted["cancelled"],
    )  # fmt: skip


def crew(call: Call, **wanted: Any) -> None:
    """What teams, people and vehicles do, a line each for each day."""
    from kontor.calendar.queries import staff
    from kontor.calendar.words import ABSENCES

    first, last = _days(call, wanted)
    with call.read() as con:
        lines = staff.crew(con, first, last)
    rows = []
    for one in lines:
        for number in range((last - first).days):
            day = first + timedelta(days=number)
            parts = [_(ABSENCES[gone.kind]) for gone in one.absences if gone.on(day)]
            parts += [
                entry.title if entry.all_day else f"{entry.starts:%H:%M} {entry.title}"
                for entry in one.entries
                if entry.first_day <= day <= entry.last_day
            ]
            if parts:
                rows.append((one.kind, one.name or _("nobody yet"), day, " · ".join(parts)))
    call.show(Table(_CREW, rows, empty=N_("Nothing is on in these days.")))


def show(call: Call, *, appointment: str, on: date | None) -> None:
    """One appointment with everything, and what it clashes with."""
    from kontor.calendar.queries import appointments as queries

    with call.read() as con:
        key = _key(con, appointment)
        one = queries.entry(con, key, queries.occurrence_on(con, key, on) if on else None)
        clashes = Table(_CLASHES, _clash_rows(con, one.id))
        gaps, changed = queries.series_rows(con, one.id) if one.rule else ([], [])
    head = Table(_FULL, [_row(one, _FULL)])
    data = records(head)[0]
    others = Table(_LIST, [_row(other, _LIST) for other in changed])
    if call.format != "table":
        call.show(head, data={
            **data, "clashes": records(clashes), "gaps": [_minute(gap) for gap in gaps],
            "changed": records(others),
        })  # fmt: skip
        return
    pair = (Column("field", N_("Field")), Column("value", N_("Value")))
    row = dict(zip((column.name for column in _FULL), head.rows[0], strict=True))
    lines = [
        (_(column.head), told(row[column.name], column))
        for column in _FULL
        if column.name not in _FOR_PROGRAMS and row[column.name] not in {None, "", False}
    ]
    tables = [Table(pair, lines)]
    tables += [table for table in (clashes, others) if table.rows]
    call.show(*tables)


def free(call: Call, **wanted: Any) -> None:
    """The best free times of people and vehicles, with reasons."""
    from kontor.base.dates import now_utc
    from kontor.calendar.kinds.planning import Search
    from kontor.calendar.queries.busy import find_times, names
    from kontor.calendar.rules.said import reason_text, slot_text
    from kontor.calendar.rules.walltime import from_utc_minute, to_wall, utc_minute

    first = wanted["first"] or call.today
    last = wanted["last"] or first + timedelta(days=13)
    if last < first:
        raise InputError(N_("The last day lies before the first."), field="last")
    now = utc_minute(to_wall(now_utc(), "Europe/Berlin"), "Europe/Berlin")
    with call.read() as con:
        everybody = _refs(con, wanted["who"], call.today)
        likes = _refs(con, wanted["also"], call.today)
        search = Search(
            wanted["minutes"], first, last, everybody, likes, (), wanted["before"],
            wanted["after"], wanted["step"], not_before=now,
        )  # fmt: skip
        found = find_times(con, search, wanted["best"])
        called = names(con)
    rows = []
    for slot in found.slots:
        starts, ends = (from_utc_minute(at, "Europe/Berlin") for at in (slot.start, slot.end))
        why = ", ".join(reason_text(one, lambda ref: called.get(ref, ref)) for one in slot.reasons)
        rows.append((slot_text(slot), _minute(starts), _minute(ends), why))
    against = [reason_text(one, lambda ref: called.get(ref, ref)) for one in found.against]
    call.show(
        Table(_SLOTS, rows, empty=N_("There is no free time.")),
        data={"slots": records(Table(_SLOTS, rows)), "against": against},
    )
    if call.format == "table":
        for text in against:
            call.say(text)


def _refs(con: sqlite3.Connection, who: list[str], day: date) -> tuple[str, ...]:
    """References of people and vehicles; of a team those of its members."""
    from kontor.company.kinds import Team
    from kontor.company.queries import find_crew

    found: list[str] = []
    for name in who:
        one = find_crew(con, name, day)
        if isinstance(one, Team):
            found += [f"company:employee/{key}" for key in one.on(day)]
        else:
            found.append(one.ref)
    return tuple(dict.fromkeys(found))


# -- changing ------------------------------------------------------------------------------------


def change(call: Call, *, appointment: str, on: date | None, scope: str | None, data: Any) -> None:
    """Change what is known."""
    from kontor.calendar.service import appointments

    with call.store() as store:
        key, occurrence = _named(store, appointment, on)
        changed = call.run(
            store, appointments.change_appointment, key, data, _scope(scope), occurrence
        )
    call.done(changed, appointment=changed.value)


def move(call: Call, *, appointment: str, on: date | None, scope: str | None, data: Any) -> None:
    """Move, lengthen, shorten, give to others."""
    from kontor.calendar.service import appointments

    with call.store() as store:
        key, occurrence = _named(store, appointment, on)
        changed = call.run(
            store, appointments.move_appointment, key, data, _scope(scope), occurrence
        )
        with store.read() as con:
            found = _clash_rows(con, changed.value)
    call.done(changed, appointment=changed.value, clashes=records(Table(_CLASHES, found)))
    if call.format != "json":
        for row in found:
            call.say(row[2])


def cancel(
    call: Call, *, appointment: str, reason: str, on: date | None, scope: str | None
) -> None:
    """Cancel with a reason."""
    from kontor.calendar.service import appointments

    with call.store() as store:
        key, occurrence = _named(store, appointment, on)
        changed = call.run(
            store, appointments.cancel_appointment, key, reason, _scope(scope), occurrence
        )
    call.done(changed, appointment=changed.value)


def skip(call: Call, *, appointment: str, on: date) -> None:
    """Leave an occurrence out."""
    from kontor.calendar.service import appointments

    with call.store() as store:
        key, occurrence = _named(store, appointment, on)
        call.done(call.run(store, appointments.skip_occurrence, key, occurrence))


def copy(call: Call, *, appointment: str, starts: str, on: date | None) -> None:
    """The same once more at another time."""
    from kontor.calendar.model.appointments import MoveInput
    from kontor.calendar.service import appointments

    to = MoveInput.model_validate({"starts": starts}).starts
    with call.store() as store:
        key, occurrence = _named(store, appointment, on)
        changed = call.run(store, appointments.copy_appointment, key, to, occurrence)
    call.done(changed, appointment=changed.value)


def state(call: Call, *, appointment: str, state: str, on: date | None) -> None:
    """Where it stands."""
    from kontor.calendar.service import appointments

    with call.store() as store:
        key, occurrence = _named(store, appointment, on)
        changed = call.run(store, appointments.set_state, key, AppointmentState(state), occurrence)
    call.done(changed, appointment=changed.value)


def done(call: Call, *, appointment: str, on: date | None) -> None:
    """It is done."""
    from kontor.calendar.service import appointments

    with call.store() as store:
        key, occurrence = _named(store, appointment, on)
        changed = call.run(store, appointments.set_state, key, AppointmentState.DONE, occurrence)
    call.done(changed, appointment=changed.value)


def _scope(text: str | None) -> Scope | None:
    return Scope(text) if text else None


_ONE = arg("appointment", N_("number of an appointment"))
_ON = opt("on", N_("of a series the one on this day"), "day")
_SCOPE = opt("scope", N_("of a series: only this one, this and following, or all"),
             choices=tuple(Scope))  # fmt: skip
_FIRST = opt("first", N_("first day; today without it"), "day")
COMMANDS: tuple[Command, ...] = (
    Command("add", add, N_("add an appointment: a line like “Thu 14-16 Huber kitchen”, or fields"),
            (arg("line", N_("day, time, who and what, in one line"), many=True, required=False),),
            model=_add_model, may_ask=True, writes=True),
    Command("list", list_, N_("appointments of some days"), (
        _FIRST,
        opt("days", N_("how many days"), "int", default=14),
        opt("who", N_("only of this person, vehicle or team"), many=True),
        opt("kind", N_("only of this kind"), many=True, choices=tuple(AppointmentKind)),
        opt("contact", N_("only with this contact"), default=""),
        opt("reference", N_("only for this: sales:12"), default=""),
        opt("text", N_("words of title, place or contact"), default=""),
        opt("cancelled", N_("also cancelled ones"), "flag"),
    )),
    Command("crew", crew, N_("what teams, people and vehicles do"), (
        _FIRST, opt("days", N_("how many days"), "int", default=7),
    )),
    Command("show", show, N_("one appointment with everything, and what it clashes with"),
            (_ONE, _ON)),
    Command("change", change, N_("change an appointment; only what is given"),
            (_ONE, _ON, _SCOPE), model=model("AppointmentChange"), writes=True),
    Command("move", move, N_("move an appointment, make it longer, give it to others"),
            (_ONE, _ON, _SCOPE), model=model("MoveInput"), writes=True),
    Command("copy", copy, N_("the same once more at another time"), (
        _ONE, arg("starts", N_("day and time")), _ON,
    ), writes=True),
    Command("cancel", cancel, N_("cancel an appointment with its reason"), (
        _ONE, opt("reason", N_("why it does not take place"), required=True), _ON, _SCOPE,
    ), writes=True),
    Command("skip", skip, N_("leave one day of a series out"), (
        _ONE, opt("on", N_("the day"), "day", required=True),
    ), writes=True),
    Command("state", state, N_("say where an appointment stands"), (
        _ONE, arg("state", N_("where it stands"), choices=("planned", "confirmed", "under_way")),
        _ON,
    ), writes=True),
    Command("done", done, N_("an appointment is done"), (_ONE, _ON), writes=True),
    Command("free", free, N_("best free times of people and vehicles, with reasons"), (
        opt("minutes", N_("how long"), "int", default=60),
        opt("who", N_("who is needed: people, teams, vehicles"), many=True, required=True),
        opt("also", N_("who should come if possible"), many=True),
        _FIRST,
        opt("last", N_("last day; two weeks without it"), "day"),
        opt("before", N_("minutes of travel before"), "int", default=0),
        opt("after", N_("minutes of travel after"), "int", default=0),
        opt("step", N_("raster in minutes"), "int", default=30),
        opt("best", N_("how many proposals"), "int", default=3),
    )),
    *FEEDS,
    *STAFF,
)  # fmt: skip

"""Finding a time: how long, who, until when; the best three with their reasons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from kontor.base.dates import format_day
from kontor.base.errors import Finding, InputError
from kontor.base.i18n import N_, _
from kontor.base.text import quoted
from kontor.calendar.kinds.appointments import ZONE, CrewKind
from kontor.calendar.kinds.planning import Found, Search, Slot
from kontor.calendar.queries import busy
from kontor.calendar.rules.said import reason_text, slot_text
from kontor.calendar.rules.walltime import from_utc_minute, utc_minute
from kontor.company import queries as company
from kontor.tui import work
from kontor.tui.screens.calendar.entry_line import moment_of, names_of
from kontor.tui.screens.calendar.filters import somebody
from kontor.tui.screens.calendar.forms import read_minutes
from kontor.tui.screens.dialogs import Tell, Window
from kontor.tui.screens.input_form import InputForm
from kontor.tui.text import Rows
from kontor.tui.widgets.fields import Choice, Field

_HALVES = {"": (0, 1440), "morning": (0, 720), "afternoon": (720, 1440)}
_DAYS = 21


class Answer(NamedTuple):
    """What was found, and what everybody is called."""

    found: Found
    names: dict[str, str]


class FinderForm(InputForm):
    """What is looked for; the answer goes into the line for entry."""

    NAME, HANDBOOK = "calendar.finder", "calendar#finding-a-time"
    SAVE = N_("Find a time")

    def __init__(self, take: Callable[[str], object], first: date) -> None:
        super().__init__()
        self._take_text, self._first = take, first

    def crumb(self) -> str:
        """What it is."""
        return _("Find a time")

    def fields(self) -> Sequence[Field]:
        """How long, who, when."""
        halves = (
            Choice("", _("any")), Choice("morning", _("morning")),
            Choice("afternoon", _("afternoon")),
        )  # fmt: skip
        return (
            Field("length", N_("How long"), required=True, read=read_minutes, default="60",
                  help=N_("such as 90, 1,5 h or 2 h")),
            Field("who", N_("Who"), help=N_("all of them; short names, crews, vehicles; commas")),
            Field("wish", N_("If possible"), help=N_("who should be there as well")),
            Field("skill", N_("Skill"), help=N_("one who has it, such as crane")),
            Field("car", N_("Vehicle"), "flag", help=N_("any vehicle that is free")),
            Field("first", N_("From"), "date", required=True),
            Field("last", N_("Until"), "date", required=True),
            Field("half", N_("Part of day"), "choice", choices=halves),
            Field("way", N_("Way"), read=read_minutes, help=N_("minutes there, and back again")),
        )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """The next three weeks."""
        return {"first": self._first, "last": self._first + timedelta(days=_DAYS), "length": "60"}

    def check(self, values: dict[str, Any]) -> Sequence[Finding]:
        """Somebody is looked for, within days in order."""
        if values["last"] < values["first"]:
            text = _("The end lies before the begin.")
            return [Finding("calendar.finder", "", text, field="last")]
        try:
            self._search(values)
        except InputError as error:
            return [Finding("calendar.finder", "", str(error), field=error.field or "who")]
        return ()

    def _search(self, values: dict[str, Any]) -> Search:
        today = self.kontor.today()
        with self.kontor.store.read() as con:
            required = self._people(con, values["who"] or "", values["first"])
            optional = self._people(con, values["wish"] or "", values["first"])
            groups = []
            if values["skill"]:
                groups.append(_skilled(con, values["skill"], today))
            if values["car"]:
                groups.append(tuple(one.ref for one in company.vehicles(con, today)))
        if not required and not groups:
            raise InputError(N_("Say who is needed."), field="who")
        earliest, latest = _HALVES[values["half"] or ""]
        now = moment_of(today)
        way = values["way"] or 0
        return Search(
            values["length"], values["first"], values["last"], required, optional, tuple(groups),
            way, way, 30 if values["length"] >= 60 else 15, earliest, latest,
            utc_minute(now, ZONE),
        )  # fmt: skip

    def _people(self, con: Any, text: str, day: date) -> tuple[str, ...]:
        found: list[str] = []
        for name in filter(None, (part.strip(" +") for part in text.split(","))):
            kind, key = somebody(con, name)
            found += (
                [f"company:employee/{one}" for one in _members(con, key, day)]
                if (kind is CrewKind.TEAM)
                else []
            )
            found.append(f"company:{kind}/{key}")
        return tuple(dict.fromkeys(found))

    def save(self, values: dict[str, Any]) -> None:
        """Look for it in a thread."""
        store, search = self.kontor.store, self._search(values)

        def job(_ticket: work.Ticket) -> Answer:
            with store.read() as con:
                return Answer(busy.find_times(con, search), names_of(con))

        work.start(self, job, name="slots", group="slots",
                   then=lambda answer: self._tell(answer, values["who"] or ""))  # fmt: skip

    def _tell(self, answer: Answer, who: str) -> None:
        self._saving = False
        names = answer.names

        def name_of(ref: str) -> str:
            return names.get(ref, "")

        if not answer.found.slots:
            reasons: Rows = [reason_text(one, name_of) for one in answer.found.against]
            self.app.push_screen(Tell(_("No time at which all are free"), reasons))
            return
        rows: Rows = [
            [(f"{number}  ", "bold $signal"), (slot_text(slot), "bold"),
             (f"   {', '.join(reason_text(one, name_of) for one in slot.reasons)}", "$ink-soft")]
            for number, slot in enumerate(answer.found.slots, start=1)
        ]  # fmt: skip
        choices = [
            (str(number), short_slot(slot), str(number))
            for number, slot in enumerate(answer.found.slots, start=1)
        ]

        def take(choice: str | None) -> None:
            if choice:
                slot = answer.found.slots[int(choice) - 1]
                crew = [name.strip(" +") for name in who.split(",") if name.strip(" +")]
                crew += [names[ref] for ref in slot.chosen if ref in names]
                self.saved()
                self._take_text(slot_line(slot, crew))

        self.app.push_screen(Window(_("Free times"), rows, choices, first="1"), take)


def short_slot(slot: Slot) -> str:
    """A free time as the word on a button."""
    start = from_utc_minute(slot.start, ZONE)
    return f"{format_day(start.date(), weekday=True, year=False)} {start.hour}:{start.minute:02d}"


def slot_line(slot: Slot, crew: Sequence[str]) -> str:
    """A free time as it is typed in the line for entry."""
    start = from_utc_minute(slot.start, ZONE)
    end = from_utc_minute(slot.end, ZONE)
    times = f"{start.hour}:{start.minute:02d}-{end.hour}:{end.minute:02d}"
    who = " ".join(f"+{name}" for name in crew)
    return " ".join(filter(None, (format_day(start.date(), weekday=True), times, who))) + " "


def _members(con: Any, team: int, day: date) -> tuple[int, ...]:
    return next((one.on(day) for one in company.teams(con) if one.id == team), ())


def _skilled(con: Any, skill: str, today: date) -> tuple[str, ...]:
    found = tuple(
        one.ref for one in company.employees(con, today) if skill.lower() in one.skills.lower()
    )
    if not found:
        raise InputError(N_("Nobody has “{skill}” among the skills."), skill=quoted(skill),
                         field="skill")  # fmt: skip
    return found

"""Forms of meetings: planned, opened, moved and voted; the result stands below while typing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from kontor.base.dates import berlin_time, format_day, now_utc
from kontor.base.errors import InputError, KontorError
from kontor.base.i18n import N_, _
from kontor.calendar.kinds.meetings import ItemKind, MeetingKind, Sent
from kontor.calendar.meeting_words import ITEM_KINDS, SENT
from kontor.calendar.queries import meetings
from kontor.calendar.queries.meeting_terms import kind_word
from kontor.calendar.queries.meetings import Hall, Meeting
from kontor.tui.screens.input_form import InputForm, made
from kontor.tui.text import Part
from kontor.tui.widgets.fields import Choice, Field


def now() -> datetime:
    """What the clock on the wall shows."""
    return berlin_time(now_utc()).replace(tzinfo=None, second=0, microsecond=0)


def in_meeting(one: Meeting) -> datetime:
    """The moment that is written down: now, or for a meeting of another day its planned time."""
    moment = now()
    return moment if moment.date() == one.day else max(one.opened or one.starts, one.starts)


def clock(text: str) -> str:
    """A time such as 9:30.

    Raises:
        InputError: it is none.
    """
    hour, _sep, minute = text.strip().replace(".", ":").partition(":")
    if not (hour.isdigit() and (minute or "0").isdigit()):
        raise InputError(N_("Write it like 9:30."))
    if int(hour) > 23 or int(minute or 0) > 59:
        raise InputError(N_("Write it like 9:30."))
    return f"{int(hour):02d}:{int(minute or 0):02d}"


def whole(text: str) -> int:
    """A whole number.

    Raises:
        InputError: it is none.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise InputError(N_("A whole number is expected."))
    return int(text)


class MeetingForm(InputForm):
    """A new meeting in a few words: kind, day, who; or one that is changed."""

    NAME, HANDBOOK = "calendar.meeting_form", "meetings"
    HINTS: ClassVar[tuple[str, ...]] = ("form.save", "screen.back", "form.fault")

    def __init__(self, meeting: int | None = None, follows: int | None = None) -> None:
        super().__init__()
        self.meeting, self.follows = meeting, follows

    def crumb(self) -> str:
        """New, or changed."""
        return _("New meeting") if self.meeting is None else _("Change the meeting")

    def draft_key(self) -> str:
        """Form and meeting."""
        return f"calendar.meeting:{self.meeting or 'new'}:{self.follows or ''}"

    def fields(self) -> Sequence[Field]:
        """Kind and day first."""
        kinds = [Choice(kind.value, kind_word(kind)) for kind in MeetingKind]
        days = (
            Field("day", N_("Day"), "date", required=True, help=N_("such as fr or 24.4.")),
            Field("time", N_("Time"), required=True, limit=5, read=clock, help=N_("such as 9:30")),
            Field("until", N_("Until"), limit=5, read=clock, help=N_("empty: one hour")),
        )
        rest = (
            Field("title", N_("Title"), limit=200, help=N_("empty: what the kind is called")),
            Field("place", N_("Place")),
            Field("online", N_("From afar"), help=N_("how to take part from afar")),
        )
        if self.meeting is not None:
            return (*days, *rest)
        people = (
            Field("members", N_("Who"), help=N_("all, Ole, Amsel=15000: with commas")),
            Field("agenda", N_("Agenda"), "multiline", limit=4000,
                  help=N_("an item a line; a ! in front is decided")),
        )  # fmt: skip
        kind = Field("kind", N_("Kind"), "choice", required=True, choices=kinds, default="team")
        return (kind, *days, *(() if self.follows else people), *rest)

    def start(self) -> dict[str, Any]:
        """What is known."""
        key = self.meeting or self.follows
        if key is None:
            return {}
        with self.kontor.store.read() as con:
            one = meetings.meeting(con, key)
        if self.meeting is None:
            return {"kind": one.kind.value, "title": one.title, "place": one.place}
        return {
            "day": one.day, "time": f"{one.starts:%H:%M}", "until": f"{one.ends:%H:%M}",
            "title": one.title, "place": one.place, "online": one.online,
        }  # fmt: skip

    def save(self, values: dict[str, Any]) -> None:
        """Plan or change it."""
        from kontor.calendar.model.meeting_inputs import MeetingChange, MeetingInput
        from kontor.calendar.service import meetings as service

        day, time, until = (values.pop(name) for name in ("day", "time", "until"))
        values["starts"] = datetime.fromisoformat(f"{day.isoformat()}T{time}")
        if until:
            values["ends"] = datetime.fromisoformat(f"{day.isoformat()}T{until}")
        if self.meeting is not None:
            self.send(service.change_meeting, self.meeting, model=MeetingChange, values=values)
            return
        for name, sep in (("members", ","), ("agenda", "\n")):
            parts = str(values.pop(name, "") or "").split(sep)
            values[name] = [part.strip() for part in parts if part.strip()]
        values["follows"] = self.follows
        self.send(service.new_meeting, model=MeetingInput, values=values)

    def after(self, result: Any) -> None:
        """Open what was planned."""
        if self.meeting is None and isinstance(result, int):
            from kontor.tui.screens.calendar.meeting import MeetingScreen

            self.app.push_screen(MeetingScreen(result))


class MeetingPart(InputForm):
    """A form about one meeting."""

    def __init__(self, meeting: int) -> None:
        super().__init__()
        self.meeting = meeting

    def read_meeting(self) -> Meeting:
        """The meeting as it is now."""
        with self.kontor.store.read() as con:
            return meetings.meeting(con, self.meeting)


class ItemForm(MeetingPart):
    """An item of the agenda."""

    NAME, HANDBOOK = "calendar.meeting_item", "meetings"
    FIELDS = (
        Field("title", N_("Agenda item"), required=True, limit=200),
        Field("kind", N_("Kind"), "choice", default="info",
              choices=tuple(Choice(kind.value, ITEM_KINDS[kind]) for kind in ItemKind)),
        Field("minutes", N_("Minutes planned"), read=whole),
        Field("proposer", N_("Proposed by")),
    )  # fmt: skip

    def crumb(self) -> str:
        """What it is."""
        return _("Agenda item")

    def save(self, values: dict[str, Any]) -> None:
        """Put it onto the agenda."""
        from kontor.calendar.model.meeting_inputs import ItemInput
        from kontor.calendar.service.meetings import add_item

        data = checked(self, ItemInput, values)
        if data is not None:
            self.kontor.run_case(
                add_item, self.meeting, data, self.kontor.today(), then=self.saved,
                otherwise=self.refused,
            )  # fmt: skip


class PersonForm(MeetingPart):
    """Somebody who belongs to a meeting."""

    NAME, HANDBOOK = "calendar.meeting_person", "meetings"
    FIELDS = (
        Field("name", N_("Who"), required=True, help=N_("short name of staff, contact, any name")),
        Field("votes", N_("Votes"), read=whole, help=N_("shares in euros; empty: one vote")),
        Field("role", N_("Role"), "choice", default="member",
              choices=(Choice("member", N_("member")), Choice("guest", N_("guest")))),
    )  # fmt: skip

    def crumb(self) -> str:
        """What it is."""
        return _("Participants")

    def save(self, values: dict[str, Any]) -> None:
        """Add him."""
        from kontor.calendar.model.meeting_inputs import PersonInput
        from kontor.calendar.service.meetings import add_person

        self.send(add_person, self.meeting, model=PersonInput, values=values)


class SentForm(MeetingPart):
    """How and when the invitation went out."""

    NAME, HANDBOOK = "calendar.meeting_sent", "meetings#inviting"

    def crumb(self) -> str:
        """What it is."""
        return _("Invitation sent")

    def fields(self) -> Sequence[Field]:
        """The way that the form of this kind asks for comes first."""
        with self.kontor.store.read() as con:
            form = meetings.hall(con, self.meeting).terms.form
        first = "registered" if form == "registered" else "mail"
        ways = tuple(Choice(way.value, SENT[way]) for way in Sent)
        return (
            Field("how", N_("How"), "choice", required=True, choices=ways, default=first),
            Field("day", N_("Day"), "date", default=self.kontor.today()),
            Field("note", N_("Note"), help=N_("number of the registered letter")),
        )

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """Until when it has to be sent."""
        way = Sent(values["how"]) if values.get("how") else None
        with self.kontor.store.read() as con:
            last = meetings.latest_day(con, meetings.meeting(con, self.meeting), way)
        if last is None:
            return [(_("No period of notice is asked for."), "$ink-soft")]
        day = values.get("day")
        style = "bold $bad" if day is not None and day > last else "bold $good"
        return [(_("At the latest:") + " ", "$ink-soft"), (format_day(last, weekday=True), style)]

    def save(self, values: dict[str, Any]) -> None:
        """Note it for everybody."""
        from kontor.calendar.model.meeting_inputs import SendingInput
        from kontor.calendar.service.meetings import note_sending

        data = checked(self, SendingInput, values)
        if data is not None:
            self.kontor.run_case(
                note_sending, self.meeting, data, self.kontor.today(), then=self.saved,
                otherwise=self.refused,
            )  # fmt: skip


class OpenForm(MeetingPart):
    """A meeting is opened: who is there, who leads; the quorum stands below."""

    NAME, HANDBOOK = "calendar.meeting_open", "meetings#opening-and-quorum"
    SAVE = N_("Open it")

    def crumb(self) -> str:
        """What it is."""
        return _("Open the meeting")

    def fields(self) -> Sequence[Field]:
        """Chair first, then everybody."""
        with self.kontor.store.read() as con:
            self._people = meetings.persons(con, self.meeting)
            self._faults = len(meetings.notice_findings(con, self.meeting))
            self._hall: Hall = meetings.hall(con, self.meeting)
        one = self.read_meeting()
        names = tuple(Choice(who.name, who.name) for who in self._people)
        first = names[0].value if names else ""
        there = (Choice("1", N_("there")), Choice("", N_("absent")))
        faults = (
            Field("waived", N_("Nobody objects"), "flag",
                  help=N_("all are there and nobody objects to form and notice")),
            Field("despite", N_("Nevertheless"), help=N_("why it is opened all the same")),
        )  # fmt: skip
        return (
            Field("at", N_("Time"), limit=5, read=clock, required=True,
                  default=f"{in_meeting(one):%H:%M}"),
            Field("chair", N_("Chair"), "choice", choices=names, default=first),
            Field("keeper", N_("Minutes kept by"), "choice", choices=names, default=first),
            *(Field(f"p{who.id}", who.name, "choice", choices=there, default="1")
              for who in self._people),
            *(faults if self._faults else ()),
        )  # fmt: skip

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """The quorum with those chosen."""
        from kontor.calendar.rules.quorum import counted, standing

        there = {who.id for who in self._people if values.get(f"p{who.id}")}
        return quorum_parts(standing(self._hall.terms.quorum, counted(self._hall.seats, there)))

    def save(self, values: dict[str, Any]) -> None:
        """Open it."""
        from kontor.calendar.model.meeting_inputs import OpenInput
        from kontor.calendar.service.meeting_run import open_meeting

        one = self.read_meeting()
        hour, minute = map(int, values["at"].split(":"))
        given = {
            "at": one.starts.replace(hour=hour, minute=minute), "chair": values["chair"],
            "keeper": values["keeper"], "waived": bool(values.get("waived")),
            "despite": values.get("despite") or "",
            "present": [who.name for who in self._people if values.get(f"p{who.id}")],
        }  # fmt: skip
        data = checked(self, OpenInput, given)
        if data is not None:
            self.kontor.run_case(
                open_meeting, self.meeting, data, now(), then=self.saved, otherwise=self.refused
            )


def quorum_parts(now_: Any) -> list[Part]:
    """The quorum in words: never by colour alone."""
    sign, word, style = (
        ("✓ ", _("Quorum is there"), "bold $good") if now_.ok else
        ("✗ ", _("No quorum"), "bold $bad")
    )  # fmt: skip
    text = _("{have} of {whole}, needed {needed}").format(
        have=now_.have, whole=now_.whole, needed=now_.needed
    )
    return [(sign + word, style), (": " + text, "")]


class TaskForm(MeetingPart):
    """A task that came out of a meeting."""

    NAME, HANDBOOK = "calendar.meeting_task", "meetings#minutes"

    def crumb(self) -> str:
        """What it is."""
        return _("Task")

    def fields(self) -> Sequence[Field]:
        """What, who, until when."""
        from kontor.company.queries import employees

        with self.kontor.store.read() as con:
            staff = employees(con, self.kontor.today())
        return (
            Field("title", N_("What to do"), required=True),
            Field("owner", N_("Who"), "choice",
                  choices=(Choice("", "–"), *(Choice(one.short, one.name) for one in staff))),
            Field("due", N_("Until"), "date", help=N_("such as +7 or fr")),
        )  # fmt: skip

    def save(self, values: dict[str, Any]) -> None:
        """Note it."""
        from kontor.calendar.model.meeting_inputs import MeetingTaskInput
        from kontor.calendar.service.meeting_run import add_task

        data = checked(self, MeetingTaskInput, values)
        if data is not None:
            self.kontor.run_case(
                add_task, self.meeting, data, in_meeting(self.read_meeting()), then=self.saved,
                otherwise=self.refused,
            )  # fmt: skip


class ProxyForm(MeetingPart):
    """Who votes for whom."""

    NAME, HANDBOOK = "calendar.proxy", "meetings#opening-and-quorum"

    def crumb(self) -> str:
        """What it is."""
        return _("Proxy")

    def fields(self) -> Sequence[Field]:
        """Two people and the day of the paper."""
        with self.kontor.store.read() as con:
            people = meetings.persons(con, self.meeting)
        names = tuple(Choice(who.name, who.name) for who in people)
        return (
            Field("person", N_("Who is away"), "choice", required=True, choices=names),
            Field("holder", N_("Represented by"), "choice", required=True, choices=names),
            Field("day", N_("Day of the paper"), "date", default=self.kontor.today()),
        )

    def save(self, values: dict[str, Any]) -> None:
        """Note it."""
        from kontor.calendar.model.meeting_inputs import ProxyInput
        from kontor.calendar.service.meetings import give_proxy

        data = checked(self, ProxyInput, values)
        if data is not None:
            self.kontor.run_case(
                give_proxy, self.meeting, data, self.kontor.today(), then=self.saved,
                otherwise=self.refused,
            )  # fmt: skip


class InstructionForm(InputForm):
    """An instruction that was held."""

    NAME, HANDBOOK = "calendar.instruction_form", "meetings#instructions"

    def __init__(self, topic: str = "", who: str = "") -> None:
        super().__init__()
        self._topic, self._who = topic, who

    def crumb(self) -> str:
        """What it is."""
        return _("Instruction")

    def fields(self) -> Sequence[Field]:
        """Topic, people, teacher."""
        from kontor.calendar.queries.meeting_terms import topics
        from kontor.company.queries import firm_or_none

        with self.kontor.store.read() as con:
            there = topics(con, self.kontor.today())
            firm = firm_or_none(con)
        return (
            Field("topics", N_("Topic"), "choice", required=True, default=self._topic,
                  choices=tuple(Choice(one.topic, one.name) for one in there)),
            Field("persons", N_("Who"), required=True, default=self._who,
                  help=N_("short names with commas, or all")),
            Field("day", N_("Day"), "date", default=self.kontor.today(), past=True),
            Field("teacher", N_("By"), required=True, default=(firm.owner if firm else "") or ""),
            Field("content", N_("What was shown"), "multiline", limit=4000,
                  help=N_("hazards, measures, what was practised")),
            Field("signed", N_("All signed"), "flag", default=True),
        )  # fmt: skip

    def save(self, values: dict[str, Any]) -> None:
        """Note it."""
        from kontor.calendar.model.meeting_inputs import InstructionInput
        from kontor.calendar.service.instructions import note_instruction

        values["topics"] = [values["topics"]]
        values["persons"] = [p.strip() for p in values["persons"].split(",") if p.strip()]
        data = checked(self, InstructionInput, values)
        if data is not None:
            self.kontor.run_case(
                note_instruction, data, self.kontor.today(), then=self.saved,
                otherwise=self.refused,
            )  # fmt: skip


def checked(form: InputForm, model: Any, values: dict[str, Any]) -> Any:
    """The input, or nothing after its first fault went to its field."""
    try:
        return made(model, values)
    except KontorError as error:
        form.refused(error)
        return None

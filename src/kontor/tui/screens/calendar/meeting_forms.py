"""Forms of meetings: planned, opened, moved and voted; the result stands below while typing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, ClassVar

from kontor.base.dates import berlin_time, format_day, now_utc
from kontor.base.errors import InputError, KontorError
from kontor.base.i18n import N_, _
from kontor.calendar.kinds.meetings import ItemKind, MeetingKind, MeetingState, Paper, Sent
from kontor.calendar.meeting_words import ITEM_KINDS, PAPERS, SENT
from kontor.calendar.queries import meetings
from kontor.calendar.queries.meeting_terms import kind_word
from kontor.calendar.queries.meetings import Attendee, Hall, Item, Meeting
from kontor.tui.screens.calendar.meeting_sheet import quorum_parts
from kontor.tui.screens.files import file_search
from kontor.tui.screens.input_form import InputForm, made
from kontor.tui.screens.plan_list import bytes_of
from kontor.tui.text import Part
from kontor.tui.widgets.fields import Choice, Field

PAPER_ENDINGS = (
    ".pdf", ".odt", ".ods", ".docx", ".xlsx", ".txt", ".csv", ".md", ".eml", ".jpg", ".jpeg",
    ".png",
)  # fmt: skip


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

    @property
    def today(self) -> date:
        """The day of the program."""
        return self.kontor.today()

    def hand(self, case: Callable[..., Any], *args: Any) -> None:
        """Run the use case, unless one of its inputs was refused at its field already."""
        if all(one is not None for one in args):
            self.kontor.run_case(case, *args, then=self.saved, otherwise=self.refused)


class ItemForm(MeetingPart):
    """An item of the agenda, new or changed."""

    NAME, HANDBOOK = "calendar.meeting_item", "meetings#agenda"

    def __init__(self, meeting: int, item: Item | None = None) -> None:
        super().__init__(meeting)
        self.item = item

    def crumb(self) -> str:
        """Which one."""
        return f"{self.item.number}. {self.item.title}" if self.item else _("Agenda item")

    def fields(self) -> Sequence[Field]:
        """Title and kind first."""
        after = self.read_meeting().state is not MeetingState.DRAFT
        late = Field("announced", N_("Announced on"), "date",
                     help=N_("the day, when later than the invitation"))  # fmt: skip
        return (
            Field("title", N_("Agenda item"), required=True, limit=200),
            Field("kind", N_("Kind"), "choice", default="info",
                  choices=tuple(Choice(kind.value, ITEM_KINDS[kind]) for kind in ItemKind)),
            Field("minutes", N_("Minutes planned"), read=whole),
            Field("proposer", N_("Proposed by")),
            *((late,) if after else ()),
            Field("note", N_("Note"), "multiline", limit=4000),
        )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """What it is now."""
        one = self.item
        if one is None:
            return {}
        return {
            "title": one.title, "kind": one.kind.value, "minutes": one.minutes,
            "proposer": one.proposer, "announced": one.announced, "note": one.note,
        }  # fmt: skip

    def save(self, values: dict[str, Any]) -> None:
        """Put it onto the agenda, or change it."""
        from kontor.calendar.model.meeting_inputs import ItemChange, ItemInput
        from kontor.calendar.service.meetings import add_item, change_item

        if self.item is None:
            self.hand(add_item, self.meeting, checked(self, ItemInput, values), self.today)
            return
        # what was emptied is to become empty: nothing is left out of this input
        self.hand(change_item, self.meeting, self.item.number, ItemChange(**values))


class PersonForm(MeetingPart):
    """Somebody who belongs to a meeting, new or changed."""

    NAME, HANDBOOK = "calendar.meeting_person", "meetings#opening-and-quorum"

    def __init__(self, meeting: int, who: Attendee | None = None) -> None:
        super().__init__(meeting)
        self.who = who

    def crumb(self) -> str:
        """Who."""
        return self.who.name if self.who else _("Participants")

    def fields(self) -> Sequence[Field]:
        """The name of somebody who is there already stays."""
        name = Field("name", N_("Who"), required=True,
                     help=N_("short name, contact, Name <mail>, or all"))  # fmt: skip
        return (
            *((name,) if self.who is None else ()),
            Field("votes", N_("Votes"), read=whole, help=N_("shares in euros; empty: one vote")),
            Field("role", N_("Role"), "choice", default="member",
                  choices=(Choice("member", N_("member")), Choice("guest", N_("guest")))),
        )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """What is known."""
        return {"votes": self.who.votes, "role": self.who.role.value} if self.who else {}

    def save(self, values: dict[str, Any]) -> None:
        """Add or change him."""
        from kontor.calendar.model.meeting_inputs import PersonInput
        from kontor.calendar.service.meetings import add_person, change_person

        if self.who is not None:
            values["name"] = self.who.name
        case = add_person if self.who is None else change_person
        self.send(case, self.meeting, model=PersonInput, values=values)


class SentForm(MeetingPart):
    """What went out, how, when and to whom: invitation, more agenda, minutes; it is the proof."""

    NAME, HANDBOOK = "calendar.meeting_sent", "meetings#inviting"

    def crumb(self) -> str:
        """What it is."""
        return _("What was sent")

    def fields(self) -> Sequence[Field]:
        """The paper of the state and the way that the form of this kind asks for come first."""
        with self.kontor.store.read() as con:
            form = meetings.hall(con, self.meeting).terms.form
        first = "registered" if form == "registered" else "mail"
        ways = tuple(Choice(way.value, SENT[way]) for way in Sent)
        ended = self.read_meeting().closed is not None
        papers = (Paper.MINUTES,) if ended else (Paper.INVITATION, Paper.AGENDA)
        return (
            Field("paper", N_("Paper"), "choice", required=True, default=papers[0].value,
                  choices=tuple(Choice(one.value, PAPERS[one]) for one in papers)),
            Field("how", N_("How"), "choice", required=True, choices=ways, default=first),
            Field("day", N_("Day"), "date", default=self.today, past=True),
            Field("persons", N_("To whom"), help=N_("names with commas; empty: everybody")),
            Field("note", N_("Note"), help=N_("number of the registered letter")),
        )  # fmt: skip

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """Until when an invitation has to be sent."""
        if values.get("paper") != Paper.INVITATION.value:
            return ()
        way = Sent(values["how"]) if values.get("how") else None
        with self.kontor.store.read() as con:
            last = meetings.latest_day(con, meetings.meeting(con, self.meeting), way)
        if last is None:
            return [(_("No period of notice is asked for."), "$ink-soft")]
        day = values.get("day")
        style = "bold $bad" if day is not None and day > last else "bold $good"
        return [(_("At the latest:") + " ", "$ink-soft"), (format_day(last, weekday=True), style)]

    def save(self, values: dict[str, Any]) -> None:
        """Note it."""
        from kontor.calendar.model.meeting_inputs import SendingInput
        from kontor.calendar.service.meetings import note_sending

        values["persons"] = names_in(values["persons"])
        self.hand(note_sending, self.meeting, checked(self, SendingInput, values), self.today)


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


class ProxyForm(MeetingPart):
    """Who votes for whom, with the signed paper."""

    NAME, HANDBOOK = "calendar.proxy", "meetings#opening-and-quorum"

    def __init__(self, meeting: int, giver: Attendee | None = None) -> None:
        super().__init__(meeting)
        self._giver = giver

    def crumb(self) -> str:
        """What it is."""
        return _("Proxy")

    def fields(self) -> Sequence[Field]:
        """Two people, the day of the paper, and the paper."""
        with self.kontor.store.read() as con:
            people = meetings.persons(con, self.meeting)
        names = tuple(Choice(who.name, who.name) for who in people)
        return (
            Field("person", N_("Who is away"), "choice", required=True, choices=names,
                  default=self._giver.name if self._giver else ""),
            Field("holder", N_("Represented by"), "choice", required=True, choices=names),
            Field("day", N_("Day of the paper"), "date", default=self.today, past=True),
            Field("proof", N_("Signed paper"), "picker",
                  search=file_search(PAPER_ENDINGS, self.kontor.folder)),
        )  # fmt: skip

    def save(self, values: dict[str, Any]) -> None:
        """Note it."""
        from kontor.calendar.model.meeting_inputs import ProxyInput
        from kontor.calendar.service.meetings import give_proxy

        path = values.pop("proof", None)
        try:
            proof = (Path(path).name, bytes_of(Path(path))) if path else ()
        except InputError as error:
            error.field = "proof"
            self.refused(error)
            return
        data = checked(self, ProxyInput, values)
        self.hand(give_proxy, self.meeting, data, self.today, *((proof,) if proof else ()))


def names_in(text: str) -> list[str]:
    """Names that stand between commas."""
    return [one.strip() for one in str(text or "").split(",") if one.strip()]


def checked(form: InputForm, model: Any, values: dict[str, Any]) -> Any:
    """The input, or nothing after its first fault went to its field."""
    try:
        return made(model, values)
    except KontorError as error:
        form.refused(error)
        return None

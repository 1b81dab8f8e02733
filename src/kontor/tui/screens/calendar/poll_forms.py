"""Forms of date polls: a poll in a few words, an answer in the words in which it came."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from kontor.base.i18n import N_, _
from kontor.calendar.kinds.appointments import AppointmentKind
from kontor.calendar.kinds.polls import VoteSource
from kontor.calendar.poll_words import SOURCES
from kontor.calendar.queries import polls as queries
from kontor.calendar.queries.polls import Person
from kontor.calendar.rules.answers import read_answer
from kontor.calendar.words import KINDS
from kontor.contacts import queries as contacts
from kontor.tui.protocols import Hit
from kontor.tui.screens.calendar.forms import read_minutes
from kontor.tui.screens.calendar.names import VOTED, proposal_text
from kontor.tui.screens.input_form import InputForm, complaint
from kontor.tui.screens.sales.customers import customer_hits
from kontor.tui.sheet import tone_style
from kontor.tui.text import Part
from kontor.tui.widgets.fields import Choice, Field

_CONTACT = "contacts:"
_EMPTIED = ("place", "reference", "note", "contact")


def named(text: str) -> list[str]:
    """People of a line, with commas between; semicolons where a name holds a comma."""
    mark = ";" if ";" in text else ","
    return [part.strip() for part in text.split(mark) if part.strip()]


def ref_of(who: Person) -> str:
    """Somebody of a poll as use cases take people."""
    if who.contact is not None:
        return f"{_CONTACT}{who.contact}"
    return who.name if who.employee is not None else f"{who.name} <{who.mail}>"


def name_of(con: sqlite3.Connection, ref: str) -> str:
    """What a contact is called; empty for everybody else, whose reference says it."""
    if not ref.startswith(_CONTACT):
        return ""
    return contacts.contact(con, int(ref.removeprefix(_CONTACT))).name


class PollForm(InputForm):
    """A new poll, or one that is changed; a new one goes on to its times."""

    NAME, HANDBOOK = "calendar.poll_form", "polls#beginning-a-poll"

    def __init__(self, poll: int | None = None) -> None:
        super().__init__()
        self.poll = poll

    def crumb(self) -> str:
        """New, or changed."""
        return _("New date poll") if self.poll is None else _("Change the date poll")

    def draft_key(self) -> str:
        """Form and poll."""
        return f"calendar.poll:{self.poll or 'new'}"

    def fields(self) -> Sequence[Field]:
        """What and who first; times come next."""
        kinds = tuple(Choice(kind.value, KINDS[kind]) for kind in AppointmentKind)
        people = (
            Field("required", N_("Must be there"), limit=1000,
                  help=N_("short names, customers, Name <mail>; commas between")),
            Field("optional", N_("May be there"), limit=1000,
                  help=N_("short names, customers, Name <mail>; commas between")),
        )  # fmt: skip
        languages = (Choice("de", N_("German")), Choice("en", N_("English")))
        return (
            Field("subject", N_("Subject"), required=True, help=N_("such as site meeting Krüger")),
            *(people if self.poll is None else ()),
            Field("minutes", N_("How long"), required=True, read=read_minutes, default="60",
                  help=N_("such as 90, 1,5 h or 2 h")),
            Field("place", N_("Place")),
            Field("answer_by", N_("Answers by"), "date", help=N_("such as fr or 24.4.")),
            Field("contact", N_("With"), "picker", search=self._contacts,
                  help=N_("the customer whom the appointment is with")),
            Field("kind", N_("Kind"), "choice", choices=kinds, default="meeting"),
            Field("language", N_("Language"), "choice", choices=languages, default="de"),
            Field("reference", N_("Belongs to"), help=N_("such as sales:12"), limit=100),
            Field("note", N_("Note"), "multiline", limit=4000, help=N_("goes into the mail")),
        )  # fmt: skip

    def _contacts(self, typed: str) -> Sequence[Hit]:
        return customer_hits(self.kontor.store.read, typed)

    def start(self) -> dict[str, Any]:
        """As it is."""
        if self.poll is None:
            return {"minutes": "60"}
        with self.kontor.store.read() as con:
            one = queries.poll(con, self.poll)
        values = {name: getattr(one, name) for name in (
            "subject", "place", "answer_by", "language", "reference", "note",
        )}  # fmt: skip
        values |= {"kind": one.kind.value, "minutes": str(one.minutes)}
        if one.contact is not None:
            values["contact"] = (f"{_CONTACT}{one.contact}", one.contact_name)
        return values

    def save(self, values: dict[str, Any]) -> None:
        """Begin or change it."""
        from pydantic import ValidationError

        from kontor.calendar.model.polls import PollChange, PollInput
        from kontor.calendar.service.polls import change_poll, new_poll

        today = self.kontor.today()
        told: dict[str, Any] = {"then": self.saved, "otherwise": self.refused}
        try:
            if self.poll is None:
                for name in ("required", "optional"):
                    values[name] = named(values.get(name) or "")
                given = {name: value for name, value in values.items() if value is not None}
                data = PollInput.model_validate(given)
                self.kontor.run_case(new_poll, data, today, **told)
            else:  # what was emptied shall be empty
                values |= {name: values.get(name) or "" for name in _EMPTIED}
                change = PollChange.model_validate(values)
                self.kontor.run_case(change_poll, self.poll, change, today, **told)
        except ValidationError as error:
            self.refused(complaint(error))

    def after(self, result: Any) -> None:
        """A new poll: its grid, and above it the times to choose from."""
        from kontor.tui.screens.calendar.poll import PollScreen
        from kontor.tui.screens.calendar.poll_times import TimesScreen

        if self.poll is None and isinstance(result, int):
            self.app.push_screen(PollScreen(result))
            self.app.push_screen(TimesScreen(result))


class SaidForm(InputForm):
    """An answer as it was written or said; what is understood stands below while typing."""

    NAME, HANDBOOK = "calendar.poll_said", "polls#answers"
    SAVE = N_("Enter it")

    def __init__(self, poll: int, number: int) -> None:
        super().__init__()
        self.poll, self.number = poll, number

    def crumb(self) -> str:
        """What it is."""
        return _("Answer in its own words")

    def fields(self) -> Sequence[Field]:
        """Who, how it came, the words."""
        with self.kontor.store.read() as con:
            self._sheet = queries.sheet(con, self.poll)
        people = tuple(Choice(str(who.number), who.name) for who in self._sheet.people)
        ways = tuple(Choice(way.value, SOURCES[way]) for way in VoteSource)
        return (
            Field("text", N_("Answer"), "multiline", required=True, limit=20_000,
                  help=N_("such as 1 yes, 2 no, 3 if need be; a whole mail can be pasted")),
            Field("person", N_("Who"), "choice", required=True, choices=people,
                  default=str(self.number)),
            Field("source", N_("How"), "choice", choices=ways, default=VoteSource.PHONE.value),
        )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """The person under the cursor, on the telephone."""
        return {"person": str(self.number), "source": VoteSource.PHONE.value}

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """What is understood, a line a time."""
        found = read_answer(str(values.get("text") or ""), self._sheet.proposals)
        times = {one.number: one for one in self._sheet.proposals}
        parts: list[Part] = []
        written = {number: proposal_text(one, year=False) for number, one in times.items()}
        wide = max(map(len, written.values()), default=0)
        for number, time in written.items():
            text = f"[{number}] {time.ljust(wide)}  "
            vote = found.votes.get(number)
            state = VOTED[vote] if vote else None
            if number in found.contradictory:
                said, style = _("two different things"), "$bad"
            elif state is not None:
                said, style = f"{state.sign} {_(state.word)}", tone_style(state.tone)
            else:
                said, style = "·", "$ink-faint"
            parts += [(text, "$ink-soft"), (said, style), "\n"]
        for number in found.unknown:
            parts.append((_("There is no proposal {number}.").format(number=number), "$bad"))
        return parts

    def save(self, values: dict[str, Any]) -> None:
        """Enter it; what is not mentioned stays."""
        from kontor.calendar.model.polls import AnswerInput
        from kontor.calendar.service.poll_answers import answer_poll

        data = AnswerInput.model_validate(values)
        self.kontor.run_case(
            answer_poll, self.poll, data, self.kontor.today(),
            then=self.saved, otherwise=self.refused,
        )  # fmt: skip

"""Forms of winning customers: a lead in seconds, all of it later; visit, loss, rest, follow-up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from textual.timer import Timer

from kontor.acquisition.kinds import FollowHow, LeadChannel, Urgency
from kontor.acquisition.queries import leads as queries
from kontor.acquisition.queries.doubles import Doubles
from kontor.acquisition.queries.settings import sources
from kontor.acquisition.rules import law
from kontor.acquisition.words import CHANNELS, STAGES, URGENCIES
from kontor.base.dates import now_utc
from kontor.base.errors import Finding, InputError
from kontor.base.i18n import N_, _, in_language
from kontor.tui import work
from kontor.tui.screens.input_form import InputForm
from kontor.tui.text import Part
from kontor.tui.widgets.fields import Choice, Field
from kontor.tui.widgets.form import Form

_PAUSE = 0.3
_TEXTS = (
    "name", "firm", "phone", "mail", "street", "house_number", "postcode", "city", "trade",
    "subject", "text", "owner", "next_action", "data_source",
)  # fmt: skip


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        raise InputError(N_("A whole number is expected."))
    return int(text)


def choices(words: dict[str, str]) -> tuple[Choice, ...]:
    """Codes with their words."""
    return tuple(Choice(code, word) for code, word in words.items())


class LeadForm(InputForm):
    """A new lead: who and what come first, the rest may wait; or all of one that is changed."""

    NAME, HANDBOOK = "acquisition.form", "leads"
    HINTS: ClassVar[tuple[str, ...]] = ("form.save", "screen.back", "form.fault")

    def __init__(
        self, lead: int | None = None, start: dict[str, Any] | None = None,
        given: dict[str, Any] | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.lead, self._begun = lead, start or {}
        self._given = given or {}  # what is known without a field: contact, campaign
        self._look: Timer | None = None
        self._found = Doubles((), ())

    def crumb(self) -> str:
        """New, or whose."""
        return _("New lead") if self.lead is None else _("Change the lead")

    def draft_key(self) -> str:
        """Form and lead."""
        who = "".join(f":{value}" for value in self._given.values())
        return f"acquisition.lead:{self.lead or 'new'}{who}"

    def fields(self) -> Sequence[Field]:
        """What is asked on the telephone first."""
        with self.kontor.store.read() as con:
            names = [Choice(one.key, one.name) for one in sources(con, self.kontor.today())]
        return (
            Field("name", N_("Who"), limit=120, help=N_("as said: Mrs Krüger")),
            Field("phone", N_("Telephone"), limit=60),
            Field("subject", N_("About"), help=N_("such as: paint the façade")),
            Field("trade", N_("Trade"), limit=60),
            Field("city", N_("Place"), help=N_("where the work would be")),
            Field("next_day", N_("Next step on"), "date", help=N_("such as +1 or mo")),
            Field("next_action", N_("Next step"), help=N_("such as: call back with prices")),
            Field("channel", N_("Came by"), "choice", choices=choices(CHANNELS),
                  default=LeadChannel.PHONE.value),
            Field("source", N_("Source"), "choice", choices=(Choice("", "–"), *names)),
            Field("urgency", N_("Urgency"), "choice", choices=choices(URGENCIES),
                  default=Urgency.NORMAL.value),
            Field("text", N_("What was said"), "multiline", limit=20_000),
            Field("value", N_("Value, net"), "money", help=N_("a guess will do")),
            Field("firm", N_("Firm"), limit=120),
            Field("mail", N_("E-mail"), "email"),
            Field("street", N_("Street")),
            Field("house_number", N_("House number"), limit=60),
            Field("postcode", N_("Postcode"), "postcode"),
            Field("wish", N_("Wanted date"), "date"),
            Field("budget", N_("Budget"), "money"),
            Field("kilometres", N_("Kilometres"), read=_whole),
            Field("owner", N_("Who takes care"), limit=60),
            Field("data_source", N_("Address from"), help=N_("where the address comes from")),
        )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """What is known."""
        if self.lead is None:
            return self._begun
        with self.kontor.store.read() as con:
            one = queries.lead(con, self.lead, self.kontor.today())
        return {**one._asdict(), "channel": one.channel.value, "urgency": one.urgency.value}

    def on_form_changed(self, event: Form.Changed) -> None:
        """Look who this may be, after a short rest."""
        super().on_form_changed(event)
        if self._look:
            self._look.stop()
        self._look = self.set_timer(_PAUSE, self._ask)

    def _ask(self) -> None:
        from kontor.acquisition.queries.doubles import doubles
        from kontor.acquisition.rules.naming import Said, parted

        raws = {name: str(self.form.raws[name]).strip() for name in Said._fields}
        if not (raws["phone"] or raws["mail"] or len(raws["name"] + raws["firm"]) > 3):
            self._take(Doubles((), ()))
            return
        store, lead = self.kontor.store, self.lead or 0

        def job(_ticket: work.Ticket) -> Doubles:
            with store.read() as con:
                return doubles(con, parted(Said(**raws)), lead=lead)

        work.start(self, job, name="doubles", group="doubles", then=self._take)

    def _take(self, found: Doubles) -> None:
        self._found = found
        self._sum_up()

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """Who this may be."""
        said = [one.name for one in self._found.contacts[:2]]
        said += [f"{one.title} ({_(STAGES[one.stage])})" for one in self._found.leads[:2]]
        if not said:
            return ()
        return [("? " + _("Known already") + ": ", "$warn"), (" · ".join(said), "")]

    def check(self, values: dict[str, Any]) -> Sequence[Finding]:
        """One word about who or what is enough."""
        if any(values.get(name) for name in ("name", "firm", "phone", "mail", "subject", "text")):
            return ()
        text = _("Say who it was or what it is about.")
        return [Finding("acquisition.lead", "", text, field="name")]

    def save(self, values: dict[str, Any]) -> None:
        """Write it down."""
        from kontor.acquisition.model import LeadChange, LeadInput
        from kontor.acquisition.service.leads import capture, change_lead

        if not values.get("source"):
            values.pop("source", None)
        if self.lead is None:
            data = {name: value for name, value in values.items() if value not in {None, ""}}
            data |= self._given
            self._send(lambda: LeadInput.model_validate(data), capture, now_utc())
            return
        for name, value in values.items():  # what was emptied is a change as well
            values[name] = (value or "") if name in _TEXTS else (None if value == "" else value)
        self._send(lambda: LeadChange.model_validate(values), change_lead)

    def _send(self, make: Any, case: Any, *more: Any) -> None:
        from pydantic import ValidationError

        from kontor.tui.screens.input_form import complaint

        try:
            data = make()
        except ValidationError as error:
            self.refused(complaint(error))
            return
        first = () if self.lead is None else (self.lead,)
        self.kontor.run_case(case, *first, data, *more, then=self.saved, otherwise=self.refused)

    def after(self, result: Any) -> None:
        """A new lead that somebody else knew already is said."""
        if self.lead is not None or result is None:
            return
        if result.contact is not None:
            self.kontor.toast(_("Known customer: the lead stands in the file."))


class VisitForm(InputForm):
    """A site visit: day and time."""

    NAME, HANDBOOK = "acquisition.visit", "leads#stages"
    FIELDS = (
        Field("day", N_("Day"), "date", required=True),
        Field("time", N_("Time"), help=N_("such as 8:30; empty: some time on this day"), limit=5),
        Field("note", N_("Note"), help=N_("what to bring, who opens")),
    )

    def __init__(self, lead: int) -> None:
        super().__init__()
        self.lead = lead

    def crumb(self) -> str:
        """What is agreed."""
        return _("Site visit")

    def save(self, values: dict[str, Any]) -> None:
        """Agree on it."""
        from kontor.acquisition.model import VisitInput
        from kontor.acquisition.service.leads import plan_visit

        time = clock(values["time"] or "")
        at = " ".join(filter(None, (values["day"].isoformat(), time)))
        data = VisitInput(at=at, note=values["note"] or "")
        self.kontor.run_case(
            plan_visit, self.lead, data, now_utc(), then=self.saved, otherwise=self.refused
        )

    def check(self, values: dict[str, Any]) -> Sequence[Finding]:
        """The time is one of the clock."""
        return clock_findings(values)


def clock(text: str) -> str:
    """`8`, `8:30` or `0830` as `08:30`; empty stays empty.

    Raises:
        InputError: no time of the day.
    """
    bare = text.strip().replace(".", ":")
    if not bare:
        return ""
    hours, colon, minutes = bare.partition(":")
    if not colon and len(bare) in {3, 4}:
        hours, minutes = bare[:-2], bare[-2:]
    if not (hours.isascii() and hours.isdigit() and int(hours) < 24):
        raise InputError(N_("A time is written like 8:30."))
    if minutes and not (minutes.isascii() and minutes.isdigit() and int(minutes) < 60):
        raise InputError(N_("A time is written like 8:30."))
    return f"{int(hours):02d}:{int(minutes or 0):02d}"


def clock_findings(values: dict[str, Any]) -> Sequence[Finding]:
    """What is wrong with the time that was typed."""
    try:
        clock(values.get("time") or "")
    except InputError as error:
        return [Finding("acquisition.visit", "", str(error), field="time")]
    return ()


class LostForm(InputForm):
    """Why a lead came to nothing."""

    NAME, HANDBOOK = "acquisition.lost", "leads#stages"

    def __init__(self, lead: int) -> None:
        super().__init__()
        self.lead = lead

    def crumb(self) -> str:
        """What it is."""
        return _("Lost")

    def fields(self) -> Sequence[Field]:
        """Reason first: it is what the figures live on."""
        reasons = [
            Choice(one.key, in_language(one.de, one.en))
            for one in law.reasons().values()
            if not one.won
        ]
        return (
            Field("reason", N_("Reason"), "choice", required=True, choices=reasons),
            Field("lost_to", N_("Competitor"), limit=120),
            Field("lost_price", N_("Their price, net"), "money"),
            Field("note", N_("Note")),
        )

    def save(self, values: dict[str, Any]) -> None:
        """Close it."""
        from kontor.acquisition.model import LostInput
        from kontor.acquisition.service.moving import lose_lead
        from kontor.tui.screens.input_form import made

        try:
            data = made(LostInput, values)
        except InputError as error:
            self.refused(error)
            return
        self.kontor.run_case(
            lose_lead, self.lead, data, self.kontor.today(), then=self.saved,
            otherwise=self.refused,
        )  # fmt: skip


class WonForm(InputForm):
    """A lead that was won without a quote of ours."""

    NAME, HANDBOOK = "acquisition.won", "leads#stages"

    def __init__(self, lead: int) -> None:
        super().__init__()
        self.lead = lead

    def crumb(self) -> str:
        """What it is."""
        return _("Won")

    def fields(self) -> Sequence[Field]:
        """What the order is worth, and why they took us."""
        reasons = [
            Choice(one.key, in_language(one.de, one.en))
            for one in law.reasons().values()
            if one.won
        ]
        return (
            Field("value", N_("Value, net"), "money"),
            Field("reason", N_("Reason"), "choice", choices=(Choice("", "–"), *reasons)),
            Field("note", N_("Note")),
        )

    def save(self, values: dict[str, Any]) -> None:
        """Win it."""
        from kontor.acquisition.model import WonInput
        from kontor.acquisition.service.moving import win_lead
        from kontor.tui.screens.input_form import made

        try:
            data = made(WonInput, values)
        except InputError as error:
            self.refused(error)
            return
        self.kontor.run_case(
            win_lead, self.lead, data, self.kontor.today(), then=self.saved,
            otherwise=self.refused,
        )  # fmt: skip


class FollowForm(InputForm):
    """What was done about a quote or a lead, and when it comes back."""

    NAME, HANDBOOK = "acquisition.followed", "leads#following-up"
    TITLES: ClassVar[dict[str, str]] = {
        FollowHow.CALL: N_("Called"), FollowHow.LETTER: N_("Letter written"),
        FollowHow.MAIL: N_("E-mail written"), FollowHow.SNOOZE: N_("Put off"),
        FollowHow.APPOINTMENT: N_("Appointment"), FollowHow.DONE: N_("Done"),
    }  # fmt: skip

    def __init__(self, ref: str, how: FollowHow, number: str = "") -> None:
        super().__init__()
        self.ref, self.how, self.number = ref, how, number

    def crumb(self) -> str:
        """What was done."""
        return _(self.TITLES[self.how])

    def fields(self) -> Sequence[Field]:
        """A day where it comes back, a note always."""
        note = Field("note", N_("Note"), help=N_("what was said, in a word"))
        if self.how not in {FollowHow.SNOOZE, FollowHow.APPOINTMENT}:
            return (note,)
        help_ = N_("such as +3, mo or kw12")
        if self.how is FollowHow.SNOOZE:
            return (Field("until", N_("Until"), "date", required=True, help=help_), note)
        time = Field("time", N_("Time"), limit=5,
                     help=N_("such as 8:30; empty: some time on this day"))  # fmt: skip
        what = Field("note", N_("Note"), help=N_("what it is about"), default=_("Appointment"))
        return (Field("until", N_("Day"), "date", required=True, help=help_), time, what)

    def check(self, values: dict[str, Any]) -> Sequence[Finding]:
        """The time is one of the clock."""
        return clock_findings(values)

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """The number to dial."""
        return [(_("Telephone") + ": ", "$ink-soft"), (self.number, "bold")] if self.number else ()

    def save(self, values: dict[str, Any]) -> None:
        """Note it."""
        from kontor.acquisition.model import FollowInput
        from kontor.acquisition.service.follow import follow_up

        until: date | None = values.get("until")
        time = clock(values.get("time") or "")
        note = " · ".join(filter(None, (time, values["note"] or "")))
        data = FollowInput(how=self.how, note=note, until=until)
        self.kontor.run_case(
            follow_up, self.ref, data, self.kontor.today(), then=self.saved,
            otherwise=self.refused,
        )  # fmt: skip

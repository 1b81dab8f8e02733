"""A visit in one typed line: `do 14-16 +Jana`; what, whose and where are known already."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from kontor.base.dates import format_day
from kontor.base.errors import KontorError, Severity
from kontor.base.i18n import _
from kontor.contacts import queries as contacts
from kontor.contacts.device_kinds import CallNote
from kontor.contacts.queries import devices
from kontor.tickets.queries.tickets import Ticket
from kontor.tui import work
from kontor.tui.screens.calendar.entry_line import EntryLine, moment_of, read_typed
from kontor.tui.screens.calendar.saving import Unfit, appointment
from kontor.tui.widgets.frame import TooSmall
from kontor.tui.widgets.plain import Words

if TYPE_CHECKING:
    from kontor.contacts.devices import CallInput
    from kontor.tui.screens.base import BaseScreen


_HOURS = 24
_COUNTED = frozenset({"kw", "week", "woche", "in", "um", "at", "bis", "to", "until"})


class About(NamedTuple):
    """What a visit is for: what it is called, whose, where, the reference that it carries."""

    title: str
    who: str
    contact: int | None
    site: int | None
    place: str
    reference: str
    kind: str = "visit"
    note: str = ""


def of_case(con: sqlite3.Connection, one: Ticket) -> About:
    """The visit of a case."""
    kind = "maintenance" if one.kind == "maintenance" else "visit"
    return About(one.subject, one.who, one.contact, one.site, place_of(con, one.contact, one.site),
                 one.ref, kind)  # fmt: skip


def of_call(con: sqlite3.Connection, one: CallNote) -> About:
    """The appointment that a call asked for."""
    title = one.subject or one.who
    return About(title, one.who, one.contact, one.site, place_of(con, one.contact, one.site),
                 one.ref)  # fmt: skip


def about_call(con: sqlite3.Connection, data: CallInput) -> About:
    """The appointment of a call that is not noted yet."""
    device = None if data.device is None else devices.device(con, data.device)
    contact = contacts.resolve(con, data.contact).id if data.contact else None
    if contact is None and device is not None:
        contact = device.contact
    site = contacts.site_of(con, contact, data.site) if contact is not None else None
    what = ""
    if device is not None:
        site, what = site or device.site, f"{device.kind}: {device.name}"
    who = contacts.partner(con, contact).name if contact is not None else data.caller or ""
    note = "\n".join(filter(None, (what, data.note)))
    return About(data.subject or who or data.number or "", who, contact, site,
                 place_of(con, contact, site), "", note=note)  # fmt: skip


def place_of(con: sqlite3.Connection, contact: int | None, site: int | None) -> str:
    """Where it is: the address of the site, else that of the contact."""
    if site is not None:
        at = contacts.site(con, site)
        return _address(at.street, at.house_number, at.postcode, at.city) or at.name
    if contact is None:
        return ""
    home = contacts.contact(con, contact).address
    return _address(home.street, home.house_number, home.postcode, home.city) if home else ""


def _address(street: Any, number: Any, postcode: Any, city: Any) -> str:
    near = " ".join(filter(None, (street, number)))
    return ", ".join(filter(None, (near, " ".join(filter(None, (postcode, city))))))


def spoken(text: str) -> str:
    """The line with a bare hour as a time: `fr 9` is Friday at nine."""
    words = text.split()
    for place, word in enumerate(words):
        before = words[place - 1].lower() if place else ""
        if word.isascii() and word.isdigit() and int(word) < _HOURS and before not in _COUNTED:
            words[place] = f"{int(word)}:00"
    return " ".join(words)


class VisitLine(EntryLine):
    """The line of the calendar, where a number alone is an hour."""

    @property
    def typed(self) -> str:
        """What stands there, with its hours as times."""
        return spoken(self.input.value)


class VisitWindow(ModalScreen[str | None]):
    """One line is enough: day and time, and who goes; Enter writes it into the calendar."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    def __init__(
        self,
        below: BaseScreen,
        about: About,
        case: Callable[..., Any] | None = None,
        *args: Any,
    ) -> None:
        super().__init__()
        self._below, self.about, self._case, self._args = below, about, case, args
        self._saving = False

    def compose(self) -> ComposeResult:
        """What for, the line, how to leave."""
        one = self.about
        with Vertical(id="visit", classes="window"):
            yield Words((_("Appointment: {title}").format(title=one.title), "bold"),
                        id="question-title")  # fmt: skip
            yield Words(
                (" · ".join(filter(None, (one.who, one.place))) or "–", "$ink-soft"),
                id="visit-about",
            )
            yield VisitLine()
            yield Words((_("day and time, +name for who goes   ⏎ into the calendar   Esc back"),
                         "$ink-soft"), id="chooser-bottom")  # fmt: skip
        yield TooSmall()

    def on_mount(self) -> None:
        """Typing starts at once."""
        self.app.clear_notifications()
        line = self.query_one(VisitLine)
        line.input.placeholder = _("such as: thu 14-16 +Jo")
        line.input.focus()

    def on_done(self, message: work.Done) -> None:
        """What was understood."""
        message.stop()
        if message.then:
            message.then(message.value)

    def on_entry_line_left(self, message: EntryLine.Left) -> None:
        """Esc on an empty line."""
        message.stop()
        self.dismiss(None)

    def action_leave(self) -> None:
        """Close without an appointment."""
        self.dismiss(None)

    def on_entry_line_wanted(self, message: EntryLine.Wanted) -> None:
        """Write it down; what is wrong is said and the line stays."""
        message.stop()
        if self._saving:
            return
        app = self._below.kontor
        with app.store.read() as con:
            read = read_typed(con, message.text, moment_of(app.today()))
        line = read.line
        faults = [one for one in line.findings if one.severity is Severity.ERROR]
        starts = line.starts
        if faults or starts is None:
            self._refused(Unfit(faults[0]) if faults else _no_time())
            return
        from kontor.calendar.service.appointments import add_appointment

        self._saving = True
        app.run_case(
            self._case or add_appointment, *self._args, planned(line, self.about),
            then=lambda _key: self._saved(starts), otherwise=self._refused,
        )  # fmt: skip

    def _saved(self, starts: datetime) -> None:
        self.dismiss("done")
        day = format_day(starts.date(), weekday=True)
        self._below.kontor.toast(_("In the calendar: {day}").format(day=f"{day} {starts:%H:%M}"))

    def _refused(self, error: BaseException) -> None:
        self._saving = False
        said = f"{error} {error.advice}".strip() if isinstance(error, KontorError) else str(error)
        self.query_one("#plan-clash", Words).say((said, "$bad"))


def planned(line: Any, about: About) -> Any:
    """The appointment: what was typed first, then what is known of the case."""
    data = appointment(line)
    more: dict[str, Any] = {"reference": about.reference, "title": line.title or about.title}
    if not line.title:
        more["kind"] = about.kind
    if about.contact is not None:
        more["contact"] = f"contacts:{about.contact}"
        if about.site is not None:
            more["site"] = f"site:{about.site}"
    if not line.place:
        more["place"] = about.place[:200]
    if about.note:
        more["note"] = about.note
    values = {name: getattr(data, name) for name in data.model_fields_set}
    return type(data).model_validate({**values, **more})


def _no_time() -> KontorError:
    from kontor.base.errors import InputError
    from kontor.base.i18n import N_

    return InputError(N_("Say day and time, such as: thu 14-16."))

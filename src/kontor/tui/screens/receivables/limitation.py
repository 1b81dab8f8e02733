"""Limitation (Verjährung): what expires when, what stops it, the data for the court order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from kontor.base.dates import format_day
from kontor.base.i18n import N_, _, ngettext
from kontor.base.numbers import format_money, format_rate
from kontor.receivables.queries import claims, expiry
from kontor.receivables.queries.claims import Account
from kontor.receivables.queries.expiry import CourtSheet, Expiry
from kontor.receivables.words import BEGINS, LIMITATIONS
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.screens.dialogs import AskText, Paper
from kontor.tui.screens.listing import ListScreen
from kontor.tui.screens.receivables.names import EXPIRY_STATES, euro, reason
from kontor.tui.sheet import Block, Facts, Grid, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import Column, Kind

_HALF = 180
_NOTES = (
    Column(N_("On"), Kind.DATE),
    Column(N_("What happened"), Kind.TEXT, 22, grow=1),
    Column(N_("Until"), Kind.DATE),
    Column(N_("Reference"), Kind.TEXT, 16, priority=3),
)
_STEPS = (
    Column(N_("From"), Kind.DATE),
    Column(N_("Until"), Kind.DATE),
    Column(N_("Days"), Kind.COUNT, 5),
    Column(N_("Principal"), Kind.MONEY, 11),
    Column(N_("Rate"), Kind.RATE, 8),
    Column(N_("Interest"), Kind.MONEY, 10),
)


class Known(NamedTuple):
    """An item with its limitation and what was noted."""

    expiry: Expiry
    notes: tuple[expiry.Note, ...]
    reminded: tuple[date, ...]


def state_of(one: Expiry, today: date) -> str:
    """How near the end is, as a code."""
    held = one.limitation
    if held.titled:
        return "title"
    if held.stopped or held.expires is None:
        return "stopped"
    left = (held.expires - today).days
    if left < 0:
        return "gone"
    return "soon" if left <= 30 else "year" if left <= _HALF else "runs"


def expiry_blocks(one: Known, today: date) -> list[Block]:
    """An item with its limitation."""
    found, held = one.expiry, one.expiry.limitation
    left = (held.expires - today).days if held.expires else None
    blocks: list[Block] = [
        Head(found.item.document, found.name, EXPIRY_STATES[state_of(found, today)]),
        Facts(
            (N_("Still open"), euro(found.item.open)), (N_("Arose"), found.arose),
            (N_("Counts from"), held.begins), (N_("Expires"), held.expires),
            (N_("Still"), _("{days} days").format(days=left) if left and left > 0 else None),
            (N_("Reminded on"), ", ".join(format_day(day) for day in one.reminded) or None),
        ),
    ]  # fmt: skip
    if one.notes:
        rows = [(note.day, _(LIMITATIONS[note.kind]), note.until, note.reference)
                for note in one.notes]  # fmt: skip
        blocks.append(Grid(_NOTES, rows, N_("What happened")))
    if left is not None and left < 0:
        blocks.append(Note("", _("The debtor may refuse to pay; ask for it only with advice.")))
    elif left is not None and left <= _HALF:
        text = _("What helps: a court order, a signed acknowledgement, a plan with signature.")
        blocks.append(Note("", text))
    return blocks


def interest_blocks(one: Account) -> list[Block]:
    """Interest to the day with its calculation."""
    found = one.interest
    since = format_day(one.default.first) if one.default.first else None
    blocks: list[Block] = [
        Head(f"{format_money(found.cents)} €", one.view.head.document),
        Facts(
            (N_("In default since"), since), (N_("Because"), _(BEGINS[one.default.by])),
            (N_("Points over the base rate"), format_rate(one.points)),
            (N_("Until"), one.last),
        ),
    ]  # fmt: skip
    rows = [(step.first, step.last, step.days, step.cents, step.rate, step.interest)
            for step in found.steps]  # fmt: skip
    if rows:
        blocks.append(Grid(_STEPS, rows, N_("Calculation")))
    for start in found.missing:
        text = _("The base rate from {day} on is not known; the last one was taken.")
        blocks.append(Note("", text.format(day=format_day(start))))
    return blocks


def court_blocks(one: CourtSheet) -> list[Block]:
    """What the form of the court asks for."""
    return [
        Head(one.document, _("Data for the court order")),
        Facts(
            (N_("Applicant"), ", ".join(one.creditor)), (N_("Opponent"), ", ".join(one.debtor)),
            (N_("Number in the catalogue"), one.catalogue),
            (N_("Invoice"), f"{one.document}, {format_day(one.day)}"),
            (N_("Principal"), euro(one.principal)),
            (N_("Interest until today"), euro(one.interest)),
            (N_("Interest from"), one.interest_from),
            (N_("Points over the base rate"), format_rate(one.rate_points)),
            (N_("Costs"), euro(one.costs)),
            (N_("Reminded on"), ", ".join(format_day(day) for day in one.reminders) or None),
            (N_("Expires"), one.expires),
        ),
        Note("", _("Apply at online-mahnantrag.de; then note the court order here: it stops the"
                   " limitation.")),
    ]  # fmt: skip


if TYPE_CHECKING:
    _Base = BaseScreen
else:
    _Base = object


class ExpirySteps(_Base):
    """Mixin: what can be done with an item that expires."""

    CANCEL = N_("Remove")

    def chosen(self) -> Known | None:
        """The item that is meant."""
        return None

    def why_not(self, name: str) -> str:
        """What does not hold for this item."""
        one = self.chosen()
        if name == "record.cancel" and one and not one.notes:
            return _("Nothing is noted about it.")
        return super().why_not(name)

    def do_record_new(self) -> None:
        """Note what changes the limitation."""
        from kontor.tui.screens.receivables.forms import NoteForm

        one = self.chosen()
        label = f"{one.expiry.item.document} {one.expiry.name}" if one else ""
        self.app.push_screen(NoteForm(one.expiry.item.id if one else 0, label))

    def do_record_cancel(self) -> None:
        """Remove a note that was wrong."""
        one = self.chosen()
        if one is None:
            return
        entries = [
            Entry(str(note.id), f"{format_day(note.day)} {_(LIMITATIONS[note.kind])}",
                  note.reference)
            for note in one.notes
        ]  # fmt: skip

        def take(value: str | None) -> None:
            from kontor.receivables.service.keeping import drop_limitation

            if value:
                self.kontor.run_case(drop_limitation, int(value))

        self.app.push_screen(Chooser(_("Remove which note?"), entries), take)

    def do_debtor_court(self) -> None:
        """The data for the court order, to copy into the form."""
        one = self.chosen()
        if one is None:
            return
        with self.kontor.store.read() as con:
            sheet = expiry.court_sheet(con, one.expiry.item.id, self.kontor.today())
        self.app.push_screen(Paper(_("Court order"), court_blocks(sheet)))

    def do_debtor_interest(self) -> None:
        """Show the interest, then ask for it or waive it."""
        one = self.chosen()
        if one is None:
            return
        with self.kontor.store.read() as con:
            account = claims.interest_of(con, one.expiry.item.id, self.kontor.today())
        entries = [
            Entry("show", _("Show the calculation"), euro(account.interest.cents)),
            Entry("keep", _("Ask for them"), _("they become an item of their own")),
            Entry("waive", _("Waive"), _("with a reason")),
        ]

        def take(value: str | None) -> None:
            if value == "show":
                self.app.push_screen(Paper(_("Interest"), interest_blocks(account)))
            elif value == "keep":
                self._claim(one, "")
            elif value == "waive":
                ask = AskText(_("Waive"), hint=_("Why?"), read=reason)
                self.app.push_screen(ask, lambda typed: self._claim(one, typed) if typed else None)

        title = _("{amount} interest until today").format(amount=euro(account.interest.cents))
        self.app.push_screen(Chooser(title, entries), take)

    def _claim(self, one: Known, waived: str) -> None:
        from kontor.receivables.service.keeping import claim_interest

        self.kontor.run_case(
            claim_interest, f"item:{one.expiry.item.id}", self.kontor.today(), keep=not waived,
            reason=waived,
        )  # fmt: skip

    def do_reminders_block(self) -> None:
        """Block the invoice, or note a dispute about it."""
        from kontor.tui.screens.receivables.forms import BlockForm

        one = self.chosen()
        if one is not None:
            self.app.push_screen(BlockForm(0, one.expiry.item.document, item=one.expiry.item.id))


class LimitationScreen(ExpirySteps, ListScreen):
    """Open claims by the day on which they expire."""

    NAME, TITLE, LETTER = "sales.limitation", N_("Limitation"), "v"
    HANDBOOK = "reminders#limitation-and-court-order"
    HINTS = ("record.new", "record.open", "debtor.court", "debtor.interest", "filter.saved")
    COLUMNS = (
        Column(N_("Expires"), Kind.DATE, 11, keep=True),
        Column(N_("Document"), Kind.NUMBER, 13),
        Column(N_("Name"), Kind.NAME, 20, grow=2, least=12),
        Column(N_("Arose"), Kind.DATE, priority=5),
        Column(N_("Last note"), Kind.TEXT, 16, priority=4, grow=1),
        Column(N_("Still open"), Kind.MONEY, 11, least=10),
        Column(N_("State"), Kind.STATE, 15, states=EXPIRY_STATES, least=11),
    )
    SORTS: ClassVar[dict[str, str]] = {
        "0": N_("Expires"), "2": N_("Name"), "5": N_("Amount"),
    }  # fmt: skip
    SAVED = (
        (N_("Within 30 days"), N_("soon")), (N_("This half-year"), N_("half-year")),
        (N_("Suspended"), N_("suspended")),
    )  # fmt: skip
    EMPTY = N_("Nothing is open with customers: nothing can expire.")
    EMPTY_HINTS = ()

    def __init__(self) -> None:
        super().__init__()
        self._found: dict[int, Known] = {}

    def source(self) -> Source:
        """All open claims, the nearest end first."""
        today = self.kontor.today()
        with self.kontor.store.read() as con:
            there = expiry.expiring(con, today)
            self._found = {
                one.item.id: Known(one, tuple(expiry.notes(con, one.item.id)), ()) for one in there
            }
        return MemorySource([
            Row(key, (place,), (
                one.expiry.limitation.expires.isoformat() if one.expiry.limitation.expires
                else None,
                one.expiry.item.document, one.expiry.name, one.expiry.arose.isoformat(),
                _(LIMITATIONS[one.notes[-1].kind]) if one.notes else "", one.expiry.item.open,
                state_of(one.expiry, today),
            ), state_of(one.expiry, today), one.expiry.item.open)
            for place, (key, one) in enumerate(self._found.items())
        ], {"name": 2})  # fmt: skip

    def list_title(self) -> str:
        """How much is near its end."""
        today = self.kontor.today()
        near = [
            one.expiry.item.open for one in self._found.values()
            if state_of(one.expiry, today) in {"soon", "year"}
        ]  # fmt: skip
        if not near:
            return _("Nothing expires within half a year")
        text = ngettext(
            "{count} expires within half a year: {amount}",
            "{count} expire within half a year: {amount}", len(near),
        )  # fmt: skip
        return text.format(count=len(near), amount=euro(sum(near)))

    def preview(self, row: Row) -> Sequence[Block]:
        """The item with its limitation."""
        one = self._found.get(row.id)
        return expiry_blocks(one, self.kontor.today()) if one else ()

    def detail(self, row: Row) -> BaseScreen | None:
        """The item with all of it."""
        return ExpiryScreen(row.id)

    def chosen(self) -> Known | None:
        """The item under the cursor."""
        return self._found.get(self.row.id) if self.row else None


class ExpiryScreen(ExpirySteps, DetailScreen):
    """One claim with its limitation, notes and reminders."""

    NAME, TITLE, HANDBOOK = (
        "sales.expiry", N_("Limitation"), "reminders#limitation-and-court-order"
    )  # fmt: skip
    HINTS = ("record.new", "debtor.court", "debtor.interest", "record.cancel", "record.next")
    data: Known | None

    def load(self) -> Known | None:
        """The item, while it is open."""
        today = self.kontor.today()
        with self.kontor.store.read() as con:
            for one in expiry.expiring(con, today):
                if one.item.id == self.record:
                    sent = con.execute(
                        "SELECT day FROM reminded WHERE item=? ORDER BY level", (self.record,)
                    ).fetchall()
                    return Known(
                        one, tuple(expiry.notes(con, self.record)),
                        tuple(date.fromisoformat(row[0]) for row in sent),
                    )  # fmt: skip
        return None

    def crumb(self) -> str:
        """Its document."""
        return self.data.expiry.item.document if self.data else _("Limitation")

    def blocks(self) -> Sequence[Block]:
        """The item with its limitation."""
        return expiry_blocks(self.data, self.kontor.today()) if self.data else ()

    def chosen(self) -> Known | None:
        """This one."""
        return self.data

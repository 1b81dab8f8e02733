"""Mandates (Lastschriftmandate): who signed what, when it lapses, end one, collect with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from kontor.banking.queries import runs
from kontor.banking.queries.runs import MandateRow
from kontor.banking.rules.debiting import (
    Use,
    fault,
    keep_until,
    lapse_day,
    periods_on,
    sequence,
    submission,
)
from kontor.banking.words import SCHEMES, period_text
from kontor.base.dates import format_day
from kontor.base.errors import NotFound
from kontor.base.i18n import N_, _
from kontor.base.ids import iban
from kontor.company.queries import setting
from kontor.contacts import queries as contacts
from kontor.tui.protocols import Hit, Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.books.sheets import history_blocks
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.screens.dialogs import AskText, Paper
from kontor.tui.screens.input_form import InputForm
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Drawing, Facts, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.text import Part
from kontor.tui.widgets.columns import BAD, GOOD, MUTED, Column, Kind, State
from kontor.tui.widgets.fields import Choice, Field

STATES = {
    "valid": State("●", N_("valid"), GOOD),
    "new": State("○", N_("never used"), GOOD),
    "lapsed": State("!", N_("run out"), BAD),
    "ended": State("–", N_("ended"), MUTED),
}
_SEQUENCES = {
    "FRST": N_("first of several (FRST)"), "RCUR": N_("following (RCUR)"),
    "OOFF": N_("only one (OOFF)"), "FNAL": N_("last (FNAL)"),
}  # fmt: skip


def use_of(one: MandateRow) -> Use:
    """A mandate as the rules see it."""
    return Use(one.signed, one.once, one.last_used, one.ended)


def state_of(one: MandateRow, today: date) -> str:
    """Whether it may be used, as a code."""
    if one.ended and one.ended <= today:
        return "ended"
    if fault(use_of(one), today) is not None:
        return "lapsed"
    return "valid" if one.last_used else "new"


def period_lines(today: date) -> list[Part]:
    """The periods of direct debits with their law, from their dated rows."""
    lines: list[Part] = []
    for one in periods_on(today):
        value = period_text(one.value, one.unit)
        since = _("since {day}").format(day=format_day(one.valid_from))
        lines.append(f"{value:<12}{one.name}")
        lines.append((f"{'':<12}{one.law}, {since}", "$ink-soft"))
    return lines


def mandate_blocks(one: MandateRow, today: date, notice: int) -> list[Block]:
    """A mandate with its periods."""
    use = use_of(one)
    wrong = fault(use, today)
    kind = sequence(use)
    file = submission(one.scheme, kind, today)
    blocks: list[Block] = [
        Head(one.number, one.name, STATES[state_of(one, today)]),
        Facts(
            (N_("Account"), iban.format(one.iban)), (N_("Holder"), one.holder),
            (N_("Signed"), one.signed), (N_("Scheme"), _(SCHEMES[one.scheme])),
            (N_("Next debit is"), None if wrong else _(_SEQUENCES[kind])),
            (N_("Announce"), None if wrong else _("{days} days before").format(days=notice)),
            (N_("File to the bank"), None if wrong else
             _("{period} before").format(period=period_text(file.value, file.unit))),
            (N_("Last used"), one.last_used),
            (N_("Lapses on"), None if one.ended else lapse_day(use)),
            (N_("Keep until"), keep_until(use)),
            (N_("Ended"), one.ended), (N_("Reason"), one.reason),
        ),
    ]  # fmt: skip
    if wrong is not None:
        blocks.append(Note("", wrong.text))
    return blocks


if TYPE_CHECKING:
    _Base = BaseScreen
else:
    _Base = object


class MandateSteps(_Base):
    """Mixin: what can be done with a mandate."""

    CANCEL = N_("End mandate")

    def chosen(self) -> MandateRow | None:
        """The mandate that is meant."""
        return None

    def why_not_mandate(self, name: str) -> str:
        """What its state does not allow."""
        one = self.chosen()
        if name == "record.cancel" and one and one.ended:
            return _("The mandate is ended already.")
        return ""

    def do_record_new(self) -> None:
        """Keep a signed mandate."""
        self.app.push_screen(MandateForm())

    def do_record_cancel(self) -> None:
        """End it, with the reason."""
        one = self.chosen()
        if one is None:
            return

        def take(reason: str | None) -> None:
            from kontor.banking.service.debiting import end_mandate

            if reason and reason.strip():
                self.kontor.run_case(end_mandate, one.id, self.kontor.today(), reason)

        hint = _("Why does the mandate end?")
        self.app.push_screen(AskText(_("End the mandate"), hint=hint), take)

    def do_record_explain(self) -> None:
        """What happened to the mandate."""
        one = self.chosen()
        if one is None:
            return
        with self.kontor.store.read() as con:
            blocks = history_blocks(con, (("mandate", one.id),))
        title = _("History of {record}").format(record=one.number)
        self.app.push_screen(Paper(title, blocks))

    def do_step_next(self) -> None:
        """Collect what is due with the mandates."""
        self.app.push_screen(DebitForm())

    def do_pay_periods(self) -> None:
        """The periods of direct debits with their law."""
        today = self.kontor.today()
        text = _("Noted from memory where nothing else is said; please compare with the bank.")
        blocks: list[Block] = [Drawing(period_lines(today)), Note("", text)]
        self.app.push_screen(Paper(_("Periods of direct debits"), blocks))

    def do_pay_runs(self) -> None:
        """The runs made so far."""
        self.kontor.open_view("view:books.runs")


class MandatesScreen(MandateSteps, ListScreen):
    """All mandates, newest first."""

    NAME, TITLE, LETTER, HANDBOOK = (
        "books.mandates", N_("Mandates"), "m", "payments#direct-debits"
    )  # fmt: skip
    HINTS = ("step.next", "record.new", "record.cancel", "pay.periods", "pay.runs")
    COLUMNS = (
        Column(N_("Mandate"), Kind.NUMBER, 14),
        Column(N_("Customer"), Kind.NAME, 22, grow=2, least=14),
        Column(N_("Signed"), Kind.DATE, priority=5),
        Column(N_("Scheme"), Kind.TEXT, 6, priority=6),
        Column(N_("Last debit"), Kind.DATE, 14, priority=3),
        Column(N_("Lapses on"), Kind.DATE, priority=2),
        Column(N_("State"), Kind.STATE, 13, states=STATES, least=11),
    )
    SORTS: ClassVar[dict[str, str]] = {
        "1": N_("Name"), "2": N_("Signed"), "5": N_("Lapses on"),
    }  # fmt: skip
    SAVED = ((N_("Valid"), N_("valid")), (N_("No longer valid"), N_("run out")))
    EMPTY = N_("No mandate yet. With a signed one invoices are collected from the customer's bank.")

    def __init__(self) -> None:
        super().__init__()
        self._found: dict[int, MandateRow] = {}

    def source(self) -> Source:
        """All mandates with their last use."""
        today = self.kontor.today()
        with self.kontor.store.read() as con:
            self._found = {one.id: one for one in runs.mandates(con)}
        return MemorySource([
            Row(key, (place,), (
                one.number, one.name, one.signed.isoformat(), one.scheme,
                one.last_used.isoformat() if one.last_used else None,
                None if one.ended else lapse_day(use_of(one)).isoformat(), state_of(one, today),
            ), state_of(one, today))
            for place, (key, one) in enumerate(self._found.items())
        ], {"name": 1})  # fmt: skip

    def preview(self, row: Row) -> Sequence[Block]:
        """The mandate with its periods."""
        one = self._found.get(row.id)
        return mandate_blocks(one, self.kontor.today(), notice_days(self)) if one else ()

    def detail(self, row: Row) -> BaseScreen | None:
        """The mandate."""
        return MandateScreen(row.id)

    def chosen(self) -> MandateRow | None:
        """The mandate under the cursor."""
        return self._found.get(self.row.id) if self.row else None

    def why_not(self, name: str) -> str:
        """What its state does not allow."""
        if name == "step.next" and not self._found:
            return _("There is no mandate yet.")
        return self.why_not_mandate(name) or super().why_not(name)


class MandateScreen(MandateSteps, DetailScreen):
    """One mandate with its periods."""

    NAME, TITLE, HANDBOOK = "books.mandate", N_("Mandate"), "payments#direct-debits"
    HINTS = ("step.next", "record.cancel", "pay.periods", "record.explain", "record.next")
    data: MandateRow | None

    def load(self) -> MandateRow | None:
        """The mandate."""
        try:
            with self.kontor.store.read() as con:
                return runs.mandate(con, self.record)
        except NotFound:
            return None

    def crumb(self) -> str:
        """Its number."""
        return self.data.number if self.data else _("Mandate")

    def blocks(self) -> Sequence[Block]:
        """The mandate with its periods."""
        if self.data is None:
            return ()
        today = self.kontor.today()
        return [
            *mandate_blocks(self.data, today, notice_days(self)),
            Drawing(period_lines(today), N_("Periods of direct debits")),
        ]

    def chosen(self) -> MandateRow | None:
        """This one."""
        return self.data

    def why_not(self, name: str) -> str:
        """What its state does not allow."""
        return self.why_not_mandate(name) or super().why_not(name)


def notice_days(screen: BaseScreen) -> int:
    """Days between announcement and debit, as the firm set them."""
    with screen.kontor.store.read() as con:
        return int(setting(con, "notice_days", screen.kontor.today()))


class MandateForm(InputForm):
    """A mandate as the customer signed it."""

    NAME, TITLE, HANDBOOK = "books.new_mandate", N_("New mandate"), "payments#direct-debits"
    DRAFT = "books.mandate:new"

    def fields(self) -> Sequence[Field]:
        """Who, number, when, from which account."""
        return (
            Field("contact", N_("Customer"), "picker", required=True, search=self._customers),
            Field("number", N_("Mandate number"), required=True, limit=35,
                  help=N_("as it stands on the signed paper")),
            Field("signed", N_("Signed on"), "date", required=True, past=True),
            Field("scheme", N_("Scheme"), "choice",
                  choices=[Choice(code, word) for code, word in SCHEMES.items()]),
            Field("once", N_("Only one collection"), "flag"),
            Field("iban", N_("IBAN"), "iban", help=N_("empty: the account of the contact")),
            Field("bic", N_("BIC"), "bic", help=N_("only outside of the EU")),
            Field("holder", N_("Holder"), help=N_("empty: the customer")),
            Field("last_used", N_("Used before on"), "date", past=True,
                  help=N_("last collection with another program")),
        )  # fmt: skip

    def _customers(self, typed: str) -> Sequence[Hit]:
        with self.kontor.store.read() as con:
            rows = contacts.search(con, typed) if typed else contacts.page(con, size=60)
        return [
            Hit(f"contacts:{row.id}", row.name, row.customer_number or row.city or "")
            for row in rows
        ]

    def start(self) -> dict[str, Any]:
        """CORE, signed today, the next number."""
        today = self.kontor.today()
        with self.kontor.store.read() as con:
            taken = {one.number for one in runs.mandates(con)}
        number = next(
            name for at in range(1, 10_000) if (name := f"M-{today.year}-{at:03}") not in taken
        )
        return {"number": number, "signed": today, "scheme": "CORE"}

    def save(self, values: dict[str, Any]) -> None:
        """Keep it."""
        from kontor.banking.model import MandateInput
        from kontor.banking.service.debiting import add_mandate

        self.send(add_mandate, model=MandateInput, values=values)


class DebitForm(InputForm):
    """A run of direct debits: what is due until when, by which scheme."""

    NAME, TITLE, HANDBOOK = "books.debit", N_("Direct debits"), "payments#direct-debits"
    SAVE = N_("Propose")
    FIELDS = (
        Field("until", N_("Due until"), "date", help=N_("empty: until the next run")),
        Field("scheme", N_("Scheme"), "choice",
              choices=[Choice(code, word) for code, word in SCHEMES.items()]),
        Field("together", N_("One line on the statement"), "flag"),
        Field("last", N_("Last debit of these mandates"), "flag"),
        Field("text", N_("Note")),
    )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """CORE."""
        return {"scheme": "CORE"}

    def save(self, values: dict[str, Any]) -> None:
        """Propose the run."""
        from kontor.banking.model import DebitInput
        from kontor.banking.service.debiting import propose_debits
        from kontor.tui.screens.input_form import made

        data = made(DebitInput, values)
        self.kontor.run_case(
            propose_debits, data, self.kontor.today(), then=self.saved, otherwise=self.refused
        )

    def after(self, result: Any) -> None:
        """The run: look it through, announce, release, write the file."""
        from kontor.tui.screens.books.runs import RunScreen

        self.kontor.push_screen(RunScreen(int(result)))

"""Payment run: what is to be paid when, with Skonto; marked bills become a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from kontor.banking.kinds import Suggestion
from kontor.banking.queries.payables import suggestions
from kontor.banking.words import PAY_STATES
from kontor.base.dates import format_day
from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.base.ids import iban
from kontor.base.numbers import format_money
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.dialogs import AskText
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import BAD, GOOD, MUTED, WARN, Column, Kind, State

STATES = {
    "pay": State("●", PAY_STATES["pay"], GOOD),
    "decide": State("?", PAY_STATES["decide"], WARN),
    "later": State("·", PAY_STATES["later"], MUTED),
    "block": State("!", PAY_STATES["block"], BAD),
}


class PaymentsScreen(ListScreen):
    """Open bills with what a payment run does with them (Zahlungsvorschlag)."""

    CANCEL = N_("Block or free")
    NAME, TITLE, LETTER, HANDBOOK = "books.payments", N_("To pay"), "z", "payments"
    HINTS = ("step.next", "mark.toggle", "record.open", "record.cancel", "filter.open")
    COLUMNS = (
        Column(N_("Leaves"), Kind.DATE, priority=1),
        Column(N_("To"), Kind.NAME, width=20, grow=1),
        Column(N_("Document"), Kind.NUMBER, priority=2),
        Column(N_("Skonto"), Kind.MONEY, 9, priority=4),
        Column(N_("Amount"), Kind.MONEY),
        Column(N_("Reason"), width=22, priority=3, grow=2),
        Column(N_("State"), Kind.STATE, width=10, states=STATES),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Leaves"), "1": N_("To"), "4": N_("Amount")}
    SAVED = ((N_("To pay now"), N_("pay")), (N_("Blocked"), N_("blocked")))
    EMPTY = N_("Nothing is owed to anybody.")
    EMPTY_HINTS = ()

    def __init__(self) -> None:
        super().__init__()
        self._found: dict[int, Suggestion] = {}

    def source(self) -> Source:
        """All that we owe, the most urgent first."""
        with self.kontor.store.read() as con:
            found = suggestions(con, self.kontor.today())
        self._found = dict(enumerate(found, 1))
        return MemorySource([_row(key, one) for key, one in self._found.items()], {"name": 1})

    def list_title(self) -> str:
        """How much the run would pay."""
        ready = [one for one in self._found.values() if state_of(one) == "pay"]
        total = format_money(sum(one.cents for one in ready))
        saved = format_money(sum(one.discount for one in ready))
        text = _("{count} to pay: {sum} €, Skonto {saved} €")
        return text.format(count=len(ready), sum=total, saved=saved)

    def preview(self, row: Row) -> Sequence[Block]:
        """What is paid, to whom, and why."""
        one = self._found.get(row.id)
        return suggestion_blocks(one) if one else ()

    def detail(self, row: Row) -> BaseScreen | None:
        """The open item itself."""
        from kontor.tui.screens.books.items import ItemScreen

        one = self._found.get(row.id)
        return ItemScreen(one.payable.item) if one else None

    def why_not(self, name: str) -> str:
        """A run needs something to pay."""
        if name == "step.next" and not self._chosen():
            return _("Nothing is to be paid now; marked bills are taken before their day.")
        one = self._found.get(self.row.id) if self.row else None
        if name == "pay.terms" and one and not one.payable.payee.ref.startswith("contacts:"):
            return _("This account belongs to no contact yet.")
        return super().why_not(name)

    def _chosen(self) -> list[Suggestion]:
        marked = self.table.marks
        if marked:
            return [self._found[key] for key in marked if key in self._found]
        return [one for one in self._found.values() if state_of(one) == "pay"]

    def do_step_next(self) -> None:
        """Make a run of the marked bills, or of all that is to be paid."""
        from kontor.banking.model import RunInput
        from kontor.banking.service.paying import propose_run

        items = list(dict.fromkeys(f"item:{one.payable.item}" for one in self._chosen()))
        data = RunInput(items=items if self.table.marks else [])
        self.kontor.run_case(propose_run, data, self.kontor.today(), then=self._made)

    def _made(self, run: int) -> None:
        from kontor.tui.screens.books.runs import RunScreen

        self.app.push_screen(RunScreen(run))

    def do_record_cancel(self) -> None:
        """Keep a bill out of payment runs, or free it again."""
        one = self._found.get(self.row.id) if self.row else None
        if one is None:
            return
        item = f"item:{one.payable.item}"
        if one.payable.blocked:
            from kontor.banking.service.paying import unblock_item

            self.kontor.run_case(unblock_item, item)
            return

        def take(reason: str | None) -> None:
            from kontor.banking.service.paying import block_item

            if reason:
                self.kontor.run_case(block_item, item, reason, self.kontor.today())

        hint = _("Why is this bill not to be paid?")
        self.app.push_screen(AskText(_("Block the bill"), hint=hint, read=_reason), take)

    def do_pay_terms(self) -> None:
        """How this supplier is paid."""
        from kontor.tui.screens.books.pay_terms import PayTermsForm

        one = self._found.get(self.row.id) if self.row else None
        kind, _colon, number = (one.payable.payee.ref if one else "").partition(":")
        if one is not None and kind == "contacts":
            self.app.push_screen(PayTermsForm(int(number), one.payable.payee.name))

    def do_pay_runs(self) -> None:
        """The runs made so far."""
        self.kontor.open_view("view:books.runs")


def state_of(one: Suggestion) -> str:
    """How a suggestion stands, as a code."""
    if one.block:
        return "block"
    if one.later:
        return "later"
    return "decide" if one.payable.refund else "pay"


def _row(key: int, one: Suggestion) -> Row:
    state = state_of(one)
    payable = one.payable
    name = payable.payee.tax_office if one.office else payable.payee.name
    why = one.block.text if one.block else "; ".join(each.text for each in one.reasons)
    cells = (
        one.day.isoformat(), name or payable.payee.name, payable.document, one.discount or None,
        one.cents, why, state,
    )  # fmt: skip
    return Row(key, (key,), cells, state, one.cents)


def suggestion_blocks(one: Suggestion) -> list[Block]:
    """A suggestion as a sheet."""
    payable = one.payable
    office = payable.payee.tax_office_iban if one.office else payable.payee.iban
    why = [one.block, *one.reasons] if one.block else list(one.reasons)
    return [
        Head(f"{format_money(one.cents)} €", payable.payee.name, STATES[state_of(one)]),
        Facts(
            (N_("Document"), payable.document),
            (N_("Open sum"), format_money(payable.open)),
            (N_("Skonto"), format_money(one.discount) if one.discount else None),
            (N_("Kept back"), format_money(one.kept) if one.kept else None),
            (N_("Due"), format_day(payable.due) if payable.due else None),
            (N_("Leaves"), format_day(one.day)),
            (N_("IBAN"), iban.format(office) if office else None),
        ),
        Note(N_("Reasons"), "\n".join(each.text for each in why)),
    ]


def _reason(typed: str) -> None:
    if not typed.strip():
        raise InputError(N_("Say why the bill is not to be paid."))

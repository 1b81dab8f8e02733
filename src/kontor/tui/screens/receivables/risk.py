"""Risk of customers (Debitorenrisiko): what is at stake, the explained score, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from kontor.base.i18n import N_, _
from kontor.base.numbers import format_rate
from kontor.receivables.queries import risk as queries
from kontor.receivables.queries.passing import passes
from kontor.receivables.queries.risk import Risk
from kontor.receivables.rules.risk import whole
from kontor.receivables.words import ADJUSTED, BLOCKS, INFOS, SECURITIES
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.screens.dialogs import AskText, Letters, Paper
from kontor.tui.screens.listing import ListScreen
from kontor.tui.screens.receivables.debtor_sheet import (
    Debtor,
    debtor_blocks,
    read_debtor,
    risk_blocks,
    state_of,
)
from kontor.tui.screens.receivables.names import RISK_STATES, euro, reason
from kontor.tui.sheet import Block, Grid, Note
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import Column, Kind

ACCOUNT = "account:"


def key_of(partner: str) -> int:
    """A debtor as number: the contact, or the account below zero."""
    area, _colon, number = partner.partition(":")
    return int(number) if area == "contacts" else -int(number)


def partner_of(key: int) -> str:
    """The debtor of such a number."""
    return f"contacts:{key}" if key > 0 else f"{ACCOUNT}{-key}"


if TYPE_CHECKING:
    _Base = BaseScreen
else:
    _Base = object


class RiskSteps(_Base):
    """Mixin: what can be done about the risk of a customer."""

    CANCEL = N_("Remove")

    def chosen(self) -> Risk | None:
        """The customer that is meant."""
        return None

    def why_not(self, name: str) -> str:
        """An account without contact has no standing."""
        one = self.chosen()
        about = {"record.edit", "debtor.security", "debtor.info", "reminders.block"}
        if name in about and one and not one.partner.startswith("contacts:"):
            return _("This account belongs to no contact yet.")
        if name == "record.cancel" and one and not self._entries(one.partner):
            return _("There is nothing to remove or lift.")
        return super().why_not(name)

    def do_record_edit(self) -> None:
        """Limit and block."""
        from kontor.tui.screens.receivables.forms import LimitForm

        one = self.chosen()
        if one is not None:
            self.app.push_screen(LimitForm(key_of(one.partner), one.proposed))

    def do_debtor_security(self) -> None:
        """Note a security."""
        from kontor.tui.screens.receivables.forms import SecurityForm

        one = self.chosen()
        if one is not None:
            self.app.push_screen(SecurityForm(key_of(one.partner), one.name))

    def do_debtor_info(self) -> None:
        """Note what an agency says."""
        from kontor.tui.screens.receivables.forms import InfoForm

        one = self.chosen()
        if one is not None:
            self.app.push_screen(InfoForm(key_of(one.partner), one.name))

    def do_reminders_block(self) -> None:
        """No reminders to the customer."""
        from kontor.tui.screens.receivables.forms import BlockForm

        one = self.chosen()
        if one is not None:
            self.app.push_screen(BlockForm(key_of(one.partner), one.name))

    def do_debtor_plan(self) -> None:
        """Agree on instalments."""
        from kontor.tui.screens.receivables.plan_form import AgreeForm

        one = self.chosen()
        if one is not None:
            self.app.push_screen(AgreeForm(one.partner, one.name))

    def do_debtor_payment(self) -> None:
        """What a payment would pay."""
        from kontor.tui.screens.receivables.payment import ask_payment

        one = self.chosen()
        if one is not None:
            ask_payment(self, one.partner, one.name)

    def do_step_next(self) -> None:
        """Write score and class of all customers down."""
        from kontor.receivables.service.risk import rate_customers

        def done(number: object) -> None:
            self.kontor.toast(_("Score and class of {count} customers kept").format(count=number))

        self.kontor.run_case(rate_customers, self.kontor.today(), then=done)

    def _entries(self, partner: str) -> list[Entry]:
        with self.kontor.store.read() as con:
            found = read_debtor(con, partner, self.kontor.today())
        entries = [
            Entry(f"security:{one.id}", _("Security given back"),
                  f"{_(SECURITIES[one.kind])} {euro(one.cents)}")
            for one in found.securities
        ]  # fmt: skip
        entries += [
            Entry(f"info:{one.id}", _("Remove information"), f"{_(INFOS[one.kind])} · {one.source}")
            for one in found.infos
        ]
        entries += [
            Entry(f"block:{one.id}", _("Lift the block"), f"{_(BLOCKS[one.kind])}: {one.reason}")
            for one in found.blocks if one.lifted is None
        ]  # fmt: skip
        return entries

    def do_record_cancel(self) -> None:
        """Remove a security or information, lift a block."""
        one = self.chosen()
        if one is not None:
            title = _("Remove or lift what?")
            self.app.push_screen(Chooser(title, self._entries(one.partner)), self._removed)

    def _removed(self, value: str | None) -> None:
        from kontor.receivables.service import keeping, risk

        kind, _colon, number = (value or "").partition(":")
        if kind == "security":
            self.kontor.run_case(risk.drop_security, int(number))
        elif kind == "info":
            self.kontor.run_case(risk.drop_credit_info, int(number))
        elif kind == "block":

            def take(typed: str | None) -> None:
                if typed:
                    self.kontor.run_case(keeping.unblock, int(number), typed, self.kontor.today())

            self.app.push_screen(AskText(_("Lift the block"), hint=_("Why?"), read=reason), take)

    def do_debtor_lists(self) -> None:
        """When money comes, who pays how, value adjustments, limits passed over."""
        items = [
            ("e", _("When money is expected"), "expected"),
            ("z", _("How customers pay"), "payers"),
            ("w", _("Value adjustments to think of"), "adjustments"),
            ("l", _("Limits that were passed over"), "passed"),
        ]
        self.app.push_screen(Letters(_("Lists"), items), self._show_list)

    def _show_list(self, what: str | None) -> None:
        makers = {
            "expected": self._expected, "payers": self._payers, "adjustments": self._adjusted,
            "passed": self._passed,
        }  # fmt: skip
        if what in makers:
            title, blocks = makers[what]()
            self.app.push_screen(Paper(title, blocks))

    def _expected(self) -> tuple[str, list[Block]]:
        columns = (
            Column(N_("Likely by"), Kind.DATE), Column(N_("Almost surely"), Kind.DATE),
            Column(N_("Document"), Kind.NUMBER, 13), Column(N_("Name"), Kind.NAME, 16, grow=1),
            Column(N_("Amount"), Kind.MONEY, 11),
        )  # fmt: skip
        today = self.kontor.today()
        with self.kontor.store.read() as con:
            rows = [(one.p50, one.p80, one.item.document, one.item.name, one.item.open)
                    for one in queries.expected(con, today)]  # fmt: skip
            days = queries.days_outstanding(con, today)
        blocks: list[Block] = [Grid(columns, rows)] if rows else [Note("", _("Nothing is open."))]
        if days is not None:
            text = _("Customers take {days} days on average (90 days).")
            blocks.insert(0, Note("", text.format(days=whole(days))))
        return _("When money is expected"), blocks

    def _payers(self) -> tuple[str, list[Block]]:
        columns = (
            Column(N_("Name"), Kind.NAME, 22, grow=1), Column(N_("Paid bills"), Kind.COUNT, 10),
            Column(N_("Days late"), Kind.COUNT, 10), Column(N_("Amount"), Kind.MONEY, 12),
        )  # fmt: skip
        with self.kontor.store.read() as con:
            rows = [(one.name, one.bills, one.days_late, one.cents)
                    for one in queries.payers(con, self.kontor.today())]  # fmt: skip
        empty = Note("", _("Too few bills were paid yet."))
        return _("How customers pay"), [Grid(columns, rows) if rows else empty]

    def _adjusted(self) -> tuple[str, list[Block]]:
        columns = (
            Column(N_("Document"), Kind.NUMBER, 13), Column(N_("Name"), Kind.NAME, 16, grow=1),
            Column(N_("Reason"), Kind.TEXT, 14), Column(N_("Rate"), Kind.TEXT, 8),
            Column(N_("Amount"), Kind.MONEY, 11),
        )  # fmt: skip
        with self.kontor.store.read() as con:
            rows = [(one.item.document, one.item.name, _(ADJUSTED[one.reason]),
                     format_rate(one.rate), one.net)
                    for one in queries.adjustments(con, self.kontor.today())]  # fmt: skip
        empty = Note("", _("No item calls for it."))
        return _("Value adjustments to think of"), [Grid(columns, rows) if rows else empty]

    def _passed(self) -> tuple[str, list[Block]]:
        from kontor.tui.screens.sales.sheets import pass_text

        with self.kontor.store.read() as con:
            found = passes(con)
        blocks: list[Block] = [Note(f"{one.number} {one.name}", pass_text(one)) for one in found]
        return _("Limits that were passed over"), blocks or [
            Note("", _("No limit was passed over."))
        ]


class RiskScreen(RiskSteps, ListScreen):
    """Customers by score, the highest first."""

    NAME, TITLE, LETTER, HANDBOOK = "sales.risk", N_("Risk"), "i", "reminders#risk"
    HINTS = ("record.edit", "record.open", "debtor.lists", "debtor.info", "step.next")
    COLUMNS = (
        Column(N_("Name"), Kind.NAME, 22, grow=2, least=14),
        Column(N_("Score"), Kind.COUNT, 6, keep=True),
        Column(N_("Still open"), Kind.MONEY, 11, least=10),
        Column(N_("Overdue"), Kind.MONEY, 11, least=10),
        Column(N_("At stake"), Kind.MONEY, 11, least=9),
        Column(N_("Limit"), Kind.TEXT, 10, priority=4),
        Column(N_("State"), Kind.STATE, states=RISK_STATES, least=13),
    )
    SORTS: ClassVar[dict[str, str]] = {
        "1": N_("Score"), "0": N_("Name"), "3": N_("Overdue"), "4": N_("At stake"),
    }  # fmt: skip
    SAVED = ((N_("Deposit"), N_("ask a deposit")), (N_("Blocked"), N_("blocked")))
    EMPTY = N_("Nobody owes anything and nobody paid yet: there is no risk to show.")
    EMPTY_HINTS = ()

    def __init__(self) -> None:
        super().__init__()
        self._found: dict[int, Risk] = {}

    def source(self) -> Source:
        """All who owe something or paid within two years."""
        with self.kontor.store.read() as con:
            there = queries.risks(con, self.kontor.today())
        self._found = {key_of(one.partner): one for one in there}
        return MemorySource([
            Row(key, (place,), (
                one.name, one.score.points, one.exposure.open, one.figures.overdue or None,
                one.exposure.total, limit_text(one), state_of(one),
            ), state_of(one), one.exposure.total)
            for place, (key, one) in enumerate(self._found.items())
        ], {"name": 0})  # fmt: skip

    def list_title(self) -> str:
        """What is at stake in all."""
        total = sum(one.exposure.total for one in self._found.values())
        over = sum(
            one.figures.limit_use is not None and one.figures.limit_use > 1
            for one in self._found.values()
        )
        text = _("{amount} at stake").format(amount=euro(total))
        if over:
            text += " · " + _("{count} over the limit").format(count=over)
        return text

    def preview(self, row: Row) -> Sequence[Block]:
        """The score, explained."""
        one = self._found.get(row.id)
        return risk_blocks(one) if one else ()

    def detail(self, row: Row) -> BaseScreen | None:
        """The debtor."""
        return DebtorScreen(row.id)

    def chosen(self) -> Risk | None:
        """The customer under the cursor."""
        return self._found.get(self.row.id) if self.row else None


class DebtorScreen(RiskSteps, DetailScreen):
    """One debtor: score, exposure, open items, reminders, plans, blocks, securities."""

    NAME, TITLE, HANDBOOK = "sales.debtor", N_("Debtor"), "reminders#risk"
    HINTS = ("record.edit", "debtor.plan", "debtor.security", "debtor.info", "record.next")
    data: Debtor | None

    def load(self) -> Debtor | None:
        """All that is known of him."""
        with self.kontor.store.read() as con:
            return read_debtor(con, partner_of(self.record), self.kontor.today())

    def crumb(self) -> str:
        """His name."""
        return self.data.risk.name if self.data else _("Debtor")

    def blocks(self) -> Sequence[Block]:
        """The sheet."""
        return debtor_blocks(self.data, self.kontor.today()) if self.data else ()

    def chosen(self) -> Risk | None:
        """This one."""
        return self.data.risk if self.data else None

    def do_record_open(self) -> None:
        """The contact itself."""
        if self.record > 0:
            self.kontor.open_record(f"contacts:{self.record}")


def limit_text(one: Risk) -> str:
    """Limit and how much of it is used."""
    limit = one.standing.credit_limit if one.standing else None
    if limit is None:
        return ""
    use = one.figures.limit_use
    share = f" {whole(use * 100)} %" if use is not None else ""
    return f"{limit // 100:,}".replace(",", ".") + share

"""Money accounts and number ranges of the firm."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from kontor.base.i18n import N_, _
from kontor.base.ids import iban
from kontor.company.kinds import MoneyAccount
from kontor.company.numbering import number_text
from kontor.company.queries import money_account, money_accounts, number_ranges
from kontor.company.words import MONEY_KINDS, SERIES, series_name
from kontor.ledger.queries.accounts import balance_of
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.input_form import InputForm
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Facts, Grid, Head
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import GOOD, MUTED, Column, Kind, State
from kontor.tui.widgets.fields import Choice, Field

_STATES = {"open": State("●", N_("active"), GOOD), "closed": State("○", N_("ended"), MUTED)}


class AccountsScreen(ListScreen):
    """Bank, cash, card and PayPal accounts with their balances."""

    CANCEL = N_("Close")
    NAME, TITLE, LETTER, HANDBOOK = "firm.accounts", N_("Money"), "k", "firm#money-accounts"
    HINTS: ClassVar[tuple[str, ...]] = ("record.new", "record.edit", "record.cancel", "step.next")
    COLUMNS = (
        Column(N_("Account"), Kind.NUMBER, 8, least=6),
        Column(N_("Name"), Kind.NAME, 22, grow=1),
        Column(N_("Kind"), width=14, priority=4),
        Column("IBAN", width=27, priority=3, least=27),
        Column(N_("Balance"), Kind.MONEY),
        Column(N_("State"), Kind.STATE, states=_STATES),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Account"), "1": N_("Name"), "4": N_("Balance")}
    EMPTY = N_("No money account is entered yet.")

    def source(self) -> Source:
        """All accounts, closed ones last."""
        with self.kontor.store.read() as con:
            found, today = money_accounts(con, closed=True), self.kontor.today()
            sums = {one.account: balance_of(con, one.account, today) for one in found}
        return MemorySource([
            Row(one.id, (one.id,), (one.account, one.name, _(MONEY_KINDS[one.kind]),
                iban.format(one.iban) if one.iban else "", sums.get(one.account, 0),
                "closed" if one.closed else "open"), "closed" if one.closed else "open",
                sums.get(one.account, 0))
            for one in found
        ])  # fmt: skip

    def preview(self, row: Row) -> Sequence[Block]:
        """All that is known of the account."""
        one = self._account(row.id)
        return [
            Head(one.account, one.name, _STATES["closed" if one.closed else "open"]),
            Facts((N_("Kind"), _(MONEY_KINDS[one.kind])), ("IBAN", iban.format(one.iban or "")),
                  ("BIC", one.bic), (N_("Bank"), one.bank), (N_("Account holder"), one.holder),
                  (N_("Currency"), one.currency), (N_("Closed on"), one.closed)),
        ]  # fmt: skip

    def _account(self, key: int) -> MoneyAccount:
        with self.kontor.store.read() as con:
            return money_account(con, key)

    def why_not(self, name: str) -> str:
        """What is closed can only be opened again."""
        closed = self.row is not None and self.row.state == "closed"
        if name == "record.cancel" and closed:
            return _("This account is closed; {key} opens it again.").format(
                key=self.kontor.key_of("step.next"))  # fmt: skip
        if name == "step.next" and self.row is not None and not closed:
            return _("This account is in use.")
        return super().why_not(name)

    def do_record_open(self) -> None:
        """Change it."""
        if self.row is not None:
            self.do_record_edit()

    def do_record_new(self) -> None:
        """Another account."""
        self.app.push_screen(AccountForm())

    def do_record_edit(self) -> None:
        """Change name, IBAN, holder."""
        if self.row is not None:
            self.app.push_screen(AccountForm(self._account(self.row.id)))

    def do_record_cancel(self) -> None:
        """Close it; its bookings stay."""
        from kontor.company.service import close_money_account

        if self.row is not None:
            self.kontor.run_case(close_money_account, self.row.id, self.kontor.today())

    def do_step_next(self) -> None:
        """Open a closed one again."""
        from kontor.company.service import reopen_money_account

        if self.row is not None:
            self.kontor.run_case(reopen_money_account, self.row.id)


class AccountForm(InputForm):
    """A money account."""

    HANDBOOK = "firm#money-accounts"

    def __init__(self, account: MoneyAccount | None = None) -> None:
        super().__init__()
        self.account = account

    def crumb(self) -> str:
        """New, or which."""
        return self.account.name if self.account else _("New money account")

    def draft_key(self) -> str:
        """The account."""
        return f"firm.account:{self.account.id if self.account else 'new'}"

    def fields(self) -> Sequence[Field]:
        """The kind and the number in the chart stay as they were."""
        kinds = tuple(Choice(code, word) for code, word in MONEY_KINDS.items())
        new = (
            Field("kind", N_("Kind"), "choice", choices=kinds, default="bank"),
            Field("account", N_("Account number"), limit=8,
                  help=N_("empty: the next free one of its kind")),
        )  # fmt: skip
        return (
            Field("name", N_("Name"), required=True, limit=80, help=N_("Sparkasse, cash box …")),
            *(() if self.account else new),
            Field("iban", "IBAN", "iban"), Field("bic", "BIC", "bic"),
            Field("holder", N_("Account holder"), help=N_("if it is somebody else")),
        )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """What stands there."""
        one = self.account
        return (
            {name: getattr(one, name) for name in ("name", "iban", "bic", "holder")} if one else {}
        )

    def save(self, values: dict[str, Any]) -> None:
        """Add or change it."""
        if self.account is None:
            from kontor.desk.start import StartAccount, open_money_account

            self.send(open_money_account, model=StartAccount, values=values)
            return
        from kontor.company.model import MoneyAccountChange
        from kontor.company.service import change_money_account

        given = {name: "" if value is None else value for name, value in values.items()}
        data = MoneyAccountChange.model_validate(given)
        self.kontor.run_case(
            change_money_account, self.account.id, data, then=self.saved, otherwise=self.refused
        )


class RangesScreen(ListScreen):
    """Number ranges with the patterns of earlier times."""

    NAME, TITLE, LETTER, HANDBOOK = "firm.ranges", N_("Numbers"), "n", "firm#number-ranges"
    HINTS: ClassVar[tuple[str, ...]] = ("record.edit", "record.new", "filter.open")
    COLUMNS = (
        Column(N_("Series"), Kind.NAME, 20, grow=1),
        Column(N_("Looks like"), Kind.NUMBER, 18),
        Column(N_("First"), Kind.COUNT, 8, priority=4),
        Column(N_("From"), Kind.DATE, priority=3),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Series"), "3": N_("From")}
    EMPTY = N_("There is no number range yet.")

    def source(self) -> Source:
        """The ranges in force."""
        today = self.kontor.today()
        with self.kontor.store.read() as con:
            self.ranges = number_ranges(con, today) or number_ranges(con)
        return MemorySource([
            Row(n, (n,), (series_name(one.series), number_text(one.pattern, today, one.first),
                one.first, one.valid_from))
            for n, one in enumerate(self.ranges)
        ])  # fmt: skip

    def preview(self, row: Row) -> Sequence[Block]:
        """What it looked like before."""
        series = self.ranges[row.id].series
        with self.kontor.store.read() as con:
            past = [one for one in number_ranges(con) if one.series == series]
        columns = (
            Column(N_("From"), Kind.DATE, keep=True),
            Column(N_("Looks like"), Kind.NAME, grow=1),
            Column(N_("First"), Kind.COUNT),
        )
        rows = [
            (one.valid_from, number_text(one.pattern, one.valid_from, one.first), one.first)
            for one in reversed(past)
        ]
        return [Head(series_name(series)), Grid(columns, rows, N_("History"))]

    def do_record_open(self) -> None:
        """Change it."""
        self.do_record_edit()

    def do_record_edit(self) -> None:
        """Another pattern from a day on."""
        if self.row is not None:
            self.app.push_screen(RangeForm(self.ranges[self.row.id].series))

    def do_record_new(self) -> None:
        """Another series, or one anew."""
        self.app.push_screen(RangeForm())


class RangeForm(InputForm):
    """The pattern of a series from a day on."""

    HANDBOOK = "firm#number-ranges"

    def __init__(self, series: str = "") -> None:
        super().__init__()
        self.series = series

    def crumb(self) -> str:
        """The series."""
        return series_name(self.series) if self.series else _("New number range")

    def fields(self) -> Sequence[Field]:
        """Series, pattern, first number, day."""
        options = tuple(Choice(code, word) for code, word in SERIES.items())
        series = Field("series", N_("Series"), "choice", choices=options, default="invoice")
        return (
            *(() if self.series else (series,)),
            Field(
                "pattern",
                N_("Pattern"),
                required=True,
                help=N_("{year} becomes the year, {number:04} the number with four digits"),
            ),
            Field("first", N_("Next number"), default="1", required=True),
            Field("valid_from", N_("From"), "date", required=True),
        )

    def start(self) -> dict[str, Any]:
        """The pattern now."""
        values: dict[str, Any] = {"valid_from": self.kontor.today()}
        with self.kontor.store.read() as con:
            for one in number_ranges(con, self.kontor.today()):
                if one.series == self.series:
                    values |= {"pattern": one.pattern, "first": str(one.first)}
        return values

    def summary(self, values: dict[str, Any]) -> Sequence[str]:
        """What the first number looks like."""
        from kontor.base.errors import KontorError
        from kontor.company.numbering import check_pattern

        try:
            pattern = check_pattern(values["pattern"] or "")
        except KontorError:
            return ()
        first = str(values["first"] or "1")
        number = int(first) if first.isascii() and first.isdigit() else 1
        shown = number_text(pattern, values["valid_from"] or self.kontor.today(), number)
        return [_("Looks like {number}").format(number=shown)]

    def save(self, values: dict[str, Any]) -> None:
        """Set it."""
        from kontor.company.model import NumberRangeInput
        from kontor.company.service import set_number_range

        self.send(set_number_range, model=NumberRangeInput,
                  values={"series": self.series, **values})  # fmt: skip

"""Commands that show how the business stands: BWA, profit and loss, balance sheet, cash."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kontor.base.i18n import N_, _
from kontor.cli.commands import Command, opt
from kontor.cli.output import Column, Money, Table, shown
from kontor.company.words import MONEY_KINDS

if TYPE_CHECKING:
    from kontor.base.dates import Period
    from kontor.cli.call import Call

_BWA = (
    Column("line", N_("Line"), "code"),
    Column("label", N_("Name")),
    Column("cents", N_("Period"), "money"),
    Column("compared", N_("Compared"), "money"),
    Column("year", N_("Year so far"), "money"),
    Column("share", N_("Share"), "rate"),
)
_POSITIONS = (
    Column("position", N_("Position"), "code"),
    Column("label", N_("Name")),
    Column("cents", N_("Amount"), "money"),
)
_MONEY = (
    Column("account", N_("Account"), "code"),
    Column("name", N_("Name")),
    Column("kind", N_("Kind"), "code", MONEY_KINDS),
    Column("balance", N_("Balance"), "money"),
)
_WEEKS = (
    Column("week", N_("Week from"), "day"),
    Column("income", N_("In"), "money"),
    Column("spending", N_("Out"), "money"),
    Column("balance", N_("Balance"), "money"),
    Column("lowest", N_("Lowest"), "money"),
)


def bwa(call: Call, *, period: Period | None, compare: Period | None) -> None:
    """The short-term result."""
    from kontor.base.dates import month_of, parse_period
    from kontor.ledger.queries import statements

    wanted = period or parse_period(month_of(call.today), call.today)
    with call.read() as con:
        done = statements.bwa(con, wanted, compare)
    rows = [(r.line, r.label, r.cents, r.compared, r.year, r.share) for r in done.rows]
    title = _("BWA {period}, compared with {other}").format(
        period=done.period.title, other=done.compared_with.title
    )
    for one in done.unassigned:
        call.say(_("Account {number} has no line in the BWA.").format(number=one.number))
    call.show(
        Table(_BWA, rows, title=title),
        data={
            "period": done.period.label,
            "compared_with": done.compared_with.label,
            "rows": [
                {"line": r.line, "label": r.label, "amount": Money(r.cents),
                 "compared": Money(r.compared), "year": Money(r.year), "share": r.share}
                for r in done.rows
            ],
            "result": Money(done.result),
        },
    )  # fmt: skip


def pnl(call: Call, *, period: Period | None) -> None:
    """Profit and loss."""
    from kontor.base.dates import parse_period
    from kontor.ledger.queries import deductions, statements

    wanted = period or parse_period(str(call.today.year), call.today)
    with call.read() as con:
        done = statements.profit_and_loss(con, wanted)
        beside = deductions.of_period(con, wanted)
    rows = [(r.position, r.label, r.cents) for r in done.rows]
    title = _("Profit and loss {period}").format(period=done.period.title)
    call.show(
        Table(_POSITIONS, rows, title=title, total=(None, _("Result"), done.result)),
        data={
            "period": done.period.label,
            "rows": _rows(rows),
            "result": Money(done.result),
            "outside": Money(beside),
        },
    )
    if beside:
        taxed = _("With {outside} outside the books (§ 7g EStG) the profit is {profit}.")
        call.say(
            taxed.format(
                outside=shown(beside, "money"), profit=shown(done.result + beside, "money")
            )
        )


def balance_sheet(call: Call, *, day: date | None) -> None:
    """The balance sheet."""
    from kontor.ledger.queries import statements

    with call.read() as con:
        done = statements.balance_sheet(con, day or call.today)
    assets = [(r.position, r.label, r.cents) for r in done.assets]
    liabilities = [(r.position, r.label, r.cents) for r in done.liabilities]
    call.show(
        Table(_POSITIONS, assets, title=_("Assets"), total=(None, _("Total"), done.total_assets)),
        Table(
            _POSITIONS,
            liabilities,
            title=_("Equity and liabilities"),
            total=(None, _("Total"), done.total_liabilities),
        ),
        data={
            "day": done.day,
            "assets": _rows(assets),
            "liabilities": _rows(liabilities),
            "total_assets": Money(done.total_assets),
            "total_liabilities": Money(done.total_liabilities),
            "result": Money(done.result),
        },
    )


def _rows(rows: list[tuple[str, str, int]]) -> list[dict[str, object]]:
    return [
        {"position": place, "label": label, "amount": Money(cents)} for place, label, cents in rows
    ]


def cash(call: Call, *, day: date | None, weeks: int | None) -> None:
    """What lies on the money accounts; with `weeks` what is expected."""
    if weeks is not None:
        _curve(call, weeks)
        return
    from kontor.company.queries import money_accounts
    from kontor.ledger.queries.accounts import balances

    with call.read() as con:
        there = balances(con, day or call.today)
        accounts = money_accounts(con)
    rows = [(a.account, a.name, a.kind.value, there.get(a.account, 0)) for a in accounts]
    total = (None, _("Total"), None, sum(row[3] for row in rows))
    call.show(Table(_MONEY, rows, total=total, empty=N_("There is no money account yet.")))


def _curve(call: Call, weeks: int) -> None:
    from kontor.ledger.queries.cash import curve

    with call.read() as con:
        done = curve(con, call.today, weeks)
    rows = [(w.first, w.income, w.spending, w.balance, w.lowest) for w in done.weeks]
    title = _("Money of the next weeks: now {start}, lowest {lowest} on {day}").format(
        start=shown(done.start, "money"), lowest=shown(done.lowest, "money"),
        day=shown(done.lowest_day, "day"),
    )  # fmt: skip
    call.show(Table(_WEEKS, rows, title=title))


_PERIOD = opt("period", N_("2026-03, 2026-Q1 or 2026"), "period")
COMMANDS = (
    Command("bwa", bwa, N_("short-term result beside another period"), (
        _PERIOD, opt("compare", N_("the period beside it; last year's without it"), "period"),
    )),
    Command("pnl", pnl, N_("profit and loss by § 275 HGB"), (_PERIOD,)),
    Command("balance-sheet", balance_sheet, N_("balance sheet by § 266 HGB"), (
        opt("day", N_("at the end of this day"), "day"),
    )),
    Command("cash", cash, N_("what lies on bank, cash and card accounts"), (
        opt("day", N_("at the end of this day"), "day"),
        opt("weeks", N_("what is expected in so many weeks"), "int"),
    )),
)  # fmt: skip

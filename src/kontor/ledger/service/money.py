"""Own money: transfers, private, payroll, VAT paid to the office with the ten-day rule."""

from __future__ import annotations

from datetime import date

from kontor.base.errors import InputError, Refused
from kontor.base.i18n import N_
from kontor.ledger.kinds import CashRole, Part, Posted
from kontor.ledger.model.inputs import Payroll, Private, TaxPayment, Transfer
from kontor.ledger.model.tables import ShiftRow
from kontor.ledger.queries import lookup
from kontor.ledger.rules.posting import Draft, ten_day_year
from kontor.ledger.service.books import Books
from kontor.ledger.service.sales import refuse_no_money

_TAX_ACCOUNTS = {"advance": "ust_vz", "special": "ust_svz", "year": "ust_vorjahr"}
TEN_DAYS = "§ 11 Abs. 1 Satz 2, Abs. 2 Satz 2 EStG"


def transfer(books: Books, event: Transfer) -> Posted:
    """Own money from one account to another; over transit when it arrives on another day."""
    origin = lookup.money_account(books.con, event.origin)
    target = lookup.money_account(books.con, event.target)
    refuse_no_money(origin)
    refuse_no_money(target)
    if origin.id == target.id:
        raise Refused(N_("Origin and target are the same account."), field="target")
    head = books.head(event, "transfer")
    if event.arrives is None or event.arrives == event.day:
        books.write(head, [Draft(target.id, event.amount), Draft(origin.id, -event.amount)])
        return Posted(tuple(books.entries))
    transit = books.account("geldtransit")
    first = books.write(head, [Draft(transit.id, event.amount), Draft(origin.id, -event.amount)])
    late = event.model_copy(update={"day": event.arrives, "booked": None})
    arrival = books.head(late, "transfer", source=f"ledger:{first}")
    books.write(arrival, [Draft(target.id, event.amount), Draft(transit.id, -event.amount)])
    return Posted(tuple(books.entries))


def private(books: Books, event: Private) -> Posted:
    """Withdrawal (negative) or deposit (positive) of the owner."""
    money = lookup.money_account(books.con, event.money)
    refuse_no_money(money)
    name = event.account or ("privateinlage" if event.amount > 0 else "privatentnahme")
    account = books.account(name)
    if account.kind != "equity":
        raise Refused(
            N_("{number} {name} is no private account."),
            field="account",
            number=account.number,
            name=account.name,
        )
    drafts = [Draft(money.id, event.amount), Draft(account.id, -event.amount)]
    books.write(books.head(event, "private"), drafts)
    return Posted(tuple(books.entries))


def payroll(books: Books, event: Payroll) -> Posted:
    """Payroll as delivered: wage liabilities carry the EÜR line, each payment counts on its day."""
    drafts = []
    for line in event.lines:
        account = books.account(line.account)
        if account.role is CashRole.ITEM:
            raise Refused(
                N_("Account {number} {name} is posted by Kontor itself."),
                field="lines",
                number=account.number,
                name=account.name,
            )
        part = Part.BASE.value if account.role is CashRole.RESULT else ""
        drafts.append(
            Draft(
                account.id,
                line.amount,
                part=part,
                text=line.text,
                project=event.project,
                cost_centre=event.cost_centre,
            )
        )
    books.write(books.head(event, "payroll"), drafts)
    return Posted(tuple(books.entries))


def tax_payment(books: Books, event: TaxPayment) -> Posted:
    """VAT to or from the tax office; a payment around New Year counts in the year of its period."""
    money = lookup.money_account(books.con, event.money)
    refuse_no_money(money)
    account = books.account(_TAX_ACCOUNTS[event.what])
    head = books.head(event, "tax_payment")
    entry = books.open_entry(head)
    drafts = [Draft(money.id, event.amount), Draft(account.id, -event.amount, part="base")]
    ids = books.put_lines(entry, head, drafts)
    if event.what == "advance":
        year, _ = period_end(event.period)
        due = event.due or _due(books, event.period)
        counts = ten_day_year(event.day, due, year)
        if counts is not None:
            put_shift(books, ids[1], event.day.year, counts)
    return Posted(tuple(books.entries))


def put_shift(books: Books, line: int, year: int, counts: int) -> None:
    """Let a line count in another year of the EÜR."""
    books.unit.put(
        ShiftRow(
            line=line,
            view="euer",
            period_from=str(year),
            period_to=str(counts),
            reason=N_("Recurring payment within ten days around New Year"),
            law=TEN_DAYS,
        )
    )


def period_end(period: str) -> tuple[int, int]:
    """Year and last month of a tax period: 2025-12, 2025-Q4 or 2025."""
    year, _, rest = period.partition("-")
    try:
        number = int(rest.removeprefix("Q") or 12)
        last = number * 3 if rest.startswith("Q") else number
        found = date(int(year), last, 1)
    except ValueError:
        raise InputError(
            N_("“{period}” is no tax period."),
            hint=N_("Write 2025-12, 2025-Q4 or 2025."),
            field="period",
            period=period,
        ) from None
    return found.year, found.month


def _due(books: Books, period: str) -> date:
    """Statutory due day of a VAT period: the 10th after it, a month later with the extension."""
    year, last = period_end(period)
    extra = 1 if books.regime(date(year, last, 1)).extension else 0
    months = last + extra
    return date(year + months // 12, months % 12 + 1, 10)

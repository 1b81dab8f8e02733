"""From amounts as typed to accounts, tax codes, nets and taxes under the regime of the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.company.kinds import ProfitMethod, Regime, VatMethod
from kontor.ledger.kinds import Account, CashRole, DueRule, Effect, Side, TaxCode
from kontor.ledger.model.inputs import Amount, Event
from kontor.ledger.rules.charts import without_tax
from kontor.ledger.rules.posting import (
    Draft,
    Priced,
    Typed,
    cost_of_small_trader,
    input_period,
    output_period,
    price,
    reverse_period,
)
from kontor.ledger.service.books import Books


@dataclass(frozen=True)
class Days:
    """The days of a document that decide about the tax period."""

    document: date
    service: date | None = None
    arrival: date | None = None

    @property
    def supply(self) -> date:
        """The day on which regime and code are looked up."""
        return self.service or self.document

    def period(self, code: TaxCode) -> str:
        """Tax period of the lines of a code."""
        if code.side is Side.REVERSE:
            return reverse_period(code, self.service, self.document)
        if code.side is Side.INPUT:
            return input_period(self.service, self.arrival, self.document)
        return output_period(self.service, self.document)


@dataclass(frozen=True)
class Lines:
    """Amounts with their accounts and codes, priced."""

    accounts: list[Account]
    codes: list[TaxCode | None]
    priced: Priced
    amounts: Sequence[Amount]
    days: Days

    @property
    def net(self) -> int:
        """Sum of the nets."""
        return sum(self.priced.nets)

    @property
    def tax(self) -> int:
        """Tax that the document itself carries; not that of reverse charge."""
        sides = {code.code: code.side for code in self.codes if code}
        return sum(t for c, t in self.priced.taxes.items() if sides[c] is not Side.REVERSE)

    @property
    def gross(self) -> int:
        """What is to be paid."""
        return self.net + self.tax

    def code(self, name: str) -> TaxCode:
        """One of the codes by its name."""
        return next(code for code in self.codes if code and code.code == name)


def resolve(books: Books, amounts: Sequence[Amount], days: Days, sides: frozenset[Side]) -> Lines:
    """Find accounts and codes and price the amounts.

    Args:
        books: the books.
        amounts: as typed.
        days: of the document.
        sides: which tax codes this event may carry.
    """
    regime = books.regime(days.supply)
    small = regime.vat is VatMethod.SMALL
    accounts = [_account(books, amount.account) for amount in amounts]
    if regime.profit is ProfitMethod.EUER:
        for account in accounts:
            refuse_without_line(books, account)
    codes = [
        _code(books, amount, account, days.supply)
        for amount, account in zip(amounts, accounts, strict=True)
    ]
    _refuse_side(codes, sides)
    typed = _typed(amounts, codes)
    table = {code.code: code for code in codes if code}
    if small:
        costs = cost_of_small_trader(typed, table)
        changed = [
            _small(books, account, code, days.supply)
            for account, code in zip(accounts, codes, strict=True)
        ]
        accounts, codes = [a for a, _ in changed], [c for _, c in changed]
        table = {code.code: code for code in codes if code}
        typed = [
            t._replace(code=code.code if code else None, net=cost, gross=None)
            for t, code, cost in zip(typed, codes, costs, strict=True)
        ]
    elif any(code and code.code == "KU19" for code in codes):
        raise Refused(
            N_("Tax code {code} is for small businesses under § 19 UStG only."),
            field="code",
            code="KU19",
        )
    return Lines(accounts, codes, price(typed, table), amounts, days)


def base_drafts(lines: Lines, event: Event, *, sign: int, effect: Effect) -> list[Draft]:
    """One draft per amount: `sign` -1 for revenue (credit), +1 for cost (debit)."""
    drafts = []
    for amount, account, code, net in zip(
        lines.amounts, lines.accounts, lines.codes, lines.priced.nets, strict=True
    ):
        drafts.append(
            Draft(
                account.id,
                sign * net,
                effect,
                code=code.code if code else None,
                part=code.side.value if code and account.role is CashRole.TAX else "base",
                base=None if amount.tax_base is None or code is None else sign * amount.tax_base,
                period=lines.days.period(code) if code else None,
                project=amount.project or event.project,
                cost_centre=amount.cost_centre or event.cost_centre,
                text=amount.text,
            )
        )
    return drafts


def tax_drafts(
    books: Books, lines: Lines, *, sign: int, effect: Effect, due_rule: DueRule = DueRule.INVOICE
) -> list[Draft]:
    """One tax line per code of the document; under Ist on the not-due account."""
    drafts = []
    for name, tax in lines.priced.taxes.items():
        code = lines.code(name)
        if code.side is Side.REVERSE or not tax:
            continue
        output = code.side is Side.OUTPUT
        account = tax_account(books, code, due_rule)
        drafts.append(
            Draft(
                account.id,
                sign * tax,
                effect,
                code=name,
                part="output" if output else "input",
                period=lines.days.period(code),
            )
        )
    return drafts


def reverse_pair(books: Books, code: TaxCode, tax: int, period: str) -> list[Draft]:
    """Output and input tax of reverse charge and intra-EU purchases: always `own`, never weights.

    Without right to input tax the tax is a cost that no cash view counts; its payment does.
    """
    if not tax:
        return []
    output = books.account(code.output_account or "ust_13b19")
    drafts = [Draft(output.id, -tax, Effect.OWN, code.code, "output", period=period)]
    if code.input_account:
        account = books.account(code.input_account)
        return [Draft(account.id, tax, Effect.OWN, code.code, "input", period=period), *drafts]
    return [Draft(books.account("vst_nabz19").id, tax, Effect.ACCRUAL), *drafts]


def reverse_drafts(books: Books, lines: Lines) -> list[Draft]:
    """The pairs of all reverse codes of a document."""
    drafts = []
    for name, tax in lines.priced.taxes.items():
        code = lines.code(name)
        if code.side is Side.REVERSE:
            drafts += reverse_pair(books, code, tax, lines.days.period(code))
    return drafts


def tax_account(books: Books, code: TaxCode, due_rule: DueRule) -> Account:
    """The account on which the tax of an item stands."""
    if code.side is Side.INPUT:
        return books.account(code.input_account or "vst19")
    if due_rule is DueRule.RECEIPT and code.due_ist == "receipt" and code.not_due_account:
        return books.account(code.not_due_account)
    return books.account(code.output_account or "ust19")


def due_rule_of(regime: Regime) -> DueRule:
    """Due rule of an outgoing item under a regime."""
    return DueRule.RECEIPT if regime.vat is VatMethod.IST else DueRule.INVOICE


def output_code(books: Books, code: TaxCode, day: date) -> TaxCode:
    """The output code that holds under the regime of a day: KU19 for small traders."""
    if books.regime(day).vat is VatMethod.SMALL and code.side is Side.OUTPUT:
        return books.code("KU19", day)
    return code


def refuse_without_line(books: Books, account: Account) -> None:
    """Refuse a result account whose money the EÜR could not show."""
    if account.role is CashRole.RESULT and not books.has_line(account):
        raise Refused(
            N_("Account {number} {name} has no line in the form of the EÜR."),
            hint=N_(
                "Choose a more exact account, or give this one a line in the chart of accounts."
            ),
            field="account",
            number=account.number,
            name=account.name,
        )


def _account(books: Books, name: str) -> Account:
    account = books.account(name)
    if account.function == "R" or account.closed:
        raise Refused(
            N_("Account {number} {name} is closed for postings."),
            field="account",
            number=account.number,
            name=account.name,
        )
    if account.role is CashRole.ITEM or account.function == "S":
        raise Refused(
            N_("Account {number} {name} is posted by Kontor itself."),
            hint=N_("Name the account of the cost or revenue; tax and partner are added."),
            field="account",
            number=account.number,
            name=account.name,
        )
    return account


def _code(books: Books, amount: Amount, account: Account, day: date) -> TaxCode | None:
    if account.automatic and amount.code and amount.code != account.code:
        raise Refused(
            N_("Account {number} {name} is posted with tax code {code} only."),
            hint=N_("Choose an account without automatic tax for another code."),
            field="code",
            number=account.number,
            name=account.name,
            code=account.code,
        )
    name = amount.code or account.code
    if not name or (account.role is CashRole.TAX and account.function != "F"):
        return None
    return books.code(name, day)


def _refuse_side(codes: Sequence[TaxCode | None], sides: frozenset[Side]) -> None:
    for code in codes:
        if code and code.side not in sides and code.side is not Side.NONE:
            raise Refused(
                N_("Tax code {code} does not belong into this event."),
                hint=N_("Sales carry output tax, purchases input tax or reverse charge."),
                field="code",
                code=code.code,
            )


def _typed(amounts: Sequence[Amount], codes: Sequence[TaxCode | None]) -> list[Typed]:
    return [
        Typed(code.code if code else None, amount.net, amount.gross, amount.tax_base)
        for amount, code in zip(amounts, codes, strict=True)
    ]


def _small(
    books: Books, account: Account, code: TaxCode | None, day: date
) -> tuple[Account, TaxCode | None]:
    """Account and code as a small trader posts them."""
    if code is None or code.side is Side.NONE:
        return account, code
    plain = without_tax().get(account.concept or "")
    if code.side is Side.INPUT:
        return (books.account(plain) if plain else account), None
    if code.side is Side.REVERSE:
        other = books.find_code(f"{code.code.removesuffix('_OV')}_OV", day)
        if other is None:
            return account, code._replace(input_account=None, kz_input=None)
        if account.automatic and other.result_account and other.code != account.code:
            return books.account(other.result_account), other
        return account, other
    if plain:
        return books.account(plain), None
    small = books.code("KU19", day)
    if account.automatic and _sales_line(books, account) and small.result_account:
        return books.account(small.result_account), small
    return account, small


def _sales_line(books: Books, account: Account) -> bool:
    """Whether the account belongs to income of lines 15 and 16, which are line 12 under § 19."""
    row = books.con.execute(
        "SELECT 1 FROM account_form WHERE account=? AND line IN ('12','15','16')", (account.id,)
    ).fetchone()
    return row is not None

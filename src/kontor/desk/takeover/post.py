"""Writes a take-over into the books: one step, or nothing and every reason at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

from kontor.base.errors import Finding, InputError, KontorError, NotFound, Refused, Severity
from kontor.base.i18n import N_
from kontor.base.money import tax_on_net
from kontor.base.numbers import format_money
from kontor.company.kinds import ProfitMethod, VatMethod
from kontor.company.queries import regime_on
from kontor.contacts import queries as contacts
from kontor.contacts.kinds import ContactKind, Partner, Role
from kontor.contacts.model import ContactInput, RoleInput
from kontor.contacts.service import add_role, create_contact
from kontor.desk.takeover.inputs import ItemPart, TakeOver, TakeOverItem
from kontor.ledger.kinds import Side, Weight
from kontor.ledger.model.inputs import (
    FiledReturn,
    NewAsset,
    OpeningBalances,
    OpeningItem,
    OpeningWeight,
    PayrollLine,
)
from kontor.ledger.queries.accounts import account
from kontor.ledger.queries.lookup import find_account, find_code
from kontor.ledger.rules.spread import spread
from kontor.ledger.service.events import handle
from kontor.store.doors import values_of
from kontor.store.unit import Unit, use_case

T = TypeVar("T")


class TakenOver(NamedTuple):
    """What was taken over, and what looks doubtful."""

    contacts: int
    balances: int
    items: int
    assets: int
    filed: int
    findings: tuple[Finding, ...]


class TakeOverRefused(Refused):
    """A take-over with mistakes: nothing was stored; `findings` names each with its place."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(
            N_("Mistakes in the take-over: {count}. Nothing was stored."),
            hint=N_("First: {place}: {text}"),
            count=len(findings),
            place=findings[0].where,
            text=findings[0].text,
        )
        self.findings = tuple(findings)


@use_case(N_("Take-over"))
def take_over(unit: Unit, data: TakeOver, day: date) -> TakenOver:
    """Take over balances, items, assets and returns on the first day of the books.

    Args:
        unit: unit of work.
        data: what is taken over.
        day: first day of the books; everything is booked on it.

    Raises:
        TakeOverRefused: something does not fit; all mistakes at once.
    """
    wrong: list[Finding] = []
    _each(wrong, "contacts", data.contacts, lambda one: create_contact(unit, one))
    _each(wrong, "items", data.items, lambda one: _item(unit, one, day))
    _each(wrong, "balances", data.balances, lambda one: account(unit.con, one.account))
    if data.balances and not wrong:
        lines = [PayrollLine(**one.model_dump()) for one in data.balances]
        event = OpeningBalances(day=day, booked=day, lines=lines)
        _each(wrong, "balances", [event], lambda one: handle(unit, one))
    _each(wrong, "assets", data.assets, lambda one: handle(unit, _asset(one, day)))
    _each(wrong, "filed", data.filed, lambda one: handle(unit, _filed(one, day)))
    if wrong:
        raise TakeOverRefused(wrong)
    return TakenOver(
        len(data.contacts),
        len(data.balances),
        len(data.items),
        len(data.assets),
        len(data.filed),
        tuple(_doubts(unit, data, day)),
    )


def _each(wrong: list[Finding], part: str, records: Sequence[T], do: Callable[[T], object]) -> None:
    for index, record in enumerate(records):
        try:
            do(record)
        except KontorError as error:
            wrong.append(
                Finding(
                    f"takeover.{part}",
                    f"{part}[{index}]",
                    error.message,
                    error.hint,
                    values=tuple(error.values.items()),
                    field=error.field,
                )
            )


def _filed(event: FiledReturn, day: date) -> FiledReturn:
    if event.day >= day:
        raise InputError(N_("A return taken over was filed before the first day."), field="day")
    return event


def _asset(event: NewAsset, day: date) -> NewAsset:
    if event.book_value is not None and event.book_value_day is None:
        return event.model_copy(update={"book_value_day": day})
    return event


# -- items ---------------------------------------------------------------------------------------


def _item(unit: Unit, data: TakeOverItem, day: date) -> None:
    if data.day > day:
        raise InputError(N_("This document is younger than the first day."), field="day")
    number = _partner(unit, data)
    weights = [_weight(unit, data, part) for part in data.parts]
    event = OpeningItem(
        day=data.day,
        booked=day,
        text=data.text,
        partner=number,
        side=data.side,
        document=data.document,
        service=data.service,
        due=data.due,
        is_request=data.is_request,
        due_rule=data.due_rule,
        weights=_collected(weights, data.paid),
        discounts=data.discounts,
        due_parts=data.due_parts,
    )
    handle(unit, event)


def _partner(unit: Unit, data: TakeOverItem) -> str:
    """The personal account; a partner who is not known yet becomes a contact."""
    role = Role.CUSTOMER if data.side == "customer" else Role.SUPPLIER
    text = data.partner or data.name
    if not text:
        raise InputError(N_("The partner is missing."), field="partner")
    numbered = text.isascii() and text.isdigit()
    try:
        found: Partner | None = contacts.resolve(unit.con, text)
    except NotFound:
        if numbered and find_account(unit.con, text):
            return text
        found = None
    if found is None:
        if numbered and not data.name:
            raise NotFound(
                N_("There is no customer or supplier with number {number}."),
                hint=N_("Add a column with the name."),
                number=text,
                field="partner",
            )
        wanted = RoleInput(role=role, number=text if numbered else None)
        name = data.name if numbered else text
        key = create_contact(unit, ContactInput(kind=ContactKind.FIRM, name=name, roles=[wanted]))
        found = contacts.partner(unit.con, key)
    if numbered and text in contacts.personal_accounts(unit.con, found.id):
        return text
    own = found.customer_number if data.side == "customer" else found.supplier_number
    return own or add_role(unit, found.id, RoleInput(role=role)) or text


def _weight(unit: Unit, data: TakeOverItem, part: ItemPart) -> OpeningWeight:
    day = data.service or data.day
    name = part.code or _code_of(unit, data, part, day)
    code = find_code(unit.con, name, day) if name else None
    if name and code is None:
        raise InputError(N_("The tax code {code} is not known."), code=name, field="code")
    taxed = code is not None and code.side in {Side.OUTPUT, Side.INPUT} and code.rate
    if code and taxed and abs(tax_on_net(part.net, code.rate) - part.tax) > 2:
        raise InputError(
            N_("{tax} is not the tax on {net} by the code {code}."),
            tax=format_money(part.tax),
            net=format_money(part.net),
            code=name,
            field="tax",
        )
    base = part.account or (code and code.result_account)
    if base is None:
        raise InputError(N_("The income or expense account is missing."), field="account")
    return OpeningWeight(account=base, net=part.net, tax=part.tax, code=name)


def _code_of(unit: Unit, data: TakeOverItem, part: ItemPart, day: date) -> str | None:
    """The code whose rate gives this tax; untaxed: small trader or without input tax."""
    customer = data.side == "customer"
    if not part.tax:
        if not customer:
            return "VST0"
        if regime_on(unit.con, day).vat is VatMethod.SMALL:
            return "KU19"
        raise InputError(
            N_("An item without tax needs its tax code."),
            hint=N_("RC_BAU_OUT for construction work whose tax the recipient owes, for example."),
            field="code",
        )
    side = Side.OUTPUT if customer else Side.INPUT
    names = unit.con.execute(
        "SELECT DISTINCT code FROM tax_code WHERE side=? AND rate>0 ORDER BY code", (side.value,)
    ).fetchall()
    for (name,) in names:
        code = find_code(unit.con, name, day)
        if code and code.rate and abs(tax_on_net(part.net, code.rate) - part.tax) <= 2:
            return str(name)
    raise InputError(
        N_("{tax} is not the tax on {net} by any rate."),
        hint=N_("Give net and tax per rate, or the tax code."),
        tax=format_money(part.tax),
        net=format_money(part.net),
        field="tax",
    )


def _collected(weights: Sequence[OpeningWeight], paid: int) -> list[OpeningWeight]:
    """What was paid before, spread over net and tax like every payment."""
    if not paid:
        return list(weights)
    parts = [
        Weight(one.code, part, cents)
        for one in weights
        for part, cents in (("base", one.net), ("output", one.tax))
    ]
    shares = iter(spread(parts, paid))
    return [
        one.model_copy(update={"paid_net": next(shares), "paid_tax": next(shares)})
        for one in weights
    ]


# -- what looks doubtful -------------------------------------------------------------------------


def _doubts(unit: Unit, data: TakeOver, day: date) -> Iterable[Finding]:
    con = unit.con
    for concept, what in (
        ("saldo_deb", N_("The open items of customers add up to {rest} more than their balance.")),
        ("saldo_kred", N_("The open items of suppliers add up to {rest} more than their balance.")),
    ):
        rest = _balance(unit, concept)
        if rest and data.balances:
            yield _doubt("takeover.items", what, rest=format_money(-rest))
    rest = _balance(unit, "saldo_sach")
    if rest and data.balances and regime_on(con, day).profit is ProfitMethod.BALANCE:
        yield _doubt(
            "takeover.balances",
            N_("Debit and credit of the balances differ by {rest}."),
            rest=format_money(-rest),
        )
    if data.cash_counted is not None:
        cash = _balance(unit, "kasse")
        if cash != data.cash_counted:
            yield _doubt(
                "takeover.cash",
                N_("The cash account says {booked}, counted were {counted}."),
                booked=format_money(cash),
                counted=format_money(data.cash_counted),
            )
    count = con.execute("SELECT count(*) FROM firm WHERE started<?", (day.isoformat(),)).fetchone()
    if count[0]:
        yield _doubt("takeover.day", N_("The books begin before the day of the take-over."))


def _balance(unit: Unit, concept: str) -> int:
    (cents,) = unit.con.execute(
        "SELECT ifnull(sum(l.cents),0) FROM line l JOIN account a ON a.id=l.account"
        " WHERE a.concept=?",
        (concept,),
    ).fetchone()
    return int(cents)


def _doubt(code: str, message: str, **values: object) -> Finding:
    return Finding(code, "takeover", message, "", Severity.WARNING, values_of(**values))

"""The line for fast entry: what was typed, what it means, which event it becomes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kontor.base.dates import format_day, parse_day
from kontor.base.errors import KontorError
from kontor.base.i18n import N_, _
from kontor.base.money import tax_in_gross, tax_on_net
from kontor.base.numbers import format_money, format_rate, parse_money
from kontor.ledger.kinds import Side, TaxCode
from kontor.tui.screens.books.known import Known, KnownAccount, Proposal

FIELDS = ("amount", "account", "contra", "code", "document", "day", "text")
NO_CODE = "-"


@dataclass
class Reading:
    """What a line means.

    Attributes:
        kind: kind of the event; empty while something is missing.
        data: fields of the event's input model.
        said: what was understood, in words.
        fault: what is missing or wrong, with the field that needs a look.
        proposal: what was posted before with such a text.
    """

    kind: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    fault: str = ""
    where: str = ""
    proposal: Proposal | None = None
    amount: int | None = None
    account: KnownAccount | None = None
    contra: KnownAccount | None = None
    code: TaxCode | None = None
    day: date | None = None

    def blame(self, where: str, text: str) -> None:
        """Keep the first fault."""
        if not self.fault:
            self.fault, self.where = text, where


def read(raws: dict[str, str], known: Known, today: date) -> Reading:
    """Understand a line as far as it is typed."""
    out = Reading()
    _amount(out, raws.get("amount", ""))
    _day(out, raws.get("day", ""), today)
    out.account = _account(out, "account", raws.get("account", ""), known)
    out.contra = _account(out, "contra", raws.get("contra", ""), known)
    word = raws.get("text", "").strip() or raws.get("account", "").strip()
    if out.account is None or out.contra is None:
        out.proposal = known.propose(word)
    if out.account and out.contra and out.account.number == out.contra.number:
        out.blame("contra", _("Account and contra account are the same."))
    _derive(out, raws, known)
    return out


def _amount(out: Reading, typed: str) -> None:
    if not typed.strip():
        out.blame("amount", _("Type an amount."))
        return
    try:
        out.amount = parse_money(typed)
    except KontorError as error:
        out.blame("amount", f"{error} {error.advice}".strip())
        return
    if not out.amount:
        out.blame("amount", _("The amount is zero."))


def _day(out: Reading, typed: str, today: date) -> None:
    if not typed.strip():
        out.day = today
        return
    try:
        out.day = parse_day(typed, today, past=True)
    except KontorError as error:
        out.blame("day", f"{error} {error.advice}".strip())


def _account(out: Reading, where: str, typed: str, known: Known) -> KnownAccount | None:
    if not typed.strip():
        missing = N_("Type an account.") if where == "account" else N_("Type a contra account.")
        out.blame(where, _(missing))
        return None
    found = known.find(typed, 2)
    if not found:
        out.blame(where, _("No account is called “{typed}”.").format(typed=typed.strip()))
        return None
    if found[0].closed:
        out.blame(where, _("{account} is closed for postings.").format(account=found[0].label))
    return found[0]


def _derive(out: Reading, raws: dict[str, str], known: Known) -> None:
    """Which event two accounts make; the order matters for free entries only."""
    one, two = out.account, out.contra
    if one is None or two is None or out.day is None or not out.amount:
        return
    base = {"day": out.day, "text": raws.get("text", "").strip()}
    document = raws.get("document", "").strip()
    if document:
        base["document"] = document
    swap = two.purse or (two.private and not one.purse)
    purse, other = (two, one) if swap else (one, two)
    if one.purse and two.purse:
        _transfer(out, base)
    elif purse.purse and other.private:
        _private(out, base, purse, other)
    elif purse.purse and other.personal:
        _payment(out, base, purse, other)
    elif purse.purse or _private_cost(purse, other):
        _direct(out, base, (purse, other), raws.get("code", ""), known)
    elif (one.personal or two.personal) and not (one.personal and two.personal):
        _claim(out, base, (one, two), raws.get("code", ""), known)
    else:
        _free(out, base, raws.get("code", ""), known)


def _private_cost(purse: KnownAccount, other: KnownAccount) -> bool:
    return purse.private and other.role == "result"


def _transfer(out: Reading, base: dict[str, Any]) -> None:
    target, origin = out.account, out.contra
    if target is None or origin is None or out.amount is None:
        return
    if out.amount < 0:
        target, origin = origin, target
    out.kind = "transfer"
    out.data = {**base, "origin": origin.number, "target": target.number, "amount": abs(out.amount)}
    out.said = [
        _("Transfer from {origin} to {target}").format(origin=origin.label, target=target.label)
    ]


def _private(out: Reading, base: dict[str, Any], purse: KnownAccount, other: KnownAccount) -> None:
    if out.amount is None:
        return
    deposit = "einlage" in other.name.casefold()
    cents = out.amount if deposit else -out.amount
    out.kind = "private"
    out.data = {**base, "money": purse.number, "account": other.number, "amount": cents}
    text = _("Private money into {purse}") if cents > 0 else _("Private money out of {purse}")
    out.said = [text.format(purse=purse.label), other.label]


def _payment(
    out: Reading, base: dict[str, Any], purse: KnownAccount, partner: KnownAccount
) -> None:
    if out.amount is None:
        return
    incoming = partner.number < "70000"
    cents = out.amount if incoming else -out.amount
    out.kind = "payment"
    out.data = {**base, "money": purse.number, "amount": cents, "partner": partner.number}
    text = (
        _("Payment of {partner} into {purse}")
        if cents > 0
        else _("Payment to {partner} from {purse}")
    )
    out.said = [
        text.format(partner=partner.label, purse=purse.label),
        _("the item is found by document or amount"),
    ]


def _direct(
    out: Reading, base: dict[str, Any], pair: tuple[KnownAccount, KnownAccount], typed: str,
    known: Known,
) -> None:  # fmt: skip
    purse, other = pair
    income = other.kind == "income"
    if not _take_code(out, other, typed, known, income=income):
        return
    kind = "sale" if income else "purchase"
    line = {"account": other.number, "gross": out.amount}
    if typed.strip() and out.code:
        line["code"] = out.code.code
    out.kind = kind
    out.data = {**base, "money": purse.number, "lines": [line]}
    title = _("Sale") if income else _("Purchase")
    debit, credit = (purse, other) if income else (other, purse)
    out.said = [title, _split(out), _sides(debit, credit)]


def _claim(
    out: Reading, base: dict[str, Any], pair: tuple[KnownAccount, KnownAccount], typed: str,
    known: Known,
) -> None:  # fmt: skip
    one, two = pair
    partner, other = (one, two) if one.personal else (two, one)
    customer = partner.number < "70000"
    if not base.get("document"):
        out.blame("document", _("An invoice or bill needs its number."))
    if not _take_code(out, other, typed, known, income=customer):
        return
    line = {"account": other.number, "gross": out.amount}
    if typed.strip() and out.code:
        line["code"] = out.code.code
    out.kind = "invoice" if customer else "bill"
    out.data = {**base, "partner": partner.number, "lines": [line]}
    title = _("Invoice to {partner}") if customer else _("Bill of {partner}")
    debit, credit = (partner, other) if customer else (other, partner)
    out.said = [title.format(partner=partner.name), _split(out), _sides(debit, credit)]


def _free(out: Reading, base: dict[str, Any], typed: str, known: Known) -> None:
    one, two = out.account, out.contra
    if one is None or two is None or out.amount is None:
        return
    if typed.strip() and typed.strip() != NO_CODE:
        out.blame(
            "code", _("A free entry between these accounts takes no tax code; the form does.")
        )
        return
    for side in (one, two):
        if side.role == "item":
            out.blame(
                "account", _("{account} is posted by Kontor itself.").format(account=side.label)
            )
            return
    out.kind = "entry"
    lines = [
        {"account": one.number, "amount": out.amount},
        {"account": two.number, "amount": -out.amount},
    ]
    out.data = {**base, "lines": lines}
    debit, credit = (one, two) if out.amount > 0 else (two, one)
    out.said = [_("Free entry"), _sides(debit, credit)]


def _take_code(
    out: Reading, account: KnownAccount, typed: str, known: Known, *, income: bool
) -> bool:
    """Find the tax code; false when what was typed is none or does not fit."""
    name = account.code
    text = typed.strip()
    if text and text != NO_CODE:
        found = known.find_code(text)
        if found is None:
            out.blame("code", _("There is no tax code “{typed}”.").format(typed=text))
            return False
        if account.automatic and found != account.code:
            out.blame("code", _("{account} is posted with {code} only.").format(
                account=account.label, code=account.code))  # fmt: skip
            return False
        name = found
    elif text == NO_CODE:
        name = "VST0" if not income and "VST0" in known.codes else ""
    out.code = known.code(name, out.day or date.max) if name else None
    wrong = {Side.INPUT, Side.REVERSE} if income else {Side.OUTPUT}
    if out.code and out.code.side in wrong and not known.small:
        out.blame(
            "code", _("Tax code {code} does not belong into this event.").format(code=out.code.code)
        )
        return False
    if known.small and out.code and out.code.side is not Side.REVERSE:
        out.code = None
    return True


def _split(out: Reading) -> str:
    """Net and tax in words."""
    if out.amount is None:
        return ""
    if out.code is None or not out.code.rate:
        return _("{amount} without tax").format(amount=format_money(out.amount))
    if out.code.side is Side.REVERSE:
        tax = tax_on_net(out.amount, out.code.rate)
        return _("{amount} net, we owe {tax} tax ({rate})").format(
            amount=format_money(out.amount), tax=format_money(tax), rate=format_rate(out.code.rate)
        )
    tax = tax_in_gross(out.amount, out.code.rate)
    return _("{net} + {tax} tax ({rate})").format(
        net=format_money(out.amount - tax), tax=format_money(tax), rate=format_rate(out.code.rate)
    )


def _sides(debit: KnownAccount, credit: KnownAccount) -> str:
    return _("{debit} to {credit}").format(debit=debit.label, credit=credit.label)


def said_day(out: Reading, today: date) -> str:
    """The day in words, unless it is today."""
    return format_day(out.day, weekday=True) if out.day and out.day != today else ""

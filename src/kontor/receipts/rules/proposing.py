"""The booking proposal (Buchungsvorschlag): accounts, tax codes, dates and why; pure functions.

The amounts are those of the document. Accounts come from what was booked before for this supplier,
a line by the words it shares with earlier lines; without experience the usual account of the tax
code stands there. What does not compute, or is new, is a finding that must be confirmed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_
from kontor.base.money import largest_remainder, tax_in_gross, tax_on_net
from kontor.base.numbers import format_money, format_rate
from kontor.base.text import fold
from kontor.receipts.kinds import (
    Booked,
    Kind,
    ReadLine,
    Receipt,
    Skonto,
    VatSum,
    in_union,
)

_PAID_CASH = "10"  # UNTDID 4461
_WORD = re.compile(r"[a-z]{3,}")
_ALIKE = 50  # percent of the words of a line that an earlier one must share
NO_TAX = "VST0"


class Code(NamedTuple):
    """A tax code as far as a proposal needs it."""

    code: str
    rate: int
    account: str
    reverse: bool


class Earlier(NamedTuple):
    """A line of an earlier receipt of the supplier and what it was booked on."""

    name: str
    account: str
    code: str
    day: date


class Known(NamedTuple):
    """What is known around a receipt."""

    partner: str = ""
    partner_name: str = ""
    ibans: tuple[str, ...] = ()
    history: tuple[Booked, ...] = ()
    lines: tuple[Earlier, ...] = ()
    codes: Mapping[str, Code] = {}
    names: Mapping[str, str] = {}
    item: str = ""
    advances: tuple[str, ...] = ()
    subcontractor: bool = False
    exempted: bool = False
    land: str = "DE"
    faults: tuple[Finding, ...] = ()


class Part(NamedTuple):
    """One account of the proposal: net, or gross where the document does not compute by net."""

    account: str
    code: str
    net: int | None
    gross: int | None
    text: str
    reason: str
    values: tuple[tuple[str, object], ...] = ()
    learned: bool = False
    lines: tuple[int, ...] = ()

    @property
    def amount(self) -> int:
        """The amount that is booked, net or gross."""
        return self.net if self.net is not None else self.gross or 0


class Proposal(NamedTuple):
    """How a receipt would be booked.

    Attributes:
        event: bill, purchase or credit_note.
        partner: contacts:id; empty when the supplier is not known.
        supplier: the name on the document.
        total: gross of the booking.
        findings: what speaks against booking it unseen; errors and warnings ask to confirm.
    """

    event: str
    partner: str
    partner_name: str
    supplier: str
    document: str
    day: date | None
    service: date | None
    arrival: date
    due: date | None
    discounts: tuple[tuple[date, int], ...]
    parts: tuple[Part, ...]
    total: int
    text: str
    money: str = ""
    item: str = ""
    advances: tuple[str, ...] = ()
    debited: bool = False
    findings: tuple[Finding, ...] = ()

    @property
    def asks(self) -> tuple[Finding, ...]:
        """The findings that must be confirmed."""
        return tuple(one for one in self.findings if one.severity is not Severity.NOTE)


def propose(
    one: Receipt,
    groups: Sequence[VatSum],
    lines: Sequence[ReadLine],
    skonto: Sequence[Skonto],
    known: Known,
) -> Proposal:
    """The proposal for a receipt; amounts of a credit note are turned to what it takes back."""
    credit = one.kind is Kind.CREDIT_NOTE
    sign = -1 if credit else 1
    turned = [each._replace(basis=sign * each.basis, tax=sign * each.tax) for each in groups]
    if not turned and one.gross is not None:
        turned = [_unsplit(one, sign, known)]
    parts: list[Part] = []
    for group in turned:
        parts += _parts(group, lines, sign, one, known)
    total = sum(gross_of(parts, known.codes))
    findings = [*known.faults, *_findings(one, turned, known)]
    findings += _difference(one, sign, total, parts)
    event = "credit_note" if credit and known.item else "bill"
    if not credit and (one.kind is Kind.VOUCHER or one.means == _PAID_CASH):
        event = "purchase"
    if credit and not known.item:  # a claim on the supplier of its own
        parts = [_turned(part) for part in parts]
        total = -total
    return Proposal(
        event=event,
        partner=known.partner,
        partner_name=known.partner_name,
        supplier=one.supplier,
        document=document_of(one),
        day=one.day,
        service=one.service,
        arrival=one.arrival,
        due=one.due,
        discounts=_discounts(one, skonto),
        parts=tuple(parts),
        total=total,
        text=one.text or one.supplier or one.file_name,
        money="cash" if event == "purchase" else "",
        item=known.item if event == "credit_note" else "",
        advances=known.advances,
        debited=one.debited,
        findings=tuple(findings),
    )


def document_of(one: Receipt) -> str:
    """The number under which it is booked: 36 characters at most, as DATEV takes."""
    return one.number[:36] or f"BELEG-{one.id}"


def gross_of(parts: Iterable[Part], codes: Mapping[str, Code]) -> list[int]:
    """What each tax code of the parts comes to, with its tax once per code."""
    nets: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for part in parts:
        if part.net is not None:
            nets[part.code] += part.net
        else:
            whole[part.code] += part.gross or 0
    found = []
    for code in nets.keys() | whole.keys():
        known = codes.get(code)
        rate = known.rate if known and not known.reverse else 0
        found.append(nets[code] + tax_on_net(nets[code], rate) + whole[code])
    return found


def code_of(group: VatSum, one: Receipt, known: Known) -> str:
    """The tax code of a VAT group of a bill."""
    abroad = bool(one.country) and one.country != known.land
    if group.category == "AE":
        if not abroad:
            return "RC_BAU7" if group.rate == 700 else "RC_BAU_IN"
        return "RC_EU_DL" if in_union(one.country, one.day or one.arrival) else "RC_DRITT"
    if group.category == "K":
        return "IGE7" if group.rate == 700 else "IGE19"
    if group.category == "S" and not abroad:
        for name in ("VST19", "VST7"):
            if name in known.codes and known.codes[name].rate == group.rate:
                return name
    return NO_TAX


def _unsplit(one: Receipt, sign: int, known: Known) -> VatSum:
    """A receipt that names only its gross: the rate on which the supplier was booked, else none."""
    gross = sign * (one.gross or 0)
    code = known.codes.get(known.history[0].code) if known.history else None
    if code is None or code.reverse or not code.rate:
        return VatSum("O", None, gross, 0)
    tax = tax_in_gross(gross, code.rate)
    return VatSum("S", code.rate, gross - tax, tax)


def _parts(
    group: VatSum, lines: Sequence[ReadLine], sign: int, one: Receipt, known: Known
) -> list[Part]:
    code = code_of(group, one, known)
    chosen: dict[str, Part] = {}
    for pos, line in enumerate(lines, 1):
        if (line.category, line.rate or 0) != (group.category, group.rate or 0):
            continue
        part = _account(code, line.name, known)
        before = chosen.get(part.account)
        net = sign * line.net + ((before.net or 0) if before else 0)
        kept = before or part._replace(text=line.name)
        places = (*(before.lines if before else ()), pos)
        chosen[part.account] = kept._replace(net=net, lines=places)
    if not chosen:
        part = _account(code, one.text, known)
        chosen[part.account] = part._replace(text=one.text)
    return _fitted(list(chosen.values()), group, code, known)


def _fitted(parts: list[Part], group: VatSum, code: str, known: Known) -> list[Part]:
    """The parts so that they come to exactly what the document says of the group."""
    rate = known.codes[code].rate if code in known.codes else 0
    reverse = code in known.codes and known.codes[code].reverse
    rest = group.basis - sum(part.net or 0 for part in parts)
    largest = max(range(len(parts)), key=lambda place: abs(parts[place].net or 0))
    parts[largest] = parts[largest]._replace(net=(parts[largest].net or 0) + rest)
    own = 0 if reverse else tax_on_net(group.basis, rate)
    if own == group.tax:
        return [part for part in parts if part.net]
    if len(parts) == 1:  # the gross is what is owed; its tax follows from it
        return [parts[0]._replace(net=None, gross=group.basis + group.tax)]
    grosses = _spread(group.basis + group.tax, [part.net or 0 for part in parts])
    return [part._replace(net=None, gross=gross)
            for part, gross in zip(parts, grosses, strict=True) if gross]  # fmt: skip


def _spread(total: int, weights: Sequence[int]) -> list[int]:
    if not sum(weights):
        return [total, *[0] * (len(weights) - 1)]
    return largest_remainder(total, weights)


def _account(code: str, text: str, known: Known) -> Part:
    """The account for a text: as lines like it, as the supplier mostly, else the usual one."""
    earlier = _like(text, [each for each in known.lines if each.code == code])
    if earlier:
        return Part(
            earlier.account, code, None, None, "",
            N_("“{line}” was booked on {account} on {day}"),
            (("line", earlier.name[:60]), ("account", _named(earlier.account, known)),
             ("day", earlier.day.isoformat())), learned=True,
        )  # fmt: skip
    fitting = [each for each in known.history if each.code == code]
    if fitting:
        best = max(fitting, key=lambda each: (each.times, each.last))
        return Part(
            best.account, code, None, None, "",
            N_("this supplier was booked on {account} {count} times, last on {day}"),
            (("account", _named(best.account, known)), ("count", best.times),
             ("day", best.last.isoformat())), learned=True,
        )  # fmt: skip
    usual = known.codes[code].account if code in known.codes else ""
    return Part(
        usual, code, None, None, "",
        N_("nothing was booked for this supplier with {code} before: the usual account"),
        (("code", code),),
    )  # fmt: skip


def _named(account: str, known: Known) -> str:
    return f"{account} {known.names.get(account, '')}".strip()


def _like(text: str, earlier: Sequence[Earlier]) -> Earlier | None:
    words = set(_WORD.findall(fold(text)))
    best, score = None, _ALIKE - 1
    for each in earlier:
        there = set(_WORD.findall(fold(each.name)))
        if not words or not there:
            continue
        shared = 100 * len(words & there) // max(len(words), len(there))
        if shared > score or (best and shared == score and each.day > best.day):
            best, score = each, shared
    return best


def _turned(part: Part) -> Part:
    return part._replace(
        net=None if part.net is None else -part.net,
        gross=None if part.gross is None else -part.gross,
    )


def _discounts(one: Receipt, skonto: Sequence[Skonto]) -> tuple[tuple[date, int], ...]:
    if one.day is None or one.kind is Kind.CREDIT_NOTE or one.debited:
        return ()
    found = {
        one.day + timedelta(days=each.days): each.rate
        for each in skonto
        if each.base is None and 0 < each.rate <= 10_000
    }
    return tuple(sorted(found.items()))


# -- what must be looked at ----------------------------------------------------------------------


def _findings(one: Receipt, groups: Sequence[VatSum], known: Known) -> list[Finding]:
    found: list[Finding] = []
    if one.gross is None:
        found.append(_finding("sum", "gross", N_("The amount is not known yet; enter it."),
                              severity=Severity.ERROR))  # fmt: skip
    if one.day is None:
        found.append(_finding("day", "day", N_("The date is not known yet; enter it."),
                              severity=Severity.ERROR))  # fmt: skip
    if one.currency != "EUR":
        found.append(
            _finding(
                "currency", "currency",
                N_("The bill is in {currency}: enter what it comes to in euros."),
                severity=Severity.ERROR, currency=one.currency,
            )
        )  # fmt: skip
    if known.partner and one.iban and known.ibans and one.iban not in known.ibans:
        found.append(
            _finding(
                "iban", "iban",
                N_("The bill names an account that {name} did not have so far."),
                N_("Ask the supplier on the telephone number you know before you pay."),
                name=known.partner_name,
            )
        )  # fmt: skip
    if known.subcontractor and not known.exempted and one.kind is Kind.INVOICE:
        found.append(
            _finding(
                "withhold", "withhold",
                N_("{name} has no valid certificate under § 48b: 15 % may have to be withheld."),
                N_("Enter the certificate at the contact, or book with 15 % withheld."),
                law="EStG §§ 48, 48b", name=known.partner_name,
            )
        )  # fmt: skip
    return found + _tax_findings(one, groups, known)


def _tax_findings(one: Receipt, groups: Sequence[VatSum], known: Known) -> list[Finding]:
    found = []
    for group in groups:
        code = code_of(group, one, known)
        if code == NO_TAX and group.tax:
            found.append(
                _finding(
                    "foreign_tax", "groups",
                    N_("VAT of {rate} over {tax} is no German input tax; it is booked as cost."),
                    law="UStG § 15 (1) Nr. 1", rate=format_rate(group.rate or 0),
                    tax=format_money(group.tax),
                )
            )  # fmt: skip
        elif code in known.codes and known.codes[code].reverse:
            found.append(
                _finding(
                    "reverse", "groups",
                    N_("The firm owes the VAT of this bill itself; it is booked with {name}."),
                    severity=Severity.NOTE, law="UStG §§ 1a, 13b", name=code,
                )
            )  # fmt: skip
            if group.tax:
                found.append(
                    _finding("reverse_tax", "groups",
                             N_("The bill shows VAT although the firm owes it itself."))
                )  # fmt: skip
    return found


def _difference(one: Receipt, sign: int, total: int, parts: Sequence[Part]) -> list[Finding]:
    found = []
    if one.gross is not None and total != sign * one.gross:
        found.append(
            _finding(
                "difference", "gross",
                N_("The booking comes to {booked}, the document says {written}."),
                N_("Compare with the document; confirm it to book nevertheless."),
                booked=format_money(total), written=format_money(sign * one.gross),
            )
        )  # fmt: skip
    payable = one.payable
    if payable is not None and one.gross is not None and payable != one.gross:
        found.append(
            _finding(
                "prepaid", "payable",
                N_("Of {gross} only {payable} is to be paid; the rest was paid or rounded."),
                N_("Advances that were booked are deducted by their number."),
                severity=Severity.NOTE, gross=format_money(one.gross),
                payable=format_money(payable),
            )
        )  # fmt: skip
    if any(not part.account for part in parts):
        found.append(_finding("account", "account", N_("An account is missing."),
                              severity=Severity.ERROR))  # fmt: skip
    return found


def _finding(
    code: str,
    field: str,
    message: str,
    remedy: str = "",
    *,
    severity: Severity = Severity.WARNING,
    law: str = "",
    **values: object,
) -> Finding:
    return Finding(
        f"receipts.{code}", "receipts", message, remedy, severity, tuple(values.items()), field, law
    )

"""One entry (Ntry) of a camt file: the booked amount, its counterpart, purpose and details."""

from __future__ import annotations

from typing import NamedTuple

from kontor.banking.formats import values
from kontor.banking.formats.errors import FileRefused
from kontor.banking.formats.xmltree import Node
from kontor.banking.kinds import BankLine, Detail, Quarantine
from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_

_OWN_ID = frozenset({"FI-UMSATZ-ID", "FIUMSATZ-ID"})
_GVC_PARTS = 3
_YES = frozenset({"true", "1"})


class Owner(NamedTuple):
    """Whose account it is: to tell the other side of a payment from ourselves."""

    account: str
    names: frozenset[str]


class Entry(NamedTuple):
    """What one entry gave: a line, or a row for the quarantine, or nothing (information only)."""

    line: BankLine | None = None
    pending: bool = False
    quarantine: Quarantine | None = None
    findings: tuple[Finding, ...] = ()
    source_line: int = 0


class _Party(NamedTuple):
    name: str = ""
    iban: str = ""
    bic: str = ""
    ultimate: str = ""


def own_names(statement: Node, account: str) -> set[str]:
    """Names that stand on our side of ordinary payments, in small letters."""
    found: set[str] = set()
    returned = next(statement.anywhere("RtrInf"), None) is not None
    if not returned and not _YES.intersection(statement.anywhere("RvslInd")):
        return found  # without returns and reversals the sides speak for themselves
    for entry in statement.records("Ntry"):
        if entry.text("RvslInd") in _YES:
            continue
        for payment in entry.records("NtryDtls/TxDtls"):
            if payment.child("RtrInf") is not None:
                continue
            side = "Cdtr" if _direction(entry, payment) == "CRDT" else "Dbtr"
            party = _party(payment, side)
            if party.name and party.iban in {"", account}:
                found.add(party.name.casefold())
    return found


def read_entry(entry: Node, number: int, owner: Owner) -> Entry:
    """Read one entry.

    Raises:
        FileRefused: for an amount with more than two decimals.
    """
    status = entry.text("Sts/Cd", "Sts/Prtry", "Sts").upper()
    if status == "INFO":
        return Entry()
    try:
        return _read(entry, number, owner, pending=status not in {"BOOK", ""})
    except values.TooPrecise as error:
        raise FileRefused(
            N_("Entry {number} (line {line}): the amount {text} has more than two decimals."),
            number=number,
            line=entry.line,
            text=values.clean(str(error)),
        ) from error
    except values.BadValue as error:
        row = Quarantine(
            number,
            values.clean(" ".join(entry.element.itertext()))[:200],
            N_("Entry {number} (line {line}): {text} is not an amount or not a day."),
            (("number", number), ("line", entry.line), ("text", values.clean(str(error)))),
        )
        return Entry(quarantine=row)


def _read(entry: Node, number: int, owner: Owner, *, pending: bool) -> Entry:
    amount = entry.child("Amt")
    if amount is None:
        raise values.BadValue("Amt")
    direction = entry.text("CdtDbtInd")
    if direction not in {"CRDT", "DBIT"}:
        raise values.BadValue(direction or "CdtDbtInd")
    cents = values.cents(amount.own_text, ".")
    booking, value = _days(entry)
    payments: list[Node] = list(entry.records("NtryDtls/TxDtls"))
    first = payments[0] if payments else entry
    line = BankLine(
        booking_day=values.date_in(booking, "ymd"),
        value_day=values.date_in(value, "ymd"),
        cents=cents if direction == "CRDT" else -cents,
        currency=amount.attribute("Ccy") or "EUR",
        text=values.clean(entry.text("AddtlNtryInf")),
        reversal=entry.text("RvslInd") in _YES,
        place=number,
    )
    line = _with_codes(line, entry, first)
    line = line._replace(bank_id=_bank_id(entry, payments))
    line, findings = _with_details(line, entry, payments, owner)
    return Entry(line, pending, None, findings, entry.line)


def _days(entry: Node) -> tuple[str, str]:
    booking = entry.text("BookgDt/Dt", "BookgDt/DtTm")[:10]
    value = entry.text("ValDt/Dt", "ValDt/DtTm")[:10]
    if not booking and not value:
        raise values.BadValue("BookgDt")
    return booking or value, value or booking


def _with_codes(line: BankLine, entry: Node, first: Node) -> BankLine:
    codes = "BkTxCd/Prtry/Cd"
    proprietary = entry.text(codes) or first.text(codes)
    parts = values.clean(proprietary).split("+")
    gvc = parts[1] if len(parts) >= _GVC_PARTS else ""
    domain = ""
    for node in (entry, first):
        steps = ("Domn/Cd", "Domn/Fmly/Cd", "Domn/Fmly/SubFmlyCd")
        domain = domain or "/".join(filter(None, (node.text(f"BkTxCd/{step}") for step in steps)))
    return line._replace(
        gvc=gvc, domain=values.clean(domain), reversal=line.reversal or gvc == "899"
    )


def _bank_id(entry: Node, payments: list[Node]) -> str:
    own = values.known(entry.text("AcctSvcrRef"))
    if own:
        return own
    if len(payments) != 1:
        return ""
    refs = payments[0]
    for row in refs.children("Refs/Prtry"):
        if row.text("Tp").upper() in _OWN_ID:
            return values.known(row.text("Ref"))
    return values.known(refs.text("Refs/AcctSvcrRef")) or values.known(refs.text("Refs/TxId"))


def _with_details(
    line: BankLine, entry: Node, payments: list[Node], owner: Owner
) -> tuple[BankLine, tuple[Finding, ...]]:
    if not payments:
        return line._replace(purpose=line.text), ()
    if len(payments) == 1:
        return _single(line, entry, payments[0], owner), ()
    details = [_detail(line, entry, payment, owner) for payment in payments]
    line = line._replace(
        purpose=line.text,
        reference=values.known(entry.text("NtryDtls/Btch/PmtInfId", "NtryDtls/Btch/MsgId")),
    )
    whole = [detail for detail in details if detail is not None]
    if len(whole) == len(details) and sum(detail.cents for detail in whole) == line.cents:
        return line._replace(details=tuple(whole)), ()
    finding = Finding(
        "bank.batch-sum",
        f"entry {line.place}",
        N_("Entry {number}: the payments of the batch do not add up to its amount."),
        N_("Only the amount of the whole batch is used."),
        Severity.WARNING,
        (("number", line.place),),
    )
    return line, (finding,)


def _single(line: BankLine, entry: Node, payment: Node, owner: Owner) -> BankLine:
    party = _counterpart(entry, payment, owner)
    original = _original(payment, line.currency)
    creditor = payment.text(
        "RltdPties/Cdtr/Pty/Id/PrvtId/Othr/Id", "RltdPties/Cdtr/Id/PrvtId/Othr/Id"
    )
    return line._replace(
        name=party.name,
        iban="" if party.iban == owner.account else party.iban,
        bic=party.bic,
        ultimate_name=party.ultimate,
        purpose=_purpose(payment) or values.clean(entry.text("AddtlNtryInf")),
        end_to_end=values.known(payment.text("Refs/EndToEndId")),
        mandate=values.known(payment.text("Refs/MndtId")),
        creditor_id=values.clean(creditor),
        reference=_reference(payment),
        return_reason=values.clean(payment.text("RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry")),
        charges=_charges(payment),
        original_cents=original[0],
        original_currency=original[1],
    )


def _detail(line: BankLine, entry: Node, payment: Node, owner: Owner) -> Detail | None:
    amount = payment.child("Amt") or payment.child("AmtDtls/TxAmt/Amt")
    if amount is None or amount.attribute("Ccy") not in {"", line.currency}:
        return None
    cents = values.cents(amount.own_text, ".")
    party = _counterpart(entry, payment, owner)
    return Detail(
        cents=cents if _direction(entry, payment) == "CRDT" else -cents,
        name=party.name,
        iban="" if party.iban == owner.account else party.iban,
        purpose=_purpose(payment),
        end_to_end=values.known(payment.text("Refs/EndToEndId")),
        mandate=values.known(payment.text("Refs/MndtId")),
    )


def _direction(entry: Node, payment: Node) -> str:
    return payment.text("CdtDbtInd") or entry.text("CdtDbtInd")


def _party(payment: Node, side: str) -> _Party:
    base = f"RltdPties/{side}"
    agent = f"RltdAgts/{side}Agt/FinInstnId"
    return _Party(
        name=values.clean(
            payment.text(f"{base}/Pty/Nm", f"{base}/Nm", f"{base}/Agt/FinInstnId/Nm")
        ),
        iban=values.iban(
            payment.text(f"{base}Acct/Id/IBAN") or payment.text(f"{base}Acct/Id/Othr/Id")
        ),
        bic=values.iban(payment.text(f"{agent}/BICFI", f"{agent}/BIC")),
        ultimate=values.clean(
            payment.text(f"RltdPties/Ultmt{side}/Pty/Nm", f"RltdPties/Ultmt{side}/Nm")
        ),
    )


def _counterpart(entry: Node, payment: Node, owner: Owner) -> _Party:
    incoming = _direction(entry, payment) == "CRDT"
    if entry.text("RvslInd") in _YES or payment.child("RtrInf") is not None:
        incoming = not incoming  # the parties of the first payment keep their sides
    first, second = ("Dbtr", "Cdtr") if incoming else ("Cdtr", "Dbtr")
    chosen, other = _party(payment, first), _party(payment, second)
    if _is_owner(chosen, owner) and other.name and not _is_owner(other, owner):
        return other
    return chosen


def _is_owner(party: _Party, owner: Owner) -> bool:
    if party.name and owner.names:
        return party.name.casefold() in owner.names
    return bool(party.iban) and party.iban == owner.account


def _purpose(payment: Node) -> str:
    joined = "".join(node.element.text or "" for node in payment.children("RmtInf/Ustrd"))
    extra = [node.own_text for node in payment.children("RmtInf/Strd/AddtlRmtInf")]
    return values.clean(joined or " ".join(extra))


def _reference(payment: Node) -> str:
    return values.known(payment.text("RmtInf/Strd/CdtrRefInf/Ref")) or values.known(
        payment.text("RmtInf/Strd/RfrdDocInf/Nb", "Refs/PmtInfId")
    )


def _charges(payment: Node) -> int:
    rows = [*payment.children("Chrgs/Rcrd/Amt"), *payment.children("Chrgs/Amt")]
    return sum(values.cents(row.own_text, ".") for row in rows)


def _original(payment: Node, currency: str) -> tuple[int, str]:
    amount = payment.child("AmtDtls/InstdAmt/Amt")
    if amount is None:
        return 0, ""
    try:
        cents = values.cents(amount.own_text, ".")
    except values.BadValue:
        return 0, ""  # only information: a currency with three decimals
    return cents, amount.attribute("Ccy") or currency

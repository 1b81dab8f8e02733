"""camt.052, camt.053 and camt.054 in every version: statements, reports and notifications."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, NamedTuple

from kontor.banking.formats import values
from kontor.banking.formats.camt_entry import Entry, Owner, own_names, read_entry
from kontor.banking.formats.errors import FileRefused
from kontor.banking.formats.xmltree import Element, Node, local
from kontor.banking.kinds import Balance, BankLine, Quarantine, ReadResult, Statement
from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_

_ROOTS = {
    "BkToCstmrStmt": ("camt.053", "Stmt"),
    "BkToCstmrAcctRpt": ("camt.052", "Rpt"),
    "BkToCstmrDbtCdtNtfctn": ("camt.054", "Ntfctn"),
}
_VERSION = re.compile(r"camt\.05[234]\.001\.(\d\d)")
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}")
_NO_STATEMENT = N_("The XML file holds no bank statement.")


class _Parts(NamedTuple):
    lines: list[BankLine]
    pending: list[BankLine]
    quarantine: list[Quarantine]
    findings: list[Finding]


def read(data: bytes, file: str = "") -> ReadResult:
    """Read one XML file.

    Raises:
        FileRefused: for a document type, broken XML, no statement, mixed currencies, or an amount
            with more than two decimals.
    """
    root = _parse(data)
    message = next((child for child in root if local(child) in _ROOTS), root)
    if local(message) not in _ROOTS:
        raise FileRefused(_NO_STATEMENT, hint=N_("Please choose the account's camt file."))
    kind, tag = _ROOTS[local(message)]
    node = Node(message)
    version = _VERSION.search(node.space)
    label = f"{kind}.001.{version[1]}" if version else kind
    statements: list[Statement] = []
    parts = _Parts([], [], [], [])
    for element in node.children(tag):
        statements.append(_statement(element, label, file, parts))
    if not statements:
        raise FileRefused(
            N_("Line {line}: the element {element} holds no statement."),
            hint=N_("The file is incomplete. Please fetch it from the bank again."),
            line=node.line,
            element=local(message),
        )
    encoding = str(root.getroottree().docinfo.encoding or "UTF-8").lower()
    return ReadResult(
        tuple(statements), tuple(parts.quarantine), tuple(parts.findings), label, encoding
    )


def _parse(data: bytes) -> Element:
    from lxml import etree

    if b"<!DOCTYPE" in data[:65536]:
        raise FileRefused(N_("The XML file carries a document type (DOCTYPE) and is not read."))
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FileRefused(
            N_("Line {line}: the XML file is broken or cut off."),
            hint=N_("Please fetch the file from the bank again."),
            line=getattr(error, "lineno", 0) or 0,
        ) from error
    info: Any = root.getroottree().docinfo
    if info.doctype:
        raise FileRefused(N_("The XML file carries a document type (DOCTYPE) and is not read."))
    return root


def _statement(node: Node, label: str, file: str, total: _Parts) -> Statement:
    iban, account = _account(node)
    parts = _Parts([], [], total.quarantine, total.findings)
    names = {values.clean(node.text("Acct/Ownr/Nm")).casefold()} - {""}
    owner = Owner(iban or account, frozenset(names | own_names(node, iban or account)))
    currency = _currency(node)
    for number, entry in enumerate(node.records("Ntry"), start=1):
        _add(read_entry(entry, number, owner), currency, parts, node)
    opening = _balance(node, ("OPBD", "PRCD"), currency, parts.findings)
    closing = _balance(node, ("CLBD",), currency, parts.findings)
    return Statement(
        format=label,
        iban=iban,
        account=account,
        currency=currency,
        number=_short(node.text("ElctrncSeqNb", "LglSeqNb")),
        page=_short(node.text("StmtPgntn/PgNb", "RptPgntn/PgNb", "NtfctnPgntn/PgNb")),
        opening=opening,
        closing=closing,
        first_day=_day(node, "FrToDt/FrDtTm") or (opening.day if opening else None),
        last_day=_day(node, "FrToDt/ToDtTm") or (closing.day if closing else None),
        lines=tuple(parts.lines),
        pending=tuple(parts.pending),
        place=node.line,
        file=file,
    )


def _add(entry: Entry, currency: str, parts: _Parts, node: Node) -> None:
    if entry.quarantine:
        parts.quarantine.append(entry.quarantine)
        return
    parts.findings.extend(entry.findings)
    line = entry.line
    if line is None:
        return
    if line.currency != currency:
        raise FileRefused(
            N_("Entry {number} (line {line}): {found} in an account kept in {currency}."),
            hint=N_("A bank account is read in one currency only."),
            number=line.place,
            line=entry.source_line or node.line,
            found=line.currency,
            currency=currency,
        )
    (parts.pending if entry.pending else parts.lines).append(line)


def _account(node: Node) -> tuple[str, str]:
    iban = values.iban(node.text("Acct/Id/IBAN"))
    other = values.iban(node.text("Acct/Id/Othr/Id"))
    if not iban and _IBAN.fullmatch(other):
        return other, ""
    return iban, other


def _currency(node: Node) -> str:
    stated = values.clean(node.text("Acct/Ccy"))
    first = (node.child("Ntry/Amt"), node.child("Bal/Amt"))
    used = (amount.attribute("Ccy") for amount in first if amount is not None)
    return stated or next((code for code in used if code), "EUR")


def _short(text: str) -> str:
    return values.clean(text).lstrip("0")[:20]


def _day(node: Node, *paths: str) -> date | None:
    text = node.text(*paths)[:10]
    try:
        return values.date_in(text, "ymd") if text else None
    except values.BadValue:
        return None


def _balance(
    node: Node, codes: tuple[str, ...], currency: str, findings: list[Finding]
) -> Balance | None:
    found: dict[str, Node] = {}
    for balance in node.children("Bal"):
        found.setdefault(balance.text("Tp/CdOrPrtry/Cd"), balance)
    code = next((code for code in codes if code in found), "")
    amount = found[code].child("Amt") if code else None
    if amount is None:
        return None
    place = f"line {found[code].line}"
    if amount.attribute("Ccy") not in {"", currency}:
        facts = (("found", amount.attribute("Ccy")), ("currency", currency))
        findings.append(
            Finding(
                "bank.balance-currency",
                place,
                N_("A balance is stated in {found}, the account is kept in {currency}."),
                severity=Severity.WARNING,
                values=facts,
            )
        )
        return None
    cents = _amount(amount)
    day = _day(found[code], "Dt/Dt", "Dt/DtTm")
    if day is None:
        findings.append(
            Finding(
                "bank.balance-day",
                place,
                N_("A balance of {kind} is stated without its day."),
                severity=Severity.WARNING,
                values=(("kind", code),),
            )
        )
    minus = found[code].text("CdtDbtInd") == "DBIT"
    return Balance(code, day, -cents if minus else cents)


def _amount(amount: Node) -> int:
    try:
        return values.cents(amount.own_text, ".")
    except values.TooPrecise as error:
        raise FileRefused(
            N_("Line {line}: the amount {text} has more than two decimals."),
            line=amount.line,
            text=values.clean(amount.own_text),
        ) from error
    except values.BadValue as error:
        raise FileRefused(
            N_("Line {line}: {text} is not an amount."),
            line=amount.line,
            text=values.clean(amount.own_text),
        ) from error

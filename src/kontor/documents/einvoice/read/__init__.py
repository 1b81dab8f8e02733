"""Reading (Eingang): a received XML or PDF becomes the record, with remarks on what is odd.

Whatever the file says is taken as it stands; a difference is shown, never corrected. Only what is
no invoice, damaged or dangerous is refused, with the reason.
"""

from __future__ import annotations

from typing import NamedTuple

from kontor.base.errors import Finding, Refused, Severity
from kontor.base.i18n import N_
from kontor.base.text import one_line
from kontor.documents.einvoice.check import check
from kontor.documents.einvoice.names import finding
from kontor.documents.einvoice.profiles import Profile
from kontor.documents.einvoice.read import cii, ubl
from kontor.documents.einvoice.read.node import Node, Reader
from kontor.documents.einvoice.read.pdf import Embedded, embedded_files, is_pdf
from kontor.documents.einvoice.read.specification import Specification, specification
from kontor.documents.einvoice.read.sums import differences, with_missing
from kontor.documents.einvoice.read.xmlsource import parse
from kontor.documents.einvoice.record import Invoice, Syntax

__all__ = ["Received", "formal_findings", "read_invoice", "read_xml"]

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_ROOTS = {
    (
        "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
        "CrossIndustryInvoice",
    ): Syntax.CII,
    ("urn:ferd:CrossIndustryDocument:invoice:1p0", "CrossIndustryDocument"): Syntax.ZUGFERD1,
    (f"{_UBL}Invoice-2", "Invoice"): Syntax.UBL,
    (f"{_UBL}CreditNote-2", "CreditNote"): Syntax.UBL,
}
_EARLY = ("CBFBUY", "CrossIndustryInvoice:1p0", "CrossIndustryDocument")


class Received(NamedTuple):
    """A received invoice (Eingangsrechnung).

    Attributes:
        invoice: the record, exactly as the file says.
        syntax: the XML it came in.
        specification: the profile it claims.
        xml: the XML as it was received, for the archive.
        file_name: name of the XML inside a PDF; empty when the XML came alone.
        findings: what was unreadable or does not compute, for whoever books it.
    """

    invoice: Invoice
    syntax: Syntax
    specification: Specification
    xml: bytes
    file_name: str = ""
    findings: tuple[Finding, ...] = ()


def read_invoice(data: bytes) -> Received:
    """The invoice in a PDF or XML file.

    Raises:
        Refused: no invoice, damaged, too large or dangerous; the text says which.
    """
    if not is_pdf(data):
        return read_xml(data)
    return _from_files(embedded_files(data))


def _from_files(files: list[Embedded]) -> Received:
    first: Refused | None = None
    for file in files:
        if b"<" not in file.content[:1024]:
            continue
        try:
            return read_xml(file.content)._replace(file_name=one_line(file.name, limit=200))
        except Refused as refused:
            first = first or refused
    if first:
        raise first
    raise Refused(
        N_("The PDF carries no invoice data."),
        hint=N_("It is an ordinary PDF: enter the amounts by hand."),
    )


def read_xml(data: bytes) -> Received:
    """The invoice in an XML file.

    Raises:
        Refused: no invoice, damaged, too large or dangerous; the text says which.
    """
    parsed = parse(data)
    syntax = _syntax(str(parsed.root.tag))
    reader = Reader()
    if syntax is Syntax.UBL:
        invoice, given = ubl.read(Node(parsed.root, ubl.SPACES, {}), reader)
    else:
        aliases = cii.OLD_NAMES
        invoice, given = cii.read(Node(parsed.root, cii.SPACES, aliases), reader)
    if not invoice.number and not invoice.lines and not given:
        raise Refused(
            N_("The file has the frame of an invoice, but nothing in it."),
            hint=N_("Please ask the sender for it again."),
        )
    kind = specification(invoice.specification, syntax)
    invoice, missing = with_missing(invoice, given, has_lines=kind.has_lines)
    findings = [
        *_repaired(parsed.repaired),
        *_limits(kind),
        *reader.findings,
        *missing,
        *differences(invoice, has_lines=kind.has_lines, has_groups=kind.has_groups),
    ]
    return Received(invoice, syntax, kind, data, findings=tuple(findings))


def _syntax(tag: str) -> Syntax:
    space, _brace, name = tag.removeprefix("{").rpartition("}")
    found = _ROOTS.get((space, name))
    if found:
        return found
    if any(word in tag for word in _EARLY):
        raise Refused(
            N_("The file is a draft of ZUGFeRD from before its first version and is not read."),
            hint=N_("Enter the amounts by hand."),
        )
    raise Refused(
        N_("The XML file is no invoice; it begins with “{name}”."),
        hint=N_("XRechnung, ZUGFeRD and Factur-X are read, as UBL and as CII."),
        name=one_line(name, limit=60),
    )


def _repaired(encoding: str) -> list[Finding]:
    if not encoding:
        return []
    return [
        finding(
            "einvoice.encoding",
            "",
            N_("The file names the wrong character set; it was read as {encoding}."),
            severity=Severity.NOTE,
            encoding=encoding,
        )
    ]


def _limits(kind: Specification) -> list[Finding]:
    if kind.has_lines and kind.has_groups:
        return []
    return [
        finding(
            "einvoice.profile",
            "BT-24",
            N_("The profile {name} is no full invoice: lines or tax rates are only on paper."),
            N_("It is not enough for input tax; take the rates from the printed invoice."),
            severity=Severity.WARNING,
            law="UStG § 14",
            name=kind.name,
        )
    ]


def formal_findings(received: Received) -> tuple[Finding, ...]:
    """What the sender did not do by the rules, beside the sums; nothing of it stops booking.

    Profiles that are no full EN 16931 invoices are not held against its rules.
    """
    kind = received.specification
    if not kind.is_en:
        return ()
    profile = Profile.ZUGFERD
    if kind.is_german:
        ubl_too = received.syntax is Syntax.UBL
        profile = Profile.XRECHNUNG_UBL if ubl_too else Profile.XRECHNUNG_CII
    found = check(received.invoice, profile, levels=kind.levels, sums_too=False)
    return tuple(
        one._replace(
            remedy="", severity=Severity.WARNING if one.severity is Severity.ERROR else one.severity
        )
        for one in found
    )

"""The document as a whole: number, dates, references, notes, attachments, place of service."""

from __future__ import annotations

import re
from datetime import date

from kontor.base.errors import Severity
from kontor.base.i18n import N_
from kontor.base.text import quoted
from kontor.documents.einvoice import codes
from kontor.documents.einvoice.check.faults import CUSTOMER, HERE, Case, Faults
from kontor.documents.einvoice.leitweg import is_leitweg, looks_like_leitweg
from kontor.documents.einvoice.record import Invoice, Period
from kontor.documents.einvoice.write.ubl import is_credit

_URL = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]+:.*", re.DOTALL)
_CORRECTION = "384"


def check(case: Case, faults: Faults) -> None:
    """Everything that belongs to no party and no line."""
    invoice = case.invoice
    faults.need(invoice.number, "BR-02", "BT-1")
    faults.need(invoice.issued, "BR-03", "BT-2")
    faults.need(invoice.kind, "BR-04", "BT-3")
    faults.need(invoice.currency, "BR-05", "BT-5")
    faults.need(invoice.lines, "BR-16", "BG-25")
    _kind(case, faults)
    _currencies(case, faults)
    _references(case, faults)
    _attachments(case, faults)
    _service(case, faults)
    if case.profile.german:
        faults.need(invoice.buyer_reference, "BR-DE-15", "BT-10", CUSTOMER)
    _leitweg(invoice, faults)


def _kind(case: Case, faults: Faults) -> None:
    kind = case.invoice.kind
    if not kind:
        return
    name = "kind"
    if case.profile.ubl:
        name = "kind-ubl-credit" if is_credit(case.invoice) else "kind-ubl-invoice"
    faults.listed(kind, name, "BR-CL-01", "BT-3")
    german = {one.code for one in codes.kinds() if one.german}
    if case.profile.german and kind not in german:
        faults.wrong(
            "BR-DE-17", "BT-3", N_("{term}: XRechnung does not want the code “{text}”."),
            N_("Choose one from the list."), severity=Severity.WARNING, text=quoted(kind),
        )  # fmt: skip
    if case.profile.german and kind == _CORRECTION and not case.invoice.preceding:
        faults.wrong(
            "BR-DE-26", "BT-25", N_("A correction names the invoice that it corrects."), HERE,
            severity=Severity.WARNING,
        )  # fmt: skip


def _currencies(case: Case, faults: Faults) -> None:
    invoice = case.invoice
    faults.listed(invoice.currency, "currency", "BR-CL-04", "BT-5")
    faults.listed(invoice.tax_currency, "currency", "BR-CL-05", "BT-6")
    if invoice.tax_currency and invoice.totals.tax_booked is None:
        faults.missing("BR-53", "BT-111")
    if case.profile.german and invoice.tax_currency and invoice.tax_currency == invoice.currency:
        faults.wrong(
            "PEPPOL-EN16931-R005", "BT-6",
            N_("{term} is only given when it is not the currency of the invoice."),
        )  # fmt: skip
    if invoice.tax_point and invoice.tax_point_code:
        faults.wrong(
            "BR-CO-03", "BT-7", N_("The day the tax arises and its event exclude each other."),
            N_("Enter one of the two."),
        )  # fmt: skip
    faults.listed(invoice.tax_point_code, "tax-point", "BR-CL-06", "BT-8")


def _references(case: Case, faults: Faults) -> None:
    invoice = case.invoice
    for reference in invoice.preceding:
        faults.need(reference.number, "BR-55", "BT-25")
    for note in invoice.notes:
        faults.listed(note.subject, "subject", "BR-CL-08", "BT-21")
        if not note.text.strip():
            faults.wrong(
                "PEPPOL-EN16931-R008", "BT-22", N_("A remark without text is left out."),
                N_("Write something or remove it."), severity=Severity.WARNING,
            )  # fmt: skip
    if invoice.object_id:
        faults.need(invoice.object_id.value, "BR-52", "BT-18")
        faults.listed(invoice.object_id.scheme, "object", "BR-CL-07", "BT-18")


def _attachments(case: Case, faults: Faults) -> None:
    names: set[str] = set()
    for one in case.invoice.attachments:
        faults.need(one.id, "BR-52", "BT-122")
        if one.content:
            faults.listed(one.mime, "mime", "BR-CL-24", "BT-125")
            if not one.mime:
                faults.missing("BR-CL-24", "BT-125")
            if not one.file_name:
                faults.wrong(
                    "einvoice.file_name", "BT-125", N_("{term}: the name of the file is missing.")
                )
        if case.profile.german and one.file_name and one.file_name in names:
            faults.wrong(
                "BR-DE-22", "BT-125", N_("Two attachments have the name “{text}”."),
                N_("Give each attachment a name of its own."), text=quoted(one.file_name),
            )  # fmt: skip
        names.add(one.file_name)
        if case.profile.german and one.uri and not _URL.fullmatch(one.uri):
            faults.wrong(
                "BR-TMP-2", "BT-124", N_("{term}: “{text}” is no complete address."),
                N_("Write it like https://example.org/file.pdf."),
                severity=Severity.WARNING, text=quoted(one.uri),
            )  # fmt: skip


def _service(case: Case, faults: Faults) -> None:
    invoice = case.invoice
    _period(invoice.period, "BR-29", "BT-73", faults)
    delivery = invoice.delivery
    if delivery and delivery.location:
        faults.listed(delivery.location.scheme, "icd", "BR-CL-26", "BT-71")
    if delivery and delivery.address:
        faults.need(delivery.address.country, "BR-57", "BT-80")
        faults.listed(delivery.address.country, "country", "BR-CL-14", "BT-80")
        if case.profile.german:
            faults.need(delivery.address.city, "BR-DE-10", "BT-77")
            faults.need(delivery.address.postcode, "BR-DE-11", "BT-78")
    if not _says_when(invoice):
        faults.wrong(
            "BR-DE-TMP-32", "BT-72", N_("{term} is missing; it may also be a period."),
            N_("Enter the day or the period of the work (§ 14 Abs. 4 Nr. 6 UStG)."),
            severity=Severity.WARNING,
        )  # fmt: skip


def _says_when(invoice: Invoice) -> bool:
    if (invoice.delivery and invoice.delivery.day) or invoice.period:
        return True
    return bool(invoice.lines) and all(line.period for line in invoice.lines)


def _period(period: Period | None, code: str, term: str, faults: Faults) -> None:
    if period is None:
        return
    if not period.start and not period.end:
        faults.missing("BR-CO-19", term)
    if turned(period.start, period.end):
        faults.wrong(code, term, N_("{term}: the end lies before the beginning."))


def turned(start: date | None, end: date | None) -> bool:
    """Whether the end lies before the beginning."""
    return start is not None and end is not None and end < start


def _leitweg(invoice: Invoice, faults: Faults) -> None:
    text = invoice.buyer_reference.strip()
    endpoint = invoice.buyer.endpoint
    if looks_like_leitweg(text) and not is_leitweg(text):
        faults.wrong(
            "einvoice.leitweg", "BT-10",
            N_("“{text}” looks like a Leitweg-ID, but its check digits do not fit."),
            N_("Compare it with the order of the authority."),
            severity=Severity.WARNING, text=quoted(text),
        )  # fmt: skip
    if endpoint and endpoint.scheme == "0204" and not is_leitweg(endpoint.value):
        faults.wrong(
            "einvoice.leitweg", "BT-49", N_("“{text}” is no Leitweg-ID."), CUSTOMER,
            text=quoted(endpoint.value),
        )  # fmt: skip

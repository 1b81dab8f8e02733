"""VAT: categories, rates, reasons, and who must name which number (§§ 13b, 14, 14a, 19 UStG)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kontor.base.i18n import N_
from kontor.documents.einvoice import arithmetic
from kontor.documents.einvoice.check.faults import CUSTOMER, FIRM, Case, Faults
from kontor.documents.einvoice.record import Category, Invoice, Party, VatGroup

# how the rules of a category are called
RULES = {
    Category.STANDARD: "S",
    Category.ZERO: "Z",
    Category.EXEMPT: "E",
    Category.REVERSE: "AE",
    Category.INTRA: "IC",
    Category.EXPORT: "G",
    Category.OUTSIDE: "O",
    Category.CANARY: "AF",
    Category.CEUTA: "AG",
}
_TAXED = arithmetic.TAXED
_NO_REASON = _TAXED | {Category.ZERO}


class _Use(NamedTuple):
    """Where a category is used: the last digits of the rules say whether line or allowance."""

    category: str
    rate: int | None
    offset: int  # 0 line, 1 allowance, 2 charge


def _uses(invoice: Invoice) -> Iterator[_Use]:
    for line in invoice.lines:
        yield _Use(line.category, line.rate, 0)
    for one in invoice.adjustments:
        yield _Use(one.category, one.rate, 2 if one.charge else 1)


def check(case: Case, faults: Faults) -> None:
    """Categories of lines and allowances, then the groups."""
    invoice = case.invoice
    if not invoice.groups:
        faults.missing("BR-CO-18", "BG-23")
    for use in _uses(invoice):
        _use(case, use, faults)
    used = {use.category for use in _uses(invoice) if use.category in RULES}
    grouped = {group.category for group in invoice.groups}
    for category in sorted(used - grouped):
        if invoice.groups:
            faults.wrong(
                f"BR-{RULES[Category(category)]}-01", "BG-23",
                N_("{term}: the category {text} is not in it."), text=category,
            )  # fmt: skip
    for group in invoice.groups:
        _group(case, group, faults)
    _pairs(invoice, faults)
    if Category.INTRA in used | grouped:
        _intra(invoice, faults)
    if Category.OUTSIDE in used | grouped and len(used | grouped) > 1:
        faults.wrong(
            "BR-O-11", "BT-118",
            N_("What is not subject to VAT cannot stand beside taxed lines."),
            N_("Issue two invoices."),
        )  # fmt: skip


def _use(case: Case, use: _Use, faults: Faults) -> None:
    if not use.category:
        faults.missing(("BR-CO-04", "BR-32", "BR-37")[use.offset], "BT-151")
        return
    if use.category not in RULES:
        faults.listed(use.category, "category", "BR-CL-18", "BT-151")
        return
    category = Category(use.category)
    name = RULES[category]
    rate = f"BR-{name}-0{5 + use.offset}"
    if category in _TAXED:
        if category is Category.STANDARD and (use.rate is None or use.rate <= 0):
            faults.wrong(
                rate, "BT-152", N_("The standard category needs a VAT rate above zero."),
                N_("Choose the rate, or the category for what carries no VAT."),
            )  # fmt: skip
        elif use.rate is None or use.rate < 0:
            faults.missing(rate, "BT-152")
    elif category is Category.OUTSIDE:
        if use.rate is not None:
            faults.wrong(rate, "BT-152", N_("What is not subject to VAT has no VAT rate."))
    elif use.rate != 0:
        faults.wrong(rate, "BT-152", N_("The category {text} has the VAT rate 0 %."), text=name)
    _numbers(case, category, f"BR-{name}-0{2 + use.offset}", faults)


def _numbers(case: Case, category: Category, code: str, faults: Faults) -> None:
    invoice = case.invoice
    seller, buyer = invoice.seller, invoice.buyer
    other = invoice.representative or Party()
    has_vat_id = bool(seller.vat_id or other.vat_id)
    if category is Category.OUTSIDE:
        if has_vat_id or buyer.vat_id:
            faults.wrong(
                code, "BT-31", N_("What is not subject to VAT is invoiced without VAT ids.")
            )
        return
    needs_vat_id = category in {Category.INTRA, Category.EXPORT}
    if needs_vat_id and not has_vat_id:
        faults.missing(code, "BT-31", FIRM)
    elif not has_vat_id and not seller.tax_number:
        faults.wrong(
            code, "BT-32", N_("An invoice names the tax number or the VAT id of the firm."),
            FIRM,
        )  # fmt: skip
        if case.profile.german:
            faults.missing("BR-DE-16", "BT-32", FIRM)
    if category is Category.INTRA and not buyer.vat_id:
        faults.missing(code, "BT-48", CUSTOMER)
    if category is Category.REVERSE and not (buyer.vat_id or buyer.legal_id):
        faults.wrong(
            code, "BT-48",
            N_("Reverse charge (§ 13b UStG) needs the VAT id or register number of the buyer."),
            CUSTOMER,
        )  # fmt: skip


def _group(case: Case, group: VatGroup, faults: Faults) -> None:
    if not group.category:
        faults.missing("BR-47", "BT-118")
        return
    if group.category not in RULES:
        faults.listed(group.category, "category", "BR-CL-17", "BT-118")
        return
    category = Category(group.category)
    name = RULES[category]
    has_reason = bool(group.reason.strip() or group.reason_code)
    if category in _NO_REASON and has_reason:
        faults.wrong(
            f"BR-{name}-10", "BT-120", N_("With the category {text} no reason may be given."),
            text=name,
        )  # fmt: skip
    if category not in _NO_REASON and not has_reason:
        faults.wrong(
            f"BR-{name}-10", "BT-120", N_("{term} is missing for the category {text}."),
            N_("Name the paragraph, as with § 19 or § 13b UStG."), text=name,
        )  # fmt: skip
    faults.listed(group.reason_code, "vatex", "BR-CL-22", "BT-121")
    if group.rate is None:
        if category is not Category.OUTSIDE:
            faults.missing("BR-48", "BT-119")
        if case.profile.german:
            faults.missing("BR-DE-14", "BT-119")


def _pairs(invoice: Invoice, faults: Faults) -> None:
    keys = [arithmetic.key_of(group.category, group.rate) for group in invoice.groups]
    for category, _rate in sorted({key[0]: key[1] for key in keys if keys.count(key) > 1}.items()):
        if category in RULES:
            faults.wrong(
                f"BR-{RULES[Category(category)]}-01", "BG-23",
                N_("{term}: the category {text} stands twice with the same rate."), text=category,
            )  # fmt: skip


def _intra(invoice: Invoice, faults: Faults) -> None:
    delivery = invoice.delivery
    if not (delivery and delivery.day) and not invoice.period:
        faults.missing("BR-IC-11", "BT-72")
    if not (delivery and delivery.address and delivery.address.country):
        faults.missing("BR-IC-12", "BT-80")

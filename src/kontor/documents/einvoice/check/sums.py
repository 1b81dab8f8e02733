"""Sums: an own invoice must compute to the cent."""

from __future__ import annotations

from kontor.base.i18n import N_
from kontor.base.numbers import format_money, format_rate
from kontor.base.text import quoted
from kontor.documents.einvoice import arithmetic
from kontor.documents.einvoice.check.faults import Case, Faults
from kontor.documents.einvoice.check.tax import RULES
from kontor.documents.einvoice.record import Category, Invoice

_AGAIN = N_("Compute the invoice again.")


def check(case: Case, faults: Faults) -> None:
    """Lines, totals, VAT groups."""
    invoice = case.invoice
    for line in invoice.lines:
        net = arithmetic.line_net(line)
        if net is not None and net != line.net:
            faults.wrong(
                "PEPPOL-EN16931-R120", "BT-131",
                N_("Line {line}: quantity times price is {computed}, the invoice says {written}."),
                _AGAIN, line=quoted(line.id), computed=format_money(net),
                written=format_money(line.net),
            )  # fmt: skip
    _totals(invoice, faults)
    _groups(invoice, faults)


def _totals(invoice: Invoice, faults: Faults) -> None:
    said = invoice.totals
    real = arithmetic.totals(invoice.lines, invoice.adjustments, invoice.groups, said)
    for code, term, computed, written in (
        ("BR-CO-10", "BT-106", real.lines, said.lines),
        ("BR-CO-11", "BT-107", real.allowances, said.allowances),
        ("BR-CO-12", "BT-108", real.charges, said.charges),
        ("BR-CO-13", "BT-109", said.lines - said.allowances + said.charges, said.net),
        ("BR-CO-14", "BT-110", real.tax, said.tax),
        ("BR-CO-15", "BT-112", said.net + said.tax, said.gross),
        ("BR-CO-16", "BT-115", said.gross - said.prepaid + said.rounding, said.due),
    ):
        if computed != written:
            faults.wrong(
                code, term, N_("{term}: computed {computed}, the invoice says {written}."),
                _AGAIN, computed=format_money(computed), written=format_money(written),
            )  # fmt: skip


def _groups(invoice: Invoice, faults: Faults) -> None:
    bases = arithmetic.bases(invoice.lines, invoice.adjustments)
    for group in invoice.groups:
        if group.category not in RULES:
            continue
        name = RULES[Category(group.category)]
        rate = format_rate(group.rate or 0)
        basis = bases.get(arithmetic.key_of(group.category, group.rate), 0)
        tax = arithmetic.tax_of(group.category, group.rate, group.basis)
        if basis != group.basis:
            faults.wrong(
                f"BR-{name}-08", "BT-116",
                N_("VAT {rate}: the lines add up to {computed}, the invoice says {written}."),
                _AGAIN, rate=rate, computed=format_money(basis),
                written=format_money(group.basis),
            )  # fmt: skip
        if tax != group.tax:
            taxed = group.category in arithmetic.TAXED
            faults.wrong(
                "BR-CO-17" if taxed else f"BR-{name}-09", "BT-117",
                N_("VAT {rate}: computed {computed}, the invoice says {written}."), _AGAIN,
                rate=rate, computed=format_money(tax), written=format_money(group.tax),
            )  # fmt: skip
    said = {arithmetic.key_of(group.category, group.rate) for group in invoice.groups}
    for category, key_rate in bases.keys() - said:
        if category in RULES and category in {one[0] for one in said}:
            faults.wrong(
                f"BR-{RULES[Category(category)]}-08", "BG-23",
                N_("{term}: the rate {rate} is not in it."), _AGAIN,
                rate=format_rate(key_rate or 0),
            )  # fmt: skip

"""Computing a received invoice again (Nachrechnen): differences are shown, nothing is corrected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_
from kontor.base.numbers import format_money, format_rate
from kontor.base.text import quoted
from kontor.documents.einvoice import arithmetic
from kontor.documents.einvoice.names import finding
from kontor.documents.einvoice.record import Invoice, Totals

_ASK = N_("Ask the sender for a corrected invoice before it is paid.")


def with_missing(
    invoice: Invoice, given: frozenset[str], *, has_lines: bool
) -> tuple[Invoice, list[Finding]]:
    """Totals that the file does not give follow from the others; each is said."""
    found = invoice.totals
    values = _derived(invoice, given, has_lines=has_lines)
    missing = {name: cents for name, cents in values.items() if name not in given}
    if not missing:
        return invoice, []
    notes = [
        finding(
            "einvoice.missing",
            _NAMES[name],
            N_("{term} is missing in the file; {amount} was computed."),
            severity=Severity.NOTE,
            amount=format_money(cents),
        )
        for name, cents in missing.items()
        if has_lines or name != "lines"
    ]
    return replace(invoice, totals=replace(found, **missing)), notes


_NAMES = {
    "lines": "BT-106",
    "net": "BT-109",
    "tax": "BT-110",
    "gross": "BT-112",
    "due": "BT-115",
}


def _derived(invoice: Invoice, given: frozenset[str], *, has_lines: bool) -> dict[str, int]:
    found = invoice.totals
    lines = sum(line.net for line in invoice.lines) if has_lines else found.net
    lines = found.lines if "lines" in given else lines
    net = found.net if "net" in given else lines - found.allowances + found.charges
    groups = sum(group.tax for group in invoice.groups)
    tax = found.tax if "tax" in given else groups
    gross = found.gross if "gross" in given else net + tax
    due = gross - found.prepaid + found.rounding + found.third_party
    if not has_lines and "lines" not in given:
        lines = net + found.allowances - found.charges
    return {"lines": lines, "net": net, "tax": tax, "gross": gross, "due": due}


def differences(invoice: Invoice, *, has_lines: bool, has_groups: bool) -> list[Finding]:
    """Where the invoice does not compute."""
    found = list(_line_differences(invoice)) if has_lines else []
    found += _total_differences(invoice, has_lines=has_lines, has_groups=has_groups)
    if has_groups:
        found += _group_differences(invoice, has_lines=has_lines)
    return found


def _line_differences(invoice: Invoice) -> Iterator[Finding]:
    for line in invoice.lines:
        net = arithmetic.line_net(line)
        if net is None or net == line.net:
            continue
        # quantity and price are often rounded for printing: a cent or two are no mistake
        severity = Severity.NOTE if abs(net - line.net) <= 2 else Severity.WARNING
        yield finding(
            "einvoice.line",
            "BT-131",
            N_("Line {line}: quantity times price is {computed}, the invoice says {written}."),
            _ASK if severity is Severity.WARNING else "",
            severity=severity,
            line=quoted(line.id),
            computed=format_money(net),
            written=format_money(line.net),
        )


def _total_differences(invoice: Invoice, *, has_lines: bool, has_groups: bool) -> Iterator[Finding]:
    said = invoice.totals
    checks: list[tuple[str, str, int, int]] = []
    if has_lines:
        lines = sum(line.net for line in invoice.lines)
        checks.append(("BR-CO-10", "BT-106", lines, said.lines))
    if has_groups:
        allowances = sum(one.cents for one in invoice.adjustments if not one.charge)
        charges = sum(one.cents for one in invoice.adjustments if one.charge)
        tax = sum(group.tax for group in invoice.groups)
        checks += [
            ("BR-CO-11", "BT-107", allowances, said.allowances),
            ("BR-CO-12", "BT-108", charges, said.charges),
            ("BR-CO-14", "BT-110", tax, said.tax),
        ]
    checks += [
        ("BR-CO-13", "BT-109", said.lines - said.allowances + said.charges, said.net),
        ("BR-CO-15", "BT-112", said.net + said.tax, said.gross),
        ("BR-CO-16", "BT-115", _due(said), said.due),
    ]
    for code, term, computed, written in checks:
        if computed != written:
            yield finding(
                code,
                term,
                N_("{term}: computed {computed}, the invoice says {written}."),
                _ASK,
                computed=format_money(computed),
                written=format_money(written),
            )


def _due(said: Totals) -> int:
    return said.gross - said.prepaid + said.rounding + said.third_party


def _group_differences(invoice: Invoice, *, has_lines: bool) -> Iterator[Finding]:
    said: dict[arithmetic.Key, int] = {}
    for group in invoice.groups:
        key = arithmetic.key_of(group.category, group.rate)
        said[key] = said.get(key, 0) + group.basis
        tax = arithmetic.tax_of(group.category, group.rate, group.basis)
        if tax != group.tax:
            near = abs(tax - group.tax) <= 1
            yield finding(
                "BR-CO-17",
                "BT-117",
                N_("VAT {rate}: computed {computed}, the invoice says {written}."),
                _ASK,
                severity=Severity.WARNING if near else Severity.ERROR,
                rate=format_rate(group.rate or 0),
                computed=format_money(tax),
                written=format_money(group.tax),
            )
    if not has_lines:
        return
    bases = arithmetic.bases(invoice.lines, invoice.adjustments)
    for key in sorted(bases.keys() | said.keys(), key=lambda key: (key[0], key[1] or 0)):
        computed, written = bases.get(key, 0), said.get(key, 0)
        if computed != written:
            yield finding(
                "BR-CO-18",
                "BT-116",
                N_("VAT {rate}: the lines add up to {computed}, the invoice says {written}."),
                _ASK,
                rate=format_rate(key[1] or 0),
                computed=format_money(computed),
                written=format_money(written),
            )

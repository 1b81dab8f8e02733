"""Tax case (Steuerfall) of a document: § 13b, § 19, 0 % photovoltaics, small invoices.

The decision comes with its reason, which is stored beside it. What the law measures in euros and
days stands in dated rows; what the program cannot know (is this building work?) is asked for.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from kontor.base.dates import format_day
from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.contacts.kinds import CustomerKind
from kontor.sales.kinds import TaxCase, WorkKind
from kontor.sales.rules.dated import case_codes, limit_on


class TaxQuestion(NamedTuple):
    """What decides about the tax of a document.

    Attributes:
        day: day of the supply, else of the document.
        small: the own firm is a small business on that day (§ 19 UStG).
        customer: who the customer is for the tax.
        certificate: validity of the customer's USt 1 TG, last day open: None.
        work: what is supplied.
        net: net of the supply in cents.
    """

    day: date
    small: bool = False
    customer: CustomerKind = CustomerKind.PRIVATE
    certificate: tuple[date, date | None] | None = None
    work: WorkKind = WorkKind.CONSTRUCTION
    net: int = 0


class TaxDecision(NamedTuple):
    """The tax case, why (in the reader's language), by which law, and what to look at."""

    case: TaxCase
    reason: str
    law: str
    findings: tuple[Finding, ...] = ()

    @property
    def code(self) -> str:
        """The tax code of the case."""
        return case_codes()[self.case].code


def decide(asked: TaxQuestion) -> TaxDecision:
    """The tax case of a document with its reason."""
    if asked.small:
        return _because(TaxCase.SMALL, _("Small business: no VAT."))
    if asked.work is WorkKind.PHOTOVOLTAICS and limit_on("photovoltaics", asked.day):
        return _because(
            TaxCase.PHOTOVOLTAICS,
            _("Photovoltaic system with storage for the operator, near homes: 0 % VAT."),
        )
    if asked.customer is not CustomerKind.BUILDER:
        return _because(TaxCase.STANDARD, _("The customer does not supply building work himself."))
    if asked.work is WorkKind.OTHER:
        return _because(TaxCase.STANDARD, _("No building work."))
    small = limit_on("reverse_repair", asked.day)
    if asked.work is WorkKind.REPAIR and small and asked.net <= small.value:
        reason = _("Repair up to {limit} € net: with VAT also for builders.")
        return TaxDecision(
            TaxCase.STANDARD, reason.format(limit=format_money(small.value)), small.law
        )
    return _builder(asked)


def _builder(asked: TaxQuestion) -> TaxDecision:
    law = case_codes()[TaxCase.REVERSE].law
    if asked.certificate is None:
        finding = Finding(
            "sales.no_certificate", "contact",
            N_("There is no certificate USt 1 TG of this builder."),
            N_("Ask for it: with it the customer owes the VAT."),
            Severity.WARNING, law=law,
        )  # fmt: skip
        return TaxDecision(
            TaxCase.STANDARD, _("Builder without certificate USt 1 TG."), law, (finding,)
        )
    first, last = asked.certificate
    if not first <= asked.day <= (last or date.max):
        finding = Finding(
            "sales.old_certificate", "contact",
            N_("The certificate USt 1 TG does not hold on {day}."),
            N_("Ask for a new one: with it the customer owes the VAT."),
            Severity.WARNING, values=(("day", format_day(asked.day)),), law=law,
        )  # fmt: skip
        return TaxDecision(
            TaxCase.STANDARD, _("The certificate USt 1 TG does not hold on that day."), law,
            (finding,),
        )  # fmt: skip
    until = format_day(last) if last else "-"
    reason = _("Building work for a builder, USt 1 TG from {first} to {last}.")
    return TaxDecision(TaxCase.REVERSE, reason.format(first=format_day(first), last=until), law)


def _because(case: TaxCase, reason: str) -> TaxDecision:
    return TaxDecision(case, reason, case_codes()[case].law)


def check_case(case: TaxCase, reason: str | None, asked: TaxQuestion) -> list[Finding]:
    """Whether a tax case that stands on a document is what the rules say; a reason passes over."""
    decision = decide(asked)
    if case is decision.case:
        return list(decision.findings)
    if reason:
        return []
    return [
        Finding(
            "sales.tax_case", "document",
            N_("The tax of the document differs from what fits the customer: {reason}"),
            N_("Take the proposal, or write down the reason."),
            values=(("reason", decision.reason),), field="tax_case", law=decision.law,
        )
    ]  # fmt: skip


def is_small_amount(gross: int, day: date) -> bool:
    """Whether an invoice may be short (Kleinbetragsrechnung, § 33 UStDV)."""
    limit = limit_on("small_invoice", day)
    return limit is not None and abs(gross) <= limit.value

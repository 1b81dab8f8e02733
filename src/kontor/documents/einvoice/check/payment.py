"""How the invoice is paid: means, accounts, direct debit, due date, Skonto."""

from __future__ import annotations

from kontor.base.errors import Severity
from kontor.base.i18n import N_
from kontor.base.ids import iban
from kontor.base.text import quoted
from kontor.documents.einvoice import codes
from kontor.documents.einvoice.check.faults import FIRM, HERE, Case, Faults
from kontor.documents.einvoice.record import Card, Invoice, Payment

_TRANSFER = frozenset({"30", "58"})
_CARD = frozenset({"48", "54", "55"})
_DEBIT = frozenset({"59"})


def check(case: Case, faults: Faults) -> None:
    """Payment group, then the terms."""
    invoice = case.invoice
    payment = invoice.payment
    if payment is None or not payment.means:
        if payment is not None:
            faults.missing("BR-49", "BT-81")
        if case.profile.german:
            faults.missing("BR-DE-1", "BG-16", FIRM)
    if payment:
        faults.listed(payment.means, "means", "BR-CL-16", "BT-81")
        _accounts(payment, faults)
        if payment.card:
            _card(payment.card, faults)
        if case.profile.german:
            _fitting(payment, faults)
            _debit(payment, faults)
    _terms(case, faults)


def _accounts(payment: Payment, faults: Faults) -> None:
    if payment.means in _TRANSFER and (not payment.accounts):
        faults.missing("BR-61", "BT-84", FIRM)
    for account in payment.accounts:
        faults.need(account.iban, "BR-50", "BT-84", FIRM)
        if payment.means == "58" and account.iban and not iban.is_valid(account.iban):
            faults.wrong(
                "BR-DE-19", "BT-84", N_("{term}: “{text}” is no IBAN."), FIRM,
                severity=Severity.WARNING, text=quoted(account.iban),
            )  # fmt: skip


def _card(card: Card, faults: Faults) -> None:
    faults.need(card.number, "BR-51", "BT-87")
    if sum(char.isdecimal() for char in card.number) > 10:
        faults.wrong(
            "BR-51",
            "BT-87",
            N_("{term}: never the whole number, only its last four to six digits."),
            HERE,
        )


def _fitting(payment: Payment, faults: Faults) -> None:
    """Each means of payment has its own group, and only that."""
    groups = {"23": bool(payment.accounts), "24": bool(payment.card), "25": bool(payment.debit)}
    for number, means in (("23", _TRANSFER), ("24", _CARD), ("25", _DEBIT)):
        if payment.means not in means:
            continue
        if not groups[number]:
            faults.wrong(
                f"BR-DE-{number}-a", "BG-16",
                N_("Details of the means of payment “{text}” are missing."), HERE,
                text=codes.means_name(payment.means),
            )  # fmt: skip
        if any(there for other, there in groups.items() if other != number):
            faults.wrong(
                f"BR-DE-{number}-b", "BG-16",
                N_("The means of payment “{text}” allows no details of another one."),
                N_("Keep either the account, the card or the direct debit."),
                text=codes.means_name(payment.means),
            )  # fmt: skip


def _debit(payment: Payment, faults: Faults) -> None:
    debit = payment.debit
    if debit is None:
        return
    faults.need(debit.creditor_id, "BR-DE-30", "BT-90", FIRM)
    faults.need(debit.iban, "BR-DE-31", "BT-91")
    if payment.means in _DEBIT:
        faults.need(debit.mandate, "PEPPOL-EN16931-R061", "BT-89")
        if debit.iban and not iban.is_valid(debit.iban):
            faults.wrong(
                "BR-DE-20", "BT-91", N_("{term}: “{text}” is no IBAN."), HERE,
                severity=Severity.WARNING, text=quoted(debit.iban),
            )  # fmt: skip


def _terms(case: Case, faults: Faults) -> None:
    invoice = case.invoice
    if invoice.totals.due > 0 and not invoice.due and not invoice.terms and not invoice.skonto:
        faults.wrong(
            "BR-CO-25", "BT-9", N_("A due date or payment terms are missing."),
            N_("Enter one of the two."), severity=Severity.WARNING,
        )  # fmt: skip
    if invoice.due and invoice.issued and invoice.due < invoice.issued:
        faults.wrong(
            "einvoice.due", "BT-9", N_("The due date lies before the date of the invoice."),
            HERE, severity=Severity.WARNING,
        )  # fmt: skip
    _skonto(case, faults)


def _skonto(case: Case, faults: Faults) -> None:
    invoice: Invoice = case.invoice
    for one in invoice.skonto:
        if not 0 <= one.days <= 9999 or not 0 < one.percent <= 10_000:
            faults.wrong(
                "BR-DE-18", "BT-20", N_("Skonto needs days and a percentage between 0 and 100."),
                HERE,
            )  # fmt: skip
    for line in invoice.terms.splitlines():
        if case.profile.german and line.strip().startswith("#"):
            faults.wrong(
                "BR-DE-18", "BT-20",
                N_("Payment terms: no line of the free text may begin with #."),
                N_("Enter Skonto in its own fields."),
            )  # fmt: skip

"""Checking before issuing (Prüfung): what is missing or wrong, in plain words, with its remedy.

The codes of the findings are those of the published rules (EN 16931, XRechnung, Peppol), so that a
finding here and one of an official validator can be compared. Law: UStG §§ 14 (4), 14a, 19, 13b.
"""

from __future__ import annotations

from kontor.base.errors import Finding, Severity
from kontor.documents.einvoice import codes
from kontor.documents.einvoice.check import document, lines, parties, payment, sums, tax
from kontor.documents.einvoice.check.faults import Case, Faults
from kontor.documents.einvoice.profiles import Profile
from kontor.documents.einvoice.record import Invoice

__all__ = ["check", "may_be_issued"]

_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def check(
    invoice: Invoice, profile: Profile, *, levels: str = "", sums_too: bool = True
) -> tuple[Finding, ...]:
    """All findings about an invoice that is to be issued in this profile, the gravest first.

    Args:
        invoice: the record.
        profile: what it is to become.
        levels: whose severities hold, like `extension`; empty for those of the profile.
        sums_too: False leaves out the arithmetic, when that was looked at before.
    """
    faults = Faults()
    case = Case(invoice, profile)
    for part in (document, parties, lines, tax, payment):
        part.check(case, faults)
    if sums_too:
        sums.check(case, faults)
    known = codes.rule_levels(levels or ("xrechnung" if profile.german else ""))
    found = [
        one._replace(severity=Severity(known[one.code])) if one.code in known else one
        for one in faults
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda one: _ORDER[one.severity]))


def may_be_issued(findings: tuple[Finding, ...]) -> bool:
    """Whether nothing stands against issuing; warnings and notes do not."""
    return all(one.severity is not Severity.ERROR for one in findings)

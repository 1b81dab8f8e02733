"""Collects what a check finds: which term, which rule, where to mend it."""

from __future__ import annotations

from typing import NamedTuple

from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_
from kontor.base.text import quoted
from kontor.documents.einvoice import codes
from kontor.documents.einvoice.names import finding
from kontor.documents.einvoice.profiles import Profile
from kontor.documents.einvoice.record import Invoice

FIRM = N_("Enter it in the settings of the firm.")
CUSTOMER = N_("Enter it with the customer.")
HERE = N_("Enter it in the invoice.")


class Case(NamedTuple):
    """What is checked against what."""

    invoice: Invoice
    profile: Profile


class Faults(list[Finding]):
    """The findings of one check."""

    def missing(
        self, code: str, term: str, remedy: str = HERE, *, severity: Severity = Severity.ERROR
    ) -> None:
        """A term that must be given is not."""
        self.append(finding(code, term, N_("{term} is missing."), remedy, severity=severity))

    def need(self, value: object, code: str, term: str, remedy: str = HERE) -> None:
        """The term is missing when its value is empty or only blanks."""
        if not value or (isinstance(value, str) and not value.strip()):
            self.missing(code, term, remedy)

    def in_line(self, line: str, code: str, term: str, message: str, remedy: str = HERE) -> None:
        """A fault of one line; the message names it as `{line}`."""
        self.append(finding(code, term, message, remedy, line=quoted(line)))

    def wrong(
        self,
        code: str,
        term: str,
        message: str,
        remedy: str = "",
        *,
        severity: Severity = Severity.ERROR,
        **values: str,
    ) -> None:
        """Anything else that is wrong with a term."""
        self.append(finding(code, term, message, remedy, severity=severity, **values))

    def listed(self, value: str, name: str, code: str, term: str) -> None:
        """The code must stand in its list; an empty one is another fault."""
        if value and value not in codes.allowed(name):
            self.wrong(
                code,
                term,
                N_("{term}: the code “{text}” does not exist."),
                N_("Choose one from the list."),
                text=quoted(value),
            )

"""What all kinds of numbers have in common."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod

from kontor.base.errors import Finding, InputError, Severity
from kontor.base.text import clean_text, quoted


class Identifier(ABC):
    """One kind of number (Kennung); `field` names the input field in findings."""

    field = ""

    @abstractmethod
    def compact(self, text: str) -> str:
        """The number as it is stored: no blanks, no separators, one case."""

    @abstractmethod
    def check(self, text: str) -> Finding | None:
        """What is certainly wrong (error) or doubtful (warning); None when all is well."""

    @abstractmethod
    def format(self, text: str) -> str:
        """The number as people read it."""

    def validate(self, text: str) -> str:
        """The compact number; what is only doubtful passes.

        Raises:
            InputError: the number is certainly wrong.
        """
        finding = self.check(text)
        if finding and finding.severity is Severity.ERROR:
            raise self.refusal(finding)
        return self.compact(text)

    def is_valid(self, text: str) -> bool:
        """Whether the number is not certainly wrong."""
        finding = self.check(text)
        return finding is None or finding.severity is not Severity.ERROR

    def refusal(self, finding: Finding) -> InputError:
        """The error that says what the finding says."""
        values = dict(finding.values)
        return InputError(finding.message, hint=finding.remedy, field=self.field, **values)

    def finding(
        self, code: str, text: str, message: str, remedy: str = "", *, doubt: bool = False
    ) -> Finding:
        """A finding about `text`; `doubt` makes it a warning."""
        severity = Severity.WARNING if doubt else Severity.ERROR
        values = (("text", quoted(text)),)
        return Finding(
            f"{self.field}.{code}", self.field, message, remedy, severity, values, self.field
        )


def bare(text: str, separators: str = " .-/") -> str:
    """The cleaned text without separators, in capitals."""
    plain = re.sub("[‐‑‒–—−]", "-", clean_text(text))
    return re.sub(f"[{re.escape(separators)}]", "", plain).upper()

"""The published rules (amtliche Prüfregeln) at import, asked by themselves where they are there."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from kontor.base.errors import Finding, Refused, Severity
from kontor.documents.einvoice.official import GERMAN_MISSING, OfficialRun, is_installed

_SECONDS = 20  # for one file; the rules themselves take a second once


class Published(OfficialRun):
    """The rules for one run of the import.

    Args:
        insist: somebody wanted the rules, so he is told what of them is not there.
        folder: rules that the extra does not bring along.
    """

    def __init__(self, *, insist: bool = False, folder: Path | None = None) -> None:
        super().__init__(folder, seconds=_SECONDS)
        self._insist = insist

    def ask(self, xml: bytes, found: list[Finding]) -> bool:
        """Add what the rules say and Kontor did not say yet; tells whether they were asked."""
        said = {one.code for one in found}
        try:
            more = self.findings(xml)
        except Refused as refused:
            if self._insist:
                found.append(_note(refused))
            return False
        for one in more:
            silent = one.code == GERMAN_MISSING and not self._insist
            if one.code not in said and not silent:
                said.add(one.code)  # a rule that many lines break is told once
                found.append(one)
        return True


def published(wanted: bool | None) -> AbstractContextManager[Published | None]:
    """The rules of a run: when wanted, or by themselves when the extra is installed."""
    if wanted is None:
        return Published() if is_installed() else nullcontext()
    return Published(insist=True) if wanted else nullcontext()


def _note(refused: Refused) -> Finding:
    return Finding(
        "receipts.official", "receipts", refused.message, refused.hint, Severity.NOTE,
        tuple(refused.values.items()),
    )  # fmt: skip

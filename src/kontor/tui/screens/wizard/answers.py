"""The answers of the setting up: kept in the file after each page, read again at the next start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kontor.base.dates import format_day
from kontor.base.i18n import N_, _
from kontor.base.ids import iban
from kontor.tui.protocols import DraftKeeper
from kontor.tui.widgets.fields import Choice, Field

DRAFT = "desk.wizard"
REVIEW = "review"


class Answers:
    """What was answered, by page; every change is written to the drafts of the file."""

    def __init__(self, keeper: DraftKeeper) -> None:
        self._keeper = keeper
        found = keeper.load(DRAFT) or {}
        pages = found.get("pages", {})
        self.pages: dict[str, Any] = pages if isinstance(pages, dict) else {}

    def put(self, page: str, values: Any) -> None:
        """Keep the answers of a page."""
        self.pages[page] = _plain(values)
        self._keeper.save(DRAFT, {"pages": self.pages})

    def of(self, page: str) -> dict[str, Any]:
        """The answers of a page; empty before it was asked."""
        found = self.pages.get(page)
        return found if isinstance(found, dict) else {}

    def accounts(self) -> list[dict[str, Any]]:
        """The money accounts; a bank and a cash box to begin with."""
        found = self.pages.get("money_accounts")
        if isinstance(found, list):
            return [one for one in found if isinstance(one, dict)]
        return [
            {"name": _("Bank"), "kind": "bank", "iban": ""},
            {"name": _("Cash box"), "kind": "cash", "iban": ""},
        ]

    def drop(self) -> None:
        """Forget everything, also half-typed pages."""
        for page in (*self.pages, "firm", "office", "tax", "start", "numbers"):
            self._keeper.drop(page_draft(page))
        self._keeper.drop(DRAFT)
        self.pages = {}


def page_draft(page: str) -> str:
    """Key of the draft of a page that was not finished."""
    return f"{DRAFT}.{page}"


def _plain(values: Any) -> Any:
    if isinstance(values, Mapping):
        return {key: _plain(value) for key, value in values.items()}
    if isinstance(values, (list, tuple)):
        return [_plain(value) for value in values]
    return values.isoformat() if isinstance(values, date) else values


def fields_of(page: Any) -> Sequence[Field]:
    """The questions of a page as fields of a form."""
    return tuple(
        Field(
            one.name, one.label, one.kind, required=one.required, help=one.help,
            default=one.default, choices=tuple(Choice(*choice) for choice in one.choices),
        )
        for one in page.fields
    )  # fmt: skip


def value_of(question: Any, stored: Any) -> Any:
    """A kept answer as the form takes it."""
    if question.kind == "date" and isinstance(stored, str) and stored:
        return date.fromisoformat(stored)
    return stored


def shown(question: Any, stored: Any) -> str:
    """An answer as people read it."""
    if question.kind == "flag":
        return _("yes") if stored else _("no")
    if question.kind == "choice":
        words = dict(question.choices)
        return _(words[stored]) if stored in words else str(stored or "–")
    if question.kind == "date" and stored:
        return format_day(date.fromisoformat(str(stored)))
    if question.kind == "iban" and stored:
        return str(iban.format(str(stored)))
    return str(stored) if stored not in {None, ""} else "–"


def account_line(one: Mapping[str, Any]) -> str:
    """A money account on one line."""
    number = iban.format(str(one["iban"])) if one.get("iban") else ""
    return " · ".join(part for part in (str(one.get("name", "")), number) if part)


KIND_WORDS = {
    "bank": N_("bank account"), "cash": N_("cash box"), "card": N_("credit card"),
    "paypal": "PayPal",
}  # fmt: skip

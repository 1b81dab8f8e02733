"""Reading a tree by local names, and values with a remark when they cannot be understood."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_
from kontor.base.money import LIMIT
from kontor.base.text import clean_text, quoted
from kontor.documents.einvoice.names import finding
from kontor.documents.einvoice.number import Number, read_number
from kontor.documents.einvoice.read.xmlsource import Element

TEXT = 20_000  # characters of one text; more is cut and said
_DAY = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?:T[0-9:.]+)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?")
_YEARS = range(1990, 2100)


class Node:
    """An element of the invoice's own name spaces; whatever else stands in the file is not seen."""

    __slots__ = ("_aliases", "_found", "_spaces", "element")

    def __init__(
        self, element: Element, spaces: tuple[str, ...], aliases: Mapping[str, str]
    ) -> None:
        self.element, self._spaces, self._aliases = element, spaces, aliases
        self._found: dict[str, list[Node]] | None = None

    def _named(self, name: str) -> list[Node]:
        if self._found is None:
            self._found = {}
            for child in self.element:
                local = self._local(child.tag)
                if local:
                    node = Node(child, self._spaces, self._aliases)
                    self._found.setdefault(local, []).append(node)
        return self._found.get(name, [])

    def _local(self, tag: object) -> str:
        """The name of an element of ours; empty for those of others."""
        if not isinstance(tag, str):
            return ""
        space, _brace, local = tag[1:].rpartition("}") if tag[0] == "{" else ("", "", tag)
        return self._aliases.get(local, local) if space.startswith(self._spaces) else ""

    def all(self, path: str) -> list[Node]:
        """All elements at a path, in order."""
        found = [self]
        for name in path.split("/") if path != "." else ():
            found = [child for node in found for child in node._named(name)]
        return found

    def first(self, path: str) -> Node | None:
        """The first element at a path."""
        return next(iter(self.all(path)), None)

    @property
    def raw(self) -> str:
        """The element's own text as it stands."""
        return str(self.element.text or "")

    def get(self, name: str) -> str:
        """An attribute, cleaned; empty when it is not there."""
        return clean_text(str(self.element.get(name) or "")[:200])


class Reader:
    """Takes values out of nodes and remembers what was wrong with them."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def note(self, code: str, message: str, term: str, **values: str) -> None:
        """Remember a doubt about a business term."""
        self.findings.append(
            finding(f"einvoice.{code}", term, message, severity=Severity.WARNING, **values)
        )

    def text(self, node: Node | None, *paths: str, lines: bool = False) -> str:
        """The cleaned text of the first path that has one."""
        if node is None:
            return ""
        for path in paths or ("",):
            for found in node.all(path) if path else [node]:
                if raw := found.raw.strip():
                    return self.cleaned(raw, lines=lines)
        return ""

    def cleaned(self, raw: str, *, lines: bool = False) -> str:
        """A text from outside as it may enter the file; a very long one is cut, and said."""
        if len(raw) > TEXT:
            self.note(
                "text.cut", N_("A text of {count} characters was cut to {limit}."), "text",
                count=str(len(raw)), limit=str(TEXT),
            )  # fmt: skip
        return clean_text(raw[:TEXT], limit=2 * TEXT, multiline=lines)

    def number(self, node: Node | None, path: str, term: str) -> Number | None:
        """A quantity, price or percentage with all its digits."""
        raw = node.first(path) if node else None
        if raw is None or not raw.raw.strip():
            return None
        found = read_number(raw.raw)
        if found is None:
            self._unreadable(term, raw.raw)
        return found

    def cents(self, node: Node | None, path: str, term: str) -> int | None:
        """An amount; more than two decimals are rounded, and said."""
        found = self.number(node, path, term)
        if found is None:
            return None
        cents = found.scaled(2)
        if abs(cents) > LIMIT:
            self._unreadable(term, str(found))
            return None
        if not found.fits(2):
            self.note(
                "decimals", N_("{term}: the amount {text} has more than two decimals."), term,
                text=quoted(str(found)),
            )  # fmt: skip
        return cents

    def amount(self, node: Node | None, path: str, term: str) -> int:
        """An amount that must be there; nought when it is not, and said."""
        found = self.cents(node, path, term)
        if found is None and (node is None or node.first(path) is None):
            self.note("missing", N_("{term} is missing in the file; it counts as nought."), term)
        return found or 0

    def rate(self, node: Node | None, path: str, term: str) -> int | None:
        """A rate in 1/10,000."""
        found = self.number(node, path, term)
        if found is None:
            return None
        if not found.fits(2) or abs(found.scaled(2)) > 100_000:
            self._unreadable(term, str(found))
        rate = found.scaled(2)
        return rate if abs(rate) <= 100_000 else None

    def day(self, node: Node | None, path: str, term: str) -> date | None:
        """A day as `2026-11-22` or `20261122`, with or without a time zone."""
        raw = self.text(node, path)
        if not raw:
            return None
        found = _DAY.fullmatch(raw)
        if found and int(found[1]) in _YEARS:
            try:
                return date(int(found[1]), int(found[2]), int(found[3]))
            except ValueError:
                pass
        self._unreadable(term, raw)
        return None

    def _unreadable(self, term: str, raw: str) -> None:
        self.findings.append(
            finding(
                "einvoice.unreadable",
                term,
                N_("{term}: “{text}” cannot be understood and was left out."),
                N_("Compare with the printed invoice or ask the sender."),
                text=quoted(raw),
            )
        )

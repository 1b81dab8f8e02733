"""A small hand for building XML: names with prefixes, nothing empty, the same bytes each time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from lxml import etree

from kontor.base.numbers import plain_money
from kontor.documents.einvoice.number import Number, percent
from kontor.documents.einvoice.record import Invoice

# lxml ships no types; an element is used only through the functions of this module.
Element = Any
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Tree:
    """A document under construction; texts that are empty and groups without content vanish."""

    def __init__(self, root: str, spaces: Mapping[str | None, str]) -> None:
        self._spaces = spaces
        # the stubs of lxml do not know that None names the default name space
        names = cast("dict[str, str]", dict(spaces))
        self.root: Element = etree.Element(self._name(root), nsmap=names)

    def _name(self, tag: str) -> str:
        prefix, _colon, local = tag.rpartition(":")
        return f"{{{self._spaces[prefix or None]}}}{local}"

    def group(self, parent: Element, path: str) -> Element:
        """A new group; of a path `a/b` each step is made."""
        for tag in path.split("/"):
            parent = etree.SubElement(parent, self._name(tag))
        return parent

    def text(self, parent: Element, path: str, value: object, **attributes: str) -> None:
        """A new text, unless it is empty; attributes that are empty are left out."""
        text = _FORBIDDEN.sub("", "" if value is None else str(value))
        if not text.strip():
            return
        element = self.group(parent, path)
        element.text = text.replace("\r\n", "\n").replace("\r", "\n")
        for name, one in attributes.items():
            if one:
                element.set(name, _FORBIDDEN.sub("", one))

    def money(self, parent: Element, path: str, cents: int | None, **attributes: str) -> None:
        """An amount with two decimals."""
        if cents is not None:
            self.text(parent, path, plain_money(cents), **attributes)

    def number(self, parent: Element, path: str, value: Number | None, **attributes: str) -> None:
        """A quantity, price or percentage with the decimals it needs."""
        if value is not None:
            self.text(parent, path, str(value), **attributes)

    def rate(self, parent: Element, path: str, rate: int | None) -> None:
        """A rate in 1/10,000 as a percentage."""
        if rate is not None:
            self.text(parent, path, str(percent(rate)))

    def bytes(self, keep: frozenset[str] = frozenset()) -> bytes:
        """The document; groups that stayed empty are gone, except those in `keep`."""
        _prune(self.root, {self._name(tag) for tag in keep})
        etree.indent(self.root, space="  ")
        done: bytes = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8")
        return done + b"\n"


def _prune(element: Element, keep: set[str]) -> None:
    for child in list(element):
        _prune(child, keep)
        if not len(child) and not (child.text or "").strip() and child.tag not in keep:
            element.remove(child)


def compact_date(day: date | None) -> str:
    """A day as CII writes it: `20261122`."""
    return f"{day.year:04d}{day.month:02d}{day.day:02d}" if day else ""


def iso_date(day: date | None) -> str:
    """A day as UBL writes it: `2026-11-22`."""
    return day.isoformat() if day else ""


def shown_sum(cents: int, invoice: Invoice, *, charge: bool) -> int | None:
    """A sum of allowances or charges: given as soon as there is one, be it of nought."""
    there = any(one.charge is charge for one in invoice.adjustments)
    return cents if cents or there else None

"""Small helpers to read ISO 20022 trees without caring for their name space."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

# lxml ships no types; an element is used only through the functions of this module.
Element = Any


@lru_cache(maxsize=2048)
def _path(space: str, path: str) -> str:
    return "/".join(f"{space}{step}" for step in path.split("/"))


def space_of(element: Element) -> str:
    """The name space of an element in the notation of lxml, or nothing."""
    tag = str(element.tag)
    return tag[: tag.index("}") + 1] if tag.startswith("{") else ""


def local(element: Element) -> str:
    """The name of an element without its name space."""
    return str(element.tag).rpartition("}")[2]


def _flatten(element: Element, skip: int, prefix: str, texts: dict[str, str]) -> None:
    for child in element:
        if not isinstance(child.tag, str):
            continue
        path = prefix + child.tag[skip:]
        text = child.text
        if text and path not in texts and (stripped := text.strip()):
            texts[path] = stripped
        if len(child):
            _flatten(child, skip, path + "/", texts)


class Node:
    """An element and its name space."""

    __slots__ = ("element", "space")

    def __init__(self, element: Element, space: str | None = None) -> None:
        self.element = element
        self.space = space_of(element) if space is None else space

    def text(self, *paths: str) -> str:
        """Text of the first path that exists and is not empty."""
        for path in paths:
            found = self.element.findtext(_path(self.space, path))
            if found and (stripped := found.strip()):
                return str(stripped)
        return ""

    def child(self, path: str) -> Node | None:
        """The element at a path."""
        found = self.element.find(_path(self.space, path))
        return None if found is None else Node(found, self.space)

    def children(self, path: str) -> Iterator[Node]:
        """All elements at a path, in order."""
        for found in self.element.iterfind(_path(self.space, path)):
            yield Node(found, self.space)

    def records(self, path: str) -> Iterator[Record]:
        """All elements at a path whose texts are asked for again and again."""
        for found in self.element.iterfind(_path(self.space, path)):
            yield Record(found, self.space)

    def anywhere(self, tag: str) -> Iterator[str]:
        """Texts of all elements with this name, however deep."""
        for found in self.element.iter(f"{self.space}{tag}"):
            yield (found.text or "").strip()

    def attribute(self, name: str) -> str:
        """An attribute, or nothing."""
        return str(self.element.get(name) or "")

    @property
    def own_text(self) -> str:
        """The element's own text."""
        return (self.element.text or "").strip()

    @property
    def line(self) -> int:
        """The line in the file."""
        return int(self.element.sourceline or 0)


class Record(Node):
    """A small element that is walked through once, so that each text is at hand."""

    __slots__ = ("_texts",)

    def __init__(self, element: Element, space: str | None = None) -> None:
        super().__init__(element, space)
        self._texts: dict[str, str] = {}
        _flatten(element, len(self.space), "", self._texts)

    def text(self, *paths: str) -> str:
        """Text of the first path that exists and is not empty."""
        for path in paths:
            if path in self._texts:
                return self._texts[path]
        return ""

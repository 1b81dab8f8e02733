"""From bytes to an XML tree, safely: no entities, no network, no DTD, limits on size and depth."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from lxml import etree

from kontor.base.encoding import read_text
from kontor.base.errors import InputError, Refused
from kontor.base.i18n import N_

XML_LIMIT = 20 * 1024 * 1024
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ENCODING = re.compile(rb"^\s*<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_DEPTH = 64  # an invoice needs twelve
_ELEMENTS = 1_000_000

# lxml ships no types; an element is used only through the functions of this package.
Element = Any


class Parsed(NamedTuple):
    """The root of a document; `repaired` names the encoding it really had."""

    root: Element
    repaired: str = ""


def parse(data: bytes) -> Parsed:
    """The root element of XML from outside.

    Raises:
        Refused: too large, damaged, or with a document type that could hide something.
    """
    if len(data) > XML_LIMIT:
        raise Refused(
            N_("The XML file has {size} MB; at most {limit} MB are read."),
            size=len(data) // 1_048_576,
            limit=XML_LIMIT // 1_048_576,
        )
    body = data.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    if not body:
        raise Refused(N_("The file is empty."), hint=N_("Please ask the sender for it again."))
    other = _misnamed(body)
    if not other:
        try:
            return Parsed(_checked(body))
        except etree.XMLSyntaxError as error:
            if body.isascii():
                raise _damaged(error) from error
    try:
        text, encoding = read_text(body)
        root = _checked(_DECLARATION.sub("", text, count=1).encode("utf-8"))
    except (InputError, etree.XMLSyntaxError, UnicodeEncodeError) as error:
        raise _damaged(error) from error
    return Parsed(root, encoding)


def _misnamed(body: bytes) -> bool:
    """Whether the file calls itself something else and is UTF-8: umlauts would come out wrong."""
    found = _ENCODING.match(body[:200])
    if not found or body.isascii() or found[1].lower() in {b"utf-8", b"utf8"}:
        return False
    if found[1].lower().startswith((b"utf-16", b"utf-32")):
        return False
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _checked(body: bytes) -> Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    root = etree.fromstring(body, parser)
    tree = root.getroottree()
    if tree.docinfo.internalDTD is not None or tree.docinfo.doctype:
        raise Refused(
            N_("The XML file brings a document type along; that can hide harmful content."),
            hint=N_("Please ask the sender for the invoice without DOCTYPE."),
        )
    _bounded(root)
    return root


def _bounded(root: Element) -> None:
    depth = count = 0
    for event, _element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > _DEPTH or count > _ELEMENTS:
            raise Refused(
                N_("The XML file is nested too deeply or has too many parts for an invoice.")
            )


def _damaged(error: Exception) -> Refused:
    if "limit exceeded" in str(error) or "too long" in str(error):
        return Refused(
            N_("One part of the XML file is too large, probably an attachment."),
            hint=N_("Please ask the sender for the invoice with smaller attachments."),
        )
    line = getattr(error, "lineno", None)
    hint = N_("Please ask the sender for it again.")
    if line:
        return Refused(N_("The XML file is damaged near line {line}."), hint=hint, line=line)
    return Refused(N_("The XML file is damaged."), hint=hint)

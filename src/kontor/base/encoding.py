"""The encoding ladder (Zeichensatz): BOM, strict UTF-8, then the best of four old code pages.

Banks, suppliers and spreadsheets deliver all of these. The right one is the one in which German
letters stand inside words and signs stand where signs stand.
"""

from __future__ import annotations

import codecs
import re
from functools import cache

from kontor.base.errors import InputError
from kontor.base.i18n import N_

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OLD = ("cp1252", "iso-8859-15", "cp850", "mac_roman")  # a tie goes to the first
_SCORED_BYTES = 200_000
_SIGNS = (
    (3, r"(?<=[A-Za-zäöüßÄÖÜ])[äöüß](?![A-Z])|(?<![A-Za-z])[äöü](?=[a-zß])"),
    (3, r"(?<![a-zA-Z])[ÄÖÜ](?=[a-zäöüß])"),
    (3, r"(?<=[A-ZÄÖÜ])[ÄÖÜ](?![a-zß])|[ÄÖÜ](?=[A-ZÄÖÜ]{2})"),
    (2, r"(?<=\d )€|(?<=\d)€|€(?= ?\d)|(?<![A-Za-zäöü])€(?![A-Za-zäöü])"),
    (1, r"§ ?(?=[§\d])|(?<=\d)[²³°]|(?<=\d )[°]|(?<=m)[²³]|„(?=\w)|(?<=\w)“|[éèêáàóç]"),
    (1, r"Ø(?= ?\d)"),
    (1, r"(?<= )[–-](?= )|(?<=\w)…|(?<=\w)’(?=s)"),
    (-3, r"[\x80-\x9f\u2500-\u25ff\uf8ff]"),
    (-2, r"[a-zäöüß][^\x00-\x7fäöüßéèêáàóç„“”–…€§²³°«»’‘‚´`·×½¼¾µ®™©][a-zäöüß]"),
    (-2, r"[A-Za-z][§€†‡™„”“°¤¦¨¸][A-Za-z]|(?<=[a-zäöü])[ÄÖÜ]|[^\x00-\x7f]{3,}"),
    (-4, r"[A-Z][ÄÖÜ](?=[a-zß])|(?<=\d )mü\b"),
    (-1, r"[^\x00-\x7fäöüßÄÖÜ€§²³°„“–…éèêáàóç]"),
)


def read_text(data: bytes) -> tuple[str, str]:
    """The text of a file and the name of its encoding.

    Raises:
        InputError: the file is no text, or breaks its own byte order mark.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data, encoding), encoding
    if b"\0" in data:
        raise InputError(
            N_("This file is not a text file."),
            hint=N_("Save it as text or CSV with the encoding UTF-8 and try again."),
        )
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _best_old(data)


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            N_("The file says it is {encoding}, but byte {place} does not fit."),
            hint=N_("Save it as text or CSV with the encoding UTF-8 and try again."),
            encoding=encoding,
            place=error.start,
        ) from error


def _best_old(data: bytes) -> tuple[str, str]:
    rows = [row for row in data.splitlines() if not row.isascii()]
    sample = b"\n".join(rows)[:_SCORED_BYTES]
    scores = {encoding: _score(sample, encoding) for encoding in _OLD}
    for encoding in sorted(_OLD, key=lambda name: -scores[name]):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return data.decode("iso-8859-15"), "iso-8859-15"


def _score(sample: bytes, encoding: str) -> int:
    text = sample.decode(encoding, errors="replace")
    points = sum(weight * len(pattern.findall(text)) for weight, pattern in _signs())
    return points - 20 * text.count("\ufffd")


@cache
def _signs() -> tuple[tuple[int, re.Pattern[str]], ...]:
    """What speaks for (above zero) and against a code page."""
    return tuple((points, re.compile(pattern)) for points, pattern in _SIGNS)

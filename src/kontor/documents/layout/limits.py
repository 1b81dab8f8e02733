"""What a page has room for: places that cannot grow refuse what would be cut off."""

from __future__ import annotations

from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_
from kontor.base.text import quoted
from kontor.documents.layout.glyphs import texts
from kontor.documents.layout.page import Labels, Page

ALL, ROWS = 400_000, 3_000
_ROOM = (  # where a place begins, and how many characters it takes; the first that fits holds
    ("sender.name", 120), ("sender.slogan", 150), ("sender.return_line", 150),
    ("sender.contact", 80), ("sender.footer", 80), ("recipient", 120), ("remark", 60),
    ("title", 120), ("number", 60), ("info", 300), ("subject", 600), ("salutation", 300),
    ("totals", 200), ("signatures", 200), ("checks", 1_000), ("notes", 3_000), ("giro", 140),
    ("greeting", 200), ("signer", 200), ("enclosures", 300), ("tables", 3_000), ("labels", 80),
)  # fmt: skip
_ROW = {"number": 40, "quantity": 40, "unit": 40, "price": 40, "text": 4_000}
_LINES = (("recipient", 9), ("sender.contact", 8), ("signatures", 3))


def too_long(page: Page | Labels) -> list[Finding]:
    """Texts that would not fit where they stand, and pages beyond all measure."""
    found = []
    whole = 0
    for place, text in texts(page):
        whole += _size(text)
        room = _room(place)
        if room and _size(text) > room:
            found.append(_finding(place, text, room))
    if whole > ALL or (isinstance(page, Page) and len(page.rows) > ROWS):
        found.append(
            Finding(
                "DL03", "page",
                N_("The document is too long: at most {rows} rows, {limit} letters."),
                N_("Divide it into several."), Severity.ERROR, (("rows", ROWS), ("limit", ALL)),
            )
        )  # fmt: skip
    if isinstance(page, Page):
        found += _too_many(page)
    return found


def _too_many(page: Page) -> list[Finding]:
    counts = {
        "recipient": len(page.recipient),
        "sender.contact": len(page.sender.contact),
        "signatures": len(page.signatures),
    }
    return [
        Finding(
            "DL04", place, N_("There is room for {limit} lines only."), N_("Leave lines out."),
            Severity.ERROR, (("limit", most),), place,
        )
        for place, most in _LINES
        if counts[place] > most
    ]  # fmt: skip


def _room(place: str) -> int:
    if place.startswith("rows."):
        return _ROW.get(place.rpartition(".")[2], 0)
    for start, room in _ROOM:
        if place == start or place.startswith(f"{start}."):
            return room
    return 0


def _size(text: str) -> int:
    return len(text) + 30 * text.count("\n")


def _finding(place: str, text: str, room: int) -> Finding:
    return Finding(
        "DL02", place, N_("“{text}” is too long: there is room for {limit} letters."),
        N_("Write it shorter."), Severity.ERROR, (("text", quoted(text)), ("limit", room)), place,
    )  # fmt: skip

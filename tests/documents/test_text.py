"""Text stays text: nothing is read as markup, what cannot be printed is told before."""

from __future__ import annotations

import json
import unicodedata
from datetime import date

import pytest

from kontor.base.errors import Refused
from kontor.base.text import cell_width
from kontor.documents.layout.figures import amount, day, iban, money, period, price, quantity, rate
from kontor.documents.layout.glyphs import can_print, covered, printed
from kontor.documents.layout.page import Logo, Note, Page, Row, RowKind, as_data
from kontor.documents.layout.render import check_page, missing_glyphs, render_pdf, replace_missing
from kontor.documents.layout.text import as_text
from tests.documents import sample_pages
from tests.documents.reading import squeezed, words_of
from tests.tools.nasty import NASTY

# -- text stays text -----------------------------------------------------------------------------


def _everywhere(text: str) -> Page:
    base = sample_pages.invoice("de", 2)
    return base._replace(
        sender=base.sender._replace(slogan=text, contact=(text,)), recipient=(text, "Ort"),
        subject=text, intro=(text,), closing=(text,), notes=(Note(text, text),), signer=text,
        rows=(base.rows[0]._replace(text=text, details=(text,), unit=text[:40], number=text[:40]),),
    )  # fmt: skip


@pytest.mark.parametrize("name", NASTY)
def test_user_text_is_never_read_as_markup(name: str) -> None:
    """What cannot be printed or has no room is told before; the rest stands there as it is."""
    page = _everywhere(NASTY[name])
    findings = check_page(page)
    if findings:
        assert all(one.code in {"DL01", "DL02", "DL03"} and one.where for one in findings)
        with pytest.raises(Refused):
            render_pdf(page)
        page = replace_missing(page)
        if check_page(page):
            return
    text = next(row for row in page.rows).text
    whole = squeezed(" ".join(words_of(render_pdf(page))))
    assert squeezed(printed(text)) in whole


@pytest.mark.parametrize(
    "text",
    [
        '#panic("x")', "*fett* _kursiv_ $x^2$", "<tag> @ref", "= Titel", "#import \"x\": *",
        "`code` // Kommentar", "\\u{1F600} \\", "#sys.inputs", "- Liste\n+ eins\n/ A: b",
        "http://a.example/" + "x" * 200, "]] }} ))", "#{ while true {} }",
    ],
)  # fmt: skip
def test_the_language_of_the_typesetter_is_text_too(text: str) -> None:
    page = _everywhere(text)
    page = page._replace(
        sender=sample_pages.SENDER, recipient=("A",), signer="",
        rows=(page.rows[0]._replace(unit="m", number="1"),),
    )  # fmt: skip
    whole = squeezed(" ".join(words_of(render_pdf(page))))
    assert squeezed(text) in whole


def test_missing_characters_are_found_with_their_place() -> None:
    page = sample_pages.invoice()
    rows = (page.rows[0]._replace(text="Farbe 株 und 😀"), *page.rows[1:])
    found = missing_glyphs(page._replace(rows=rows, subject="ok ⌀ 20 mm"))
    assert [one.where for one in found] == ["rows.0.text"] * 2
    assert "U+682A" in found[0].text and "U+1F600" in found[1].text
    with pytest.raises(Refused, match="U\\+682A"):
        render_pdf(page._replace(rows=rows))
    mended = replace_missing(page._replace(rows=rows))
    assert mended.rows[0].text == "Farbe ? und ?" and check_page(mended) == []
    assert replace_missing(page) == page


def test_what_the_fonts_hold() -> None:
    assert all(map(can_print, "ÄÖÜäöüßẞ€§²³½×°µ–—„“”‚‘’…•→≤≥ØøŁłŞşĞğİıŽžŘřŐőĂăΩЖя№"))
    assert not any(map(can_print, "株ع😀☐✓\x07\u202e\u200b\ufeff"))
    assert printed("⌀ 20\r\nu\u0308") == "Ø 20\nü" and len(covered()) > 2000


def test_what_has_no_room_is_refused_before() -> None:
    page = sample_pages.invoice()
    found = check_page(page._replace(recipient=("x" * 121,)))
    assert [(one.code, one.where) for one in found] == [("DL02", "recipient.0")]
    assert [one.code for one in check_page(page._replace(recipient=("x",) * 10))] == ["DL04"]
    assert "DL03" in {one.code for one in check_page(page._replace(rows=(Row(text="x"),) * 3001))}


def test_a_page_that_takes_too_long_is_given_up_and_the_next_one_works() -> None:
    with pytest.raises(Refused):
        render_pdf(sample_pages.invoice("de", 240, long=True), seconds=0)
    assert render_pdf(sample_pages.letter()).startswith(b"%PDF-")


# -- figures, text view --------------------------------------------------------------------------


def test_figures_follow_the_document() -> None:
    assert (money(-123_456, "de"), money(-123_456, "en")) == ("-1.234,56", "-1,234.56")
    assert amount(-5, "de") == "-0,05\u00a0€" and amount(-5, "en") == "-€0.05"
    assert amount(100, "de", "CHF") == "1,00\u00a0CHF" == amount(100, "de", "CHF")
    assert (price(98_500, "de"), price(98_512, "en")) == ("9,85", "9.8512")
    assert (quantity(12_500, "de"), quantity(12_000, "de", keep=2)) == ("12,5", "12,00")
    assert (rate(1900, "de"), rate(550, "en")) == ("19\u00a0%", "5.5%")
    one = date(2026, 3, 5)
    assert (day(one, "de"), day(one, "en")) == ("05.03.2026", "5 Mar 2026")
    assert period(one, date(2026, 3, 6), "de") == "05.03.2026 – 06.03.2026"
    assert period(one, one, "en") == "5 Mar 2026"
    assert iban("DE02120300000000202051") == "DE02 1203 0000 0000 2020 51"


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("kind", sample_pages.PAGES)
def test_the_text_view_fits_and_says_everything(kind: str, width: int) -> None:
    page = sample_pages.PAGES[kind]("de")
    text = as_text(page, width)
    assert max(map(cell_width, text.split("\n"))) <= width
    for one in page.totals:
        assert amount(one.cents, "de") in text
    for row in page.rows:
        if row.total is not None:
            assert money(row.total, "de") in text
    for closing in page.closing:
        assert squeezed(closing) in squeezed(text)


@pytest.mark.parametrize("name", NASTY)
def test_the_text_view_is_safe(name: str) -> None:
    text = as_text(_everywhere(NASTY[name][:2000]), 60)
    assert max(map(cell_width, text.split("\n"))) <= 60
    assert not any(unicodedata.category(char) == "Cc" and char != "\n" for char in text)


def test_a_page_is_ready_for_json() -> None:
    sender = sample_pages.SENDER._replace(logo=Logo(b"\x89PNG", "image/png"))
    data = json.loads(json.dumps(as_data(sample_pages.quote()._replace(sender=sender))))
    assert data["day"] == "2026-03-16" and data["rows"][0]["kind"] == RowKind.TITLE
    assert data["sender"]["logo"]["content"] == "iVBORw==" and data["style"]["layout"] == "modern"

"""The layout: PDF/A-3 with all its parts, the same bytes again, text that stays text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pypdf
import pytest
from lxml import etree

from kontor.base.errors import KontorError
from kontor.documents.layout import giro
from kontor.documents.layout.figures import money
from kontor.documents.layout.page import (
    Giro,
    Layout,
    Logo,
    Note,
    Page,
    Sender,
    Sheet,
    Style,
)
from kontor.documents.layout.render import (
    Attachment,
    check_page,
    render_pdf,
    render_png,
)
from kontor.documents.layout.text import as_text
from kontor.documents.layout.view import view
from kontor.documents.layout.words import words
from kontor.documents.layout.xmp import add_facturx
from tests.documents import sample_pages
from tests.documents.reading import read, squeezed, words_of

XML = '<?xml version="1.0" encoding="UTF-8"?>\n<Invoice>Müller &amp; Söhne €</Invoice>\n'.encode()
FX = "{urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#}"


@pytest.fixture(scope="module")
def e_invoice() -> bytes:
    return render_pdf(sample_pages.invoice(), Attachment(XML))


def _root(reader: pypdf.PdfReader) -> Any:
    return reader.trailer["/Root"]


# -- the parts of the file -----------------------------------------------------------------------


def test_the_parts_of_an_e_invoice(e_invoice: bytes) -> None:
    reader = read(e_invoice)
    root = _root(reader)
    assert {"/AF", "/Names", "/OutputIntents", "/Metadata", "/Lang", "/MarkInfo"} <= root.keys()
    assert root["/Lang"] == "de-DE"
    names = root["/Names"]["/EmbeddedFiles"]["/Names"]
    assert names[0] == "factur-x.xml" and len(names) == 2 and len(root["/AF"]) == 1
    spec = names[1].get_object()
    assert spec["/F"] == spec["/UF"] == "factur-x.xml"
    assert spec["/AFRelationship"] == "/Alternative" and spec["/Desc"]
    assert root["/AF"][0].get_object() == spec
    stream = spec["/EF"]["/F"]
    assert spec["/EF"].raw_get("/UF").idnum == spec["/EF"].raw_get("/F").idnum
    assert (stream["/Type"], stream["/Subtype"]) == ("/EmbeddedFile", "/text/xml")
    assert stream["/Params"]["/Size"] == len(XML) and stream["/Params"]["/ModDate"]
    assert stream.get_data() == XML


def test_the_metadata_of_an_e_invoice(e_invoice: bytes) -> None:
    tree = etree.fromstring(_root(read(e_invoice))["/Metadata"].get_data())
    values = {node.tag: node.text for node in tree.iter() if isinstance(node.tag, str)}
    pdfa = "{http://www.aiim.org/pdfa/ns/id/}"
    assert (values[f"{pdfa}part"], values[f"{pdfa}conformance"]) == ("3", "B")
    assert values[f"{FX}DocumentType"] == "INVOICE"
    assert values[f"{FX}DocumentFileName"] == "factur-x.xml"
    assert values[f"{FX}Version"] == "1.0"
    assert values[f"{FX}ConformanceLevel"] == "EN 16931"
    schema = "{http://www.aiim.org/pdfa/ns/schema#}"
    described = [node.text for node in tree.iter(f"{schema}prefix")]
    assert "fx" in described
    names = [node.text for node in tree.iter("{http://www.aiim.org/pdfa/ns/property#}name")]
    assert {"DocumentFileName", "DocumentType", "Version", "ConformanceLevel"} <= set(names)


def test_xrechnung_has_its_own_name_and_level() -> None:
    pdf = render_pdf(sample_pages.invoice(), Attachment(XML, "xrechnung.xml", "XRECHNUNG"))
    reader = read(pdf)
    assert _root(reader)["/Names"]["/EmbeddedFiles"]["/Names"][0] == "xrechnung.xml"
    assert b"<fx:ConformanceLevel>XRECHNUNG</fx:ConformanceLevel>" in pdf


def test_another_kind_of_pdf_is_refused_loudly() -> None:
    with pytest.raises(RuntimeError, match="another kind"):
        add_facturx(b"%PDF-1.7\nstartxref\n9\n%%EOF", name="x", level="y")


def _fonts(reader: pypdf.PdfReader) -> Iterator[Any]:
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            yield from font.get_object()["/DescendantFonts"]


@pytest.mark.parametrize("kind", ["invoice", "quote", "measurement"])
def test_every_font_is_inside_and_is_ours(kind: str) -> None:
    fonts = list(_fonts(read(render_pdf(sample_pages.PAGES[kind]("de")))))
    assert fonts
    for font in fonts:
        one = font.get_object()
        assert "/FontFile2" in one["/FontDescriptor"], one["/BaseFont"]
        assert re.fullmatch(r"/[A-Z]{6}\+LiberationSans.*", one["/BaseFont"])


def test_the_same_page_gives_the_same_bytes(e_invoice: bytes) -> None:
    assert render_pdf(sample_pages.invoice(), Attachment(XML)) == e_invoice
    other = render_pdf(sample_pages.invoice()._replace(day=date(2026, 3, 17)), Attachment(XML))
    assert other != e_invoice
    assert read(e_invoice).metadata["/CreationDate"].startswith("D:20260316")  # type: ignore[index]


# -- every kind of document ----------------------------------------------------------------------


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("kind", sample_pages.PAGES)
def test_every_kind_of_document_is_set(kind: str, language: str) -> None:
    page = sample_pages.PAGES[kind](language)
    assert check_page(page) == []
    found = words_of(render_pdf(page))
    whole = " ".join(found)
    for text in (page.heading, page.subject, *page.recipient, *page.closing, page.greeting):
        assert squeezed(text) in squeezed(whole), text
    if page.draft:
        assert words(language)["draft"] in whole
    if len(found) > 1:
        for number, text in enumerate(found, 1):
            said = words(language)["page"].format(page=number, pages=len(found))
            assert said in text
        # nothing ends alone: besides head and foot the last page holds a row or words of weight
        assert len(found[-1]) > 450


@pytest.mark.parametrize("kind", ["invoice", "quote", "acceptance"])
def test_the_plain_layout_holds_the_samewords_of(kind: str) -> None:
    page = sample_pages.PAGES[kind]("de")
    plain = page._replace(style=Style(Layout.PLAIN))
    texts = [sorted(squeezed(" ".join(words_of(render_pdf(one))))) for one in (page, plain)]
    assert texts[0] == texts[1]


def test_sums_are_carried_from_page_to_page() -> None:
    page = sample_pages.invoice("de", 250)
    found = words_of(render_pdf(page))
    assert len(found) >= 6
    carried, before = 0, ""
    for at, text in enumerate(found):
        if at:
            said = re.search(r"Übertrag ([\d.,]+)", text)
            assert said, f"page {at + 1} begins without the sum"
            assert said[1] == before
        ends = re.search(r"Zwischensumme ([\d.,]+)", text)
        assert bool(ends) == (at < len(found) - 1)
        if ends:
            before = ends[1]
            carried += 1
    assert carried == len(found) - 1
    last = re.findall(r"(?<!\S)(\d{1,3}) (?:Wand|Deck|Roll|Stund|Anfahrt)", found[0])
    first_page = sum(row.total or 0 for row in page.rows[: int(last[-1])])
    assert f"Zwischensumme {money(first_page, 'de')}" in found[0]


def test_what_does_not_count_is_not_carried() -> None:
    page = sample_pages.quote()
    rows = view(page)["parts"][0]
    by_number = {
        row["number"]: row["cum"] for group in rows for row in group["rows"] if "number" in row
    }
    assert by_number["01.01.0020"] == by_number["01.01.0030"] == "2.287,36"
    assert by_number["02.0010"] == "3.297,36"


def test_titles_stay_with_what_follows() -> None:
    groups = view(sample_pages.quote())["parts"][0]
    for group in groups:
        assert group["rows"][-1]["kind"] != "title"


def test_a_page_break_begins_a_new_page() -> None:
    page = sample_pages.invoice()
    rows = (page.rows[0], page.rows[1]._replace(page_break=True), *page.rows[2:])
    found = words_of(render_pdf(page._replace(rows=rows)))
    assert len(found) == 2
    assert "Wandflächen" in found[0] and "Deckenflächen" in found[1]


def test_a_long_text_runs_over_pages_and_none_is_lost() -> None:
    sentences = tuple(f"Absatz {at}: " + "lang und länger " * 30 for at in range(60))
    page = sample_pages.invoice("de", 2)
    row = page.rows[0]._replace(details=sentences)
    whole = " ".join(words_of(render_pdf(page._replace(rows=(row, page.rows[1])))))
    assert [f"Absatz {at}:" in whole for at in range(60)] == [True] * 60


def test_a_closing_that_is_long_breaks() -> None:
    page = sample_pages.invoice("de", 2)
    notes = tuple(Note(f"Hinweis {at} " + "wichtig " * 60) for at in range(40))
    found = words_of(render_pdf(page._replace(notes=notes, closing=page.closing * 20)))
    whole = " ".join(found)
    assert len(found) > 2 and all(f"Hinweis {at} " in whole for at in range(40))


# -- letterhead ----------------------------------------------------------------------------------

_SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10">'
    b'<rect width="30" height="10"/></svg>'
)


def test_logos_are_shown_and_damaged_ones_refused() -> None:
    from tests.documents.test_archive import PNG

    for content, mime in ((_SVG, "image/svg+xml"), (PNG, "image/png")):
        sender = sample_pages.SENDER._replace(logo=Logo(content, mime))
        pdf = render_pdf(sample_pages.letter()._replace(sender=sender))
        assert len(pdf) != len(render_pdf(sample_pages.letter()))
    damaged = sample_pages.SENDER._replace(logo=Logo(b"<svg", "image/svg+xml"))
    with pytest.raises(KontorError, match="SVG"):
        render_pdf(sample_pages.letter()._replace(sender=damaged))
    assert render_pdf(sample_pages.letter()).startswith(b"%PDF-")


def test_a_bare_page_is_possible() -> None:
    page = Page("de", date(2026, 1, 1), "", Sender("X"))
    assert len(read(render_pdf(page)).pages) == 1
    assert as_text(page).startswith("X")


# -- labels, pictures ----------------------------------------------------------------------------


def test_labels_fill_the_sheet_from_the_first_free_place() -> None:
    labels = sample_pages.labels("de", 25)
    found = words_of(render_pdf(labels))
    assert [text.count("Familie Krüger") for text in found] == [17, 8]
    wide = labels._replace(sheet=Sheet(2, 5, 990, 574, 60, 50, 0, 0), skip=0)
    assert [text.count("48147 Münster") for text in words_of(render_pdf(wide))] == [10, 10, 5]
    assert check_page(labels._replace(labels=(("株",),)))[0].where == "labels.0.0"


def test_pictures_of_every_page() -> None:
    found = render_png(sample_pages.quote(), 40)
    assert len(found) == 2
    for one in found:
        assert one.startswith(b"\x89PNG\r\n\x1a\n")
        width, height = (int.from_bytes(one[at : at + 4], "big") for at in (16, 20))
        assert (width, height) == (331, 468)  # A4 at 40 dots per inch


# -- GiroCode ------------------------------------------------------------------------------------


def test_the_lines_of_a_girocode() -> None:
    one = Giro(
        "Müller & Söhne Straßenbau",
        "DE02 1203 0000 0000 2020 51",
        407_285,
        "RE-7 für Öl",
        "BYLADEM1",
    )
    assert giro.payload(one).split("\n") == [
        "BCD", "002", "2", "SCT", "BYLADEM1", "Mueller & Soehne Strassenbau",
        "DE02120300000000202051", "EUR4072.85", "", "", "RE-7 fuer Oel",
    ]  # fmt: skip
    assert giro.payload(one._replace(cents=5)).split("\n")[7] == "EUR0.05"
    assert not giro.possible(one._replace(cents=0)) and not giro.possible(one._replace(iban=""))


def test_the_girocode_decodes() -> None:
    """The modules of the drawn code are those of the payload; read by zbar where it is."""
    import segno

    one = sample_pages.invoice().giro
    assert one is not None
    code = segno.make_qr(giro.payload(one), error="m", boost_error=False, encoding="iso-8859-1")
    assert int(code.version) <= 13 and code.error == "M"
    drawn = giro.svg(one)
    assert drawn.count("<path") == 1 and f'width="{code.symbol_size(4, 0)[0]}"' in drawn
    strokes = re.search(r' d="([^"]+)"', drawn)
    assert strokes and _dark(strokes[1]) == sum(map(sum, code.matrix))


def _dark(path: str) -> int:
    """Dark modules of segno's path: the lengths of its horizontal strokes."""
    return sum(int(length) for length in re.findall(r"h(\d+)", path))


def test_the_printed_girocode_is_read_by_zbar() -> None:
    import shutil
    import subprocess
    import tempfile
    from pathlib import Path

    if not shutil.which("zbarimg"):
        pytest.skip("zbarimg is not installed")
    page = sample_pages.invoice()
    assert page.giro
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.png"
        path.write_bytes(render_png(page, 150)[0])
        read = subprocess.run(
            ["zbarimg", "-q", "--raw", str(path)], capture_output=True, text=True, check=True
        )
    assert read.stdout.strip() == giro.payload(page.giro)


def test_threads_take_turns_and_get_their_own_page() -> None:
    from concurrent.futures import ThreadPoolExecutor

    pages = [sample_pages.letter()._replace(subject=f"Brief {at}") for at in range(6)]
    alone = [render_pdf(page) for page in pages]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(render_pdf, pages))
    assert together == alone and len(set(alone)) == 6

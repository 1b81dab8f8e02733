"""The archive: what was issued stays, drafts go, texts are checked, persons are erased."""

from __future__ import annotations

import hashlib
import sqlite3
import struct
import zlib
from datetime import UTC, date, datetime

import pytest

from kontor.base.errors import Damaged, InputError, KontorError, NotFound, Refused
from kontor.company.model import FirmChange, SettingInput
from kontor.company.service import change_firm, change_setting
from kontor.contacts.kinds import ContactKind, Role
from kontor.contacts.model import AddressInput, ContactInput, RoleInput
from kontor.contacts.queries import contact
from kontor.contacts.service import create_contact
from kontor.documents import model
from kontor.documents.doors import DOOR, check
from kontor.documents.kinds import DocumentFilter, DocumentKind, kind_rows, kind_word
from kontor.documents.layout.page import Layout, Style
from kontor.documents.layout.render import render_pdf
from kontor.documents.letterhead import giro, sender, style
from kontor.documents.letters import letter_page, recipient, salutation
from kontor.documents.model import (
    DocumentInput,
    LetterheadInput,
    LetterInput,
    WordingInput,
)
from kontor.documents.queries import (
    count_documents,
    document,
    document_bytes,
    document_text,
    documents,
    documents_of,
    wordings,
)
from kontor.documents.service import (
    delete_draft,
    letter,
    replace_draft,
    set_letterhead,
    set_logo,
    set_wording,
    store_document,
)
from kontor.documents.texts import check_text, default_texts, fill, placeholders
from kontor.store.erasing import erase_person
from kontor.store.fields import drift
from kontor.store.search import search
from kontor.store.store import Store

AT = datetime(2026, 3, 16, 10, tzinfo=UTC)
DAY = date(2026, 3, 16)
PDF = b"%PDF-1.7 one\n"


def _png() -> bytes:
    """A picture of two by one red points."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = zlib.crc32(name + data)
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", 2, 1, 8, 2, 0, 0, 0)
    points = zlib.compress(b"\0" + b"\xff\0\0" * 2)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", points) + chunk(b"IEND", b"")
    )


PNG = _png()


def _invoice(number: str = "RE-2026-0001", **more: object) -> DocumentInput:
    values = {"kind": "invoice", "day": DAY, "number": number, "ref": "sales:1"} | more
    return DocumentInput.model_validate(values)


def test_classes_and_schema_agree(books: Store) -> None:
    ours = {"document", "letterhead", "text_template"}
    with books.read() as con:
        found = drift(con, model.Row.metadata)
    assert [line for line in found if line.split(".")[0].split(":")[0] in ours] == []


def test_a_document_is_stored_under_its_hash(books: Store) -> None:
    key = books.run(store_document, _invoice(), PDF, issued=AT).value
    with books.read() as con:
        one = document(con, key)
        assert document_bytes(con, key) == PDF
        assert [d.id for d in documents_of(con, "sales:1")] == [key]
    assert one.sha256 == hashlib.sha256(PDF).hexdigest()
    assert (one.title, one.name, one.size) == ("Rechnung", "Rechnung RE-2026-0001.pdf", len(PDF))
    assert (one.keep_until, one.law) == (date(2034, 12, 31), "UStG § 14b (1)")
    assert one.issued == AT


def test_what_was_issued_stays(books: Store) -> None:
    key = books.run(store_document, _invoice(), PDF, issued=AT).value
    with pytest.raises(Refused):
        books.undo()
    for case, more in ((replace_draft, (b"%PDF-2",)), (delete_draft, ())):
        with pytest.raises(Refused):
            books.run(case, key, *more)
    with books.read() as con:
        assert document_bytes(con, key) == PDF


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE document SET number='RE-9'",
        "UPDATE document SET issued=NULL",
        "DELETE FROM document",
        "DELETE FROM blob",
        "INSERT OR REPLACE INTO document SELECT id,kind,ref,partner,'X',title,language,day,name,"
        "mime,sha256,size,keep_until,law,issued FROM document",
    ],
)
def test_no_client_changes_an_issued_document(books: Store, sql: str) -> None:
    """Inside a step, which would let changes of ordinary rows pass."""
    books.run(store_document, _invoice(), PDF, issued=AT)
    with pytest.raises(Refused), books.step("x") as unit:
        unit.con.execute(sql)
    with books.read() as con:
        assert [(d.number, d.issued) for d in documents(con)] == [("RE-2026-0001", AT)]
        assert document_bytes(con, 1) == PDF


def test_a_draft_changes_and_goes(books: Store) -> None:
    key = books.run(store_document, _invoice("", ref=""), PDF).value
    books.run(replace_draft, key, b"%PDF-2")
    with books.read() as con:
        assert document_bytes(con, key) == b"%PDF-2"
        assert document(con, key).issued is None
    books.run(delete_draft, key)
    with books.read() as con, pytest.raises(NotFound):
        document(con, key)
    books.undo()
    with books.read() as con:
        assert document_bytes(con, key) == b"%PDF-2"


def test_an_empty_file_is_refused(books: Store) -> None:
    with pytest.raises(InputError):
        books.run(store_document, _invoice(), b"")


def test_the_list_is_paged_and_filtered(books: Store) -> None:
    for number in range(5):
        day = date(2026, 3, 1 + number // 2)
        books.run(store_document, _invoice(f"RE-{number}", day=day, ref=f"sales:{number}"), PDF)
    letter_in = {"kind": "letter", "day": DAY, "title": "Farbkarte", "partner": "contacts:1"}
    books.run(store_document, DocumentInput.model_validate(letter_in), PDF)
    with books.read() as con:
        first = documents(con, limit=3)
        rest = documents(con, before=(first[-1].day, first[-1].id), limit=9)
        assert [d.heading for d in first + rest] == [
            "Farbkarte", "Rechnung RE-4", "Rechnung RE-3", "Rechnung RE-2", "Rechnung RE-1",
            "Rechnung RE-0",
        ]  # fmt: skip
        assert [d.number for d in documents(con, DocumentFilter(text="re-3"))] == ["RE-3"]
        assert len(documents(con, DocumentFilter(kind="invoice"))) == 5
        assert len(documents(con, DocumentFilter(partner="contacts:1"))) == 1
        assert count_documents(con) == 6


def test_the_search_finds_documents(books: Store) -> None:
    key = books.run(store_document, _invoice("RE-2026-4711"), PDF, issued=AT).value
    with books.read() as con:
        assert [hit.ref for hit in search(con, "rechnung 4711")] == [f"documents:{key}"]


def test_check_is_quiet_and_tells_a_foreign_content(books: Store) -> None:
    books.run(store_document, _invoice(), PDF, issued=AT)
    key = books.run(store_document, _invoice("RE-2"), b"no pdf at all").value
    with books.read() as con:
        found = list(check(con))
    assert [(one.code, one.where) for one in found] == [("DO01", f"documents:{key}")]


def test_an_altered_content_is_refused(books: Store) -> None:
    key = books.run(store_document, _invoice(), PDF, issued=AT).value
    path = books.path
    books.close()
    con = sqlite3.connect(path)
    con.execute("DROP TRIGGER blob_bu")
    con.execute("UPDATE blob SET content=?", (b"%PDF-1.7 two\n",))
    con.commit()
    con.row_factory = None
    with pytest.raises(Damaged):
        document_bytes(con, key)
    con.close()


# -- texts ---------------------------------------------------------------------------------------


def test_every_text_that_comes_along_is_sound() -> None:
    """Placeholders exist, both languages have the same parts and values, all can be printed."""
    from kontor.documents.layout.glyphs import can_print

    german, english = ({k for k in default_texts() if k[1] == code} for code in ("de", "en"))
    assert {(k, p) for k, _c, p in german} == {(k, p) for k, _c, p in english} != set()
    for (kind, code, part), one in default_texts().items():
        assert check_text(one.text, code) == [], (kind, part)
        assert all(map(can_print, one.text)), (kind, part)
        assert kind == "any" or kind in kind_rows()
    for kind, _code, part in german:
        named = [
            {placeholders(c)[n] for n in _names(default_texts()[kind, c, part].text)}
            for c in ("de", "en")
        ]
        assert named[0] == named[1], (kind, part)


def _names(text: str) -> list[str]:
    import re

    return re.findall(r"\{([^{}]+)\}", text)


def test_every_kind_has_words_and_legal_time() -> None:
    assert set(kind_rows()) == {kind.value for kind in DocumentKind}
    assert kind_word("final_invoice", "de") == "Schlussrechnung"
    assert kind_word("final_invoice", "en") == "Final invoice"


def test_filling_a_text() -> None:
    text = "Zahlbar bis {Frist}: {Betrag}."
    values = {"deadline": "30.03.2026", "amount": "1,00 € {Frist}"}
    assert fill(text, values, "de") == "Zahlbar bis 30.03.2026: 1,00 € {Frist}."
    assert fill("By {Deadline}.", values, "en") == "By 30.03.2026."
    with pytest.raises(InputError, match="Betrag"):
        fill(text, {"deadline": "x"}, "de")
    with pytest.raises(InputError, match="Fristt"):
        fill("{Fristt}", values, "de")
    assert [one.where for one in check_text("{Datum} {Date} {x", "de", "here")] == ["here", "here"]


def test_an_own_text_takes_the_place_and_goes(books: Store) -> None:
    own = WordingInput(kind="quote", part="intro", text="gern bieten wir an ({Datum}):")
    books.run(set_wording, own)
    with books.read() as con:
        assert document_text(con, "quote", "de", "intro") == own.text
        assert document_text(con, "quote", "en", "intro").startswith("thank you")
        assert [one.part for one in wordings(con, "de") if one.own] == ["intro"]
        assert document_text(con, "invoice", "de", "keep_two_years").startswith("Bitte bewahren")
        assert document_text(con, "invoice", "de", "nothing") == ""
    books.run(set_wording, own.model_copy(update={"text": ""}))
    with books.read() as con:
        assert document_text(con, "quote", "de", "intro").startswith("vielen Dank")


@pytest.mark.parametrize(
    ("kind", "part", "text"),
    [
        ("quote", "intro", "{Datumm}"),
        ("quote", "nothing", "x"),
        ("nothing", "intro", "x"),
        ("quote", "intro", "a { b"),
    ],
)
def test_a_wrong_text_is_refused(books: Store, kind: str, part: str, text: str) -> None:
    with pytest.raises(InputError):
        books.run(set_wording, WordingInput(kind=kind, part=part, text=text))


# -- letterhead and letters ----------------------------------------------------------------------


def test_the_letterhead_comes_from_the_master_data(books: Store) -> None:
    known = FirmChange(
        street="Handwerkerweg", house_number="12", postcode="48143", city="Münster",
        phone="0251 4711-0", owner="Petra Lindner", trade="Malerbetrieb",
    )  # fmt: skip
    books.run(change_firm, known)
    start = date(2026, 1, 1)
    books.run(change_setting, SettingInput(key="vat_id", value="DE136695976", valid_from=start))
    with books.read() as con:
        one = sender(con, DAY, "de")
        code = giro(con, 11900, "RE-1")
        assert style(con) == Style() and giro(con, 0, "RE-1") is None
    assert one.return_line == "Malerbetrieb Lindner · Handwerkerweg 12 · 48143 Münster"
    assert one.contact[:3] == ("Handwerkerweg 12", "48143 Münster", "Tel. 0251 4711-0")
    flat = [line for column in one.footer for line in column]
    assert "IBAN DE02 1203 0000 0000 2020 51" in flat and "USt-IdNr. DE136695976" in flat
    assert "Inhaber: Petra Lindner" in flat and one.slogan == "Malerbetrieb"
    assert code and (code.iban, code.cents) == ("DE02120300000000202051", 11900)


def test_look_and_logo_are_chosen(books: Store) -> None:
    look = LetterheadInput(layout=Layout.PLAIN, accent="AA3300", slogan="Farbe hält")
    books.run(set_letterhead, look)
    books.run(set_logo, PNG)
    with books.read() as con:
        assert style(con) == Style(Layout.PLAIN, "aa3300", True)
        one = sender(con, DAY, "de")
        rows = con.execute("SELECT count(*) FROM letterhead").fetchone()
    assert one.logo and one.logo.mime == "image/png" and one.slogan == "Farbe hält"
    assert rows == (1,)
    books.run(set_logo, None)
    with books.read() as con:
        assert sender(con, DAY, "de").logo is None


@pytest.mark.parametrize("content", [b"GIF89a", b"", b"<svg><script>x</script></svg>",
                                     b'<svg><image href="file:///x"/></svg>'])  # fmt: skip
def test_what_is_no_picture_is_refused(books: Store, content: bytes) -> None:
    if content:
        with pytest.raises(KontorError):
            books.run(set_logo, content)
        with books.read() as con:
            assert sender(con, DAY, "de").logo is None
    else:
        books.run(set_logo, content)
        with books.read() as con:
            assert sender(con, DAY, "de").logo is None


def _customer(store: Store, **more: object) -> int:
    values = {
        "salutation": "Frau", "title": "Dr.", "first_name": "Erika", "last_name": "Krüger",
        "roles": [{"role": "customer"}],
        "addresses": [{"street": "Lindenallee", "house_number": "7", "postcode": "48147",
                       "city": "Münster"}],
    } | more  # fmt: skip
    return int(store.run(create_contact, ContactInput.model_validate(values)).value)


def test_a_letter_is_written_set_and_archived(books: Store) -> None:
    key = _customer(books)
    data = LetterInput(partner=f"contacts:{key}", subject="Farbkarte", text="anbei.\n\nBis bald.")
    with books.read() as con:
        page = letter_page(con, data, DAY)
    assert page.recipient == ("Frau Dr. Erika Krüger", "Lindenallee 7", "48147 Münster")
    assert page.salutation == "Sehr geehrte Frau Dr. Krüger,"
    assert page.intro == ("anbei.", "Bis bald.")
    pdf = render_pdf(page)
    written = books.run(letter, data, page, pdf, AT).value
    with books.read() as con:
        one = document(con, written)
        assert document_bytes(con, written) == pdf
        assert (one.heading, one.name) == ("Farbkarte", "Brief 2026-03-16 Farbkarte.pdf")
        happened = list(DOOR.timeline(con, f"contacts:{key}"))  # type: ignore[misc]
        held = list(DOOR.personal(con, f"contacts:{key}"))  # type: ignore[misc]
    assert [(h.ref, h.title) for h in happened] == [(f"documents:{written}", "{document} sent")]
    assert [h.until for h in held] == [date(2032, 12, 31)]


@pytest.mark.parametrize(
    ("text", "begins", "rest"),
    [
        ("Liebe Frau Krüger,\n\nanbei.", "Liebe Frau Krüger,", ("anbei.",)),
        ("Hallo Erika!\n\nanbei.\n\nBis bald.", "Hallo Erika!", ("anbei.", "Bis bald.")),
        ("Liebe Grüße vorab.\n\nanbei.", None, ("Liebe Grüße vorab.", "anbei.")),
        ("Sehr geehrte Frau Krüger,\nanbei.", None, ("Sehr geehrte Frau Krüger,\nanbei.",)),
        ("Hallo,", None, ("Hallo,",)),
    ],
)
def test_a_salutation_of_ones_own_is_not_doubled(
    books: Store, text: str, begins: str | None, rest: tuple[str, ...]
) -> None:
    data = LetterInput(partner=f"contacts:{_customer(books)}", subject="Farbkarte", text=text)
    with books.read() as con:
        page = letter_page(con, data, DAY)
    assert page.salutation == (begins or "Sehr geehrte Frau Dr. Krüger,")
    assert page.intro == rest


def test_how_people_and_firms_are_addressed(books: Store) -> None:
    man = _customer(books, salutation="Herr", title=None, first_name="Jan", last_name="Ost")
    none = _customer(books, salutation=None, title=None, first_name="Kim", last_name="Ost")
    firm = ContactInput(
        kind=ContactKind.FIRM, name="Bau Hölscher SARL", roles=[RoleInput(role=Role.CUSTOMER)],
        addresses=[AddressInput(street="Rue A", house_number="1", postcode="75001", city="Paris",
                                country="FR")],
    )  # fmt: skip
    there = books.run(create_contact, firm).value
    with books.read() as con:
        assert salutation(contact(con, man), "de") == "Sehr geehrter Herr Ost,"
        assert salutation(contact(con, man), "en") == "Dear Mr Ost,"
        assert salutation(contact(con, none), "de") == "Guten Tag Kim Ost,"
        assert salutation(contact(con, there), "de") == "Sehr geehrte Damen und Herren,"
        lines = recipient(contact(con, there))
    assert lines == ("Bau Hölscher SARL", "Rue A 1", "75001 Paris", "FRANKREICH")


def test_erasing_a_person_takes_drafts_and_names_the_rest(books: Store) -> None:
    key = _customer(books)
    partner = f"contacts:{key}"
    kept = books.run(store_document, _invoice(partner=partner), PDF, issued=AT).value
    old = _invoice("RE-2015-1", partner=partner, day=date(2015, 5, 5))
    gone = books.run(store_document, old, b"%PDF-old", issued=AT).value
    draft = books.run(store_document, _invoice("", partner=partner), b"%PDF-draft").value
    with books.step("erase") as unit:
        found = erase_person(unit, [DOOR], partner, DAY)
    assert [(one.ref, one.until) for one in found] == [(f"documents:{kept}", date(2034, 12, 31))]
    with books.read() as con:
        assert [one.id for one in documents(con)] == [kept]
        contents = {bytes(row[0]) for row in con.execute("SELECT content FROM blob").fetchall()}
        for one in (gone, draft):
            changes = con.execute(
                "SELECT count(*) FROM change WHERE tbl='document' AND row=? AND before IS NOT NULL",
                (one,),
            ).fetchone()
            assert changes == (0,)
    assert contents == {PDF}

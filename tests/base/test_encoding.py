"""The encoding ladder on German text in every code page that files come in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor.base.errors import InputError
from kontor.base.text import read_text

WORDS = [
    "Müller",
    "Straße",
    "Köln",
    "Größe",
    "für",
    "über",
    "Fenster",
    "Tür",
    "Büro",
    "Überweisung",
    "Ärger",
    "Öl",
    "Übergabe",
    "Äpfel",
    "GRÖSSE",
    "MÜLLER",
    "STRASSE",
    "weiß",
    "Maß",
    "Grüße",
    "schön",
    "Höhe",
    "Gerüst",
    "Malerarbeiten",
    "Krüger",
    "Küche",
    "Fußboden",
    "Türzarge",
    "Wärmedämmung",
    "Rückbau",
    "Löhne",
    "Gebühr",
    "Gläubiger-ID",
    "Begünstigter/Zahlungspflichtiger",
    "Währung",
    "RÜCKLASTSCHRIFT",
    "GEBÜHREN",
    "Öffnung",
    "12,50",
    "Bad",
    "Lindner",
]
SIGNS = ["", " 12 m²", " § 19 UStG", " 20 °C", " 3 m³"]
EURO = ["", " 100,00 €", " 25 €/h", "; 50 €;"]


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8), st.data())
def test_german_text_is_read_right(words: list[str], data: st.DataObject) -> None:
    encoding = data.draw(
        st.sampled_from(["cp1252", "iso-8859-15", "cp850", "mac_roman", "utf-8", "utf-16"])
    )
    tails = SIGNS if encoding == "cp850" else EURO
    text = (
        " ".join(words)
        + data.draw(st.sampled_from(tails))
        + data.draw(st.sampled_from(["", "\n", "\r\nBetrag;-3"]))
    )
    assert read_text(text.encode(encoding))[0] == text


@given(st.text())
def test_utf8_is_never_taken_for_something_else(text: str) -> None:
    text = text.replace("\0", "").removeprefix("\ufeff")
    assert read_text(text.encode()) == (text, "utf-8")
    assert read_text(text.encode("utf-8-sig")) == (text, "utf-8-sig")
    assert read_text(text.encode("utf-16"))[0] == text


def test_typographic_signs_of_windows() -> None:
    text = "„Haus“ – 5 € für’s Bad…"
    assert read_text(text.encode("cp1252")) == (text, "cp1252")


def test_the_euro_sign_of_two_code_pages() -> None:
    for encoding in ("cp1252", "iso-8859-15"):
        text = "Betrag;100,00 €"
        assert read_text(text.encode(encoding)) == (text, encoding)


@given(st.binary())
def test_every_file_is_read_or_refused(data: bytes) -> None:
    try:
        text, encoding = read_text(data)
    except InputError:
        return
    assert (
        text.encode(encoding.removesuffix("-sig"), "surrogatepass") in data
        or "16" in encoding
        or "32" in encoding
    )


@pytest.mark.parametrize("data", [b"a\0b", b"%PDF\0", b"\xff\xfea", b"\xef\xbb\xbf\xff"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        read_text(data)


def test_nothing_is_read_as_utf8() -> None:
    assert read_text(b"") == ("", "utf-8")

"""Guards of text: what enters, what is shown, width, search, files."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor.base.errors import InputError
from kontor.base.text import (
    SAFE_ENDINGS,
    cell_width,
    clean_text,
    csv_cell,
    fit,
    fold,
    fold_forms,
    matches,
    one_line,
    pad,
    safe_file_name,
    show_text,
)
from tests.tools.nasty import NASTY as FREE_TEXT

NASTY = FREE_TEXT | {
    "hidden_nfd": "Mu\u200b\u0308ller",
    "filler": "a\u3164b\u115fc",
    "style": "a\ufe0fb",
    "soft": "Rech\u00adnung",
    "joiner": "RE\u200d17",
    "grapheme": "a\u034fb",
    "separator": "a\u2028b\u2029c",
    "private": "\uf0b7 Punkt",
    "never": "a\ufffeb\ufdd0c",
    "tags": "a\U000e0041b",
    "arabic": "a\u061cb",
}

HARMFUL = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff"
    "\ud800-\udfff]"
)
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=80)
TRICKY = st.text(
    alphabet="aZ \n\t\r\x00\x1b\u0301\u0308\u200b\u200d\ufe0f❤👩🏽´°🇩\u3000ä漢\ud800", max_size=40
)


@pytest.mark.parametrize("name", NASTY)
@pytest.mark.parametrize("multiline", [False, True])
def test_nothing_harmful_enters(name: str, multiline: bool) -> None:
    clean = clean_text(NASTY[name], limit=10**6, multiline=multiline)
    assert not HARMFUL.search(clean)
    assert clean_text(clean, limit=10**6, multiline=multiline) == clean
    assert multiline or "\n" not in clean
    clean.encode()


@given(st.one_of(ANY_TEXT, TRICKY), st.booleans())
def test_cleaning_is_done_once(text: str, multiline: bool) -> None:
    clean = clean_text(text, multiline=multiline)
    assert clean_text(clean, multiline=multiline) == clean
    assert unicodedata.is_normalized("NFC", clean)
    assert not HARMFUL.search(clean)
    assert clean == (clean.strip("\n").rstrip() if multiline else clean.strip())
    clean.encode()


def test_hidden_characters_do_not_make_two_names() -> None:
    plain = clean_text("Müller")
    hidden = [
        "Mül\u200bler",
        "Mu\u0308ller",
        "\ufeffMüller",
        "Mu\u200b\u0308ller",
        "Mü\u2060ller",
        "Mü\u00adller",
        "  Müller\u3000",
        "M\ufe0füller",
        "Mü\u200dller",
        "\u202eMüller",
    ]
    assert {clean_text(text) for text in hidden} == {plain}


def test_blanks_and_lines() -> None:
    assert clean_text(" a \t b\u00a0c\nd ") == "a b c d"
    assert clean_text(" a  b \r\n\r\n  c\r", multiline=True) == " a  b\n\n  c"
    assert clean_text("👩\u200d👩\u200d👧 ❤\ufe0f") == "👩\u200d👩\u200d👧 ❤\ufe0f"
    assert clean_text("👩🏽\u200d🔧") == "👩🏽\u200d🔧"
    assert clean_text("a\u200d❤ ❤\u200da °\u200d°") == "a❤ ❤a °°"
    assert clean_text("Z" + "\u0301" * 60) == "\u0179" + "\u0301" * 4


def test_the_limit_counts_what_is_kept() -> None:
    assert clean_text("ä" * 20 + "\x00", limit=20) == "ä" * 20
    for text in ("a" * 21, "a" * 10**6):
        with pytest.raises(InputError, match="20"):
            clean_text(text, limit=20)
    with pytest.raises(InputError):
        clean_text(5)


@pytest.mark.parametrize("name", NASTY)
def test_nothing_harmful_is_shown_and_nothing_vanishes(name: str) -> None:
    text = NASTY[name][:5000]
    shown = show_text(text)
    assert not HARMFUL.search(shown)
    assert len(shown) == len(text)
    assert HARMFUL.search(one_line(text)) is None
    assert "\n" not in one_line(text)


def test_showing() -> None:
    assert show_text("a\x1b[2J\u202eb\tc\nd") == "a\ufffd[2J\ufffdb␉c\nd"
    assert show_text(None) == ""
    assert show_text(12) == "12"
    assert show_text("a" * 30, limit=10) == "a" * 9 + "…"
    assert one_line("a\n b\t\tc") == "a b c"


def test_width_in_cells() -> None:
    widths = {
        "abc": 3,
        "日本": 4,
        "e\u0301": 1,
        "📞": 2,
        "❤\ufe0f": 2,
        "👩\u200d👩\u200d👧": 2,
        "🇩🇪": 2,
        "👩🏽\u200d🔧": 2,
        "Ä": 1,
        "": 0,
        "ﾊ": 1,
        "＝": 2,
    }
    assert {text: cell_width(text) for text in widths} == widths


@given(st.one_of(st.text(max_size=30), TRICKY), st.integers(0, 20))
def test_fitting_never_takes_more_cells(text: str, cells: int) -> None:
    assert cell_width(fit(text, cells)) <= cells
    assert cell_width(pad(text, cells)) == cells
    assert cell_width(pad(text, cells, right=True)) == cells
    if cell_width(text) <= cells and cells:
        assert fit(text, cells) == text


def test_fitting() -> None:
    assert fit("Malerbetrieb Lindner", 8) == "Malerbe…"
    assert fit("日本語テスト", 6) == "日本…"
    assert fit("Maler und", 7) == "Maler…"
    assert pad("7", 3, right=True) == "  7"
    assert fit("abc", 0) == ""


def test_folding() -> None:
    assert fold("Weiß-MÜLLER") == "weiss-muller"
    assert fold("ÀÉÎ Øst Łódź ﬁx") == "aei ost lodz fix"
    assert "muller" in fold_forms("Müller")
    assert "mueller" in fold_forms("Müller")
    assert "muller" in fold_forms("Mueller")


@pytest.mark.parametrize(
    "query",
    [
        "mül",
        "MUELLER",
        "muller",
        "mueller gm",
        "gmbh müller",
        "",
        "Mu\u0308ller",
        "weis",
        "weiß",
        "2026",
        "müller 2026",
    ],
)
def test_matching(query: str) -> None:
    assert matches(query, "Malermeister Müller & Weiß GmbH, RE-2026-0017")


@pytest.mark.parametrize("query", ["üller", "maier", "gmbhx", "müller maier", "%", "*"])
def test_not_matching(query: str) -> None:
    assert not matches(query, "Malermeister Müller & Weiß GmbH, RE-2026-0017")


@given(ANY_TEXT)
def test_every_text_finds_itself(text: str) -> None:
    assert matches(text, text)
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("text", ["=1+1", "+49 221", "-x", "@x", "\t=1", "\r=1", "＝1", "\0=1"])
def test_formula_cells_become_text(text: str) -> None:
    assert csv_cell(text).startswith("'")


def test_other_cells_stay() -> None:
    assert [csv_cell(text) for text in ("a=1", "", "Müller")] == ["a=1", "", "Müller"]


@pytest.mark.parametrize(
    ("wished", "name"),
    {
        "../../etc/passwd": "passwd.bin",
        "..\\..\\CON.pdf": "datei_CON.pdf",
        "": "datei_.bin",
        "Rechnung RE-17.pdf": "Rechnung RE-17.pdf",
        "a:b?.PDF": "a_b_.PDF",
        "x.exe": "x.exe.bin",
        "Rechnung \u202efdp.exe": "Rechnung fdp.exe.bin",
        "aux": "datei_aux.bin",
        "..": "datei_.bin",
        "a\x00\x1b.png": "a.png",
        " .pdf. ": "pdf.bin",
        "a/b/": "datei_.bin",
    }.items(),
)
def test_foreign_file_names(wished: str, name: str) -> None:
    assert safe_file_name(wished, endings=SAFE_ENDINGS) == name


@given(ANY_TEXT)
def test_file_names_are_harmless(text: str) -> None:
    name = safe_file_name(text)
    assert name
    assert name not in {".", ".."}
    assert not re.search(r'[/\\<>:"|?*\x00-\x1f]', name)
    assert len(name.encode()) < 140
    assert not name.endswith((" ", "."))


def test_own_endings_may_stay() -> None:
    assert safe_file_name("firma.kontor") == "firma.kontor"
    assert len(safe_file_name("ü" * 500 + ".pdf").encode()) <= 120
    assert safe_file_name("ü" * 500 + ".pdf").endswith(".pdf")

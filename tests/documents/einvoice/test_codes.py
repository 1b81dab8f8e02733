"""Code lists: what is named exists, what exists is named as craftsmen say it."""

from __future__ import annotations

import pytest

from kontor.base.tables import data_rows
from kontor.documents.einvoice import codes
from kontor.documents.einvoice.leitweg import is_leitweg, looks_like_leitweg


@pytest.mark.parametrize(
    ("table", "listed"),
    [("units", "unit"), ("means", "means"), ("kinds", "kind"), ("eas", "eas")],
)
def test_every_named_code_exists(table: str, listed: str) -> None:
    rows = data_rows(f"einvoice-{table}")
    assert rows and {row["code"] for row in rows} <= codes.allowed(listed)
    assert len({row["code"] for row in rows}) == len(rows)
    assert all(row["source"] for row in rows)


def test_every_reason_has_a_code_that_exists() -> None:
    for row in data_rows("einvoice-vatex"):
        assert not row["code"] or row["code"] in codes.allowed("vatex")
        assert row["category"] in codes.allowed("category") and row["law"]


@pytest.mark.parametrize(
    ("symbol", "code"),
    [
        ("Std", "HUR"), ("Std.", "HUR"), ("m²", "MTK"), ("m", "MTR"), ("lfm", "LM"),
        ("m³", "MTQ"), ("Stk", "H87"), ("kg", "KGM"), ("t", "TNE"), ("l", "LTR"), ("psch", "LS"),
        ("pauschal", "LS"), ("Tag", "DAY"), ("Monat", "MON"), ("km", "KMT"), ("Set", "SET"),
        ("Paket", "XPK"), ("min", "MIN"), ("hur", "HUR"), ("Fuhre", ""),
    ],
)  # fmt: skip
def test_units_as_craftsmen_write_them(symbol: str, code: str) -> None:
    assert codes.unit_of(symbol) == code


def test_names_follow_the_language(english: None) -> None:
    assert codes.unit_symbol("HUR") == "h" and codes.kind_name("380") == "invoice"
    assert codes.unit_symbol("ZZ9") == "ZZ9" and codes.means_name("999") == "999"


def test_names_in_german() -> None:
    assert codes.unit_symbol("HUR") == "Std" and codes.kind_name("326") == "Abschlagsrechnung"
    assert codes.means_kind("59") == "debit" and codes.means_kind("unknown") == "other"
    assert codes.is_credit("381") and not codes.is_credit("380")
    assert codes.address_name("0204") == "Leitweg-ID"
    assert {one.code for one in codes.kinds() if one.german} == {
        "326", "380", "384", "389", "381", "875", "876", "877",
    }  # fmt: skip
    assert [one.sign for one in codes.kinds() if one.code == "381"] == [-1]
    assert any(one.code == "58" and one.kind == "transfer" for one in codes.means())
    assert any(one.code == "LS" for one in codes.units())


@pytest.mark.parametrize(
    "text", ["04011000-1234512345-06", "991-33333TEST-33", "992-90009-96", "04011000-12345-03"]
)
def test_leitweg_ids(text: str) -> None:
    """The last two digits are 98 less the rest of the division by 97."""
    assert looks_like_leitweg(text)
    digits = "".join(str(int(char, 36)) for char in text.replace("-", ""))
    assert is_leitweg(text) == (int(digits) % 97 == 1)


def test_a_mistyped_leitweg_id_is_noticed() -> None:
    assert is_leitweg("04011000-1234512345-06")
    assert not is_leitweg("04011000-1234512354-06")
    assert not is_leitweg("K-10023") and not looks_like_leitweg("K-10023")
    assert not is_leitweg("")

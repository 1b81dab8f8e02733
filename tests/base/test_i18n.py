"""The catalogue answers as the standard library does, for every message and its plural."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest

import kontor
from kontor.base import i18n

COMPILED = Path(kontor.__file__).parent / "locale" / "de" / "LC_MESSAGES" / "kontor.mo"


@pytest.fixture(autouse=True)
def _german() -> None:
    i18n.use_language("de")


def test_every_message_is_found_by_halving() -> None:
    with COMPILED.open("rb") as file:
        known = gettext.GNUTranslations(file)
    single = [one for one in known._catalog if isinstance(one, str) and one]  # type: ignore[attr-defined]
    plural = {one[0] for one in known._catalog if isinstance(one, tuple)}  # type: ignore[attr-defined]
    assert len(single) > 1000 and len(plural) > 10
    assert [one for one in single if i18n._(one) != known.gettext(one)] == []
    for one in plural:
        for count in (0, 1, 2, 11):
            assert i18n.ngettext(one, "x", count) == known.ngettext(one, "x", count)


def test_what_is_not_in_the_catalogue_stays_as_it_is() -> None:
    assert i18n._("") == ""
    assert i18n._("\uffff no message") == "\uffff no message"
    assert i18n._("   before all others") == "   before all others"
    assert i18n.ngettext("one mouse", "{count} mice", 1) == "one mouse"
    assert i18n.ngettext("one mouse", "{count} mice", 2) == "{count} mice"


def test_english_needs_no_catalogue() -> None:
    i18n.use_language("en")
    assert i18n._("Nothing was changed.") == "Nothing was changed."


def test_another_kind_of_file_is_refused() -> None:
    with pytest.raises(ValueError, match="no compiled catalogue"):
        i18n.Catalogue(b"\0" * 28)

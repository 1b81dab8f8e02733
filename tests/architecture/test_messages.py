"""Two languages: every message has its German, none is left over, the catalogue is fresh."""

from __future__ import annotations

from io import BytesIO

import pytest
from babel.messages.mofile import write_mo

from kontor.base import i18n
from tests.tools import messages


@pytest.fixture(scope="module")
def found() -> messages.Report:
    return messages.report()[1]


def test_nothing_is_missing(found: messages.Report) -> None:
    assert found.missing == []


def test_nothing_is_left_over(found: messages.Report) -> None:
    assert found.unused == []


def test_translations_agree(found: messages.Report) -> None:
    assert found.conflicting == []


def test_translations_are_well_formed(found: messages.Report) -> None:
    assert found.broken == []


def test_compiled_catalogue_is_fresh() -> None:
    buffer = BytesIO()
    write_mo(buffer, messages.merged()[0])
    assert messages.COMPILED.read_bytes() == buffer.getvalue(), "run python -m tests.tools.messages"


def test_german_reaches_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_chosen", ["de"])
    german = i18n._("Nothing was changed.")
    monkeypatch.setattr(i18n, "_chosen", ["en"])
    assert german != i18n._("Nothing was changed.") == "Nothing was changed."

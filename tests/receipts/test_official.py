"""The published rules at import: shown by themselves where they are installed, else left out."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from kontor.base.errors import Refused
from kontor.documents.einvoice import official
from kontor.documents.einvoice.names import OFFICIAL
from kontor.receipts.queries import records
from kontor.receipts.queries.proposals import proposal
from kontor.receipts.reading import published
from tests.documents.einvoice.samples import REFERENCE, SAMPLES, needs_samples
from tests.receipts.kit import booked, firm, put, take
from tests.receipts.test_booking import PICTURE, bill


def codes(taken: Any) -> list[str]:
    return [each.code for each in taken.findings]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The processes of the rules that were started."""
    found: list[list[str]] = []
    first = subprocess.Popen

    class Watched(first):  # type: ignore[misc,valid-type,type-arg]
        def __init__(self, words: list[str], *args: Any, **more: Any) -> None:
            if any(word.endswith("official_child") for word in words):
                found.append(list(words))
            super().__init__(words, *args, **more)

    monkeypatch.setattr(subprocess, "Popen", Watched)
    return found


@needs_samples
def test_one_process_serves_a_whole_run(tmp_path: Path, started: list[list[str]]) -> None:
    """Three e-invoices, a picture and a file that is refused: the rules are compiled once."""
    paths = [
        SAMPLES / "invalid/cii/cii-br-de-16-negative-tests-bt-95-bt-151.xml",
        bill(tmp_path), put(tmp_path, "IMG.png", PICTURE), put(tmp_path, "x.xml", "<html/>"),
        REFERENCE / "std19-cii-en.xml",
    ]  # fmt: skip
    with firm(tmp_path) as store:
        bad, plain, _picture, refused, good = take(store, *paths)
        assert len(started) == 1 and refused.refusal is not None
        # what Kontor says itself in plain words is not said again by the rules
        ours = [each.code for each in bad.findings if each.message != OFFICIAL]
        theirs = [each.code for each in bad.findings if each.message == OFFICIAL]
        assert {"BR-CO-10", "BR-CO-18"} <= set(ours) and not set(ours) & set(theirs)
        assert "BR-S-08" in theirs and len(theirs) == len(set(theirs))
        assert any(each.message == OFFICIAL for each in plain.findings)
        assert not any(each.message == OFFICIAL for each in good.findings)
        assert official.GERMAN_MISSING not in {*codes(bad), *codes(plain), *codes(good)}
        with store.read() as con:
            asked = [records.extra(con, one.receipt or 0).official for one in (bad, plain, good)]
            findings = records.findings(con, plain.receipt or 0)
            asks = proposal(con, plain.receipt or 0).asks
        assert asked == [True, True, True]
        assert [each.text for each in findings if each.message == OFFICIAL]
        # a rule of the format is told; it keeps nobody from booking what computes
        assert not [each for each in asks if each.message == OFFICIAL]
        booked(store, plain.receipt or 0, new_supplier=True)
        assert [each.new for each in take(store, *paths[:2])] == [False, False]
        assert len(started) == 1, "what is known is not checked again"


def test_without_the_extra_the_own_check_stands_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started: list[list[str]]
) -> None:
    monkeypatch.setattr(official, "is_installed", lambda: False)
    monkeypatch.setattr(published, "is_installed", lambda: False)
    with firm(tmp_path) as store:
        first, second = take(store, bill(tmp_path), bill(tmp_path, number="R-2", gross="120.00"))
        assert codes(first) == []
        assert "BR-CO-15" in codes(second), "its sums are computed again all the same"
        (third,) = take(store, bill(tmp_path, number="R-3"), official=True)
        assert codes(third) == ["receipts.official"]
        assert "kontor[pruefen]" in third.findings[0].advice
    assert started == []


def test_who_wants_only_the_own_check_starts_nothing(
    tmp_path: Path, started: list[list[str]]
) -> None:
    with firm(tmp_path) as store:
        (one,) = take(store, bill(tmp_path), official=False)
        assert codes(one) == [] and started == []
        with store.read() as con:
            assert not records.extra(con, one.receipt or 0).official


@pytest.mark.parametrize("answer", [b"", b"{half"])
def test_rules_that_die_are_left_out_and_the_next_file_starts_them_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    """The process ends without an answer, or in the middle of one; the import goes on."""
    started = []

    class Dead(subprocess.Popen):  # type: ignore[type-arg]
        def __init__(self, words: list[str], **more: Any) -> None:
            started.append(words)
            code = f"import sys; sys.stdin.buffer.readline(); sys.stdout.buffer.write({answer!r})"
            super().__init__([words[0], "-c", code], **more)

    monkeypatch.setattr(official.subprocess, "Popen", Dead)
    with official.OfficialRun(seconds=30) as run:
        for count in (1, 2):
            with pytest.raises(Refused, match="Prüfregeln"):
                run.findings(bill(tmp_path).read_bytes())
            assert len(started) == count
    with firm(tmp_path) as store:
        (one,) = take(store, bill(tmp_path))
        assert one.new and codes(one) == []
        with store.read() as con:
            assert not records.extra(con, one.receipt or 0).official

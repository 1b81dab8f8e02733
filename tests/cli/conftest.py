"""Running the command line inside the test, as a person or a script would."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kontor.base import i18n
from kontor.cli.app import run


class Said(NamedTuple):
    """What a call gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The data."""
        return json.loads(self.out)


Kontor = Callable[..., Said]


def no_screen(path: str, *, language: str) -> int:
    raise AssertionError(f"the screen was opened on {path}")


@pytest.fixture
def kontor(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Kontor]:
    """`kontor("ledger", "journal", file=…, code=0)`; a wrong exit code fails with what was said."""

    monkeypatch.setenv("KONTOR_DEBUG", "1")  # a mistake fails the test with its traceback

    def call(*words: object, file: Path | None = None, code: int | None = 0) -> Said:
        capsys.readouterr()
        front = ["--file", str(file)] if file else []
        got = run([*front, *map(str, words)], no_screen)
        said = Said(got, *capsys.readouterr())
        i18n._chosen[:] = ["de"]
        if code is not None:
            assert got == code, said
        return said

    yield call


@pytest.fixture
def firm_file(books_file: Path) -> Path:
    """A file with a firm, SKR03, a bank account and a customer; the books begin in 2026."""
    return books_file

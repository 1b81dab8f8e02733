"""Calendars of other programs on the command line: handed on, taken in once."""

from __future__ import annotations

from pathlib import Path

import pytest

from kontor.bootstrap import create_store
from kontor.calendar.formats.ics_read import read_calendars
from tests.calendar import inviting
from tests.calendar.test_feeds import HOLIDAYS, SERIES, written
from tests.cli.conftest import Kontor


@pytest.fixture
def office(tmp_path: Path, clock: object) -> Path:
    clock("2027-03-01T09:00")  # type: ignore[operator]
    path = tmp_path / "firm.kontor"
    with create_store(path) as store:
        assert inviting.make(store) == 1
    return path


def test_handed_on_with_holidays(kontor: Kontor, office: Path, tmp_path: Path) -> None:
    file = tmp_path / "alles.ics"
    kontor("calendar", "export", "--output", file, file=office)
    titles = {one.title for one in read_calendars(file.read_bytes(), "x")}
    assert {"Baubesprechung", "Karfreitag", "Ostermontag"} <= titles
    kontor("calendar", "export", "--output", file, "--employee", "Jo", "--plain", file=office)
    assert not [one for one in read_calendars(file.read_bytes(), "x") if one.event]
    kontor("calendar", "export", "--employee", "Jo", "--team", "x", file=office, code=2)


def test_taken_in_once(kontor: Kontor, office: Path, tmp_path: Path) -> None:
    file = tmp_path / "ferien.ics"
    file.write_bytes(written([HOLIDAYS, SERIES]))
    planned = kontor("calendar", "import", file, "--dry-run", "--json", file=office).json
    assert planned["counts"]["new"] == 2 and planned["step"] is None
    done = kontor("calendar", "import", file, "--json", file=office).json
    assert done["counts"]["new"] == 2 and done["step"]
    again = kontor("calendar", "import", file, "--json", file=office).json
    assert again["counts"]["known"] == 2 and again["step"] is None
    (tmp_path / "x.ics").write_text("hello")
    said = kontor("calendar", "import", tmp_path / "x.ics", file=office, code=2)
    assert "kein Kalender" in said.err

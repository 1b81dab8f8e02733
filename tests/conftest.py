"""What all tests share: a calm world (no home, no network, German, one zone) and fresh files."""

from __future__ import annotations

import os
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine

from kontor.base import i18n

BERLIN = ZoneInfo("Europe/Berlin")
NAMES = (
    "Müller [neu] & Söhne [/b]",
    "[@click=app.quit]x[/]",
    "[bold red]Rot[/]",
    "A" * 60,
    "Straße der Äcker 12 – Überführung GmbH & Co. KG",
    "👩🏽‍🔧 Familie 家族 & Sohn",
    "שלום \u202egnirts\u202c",
    "e\u0301\u0302\u0303 a\u0308",
    "=1+1",
    "'; DROP TABLE entry; --",
    "{name} %s \\x1b[31m",
    "\x1b]0;title\x07\x1b[2J",
)


@pytest.fixture(autouse=True)
def calm(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """No real home, no settings of the person who tests, German, Berlin time, no network."""
    home = tmp_path_factory.mktemp("home")
    for name in [n for n in os.environ if n.startswith(("KONTOR_", "XDG_", "LC_"))]:
        if name != "KONTOR_HEAVY":
            monkeypatch.delenv(name)
    for name in ("LANGUAGE", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HOME", "USERPROFILE", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    monkeypatch.setenv("TZ", "Europe/Berlin")
    if hasattr(time, "tzset"):
        time.tzset()
    monkeypatch.setattr(i18n, "_chosen", ["de"])
    monkeypatch.setattr(socket.socket, "connect", _no_network)
    monkeypatch.setattr(socket.socket, "connect_ex", _no_network)
    yield home


def _no_network(self: socket.socket, address: object) -> None:
    raise AssertionError(f"a test reached for the network: {address!r}")


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader speaks English."""
    monkeypatch.setattr(i18n, "_chosen", ["en"])


@pytest.fixture
def clock() -> Iterator[Callable[[str], None]]:
    """A clock that stands still: `clock("2026-03-15")` or `clock("2026-03-15T08:30")`."""
    travellers: list[time_machine.travel] = []

    def stand(text: str) -> None:
        moment = datetime.fromisoformat(text)
        moment = moment.replace(hour=moment.hour or 12, tzinfo=BERLIN)
        traveller = time_machine.travel(moment, tick=False)
        traveller.start()
        travellers.append(traveller)

    yield stand
    for traveller in reversed(travellers):
        traveller.stop()


@pytest.fixture
def today() -> date:
    """The day most tests happen on."""
    return date(2026, 3, 16)


@pytest.fixture(params=NAMES, ids=[f"name{n}" for n in range(len(NAMES))])
def nasty_name(request: pytest.FixtureRequest) -> str:
    """A name as real life and bad people write it."""
    return str(request.param)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[object]:
    """An empty new file with the doors of all areas, open for writing."""
    from kontor.bootstrap import create_store

    with create_store(tmp_path / "test.kontor") as made:
        yield made


@pytest.fixture(scope="session")
def books_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A firm with SKR03, a bank account and a customer; the books begin on 1 January 2026."""
    from kontor.bootstrap import create_store
    from kontor.company.model import FirmInput, MoneyAccountInput
    from kontor.company.service import add_money_account, create_firm
    from kontor.contacts.model import ContactInput
    from kontor.contacts.service import create_contact
    from kontor.ledger.service.chart import seed_chart

    path = tmp_path_factory.mktemp("template") / "firma.kontor"
    start = date(2026, 1, 1)
    with create_store(path) as store:
        store.run(create_firm, FirmInput(name="Malerbetrieb Lindner", started=start))
        store.run(seed_chart, "skr03", start)
        bank = MoneyAccountInput(name="Volksbank", account="1200", iban="DE02120300000000202051")
        store.run(add_money_account, bank)
        customer = {"last_name": "Krüger", "roles": [{"role": "customer"}]}
        store.run(create_contact, ContactInput.model_validate(customer))
    return path


@pytest.fixture
def books_file(books_template: Path, tmp_path: Path) -> Path:
    """A fresh copy of the firm."""
    for file in books_template.parent.glob(books_template.name + "*"):
        if file.suffix != ".lock":
            shutil.copy2(file, tmp_path / file.name)
    return tmp_path / books_template.name


@pytest.fixture
def books(books_file: Path) -> Iterator[object]:
    """The firm, open for writing."""
    from kontor.bootstrap import open_store

    with open_store(books_file) as opened:
        yield opened

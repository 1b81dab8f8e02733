"""Cases by key: visits, files, mails, taken apart, several at once, from each record on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kontor.base.i18n import _
from kontor.bootstrap import open_store
from kontor.calendar.queries.appointments import entries_of
from kontor.contacts.devices import DeviceInput
from kontor.contacts.queries import devices as known
from kontor.contacts.service.devices import add_device
from kontor.store.store import Store
from kontor.tickets.kinds import Priority, TicketState
from kontor.tickets.queries import tickets
from kontor.tui import viewer
from kontor.tui.screens.calendar.appointment import AppointmentScreen
from kontor.tui.screens.tickets.cases import CaseScreen
from tests.tui.own import fill, paste, put, shown, view
from tests.tui.pilot import assert_clean, press, settle, text, until
from tests.tui.sales_firm import customer, office
from tests.tui.tickets_firm import call, case, reachable, work

LIST = "tickets.cases"
CSV = """Typ;Datum;Name;Rufnummer;Nebenstelle;Eigene Rufnummer;Dauer
1;16.03.26 08:12;;0221 5550171;Büro;5550100;0:04
2;16.03.26 09:30;;0171 2223334;;5550100;0:00
2;irgendwann;;0171 1;;5550100;0:00
"""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A firm with the customer Erika Krüger, who has a telephone."""
    with office(tmp_path_factory.mktemp("cases")) as store:
        customer(store)
        reachable(store)
        return Path(store.path)


@pytest.fixture
def firm(template: Path, tmp_path: Path) -> Iterator[Store]:
    """The same firm for each test, in a file of its own."""
    with open_store(Path(shutil.copy2(template, tmp_path / "firm.kontor"))) as store:
        yield store


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Files that would be handed to the system's programs."""
    found: list[Path] = []

    def show(path: Path) -> bool:
        found.append(path)
        return True

    monkeypatch.setattr(viewer, "show", show)
    return found


def read(store: Store, key: int) -> tickets.Ticket:
    with store.read() as con:
        return tickets.ticket(con, key)


async def choose_path(app: Any, pilot: Any, path: Path) -> None:
    """Put a path into the window that asks for a file, as a paste does."""
    window = app.screen
    await paste(app, pilot, str(path))
    await until(pilot, lambda: window.chosen is not None and window.chosen.value == str(path))
    await pilot.press("enter")
    await until(pilot, lambda: app.screen is not window)
    await settle(pilot)


async def test_a_line_makes_the_visit_and_the_case_is_planned(firm: Store) -> None:
    key = case(firm)
    async with shown(firm, (80, 24)) as (app, pilot):
        await view(app, pilot, LIST)
        await press(pilot, "record.task")
        await pilot.press(*"unsinn")
        await settle(pilot, 0.3)
        await pilot.press("enter")
        await settle(pilot, 0.3)
        assert read(firm, key).state is TicketState.NEW  # the line stays, nothing was written
        await pilot.press(*["backspace"] * 6, *"do 14-16")
        await settle(pilot, 0.4)
        assert_clean(app)
        await pilot.press("enter")
        await settle(pilot, 0.4)
        with firm.read() as con:
            (visit,) = entries_of(con, f"tickets:{key}")
        assert (visit.title, visit.contact) == ("Fenster klemmt", 1)
        assert f"{visit.starts:%d.%m. %H:%M}–{visit.ends:%H:%M}" == "19.03. 14:00–16:00"
        assert read(firm, key).state is TicketState.PLANNED
        await press(pilot, "record.related")
        await pilot.press("down", "enter")
        await settle(pilot, 0.4)
        assert isinstance(app.screen, AppointmentScreen) and "Fenster klemmt" in text(app)
        await press(pilot, "record.related")
        await pilot.press("enter")
        await settle(pilot, 0.4)
        assert isinstance(app.screen, CaseScreen) and "TI-2026-0001" in text(app)


async def test_files_are_added_and_opened(firm: Store, tmp_path: Path, opened: list[Path]) -> None:
    key = case(firm)
    (tmp_path / "bad.jpg").write_bytes(b"\xff\xd8 Bild")
    (tmp_path / "frage.eml").write_bytes(b"From: e@k.example\r\nSubject: Foto\r\n\r\nanbei")
    async with shown(firm) as (app, pilot):
        app.open_record(f"tickets:{key}")
        await settle(pilot)
        for name in ("bad.jpg", "frage.eml"):
            await press(pilot, "ticket.file")
            if name == "frage.eml":
                await pilot.press("enter")
            await choose_path(app, pilot, tmp_path / name)
        with firm.read() as con:
            (file,) = tickets.files(con, key)
            assert file.name == "bad.jpg"
            assert [note.text for note in tickets.notes(con, key)][-1] == "anbei"
        await press(pilot, "ticket.file")
        await pilot.press("down", "enter")
        await until(pilot, lambda: bool(opened))
        assert opened[0].read_bytes() == b"\xff\xd8 Bild"


async def test_a_mail_begins_with_a_text_and_opens_ready_to_be_sent(
    firm: Store, opened: list[Path]
) -> None:
    key = case(firm)
    async with shown(firm) as (app, pilot):
        app.open_record(f"tickets:{key}")
        await settle(pilot)
        await press(pilot, "record.mail")
        await pilot.press("m")
        await settle(pilot, 0.2)
        await press(pilot, "letter.template")
        await pilot.press("enter")
        await settle(pilot, 0.2)
        assert "TI-2026-0001" in app.screen.form.raws["text"]
        await press(pilot, "form.save")  # no address yet
        assert not opened
        await put(app, pilot, to="erika@krueger.example")
        await press(pilot, "form.save")
        await until(pilot, lambda: bool(opened))
        mail = opened[0].read_bytes()
        assert b"[TI-2026-0001]" in mail and b"To: erika@krueger.example" in mail
        assert read(firm, key).answered is not None
        await press(pilot, "record.mail")
        await pilot.press("b")
        await settle(pilot, 0.3)
        await put(app, pilot, text="wir kommen.")
        await press(pilot, "form.save")
        await pilot.press("j")
        await until(pilot, lambda: app.current_mode == "firm.archive")
        with firm.read() as con:
            assert tickets.notes(con, key)[-1].reference == "documents:1"
            assert con.execute("SELECT ref FROM document").fetchall() == [(f"tickets:{key}",)]


async def test_taken_apart_and_together_again(firm: Store) -> None:
    key, other = case(firm), case(firm, subject="Griff lose")
    line = work(firm, key)
    async with shown(firm) as (app, pilot):
        app.open_record(f"tickets:{key}")
        await settle(pilot)
        await press(pilot, "ticket.part")
        await put(app, pilot, subject="Tür schleift", **{f"line{line}": "1"})
        await press(pilot, "form.save")
        await settle(pilot, 0.4)
        with firm.read() as con:
            assert [one.id for one in tickets.lines(con, 3)] == [line]
            assert tickets.ticket(con, 3).subject == "Tür schleift"
        app.open_record(f"tickets:{other}")
        await settle(pilot, 0.1)
        await press(pilot, "ticket.join")
        await pilot.press(*"TI-2026-0001", "enter")
        await settle(pilot, 0.3)
        assert read(firm, other).merged_into == key
        await press(pilot, "record.mail")
        assert len(app.screen_stack) >= 2 and read(firm, other).answered is None
        await press(pilot, "ticket.part")
        await settle(pilot, 0.3)
        assert read(firm, other).merged_into is None


async def test_marked_cases_are_ranked_and_closed_in_one_step(firm: Store) -> None:
    keys = [case(firm), case(firm, subject="Griff lose")]
    async with shown(firm) as (app, pilot):
        await view(app, pilot, LIST)
        await pilot.press("space", "down", "space")
        await press(pilot, "ticket.rank")
        await pilot.press("d")
        await settle(pilot, 0.3)
        assert [read(firm, key).priority for key in keys] == [Priority.HIGH] * 2
        await press(pilot, "ticket.close")
        await pilot.press(*"doppelt", "enter")
        await settle(pilot, 0.4)
        assert [read(firm, key).state for key in keys] == [TicketState.CLOSED] * 2
        await press(pilot, "step.undo")
        assert [read(firm, key).state for key in keys] == [TicketState.NEW] * 2


async def test_a_decision_is_taken_back(firm: Store) -> None:
    key = case(firm)
    async with shown(firm) as (app, pilot):
        app.open_record(f"tickets:{key}")
        await settle(pilot)
        for values in ({"payer": "free", "reason": "guter Kunde"}, {"payer": "rules"}):
            await press(pilot, "ticket.payer")
            await put(app, pilot, **values)
            await press(pilot, "form.save")
            await settle(pilot, 0.3)
            assert (read(firm, key).payer is None) == (values["payer"] == "rules")


async def test_a_device_is_noted_from_the_case_and_leads_back(firm: Store) -> None:
    async with shown(firm) as (app, pilot):
        await view(app, pilot, LIST)
        await press(pilot, "record.new")
        await fill(app, pilot, subject="Fenster klemmt")
        app.screen.put("contact", ("contacts:1", "Erika Krüger"))
        app.screen.form.focus_field("device")
        await settle(pilot, 0.1)
        await pilot.press(*"Bad links")
        await press(pilot, "field.new")
        assert app.screen.form.raws["name"] == "Bad links"
        await put(app, pilot, kind="Fenster", serial="F-77")
        await press(pilot, "form.save")
        await settle(pilot, 0.4)
        await press(pilot, "form.save")
        await settle(pilot, 0.4)
        one = read(firm, 1)
        assert (one.device, one.contact) == (1, 1)
        app.open_record("contacts:device/1")
        await settle(pilot, 0.2)
        assert "F-77" in text(app) and "TI-2026-0001" in text(app)
        await press(pilot, "device.case")
        assert app.screen.form.raws["device"] == ["1", "Bad links"]
        await pilot.press("escape")
        await press(pilot, "record.cancel")
        await settle(pilot, 0.3)
        with firm.read() as con:
            assert known.device(con, 1).removed is not None


async def test_a_case_changes_its_device_and_leaves_it(firm: Store) -> None:
    window = DeviceInput(contact="contacts:1", kind="Fenster", name="Bad links")
    device = firm.run(add_device, window).value
    key = case(firm, device=device)
    async with shown(firm) as (app, pilot):
        app.open_record(f"tickets:{key}")
        await settle(pilot)
        await press(pilot, "record.edit")
        await put(app, pilot, owner="Jo")
        await press(pilot, "form.save")
        await settle(pilot, 0.4)
        assert (read(firm, key).device, read(firm, key).owner) == (device, "Jo")
        await press(pilot, "record.edit")
        app.screen.put("device", None)
        await press(pilot, "form.save")
        await settle(pilot, 0.4)
        assert read(firm, key).device is None


async def test_the_list_of_the_router_is_looked_at_first(firm: Store, tmp_path: Path) -> None:
    (tmp_path / "anrufe.csv").write_text(CSV, "utf-8")
    async with shown(firm) as (app, pilot):
        await view(app, pilot, "tickets.calls")
        await press(pilot, "call.import")
        await choose_path(app, pilot, tmp_path / "anrufe.csv")
        await until(pilot, lambda: bool(getattr(app.screen, "plan", None)))
        assert app.screen.plan.counts == {"new": 2, "bad": 1}
        assert_clean(app)
        with firm.read() as con:
            assert not known.calls(con, known.CallFilter())
        await press(pilot, "step.next")
        await until(pilot, lambda: app.screen.NAME == "tickets.calls")
        with firm.read() as con:
            there = known.calls(con, known.CallFilter())
        assert [one.who for one in there] == ["0171 2223334", "Erika Krüger"]
        assert there[0].open
        await press(pilot, "call.case")
        await settle(pilot, 0.4)
        assert read(firm, 1).phone == "0171 2223334"
        assert "TI-2026-0001" in text(app)


async def test_a_call_becomes_an_appointment(firm: Store) -> None:
    call(firm, caller="Frau Tal", subject="Haustür ansehen")
    async with shown(firm) as (app, pilot):
        await view(app, pilot, "tickets.calls")
        await press(pilot, "record.task")
        await pilot.press(*"fr 9", "enter")
        await settle(pilot, 0.5)
        with firm.read() as con:
            note = known.call(con, 1)
            (visit,) = entries_of(con, note.ref)
        assert (note.became, visit.title) == (visit.ref, "Haustür ansehen")
        await press(pilot, "record.task")
        assert _("Something was made of this call already: {key} opens it.")[:20] in text(app)

"""The call note: from any screen, who it is while typing, one step, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kontor.acquisition.queries import leads
from kontor.base.dates import format_instant
from kontor.base.errors import InputError
from kontor.contacts.consents import ObjectionInput
from kontor.contacts.queries import devices
from kontor.contacts.service import consent
from kontor.desk.callers import find_caller
from kontor.store.store import Store
from kontor.tickets.kinds import TicketKind
from kontor.tickets.queries import tickets
from kontor.tui.screens.tickets.times import moment
from tests.tui.own import TODAY, add, paste, shown, view
from tests.tui.pilot import SIZES, assert_clean, press, settle, text, until
from tests.tui.sales_firm import invoice
from tests.tui.tickets_firm import NUMBER, call, telephone_firm


def words(app: Any) -> str:
    """What is on the screen without frames, on one line."""
    return " ".join(text(app).replace("│", " ").replace("┃", " ").split())


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Store]:
    with telephone_firm(tmp_path) as store:
        yield store


async def test_a_known_number_names_the_caller_and_f7_makes_a_case(firm: Store) -> None:
    async with shown(firm) as (app, pilot):
        await view(app, pilot, "sales.invoices")
        await press(pilot, "call.note")
        await pilot.press(*"02215550171")
        await until(pilot, lambda: "→ Erika Krüger" in text(app))
        assert "nichts offen" in text(app)
        await pilot.press("enter", *"Fenster klemmt", "enter", "m", "enter", *"heute 16", "enter")
        await press(pilot, "call.ticket")
        await settle(pilot, 0.4)
        with firm.read() as con:
            (one,) = tickets.page(con, tickets.TicketFilter())
            (note,) = devices.calls(con, devices.CallFilter())
        assert (one.subject, one.kind, one.contact) == ("Fenster klemmt", TicketKind.DEFECT, 1)
        assert note.became == one.ref and note.contact == 1 and note.reason == "defect"
        assert note.callback_by is not None
        assert format_instant(note.callback_by) == "16.03.2026 16:00"
        assert app.current_mode == "sales.invoices" and len(app.screen_stack) == 1
        await press(pilot, "step.undo")
        with firm.read() as con:
            assert not tickets.page(con, tickets.TicketFilter())
            assert not devices.calls(con, devices.CallFilter())


async def test_an_unknown_caller_becomes_a_lead(firm: Store) -> None:
    async with shown(firm) as (app, pilot):
        await press(pilot, "call.note")
        await pilot.press(*"Frau Ohm", "enter", *"Backstube streichen")
        await until(pilot, lambda: "Noch nicht bekannt" in text(app))
        await press(pilot, "call.lead")
        await settle(pilot, 0.4)
        with firm.read() as con:
            (one,) = leads.leads(con, TODAY)
            (note,) = devices.calls(con, devices.CallFilter())
        assert (one.title, one.subject) == ("Frau Ohm", "Backstube streichen")
        assert note.became == f"acquisition:{one.id}" and note.caller == "Frau Ohm"


async def test_just_a_note_and_nothing_at_all(firm: Store) -> None:
    async with shown(firm, (80, 24)) as (app, pilot):
        await press(pilot, "call.note")
        await press(pilot, "form.save")
        assert "wer anrief" in text(app)
        await pilot.press(*"Erika Krüger")
        await press(pilot, "call.ticket")
        assert "so heißt der Vorgang" in text(app)
        await press(pilot, "form.save")
        await settle(pilot, 0.3)
        with firm.read() as con:
            (note,) = devices.calls(con, devices.CallFilter())
            assert (note.contact, note.became) == (1, "")
            assert not tickets.page(con, tickets.TicketFilter())


async def test_f2_again_goes_back_and_keeps_the_words(firm: Store) -> None:
    async with shown(firm) as (app, pilot):
        await view(app, pilot, "contacts.list")
        await press(pilot, "record.new")
        await settle(pilot, 0.2)
        form = app.screen
        await press(pilot, "call.note")
        await pilot.press(*"Herr Weiß")
        await press(pilot, "call.note")
        assert app.screen is form
        await press(pilot, "call.note")
        await settle(pilot, 0.2)
        assert app.screen.form.raws["who"] == "Herr Weiß"


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_known_is_shown_while_they_speak(firm: Store, size: tuple[int, int]) -> None:
    call(firm, days=3, number=NUMBER, subject="Angebot Fassade")
    invoice(firm, 1)
    async with shown(firm, size) as (app, pilot):
        await press(pilot, "call.note")
        await pilot.press(*"krüger")
        await until(pilot, lambda: "? Erika Krüger" in text(app))
        assert "letzter Anruf 13.03.2026: Angebot Fassade" in words(app)
        assert_clean(app)


def test_two_of_a_name_are_both_named(firm: Store) -> None:
    other = add(firm, last_name="Krüger", first_name="Jan")
    with firm.read() as con:
        found = find_caller(con, "Krüger")
        assert {one.contact for one in found.guesses} == {1, other} and found.contact is None
        assert find_caller(con, NUMBER).contact is not None
        assert find_caller(con, "contacts:1").contact is not None
        assert find_caller(con, "0221 4040404").number == "0221 4040404"
        assert find_caller(con, "  ").guesses == ()


def test_times_as_people_type_them() -> None:
    day = date(2026, 3, 16)  # a Monday in winter time
    for typed, meant in {
        "16": "16.03.2026 16:00", "heute 16:00": "16.03.2026 16:00", "8.30": "16.03.2026 08:30",
        "morgen um 9 Uhr": "17.03.2026 09:00", "mi": "18.03.2026 17:00",
        "+1 bis 14:15": "17.03.2026 14:15", "24.03. 7": "24.03.2026 07:00",
    }.items():  # fmt: skip
        assert format_instant(moment(typed, day)) == meant, typed
    for wrong in ("", "irgendwann", "25:00"):
        with pytest.raises(InputError):
            moment(wrong, day)


async def test_who_wants_no_advertising_is_named_as_such(firm: Store) -> None:
    firm.run(consent.object_to, 1, ObjectionInput(day=TODAY, how="oral"))
    async with shown(firm, (80, 24)) as (app, pilot):
        await press(pilot, "call.note")
        await pilot.press(*"02215550171")
        await until(pilot, lambda: "keine Werbung" in text(app))
        assert_clean(app)


async def test_a_very_long_note_is_kept_whole(firm: Store) -> None:
    """Pasted while they speak: five thousand characters in lines, and one line without a blank."""
    told = "\n".join(f"{n:03} Fenster im Bad klemmt, Flügel schleift" for n in range(100)) + "\n"
    told += "ä" * (5_000 - len(told))
    async with shown(firm, (80, 24)) as (app, pilot):
        await press(pilot, "call.note")
        await pilot.press(*"Krüger", "enter", *"Bad")
        app.screen.form.focus_field("note")
        await settle(pilot)
        await paste(app, pilot, told)
        assert_clean(app)
        assert len(told) == 5_000
        await press(pilot, "call.ticket")
        await settle(pilot, 0.4)
        with firm.read() as con:
            (note,) = devices.calls(con, devices.CallFilter())
            (case,) = tickets.page(con, tickets.TicketFilter())
        assert note.note == told.strip() and note.became == case.ref


async def test_the_list_stands_where_it_stood(firm: Store) -> None:
    """Same row in the same line of the screen after the call."""
    for number in range(60):
        add(firm, name=f"Kunde {number:02}")
    async with shown(firm, (80, 24)) as (app, pilot):
        await view(app, pilot, "contacts.list")
        await pilot.press("pagedown", "pagedown", "up", "up")
        await settle(pilot)
        before, row = text(app), app.screen.row.id
        await press(pilot, "call.note")
        await pilot.press(*"Herr Weiß", "enter", *"Farbe")
        await press(pilot, "form.save")
        await settle(pilot, 0.4)
        assert app.screen.row.id == row
        list_lines = before.splitlines()[:-3]  # below them the step is named
        assert text(app).splitlines()[: len(list_lines)] == list_lines

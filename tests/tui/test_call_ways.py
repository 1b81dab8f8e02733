"""F2 from anywhere: nothing typed is lost, what was begun is offered, four ways out of a note."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from kontor.acquisition.queries import leads
from kontor.base.errors import NotFound
from kontor.calendar.queries.appointments import entry
from kontor.company.model import EmployeeInput, SettingInput
from kontor.company.service import add_employee, change_setting
from kontor.contacts.devices import DeviceInput
from kontor.contacts.model import SiteInput
from kontor.contacts.queries import devices
from kontor.contacts.service import add_site
from kontor.contacts.service.devices import add_device
from kontor.store.drafts import list_drafts, save_draft
from kontor.store.store import Store
from kontor.tickets.queries import tickets
from kontor.tui.keys import key
from kontor.tui.screens.dialogs import AskText
from kontor.tui.screens.tickets.call_form import CallForm
from tests.tui.own import TODAY, shown, view
from tests.tui.pilot import press, settle, text, until
from tests.tui.sales_firm import customer, office
from tests.tui.test_typing_ahead import at_once
from tests.tui.tickets_firm import reachable

TYPED = "02215550171"


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Erika Krüger with a telephone, a site and a boiler; Jana works there."""
    with office(tmp_path_factory.mktemp("calls")) as store:
        customer(store)
        reachable(store)
        site = {"name": "Ferienhaus", "street": "Seeweg", "postcode": "18374", "city": "Zingst"}
        store.run(add_site, 1, SiteInput.model_validate(site))
        boiler = {"contact": "contacts:1", "kind": "Therme", "name": "Therme Bad",
                  "site": "Ferienhaus"}  # fmt: skip
        store.run(add_device, DeviceInput.model_validate(boiler))
        yield store


def calls(store: Store) -> list[Any]:
    """All notes, the newest first."""
    with store.read() as con:
        return devices.calls(con, devices.CallFilter())


def drafts(store: Store) -> list[str]:
    """Keys of the notes that were begun."""
    with store.read() as con:
        return [one.key for one in list_drafts(con, "tickets.call:")]


async def test_what_is_typed_at_once_goes_into_the_note_and_back_is_the_same_place(
    firm: Store,
) -> None:
    async with shown(firm) as (app, pilot):
        await view(app, pilot, "contacts.list")
        await pilot.press("down")
        there, row, focused = app.screen, app.screen.row, app.focused
        at_once(app, key("call.note"), *TYPED, "enter", *"[red]Fenster")
        await settle(pilot, 0.2)
        assert isinstance(app.screen, CallForm)
        assert app.screen.form.raws["who"] == TYPED
        assert app.screen.form.raws["subject"] == "[red]Fenster"
        assert app.focused is app.screen.form.rows["subject"].editor
        at_once(app, key("form.discard"), key("call.note"))
        await settle(pilot, 0.2)
        assert (app.screen, app.screen.row, app.focused) == (there, row, focused)

        await press(pilot, "record.new")  # an open form, the caret in the middle of a word
        await settle(pilot, 0.2)
        form = app.screen
        editor = next(one.editor for one in form.form.rows.values() if one.field.kind == "text")
        editor.focus()
        await pilot.press(*"Berndt", "left", "left")
        before, caret = dict(form.form.raws), editor.cursor_position
        at_once(app, key("call.note"), *"Ohm")
        await settle(pilot, 0.2)
        assert app.screen.form.raws["who"] == "Ohm"
        at_once(app, key("form.discard"), key("call.note"))
        await settle(pilot, 0.2)
        assert app.screen is form and app.focused is editor
        assert (form.form.raws, editor.cursor_position) == (before, caret)
        form.drop_draft()
        app.pop_screen()
        await settle(pilot)

        window = AskText("?", typed="RE-")  # a window
        app.push_screen(window)
        await settle(pilot)
        at_once(app, key("call.note"), *"4711")
        await settle(pilot, 0.2)
        assert app.screen.form.raws["who"] == "4711"
        at_once(app, key("form.discard"), key("call.note"), "7")
        await settle(pilot, 0.2)
        assert app.screen is window and app.focused.value == "RE-7"
    assert drafts(firm) == [] and calls(firm) == []


async def test_what_was_begun_before_a_crash_is_offered_and_never_in_the_way(firm: Store) -> None:
    begun = {"who": "Frau [b]Ohm", "subject": "Backstube", "reason": "defect", "note": ""}
    save_draft(firm, "tickets.call:1", {"raws": begun})
    async with shown(firm, (80, 24)) as (app, pilot):
        await press(pilot, "call.note")
        assert "Frau [b]Ohm · Backstube" in text(app)
        assert app.screen.form.raws["who"] == ""
        at_once(app, *"Herr Weiß")  # somebody else is on the telephone now
        await until(pilot, lambda: len(drafts(firm)) == 2)
        assert app.screen.reason("call.resume")
        assert len(drafts(firm)) == 2
        await press(pilot, "form.save")
        await until(pilot, lambda: not isinstance(app.screen, CallForm))
        assert [one.caller for one in calls(firm)] == ["Herr Weiß"]
        assert drafts(firm) == ["tickets.call:1"]
        await press(pilot, "call.note", "call.resume")
        assert app.screen.form.raws["subject"] == "Backstube"
        assert app.screen.form.raws["reason"] == "defect"
        await press(pilot, "form.save")
        await until(pilot, lambda: not isinstance(app.screen, CallForm))
        assert [one.caller for one in calls(firm)] == ["Frau [b]Ohm", "Herr Weiß"]
        assert drafts(firm) == []
        save_draft(firm, "tickets.call:2", {"raws": begun})
        await press(pilot, "call.note", "form.discard")
        assert "Backstube" not in text(app) and drafts(firm) == []
        assert app.screen.reason("call.resume")


async def fill_note(app: Any, pilot: Any) -> None:
    """A note of Erika Krüger about her boiler, as it is typed while she speaks."""
    await press(pilot, "call.note")
    await pilot.press(*TYPED, "enter", *"Therme tropft", "enter", "s", "enter", "enter",
                      *"Therme", "enter", *"seit gestern")  # fmt: skip
    await until(pilot, lambda: "→ Erika Krüger" in text(app))


async def test_case_lead_appointment_and_note_carry_everything_along(firm: Store) -> None:
    with firm.read() as con:
        (boiler,) = devices.devices(con, 1)
    async with shown(firm) as (app, pilot):
        await view(app, pilot, "sales.invoices")
        there = app.screen

        async def done() -> Any:
            await until(pilot, lambda: app.screen is there)
            assert app.screen is there and drafts(firm) == []
            return calls(firm)[0]

        await fill_note(app, pilot)
        await press(pilot, "call.ticket")
        noted = await done()
        with firm.read() as con:
            one = tickets.ticket(con, int(noted.became.removeprefix("tickets:")))
        assert (one.contact, one.site, one.device) == (1, boiler.site, boiler.id)
        assert (one.subject, one.text, one.kind) == ("Therme tropft", "seit gestern", "fault")

        await fill_note(app, pilot)
        await press(pilot, "call.lead")
        noted = await done()
        with firm.read() as con:
            (lead,) = leads.leads(con, TODAY)
        assert noted.became == f"acquisition:{lead.id}" and lead.subject == "Therme tropft"

        await fill_note(app, pilot)
        await press(pilot, "call.visit")
        assert "Ferienhaus" in text(app) or "Seeweg" in text(app)
        await pilot.press("escape")  # not now: the note is still there
        await settle(pilot)
        assert isinstance(app.screen, CallForm) and app.screen.form.raws["note"] == "seit gestern"
        await press(pilot, "call.visit")
        await pilot.press(*"20.3. 9-10", "enter")
        noted = await done()
        with firm.read() as con:
            visit = entry(con, int(noted.became.removeprefix("calendar:")), None)
        assert (visit.title, visit.contact, visit.site) == ("Therme tropft", 1, boiler.site)
        assert visit.first_day == date(2026, 3, 20) and visit.reference == noted.ref
        assert visit.note == "Therme: Therme Bad\nseit gestern"

        await fill_note(app, pilot)
        await press(pilot, "form.save")
        noted = await done()
        assert (noted.contact, noted.site, noted.device) == (1, boiler.site, boiler.id)
        assert (noted.became, noted.note) == ("", "seit gestern")


def setting(me: str) -> SettingInput:
    """Who works here from today on."""
    return SettingInput.model_validate({"key": "me", "value": me, "valid_from": TODAY})


async def test_who_i_am_stands_at_what_i_take_and_names_my_views(firm: Store) -> None:
    person = {"name": "Jana Lindner", "short": "Jana", "role": "office", "started": TODAY}
    firm.run(add_employee, EmployeeInput.model_validate(person), TODAY)
    with pytest.raises(NotFound):
        firm.run(change_setting, setting("Niemand"))
    firm.run(change_setting, setting("jana l"))
    async with shown(firm) as (app, pilot):
        await press(pilot, "call.note")
        await pilot.press(*"Herr Weiß", "enter", *"Zaun", "tab", "tab", *"heute 16")
        await press(pilot, "call.ticket")
        await until(pilot, lambda: not isinstance(app.screen, CallForm))
        assert calls(firm)[0].taken_by == "Jana"
        screen = await view(app, pilot, "tickets.cases")
        assert screen.SAVED[0] == ("mine", "owner:Jana")
        screen = await view(app, pilot, "tickets.calls")
        assert screen.SAVED[-1] == ("mine, call back", "by:Jana stand:open")

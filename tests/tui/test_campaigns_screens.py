"""Campaigns and sources on the screen, by keyboard alone: from last year's customers to figures."""

from __future__ import annotations

import email
import io
import shutil
from collections.abc import Iterator
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from kontor.acquisition.kinds import CampaignState
from kontor.acquisition.model import CampaignChange
from kontor.acquisition.queries import campaigns, figures, leads
from kontor.acquisition.queries.settings import find_source, source_costs
from kontor.acquisition.service import campaigns as service
from kontor.base.i18n import use_language
from kontor.bootstrap import open_store
from kontor.contacts.consents import ObjectionInput
from kontor.contacts.queries import consent as log
from kontor.contacts.service import consent
from kontor.store.store import Store
from tests.tui import campaigns_firm
from tests.tui.own import TODAY, fill, shown, view
from tests.tui.pilot import SIZES, assert_clean, press, settle, text, until
from tests.tui.sales_firm import office

LIST, SOURCES = "acquisition.campaigns", "acquisition.sources"


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A firm whose customers were billed; made once, each test works on its own copy."""
    folder = tmp_path_factory.mktemp("ready")
    with office(folder) as store:
        campaigns_firm.people(store)
    return folder / "office.kontor"


@pytest.fixture
def firm(ready: Path, tmp_path: Path) -> Iterator[Store]:
    """The copy of a test."""
    for file in ready.parent.glob("office.kontor*"):
        if file.is_file() and not file.name.endswith(".lock"):
            shutil.copy(file, tmp_path / file.name)
    with open_store(tmp_path / "office.kontor") as store:
        yield store


def members(store: Store, key: int) -> dict[str, tuple[str, str]]:
    with store.read() as con:
        return {
            one.name.split()[-1]: (one.state.value, one.reason)
            for one in campaigns.members(con, key)
        }


async def confirm(pilot: Any) -> None:
    await settle(pilot, 0.1)
    await pilot.press("j")
    await until(pilot, lambda: pilot.app.screen.__class__.__name__ not in {"Confirm", "Running"})
    await settle(pilot, 0.3)


async def to_row(app: Any, pilot: Any, name: str) -> None:
    """Put the cursor on a person: down until the name stands there."""

    def stands() -> bool:
        row = app.screen.row
        return row is not None and name in str(row.cells[0])

    await until(pilot, lambda: app.screen.row is not None)
    await pilot.press("home")
    await settle(pilot)
    for _ in range(30):
        if stands():
            return
        await pilot.press("down")
        await settle(pilot)
    raise AssertionError(name)


async def test_from_last_years_customers_to_what_it_earned(firm: Store) -> None:
    people = campaigns_firm.ids(firm)
    async with shown(firm) as (app, pilot):
        await view(app, pilot, LIST)
        assert "Noch keine Aktion" in text(app)
        await press(pilot, "record.new")
        await settle(pilot, 0.2)
        await pilot.press(*"Frühjahrsaktion Fassade")
        await fill(app, pilot, kind="spring_paint", subject="Zeit für {Objekt}",
                   text=campaigns_firm.TEXT, code="FASSADE26", cost="120,00")  # fmt: skip
        assert "Zeit für Fensterweg 3" in text(app)  # the sample beside the form
        await press(pilot, "form.save")
        await settle(pilot, 0.3)
        assert "Leute finden" in text(app)  # the next step is named
        await press(pilot, "step.next")
        await settle(pilot, 0.1)
        await pilot.press("enter")  # the first question: customers of last year
        await settle(pilot, 0.5)
        assert "3 Personen" in text(app) and "1 gesperrt" in text(app)
        await press(pilot, "form.save")
        await settle(pilot, 0.5)
        with firm.read() as con:
            key = campaigns.resolve(con, "FASSADE26").id
        assert set(members(firm, key)) == {"Krüger", "Ohm", "Tal"}
        assert "Neu" not in text(app) and "Hat der Werbung" in text(app)
        await press(pilot, "step.next")  # the preview
        await settle(pilot, 0.4)
        assert "2 gehen raus" in text(app) and "1 bleiben hier" in text(app)
        await press(pilot, "record.open")
        await settle(pilot, 0.2)
        assert "für Fensterweg 3 ist jetzt" in text(app) and "FASSADE26" in text(app)
        await press(pilot, "record.next")
        assert "Hat der Werbung widersprochen" in text(app)
        await pilot.press("escape")
        await press(pilot, "step.next")
        await confirm(pilot)
        await until(pilot, lambda: app.screen.NAME == "acquisition.campaign")
        await settle(pilot, 0.2)
        pages = PdfReader(io.BytesIO((app.folder / "FASSADE26.pdf").read_bytes())).pages
        words = [page.extract_text() for page in pages]
        assert len(words) == 2 and "Krüger" in words[0] and "Tal" in words[1]
        assert all("Stichwort" in one and "keine Werbung mehr" in one for one in words)
        with firm.read() as con:
            uses = log.uses(con)
        assert {use.contact for use in uses} == {people["Krüger"], people["Tal"]}
        assert {use.ref for use in uses} == {f"acquisition:campaign/{key}"}
        # answers: one wants something, one does not
        await to_row(app, pilot, "Tal")
        await press(pilot, "campaign.declined")
        await settle(pilot, 0.3)
        await to_row(app, pilot, "Krüger")
        await press(pilot, "step.next")
        await pilot.press("l")
        await settle(pilot, 0.3)
        await press(pilot, "form.save")
        await settle(pilot, 0.5)
        assert members(firm, key) == {
            "Krüger": ("lead", ""), "Ohm": ("excluded", "Hat der Werbung widersprochen."),
            "Tal": ("declined", ""),
        }  # fmt: skip
        with firm.read() as con:
            (lead,) = leads.leads(con, TODAY)
            (earned,) = figures.by_campaign(con, TODAY)
        assert (lead.contact, lead.campaign, lead.source) == (people["Krüger"], key, "letter")
        assert (earned.sent, earned.answers, earned.leads) == (2, 1, 1)
        assert (earned.cost, earned.result) == (12_000, -12_000)
        await press(pilot, "record.explain")
        await settle(pilot, 0.3)
        assert "-120,00 €" in text(app) and "Kosten je Anfrage" in text(app)
        await pilot.press("escape")
        await press(pilot, "campaign.close")
        await settle(pilot, 0.3)
        with firm.read() as con:
            assert campaigns.campaign(con, key).state is CampaignState.CLOSED
        await press(pilot, "step.next")
        assert "abgeschlossen" in text(app)


async def test_who_objects_between_preview_and_sending_gets_nothing(firm: Store) -> None:
    key = campaigns_firm.full(firm)
    with firm.read() as con:
        tal = next(one.contact for one in campaigns.members(con, key) if "Tal" in one.name)
    async with shown(firm) as (app, pilot):
        app.open_record(f"acquisition:campaign/{key}")
        await settle(pilot, 0.3)
        await press(pilot, "campaign.look")
        await settle(pilot, 0.4)
        assert "3 gehen raus" in text(app)
        await press(pilot, "step.next")
        await settle(pilot, 0.1)
        firm.run(consent.object_to, tal, ObjectionInput(day=TODAY, how="mail"))
        await confirm(pilot)
        await until(pilot, lambda: "Vorschau" in text(app))
        assert "Das ist nicht, was die Vorschau zeigte" in text(app)
        assert list(app.folder.glob("FASSADE26*")) == []  # nothing lies about either
        with firm.read() as con:
            assert log.uses(con) == []
        assert "2 gehen raus" in text(app)  # the preview shows what holds now
        await press(pilot, "step.next")
        await confirm(pilot)
        await until(pilot, lambda: app.screen.NAME == "acquisition.campaign")
        await settle(pilot, 0.2)
        words = PdfReader(app.folder / "FASSADE26.pdf").pages
        assert len(words) == 2
        assert not any("Tal" in page.extract_text() for page in words)
        assert members(firm, key)["Tal"] == ("excluded", "Hat der Werbung widersprochen.")
        await settle(pilot, 0.3)
        assert "Hat der Werbung" in text(app)  # listed with the reason


async def test_mails_become_drafts_for_those_who_allowed_it(firm: Store) -> None:
    key = campaigns_firm.full(firm)
    firm.run(service.change_campaign, key, CampaignChange.model_validate({"channel": "mail"}))
    async with shown(firm) as (app, pilot):
        app.open_record(f"acquisition:campaign/{key}")
        await settle(pilot, 0.3)
        await press(pilot, "step.next")
        await settle(pilot, 0.4)
        assert "1 gehen raus" in text(app) and "3 bleiben hier" in text(app)
        await press(pilot, "step.next")
        await confirm(pilot)
        draft = app.folder / "FASSADE26" / "FASSADE26-001.eml"
        await until(pilot, draft.exists)
        mail = email.message_from_bytes(draft.read_bytes(), policy=default)
        assert (mail["To"], mail["X-Unsent"]) == ("krueger@kunde.example", "1")


async def test_people_by_hand_left_out_and_taken_in_again(firm: Store) -> None:
    key = campaigns_firm.plan(firm)
    async with shown(firm) as (app, pilot):
        app.open_record(f"acquisition:campaign/{key}")
        await settle(pilot, 0.3)
        await press(pilot, "record.new")
        await pilot.press(*"Tal")
        await settle(pilot, 0.4)
        await pilot.press("enter")
        await settle(pilot, 0.4)
        assert members(firm, key) == {"Tal": ("planned", "")}
        await press(pilot, "record.cancel")
        await pilot.press(*"zieht weg", "enter")
        await settle(pilot, 0.4)
        assert members(firm, key) == {"Tal": ("excluded", "zieht weg")}
        assert "zieht weg" in text(app)
        await press(pilot, "record.cancel")
        await settle(pilot, 0.4)
        assert members(firm, key) == {"Tal": ("planned", "")}
        await press(pilot, "campaign.answered")
        assert "noch nicht bekommen" in text(app)
        await press(pilot, "step.undo")
        await settle(pilot, 0.4)
        assert members(firm, key) == {"Tal": ("excluded", "zieht weg")}


async def test_conditions_are_kept_used_again_and_forgotten(firm: Store) -> None:
    key = campaigns_firm.plan(firm)
    async with shown(firm) as (app, pilot):
        app.open_record(f"acquisition:campaign/{key}")
        await settle(pilot, 0.3)
        await press(pilot, "campaign.find")
        await pilot.press(*"Eigene", "enter")
        await settle(pilot, 0.3)
        await fill(app, pilot, postcodes="99")
        await settle(pilot, 0.4)
        assert "0 Personen" in text(app)
        await fill(app, pilot, postcodes="506, 51", roles="Kunde, Interes", name="Köln",
                   least="100,00", reachable="")  # fmt: skip
        await settle(pilot, 0.4)
        assert "4 Personen" in text(app)
        await press(pilot, "form.save")
        await settle(pilot, 0.5)
        with firm.read() as con:
            (kept,) = campaigns.target_lists(con)
        assert kept.query["postcodes"] == ["506", "51"]
        assert kept.query["roles"] == ["customer", "prospect"]
        await press(pilot, "campaign.find")
        await pilot.press(*"Köln", "enter")
        await settle(pilot, 0.4)
        raws = app.screen.form.raws
        assert (raws["postcodes"], raws["roles"]) == ("506, 51", "Kunde, Interessent")
        assert (raws["least"], raws["reachable"]) == ("100,00", "")
        await fill(app, pilot, roles="Unsinn")
        await press(pilot, "form.save")
        assert "gibt es hier nicht" in text(app)
        await press(pilot, "target.drop")
        await settle(pilot, 0.3)
        with firm.read() as con:
            assert campaigns.target_lists(con) == []


async def test_a_placeholder_that_nobody_fills_is_a_fault(firm: Store) -> None:
    async with shown(firm) as (app, pilot):
        await view(app, pilot, LIST)
        await press(pilot, "record.new")
        await fill(app, pilot, name="Test", subject="Guten Tag", text="für {Unsinn}")
        await press(pilot, "form.save")
        assert "Es gibt keinen Platzhalter" in text(app)
        await fill(app, pilot, text="")
        app.screen.form.focus_field("text")
        await press(pilot, "campaign.place")
        await pilot.press(*"Objekt", "enter")
        await settle(pilot, 0.2)
        assert app.screen.form.raws["text"] == "{Objekt}"
        await press(pilot, "form.save")
        await settle(pilot, 0.4)
        with firm.read() as con:
            (one,) = campaigns.campaigns(con)
        assert (one.text, one.code) == ("{Objekt}", "TEST2603")


async def test_flyers_begin_and_are_closed_by_one_key(firm: Store) -> None:
    key = campaigns_firm.plan(firm, channel="flyer", area="Neubaugebiet")
    async with shown(firm) as (app, pilot):
        await view(app, pilot, LIST)
        await press(pilot, "campaign.look")
        assert "spricht niemanden mit Namen an" in text(app)
        for state in (CampaignState.SENT, CampaignState.CLOSED):
            await press(pilot, "step.next")
            await settle(pilot, 0.4)
            with firm.read() as con:
                assert campaigns.campaign(con, key).state is state


async def test_papers_again_leave_out_who_objected_meanwhile(firm: Store) -> None:
    key = campaigns_firm.full(firm)
    with firm.read() as con:
        from kontor.acquisition.queries.papers import preview

        mark = preview(con, key, TODAY).mark
        tal = next(one.contact for one in campaigns.members(con, key) if "Tal" in one.name)
    firm.run(service.send_campaign, key, mark, TODAY)
    firm.run(consent.object_to, tal, ObjectionInput(day=TODAY, how="mail"))
    async with shown(firm) as (app, pilot):
        app.open_record(f"acquisition:campaign/{key}")
        await settle(pilot, 0.3)
        for letter, name in (("k", "FASSADE26.pdf"), ("a", "FASSADE26-Adressen.csv")):
            await press(pilot, "record.print")
            await pilot.press(letter)
            await settle(pilot, 0.2)
            await pilot.press("enter")
            path = app.folder / name
            await until(pilot, path.exists)
            await settle(pilot, 0.2)
        words = [page.extract_text() for page in PdfReader(app.folder / "FASSADE26.pdf").pages]
        assert len(words) == 2 and not any("Tal" in one for one in words)
        rows = (app.folder / "FASSADE26-Adressen.csv").read_text("utf-8-sig").splitlines()
        assert rows[0].startswith("Kundennummer;Anrede") and len(rows) == 3
        assert "Fensterweg;3;50668;Köln" in rows[1]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["de", "en"])
async def test_every_screen_is_clean(firm: Store, size: tuple[int, int], language: str) -> None:
    key = campaigns_firm.full(firm)
    use_language(language)
    async with shown(firm, size) as (app, pilot):
        for name in (LIST, SOURCES):
            await view(app, pilot, name)
            await settle(pilot, 0.3)
            assert_clean(app)
            await press(pilot, "record.new")
            await settle(pilot, 0.2)
            assert_clean(app)
            await pilot.press("escape")
        app.open_record(f"acquisition:campaign/{key}")
        await settle(pilot, 0.3)
        assert_clean(app)
        assert ("gesperrt" if language == "de" else "blocked") in text(app)
        await press(pilot, "campaign.find")
        assert_clean(app)
        await pilot.press("enter")
        await settle(pilot, 0.4)
        assert_clean(app)
        await pilot.press("escape")
        await press(pilot, "campaign.look")
        await settle(pilot, 0.4)
        assert_clean(app)
        await press(pilot, "record.open")
        await settle(pilot, 0.2)
        assert_clean(app)


async def test_a_source_its_costs_and_its_end(firm: Store) -> None:
    async with shown(firm) as (app, pilot):
        await view(app, pilot, SOURCES)
        await settle(pilot, 0.4)
        assert "MyHammer" in text(app)
        await press(pilot, "record.new")
        await settle(pilot, 0.2)
        await pilot.press(*"Stammtisch")
        await fill(app, pilot, valid_from="1.1.2026", fixed_per_month="30", pct_of_order="2,5")
        await press(pilot, "form.save")
        await settle(pilot, 0.5)
        with firm.read() as con:
            own = find_source(con, "Stammtisch")
            (cost,) = source_costs(con, own.key)
        assert own.own and (cost.fixed_per_month, cost.pct_of_order) == (3000, 250)
        await to_row(app, pilot, "Stammtisch")
        await settle(pilot, 0.1)
        assert "30,00 €/Monat · 2,5" in text(app)
        await press(pilot, "record.edit")
        await settle(pilot, 0.2)
        await fill(app, pilot, valid_from="1.3.2026", fixed_per_month="45", pct_of_order="")
        await press(pilot, "form.save")
        await settle(pilot, 0.5)
        with firm.read() as con:
            costs = [(str(one.valid_from), one.fixed_per_month, one.pct_of_order)
                     for one in source_costs(con, own.key)]  # fmt: skip
        assert costs == [("2026-01-01", 3000, 250), ("2026-03-01", 4500, 0)]
        await to_row(app, pilot, "Stammtisch")
        await press(pilot, "record.open")
        await settle(pilot, 0.3)
        assert "01.03.2026" in text(app) and "45,00" in text(app)
        await pilot.press("escape")
        await to_row(app, pilot, "Stammtisch")
        await press(pilot, "record.cancel")
        await settle(pilot, 0.4)
        with firm.read() as con:
            assert find_source(con, "Stammtisch").ended == TODAY
        await to_row(app, pilot, "Stammtisch")
        await press(pilot, "record.cancel")
        await settle(pilot, 0.4)
        with firm.read() as con:
            assert find_source(con, "Stammtisch").ended is None

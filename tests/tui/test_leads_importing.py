"""Leads from files by key: folder, dry run, decisions, columns, one step, the report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kontor.acquisition.queries import follow, leads
from kontor.acquisition.queries.leads import Lead
from kontor.store.store import Store
from kontor.tui.screens.acquisition.importing import ImportScreen
from kontor.tui.widgets.plain import KInput
from tests.acquisition.test_importing import CALLS, PORTAL, mail
from tests.tui.leads_firm import new_lead
from tests.tui.own import TODAY, shown, view
from tests.tui.pilot import SIZES, assert_clean, press, settle, text, until
from tests.tui.sales_firm import office

BOARD, LIST = "acquisition.board", "acquisition.leads"


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Store]:
    """A firm without leads."""
    with office(tmp_path) as store:
        yield store


def known(store: Store) -> list[Lead]:
    with store.read() as con:
        return leads.leads(con, TODAY)


async def open_file(app: Any, pilot: Any, path: Path, name: str = BOARD) -> Any:
    """Choose a file or folder by its path; gives the screen of the dry run."""
    await view(app, pilot, name)
    await press(pilot, "lead.import")
    app.screen.query_one(KInput).value = str(path)
    await settle(pilot, 0.3)
    await pilot.press("enter")
    await until(pilot, lambda: not isinstance(app.screen, ImportScreen) or app.screen.plan)
    await settle(pilot)
    return app.screen


async def take(app: Any, pilot: Any) -> None:
    screen = app.screen
    await press(pilot, "step.next")
    await until(pilot, lambda: screen.done)
    await settle(pilot, 0.1)


def states(screen: Any) -> dict[str, str]:
    return {one.place: screen.code(one) for one in screen.plan.rows}


@pytest.mark.parametrize("size", SIZES)
async def test_a_list_is_shown_line_by_line_and_taken_in_one_step(
    firm: Store, tmp_path: Path, size: tuple[int, int]
) -> None:
    path = tmp_path / "portal.csv"
    path.write_bytes(PORTAL.encode("cp1252", "replace"))
    async with shown(firm, size) as (app, pilot):
        screen = await open_file(app, pilot, path)
        assert_clean(app)
        # line 2 new, 3 new with remarks, 4 half a line, 6 too many cells, 7 the first again
        found = states(screen)
        assert (found["2"], found["6"], found["7"]) == ("new", "bad", "known")
        assert not known(firm)  # the dry run wrote nothing
        await take(app, pilot)
        assert len(known(firm)) == screen.plan.counts["new"] >= 2
        assert "übernommen" in text(app)
        assert_clean(app)
        await press(pilot, "step.next")  # it is a report now: nothing twice
        await settle(pilot)
        assert len(known(firm)) == screen.plan.counts["new"]
        await press(pilot, "record.open")
        await settle(pilot, 0.2)
        assert app.screen.NAME == "acquisition.lead" and "Jürgen Tal" in text(app)
        await pilot.press("escape")
        await press(pilot, "step.undo")
        await settle(pilot, 0.3)
        assert not known(firm)


async def test_a_folder_of_mails_with_broken_ones(firm: Store, tmp_path: Path) -> None:
    folder = tmp_path / "post"
    folder.mkdir()
    nested = mail(html="<p>Guten Tag</p><script>x</script>")
    (folder / "1.eml").write_bytes(mail())
    (folder / "2.eml").write_bytes(nested.replace(b"<1@", b"<2@").replace(b"weiss@", b"zwei@"))
    (folder / "3.eml").write_bytes(b"")
    (folder / "4.eml").write_bytes(bytes(range(256)) * 40)
    (folder / "5.csv").write_text("Wer;Womit\nTal;0221\n")
    (folder / "6.csv").write_bytes(CALLS.encode("utf-16"))
    (folder / "bild.png").write_bytes(b"\x89PNG")
    async with shown(firm) as (app, pilot):
        screen = await open_file(app, pilot, folder, LIST)
        assert_clean(app)
        found = states(screen)
        assert (found["1.eml"], found["2.eml"]) == ("new", "new")
        assert (found["3.eml"], found["4.eml"], found["5.csv"]) == ("bad", "bad", "bad")
        assert [place for place in found if place.startswith("6.csv:")]
        assert not [place for place in found if "png" in place]
        await take(app, pilot)
        assert len(known(firm)) == screen.plan.counts["new"]
        assert states(screen)["3.eml"] == "bad"  # still told in the report


async def test_unknown_columns_are_asked_for_and_remembered(firm: Store, tmp_path: Path) -> None:
    path = tmp_path / "fremd.csv"
    path.write_text("Wer;Womit\nTal;0221 5550123\nBerg;0221 5550124\n")
    async with shown(firm) as (app, pilot):
        await open_file(app, pilot, path)
        await settle(pilot, 0.2)
        form = app.screen.form
        assert not isinstance(app.screen, ImportScreen)
        form.rows["c0"].editor.raw, form.rows["c1"].editor.raw = "name", "phone"
        await press(pilot, "form.save")
        await until(pilot, lambda: isinstance(app.screen, ImportScreen) and app.screen.plan.rows)
        assert states(app.screen) == {"2": "new", "3": "new"}
        await take(app, pilot)
        assert {one.phone for one in known(firm)} == {"0221 5550123", "0221 5550124"}
        await pilot.press("escape")
        path.write_text("Wer;Womit\nWald;0221 5550129\n")
        screen = await open_file(app, pilot, path)
        assert states(screen) == {"2": "new"}  # the meaning is known now


async def test_somebody_similar_waits_for_a_decision(firm: Store, tmp_path: Path) -> None:
    new_lead(firm, name="Petra Weiß", street="Amselweg", house_number="7", postcode="50667")
    path = tmp_path / "messe.csv"
    path.write_text("Name;PLZ;Straße;Nachricht\nPetra Weiß;50667;Amselweg 7;Küche\n")
    async with shown(firm) as (app, pilot):
        screen = await open_file(app, pilot, path)
        assert states(screen) == {"2": "similar"}
        await press(pilot, "step.next")
        assert len(known(firm)) == 1  # nothing new, said why
        await press(pilot, "record.edit")
        await pilot.press("enter")
        await settle(pilot, 0.2)
        assert states(screen) == {"2": "new"}
        await press(pilot, "lead.origin")
        await pilot.press(*"Messe", "enter")
        await settle(pilot, 0.2)
        await take(app, pilot)
        assert known(firm)[0].source == "fair"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [("leer.csv", b"", "leer"), ("bild.csv", b"\x89PNG\r\n\x1a\n" + bytes(300), "")],
)
async def test_what_is_no_list_is_refused_with_a_reason(
    firm: Store, tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    async with shown(firm) as (app, pilot):
        await open_file(app, pilot, path)
        await settle(pilot, 0.2)
        assert app.screen.NAME == BOARD
        assert said in text(app) and not known(firm)


async def test_an_appointment_asks_for_day_and_time(firm: Store) -> None:
    key = new_lead(firm, name="Frau Ohm", phone="0221 555 0101", subject="Bäckerei")
    async with shown(firm) as (app, pilot):
        await view(app, pilot, BOARD)
        await settle(pilot, 0.2)
        await press(pilot, "follow.appointment")
        await settle(pilot, 0.1)
        await pilot.press(*"+3", "tab", *"25", "tab")
        await press(pilot, "form.save")
        await settle(pilot, 0.1)
        assert "8:30" in text(app)  # a clock has no 25
        app.screen.form.rows["time"].editor.raw = "830"
        await press(pilot, "form.save")
        await settle(pilot, 0.3)
        with firm.read() as con:
            step = follow.lead_step(con, key, TODAY)
        assert step is not None and step.day == TODAY + timedelta(days=3)
        assert step.text == "08:30 · Termin"

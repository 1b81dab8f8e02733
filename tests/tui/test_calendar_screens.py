"""The calendar on the screen: plans walked and changed by keyboard, the line, lists, forms."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from kontor.bootstrap import open_store
from kontor.calendar.kinds.appointments import AppointmentState, Scope
from kontor.calendar.model.appointments import AppointmentChange, MoveInput
from kontor.calendar.queries.appointments import Entry, Filter, entry, window
from kontor.calendar.queries.staff import absences, tasks
from kontor.calendar.service.editing import edit_appointment
from kontor.store.store import Store
from tests.tui.calendar_firm import full, staff
from tests.tui.own import shown
from tests.tui.pilot import assert_clean, down_to, press, settle, text, until
from tests.tui.sales_firm import office

VIEWS = ("week", "crew", "day", "month", "agenda", "absences", "tasks")


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, int]]:
    """The firm with its week; each test gets a copy."""
    folder = tmp_path_factory.mktemp("firm")
    with office(folder) as store:
        made = full(store)
    return store.path, made


@pytest.fixture
def firm(
    tmp_path: Path, made_once: tuple[Path, dict[str, int]]
) -> Iterator[tuple[Store, dict[str, int]]]:
    path, made = made_once
    copy = Path(shutil.copy(path, tmp_path / "firm.kontor"))
    with open_store(copy) as store:
        yield store, made


def of_week(store: Store, monday: date = date(2026, 3, 16), days: int = 7) -> list[Entry]:
    with store.read() as con:
        end = date.fromordinal(monday.toordinal() + days)
        return window(con, monday, end, Filter(cancelled=True))


def one(store: Store, key: int) -> Entry:
    with store.read() as con:
        return entry(con, key)


async def opened(app: Any, pilot: Any, view: str) -> Any:
    app.open_view(f"view:calendar.{view}")
    await settle(pilot, 0.1)
    await until(pilot, lambda: f"calendar.{view}" == app.screen.NAME)
    return app.screen


async def typed(pilot: Any, line: str) -> None:
    await press(pilot, "record.new")
    pilot.app.screen.line.input.put(line)
    await settle(pilot, 0.2)


async def test_a_line_is_understood_and_written_down(firm: tuple[Store, dict[str, int]]) -> None:
    """What it means and what it clashes with stands below; Enter writes it, `u` undoes it."""
    store, _made = firm
    async with shown(store, (80, 24)) as (app, pilot):
        screen = await opened(app, pilot, "week")
        await typed(pilot, "Do 14-16 Huber Aufmaß Küche +Lindner")
        await until(pilot, lambda: "Abnahme Dach" in text(app).splitlines()[4])
        lines = text(app).splitlines()
        assert "Do 19.03.2026 · 14:00–16:00 · Ortstermin · Aufmaß Küche · Maria Huber" in lines[3]
        assert "! Lindner hat dann „Abnahme Dach“." in lines[4]
        await pilot.press("enter")
        await until(pilot, lambda: any(e.title == "Aufmaß Küche" and e.first_day.day == 19
                                       for e in of_week(store)))  # fmt: skip
        await settle(pilot, 0.1)
        made = next(e for e in of_week(store) if e.first_day.day == 19 and e.kind == "visit")
        assert (made.starts, made.ends) == (moment(19, 14), moment(19, 16))
        assert [member.name for member in made.crew] == ["Lindner"]
        assert screen.line.typed == "" and screen.the_entry().id == made.id
        await press(pilot, "step.undo")
        await until(pilot, lambda: made.id not in {e.id for e in of_week(store)})


async def test_a_typed_series_stands_chosen(firm: tuple[Store, dict[str, int]]) -> None:
    store, _made = firm
    async with shown(store, (80, 24)) as (app, pilot):
        screen = await opened(app, pilot, "week")
        await typed(pilot, "jeden Mi 7:30 Werkzeugrunde bis 1.6.2026")
        await pilot.press("enter")
        await until(pilot, lambda: any(e.title == "Werkzeugrunde" for e in of_week(store)))
        await until(pilot, lambda: (it := screen.the_entry()) and it.title == "Werkzeugrunde")
        assert screen.the_entry().title == "Werkzeugrunde"
        assert screen.plan.day == date(2026, 3, 18)


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute)  # noqa: DTZ001  wall time


async def test_a_line_without_a_day_is_for_the_chosen_one(
    firm: tuple[Store, dict[str, int]],
) -> None:
    """In the crew's week also for whoever the cursor stands on."""
    store, _made = firm
    async with shown(store, (80, 24)) as (app, pilot):
        screen = await opened(app, pilot, "crew")
        await pilot.press("right", "right")
        rows = [row.label for row in screen.plan.plan.rows]
        await down_to(pilot, lambda: screen.plan.row == rows.index("Murat"))
        await typed(pilot, "10-11 Lager aufräumen")
        await pilot.press("enter")
        await until(pilot, lambda: any(e.title == "Lager aufräumen" for e in of_week(store)))
        made = next(e for e in of_week(store) if e.title == "Lager aufräumen")
        assert made.starts == moment(18, 10)
        assert [member.name for member in made.crew] == ["Murat"]


async def test_a_line_may_tell_of_an_absence(firm: tuple[Store, dict[str, int]]) -> None:
    store, _made = firm
    async with shown(store, (80, 24)) as (app, pilot):
        await opened(app, pilot, "week")
        await typed(pilot, "Jo Urlaub 8.6.-12.6.")
        await pilot.press("enter")

        def there() -> bool:
            with store.read() as con:
                found = absences(con, date(2026, 6, 1), date(2026, 7, 1))
            return [(a.name, a.kind, a.starts.day, a.ends.day) for a in found] == [
                ("Jo", "vacation", 8, 12)
            ]

        await until(pilot, there)
        assert there()


async def test_what_cannot_be_written_down_says_why(firm: tuple[Store, dict[str, int]]) -> None:
    store, _made = firm
    before = len(of_week(store))
    async with shown(store, (80, 24)) as (app, pilot):
        screen = await opened(app, pilot, "week")
        await typed(pilot, "24.3. - 20.3. Huber")
        await pilot.press("enter")
        await settle(pilot, 0.1)
        assert "Der letzte Tag 20.03.2026 liegt vor dem ersten" in text(app)
        assert screen.line.typed == "24.3. - 20.3. Huber"
        await pilot.press("escape", "escape")
        await settle(pilot)
        assert screen.plan.has_focus and screen.line.typed == ""
    assert len(of_week(store)) == before


async def test_states_go_on_and_an_appointment_is_cancelled_with_its_reason(
    firm: tuple[Store, dict[str, int]],
) -> None:
    store, made = firm
    async with shown(store, (80, 24)) as (app, pilot):
        screen = await opened(app, pilot, "week")
        screen.plan.show(screen.plan.plan, (str(made["visit"]), ""))
        await press(pilot, "step.next")
        await until(pilot, lambda: one(store, made["visit"]).state is AppointmentState.UNDER_WAY)
        await press(pilot, "step.next")
        await until(pilot, lambda: one(store, made["visit"]).state is AppointmentState.DONE)
        assert screen.why_not("step.next") == "Er ist erledigt."
        screen.plan.show(screen.plan.plan, (str(made["acceptance"]), ""))
        await press(pilot, "record.cancel")
        await pilot.press(*"Regen", "enter")
        await until(pilot, lambda: one(store, made["acceptance"]).reason == "Regen")
        assert one(store, made["acceptance"]).state is AppointmentState.CANCELLED


async def test_moving_by_arrows_shows_clashes_and_lands_on_enter(
    firm: tuple[Store, dict[str, int]],
) -> None:
    """In the crew's week an appointment goes to another crew and day; Esc puts it back."""
    store, made = firm
    async with shown(store, (120, 40)) as (app, pilot):
        screen = await opened(app, pilot, "crew")
        screen.plan.show(screen.plan.plan, (str(made["front"]), ""))
        await press(pilot, "plan.move")
        await pilot.press("right", "down")
        await until(pilot, lambda: "hat dann „Treppenhaus“" in text(app))
        assert "Di 17.03. – Do 19.03.2026" in text(app) and "→ Kolonne 2" in text(app)
        await pilot.press("escape")
        await settle(pilot)
        assert screen.ghost is None and one(store, made["front"]).starts == moment(16, 0)
        await press(pilot, "plan.move")
        await pilot.press("right", "down", "plus", "enter")
        await until(pilot, lambda: one(store, made["front"]).starts == moment(17, 0))
        moved = one(store, made["front"])
        assert moved.ends == moment(21, 0)
        assert {member.name for member in moved.crew} == {"Sprinter", "Kolonne 2"}


async def test_moving_in_the_week_by_quarters_of_an_hour(
    firm: tuple[Store, dict[str, int]],
) -> None:
    store, made = firm
    async with shown(store, (80, 24)) as (app, pilot):
        screen = await opened(app, pilot, "week")
        screen.plan.show(screen.plan.plan, (str(made["visit"]), ""))
        await press(pilot, "plan.move")
        await pilot.press("down", "down", "minus", "enter")
        await until(pilot, lambda: one(store, made["visit"]).starts == moment(16, 9))
        assert one(store, made["visit"]).ends == moment(16, 9, 45)
        await press(pilot, "plan.day_on")
        await until(pilot, lambda: one(store, made["visit"]).starts == moment(17, 9))


async def test_a_series_asks_what_is_meant(firm: tuple[Store, dict[str, int]]) -> None:
    store, made = firm
    async with shown(store, (80, 24)) as (app, pilot):
        screen = await opened(app, pilot, "week")
        key = next(k for k in keys_of(screen) if k[0] == str(made["round"]))
        screen.plan.show(screen.plan.plan, key)
        await press(pilot, "plan.day_on")
        assert "Was ist gemeint?" in text(app)
        await pilot.press("1")
        await until(pilot, lambda: rounds(store) == [17, 23])
        assert rounds(store) == [17, 23]  # only the first moved
        await press(pilot, "step.undo")
        await until(pilot, lambda: rounds(store) == [16, 23])
        await press(pilot, "plan.day_on")
        await pilot.press("3")
        await until(pilot, lambda: rounds(store) == [17, 24])
        assert rounds(store) == [17, 24]


def keys_of(screen: Any) -> list[tuple[str, str]]:
    return [item.key for row in screen.plan.plan.rows for cell in row.cells
            for item in cell.items if item.key]  # fmt: skip


def rounds(store: Store) -> list[int]:
    return [e.first_day.day for e in of_week(store, days=14) if e.title == "Teamrunde"]


async def test_going_about_in_time(firm: tuple[Store, dict[str, int]]) -> None:
    store, _made = firm
    async with shown(store, (80, 24)) as (app, pilot):
        screen = await opened(app, pilot, "week")
        await press(pilot, "plan.later")
        assert screen.day == date(2026, 3, 23) and "KW 13" in text(app)
        await pilot.press("left")  # beyond Monday: the week before, on its last day
        await until(pilot, lambda: "KW 12" in text(app))
        assert screen.window()[0] == date(2026, 3, 16)
        await press(pilot, "plan.jump")
        await pilot.press(*"24.12.2026", "enter")
        await until(pilot, lambda: "KW 52" in text(app))
        assert "Erster W" in text(app) and screen.day == date(2026, 12, 24)
        await press(pilot, "plan.today")
        await until(pilot, lambda: "KW 12" in text(app))
        await press(pilot, "filter.open")
        await pilot.press(*"wer:Murat", "enter")
        await until(pilot, lambda: "Fassade" not in text(app))
        assert "Trepp" in text(app)
        await press(pilot, "screen.back")
        await until(pilot, lambda: "Fassade" in text(app))


async def test_copy_and_sheet_and_task(firm: tuple[Store, dict[str, int]]) -> None:
    store, made = firm
    async with shown(store, (120, 40)) as (app, pilot):
        screen = await opened(app, pilot, "day")
        screen.plan.show(screen.plan.plan, (str(made["visit"]), ""))
        await press(pilot, "record.open")
        await until(pilot, lambda: "Fensterweg 3" in text(app))
        assert "Weg davor" in text(app)
        await press(pilot, "record.copy")
        app.screen.query_one("KInput").put("Do 10:00")
        await pilot.press("enter")
        await until(pilot, lambda: moment(19, 10) in {e.starts for e in of_week(store)})
        await press(pilot, "record.task")
        await pilot.press(*"Leiter", "ctrl+s")

        def noted() -> list[str]:
            with store.read() as con:
                return [t.title for t in tasks(con, reference=f"calendar:{made['visit']}")]

        await until(pilot, lambda: noted() == ["Leiter"])
        assert noted() == ["Leiter"]


async def test_the_form_changes_time_and_the_rest_in_one_step(
    firm: tuple[Store, dict[str, int]],
) -> None:
    store, made = firm
    async with shown(store, (120, 40)) as (app, pilot):
        screen = await opened(app, pilot, "week")
        screen.plan.show(screen.plan.plan, (str(made["visit"]), ""))
        await press(pilot, "record.edit")
        form = app.screen
        for name, value in (("start", "10"), ("end", "halb 12"), ("place", "Werkstatt"),
                            ("crew", "Jo, Caddy"), ("rule", "alle 2 Wochen Mo 5x")):  # fmt: skip
            form.form.rows[name].editor.raw = value
        await pilot.press("ctrl+s")
        await until(pilot, lambda: one(store, made["visit"]).place == "Werkstatt")
        changed = one(store, made["visit"])
        assert (changed.starts, changed.ends) == (moment(16, 10), moment(16, 11, 30))
        assert {member.name for member in changed.crew} == {"Jo", "Caddy"}
        assert changed.rule == "FREQ=WEEKLY;INTERVAL=2;COUNT=5;BYDAY=MO"
        await press(pilot, "step.undo")
        await until(pilot, lambda: one(store, made["visit"]).place == "Fensterweg 3")
        assert one(store, made["visit"]).starts == moment(16, 8, 30)


async def test_a_time_is_found_and_taken(firm: tuple[Store, dict[str, int]]) -> None:
    store, _made = firm
    async with shown(store, (120, 40)) as (app, pilot):
        screen = await opened(app, pilot, "week")
        await press(pilot, "plan.find")
        app.screen.form.rows["who"].editor.raw = "Lindner, Murat"
        app.screen.form.rows["length"].editor.raw = "2 h"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Freie Zeiten" in text(app))
        assert "der erste mögliche" in text(app)
        await pilot.press("1")
        await until(pilot, lambda: screen.line.typed.endswith("+Lindner +Murat"))
        assert screen.line.input.has_focus


async def test_absences_are_asked_for_and_granted(firm: tuple[Store, dict[str, int]]) -> None:
    store, _made = firm
    async with shown(store, (120, 40)) as (app, pilot):
        await opened(app, pilot, "absences")
        await until(pilot, lambda: "Kim" in text(app))
        assert "Urlaub 2026 in Tagen" in text(app)
        await press(pilot, "absence.approve")

        def states() -> set[str]:
            with store.read() as con:
                found = absences(con, date(2026, 3, 1), date(2026, 4, 30))
            return {f"{a.name} {a.state}" for a in found}

        await until(pilot, lambda: "Kim approved" in states())
        assert "Kim approved" in states()


async def test_tasks_are_done(firm: tuple[Store, dict[str, int]]) -> None:
    store, _made = firm
    async with shown(store, (80, 24)) as (app, pilot):
        await opened(app, pilot, "tasks")
        await until(pilot, lambda: "Farbmuster" in text(app))
        assert "! spät" in text(app)
        await press(pilot, "step.next")

        def left() -> list[str]:
            with store.read() as con:
                return [t.title for t in tasks(con)]

        await until(pilot, lambda: len(left()) == 2)
        assert "Farbmuster bestellen" not in left()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_every_view_is_whole_empty_and_full(tmp_path: Path, size: tuple[int, int]) -> None:
    """No line too wide, no control character; empty ones say what belongs here."""
    with office(tmp_path) as store:
        staff(store)
        async with shown(store, size) as (app, pilot):
            for view in VIEWS:
                await opened(app, pilot, view)
                await settle(pilot, 0.1)
                assert_clean(app)
                assert "n" in text(app)
                for name in ("right", "down", "left", "left", "up", "pagedown", "end", "home"):
                    await pilot.press(name)
                await settle(pilot, 0.05)
                assert_clean(app)


def test_editing_a_series_from_here_on(firm: tuple[Store, dict[str, int]]) -> None:
    """Time and crew of this and the following ones change in one step."""
    store, made = firm
    change = AppointmentChange.model_validate({"crew": ["Jo"], "place": "Lager"})
    move = MoveInput.model_validate({"starts": moment(24, 8), "ends": moment(24, 9)})
    store.run(edit_appointment, made["round"], (change, move), Scope.FOLLOWING, moment(23, 7))
    found = [e for e in of_week(store, days=21) if e.title == "Teamrunde"]
    assert [(e.starts, e.place) for e in found] == [
        (moment(16, 7), ""), (moment(24, 8), "Lager"), (moment(31, 8), "Lager"),
    ]  # fmt: skip
    move = MoveInput.model_validate({"starts": moment(17, 7), "ends": moment(17, 8)})
    store.run(edit_appointment, made["round"], (change, move), Scope.THIS, moment(16, 7))
    assert one(store, made["round"]).starts == moment(16, 7)
    found = [e for e in of_week(store) if e.title == "Teamrunde"]
    assert [(e.starts, e.place) for e in found] == [(moment(17, 7), "Lager")]

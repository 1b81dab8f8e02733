"""Texts of cases by key: the list, one in place of what came along, a wrong placeholder, undo."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kontor.base.errors import InputError
from kontor.base.i18n import _
from kontor.store.store import Store
from kontor.tickets.model import AnswerInput
from kontor.tickets.queries.settings import Answer, answers, own_answers, shipped_answers
from kontor.tickets.service.answers import keep_answer
from kontor.tui.screens.tickets.own_texts import (
    OwnTextsScreen,
    TextForm,
    TextScreen,
    explained,
    strange,
)
from tests.tui.own import TODAY, fill, shown, view
from tests.tui.pilot import assert_clean, down_to, press, settle, text, until
from tests.tui.sales_firm import office

CAME = "Eingang bestätigt"


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Store]:
    """A firm without texts of its own."""
    with office(tmp_path) as store:
        yield store


def named(store: Store, name: str) -> Answer:
    with store.read() as con:
        (found,) = [one for one in answers(con, TODAY) if one.name == name]
    return found


async def to_row(app: Any, pilot: Any, name: str) -> None:
    """The cursor on the text of this name."""
    screen = app.screen
    await down_to(pilot, lambda: screen.the_text().name == name)


async def test_a_text_that_came_along_is_changed_and_comes_back(firm: Store) -> None:
    async with shown(firm) as (app, pilot):
        screen = await view(app, pilot, "tickets.texts")
        assert isinstance(screen, OwnTextsScreen)
        assert_clean(app)
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert_clean(app)
        await to_row(app, pilot, CAME)
        await press(pilot, "record.cancel")
        assert own(firm) == []  # nothing of ones own is there to remove
        await press(pilot, "record.edit")
        assert isinstance(app.screen, TextForm)
        await fill(app, pilot, text="angekommen\nals {Nummer}")
        assert_clean(app)
        assert "{Nummer}" in text(app)
        await press(pilot, "form.save")
        assert isinstance(app.screen, TextForm) and own(firm) == []  # refused, what is typed stays
        await fill(app, pilot, text="angekommen als {Nr}")
        await press(pilot, "form.save")
        assert app.screen is screen
        assert named(firm, CAME).text == "angekommen als {Nr}" and named(firm, CAME).own
        await press(pilot, "record.open")
        assert isinstance(app.screen, TextScreen) and CAME in text(app)
        assert_clean(app)
        await press(pilot, "record.cancel")
        assert not named(firm, CAME).own and "{Betreff}" in text(app)  # what came along holds
        await press(pilot, "step.undo")
        assert named(firm, CAME).own and "angekommen als {Nr}" in text(app)
        await press(pilot, "screen.back")
        assert app.screen is screen


def own(store: Store) -> list[Answer]:
    with store.read() as con:
        return own_answers(con)


async def test_a_new_text_gets_its_placeholder_by_key_and_another_name(firm: Store) -> None:
    async with shown(firm) as (app, pilot):
        screen = await view(app, pilot, "tickets.texts")
        await press(pilot, "record.new")
        await fill(app, pilot, name="Foto", text="Bitte ein Foto zu")
        app.screen.form.focus_field("text")
        await pilot.press("end")
        await press(pilot, "text.placeholder")
        await pilot.press(*"{nr")
        await settle(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TextForm))
        assert app.screen.form.values()[0]["text"] == "Bitte ein Foto zu{Nr}"
        await press(pilot, "form.save")
        (kept,) = own(firm)
        assert (kept.name, kept.language, kept.kind) == ("Foto", "de", "")
        await to_row(app, pilot, "Foto")
        await press(pilot, "record.edit")
        await fill(app, pilot, name="Foto bitte", kind="defect")
        await press(pilot, "form.save")
        (renamed,) = own(firm)
        assert (renamed.id, renamed.name, renamed.kind) == (kept.id, "Foto bitte", "defect")
        await to_row(app, pilot, "Foto bitte")
        await press(pilot, "record.cancel")
        assert own(firm) == []
        await press(pilot, "letterhead.language")
        assert {one.language for one in screen.found} == {"en"}


def test_two_texts_do_not_get_one_name(firm: Store) -> None:
    first, second = (
        firm.run(keep_answer, AnswerInput(name=name, text="a")).value for name in ("Eins", "Zwei")
    )
    with pytest.raises(InputError) as refused:
        firm.run(keep_answer, AnswerInput(name="eins", text="b"), second)
    assert refused.value.field == "name"
    firm.run(keep_answer, AnswerInput(name="EINS", text="b"), first)
    assert [(one.id, one.name, one.text) for one in own(firm)] == [
        (first, "EINS", "b"), (second, "Zwei", "a"),
    ]  # fmt: skip


def test_placeholders_are_explained_and_the_others_named() -> None:
    for code in ("de", "en"):
        names = [name for name, _said in explained(code)]
        assert len(set(names)) == len(names) == 14
        for one in shipped_answers():
            if one.language == code:
                assert strange(one.text, code) == []
    assert strange("bis {Frist}, {Skonto}", "de") == ["{Skonto}"]
    assert ("{Nr}", _("number of the case")) in explained("de")
    assert ("{No}", _("number of the case")) in explained("en")

"""Short messages: shown once, and never able to stop the program."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets._toast import Toast

from kontor.tui import telling
from kontor.tui.telling import News
from tests.tui.pilot import running, settle, text


def test_its_time_does_not_run_out_between_two_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not over when asked, over a moment later: a timer for less than no time would never end."""
    news = News("Gespeichert", timeout=6)
    moment = news.raised_at + 6 - 1e-6
    for module in ("textual.notifications.time", "kontor.tui.telling.time"):
        monkeypatch.setattr(module, lambda: moment)
    assert not news.has_expired
    moment += 0.001
    assert news.has_expired
    assert Toast(news)._timeout == telling._LEAST_PAUSE > 0


async def test_every_message_of_the_program_is_such_news(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        app.toast("Gespeichert")
        app.notify("Auch [b]das[/b]", timeout=3)
        await settle(pilot)
        assert "Gespeichert" in text(app) and "[b]das[/b]" in text(app)
        assert [type(one) for one in app._notifications] == [News, News]
        assert all(one._timeout > 0 for one in app.screen.query(Toast))


async def test_one_that_is_over_while_a_screen_opens_stops_nothing(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        app.notify("Kurz", timeout=0)
        app.notify("Rückwärts", timeout=-1)
        await settle(pilot, 0.1)
        await pilot.press("f1")
        await settle(pilot)
        assert len(app.screen_stack) == 2
        assert "Kurz" not in text(app)

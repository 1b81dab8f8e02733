"""Every view of every area with the worst names: nothing crashes, nothing runs, nothing leaks."""

from __future__ import annotations

import os
from itertools import product
from pathlib import Path

import pytest
from textual.app import App

from kontor.base import i18n
from kontor.tui.themes import ORDER
from tests.conftest import NAMES
from tests.tui.firm import firm_app, firm_store
from tests.tui.pilot import SIZES, assert_clean, settle

NASTY = (*NAMES, "Bad [/Flur] 3", "[link=file:///etc/passwd]x", "a [/", "$primary {x}", "%s%n")
ALL = list(product(SIZES, i18n.LANGUAGES, ORDER))
PARTS = 6  # of the views, so that no single test holds up the others
SOME = [
    (SIZES[0], "de", ORDER[0]),
    (SIZES[1], "en", ORDER[1]),
    (SIZES[0], "en", ORDER[-1]),
]  # fmt: skip
# each view in one size, language and theme by default, in turn; in every one with KONTOR_HEAVY
CHOSEN = [
    (part, *one)
    for part in range(PARTS)
    for one in (ALL if os.environ.get("KONTOR_HEAVY") else [SOME[part % len(SOME)]])
]


@pytest.mark.parametrize(("part", "size", "language", "theme"), CHOSEN)
async def test_every_view_bears_every_name(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    part: int,
    size: tuple[int, int],
    language: str,
    theme: str,
) -> None:
    monkeypatch.setattr(i18n, "_chosen", [language])
    monkeypatch.setattr(App, "bell", lambda _app: None)
    with firm_store(tmp_path, nasty=NASTY) as store:
        app = firm_app(store, theme=theme)
        async with app.run_test(size=size, notifications=True) as pilot:
            await settle(pilot)
            for name in [view.NAME for _spec, view in app.areas.views()][part::PARTS]:
                app.open_view(f"view:{name}")
                await settle(pilot, 0.05)
                assert_clean(app)
                for key in ("down", "i", "escape", "a", "a", "enter"):
                    await pilot.press(key)
                await settle(pilot, 0.05)
                assert_clean(app)
                for _ in range(3):
                    await pilot.press("escape")
                app.toast(NASTY[0])
                assert app._exception is None
            assert app.is_running

"""A light real firm on the screen, for the tests of Today, contacts, own firm and setting up."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

from textual import events
from textual.pilot import Pilot

from kontor.bootstrap import open_store
from kontor.contacts.model import ContactInput
from kontor.contacts.service import create_contact
from kontor.store.store import Store
from kontor.tui.areas import areas, first_areas
from kontor.tui.drafts import StoreDrafts
from kontor.tui.session import Session
from kontor.tui.wiring import Wiring
from tests.tui.pilot import settle

TODAY = date(2026, 3, 16)


def session(store: Store, *, first: bool = False, today: date = TODAY, **more: Any) -> Session:
    """The app of the real program over a store."""
    store.warm()
    wiring = Wiring(
        store=store, areas=first_areas() if first else areas(), drafts=StoreDrafts(store),
        today=lambda: today, firm=lambda: "Malerbetrieb Lindner", folder=store.path.parent, **more,
    )  # fmt: skip
    return Session(wiring, keys=store.path.parent / "keys.toml")


@asynccontextmanager
async def shown(
    store: Store, size: tuple[int, int] = (120, 40), **more: Any
) -> AsyncIterator[tuple[Any, Pilot[Any]]]:
    """The app, running."""
    app = session(store, **more)
    async with app.run_test(size=size, notifications=True) as pilot:
        await settle(pilot, 0.1)
        yield app, pilot


@asynccontextmanager
async def shown_file(
    path: Path, size: tuple[int, int] = (120, 40), **more: Any
) -> AsyncIterator[tuple[Any, Pilot[Any]]]:
    """The app over a file that is opened and closed here."""
    with open_store(path) as store:
        async with shown(store, size, **more) as (app, pilot):
            yield app, pilot


def add(store: Store, **values: Any) -> int:
    """A contact."""
    return int(store.run(create_contact, ContactInput.model_validate(values)).value)


async def view(app: Any, pilot: Pilot[Any], name: str) -> Any:
    """Go to a view; gives its screen."""
    app.open_view(f"view:{name}")
    await settle(pilot, 0.05)
    return app.screen


async def fill(app: Any, pilot: Pilot[Any], **raws: str) -> None:
    """Put raw values into the form in front, and wait for what it says of them while typing."""
    await put(app, pilot, **raws)
    await settle(pilot, 0.4)


async def put(app: Any, pilot: Pilot[Any], **raws: str) -> None:
    """Put raw values into the form in front that is saved next: saving checks by itself."""
    for name, raw in raws.items():
        app.screen.form.rows[name].editor.raw = raw
    await settle(pilot)


async def paste(app: Any, pilot: Pilot[Any], words: str) -> None:
    """Paste into the input that has the focus."""
    app.focused.post_message(events.Paste(words))
    await settle(pilot)

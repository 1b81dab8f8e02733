"""The wiring: which areas answer the store, and who listens to what."""

from __future__ import annotations

from kontor import bootstrap
from kontor.store.store import Store
from tests.architecture.code import PACKAGE


def test_every_area_with_a_door_is_asked() -> None:
    there = {path.parent.name for path in PACKAGE.glob("*/doors.py")} - {"store"}
    assert {door.area for door in bootstrap.doors()} == there == set(bootstrap.AREAS)


def test_who_listens_to_what(store: Store) -> None:
    """The whole list; an event crosses areas only here. They load with the models."""
    store.warm()
    found = {
        event.__name__: [getattr(one, "func", one).__name__ for one in listeners]
        for event, listeners in store._listeners.items()
    }
    assert found == {
        "SettingChanged": ["guard_setting"],
        "ContactRenamed": ["rename_accounts"],
        "EntriesGone": ["free_bank_lines", "free_receipts"],
        "CollectAsked": ["ask_dispute"],
        "LimitAsked": ["ask_limit"],
        "DealMoved": ["follow_deal"],
        "VisitAgreed": ["keep_visit"],
        "AppointmentChanged": ["follow_visit", "follow_appointment"],
        "DraftDropped": ["follow_draft"],
        "DocumentIssued": ["follow_invoice"],
        "TicketMoved": ["follow_case"],
    }


def test_a_reader_has_no_listeners(books_file: object) -> None:
    from pathlib import Path

    with bootstrap.open_store(Path(str(books_file)), write=False) as opened:
        opened.warm()
        assert opened.read_only and opened._listeners == {}

"""A firm with cases in every state, calls and devices, for the tests and pictures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from kontor.contacts.devices import CallInput
from kontor.contacts.model import ChannelInput
from kontor.contacts.service import add_channel
from kontor.desk.calls import Become, take_call
from kontor.store.store import Store
from kontor.tickets.kinds import TicketKind

NOW = datetime(2026, 3, 16, 8, 0, tzinfo=UTC)
NUMBER = "0221 555 0171"


def reachable(store: Store, contact: int = 1) -> None:
    """Give the customer a number."""
    store.run(add_channel, contact, ChannelInput.model_validate({"kind": "phone", "value": NUMBER}))


def call(store: Store, become: Become = Become.NOTE, days: int = 0, **values: Any) -> Any:
    """A call that was taken some days ago."""
    at = NOW - timedelta(days=days)
    data = CallInput.model_validate(values)
    return store.run(take_call, data, become, at, kind=TicketKind.DEFECT).value

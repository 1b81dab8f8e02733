"""What handlers on the event loop cost, in units that are the same on every machine.

Steps of SQLite's machine are counted for every message that is dispatched, calls of Python
functions for every key; threads are not counted, because nobody waits for them.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

import pytest
from textual import events
from textual.message import Message
from textual.message_pump import MessagePump

from kontor.store.connection import Connection

STEP = 20  # how finely SQLite's steps are counted


@dataclass
class Tally:
    """One message on its way through one handler."""

    name: str
    steps: int = 0
    calls: int = 0


@dataclass
class Costs:
    """The dearest run of each handler; `view` is set by the test that walks the screens."""

    view: str = ""
    worst: dict[str, Tally] = field(default_factory=dict)

    def take(self, tally: Tally) -> None:
        """Keep it if it is the dearest so far."""
        known = self.worst.setdefault(tally.name, Tally(tally.name))
        known.steps, known.calls = max(known.steps, tally.steps), max(known.calls, tally.calls)

    def over(self, steps: int, calls: int) -> list[str]:
        """Handlers beyond the budget."""
        return [
            f"{one.name}: {one.steps} steps of SQLite, {one.calls} calls"
            for one in self.worst.values()
            if one.steps > steps or one.calls > calls
        ]


_HERE: ContextVar[Tally | None] = ContextVar("tally", default=None)


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Costs]:
    """Count in this thread, on every connection that is opened from now on."""
    costs, loop = Costs(), threading.get_ident()
    dispatch, begin = MessagePump._dispatch_message, Connection.__init__

    def tick() -> int:
        tally = _HERE.get()
        if tally is not None and threading.get_ident() == loop:
            tally.steps += STEP
        return 0

    def opened(self: Connection, *args: Any, **more: Any) -> None:
        begin(self, *args, **more)
        self.set_progress_handler(tick, STEP)

    def called(_frame: FrameType, event: str, _arg: object) -> None:
        tally = _HERE.get()
        if tally is not None and event == "call":
            tally.calls += 1

    async def watched(self: MessagePump, message: Message) -> None:
        is_key = isinstance(message, events.Key)
        what = f"key {message.key}" if isinstance(message, events.Key) else type(message).__name__
        tally = Tally(f"{costs.view}: {type(self).__name__} on {what}")
        before, outer = _HERE.set(tally), sys.getprofile()
        if is_key:
            sys.setprofile(called)
        try:
            await dispatch(self, message)
        finally:
            if is_key:
                sys.setprofile(outer)
            _HERE.reset(before)
            costs.take(tally)

    monkeypatch.setattr(Connection, "__init__", opened, raising=False)
    monkeypatch.setattr(MessagePump, "_dispatch_message", watched)
    try:
        yield costs
    finally:
        sys.setprofile(None)

"""Keys take effect one after the other, each on the screen that the one before has opened.

The toolkit hands a key to the screen that is in front when the key arrives. Whoever types faster
than a screen opens would type into the screen that is just going away, and lose the words. Here a
key waits until the one before has passed every widget it concerns and the screen it opened is up.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from textual import events
from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.message_pump import MessagePump
from textual.screen import Screen

_LOOK_PAUSE = 0.25  # seconds between looks whether a key still is on its way
_PATIENCE = 40  # looks; a screen that hangs must not take the keyboard along
_ROUNDS = 2  # the key itself, then what the widgets told each other because of it
_LOOKS = 10  # refreshes until a new screen has its cursor; one without a cursor never has


class InOrder(App[int], inherit_bindings=False):
    """An app that carries out one key at a time."""

    def __init__(self, css_path: Path) -> None:
        super().__init__(css_path=css_path)
        self._typed: deque[events.Key | events.Paste] = deque()
        self._key_turn = 0
        self._under_way = self._held = self._watched = False
        self._waits_at: MessagePump = self

    @property
    def keys_taken(self) -> int:
        """How many keys have taken effect or are about to."""
        return self._key_turn

    @property
    def at_a_key(self) -> bool:
        """Whether one is on its way."""
        return self._under_way or self._held

    def hold_keys(self) -> None:
        """Keep what is typed until `release_keys`: something is written that it goes on from."""
        self._held = True

    def release_keys(self) -> None:
        """What was written is shown; what was typed meanwhile takes effect."""
        self._held = False
        self.call_later(self._go_on)

    def handle_bindings_clash(self, clashed_bindings: set[Binding], node: DOMNode) -> None:
        """Clashes of an own key map were told at the start."""

    async def _go_on(self) -> None:
        if not self._under_way:
            await self._next()

    async def on_event(self, event: events.Event) -> None:
        """Keep what is typed while an earlier key is under way."""
        if not isinstance(event, (events.Key, events.Paste)) or event.is_forwarded:
            await super().on_event(event)
        elif self._under_way or self._held:
            self._typed.append(event)
        else:
            await self._carry_out(event)

    async def _carry_out(self, event: events.Key | events.Paste) -> None:
        self._under_way = True
        self._key_turn += 1
        self._waits_at = self
        if not self._watched:
            self._watched = True
            self.set_timer(_LOOK_PAUSE, partial(self._look_after, self._key_turn, _PATIENCE))
        before = self.screen
        concerned = _concerned(before)
        await super().on_event(event)
        self._queue_behind(concerned, partial(self._passed, self._key_turn, before, _ROUNDS - 1))

    def _queue_behind(self, pumps: Sequence[MessagePump], then: partial[Any]) -> None:
        """Go through the queue of one pump after the other, the app's last, then `then`."""
        for place, pump in enumerate(pumps, 1):
            waits = pump is not self and pump.is_running
            if waits and pump.call_later(self._queue_behind, pumps[place:], then):
                self._waits_at = pump
                return
        self._waits_at = self
        self.call_later(then)

    async def _passed(self, turn: int, screen: Screen[object], rounds: int) -> None:
        """The key is through; wait for a screen that it opened, then take the next one."""
        if turn != self._key_turn or not self._under_way:
            return
        front = self.screen
        if front is not screen and front.is_running:
            self._waits_at = front
            front.call_after_refresh(self._opened, turn, front, _LOOKS)
        elif rounds:
            again = partial(self._passed, turn, screen, rounds - 1)
            self._queue_behind(_concerned(front), again)
        else:
            await self._next()

    def _opened(self, turn: int, screen: Screen[object], looks: int) -> None:
        """The screen is shown; its parts may still be on the way to where the cursor goes."""
        if screen.focused is None and looks and screen.is_running:
            self._waits_at = screen
            screen.call_after_refresh(self._opened, turn, screen, looks - 1)
        else:
            self._queue_behind(_concerned(screen), partial(self._passed, turn, screen, 0))

    async def _next(self) -> None:
        self._under_way = False
        if self._typed and not self._held:
            await self._carry_out(self._typed.popleft())

    async def _look_after(self, turn: int, looks: int) -> None:
        """Go on where the widget that a key waited at has gone, and with it the word to go on."""
        if not self._under_way:
            self._watched = False
            return
        if turn == self._key_turn and (looks <= 0 or not self._waits_at.is_running):
            await self._next()
        looks = looks - 1 if turn == self._key_turn else _PATIENCE
        self.set_timer(_LOOK_PAUSE, partial(self._look_after, self._key_turn, looks))


def _concerned(screen: Screen[object]) -> Sequence[MessagePump]:
    return (screen.focused or screen).ancestors_with_self

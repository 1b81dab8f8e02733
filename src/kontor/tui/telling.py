"""Short messages in the corner of the screen."""

from __future__ import annotations

from time import time
from typing import Literal

from textual.app import App
from textual.notifications import Notification, Notify

from kontor.tui.text import line

Tone = Literal["information", "warning", "error"]

_LEAST_PAUSE = 0.01  # seconds


class News(Notification):
    """A message that always has some time left when it is shown.

    The toolkit first asks whether a message is over and then, a moment later, for how long it is to
    stay. A timer for less than no time runs for ever and takes the whole program with it.
    """

    @property
    def time_left(self) -> float:
        """Seconds that it stays; never none."""
        return max(_LEAST_PAUSE, super().time_left)

    @property
    def has_expired(self) -> bool:
        """Whether it is not shown again on the next screen."""
        return time() >= self.raised_at + self.timeout


class Telling(App[int], inherit_bindings=False):
    """An app that tells what has happened."""

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: Tone = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Show a message; every one comes by here."""
        seconds = self.NOTIFICATION_TIMEOUT if timeout is None else timeout
        self.post_message(Notify(News(message, title, severity, seconds, markup=markup)))

    def toast(self, text: str, *, tone: Tone = "information", seconds: int | None = None) -> None:
        """A short message in the corner; never markup."""
        self.notify(line(text), severity=tone, timeout=seconds, markup=False)

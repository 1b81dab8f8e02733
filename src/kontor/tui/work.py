"""Longer work in a thread, so that the screen never waits.

A job gets a `Ticket`: it asks whether it is still wanted and tells how far it is. It returns one
value, which comes back to the screen as one typed message; errors go to the one presenter of the
app. Writing jobs are never cancelled half-way: they run to the end, only their answer is dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from textual.dom import DOMNode
from textual.message import Message
from textual.worker import Worker, get_current_worker

READ, WRITE = "read", "write"


@dataclass
class Progress(Message):
    """How far a job is; `total` 0 when nobody knows."""

    job: str
    done: int
    total: int
    text: str = ""

    def can_replace(self, message: Message) -> bool:
        """Only the newest news of a job matter."""
        return isinstance(message, Progress) and message.job == self.job


@dataclass
class Done(Message):
    """A job has ended; `then` takes its value on the screen's side."""

    job: str
    value: Any
    then: Callable[[Any], object] | None = None


@dataclass
class Failed(Message):
    """A job has ended with an error; the presenter of the app shows it."""

    job: str
    error: BaseException
    otherwise: Callable[[BaseException], object] | None = None


class Ticket:
    """What a job in a thread may use of the screen."""

    def __init__(self, owner: DOMNode, job: str, worker: Worker[Any]) -> None:
        self._owner, self._job, self._worker = owner, job, worker

    @property
    def cancelled(self) -> bool:
        """Whether the answer is no longer wanted."""
        return self._worker.is_cancelled

    def tell(self, done: int, total: int = 0, text: str = "") -> None:
        """Say how far the job is."""
        if not self.cancelled:
            self._owner.post_message(Progress(self._job, done, total, text))


def start(
    owner: DOMNode,
    job: Callable[[Ticket], Any],
    *,
    name: str,
    then: Callable[[Any], object] | None = None,
    otherwise: Callable[[BaseException], object] | None = None,
    group: str = READ,
    exclusive: bool = True,
) -> Worker[None]:
    """Run `job` in a thread and hand its value to `then` on the event loop.

    Args:
        owner: widget or screen that gets the messages; they end with it.
        job: the work; fetches fully and touches no widget.
        name: what the job is called in messages.
        then: takes the value.
        otherwise: takes an error in place of the presenter.
        group: jobs of one group on one owner replace each other when `exclusive`.
        exclusive: cancel what still runs in the group.
    """

    def run() -> None:
        worker = get_current_worker()
        ticket = Ticket(owner, name, worker)
        message: Message
        try:
            message = Done(name, job(ticket), then)
        except Exception as error:  # noqa: BLE001  the one place where a thread's error is carried over
            message = Failed(name, error, otherwise)
        if not worker.is_cancelled:
            owner.post_message(message)

    return owner.run_worker(
        run, name=name, group=group, exclusive=exclusive, thread=True, exit_on_error=False
    )

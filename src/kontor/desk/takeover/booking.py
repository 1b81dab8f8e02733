"""A DATEV batch of the running year booked as events, all or nothing; a dry run names every row."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kontor.base.errors import Finding, KontorError, Refused
from kontor.base.i18n import N_
from kontor.desk.takeover.batch import read_batch
from kontor.desk.takeover.replay import events as replayed
from kontor.ledger.model.inputs import AnyEvent
from kontor.ledger.service.events import handle
from kontor.store.unit import Unit, use_case

if TYPE_CHECKING:
    from kontor.store.store import Store


class Replay(NamedTuple):
    """The events of a batch, rows that need a hand, and what tells this batch from others."""

    key: str
    name: str
    events: tuple[AnyEvent, ...]
    findings: tuple[Finding, ...]


class BatchRefused(Refused):
    """Events that cannot be booked; nothing was stored; `findings` names each by its place."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(
            N_("Of the batch {count} entries cannot be booked. Nothing was stored."),
            hint=N_("First: {place}: {text}"),
            count=len(findings), place=findings[0].where, text=findings[0].text,
        )  # fmt: skip
        self.findings = tuple(findings)


class _Trial(Exception):
    """Takes the dry run back."""


def read_replay(path: Path, data: bytes, chart: str) -> Replay:
    """The events of a DATEV batch; opening rows are left to the take-over."""
    batch = read_batch(data, chart)
    made, findings = replayed(batch)
    key = sha256(data).hexdigest()[:16]
    return Replay(key, path.name, tuple(made), (*batch.findings, *findings))  # type: ignore[arg-type]


@use_case(N_("Batch booked"))
def book_batch(unit: Unit, found: Replay) -> list[int]:
    """Book every event of a batch in one step.

    Returns:
        The entries.

    Raises:
        Refused: this batch was booked before.
        BatchRefused: with every event that cannot be booked.
    """
    source = f"desk:batch/{found.key}"
    if unit.con.execute(
        "SELECT 1 FROM entry WHERE source LIKE ? LIMIT 1", (f"{source}/%",)
    ).fetchone():
        raise Refused(N_("This batch was booked before."), hint=N_("Take that step back first."))
    wrong: list[Finding] = []
    entries: list[int] = []
    for place, event in enumerate(found.events):
        try:
            marked = event.model_copy(update={"source": f"{source}/{place}"})
            entries += handle(unit, marked).entries
        except KontorError as error:
            wrong.append(Finding("takeover.batch", str(place + 1), error.message, error.hint,
                                 values=tuple(error.values.items())))  # fmt: skip
    if wrong:
        raise BatchRefused(wrong)
    return entries


def try_batch(store: Store, found: Replay) -> list[Finding]:
    """The dry run: everything is booked and taken back at once."""
    try:
        with store.step(N_("Batch booked")) as unit:
            book_batch(unit, found)
            raise _Trial
    except BatchRefused as error:
        return list(error.findings)
    except _Trial:
        return []

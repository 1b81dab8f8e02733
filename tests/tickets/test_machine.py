"""No way of working with cases loses time, material, files or a promised date.

A machine does what people do, in any order: it opens, changes, moves, works, keeps files, joins,
separates, splits, links, bills, drops the bill again. Beside it stands a model that only ever adds
up. What is refused must change nothing; what is undone must leave every row as it was.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kontor.base.errors import KontorError
from kontor.bootstrap import open_store
from kontor.sales.service.documents import drop_document
from kontor.tickets.doors import DOOR
from kontor.tickets.kinds import LineKind, LineState, TicketState, WaitsFor
from kontor.tickets.model import LineInput, MoveInput, NoteInput, TicketChange, TicketInput
from kontor.tickets.queries import tickets as queries
from kontor.tickets.service import cases, joining, lines, talking
from tests.sales.kit import firm
from tests.sales.office import Office

HEAVY = bool(os.environ.get("KONTOR_HEAVY"))
START = datetime(2026, 3, 16, 8, 0, tzinfo=UTC)
DAY = date(2026, 3, 16)
_PICK = st.integers(0, 99)
_TABLES = ("ticket", "ticket_move", "ticket_note", "ticket_file", "ticket_line", "ticket_link",
           "sales_document", "position")  # fmt: skip
_STATES = st.sampled_from(TicketState)


@cache
def _template() -> bytes:
    """The file every way begins with, made once: a firm with two customers."""
    with tempfile.TemporaryDirectory() as folder:
        with firm(Path(folder)) as store:
            Office(store).customer("Bäckerei Ohm")
        return (Path(folder) / "sales.kontor").read_bytes()


class Cases(RuleBasedStateMachine):
    """A firm with two customers and the cases of some days."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        path = Path(self._folder.name) / "cases.kontor"
        path.write_bytes(_template())
        self._firm = open_store(path)
        self.office = Office(self._firm)
        self.now = START
        self.keys: list[int] = []
        self.work: dict[int, tuple[LineKind, int]] = {}  # what was written down, never less
        self.said: set[int] = set()
        self.kept: set[int] = set()
        self.promised: dict[int, date] = {}

    def teardown(self) -> None:
        """The file is whole at the end of every way."""
        findings = self.office.ask(lambda con: list(DOOR.check(con)) if DOOR.check else [])
        self._firm.close()
        self._folder.cleanup()
        assert findings == []

    # -- what people do --------------------------------------------------------------------------

    @rule(who=st.sampled_from(["contacts:1", "Bäckerei Ohm"]), promise=st.booleans())
    def open(self, who: str, promise: bool) -> None:
        day = DAY + timedelta(days=9) if promise else None
        data = TicketInput(subject="Fenster klemmt", contact=who, promised=day)
        key = self.office.do(cases.open_ticket, data, self.now)
        self.keys.append(key)
        if day:
            self.promised[key] = day

    @precondition(lambda self: self.keys)
    @rule(at=_PICK, state=_STATES, hours=st.integers(0, 60), reason=st.sampled_from(["", "weil"]))
    def move(self, at: int, state: TicketState, hours: int, reason: str) -> None:
        self.now += timedelta(hours=hours)
        waits = WaitsFor.PART if state is TicketState.WAITING else None
        data = MoveInput(state=state, waits_for=waits, reason=reason)
        self._try(cases.move_ticket, self._key(at), data, self.now)

    @precondition(lambda self: self.keys)
    @rule(at=_PICK, kind=st.sampled_from(LineKind), quantity=st.integers(1, 9_000))
    def write_work(self, at: int, kind: LineKind, quantity: int) -> None:
        data = LineInput(kind=kind, text="Arbeit", quantity=quantity, price=585_000, cost=300_000)
        done, key = self._try(lines.add_line, self._key(at), data, DAY)
        if done:
            self.work[key] = (kind, quantity)

    @precondition(lambda self: self.work)
    @rule(at=_PICK, state=st.sampled_from(LineState))
    def bear(self, at: int, state: LineState) -> None:
        self._try(lines.bear_lines, [sorted(self.work)[at % len(self.work)]], state)

    @precondition(lambda self: self.keys)
    @rule(at=_PICK, content=st.binary(min_size=1, max_size=4))
    def keep_file(self, at: int, content: bytes) -> None:
        key = self._key(at)
        done, kept = self._try(talking.add_file, key, "foto.jpg", content, self.now)
        if done:
            self.kept.add(kept)

    @precondition(lambda self: self.keys)
    @rule(at=_PICK)
    def say(self, at: int) -> None:
        done, key = self._try(talking.add_note, self._key(at), NoteInput(text="sagt"), self.now)
        if done:
            self.said.add(key)

    @precondition(lambda self: self.keys)
    @rule(at=_PICK, part=st.sampled_from(["", "Bad"]))
    def change(self, at: int, part: str) -> None:
        self._try(cases.change_ticket, self._key(at), TicketChange(part=part))

    @precondition(lambda self: len(self.keys) > 1)
    @rule(at=_PICK, into=_PICK)
    def join(self, at: int, into: int) -> None:
        """Joined and separated at once leaves every row as it was; then it stays joined."""
        key, other = self._key(at), self._key(into)
        before = self._rows()
        if self._try(joining.merge_tickets, key, other)[0]:
            self.office.do(joining.unmerge_ticket, key)
            assert self._rows() == before
            self.office.do(joining.merge_tickets, key, other)

    @precondition(lambda self: self.keys)
    @rule(at=_PICK)
    def separate(self, at: int) -> None:
        self._try(joining.unmerge_ticket, self._key(at))

    @precondition(lambda self: self.keys)
    @rule(at=_PICK, take=st.integers(0, 3))
    def split(self, at: int, take: int) -> None:
        key = self._key(at)
        own = self.office.sql("SELECT id FROM ticket_line WHERE ticket=? ORDER BY id", key)
        files = self.office.sql("SELECT id FROM ticket_file WHERE ticket=? ORDER BY id", key)
        done, new = self._try(
            joining.split_ticket, key, "Tür schleift", self.now,
            lines=[one for (one,) in own[:take]], files=[one for (one,) in files[:take]],
        )  # fmt: skip
        if done:
            self.keys.append(new)

    @precondition(lambda self: self.keys)
    @rule(at=_PICK)
    def bill(self, at: int) -> None:
        """A bill that is dropped again leaves the work open as it was."""
        before = self._rows("ticket", "ticket_line")
        done, draft = self._try(lines.bill_tickets, [self._key(at)], DAY)
        if done:
            self.office.do(drop_document, draft)
            after = self._rows("ticket", "ticket_line")
            assert after["ticket_line"] == before["ticket_line"]

    @rule()
    def undo(self) -> None:
        """Taking the last step back and doing it again leaves every row as it was."""
        before = self._rows()
        try:
            self.office.store.undo()
        except KontorError:
            assert self._rows() == before
            return
        self.office.store.redo()
        assert self._rows() == before

    # -- what must hold --------------------------------------------------------------------------

    @invariant()
    def nothing_is_lost(self) -> None:
        there = self.office.sql("SELECT id, kind, quantity FROM ticket_line")
        assert {key: (LineKind(kind), quantity) for key, kind, quantity in there} == self.work
        assert {key for (key,) in self.office.sql("SELECT id FROM ticket_file")} >= self.kept
        assert {key for (key,) in self.office.sql("SELECT id FROM ticket_note")} >= self.said
        for key, day in self.promised.items():
            assert self.office.ask(queries.ticket, key).promised == day

    @invariant()
    def everything_is_seen_from_a_case_that_is_not_joined(self) -> None:
        heads = [
            key for key in self.keys if self.office.ask(queries.ticket, key).merged_into is None
        ]
        shown = [line.id for key in heads for line in self.office.ask(queries.lines, key)]
        assert sorted(shown) == sorted(self.work)

    # -- inside ----------------------------------------------------------------------------------

    def _key(self, at: int) -> int:
        return self.keys[at % len(self.keys)]

    def _rows(self, *tables: str) -> dict[str, list[tuple[Any, ...]]]:
        return {
            name: self.office.sql(f"SELECT * FROM {name} ORDER BY id") for name in tables or _TABLES
        }

    def _try(self, case: Callable[..., Any], *args: Any, **values: Any) -> tuple[bool, Any]:
        """Do it; what is refused changed nothing."""
        before = self._rows()
        try:
            return True, self.office.do(case, *args, **values)
        except KontorError:
            assert self._rows() == before
            return False, None


TestCases = Cases.TestCase
TestCases.settings = settings(
    max_examples=200 if HEAVY else 4, stateful_step_count=40 if HEAVY else 20, deadline=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip

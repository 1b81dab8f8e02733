"""Random histories: undo and redo against remembered states, verified after each action."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kontor.base.errors import KontorError, Refused
from kontor.store.store import Store
from tests.store.sample_area import content, findings, fresh, sql

HEAVY = bool(os.environ.get("KONTOR_HEAVY"))
TEXTS = st.text(
    alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12
)
IDS = st.integers(1, 4)


class Histories(RuleBasedStateMachine):
    """Insert, replace, upsert, cascade, move, undo of the newest and of any step."""

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="kontor-history-"))
        self.store: Store = fresh(self.folder)
        self.done: list[Any] = [content(self.store)]
        self.undone: list[Any] = []
        self.steps: list[int] = []

    def work(self, *statements: Any) -> None:
        before = content(self.store)
        try:
            changed = sql(self.store, *statements)
        except KontorError:
            assert content(self.store) == before
            return
        if changed.step:
            self.done.append(content(self.store))
            self.steps.append(changed.step)
            self.undone = []
        else:
            assert content(self.store) == before

    @rule(i=IDS, name=TEXTS, mail=st.none() | TEXTS)
    def insert(self, i: int, name: str, mail: str | None) -> None:
        self.work(("INSERT INTO partner(id,name,email) VALUES(?,?,?)", (i, name, mail)))

    @rule(i=IDS, name=TEXTS)
    def replace(self, i: int, name: str) -> None:
        self.work(("REPLACE INTO partner(id,name) VALUES(?,?)", (i, name)))

    @rule(i=IDS, name=TEXTS, rate=st.integers(-(2**63), 2**63 - 1))
    def upsert(self, i: int, name: str, rate: int) -> None:
        text = (
            "INSERT INTO partner(id,name) VALUES(?,?) ON CONFLICT(id) DO UPDATE SET name=?,rate=?"
        )
        self.work((text, (i, name, name, rate)))

    @rule(name=TEXTS, mail=st.none() | TEXTS)
    def update_all(self, name: str, mail: str | None) -> None:
        self.work(("UPDATE partner SET city=?, email=?", (name, mail)))

    @rule(i=IDS)
    def delete(self, i: int) -> None:
        self.work(("DELETE FROM partner WHERE id=?", (i,)))

    @rule(i=IDS, pos=IDS, text=TEXTS)
    def note(self, i: int, pos: int, text: str) -> None:
        self.work(("REPLACE INTO note(partner,pos,text) VALUES(?,?,?)", (i, pos, text)))

    @rule(by=st.integers(1, 3))
    def move_notes(self, by: int) -> None:
        self.work("UPDATE note SET pos=-pos", f"UPDATE note SET pos=(-pos+{by})%5")

    @rule(i=IDS, p=IDS)
    def hand_over(self, i: int, p: int) -> None:
        self.work(("UPDATE OR REPLACE note SET partner=? WHERE id=?", (p, i)))

    @rule(i=IDS, name=TEXTS)
    def several(self, i: int, name: str) -> None:
        self.work(
            ("INSERT OR IGNORE INTO partner(id,name) VALUES(?,?)", (i, name)),
            ("INSERT OR IGNORE INTO note(partner,pos,text) VALUES(?,1,?)", (i, name)),
            ("UPDATE partner SET name=name||'!' WHERE id=?", (i,)),
            ("DELETE FROM partner WHERE id=?", (i % 4 + 1,)),
        )

    @rule()
    def undo(self) -> None:
        if len(self.done) > 1:
            self.store.undo()
            self.undone.append(self.done.pop())
            assert content(self.store) == self.done[-1]

    @rule()
    def redo(self) -> None:
        if self.undone:
            self.store.redo()
            self.done.append(self.undone.pop())
            assert content(self.store) == self.done[-1]

    @rule(i=st.integers(0, 100))
    def undo_any(self, i: int) -> None:
        """Any older step: refused and nothing changed, or exactly its mirror image."""
        if not self.steps:
            return
        before, step = content(self.store), self.steps[i % len(self.steps)]
        try:
            done = self.store.undo(step)
        except Refused:
            assert content(self.store) == before
            return
        self.store.undo(done.step)
        assert content(self.store) == before
        self.done, self.undone = [before], []

    @invariant()
    def holds(self) -> None:
        if hasattr(self, "store"):
            found = [f for f in findings(self.store) if f.code != "A01"]
            assert found == []

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            shutil.rmtree(self.folder)


Histories.TestCase.settings = settings(
    max_examples=400 if HEAVY else 12,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestHistories = Histories.TestCase

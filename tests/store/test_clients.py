"""Other programs at the file: what they can write is nothing, or is found."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kontor.store import journal, schema
from kontor.store.check import _check, check
from kontor.store.store import Store
from kontor.store.version import Schema
from tests.store.sample_area import (
    DOOR,
    add_partner,
    content,
    file_receipt,
    raw,
    sample_schema,
    sql,
    write_paper,
)  # fmt: skip

Attack = Callable[[sqlite3.Connection], Any]
STEP = "INSERT INTO step(id,at,label,command,kind) SELECT max(id)+1,'2099','x','','do' FROM step"
UNDO_TWO = STEP.replace("kind)", "kind,undoes)").replace("'do'", "'undo',2")

WITHOUT_A_STEP = [
    "INSERT INTO partner(name) VALUES('x')",
    "INSERT OR IGNORE INTO partner(name) VALUES('x')",
    "REPLACE INTO partner(id,name) VALUES(1,'x')",
    "UPDATE OR IGNORE partner SET name='x'",
    "DELETE FROM partner",
    "UPDATE OR FAIL partner SET name='x'",
    "UPDATE partner SET id=5",
    "DELETE FROM change",
    "DELETE FROM step",
    "UPDATE change SET before=NULL, after=NULL, salt=NULL, digest=randomblob(32)",
    "UPDATE step SET label='x'",
    "REPLACE INTO change SELECT * FROM change WHERE id=1",
    "REPLACE INTO step SELECT * FROM step WHERE id=1",
]


@pytest.mark.parametrize("statement", WITHOUT_A_STEP)
def test_no_client_writes_without_a_step(store: Store, statement: str) -> None:
    store.run(add_partner, "Müller")
    before = content(store)
    con = raw(store)
    con.execute("PRAGMA recursive_triggers=OFF")
    con.execute("PRAGMA ignore_check_constraints=ON")
    con.execute("PRAGMA foreign_keys=OFF")
    with pytest.raises(sqlite3.IntegrityError, match="K0"):
        con.execute(statement)
    con.close()
    assert content(store) == before
    assert check(store) == []


def many(*statements: str) -> Attack:
    def attack(con: sqlite3.Connection) -> None:
        for statement in statements:
            con.execute(statement)

    return attack


def past(*statements: str) -> Attack:
    """With every trigger removed and put back."""

    def attack(con: sqlite3.Connection) -> None:
        found = con.execute("SELECT name,sql FROM sqlite_schema WHERE type='trigger'").fetchall()
        for name, _ in found:
            con.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            con.execute(statement)
        for _, text in found:
            con.execute(text)

    return attack


LAST = "(SELECT max(id) FROM step)"
ATTACKS: dict[str, Attack] = {
    "change a row": many("UPDATE partner SET name='x'"),
    "change an id": many("UPDATE partner SET id=77 WHERE id=1"),
    "delete a row": many("DELETE FROM partner WHERE id=1"),
    "delete changes": many("DELETE FROM change WHERE step=3"),
    "alter a change": many("UPDATE change SET after='{}' WHERE id=4"),
    "fake erasing": many(
        "UPDATE change SET before=NULL,after=NULL,salt=NULL,digest=randomblob(32) WHERE id=4"
    ),
    "fake erasing of an erased one": many(
        f"INSERT INTO change(step,tbl,row,op,salt) VALUES({LAST},'partner',1,'X',randomblob(16))",
        "UPDATE change SET before=NULL,after=NULL,salt=NULL,digest=randomblob(31) WHERE id=4",
    ),
    "replace a change": many(f"REPLACE INTO change(id,step,tbl,row,op) VALUES(2,{LAST},'a',1,'D')"),
    "add a change": many(
        f"INSERT INTO change(step,tbl,row,op,after) VALUES({LAST},'partner',1,'U','{{}}')"
    ),
    "add a change to an old step": many(
        "INSERT INTO change(step,tbl,row,op,after) VALUES(3,'partner',1,'U','{}')"
    ),
    "delete a step": many("DELETE FROM step WHERE id=3"),
    "relabel a step": many("UPDATE step SET label='x' WHERE id=3"),
    "replace a step": many("REPLACE INTO step(id,at,label,command,kind) VALUES(3,'2','x','','do')"),
    "step out of turn": many(
        "INSERT INTO step(id,at,label,command,kind) VALUES(900,'2','x','','do')"
    ),
    "two open steps": many(STEP, STEP),
    "a step born sealed": many(
        "INSERT INTO step(id,at,label,command,kind,hash)"
        " SELECT max(id)+1,'2','x','','do','ab' FROM step"
    ),
    "undone twice": many(
        UNDO_TWO,
        "UPDATE step SET hash='a' WHERE hash IS NULL",
        UNDO_TWO.replace("INSERT", "REPLACE"),
    ),
    "open step redated": many(STEP, "UPDATE step SET at='1999' WHERE hash IS NULL"),
    "open step renumbered": many(STEP, "UPDATE step SET id=id+5 WHERE hash IS NULL"),
    "open step turned": many(STEP, "UPDATE step SET kind='undo' WHERE hash IS NULL"),
    "attachment put in": many("INSERT INTO blob VALUES(printf('%064d',1),x'00')"),
    "attachment deleted": many("PRAGMA foreign_keys=OFF", "DELETE FROM blob"),
    "attachment altered": many("UPDATE blob SET content=x'01'"),
    "attachment replaced": many("REPLACE INTO blob SELECT sha256,x'01' FROM blob"),
    "event altered": many("UPDATE event SET text='x'"),
    "event deleted": many("DELETE FROM event"),
    "event replaced": many("REPLACE INTO event(id,at,kind,text) VALUES(1,'','x','x')"),
    "erasure altered": many("UPDATE erasure SET ref='other:1'"),
    "erasure deleted": many("DELETE FROM erasure"),
    "erasure replaced by id": many("REPLACE INTO erasure(id,ref,at) VALUES(1,'other:1','')"),
    "erasure replaced by ref": many("REPLACE INTO erasure(ref,at) VALUES('sample:99','')"),
    "gap put in": many(STEP, "INSERT INTO gap(chain,first,last,at) VALUES('papers',5,6,'')"),
    "gap altered": many("UPDATE gap SET last=99"),
    "gap deleted": many("DELETE FROM gap"),
    "gap replaced": many("REPLACE INTO gap VALUES(1,'papers',1,1,'')"),
    "guard dropped, row changed": lambda con: many(
        "DROP TRIGGER change_partner_u", "UPDATE partner SET name='x'"
    )(con),
    "row changed past the triggers": past("UPDATE partner SET city='x' WHERE id=1"),
    "row put in past the triggers": past("INSERT INTO partner(name) VALUES('x')"),
    "row removed past the triggers": past("DELETE FROM partner WHERE id=2"),
    "attachment altered past the triggers": past("UPDATE blob SET content=x'01'"),
    "attachment removed past the triggers": past("PRAGMA foreign_keys=OFF", "DELETE FROM blob"),
    "event removed past the triggers": past("DELETE FROM event"),
    "step relabelled past the triggers": past("UPDATE step SET label='x' WHERE id=3"),
    "step made final past the triggers": past("UPDATE step SET final='x' WHERE id=3"),
    "last step unsealed past the triggers": past(f"UPDATE step SET hash=NULL WHERE id={LAST}"),
    "last step cut off, its row stays": past(
        f"DELETE FROM change WHERE step={LAST}", f"DELETE FROM step WHERE id={LAST}"
    ),
    "trigger emptied": many(
        "PRAGMA writable_schema=ON",
        "UPDATE sqlite_schema SET sql='CREATE TRIGGER step_bd BEFORE DELETE ON step"
        " BEGIN SELECT 1; END' WHERE name='step_bd'",
    ),
    "table renamed and copied": many(
        "ALTER TABLE note RENAME TO n2", "CREATE TABLE note AS SELECT * FROM n2"
    ),
    "column dropped": many("ALTER TABLE partner DROP COLUMN city"),
    "mark of the program changed": many("PRAGMA application_id=7"),
    "version changed": many("PRAGMA user_version=1"),
}
ON_THE_SCHEMA = {"trigger emptied", "table renamed and copied", "column dropped"} | {
    "guard dropped, row changed", "mark of the program changed", "version changed",
}  # fmt: skip
# what opens a step of its own needs no forged one before it
OWN_STEP = {"two open steps", "undone twice", "open step redated", "open step renumbered"} | {
    "open step turned", "step out of turn", "a step born sealed", "replace a step",
}  # fmt: skip


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with some of everything."""
    return build(tmp_path_factory.mktemp("attacked"), sample_schema())


def build(folder: Path, target: Schema) -> Path:
    with Store.create(folder / "base.kontor", schema=target, doors=(DOOR,)) as store:
        store.run(add_partner, "Müller")
        store.run(add_partner, "Lindner")
        sql(store, "UPDATE partner SET city='Köln' WHERE id=1")
        store.run(write_paper, "A-1", 100, 200)
        store.run(file_receipt, 1, b"Beleg")
        sql(store, "INSERT INTO erasure(ref,at) VALUES('sample:99','2026')")
        gap = "INSERT INTO gap(chain,first,last,at) VALUES('papers',2,3,'2026')"
        sql(store, gap, command="auto.restore")
        store.run(add_partner, "Krüger")
    return store.path


def copy_of(base: Path) -> sqlite3.Connection:
    """The file in memory, for a client that minds no rule it can switch off."""
    con = sqlite3.connect(":memory:", isolation_level=None)
    source = sqlite3.connect(base)
    source.backup(con)
    source.close()
    con.execute("PRAGMA recursive_triggers=OFF")
    con.execute("PRAGMA foreign_keys=OFF")
    return con


def outcome(base: Path, attack: Attack, target: Schema, *, forged: bool) -> str:
    """`refused K...`, `found S04,...` or `missed`."""
    con = copy_of(base)
    try:
        try:
            if forged:
                con.execute(STEP)
            attack(con)
        except sqlite3.Error as error:
            return f"refused {str(error).split(' ')[0]}"
        found = {f.code for f in _check(con, target, (), None, "")}
        return "found " + ",".join(sorted(found)) if found else "missed"
    finally:
        con.close()


def results(base: Path, target: Schema) -> Iterator[tuple[str, str]]:
    for name, attack in ATTACKS.items():
        yield name, outcome(base, attack, target, forged=False)
        if name not in OWN_STEP:
            yield name + " (step)", outcome(base, attack, target, forged=True)


def test_every_attack_is_refused_or_found(attacked: Path) -> None:
    seen = dict(results(attacked, sample_schema()))
    assert [name for name, what in seen.items() if what == "missed"] == []
    assert sum(what.startswith("refused") for what in seen.values()) > 50


def test_each_guard_removed_is_noticed(attacked: Path) -> None:
    """The attack list must tell every single guard from its absence."""
    text = (sample_schema().guards[0] / "store.sql").read_text("utf-8")
    guards = list(re.finditer(r"SELECT RAISE\(ABORT,'(K\d+)[^;]*;", text))
    assert len(guards) >= 24
    whole = _answers(attacked, None)
    survived = [guard[1] for guard in guards if _answers(attacked, guard[0]) == whole]
    assert survived == []


def _answers(base: Path, guard: str | None) -> list[str]:
    """What the file itself says to each attack: which guard spoke is answer enough."""
    con = copy_of(base)
    found = con.execute("SELECT name,sql FROM sqlite_schema WHERE type='trigger'").fetchall()
    for name, text in found:
        if guard and guard in text:
            con.execute(f"DROP TRIGGER {name}")
            con.execute(text.replace(guard, "SELECT 1;"))
    said = []
    for name, attack in ATTACKS.items():
        if name in ON_THE_SCHEMA or "past the triggers" in name:
            continue
        for forged in (False, True):
            con.execute("BEGIN")
            answer = "silent"
            try:
                if forged and name not in OWN_STEP:
                    con.execute(STEP)
                attack(con)
            except sqlite3.Error as error:
                answer = str(error)
            if con.in_transaction:
                con.execute("ROLLBACK")
            said.append(f"{name} {forged} {answer}")
    con.close()
    return said


def test_each_trigger_removed_is_noticed(attacked: Path) -> None:
    """By the fingerprint, whatever the trigger."""
    con = sqlite3.connect(attacked)
    names = [n for (n,) in con.execute("SELECT name FROM sqlite_schema WHERE type='trigger'")]
    con.close()
    silent = []
    for name in names:
        found = outcome(attacked, many(f"DROP TRIGGER {name}"), sample_schema(), forged=False)
        if "V05" not in found:
            silent.append(name)
    assert silent == []


def test_a_program_without_recursive_triggers_cannot_replace_unseen(store: Store) -> None:
    store.run(add_partner, "Müller")
    con = raw(store)
    con.execute("BEGIN")
    step = journal.open_step(con, "evil")
    con.execute("REPLACE INTO partner(id,name) VALUES(1,'x')")
    journal.seal(con, step)
    con.execute("COMMIT")
    con.close()
    assert "R04" in {f.code for f in check(store)}


def test_the_fingerprint_comes_from_the_program_not_from_the_file(attacked: Path) -> None:
    con = sqlite3.connect(attacked)
    assert schema.fingerprint(con) == schema.expected_fingerprint(sample_schema())
    con.close()

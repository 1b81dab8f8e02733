"""The change triggers: what they keep, compared with a form that spells every column out."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from kontor.store import journal, schema
from kontor.store.store import Store
from kontor.store.version import KONTOR, Schema
from tests.store.sample_area import DOOR, add_partner, findings, fresh, raw, sample_schema

VALUES = (
    None, "", "x", "X", "Ü", "a\0b", "a\0c", 'he said "no"', "back\\slash", "line\nfeed", "\x7f",
    "null", "1", "1.0", "[]", "{}", "𝄞", "a\u2028b", "'; DROP TABLE t; --",
)  # fmt: skip
NUMBERS = (None, 0, 1, -1, 2**63 - 1, -(2**63), 2**53 + 1)


def spelled_out(table: str, cols: list[str]) -> list[str]:
    """Triggers that compare each column by itself; files of earlier versions hold them."""

    def image(one: str, other: str | None) -> str:
        def part(c: str) -> str:
            same = f'IS {other}."{c}" COLLATE BINARY' if other else "IS NULL"
            return f"""iif({one}."{c}" {same},'',',"{c}":'||json_quote({one}."{c}"))"""

        return f"'{{'||substr({'||'.join(map(part, cols))},2)||'}}'"

    def write(op: str, row: str, before: str, after: str) -> str:
        return (
            "INSERT INTO change(step,tbl,row,op,before,after,salt) VALUES("
            f"ifnull((SELECT max(id) FROM step),0),'{table}',{row}.id,'{op}',{before},{after},"
            "randomblob(16));"
        )

    differs = " OR ".join(f'OLD."{c}" IS NOT NEW."{c}" COLLATE BINARY' for c in cols)
    return [
        f"CREATE TRIGGER change_{table}_i AFTER INSERT ON {table} BEGIN "
        f"{write('I', 'NEW', 'NULL', image('NEW', None))} END",
        f"CREATE TRIGGER change_{table}_u AFTER UPDATE ON {table} WHEN {differs} BEGIN "
        f"{write('U', 'NEW', image('OLD', 'NEW'), image('NEW', 'OLD'))} END",
        f"CREATE TRIGGER change_{table}_d AFTER DELETE ON {table} BEGIN "
        f"{write('D', 'OLD', image('OLD', None), 'NULL')} END",
        f"CREATE TRIGGER change_{table}_k BEFORE UPDATE OF id ON {table} "
        "WHEN OLD.id IS NOT NEW.id BEGIN "
        "SELECT RAISE(ABORT,'K003 The id of a record never changes.'); END",
    ]


def journaled(*, short: bool) -> sqlite3.Connection:
    """A database of one table with an open step."""
    con = sqlite3.connect(":memory:", isolation_level=None)
    schema.build(con, sample_schema())
    con.execute(
        'CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, "order" TEXT COLLATE NOCASE, b TEXT,'
        " c INTEGER, d INTEGER) STRICT"
    )
    for text in (journal.triggers if short else spelled_out)("t", journal.columns(con, "t")):
        con.execute(text)
    con.execute("INSERT INTO step(id,at,label,command,kind) VALUES(1,'2026','x','','do')")
    return con


def kept(con: sqlite3.Connection) -> list[tuple[object, ...]]:
    """All changes, without what chance decides."""
    return con.execute("SELECT id,step,tbl,row,op,before,after FROM change ORDER BY id").fetchall()


@pytest.mark.parametrize("seed", range(3))
def test_both_forms_keep_the_same_of_any_change(seed: int) -> None:
    dice = random.Random(seed)
    short, long = journaled(short=True), journaled(short=False)
    for _ in range(400):
        row = dice.randint(1, 12)
        values = (
            dice.choice(VALUES), dice.choice(VALUES), dice.choice(NUMBERS), dice.choice(NUMBERS),
            row,
        )  # fmt: skip
        statement = dice.choice(
            (
                'INSERT INTO t("order",b,c,d,id) VALUES(?,?,?,?,?) ON CONFLICT DO NOTHING',
                'REPLACE INTO t("order",b,c,d,id) VALUES(?,?,?,?,?)',
                'UPDATE t SET "order"=?,b=?,c=?,d=? WHERE id=?',
                'UPDATE t SET "order"=?1, b=ifnull(b,?2) WHERE id=?5 AND ?3 IS ?3 AND ?4 IS ?4',
                "DELETE FROM t WHERE id=?5 AND ?1||?2||?3||?4 IS NULL",
            )
        )
        for con in (short, long):
            con.execute(statement, values)
    assert kept(short) == kept(long)
    assert len(kept(short)) > 200
    assert {row[4] for row in kept(short)} == {"I", "U", "D"}


def test_a_difference_behind_a_zero_byte_and_one_of_case_are_seen() -> None:
    con = journaled(short=True)
    con.execute("INSERT INTO t(id,\"order\",b) VALUES(1,'a','a'||char(0)||'b')")
    con.execute("UPDATE t SET \"order\"='A', b='a'||char(0)||'c'")
    con.execute("UPDATE t SET b=b")
    assert [row[5:] for row in kept(con)] == [
        (None, '{"order":"a","b":"a\\u0000b"}'),
        ('{"order":"a","b":"a\\u0000b"}', '{"order":"A","b":"a\\u0000c"}'),
    ]


def test_a_row_of_nothing_but_its_id_is_kept() -> None:
    con = journaled(short=True)
    con.execute("INSERT INTO t DEFAULT VALUES")
    con.execute("DELETE FROM t")
    assert [row[4:] for row in kept(con)] == [("I", None, "{}"), ("D", "{}", None)]


@pytest.mark.parametrize("how", ["", "OR REPLACE", "OR IGNORE", "OR FAIL"])
def test_an_id_never_changes(how: str) -> None:
    con = journaled(short=True)
    con.execute("INSERT INTO t(id,b) VALUES(1,'a'),(2,'b')")
    with pytest.raises(sqlite3.IntegrityError, match="K003"):
        con.execute(f"UPDATE {how} t SET id=id+7")
    assert con.execute("SELECT id,b FROM t").fetchall() == [(1, "a"), (2, "b")]
    assert len(kept(con)) == 2


def test_a_file_with_the_longer_triggers_is_carried_over(tmp_path: Path) -> None:
    with fresh(tmp_path) as store:
        store.run(add_partner, "Müller")
        path = store.path
    con = raw(path)
    con.execute("DROP VIEW journal")
    for table in journal.tracked(con):
        for text in spelled_out(table, journal.columns(con, table)):
            name = text.split()[2]
            con.execute(f"DROP TRIGGER IF EXISTS {name}")
            con.execute(text)
    con.close()
    folder = tmp_path / "schema"
    shutil.copytree(sample_schema().migrations[0], folder)
    (folder / "0003_compact_triggers.sql").write_text("-- the guards only\n", "utf-8")
    newer = Schema((folder,), (folder / "guards",))
    with Store.open(path, schema=newer, doors=(DOOR,)) as store:
        assert store.read_only_reason == ""
        with store.read() as con:
            assert schema.fingerprint(con) == schema.expected_fingerprint(newer)
        store.run(add_partner, "Krüger")
        store.undo()
        assert findings(store) == []
    with sqlite3.connect(path) as con:
        assert con.execute("SELECT name FROM partner").fetchall() == [("Müller",)]


def test_the_triggers_of_the_product_stay_short() -> None:
    """SQLite reads all of them whenever a file is opened."""
    con = sqlite3.connect(":memory:", isolation_level=None)
    con.execute("BEGIN")
    schema.build(con, KONTOR)
    size, columns = 0, 0
    for table in journal.tracked(con):
        cols = journal.columns(con, table)
        columns += len(cols)
        size += sum(map(len, journal.triggers(table, cols)))
    con.close()
    assert size < 140 * columns

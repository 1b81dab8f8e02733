"""The proof: every alteration is found and named, erasing holds, nothing is ever washed clean."""

from __future__ import annotations

import os
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from kontor.base.errors import Finding, InputError, Refused
from kontor.store import journal, proof, schema
from kontor.store.check import check, part_names
from kontor.store.erasing import erase_person, erase_row, erased_refs
from kontor.store.search import search
from kontor.store.store import Store
from tests.store.sample_area import (
    DOOR,
    add_partner,
    content,
    file_receipt,
    findings,
    raw,
    sample_schema,
    seal_paper,
    sql,
    write_paper,
)  # fmt: skip

P1 = "INSERT INTO partner(id,name,email) VALUES(1,'Müller','a@b.de')"
NEW_VALUES = ("NULL", "'x'", "7", "randomblob(32)", "{c}||' '", "{c}+1000")


def codes(found: list[Finding]) -> list[str]:
    return [f.code for f in found]


def bare(store: Store) -> sqlite3.Connection:
    """A client that removed every trigger and minds no constraint."""
    con = raw(store)
    con.execute("PRAGMA ignore_check_constraints=ON")
    for (name,) in con.execute("SELECT name FROM sqlite_schema WHERE type='trigger'").fetchall():
        con.execute(f"DROP TRIGGER {name}")
    return con


def test_every_alteration_of_every_field_is_found(store: Store) -> None:
    store.run(write_paper, "A-1", 100)
    sql(store, P1)
    sql(store, "UPDATE partner SET name='Meier'")
    sql(store, "DELETE FROM partner")
    store.run(file_receipt, store.run(add_partner, "x").value, b"Beleg")
    store.run(seal_paper, 1)
    assert findings(store) == []
    con = bare(store)
    tried, missed = 0, []
    for table in ["step", "change", "blob", *journal.tracked(con)]:
        key = "rowid" if table == "blob" else "id"
        names = [r[1] for r in con.execute(f"PRAGMA table_xinfo({table})") if r[6] == 0]
        for (row,) in con.execute(f"SELECT {key} FROM {table}").fetchall():
            statements = [f"DELETE FROM {table} WHERE {key}={row}"] + [
                f"UPDATE {table} SET {c}={v.format(c=c)} WHERE {key}={row}"
                f" AND {c} IS NOT {v.format(c=c)}"
                for c in names
                for v in NEW_VALUES
            ]
            for statement in statements:
                con.execute("BEGIN")
                try:
                    if con.execute(statement).rowcount:
                        tried += 1
                        if next(proof.verify(con), None) is None:
                            missed.append(statement)
                except sqlite3.Error:
                    pass
                con.execute("ROLLBACK")
    con.close()
    assert missed == []
    assert tried > 400


def test_a_row_written_past_the_triggers_is_named_and_not_washed_clean(store: Store) -> None:
    sql(store, P1)
    con = raw(store)
    con.executescript("DROP TRIGGER change_partner_u; UPDATE partner SET city='Bonn'")
    found = findings(store)
    assert [(f.code, f.where, f.values) for f in found if f.code != "V05"] == [
        ("R01", "partner 1", (("columns", "city"),)),
        ("X01", "partner 1", ()),
    ]
    con.execute(journal.triggers("partner", journal.columns(con, "partner"))[1])
    con.close()
    sql(store, "UPDATE partner SET name='honest work'")
    assert codes(findings(store)) == ["R01"]
    sql(store, "UPDATE partner SET city='Ulm'")
    assert codes(findings(store)) == ["R05"]


def test_findings_name_the_kind_of_alteration(store: Store) -> None:
    sql(store, P1)
    sql(store, "INSERT INTO partner(id,name) VALUES(2,'b')")
    con = bare(store)
    expected = {
        "DELETE FROM partner WHERE id=1": "R01",
        "INSERT INTO partner(id,name) VALUES(7,'x')": "R02",
        "DELETE FROM change WHERE tbl='partner' AND row=2": "S04",
        "UPDATE step SET label='other' WHERE id=2": "S04",
        "DELETE FROM step WHERE id=2": "S02",
        "UPDATE step SET hash=NULL WHERE id=3": "S01",
        "UPDATE step SET first=7 WHERE id=3": "S03",
        "INSERT INTO change(step,tbl,row,op,salt) VALUES(3,'partner',1,'D',x'00')": "S06",
        "INSERT INTO note(partner,pos,text) VALUES(99,1,'x')": "V04",
    }
    for statement, code in expected.items():
        con.execute("BEGIN")
        con.execute(statement)
        assert code in codes(list(proof.verify(con))), statement
        con.execute("ROLLBACK")
    con.close()


def test_erasing_keeps_the_chain_and_leaves_no_byte(store: Store) -> None:
    secret = store.run(add_partner, "Xaverius Geheimrat", email="geheim@rat.example").value
    sql(store, "UPDATE partner SET city='Geheimstadt'")
    sql(store, f"INSERT INTO note(partner,pos,text) VALUES({secret},1,'Geheimnotiz')")
    store.run(add_partner, "Bleibt")
    with store.read() as con:
        before = con.execute("SELECT hash FROM step ORDER BY id").fetchall()
        assert [h.ref for h in search(con, "geheimr")] == ["sample:1"]
    with store.step("Erased") as unit:
        kept = erase_person(unit, store.doors, "sample:1", date(2026, 3, 1))
    assert [k.law for k in kept] == ["AO § 147"]
    assert findings(store) == []
    with store.read() as con:
        after = con.execute("SELECT hash FROM step ORDER BY id").fetchall()
        assert after[: len(before)] == before
        assert erased_refs(con) == ["sample:1"]
        assert search(con, "geheim") == []
        assert [h.ref for h in search(con, "bleibt")] == ["sample:2"]
    for step in (2, 3):
        with pytest.raises(Refused, match=r"erased|gelöscht"):
            store.undo(step)
    with pytest.raises(Refused, match=r"erased is erased|gelöscht"):
        store.undo()
    store.close()
    data = store.path.read_bytes()
    words = (b"Xaverius", b"xaverius", b"geheim", b"Geheim")
    assert [w for w in words if w in data] == []


def test_a_changed_row_can_be_erased_and_lives_on(store: Store) -> None:
    store.run(add_partner, "Geheimrat")
    with store.step("Erased", final="erased") as unit:
        unit.con.execute("UPDATE partner SET name='(erased)' WHERE id=1")
        assert erase_row(unit.con, "partner", 1) == 2
    assert findings(store) == []
    sql(store, "UPDATE partner SET city='Neu' WHERE id=1")
    store.undo()
    assert findings(store) == []


def test_erasing_cannot_be_faked(store: Store) -> None:
    sql(store, P1)
    sql(store, "UPDATE partner SET name='x'")
    con = raw(store)
    fake = "UPDATE change SET before=NULL,after=NULL,salt=NULL,digest=randomblob(32) WHERE step=2"
    con.execute("BEGIN")
    journal.open_step(con, "evil")
    with pytest.raises(sqlite3.IntegrityError, match="K004"):
        con.execute(fake)
    con.execute("ROLLBACK")
    con.execute("DROP TRIGGER change_bu")
    sql_change = f"SELECT {journal.CHANGE},salt FROM change WHERE step=2"
    *change, salt = con.execute(sql_change).fetchone()
    con.execute(
        "UPDATE change SET before=NULL,after=NULL,salt=NULL,digest=? WHERE step=2",
        (journal.digest(change, salt),),
    )
    con.close()
    assert codes(findings(store)) == ["V05", "R06"]


def test_a_column_added_by_hand_is_replayed_from_its_record(store: Store) -> None:
    sql(store, P1)
    con = raw(store)
    con.execute("BEGIN")
    step = journal.open_step(con, "version 3", kind="migration")
    schema.drop_triggers(con)
    con.execute("ALTER TABLE partner ADD COLUMN stars INTEGER NOT NULL DEFAULT 3")
    schema.install_triggers(con, sample_schema())
    con.execute(
        "INSERT INTO change(step,tbl,row,op,after,salt)"
        " VALUES(?,'partner',0,'M','{\"stars\":3}',randomblob(16))",
        (step,),
    )
    journal.seal(con, step)
    con.execute("COMMIT")
    sql(store, "UPDATE partner SET name='n'")
    store.undo()
    sql(store, "UPDATE partner SET stars=5")
    sql(store, "INSERT INTO partner(name,stars) VALUES('neu',1)")
    store.undo()
    with pytest.raises(Refused, match=r"update|Aktualisierung"):
        store.undo(2)
    assert codes(findings(store)) == ["V05"]
    con.execute("DROP TRIGGER change_partner_u")
    con.execute("UPDATE partner SET stars=3 WHERE id=1")
    con.close()
    assert codes(findings(store)) == ["V05", "R01"]


def test_checks_by_name_and_of_the_areas(store: Store) -> None:
    sql(store, "INSERT INTO partner(name) VALUES('')")
    assert codes(check(store, ["sample"])) == ["A01"]
    assert codes(check(store, ["steps", "rows"])) == []
    assert part_names(store.doors) == [
        "file", "steps", "rows", "links", "attachments", "search", "sample",
    ]  # fmt: skip
    with pytest.raises(InputError) as caught:
        check(store, ["nothing"])
    assert "sample" in str(caught.value)


def test_a_noted_head_must_still_be_in_the_chain(store: Store) -> None:
    store.run(add_partner, "Müller")
    with store.read() as con:
        (head,) = con.execute("SELECT hash FROM step WHERE id=2").fetchone()
    assert check(store, head=head) == []
    assert check(store, head=f"{head[:4]} {head[4:8].upper()} {head[8:12]}") == []
    assert codes(check(store, head="0123456789abcdef")) == ["V16"]
    with pytest.raises(InputError):
        check(store, head="abc")


def test_a_check_of_a_broken_file_reports_and_goes_on(store: Store) -> None:
    store.run(add_partner, "Müller")
    con = bare(store)
    con.execute("ALTER TABLE note RENAME TO other")
    con.close()
    found = codes(check(store))
    assert "V05" in found
    assert "V99" in found


def test_a_large_file_is_checked_on_a_copy(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kontor.store.check.READ_LIVE_UP_TO", 0)
    partner = store.run(add_partner, "Müller").value
    store.run(file_receipt, partner, os.urandom(100_000))
    assert check(store) == []
    assert [p.name for p in store.path.parent.iterdir() if p.name.startswith(".check")] == []
    con = bare(store)
    con.execute("UPDATE blob SET content=x'00'")
    con.close()
    assert "B01" in codes(check(store))


def test_checking_writes_nothing(store: Store, tmp_path: Path) -> None:
    store.run(add_partner, "Müller")
    store.close()
    before = store.path.read_bytes(), sorted(p.name for p in tmp_path.iterdir())
    with Store.open(store.path, write=False, schema=sample_schema(), doors=(DOOR,)) as reading:
        assert check(reading) == []
        assert content(reading)["partner"][0][1] == "Müller"
    assert (store.path.read_bytes(), sorted(p.name for p in tmp_path.iterdir())) == before

"""Taking back and doing again: row for row, or refused with the reason."""

from __future__ import annotations

import pytest

from kontor.base.errors import NotFound, Refused
from kontor.store.store import Store
from tests.store.sample_area import (
    add_partner,
    content,
    findings,
    raw,
    seal_paper,
    sql,
    write_paper,
)  # fmt: skip

P1 = "INSERT INTO partner(id,name,email) VALUES(1,'Müller','a@b.de')"


def test_a_chain_of_undo_and_redo(store: Store) -> None:
    seen = [content(store)]
    store.run(write_paper, "A-1", 100, 200)
    seen.append(content(store))
    sql(store, P1, "INSERT INTO note(partner,pos,text) VALUES(1,1,'x')")
    seen.append(content(store))
    sql(store, "UPDATE partner SET name='Meier', rate=5")
    seen.append(content(store))
    for n in (2, 1, 0):
        store.undo()
        assert content(store) == seen[n]
    for n in (1, 2, 3):
        store.redo()
        assert content(store) == seen[n]
    for n in (2, 1):
        store.undo()
        assert content(store) == seen[n]
    store.redo()
    assert content(store) == seen[2]
    with pytest.raises(Refused) as caught:
        store.undo(2)
    assert "already taken back" in caught.value.message
    assert findings(store) == []


SPECIAL = {
    "cascade": ["DELETE FROM partner WHERE id=1"],
    "replace by id": ["REPLACE INTO partner(id,name) VALUES(1,'neu')"],
    "upsert": ["INSERT INTO partner(id,name) VALUES(1,'n') ON CONFLICT(id) DO UPDATE SET name='u'"],
    "unique values swapped": [
        "UPDATE note SET pos=9 WHERE id=1",
        "UPDATE note SET pos=1 WHERE id=2",
        "UPDATE note SET pos=2 WHERE id=1",
    ],
    "replace by unique": ["REPLACE INTO note(id,partner,pos,text) VALUES(77,1,1,'other')"],
    "update or replace": ["UPDATE OR REPLACE note SET pos=2 WHERE id=1"],
    "nocase column": ["UPDATE partner SET email='A@B.DE'"],
    "null and empty": ["UPDATE partner SET email=NULL, city='', kind='firm'"],
    "control characters": [
        "INSERT INTO partner(id,name,city) VALUES(9,'Zeile\n\t\"\\','\u2028 \U0001f600 \x01')"
    ],
    "64 bits": ["INSERT INTO partner(name,rate) VALUES('groß',9223372036854775807)"],
    "several on one row": [
        "UPDATE partner SET name='a'",
        "UPDATE partner SET name='b'",
        "DELETE FROM note",
        "DELETE FROM partner",
    ],
    "same id again": [
        "DELETE FROM note WHERE id=2",
        "INSERT INTO note(id,partner,pos,text) VALUES(2,1,2,'same id again')",
    ],
    "deferred key": [
        "PRAGMA defer_foreign_keys=ON",
        "DELETE FROM paper WHERE id=1",
        "DELETE FROM paper_line WHERE paper=1",
    ],
}


@pytest.mark.parametrize("name", SPECIAL)
def test_special_statements_come_back(store: Store, name: str) -> None:
    store.run(write_paper, "A-1", 100)
    sql(store, P1, "INSERT INTO note(partner,pos,text) VALUES(1,1,'x'),(1,2,'y')")
    before = content(store)
    done = sql(store, *SPECIAL[name])
    after = content(store)
    assert after != before
    store.undo(done.step)
    assert content(store) == before
    store.redo()
    assert content(store) == after
    store.undo()
    assert content(store) == before
    assert findings(store) == []


def test_a_deleted_id_is_never_given_again(store: Store) -> None:
    sql(store, P1)
    store.undo()
    sql(store, "INSERT INTO partner(name) VALUES('andere')")
    assert [r[0] for r in content(store)["partner"]] == [2]


def test_undo_of_one_field_spares_the_others(store: Store) -> None:
    sql(store, P1)
    step = sql(store, "UPDATE partner SET name='Meier'").step
    sql(store, "UPDATE partner SET city='Köln'")
    store.undo(step)
    assert content(store)["partner"][0][1:4] == ("Müller", "a@b.de", "Köln")


def test_the_same_field_changed_later_is_refused_with_the_step(store: Store) -> None:
    one = sql(store, P1).step
    sql(store, "UPDATE partner SET name='Meier'", label="Renamed")
    before = content(store)
    with pytest.raises(Refused) as caught:
        store.undo(one)
    assert caught.value.values["step"] == 3
    assert "Renamed" in str(caught.value)
    assert content(store) == before


def test_a_cascade_onto_newer_rows_is_refused(store: Store) -> None:
    one = sql(store, P1).step
    sql(store, "INSERT INTO note(partner,pos,text) VALUES(1,1,'x')")
    before = content(store)
    with pytest.raises(Refused) as caught:
        store.undo(one)
    assert caught.value.message == "This would also change {table} {row}."
    assert caught.value.values["table"] == "note"
    assert content(store) == before


def test_a_row_that_newer_rows_need_is_refused_by_name(store: Store) -> None:
    paper = store.run(write_paper, "A-1")
    sql(store, "INSERT INTO paper_line(paper,cents) VALUES(1,5)")
    with pytest.raises(Refused) as caught:
        store.undo(paper.step)
    assert caught.value.message.startswith("{parent} is still needed by")
    assert caught.value.values["child"] == "paper_line"
    assert findings(store) == []


def test_final_steps_and_sealed_rows_are_refused(store: Store) -> None:
    written = store.run(write_paper, "A-1", 100)
    sealed = store.run(seal_paper, 1)
    with pytest.raises(Refused) as caught:
        store.undo(sealed.step)
    assert "a sealed paper stays" in str(caught.value)
    with pytest.raises(Refused) as caught:
        store.undo(written.step)
    assert caught.value.message == "The paper is sealed."
    with pytest.raises(Refused):
        store.undo()
    assert findings(store) == []


def test_the_newest_final_step_explains_instead_of_being_jumped_over(store: Store) -> None:
    store.run(add_partner, "Familie Krüger")
    store.run(write_paper, "A-1")
    store.run(seal_paper, 1)
    with pytest.raises(Refused, match="Paper sealed"):
        store.undo()


def test_automatic_steps_are_passed_over(store: Store) -> None:
    store.run(add_partner, "Familie Krüger")
    with store.step("Nightly work", "auto.night") as unit:
        unit.con.execute("INSERT INTO catalogue(supplier,active) VALUES('Farben',0)")
    assert store.undo().label == "Partner added"
    with store.step("Nightly work", "auto.night") as unit:
        unit.con.execute("UPDATE catalogue SET active=1")
    assert store.redo().label == "Partner added"
    assert findings(store) == []


def test_nothing_to_take_back_and_unknown_steps(store: Store) -> None:
    with pytest.raises(Refused, match=r"nichts|nothing"):
        store.undo()
    with pytest.raises(Refused):
        store.redo()
    with pytest.raises(NotFound):
        store.undo(99)
    with pytest.raises(Refused, match=r"update|Aktualisierung"):
        store.undo(1)


def test_redo_ends_with_new_work(store: Store) -> None:
    store.run(add_partner, "Familie Krüger")
    store.undo()
    store.run(add_partner, "Familie Lindner")
    with pytest.raises(Refused):
        store.redo()


def test_an_undo_is_a_step_with_its_own_history(store: Store) -> None:
    sql(store, P1)
    sql(store, "UPDATE partner SET name='Meier'")
    undone = store.undo()
    assert undone.tables == {"partner": 1}
    con = raw(store)
    rows = con.execute("SELECT kind,undoes,command FROM step ORDER BY id DESC LIMIT 1").fetchall()
    con.close()
    assert rows == [("undo", 3, "store.undo")]

"""Search: umlauts either way, nothing typed is a query language, the index follows every step."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kontor.store.search import match_query, rebuild, search
from kontor.store.store import Store
from tests.store.sample_area import add_partner, content, findings, raw, sql


def found(store: Store, text: str, **more: object) -> list[str]:
    with store.read() as con:
        return [hit.title for hit in search(con, text, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("Müller", "müller"),
        ("Müller", "Mueller"),
        ("Müller", "muller"),
        ("Müller", "MÜLL"),
        ("Mueller", "Müller"),
        ("Mueller", "muller"),
        ("Muller", "Müller"),
        ("Weiß", "weiss"),
        ("Weiss", "weiß"),
        ("Straße", "STRASSE"),
        ("Jörg Größe", "joerg groesse"),
        ("Malerbetrieb Lindner", "lind maler"),
        ("Café Sørensen", "cafe sorensen"),
        ("DE12500105170648489890", "DE12 5001 0517 0648 4898 90"),
        ("DE12 5001 0517 0648 4898 90", "de125001"),
        ("0171 1234567", "01711234"),
        ("RE-2026-0815", "re-2026-0815"),
        ("Müller & Söhne GmbH", "soehne mueller"),
    ],
)
def test_spellings_meet(store: Store, stored: str, typed: str) -> None:
    store.run(add_partner, stored)
    store.run(add_partner, "Zweck")
    assert found(store, typed) == [stored]


def test_other_words_do_not_match(store: Store) -> None:
    store.run(add_partner, "Malerbetrieb Lindner")
    for typed in ("betrieb", "lindnerin", "maler krüger", "", "  ", "-", "&"):
        assert found(store, typed) == [], typed


NASTY = [
    '"', "'", "100 %", "Co.", "Fenster-2flg", "x:y", "a AND", "NOT b", "(", "a*", "^a", "{a}:b",
    "NEAR(a b)", "-a", "+", "title_words : a", "\0", "a\0b", "\u202e", "é" * 300, "a " * 300,
    "%", "_", "\\", "😀", "²", "ﬁ", "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("typed", NASTY, ids=range(len(NASTY)))
def test_whatever_people_type_is_no_query_language(store: Store, typed: str) -> None:
    store.run(add_partner, "Müller")
    assert "Zimmerei" not in found(store, typed)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.text(max_size=60))
def test_random_text_never_breaks_a_query(text: str) -> None:
    con = sqlite3.connect(":memory:")
    con.execute("CREATE VIRTUAL TABLE t USING fts5(title_words, words)")
    query = match_query(text)
    if query:
        con.execute("SELECT * FROM t WHERE t MATCH ?", (query,)).fetchall()
    con.close()


def test_titles_come_first_and_each_record_once(store: Store) -> None:
    store.run(add_partner, "Lindner")
    other = store.run(add_partner, "Krüger").value
    sql(store, f"INSERT INTO note(partner,pos,text) VALUES({other},1,'rief wegen Lindner an')")
    sql(
        store, f"INSERT INTO note(partner,pos,text) VALUES({other},2,'Krüger ist Lindners Nachbar')"
    )
    with store.read() as con:
        hits = search(con, "lindner")
        assert [h.ref for h in hits] == ["sample:2", "sample:1"]
        assert [h.ref for h in search(con, "krüger")] == ["sample:2"]
        assert search(con, "lindner", area="other") == []
        assert len(search(con, "lindner", limit=1)) == 1


def test_the_index_follows_changes_undo_and_deletion(store: Store) -> None:
    key = store.run(add_partner, "Müller").value
    sql(store, f"UPDATE partner SET name='Meier' WHERE id={key}")
    assert found(store, "müller") == []
    assert found(store, "meier") == ["Meier"]
    store.undo()
    assert found(store, "müller") == ["Müller"]
    store.redo()
    assert found(store, "meier") == ["Meier"]
    sql(store, f"DELETE FROM partner WHERE id={key}")
    assert found(store, "meier") == []
    assert findings(store) == []


def test_a_step_that_fails_leaves_the_index_alone(store: Store) -> None:
    before = content(store)
    with pytest.raises(ZeroDivisionError), store.step("breaks") as unit:
        add_partner(unit, "Müller")
        _ = 1 // 0
    assert content(store) == before
    assert found(store, "müller") == []


def test_many_rows_in_one_step(store: Store) -> None:
    with store.step("many") as unit:
        unit.con.executemany(
            "INSERT INTO partner(name) VALUES(?)", [(f"Kunde {n:04}",) for n in range(1200)]
        )
    assert found(store, "kunde 0777") == ["Kunde 0777"]
    assert len(found(store, "kunde", limit=30)) == 30
    store.undo()
    assert found(store, "kunde") == []
    assert findings(store) == []


def test_a_stale_index_is_found_and_built_anew(store: Store) -> None:
    store.run(add_partner, "Müller")
    store.run(add_partner, "Meier")
    con = raw(store)
    con.execute("DELETE FROM bulk_search WHERE row=1")
    con.execute("UPDATE bulk_search SET title='x' WHERE row=2")
    con.execute("INSERT INTO bulk_search VALUES(77,'note',9,'sample:9','sample','t','t','t')")
    con.close()
    assert sorted(f.where for f in findings(store)) == ["note 9", "partner 1", "partner 2"]
    with store.housekeeping() as writing:
        assert rebuild(writing, store.doors) == 2
    assert findings(store) == []
    assert found(store, "müller") == ["Müller"]

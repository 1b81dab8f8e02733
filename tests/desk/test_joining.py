"""Joining doubles over all areas: what moves, what stays, and that undo restores every table."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from kontor.acquisition.queries import leads
from kontor.banking.queries import runs
from kontor.bootstrap import create_store, open_store
from kontor.contacts import queries, service
from kontor.contacts.consent_kinds import Purpose, Way
from kontor.contacts.consents import ConsentInput, ObjectionInput, UseInput
from kontor.contacts.model import ContactInput
from kontor.contacts.queries.consent import verdict
from kontor.contacts.service import consent as consents
from kontor.desk.customer.comparing import compare, references
from kontor.desk.customer.joining import JoinInput, join_contacts, part_contacts
from kontor.desk.demo.write import write_demo
from kontor.desk.today import timeline
from kontor.documents import queries as archive
from kontor.sales.queries import lists
from kontor.store.journal import tracked
from kontor.store.store import Store
from kontor.store.unit import Unit, use_case

UNTIL = date(2025, 3, 31)
DAY = date(2025, 4, 1)
_BY_DOCUMENTS = """
SELECT contact FROM sales_document WHERE kind='invoice' AND issued IS NOT NULL
   AND contact NOT IN (SELECT contact FROM objection)
 GROUP BY contact ORDER BY count(*) DESC, contact LIMIT 2
"""


_MANDATE = """
INSERT INTO mandate(contact,number,signed,iban,holder)
 VALUES(?,'M-99','2025-01-02','DE89370400440532013000','Muster')
"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("joining") / "demo.kontor"
    store = create_store(path)
    write_demo(store, profile="maler", until=UNTIL, seed=3)
    store.close()
    return path


@pytest.fixture
def store(demo, tmp_path):
    with open_store(Path(shutil.copy(demo, tmp_path / "f.kontor"))) as opened:
        yield opened


def dump(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but the journal itself."""
    with store.read() as con:
        return {
            table: con.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()
            for table in tracked(con)
        }


def two(store: Store) -> tuple[int, int]:
    """The two customers with the most issued invoices, with reminders and consents of their own."""
    with store.read() as con:
        (one,), (other,) = con.execute(_BY_DOCUMENTS).fetchall()
    store.run(consents.give, other, ConsentInput(channels=["mail"], day=DAY))
    store.run(consents.record_use, other, UseInput(channel="mail", day=DAY))
    store.run(consents.object_to, other, ObjectionInput(channel="phone", day=DAY))
    store.run(remind, other)
    return one, other


@use_case("Reminded")
def remind(unit: Unit, contact: int) -> None:
    """A block, an instalment plan and a running run with a letter."""
    partner = f"contacts:{contact}"
    con = unit.con
    con.execute(
        "INSERT INTO reminder_block(partner,kind,reason,starts) VALUES(?,'block','x','2025-07-01')",
        (partner,),
    )
    con.execute("INSERT INTO payment_plan(partner,day) VALUES(?,'2025-07-01')", (partner,))
    con.execute("INSERT INTO reminder_run(day,state) VALUES('2025-07-01','proposal')")
    con.execute(
        "INSERT INTO reminder_letter(run,partner,customer_kind,level,deadline,channel)"
        " SELECT max(id),?,'private',1,'2025-07-20','letter' FROM reminder_run",
        (partner,),
    )


def test_joining_and_its_undo_restore_every_table(store):
    one, other = two(store)
    before = dump(store)
    take = JoinInput(take=["name", "address", "note", "terms"])
    done = store.run(join_contacts, other, one, take).value
    after = dump(store)
    assert {"item", "reminder_letter", "reminder_block", "payment_plan"} <= done.moved.keys()
    assert {"sales_document", "document", "consent", "consent_use"} <= done.left.keys()
    assert before["reminder_letter"] != after["reminder_letter"]
    assert {name: len(rows) for name, rows in before.items()} == {
        name: len(rows) for name, rows in after.items()
    }
    store.undo()
    assert dump(store) == before
    store.redo()
    assert dump(store) == after


def test_the_joined_customer_has_everything_of_both(store):
    one, other = two(store)
    with store.read() as con:
        apart = {
            (event.ref, event.day, event.title)
            for key in (one, other)
            for event in timeline(con, store.doors, f"contacts:{key}", limit=10_000)
        }
        numbers = {queries.partner(con, key).customer_number for key in (one, other)}
    store.run(join_contacts, other, one, JoinInput())
    with store.read() as con:
        together = {
            (event.ref, event.day, event.title)
            for key in queries.aliases(con, one)
            for event in timeline(con, store.doors, f"contacts:{key}", limit=10_000)
        }
        assert {ref for ref, _, _ in together if not ref.startswith("contacts:")} == {
            ref for ref, _, _ in apart if not ref.startswith("contacts:")
        }
        assert set(queries.personal_accounts(con, one)) >= numbers
        assert not verdict(con, one, Way.PHONE, Purpose.ADVERTISING, DAY).allowed
        assert verdict(con, one, Way.MAIL, Purpose.ADVERTISING, DAY).allowed


def test_filters_find_what_belongs_to_either_of_them(store):
    one, other = two(store)
    mandates = store.run(mandate, other).value
    with store.read() as con:
        before = [_found(con, key) for key in (one, other)]
        both = [first | second for first, second in zip(*before, strict=True)]
    assert mandates in before[1][2] and all(before[1])
    store.run(join_contacts, other, one, JoinInput())
    with store.read() as con:
        assert _found(con, one) == both
        assert _found(con, other) == both  # whichever name is asked for
        hits = {row.id for row in queries.search(con, queries.contact(con, other).name)}
        assert other not in hits  # the picker offers only who stayed
    store.undo()
    with store.read() as con:
        assert [_found(con, key) for key in (one, other)] == before


@use_case("Lead and mandate")
def mandate(unit: Unit, contact: int) -> int:
    """A lead and a mandate of a contact."""
    con = unit.con
    con.execute("UPDATE lead SET contact=? WHERE id=(SELECT max(id) FROM lead)", (contact,))
    con.execute(_MANDATE, (contact,))
    return int(con.execute("SELECT max(id) FROM mandate").fetchone()[0])


def _found(con, contact: int) -> list[set[object]]:
    """What the filters of sales, archive, mandates and leads find of a contact."""
    sold = lists.DocumentFilter(contact=contact)
    kept = archive.DocumentFilter(partner=f"contacts:{contact}")
    return [
        {row.id for row in lists.page(con, size=100_000, wanted=sold)},
        {row.id for row in archive.documents(con, kept, limit=100_000)},
        {row.id for row in runs.mandates(con, contact)},
        {row.id for row in leads.leads(con, DAY, leads.LeadFilter(contact=contact))},
    ]


def test_parting_later_brings_back_what_nobody_changed(store):
    one, other = two(store)
    before = dump(store)
    store.run(join_contacts, other, one, JoinInput(take=["name"]))
    fresh = ContactInput(kind="firm", name="Neuer Kunde Weber")
    store.run(service.create_contact, fresh)
    assert store.run(part_contacts, other).value > 0
    after = dump(store)
    after["contact"] = after["contact"][:-1]
    assert after == before


def test_every_column_that_can_name_a_contact_is_known(store):
    with store.read() as con:
        known = {(ref.table, ref.column) for ref in references(con)}
    assert {
        ("sales_document", "contact"), ("site", "contact"), ("mandate", "contact"),
        ("reminder_letter", "partner"), ("item", "partner"), ("document", "partner"),
        ("receipt", "partner"), ("consent", "contact"), ("standing", "contact"),
    } <= known  # fmt: skip
    assert ("account", "partner") not in known


def test_side_by_side_proposes_what_is_missing(store):
    first = ContactInput(kind="person", first_name="Jana", last_name="Krüger", note="ruft an")
    second = ContactInput.model_validate(
        {"kind": "person", "first_name": "J.", "last_name": "Krueger", "tax_number": "12345678901",
         "note": "hat einen Hund", "roles": [{"role": "customer"}],
         "channels": [{"kind": "mail", "value": "jana@example.de"}],
         "addresses": [{"street": "Weg", "house_number": "1", "postcode": "50667",
                        "city": "Köln"}]}
    )  # fmt: skip
    one, other = (store.run(service.create_contact, data).value for data in (first, second))
    with store.read() as con:
        sides = {side.field: side for side in compare(con, one, other).sides}
    assert {name for name, side in sides.items() if side.proposed} == {
        "address", "tax_number", "note"
    }  # fmt: skip
    assert not sides["name"].proposed
    store.run(join_contacts, other, one, JoinInput(take=["note"]))
    with store.read() as con:
        found = queries.contact(con, one)
    assert found.note == "ruft an\nhat einen Hund"
    assert found.address is not None and found.address.city == "Köln"
    assert found.customer_number and [c.value for c in found.channels] == ["jana@example.de"]

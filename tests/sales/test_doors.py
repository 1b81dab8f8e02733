"""What sales says to the desk and the store: due things, timeline, search, checks, persons."""

from __future__ import annotations

import sqlite3
from datetime import date

from kontor.bootstrap import doors
from kontor.contacts.service.terms import add_certificate
from kontor.contacts.terms import CertificateInput
from kontor.sales import doors as door
from kontor.sales.model.inputs import AcceptanceInput, AcceptanceRequest, DefectInput
from kontor.sales.service import acceptance, inquiries, measuring, notes, orders, quotes
from kontor.store.erasing import erase_person
from kontor.store.search import search
from tests.sales.office import DAY, Office, document, note, sheet


def dues(office: Office, today: date) -> list[tuple[str, date, str]]:
    with office.read() as con:
        found = sorted(door.due(con, today), key=lambda one: (one.day, one.ref, one.kind))
        return [(one.kind, one.day, one.title.format(**dict(one.values))) for one in found]


def kinds(office: Office, today: date) -> list[str]:
    return [kind for kind, _day, _title in dues(office, today)]


def test_what_is_due_on_the_way(office: Office) -> None:
    assert dues(office, DAY) == []
    office.sent()
    assert dues(office, DAY) == []  # following up is the room of winning customers
    order = office.order(terms={"place": "customer", "instructed": "2026-03-16"})
    assert dues(office, DAY)[-1] == (
        "withdrawal", date(2026, 3, 30),
        "Krüger: may withdraw AU-2026-0001 until then",
    )  # fmt: skip
    office.do(orders.begin_order, order, date(2026, 3, 31))
    hours = [{"kind": "hour", "short": "x", "price": "60"}]
    time = office.do(notes.new_time_note, note(hours, order=f"sales:{order}"), DAY)
    office.do(notes.issue_note, time, DAY)
    # six workdays from Monday 16 March: Monday 23 March
    assert ("note", date(2026, 3, 23), "Krüger: have RB-2026-0001 signed") in dues(office, DAY)
    office.do(notes.sign_note, time, DAY, "Krüger")
    assert "note" not in kinds(office, DAY) and "bill" in kinds(office, DAY)
    asked = office.do(acceptance.request_acceptance, order, AcceptanceRequest(day=DAY))
    found = dues(office, DAY)
    assert ("acceptance", date(2026, 3, 30)) in [one[:2] for one in found]
    assert ("bill", DAY, "Krüger: bill AU-2026-0001") in found
    defect = DefectInput(text="Kratzer", deadline=date(2026, 4, 10))
    data = AcceptanceInput(day=DAY, defects=[defect])
    office.do(acceptance.accept_work, order, data, asked)
    found = dues(office, DAY)
    assert ("defect", date(2026, 4, 10), "Krüger: remove “Kratzer”") in found
    assert ("warranty", date(2030, 9, 16)) in [one[:2] for one in found]


def test_certificates_and_resting_enquiries_are_due(office: Office) -> None:
    data = {"kind": "exemption_48b", "valid_from": "2023-06-01", "valid_to": "2026-06-30"}
    office.do(add_certificate, CertificateInput.model_validate(data))
    assert kinds(office, date(2026, 3, 31)) == []
    assert dues(office, date(2026, 4, 1)) == [
        ("certificate", date(2026, 6, 30),
         "Malerbetrieb Lindner: exemption certificate ends")
    ]  # fmt: skip
    key = office.do(inquiries.new_inquiry, document([]), DAY)
    office.do(inquiries.rest_inquiry, key, date(2026, 4, 20))
    assert kinds(office, date(2026, 4, 1)) == ["inquiry", "certificate"]


def test_a_retention_is_asked_for(office: Office) -> None:
    key = office.sent()
    with office.store.step("test") as unit:
        unit.con.execute(
            "INSERT INTO retention(document,cents,release_on) VALUES(?,5000,'2026-06-30')", (key,)
        )
    found = [one for one in dues(office, DAY) if one[0] == "retention"]
    assert found[0][1] == date(2026, 6, 16)  # two weeks before
    assert [one[1] for one in dues(office, date(2026, 7, 3)) if one[0] == "retention"] == [
        date(2026, 6, 30)
    ]


def test_timeline_and_search(office: Office) -> None:
    (contact,) = office.sql("SELECT id FROM contact")[0]
    key = office.sent(subject="Treppenhaus")
    office.quote()
    with office.read() as con:
        (one,) = door.timeline(con, f"contacts:{contact}")
        assert (one.ref, one.amount) == (f"sales:{key}", 440_824)
        assert one.title.format(**dict(one.values)) == "Quote AN-2026-0001: Treppenhaus"
        assert list(door.timeline(con, "ledger:1")) == []
        assert [hit.ref for hit in search(con, "treppenh krüger")] == [f"sales:{key}"]
        assert search(con, "AN-2026-0001")[0].ref == f"sales:{key}"
        found = {hit.ref for hit in search(con, "gerüst", area="sales")}
        assert found == {f"sales:{key}", f"sales:{key + 1}"}


def findings(office: Office) -> list[str]:
    with office.read() as con:
        return sorted(one.code for one in door.check(con))


def forge(office: Office, *statements: str, guards: tuple[str, ...] = ()) -> list[str]:
    """What the check says about rows changed behind the guards; everything is taken back."""
    con = sqlite3.connect(office.store.path, isolation_level=None)
    try:
        con.execute("BEGIN")
        con.execute("PRAGMA defer_foreign_keys=ON")
        for (name,) in con.execute(
            "SELECT name FROM sqlite_schema WHERE type='trigger'"
        ).fetchall():
            con.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            con.execute(statement)
        return sorted(one.code for one in door.check(con))
    finally:
        con.rollback()
        con.close()


def test_checks_find_what_was_forged(office: Office) -> None:
    key = office.begun()
    sheet_ = office.do(
        measuring.new_measurement, key,
        sheet([{"formula": "L=4,20"}, {"formula": "L*2", "position": "1"}]),
    )  # fmt: skip
    office.do(measuring.sign_measurement, sheet_, DAY)
    assert findings(office) == []
    quote = office.sql("SELECT origin FROM sales_document WHERE id=?", key)[0][0]
    forged = {
        f"UPDATE position SET price=price+10000 WHERE document={quote}": ["sales.sums"],
        f"UPDATE sum_line SET tax=tax+1 WHERE document={quote}": ["sales.sums"],
        f"UPDATE sales_document SET state='lost' WHERE id={key}": ["sales.state"],
        f"UPDATE sales_document SET number=NULL WHERE id={key}": ["sales.number"],
        f"UPDATE sales_document SET number='AN-2026-0001' WHERE id={key}": ["sales.twice"],
        "UPDATE measure SET value=8401 WHERE formula='L*2'": ["sales.formula"],
        f"UPDATE position SET parent=(SELECT min(id) FROM position WHERE document={quote})"
        f" WHERE document={key} AND pos=1": ["sales.link"],
    }  # fmt: skip
    for statement, codes in forged.items():
        assert forge(office, statement) == codes, statement
    assert findings(office) == []


def test_persons_are_told_and_erased(office: Office) -> None:
    private = office.customer("Ida Sommer", roles=[])
    ref = f"contacts:{private}"
    office.quote(contact=ref)
    with office.read() as con:
        (held,) = door.personal(con, ref)
        assert held.until is None
    with office.store.step("Person erased") as unit:
        assert erase_person(unit, doors(), ref, DAY) == []
    assert office.sql("SELECT count(*) FROM sales_document") == [(0,)]
    assert office.sql("SELECT 1 FROM contact WHERE id=?", private) == []


def test_what_was_issued_is_kept_with_its_name(office: Office) -> None:
    private = office.customer("Ida Sommer", roles=[])
    ref = f"contacts:{private}"
    key = office.sent(contact=ref, note="am liebsten abends anrufen")
    draft = office.quote(contact=ref)
    with office.store.step("Person erased") as unit:
        kept = erase_person(unit, doors(), ref, DAY)
    assert [(one.ref, one.until) for one in kept if one.ref.startswith("sales")] == [
        (f"sales:{key}", date(2032, 12, 31))
    ]
    assert office.sql("SELECT id,note FROM sales_document") == [(key, None)]
    assert office.sql("SELECT name FROM contact WHERE id=?", private) == [("Ida Sommer",)]
    assert office.sql("SELECT 1 FROM position WHERE document=?", draft) == []
    found = office.sql(
        "SELECT 1 FROM change WHERE tbl='sales_document' AND before||after LIKE '%abends%'"
    )
    assert found == [] and findings(office) == []


def test_every_question_is_answered() -> None:
    there = door.DOOR
    assert there.due and there.timeline and there.search_rows and there.check
    assert there.personal and there.erase and len(there.audit_tables) == 15
    assert quotes.send_quote.label == "Quote sent"

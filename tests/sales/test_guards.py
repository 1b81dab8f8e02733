"""What no client of the file may do to issued documents, with any pragma; each guard is needed."""

# ruff: noqa: E501  statements read best on one line
from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from kontor.sales.model.inputs import AdditionInput
from kontor.sales.service import additions, measuring
from kontor.store.inputs import JSON
from kontor.store.store import Store
from tests.sales.office import DAY, Office, sheet

GUARDS = Path(__file__).parents[2] / "src" / "kontor" / "store" / "guards" / "sales.sql"
# Document 1: sent quote (positions 1, 2), 2: its confirmed order (3, 4), 3: approved addition (5),
# 4: signed measurement, 5: open draft of a quote (positions after those the addition brought).
FIELDS = {
    "kind": "'order'", "invoice_kind": "'single'", "number": "'X'", "version": "9", "day": "'2020-01-01'",
    "contact": "contact+1", "site": "1", "origin": "5", "subject": "'x'", "intro": "'x'", "closing": "'x'",
    "language": "'en'", "their_reference": "'x'", "recipient": "'{}'", "tax_case": "'exempt'",
    "tax_reason": "'x'", "contract_law": "'vob'", "terms_days": "99", "discount_rate": "99",
    "discount_days": "9", "rebate_rate": "99", "rebate_cents": "99", "valid_until": "'2020-01-01'",
    "service_from": "'2020-01-01'", "service_to": "'2020-01-01'", "due": "'2020-01-01'",
    "retention_rate": "99", "retention_basis": "'net'", "retention_release": "'2020-01-01'",
    "format": "'zugferd'", "issued": "NULL", "id": "99",
}  # fmt: skip
FREE = {
    "state": "'rejected'", "note": "'x'", "sent": "'2026-04-01'", "sent_how": "'x'", "decided": "'2026-04-01'",
    "decided_how": "'x'", "sales_order": "2",
}  # fmt: skip
HEAD = "INSERT OR REPLACE INTO sales_document(id,kind,number,version,state,day,contact) VALUES"
POSITION = "INSERT OR REPLACE INTO position(id,document,pos,kind) VALUES"
SUM = "INSERT OR REPLACE INTO sum_line(id,document,code,net,tax) VALUES"
LESS = "INSERT OR REPLACE INTO deduction(id,document,pos,earlier,code,net,tax) VALUES"
COST = "INSERT OR REPLACE INTO position_cost(id,position,pos,kind) VALUES"
LINE = "INSERT OR REPLACE INTO measure(id,document,pos,formula,value) VALUES"

ATTACKS: dict[str, tuple[str, str]] = {
    "replace a head by id": (f"{HEAD}(1,'quote','Y',1,'draft','2026-01-01',1)", "K201"),
    "replace a head by number": (f"{HEAD}(90,'quote','AN-2026-0001',1,'draft','2026-01-01',1)", "K202"),
    "take over a number": ("UPDATE OR REPLACE sales_document SET number='AN-2026-0001' WHERE id=5", "K203"),
    "issue without number": ("UPDATE sales_document SET issued='2026' WHERE id=5", "K204"),
    "delete an issued head": ("DELETE FROM sales_document WHERE id=1", "K206"),
    "replace a position by id": (f"{POSITION}(1,5,9,'normal')", "K211"),
    "replace a position by place": (f"{POSITION}(90,1,1,'normal')", "K211"),
    "add a position": (f"{POSITION}(90,1,9,'normal')", "K212"),
    "add to an order without addition": (f"{POSITION}(90,2,99,'normal')", "K212"),
    "add to an order by a foreign addition": (
        "INSERT INTO position(document,pos,kind,addition) VALUES(2,99,'normal',1)", "K212",
    ),
    "add to a quote by an addition": (
        "INSERT INTO position(document,pos,kind,addition) VALUES(1,99,'normal',3)", "K212",
    ),
    "push a position away": ("UPDATE OR REPLACE position SET id=1 WHERE document=5 AND pos=1", "K213"),
    "change a price": ("UPDATE position SET price=price+1 WHERE id=1", "K214"),
    "change an addition inside the order": ("UPDATE position SET price=1 WHERE addition=3", "K214"),
    "move a position in": ("UPDATE position SET document=1,pos=9 WHERE document=5 AND pos=1", "K214"),
    "move a position out": ("UPDATE position SET document=5,pos=9 WHERE id=1", "K214"),
    "delete a position": ("DELETE FROM position WHERE id=1", "K215"),
    "replace a sum by id": (f"{SUM}(1,5,'UST7',1,1)", "K221"),
    "replace a sum by code": (f"{SUM}(90,1,'UST19',1,1)", "K221"),
    "add a sum": (f"{SUM}(90,1,'UST7',1,1)", "K222"),
    "change a sum": ("UPDATE sum_line SET net=1 WHERE document=1", "K223"),
    "push a sum away": ("UPDATE OR REPLACE sum_line SET id=1 WHERE document=5", "K224"),
    "delete a sum": ("DELETE FROM sum_line WHERE document=1", "K225"),
    "replace a deduction": (f"{LESS}(1,5,9,1,'UST19',1,1)", "K231"),
    "add a deduction": (f"{LESS}(90,1,9,1,'UST19',1,1)", "K232"),
    "change a deduction": ("UPDATE deduction SET net=1 WHERE document=1", "K233"),
    "push a deduction away": ("UPDATE OR REPLACE deduction SET id=1 WHERE document=5", "K234"),
    "delete a deduction": ("DELETE FROM deduction WHERE document=1", "K235"),
    "replace a cost": (f"{COST}(1,(SELECT min(id) FROM position WHERE document=5),9,'other')", "K241"),
    "add a cost": (f"{COST}(90,1,9,'other')", "K242"),
    "push a cost away": ("UPDATE OR REPLACE position_cost SET id=1 WHERE position IN (SELECT id FROM position WHERE document=5)", "K243"),
    "change a cost": ("UPDATE position_cost SET cost=1 WHERE position=1", "K244"),
    "delete a cost": ("DELETE FROM position_cost WHERE position=1", "K245"),
    "replace a measure": (f"{LINE}(1,5,9,'1',1000)", "K251"),
    "add a measure": (f"{LINE}(90,4,9,'1',1000)", "K252"),
    "push a measure away": ("UPDATE OR REPLACE measure SET id=1 WHERE document=5", "K253"),
    "change a measure": ("UPDATE measure SET value=1 WHERE document=4", "K254"),
    "delete a measure": ("DELETE FROM measure WHERE document=4", "K255"),
}  # fmt: skip


@pytest.fixture(scope="module")
def template(books_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with issued documents of all kinds and one draft."""
    from kontor.bootstrap import open_store

    path = tmp_path_factory.mktemp("issued") / books_template.name
    shutil.copy2(books_template, path)
    with open_store(path) as opened:
        office = Office(opened)
        _fill(office, opened)
    return path


def _fill(office: Office, store: Store) -> None:
    office.wage()
    costs = [{"kind": "material", "cost": "2"}]
    order = office.begun([{"short": "Wand", "costs": costs}, {"short": "Decke", "price": "5"}])
    data = {"subject": "Mehr", "positions": [{"short": "Tür", "price": "9"}]}
    addition = office.do(
        additions.new_addition, order, AdditionInput.model_validate(data, context=JSON), DAY
    )
    office.do(additions.approve_addition, addition, DAY)
    lines = sheet([{"formula": "3", "position": "1"}])
    office.do(measuring.sign_measurement, office.do(measuring.new_measurement, order, lines), DAY)
    measured = [{"formula": "2"}]
    assert office.quote([{"short": "Offen", "costs": costs, "measures": measured}]) == 5
    with store.step("rows of drafts") as unit:
        unit.con.execute("INSERT INTO sum_line(document,code,net,tax) VALUES(5,'UST19',1,0)")
        unit.con.execute("UPDATE sales_document SET invoice_kind=NULL WHERE id=5")
        for document in (5,):
            unit.con.execute(
                "INSERT INTO deduction(id,document,pos,earlier,code,net,tax) VALUES(7,?,1,1,'UST19',5,1)",
                (document,),
            )


@pytest.fixture(scope="module")
def client(template: Path) -> Iterator[sqlite3.Connection]:
    """A client of the file with the stock library; guards are all that stands in its way."""
    made = sqlite3.connect(template, isolation_level=None)
    made.execute("PRAGMA foreign_keys=OFF")
    made.execute("BEGIN")
    _deduct(made)
    for (name,) in made.execute(
        "SELECT name FROM sqlite_schema WHERE type='trigger' AND sql LIKE '%change%'"
    ).fetchall():
        made.execute(f'DROP TRIGGER "{name}"')  # the journal is another test's matter
    yield made
    made.rollback()
    made.close()


@pytest.fixture
def con(client: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """The client; what a test does is taken back."""
    client.execute("SAVEPOINT attack")
    yield client
    client.execute("ROLLBACK TO attack")


def _deduct(con: sqlite3.Connection) -> None:
    """A deduction of the issued document, as its issuing writes it before freezing."""
    guards = con.execute(
        "SELECT name,sql FROM sqlite_schema WHERE type='trigger' AND tbl_name='deduction'"
    ).fetchall()
    for name, _sql in guards:
        con.execute(f'DROP TRIGGER "{name}"')
    con.execute(
        "INSERT INTO deduction(id,document,pos,earlier,code,net,tax) VALUES(1,1,1,1,'UST19',5,1)"
    )
    for _name, sql in guards:
        con.execute(sql)


def state(con: sqlite3.Connection) -> list[list[tuple[object, ...]]]:
    tables = ("sales_document", "position", "sum_line", "deduction", "position_cost", "measure")
    return [con.execute(f"SELECT * FROM {table} ORDER BY id").fetchall() for table in tables]


@pytest.mark.parametrize("name", ATTACKS)
def test_attacks_are_refused(con: sqlite3.Connection, name: str) -> None:
    statement, guard = ATTACKS[name]
    before = state(con)
    with pytest.raises(sqlite3.IntegrityError, match=guard):
        con.execute(statement)
    assert state(con) == before


@pytest.mark.parametrize("field", FIELDS)
def test_no_printed_field_of_an_issued_head_changes(con: sqlite3.Connection, field: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=r"K20[45]"):
        con.execute(f"UPDATE sales_document SET {field}={FIELDS[field]} WHERE id=1")


@pytest.mark.parametrize("field", FREE)
def test_what_happens_later_stays_open(con: sqlite3.Connection, field: str) -> None:
    con.execute(f"UPDATE sales_document SET {field}={FREE[field]} WHERE id=1")


def test_every_field_is_decided(con: sqlite3.Connection) -> None:
    columns = {row[1] for row in con.execute("PRAGMA table_info(sales_document)")}
    assert columns == {*FIELDS, *FREE}


def test_every_guard_is_attacked() -> None:
    guards = set(re.findall(r"'(K2\d\d) ", GUARDS.read_text("utf-8")))
    assert guards == {guard for _statement, guard in ATTACKS.values()} | {"K205"}


@pytest.mark.parametrize("name", ATTACKS)
def test_each_guard_is_needed(con: sqlite3.Connection, name: str) -> None:
    """Without the trigger that refuses, the attack works."""
    statement, guard = ATTACKS[name]
    (trigger,) = re.findall(
        rf"CREATE TRIGGER (\w+)(?:(?!END;).)*'{guard} ", GUARDS.read_text("utf-8"), re.DOTALL
    )
    con.execute(f'DROP TRIGGER "{trigger}"')
    before = state(con)
    con.execute(statement)
    assert state(con) != before


def test_drafts_stay_open(con: sqlite3.Connection) -> None:
    con.execute("UPDATE position SET price=1 WHERE document=5")
    con.execute("UPDATE sales_document SET subject='x',rebate_cents=5 WHERE id=5")
    con.execute("DELETE FROM sum_line WHERE document=5")

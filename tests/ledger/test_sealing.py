"""Sealing: chain and hash, and what any client of the file may not do to sealed entries."""

# ruff: noqa: E501  statements read best on one line
from __future__ import annotations

import hashlib
import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from kontor.base.errors import Refused
from kontor.ledger.model.inputs import EntryLine, FreeEntry, Payment, Settles
from kontor.ledger.queries.seals import check_seals, head
from kontor.ledger.service.events import case_of
from kontor.ledger.service.sealing import seal_entries
from tests.ledger.golden_events import day
from tests.ledger.kit import book, new_store
from tests.ledger.test_changing import sale

GUARDS = Path(__file__).parents[2] / "src" / "kontor" / "store" / "guards" / "ledger.sql"
# Entry 1 (invoice), 2 (payment) and its tax move 3 are sealed, 4 and 5 are open.
NEW_ENTRY = (
    "INSERT INTO entry(id,uuid,booked,document_day,kind,created)"
    " VALUES(90,'u90','2026-05-01','2026-05-01','entry','2026')"
)
NEW_LINES = (
    "INSERT INTO line(id,entry,pos,day,account,cents,effect) VALUES(900,90,1,'2026-05-01',1,100,'own')",
    "INSERT INTO line(id,entry,pos,day,account,cents,effect) VALUES(901,90,2,'2026-05-01',2,-100,'own')",
)
SEAL = (
    "INSERT INTO seal(number,entry,at,previous,hash)"
    " SELECT {number},{entry},'{at}',{previous},'{hash}'"
)
GAP = "INSERT INTO gap(chain,first,last,at) VALUES('journal',4,6,'2026')"
LAST = "(SELECT hash FROM seal WHERE number=3)"


def seal_row(
    entry: int = 90, number: int = 4, at: str = "2099", previous: str = LAST, value: str = "ab" * 32
) -> str:
    """A forged seal."""
    return SEAL.format(number=number, entry=entry, at=at, previous=previous, hash=value)


# name: statements, guard that refuses; None: not refused but found by the check of seals
ATTACKS: dict[str, tuple[tuple[str, ...], str]] = {
    "change an amount": (("UPDATE line SET cents=cents+1 WHERE entry=1",), "K141"),
    "change a text": (("UPDATE entry SET text='x' WHERE id=1",), "K111"),
    "change the mark": (("UPDATE entry SET checked=1 WHERE id=1",), "K111"),
    "delete a line": (("DELETE FROM line WHERE entry=1",), "K151"),
    "delete an entry": (("PRAGMA foreign_keys=OFF", "DELETE FROM entry WHERE id=1"), "K121"),
    "delete an open entry with lines": (
        ("PRAGMA foreign_keys=OFF", "DELETE FROM entry WHERE id=4"),
        "K122",
    ),
    "add a line": (
        ("INSERT INTO line(entry,pos,day,account,cents,effect) SELECT 1,9,day,account,1,'own' FROM line WHERE id=1",),
        "K131",
    ),
    "replace a line by id": (
        (
            "INSERT OR REPLACE INTO line(id,entry,pos,day,account,cents,effect)"
            " SELECT 1,4,9,(SELECT booked FROM entry WHERE id=4),account,1,'own' FROM line WHERE id=1",
        ),
        "K132",
    ),
    "replace a line by position": (
        (
            "INSERT OR REPLACE INTO line(entry,pos,day,account,cents,effect)"
            " SELECT 1,1,day,account,1,'own' FROM line WHERE id=1",
        ),
        "K131",
    ),
    "move an open line into a sealed entry": (
        ("UPDATE line SET entry=1,pos=9,day=(SELECT booked FROM entry WHERE id=1) WHERE entry=4 AND pos=1",),
        "K141",
    ),
    "move a sealed line away": (("UPDATE line SET entry=4,pos=9 WHERE entry=1 AND pos=1",), "K141"),
    "update or replace a line": (
        ("UPDATE OR REPLACE line SET pos=2 WHERE entry=4 AND pos=1",),
        "K142",
    ),
    "upsert a line": (
        (
            "INSERT INTO line(entry,pos,day,account,cents,effect) SELECT 1,1,day,account,1,'own'"
            " FROM line WHERE id=1 ON CONFLICT DO UPDATE SET cents=1",
        ),
        "K131",
    ),
    "line without account": (
        (
            "PRAGMA foreign_keys=OFF",
            "INSERT INTO line(entry,pos,day,account,cents,effect)"
            " SELECT 4,9,booked,99999,1,'own' FROM entry WHERE id=4",
        ),
        "K133",
    ),
    "move a line to no account": (
        ("PRAGMA foreign_keys=OFF", "UPDATE line SET account=99999 WHERE entry=4"),
        "K143",
    ),
    "line of nothing": (
        (
            "INSERT INTO line(entry,pos,day,account,cents,effect)"
            " SELECT 4,9,booked,1,0,'own' FROM entry WHERE id=4",
        ),
        "K134",
    ),
    "amount to nothing": (("UPDATE line SET cents=0 WHERE entry=4",), "K144"),
    "line on another day": (
        (
            "INSERT INTO line(entry,pos,day,account,cents,effect) VALUES(4,9,'2020-01-01',1,5,'own')",
        ),
        "K135",
    ),
    "move a line to another day": (("UPDATE line SET day='2020-01-01' WHERE entry=4",), "K145"),
    "replace an entry by id": (
        ("PRAGMA foreign_keys=OFF", "REPLACE INTO entry SELECT 1,'z',booked,document_day,NULL,NULL,'','x','',NULL,NULL,0,NULL,0,'' FROM entry WHERE id=1"),
        "K101",
    ),
    "replace an entry by uuid": (
        ("PRAGMA foreign_keys=OFF", "REPLACE INTO entry SELECT 99,uuid,booked,document_day,NULL,NULL,'','x','',NULL,NULL,0,NULL,0,'' FROM entry WHERE id=1"),
        "K101",
    ),
    "reverse an entry twice": (
        ("REPLACE INTO entry SELECT 99,'z',booked,document_day,NULL,NULL,'','x','',NULL,1,0,NULL,0,'' FROM entry WHERE id=1",
         "REPLACE INTO entry SELECT 98,'y',booked,document_day,NULL,NULL,'','x','',NULL,1,0,NULL,0,'' FROM entry WHERE id=1"),
        "K102",
    ),
    "take over a reversal": (
        (
            "INSERT INTO entry SELECT 99,'z',booked,document_day,NULL,NULL,'','x','',NULL,1,0,NULL,0,'' FROM entry WHERE id=1",
            "UPDATE OR REPLACE entry SET reverses=1 WHERE id=4",
        ),
        "K113",
    ),
    "other uuid": (("UPDATE entry SET uuid='z' WHERE id=4",), "K112"),
    "entry in a closed month": (
        (
            "INSERT INTO period(month,closed) VALUES('2026-05','2026-06-01')",
            NEW_ENTRY,
        ),
        "K103",
    ),
    "move an entry into a closed month": (
        (
            "INSERT INTO period(month,closed) VALUES('2026-05','2026-06-01')",
            "UPDATE entry SET booked='2026-05-01' WHERE id=4",
        ),
        "K114",
    ),
    "move an entry out of a closed month": (
        (
            "INSERT INTO period(month,closed) SELECT substr(booked,1,7),'2027' FROM entry WHERE id=4",
            "UPDATE entry SET booked='2028-05-01' WHERE id=4",
        ),
        "K114",
    ),
    "empty entry of a closed month": (
        (NEW_ENTRY, "INSERT INTO period(month,closed) VALUES('2026-05','x')", "DELETE FROM entry WHERE id=90"),
        "K123",
    ),
    "add a line in a closed month": (
        (NEW_ENTRY, "INSERT INTO period(month,closed) VALUES('2026-05','x')", NEW_LINES[0]),
        "K136",
    ),
    "change a line in a closed month": (
        (NEW_ENTRY, *NEW_LINES, "INSERT INTO period(month,closed) VALUES('2026-05','x')", "UPDATE line SET cents=7 WHERE entry=90"),
        "K146",
    ),
    "delete a line in a closed month": (
        (NEW_ENTRY, *NEW_LINES, "INSERT INTO period(month,closed) VALUES('2026-05','x')", "DELETE FROM line WHERE entry=90"),
        "K152",
    ),
    "change a seal": (("UPDATE seal SET hash=upper(hash)",), "K171"),
    "delete a seal": (("DELETE FROM seal",), "K172"),
    "replace a seal": (
        ("REPLACE INTO seal SELECT 1,4,4,'2099'," + LAST + ",'" + "ab" * 32 + "'",),
        "K161",
    ),
    "seal twice": ((seal_row(entry=1),), "K161"),
    "seal with an old hash": ((NEW_ENTRY, *NEW_LINES, seal_row().replace("'" + "ab" * 32 + "'", LAST)), "K161"),
    "seal with a gap": ((NEW_ENTRY, *NEW_LINES, seal_row(number=5)), "K162"),
    "seal with a gap on record": (
        ("UPDATE step SET command='auto.restore' WHERE hash IS NULL", GAP, NEW_ENTRY, *NEW_LINES, seal_row()),
        "K162",
    ),
    "gap without a restore": ((GAP,), "K030"),
    "gap further on": (
        ("UPDATE step SET command='auto.restore' WHERE hash IS NULL", GAP.replace("4,6", "5,6")),
        "K175",
    ),
    "gap over used numbers": (
        ("UPDATE step SET command='auto.restore' WHERE hash IS NULL", GAP.replace("4,6", "3,6")),
        "K175",
    ),
    "seal one line": ((NEW_ENTRY, NEW_LINES[0], seal_row()), "K163"),
    "seal an unbalanced entry": (
        (NEW_ENTRY, NEW_LINES[0], NEW_LINES[1].replace("-100", "-99"), seal_row()),
        "K164",
    ),
    "seal with a wrong predecessor": (
        (NEW_ENTRY, *NEW_LINES, seal_row(previous="(SELECT hash FROM seal WHERE number=1)")),
        "K165",
    ),
    "seal in the past": ((NEW_ENTRY, *NEW_LINES, seal_row(at="2001")), "K166"),
    "seal with a short hash": ((NEW_ENTRY, *NEW_LINES, seal_row(value="ab")), "K167"),
    "seal with letters": ((NEW_ENTRY, *NEW_LINES, seal_row(value="zz" * 32)), "K167"),
    "seal orphan lines": (
        ("PRAGMA foreign_keys=OFF", "DROP TRIGGER line_bi", *NEW_LINES, seal_row()),
        "K168",
    ),
    "add a settlement": (
        ("INSERT INTO settlement(item,entry,day,money) VALUES(1,2,'2026-01-01',1)",),
        "K181",
    ),
    "replace a settlement": (
        ("PRAGMA foreign_keys=OFF", "REPLACE INTO settlement(id,item,entry,day,money) SELECT id,1,4,'2026-01-01',1 FROM settlement LIMIT 1"),
        "K182",
    ),
    "change a settlement": (("UPDATE settlement SET money=1",), "K183"),
    "delete a settlement": (("PRAGMA foreign_keys=OFF", "DELETE FROM settlement"), "K184"),
    "add a share": (
        ("INSERT INTO share(settlement,weight,cents) SELECT settlement,weight,1 FROM share LIMIT 1",),
        "K191",
    ),
    "replace a share": (
        (
            "INSERT INTO settlement(id,item,entry,day,money) VALUES(77,1,4,'2026-01-01',1)",
            "REPLACE INTO share(id,settlement,weight,cents) SELECT id,77,weight,1 FROM share LIMIT 1",
        ),
        "K192",
    ),
    "change a share": (("UPDATE share SET cents=cents+1",), "K193"),
    "delete a share": (("DELETE FROM share",), "K194"),
    "add a reduction": (("INSERT INTO reduction(weight,entry,cents) VALUES(1,2,5)",), "K201"),
    "replace a reduction": (
        ("REPLACE INTO reduction(id,weight,entry,cents) SELECT id,1,4,5 FROM reduction LIMIT 1",),
        "K202",
    ),
    "change a reduction": (("UPDATE reduction SET cents=1",), "K203"),
    "delete a reduction": (("DELETE FROM reduction",), "K204"),
    "add a weight": (
        ("INSERT INTO weight(item,pos,account,part,cents) VALUES(1,9,1,'base',5)",),
        "K211",
    ),
    "replace a weight": (
        (
            "PRAGMA foreign_keys=OFF",
            "INSERT INTO item(id,account,side,kind,document,day,due_rule) VALUES(88,1,1,'invoice','x','2026-01-01','invoice')",
            "REPLACE INTO weight(id,item,pos,account,part,cents) VALUES(1,88,9,1,'base',5)",
        ),
        "K212",
    ),
    "change a weight": (("UPDATE weight SET cents=1 WHERE item=1",), "K213"),
    "update or replace a weight": (
        (
            "PRAGMA foreign_keys=OFF",
            "INSERT INTO item(id,account,side,kind,document,day,due_rule) VALUES(88,1,1,'invoice','x','2026-01-01','invoice')",
            "INSERT INTO weight(item,pos,account,part,cents) VALUES(88,1,1,'base',5),(88,2,1,'base',6)",
            "UPDATE OR REPLACE weight SET pos=1 WHERE item=88 AND pos=2",
        ),
        "K214",
    ),
    "hang a weight elsewhere": (
        (
            "INSERT INTO item(id,account,side,kind,document,day,due_rule) VALUES(88,1,1,'invoice','x','2026-01-01','invoice')",
            "INSERT INTO weight(item,pos,account,part,cents) VALUES(88,1,1,'base',5)",
            "UPDATE weight SET item=1,pos=9 WHERE item=88",
        ),
        "K215",
    ),
    "delete a weight": (("PRAGMA foreign_keys=OFF", "DELETE FROM weight WHERE item=1"), "K216"),
    "replace an item": (
        ("PRAGMA foreign_keys=OFF", "REPLACE INTO item(id,account,side,kind,document,day,due_rule) VALUES(1,1,1,'invoice','x','2026-01-01','invoice')"),
        "K221",
    ),
    "change the due rule": (("UPDATE item SET due_rule='invoice' WHERE id=1",), "K222"),
    "delete an item": (("PRAGMA foreign_keys=OFF", "DELETE FROM item WHERE id=1"), "K223"),
    "delete an open item with weights": (
        (
            "PRAGMA foreign_keys=OFF",
            "INSERT INTO item(id,account,side,kind,document,day,due_rule) VALUES(88,1,1,'invoice','x','2026-01-01','invoice')",
            "INSERT INTO weight(item,pos,account,part,cents) VALUES(88,1,1,'base',5)",
            "DELETE FROM item WHERE id=88",
        ),
        "K224",
    ),
    "replace an account": (
        ("PRAGMA foreign_keys=OFF", "REPLACE INTO account(number,name,kind,cash_role) VALUES('8400','x','income','result')"),
        "K231",
    ),
    "renumber an account": (("UPDATE account SET number='8401' WHERE number='8400'",), "K232"),
    "take over a number": (("UPDATE OR REPLACE account SET number='8400' WHERE number='4801'",), "K233"),
    "delete an account": (
        ("PRAGMA foreign_keys=OFF", "DELETE FROM account WHERE number='8400'"),
        "K234",
    ),
    "replace a tax code": (
        ("REPLACE INTO tax_code(code,valid_from,name,side,rate) SELECT code,valid_from,'x',side,1 FROM tax_code WHERE code='UST19'",),
        "K241",
    ),
    "change a rate": (("UPDATE tax_code SET rate=1600 WHERE code='UST19'",), "K242"),
    "take over a code": (
        ("UPDATE OR REPLACE tax_code SET code='UST19',valid_from='2007-01-01' WHERE code='EUST'",),
        "K243",
    ),
    "delete a tax code": (("DELETE FROM tax_code WHERE code='UST19'",), "K244"),
    "replace a closed month": (
        ("INSERT INTO period(month,closed) VALUES('2025-05','1')", "REPLACE INTO period(month,closed) VALUES('2025-05','2')"),
        "K251",
    ),
    "rename a closed month": (
        ("INSERT INTO period(month,closed) VALUES('2025-05','1')", "UPDATE period SET month='2025-06'"),
        "K252",
    ),
    "open a filed month": (
        (
            "INSERT INTO filing(id,kind,period,filed,figures,payable) VALUES(1,'vat','2025-05','2025-06-10','{}',0)",
            "INSERT INTO period(month,closed,filing) VALUES('2025-05','1',1)",
            "DELETE FROM period",
        ),
        "K253",
    ),
    "replace a filing": (
        (
            "INSERT INTO filing(id,kind,period,filed,figures,payable) VALUES(1,'vat','2025-05','2025-06-10','{}',0)",
            "REPLACE INTO filing(kind,period,filed,figures,payable) VALUES('vat','2025-05','2025-06-10','{}',1)",
        ),
        "K261",
    ),
    "change a filing": (
        (
            "INSERT INTO filing(id,kind,period,filed,figures,payable) VALUES(1,'vat','2025-05','2025-06-10','{}',0)",
            "UPDATE filing SET payable=1",
        ),
        "K262",
    ),
}  # fmt: skip


def build(path: Path) -> None:
    """Three sealed entries, one with Skonto, and open ones."""
    with new_store(path, regime="ist") as store:
        entries: list[int] = []
        for event in (
            sale(600000),
            Payment(day=day("08-03"), amount=400000, settles=[Settles(item="RE-1", discount=1000)]),
        ):
            entries += store.run(case_of(event), event).value.entries
        store.run(seal_entries, entries)
        for when in ("09-01", "09-02"):
            event = FreeEntry(
                day=day(when),
                lines=[
                    EntryLine(account="miete", amount=100),
                    EntryLine(account="bank", amount=-100),
                ],
            )
            store.run(case_of(event), event)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that is attacked."""
    path = tmp_path_factory.mktemp("seal") / "base.kontor"
    build(path)
    return path


def foreign(path: Path) -> sqlite3.Connection:
    """A stock client behind a step it opened itself, without any of our pragmas."""
    con = sqlite3.connect(path, isolation_level=None)
    con.execute("PRAGMA synchronous=OFF")
    con.execute("PRAGMA recursive_triggers=OFF")
    con.execute("PRAGMA foreign_keys=ON")
    con.execute(
        "INSERT INTO step(id,at,label,command,kind) SELECT max(id)+1,'2099','x','','do' FROM step"
    )
    return con


def attack(con: sqlite3.Connection, statements: tuple[str, ...]) -> str:
    """The guard that answers, or nothing; the transaction is rolled back."""
    off = [s for s in statements if s.startswith("PRAGMA")]
    for pragma in off:
        con.execute(pragma)
    con.execute("BEGIN")
    try:
        for statement in statements:
            if statement not in off:
                con.execute(statement)
    except sqlite3.Error as error:
        return str(error)[:4]
    finally:
        con.execute("ROLLBACK")
        con.execute("PRAGMA foreign_keys=ON")
    return ""


@pytest.fixture(scope="module")
def client(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """One attacking client for all attacks."""
    copy = tmp_path_factory.mktemp("attack") / "x.kontor"
    shutil.copy(base, copy)
    con = foreign(copy)
    yield con
    con.close()


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_is_refused(name: str, client: sqlite3.Connection) -> None:
    statements, guard = ATTACKS[name]
    assert attack(client, statements) == guard


def test_every_guard_is_needed(base: Path, tmp_path: Path) -> None:
    """Each RAISE taken out alone lets at least one attack through, or another guard answers."""
    text = GUARDS.read_text("utf-8")
    shutil.copy(base, tmp_path / "x.kontor")
    con = foreign(tmp_path / "x.kontor")
    whole = {name: attack(con, statements) for name, (statements, _) in ATTACKS.items()}
    survivors = []
    for match in re.finditer(r"SELECT RAISE\(ABORT,'(K\d+)[^;]*;", text):
        name = next(
            m[1]
            for m in reversed(list(re.finditer(r"CREATE TRIGGER (\w+)", text[: match.start()])))
        )
        (sql,) = con.execute("SELECT sql FROM sqlite_schema WHERE name=?", (name,)).fetchone()
        con.execute(f"DROP TRIGGER {name}")
        con.execute(sql.replace(match[0], "SELECT 1;"))
        attacks = [n for n, (_, guard) in ATTACKS.items() if guard == match[1]]
        if all(attack(con, ATTACKS[n][0]) == whole[n] for n in attacks):
            survivors.append(match[1])
        con.execute(f"DROP TRIGGER {name}")
        con.execute(sql)
    assert survivors == []
    con.close()


def test_numbers_chain_and_hash(base: Path) -> None:
    """The chain can be followed with nothing but the documented lists and SHA-256."""
    from kontor.ledger.rules import seal as rule

    con = sqlite3.connect(base)
    previous = ""
    for number, entry, at, link, value in con.execute(
        "SELECT number,entry,at,previous,hash FROM seal ORDER BY number"
    ).fetchall():
        rows = [
            con.execute(sql, (entry,)).fetchall()
            for sql in (rule.LINES, rule.SETTLEMENTS, rule.SHARES)
        ]
        content = [number, at, con.execute(rule.ENTRY, (entry,)).fetchone(), *rows]
        body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        assert link == previous
        assert value == hashlib.sha256(f"kontor-seal-1\n{previous}\n{body}".encode()).hexdigest()
        previous = value
    assert head(con) == (3, previous)
    assert list(check_seals(con)) == []
    con.close()


@pytest.fixture(scope="module")
def naked(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """The file without its guards, as somebody with enough patience leaves it."""
    path = tmp_path_factory.mktemp("naked") / "x.kontor"
    shutil.copy(base, path)
    con = sqlite3.connect(path, isolation_level=None)
    con.execute("PRAGMA synchronous=OFF")
    con.execute("BEGIN")
    for (name,) in con.execute("SELECT name FROM sqlite_schema WHERE type='trigger'").fetchall():
        con.execute(f"DROP TRIGGER {name}")
    con.execute("COMMIT")
    con.execute("PRAGMA ignore_check_constraints=ON")
    assert list(check_seals(con)) == []
    yield con
    con.close()


@pytest.mark.parametrize(
    ("table", "column"),
    [
        (table, column)
        for table, columns in {
            "entry": "booked document_day service_day arrival_day document kind text source reason"
            " created checked general_reversal uuid",
            "line": "pos day account cents code part base period effect loss project cost_centre text",
            "settlement": "day money reduction",
            "share": "cents weight",
        }.items()
        for column in columns.split()
    ],
)
def test_a_change_behind_the_guards_is_found(
    naked: sqlite3.Connection, table: str, column: str
) -> None:
    """Every column of entry, lines, settlements and shares is under the seal."""
    where = {"entry": "id=2", "line": "entry=2 AND pos=2", "settlement": "entry=2", "share": "id=1"}
    (kind,) = naked.execute(
        "SELECT type FROM pragma_table_info(?) WHERE name=?", (table, column)
    ).fetchone()
    value = f"ifnull({column},0)+50" if kind == "INTEGER" else f"ifnull({column},'')||'x'"
    naked.execute("BEGIN")
    naked.execute(f"UPDATE {table} SET {column}={value} WHERE {where[table]}")
    found = {finding.code for finding in check_seals(naked)}
    naked.execute("ROLLBACK")
    assert "L33" in found


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE account SET number='99' WHERE number='8400'", "L33"),
        ("DELETE FROM seal WHERE number=2", "L31"),
        ("UPDATE seal SET previous='x' WHERE number=2", "L32"),
        ("UPDATE seal SET at='2000' WHERE number=3", "L34"),
        ("DELETE FROM entry WHERE id=1", "L33"),
        ("INSERT INTO line(entry,pos,day,account,cents,effect) SELECT entry,9,day,account,1,effect FROM line WHERE id=1", "L33"),
    ],
)  # fmt: skip
def test_a_broken_chain_is_found(naked: sqlite3.Connection, statement: str, code: str) -> None:
    naked.execute("BEGIN")
    naked.execute(statement)
    found = {finding.code for finding in check_seals(naked)}
    naked.execute("ROLLBACK")
    assert code in found


def test_what_cannot_be_sealed() -> None:
    with book("soll") as case:
        entry = case.post(sale(100)).entries[0]
        with pytest.raises(Refused, match="999"):
            seal_entries(case.unit, [entry, 999])
        assert seal_entries(case.unit, [entry]) == [1]
        with pytest.raises(Refused) as error:
            seal_entries(case.unit, [entry])
        assert error.value.values["number"] == 1


def test_entries_are_sealed_in_order_of_booking() -> None:
    with book("soll") as case:
        late = case.post(sale(100, "08-01")).entries[0]
        early = case.post(sale(100, "07-01", "RE-2")).entries[0]
        seal_entries(case.unit, [late, early])
        assert case.rows("SELECT entry FROM seal ORDER BY number") == [(early,), (late,)]

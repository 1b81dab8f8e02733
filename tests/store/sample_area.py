"""A small area on the store: tables, use cases and a door, independent of the real areas."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Collection, Iterable
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Column, Computed, MetaData, String
from sqlmodel import Field

from kontor.base.errors import Finding
from kontor.store import schema as real
from kontor.store.blobs import put_blob
from kontor.store.check import check
from kontor.store.doors import Door, Kept, SearchRow
from kontor.store.erasing import erase_row
from kontor.store.fields import Choice, Day, Flag, Instant, Row, Scaled
from kontor.store.journal import tracked
from kontor.store.store import Store
from kontor.store.unit import Unit, use_case
from kontor.store.version import Schema

HERE = Path(__file__).parent
METADATA = MetaData()


@cache
def sample_schema() -> Schema:
    """The store's own migration and guards, and those of this area."""
    folder = Path(tempfile.mkdtemp(prefix="kontor-schema-"))
    root = Path(real.__file__).parent
    (folder / "guards").mkdir()
    shutil.copy(root / "migrations/0001_store.sql", folder)
    shutil.copy(HERE / "schema/0002_sample.sql", folder)
    shutil.copy(root / "guards/store.sql", folder / "guards")
    shutil.copy(HERE / "schema/sample_guards.sql", folder / "guards")
    return Schema((folder,), (folder / "guards",))


@cache
def template() -> Path:
    """An empty file, made once and copied by the tests."""
    path = Path(tempfile.mkdtemp(prefix="kontor-template-")) / "empty.kontor"
    Store.create(path, schema=sample_schema()).close()
    return path


def fresh(folder: Path, name: str = "firma.kontor", **kw: Any) -> Store:
    """A new store with the sample tables, open for writing."""
    path = folder / name
    shutil.copy(template(), path)
    shutil.copy(str(template()) + ".seal", str(path) + ".seal")
    return Store.open(path, schema=sample_schema(), doors=(DOOR,), **kw)


class Base(Row):
    """Keeps the sample tables out of the metadata of the product."""

    metadata = METADATA


class Kind(StrEnum):
    PRIVATE = "private"
    FIRM = "firm"


class Partner(Base, table=True):
    name: str
    email: str | None = None
    city: str | None = None
    rate: int = Field(default=0, sa_type=Scaled(4))
    born: date | None = Field(default=None, sa_type=Day)
    seen_at: datetime | None = Field(default=None, sa_type=Instant)
    vip: bool = Field(default=False, sa_type=Flag)
    kind: Kind = Field(default=Kind.PRIVATE, sa_type=Choice(Kind))
    sort_name: str | None = Field(
        default=None, sa_column=Column(String, Computed("lower(name)", persisted=True))
    )


class Note(Base, table=True):
    partner: int = Field(foreign_key="partner.id")
    pos: int
    text: str
    attachment: str | None = None


class Paper(Base, table=True):
    code: str
    text: str
    sealed: bool = Field(default=False, sa_type=Flag)


class PaperLine(Base, table=True):
    __tablename__ = "paper_line"
    paper: int = Field(foreign_key="paper.id")
    cents: int


class Catalogue(Base, table=True):
    supplier: str
    active: bool = Field(sa_type=Flag)


class PartnerAdded(NamedTuple):
    """Event: a partner is new."""

    partner: int


@use_case("Partner added")
def add_partner(unit: Unit, name: str, **more: Any) -> int:
    partner = unit.put(Partner(name=name, **more)).key
    unit.emit(PartnerAdded(partner))
    return partner


@use_case("Paper written")
def write_paper(unit: Unit, code: str, *cents: int) -> int:
    paper = unit.put(Paper(code=code, text="Angebot")).key
    unit.add_all([PaperLine(paper=paper, cents=c) for c in cents])
    return paper


@use_case("Paper sealed", final="a sealed paper stays")
def seal_paper(unit: Unit, paper: int) -> None:
    unit.con.execute("UPDATE paper SET sealed=1 WHERE id=?", (paper,))


@use_case("Receipt filed")
def file_receipt(unit: Unit, partner: int, content: bytes) -> str:
    key = put_blob(unit, content)
    pos = unit.con.execute("SELECT count(*) FROM note WHERE partner=?", (partner,)).fetchone()[0]
    unit.put(Note(partner=partner, pos=pos + 1, text="Beleg", attachment=key))
    return key


def search_rows(
    con: sqlite3.Connection, table: str, ids: Collection[int] | None
) -> Iterable[SearchRow]:
    where, values = "", ()
    if ids is not None:
        where, values = f" WHERE id IN ({','.join('?' * len(ids))})", tuple(ids)
    if table == "partner":
        sql = "SELECT id,name,ifnull(email,''),ifnull(city,'') FROM partner"
        for key, name, email, city in con.execute(sql + where, values).fetchall():
            yield SearchRow(f"sample:{key}", "sample", name, f"{name} {email} {city}")
    else:
        sql = "SELECT id,partner,text FROM note"
        for key, partner, text in con.execute(sql + where, values).fetchall():
            yield SearchRow(f"sample:{partner}", "sample", text, text, key)


def erase(unit: Unit, ref: str, today: date) -> list[Kept]:
    key, con = int(ref.split(":")[1]), unit.con
    notes = con.execute("SELECT id FROM note WHERE partner=?", (key,)).fetchall()
    con.execute("DELETE FROM note WHERE partner=?", (key,))
    con.execute("DELETE FROM partner WHERE id=?", (key,))
    for (note,) in notes:
        erase_row(con, "note", note)
    erase_row(con, "partner", key)
    return [Kept(ref, "invoices", today, "AO § 147")]


def check_area(con: sqlite3.Connection) -> Iterable[Finding]:
    for (key,) in con.execute("SELECT id FROM partner WHERE name='' ORDER BY id").fetchall():
        yield Finding("A01", f"partner {key}", "The name is empty.")


DOOR = Door(
    "sample",
    search_tables=frozenset({"partner", "note"}),
    search_rows=search_rows,
    check=check_area,
    erase=erase,
    audit_tables=("partner", "note"),
)


# what tests ask of a file


def raw(store: Store | Path) -> sqlite3.Connection:
    """A client of the file that is not Kontor."""
    path = store.path if isinstance(store, Store) else store
    return sqlite3.connect(path, isolation_level=None, timeout=0.2)


def content(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Every journaled row of the file, and the search documents."""
    with store.read() as con:
        out = {t: con.execute(f"SELECT * FROM {t} ORDER BY id").fetchall() for t in tracked(con)}
        out["search"] = con.execute(
            "SELECT tbl,row,ref,title,words FROM bulk_search ORDER BY tbl,row"
        ).fetchall()
    return out


def findings(store: Store) -> list[Finding]:
    return check(store)


def sql(store: Store, *statements: Any, label: str = "Test", **kw: Any) -> Any:
    """Plain SQL in a step."""
    with store.step(label, **kw) as unit:
        for one in statements:
            unit.con.execute(*((one,) if isinstance(one, str) else one))
    return unit.changed

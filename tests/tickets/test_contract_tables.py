"""The classes of maintenance contracts say what the schema of the file says."""

from __future__ import annotations

from pathlib import Path

from kontor.store.fields import Row, drift
from kontor.store.store import Store
from kontor.tickets import contract_model
from kontor.tickets.contract_doors import TABLES


def test_classes_and_schema_agree(tmp_path: Path) -> None:
    """All tables, column by column."""
    with Store.create(tmp_path / "x.kontor") as store, store.read() as con:
        lines = drift(con, Row.metadata)
    assert contract_model.ContractRow.__tablename__ in TABLES
    assert set(Row.metadata.tables) >= set(TABLES)
    assert [line for line in lines if line.split(".")[0].split(":")[0] in TABLES] == []

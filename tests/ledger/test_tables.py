"""The classes of the books and the schema of the file say the same."""

from __future__ import annotations

from pathlib import Path

from kontor.ledger.model import tables
from kontor.ledger.rules.charts import chart_rows, tax_code_rows, withholding_rate, without_tax
from kontor.store.fields import drift
from kontor.store.store import Store
from tests.ledger.golden_events import day

OURS = {
    value.__tablename__: value
    for value in vars(tables).values()
    if isinstance(value, type) and hasattr(value, "__table__")
}


def test_classes_and_schema_agree(tmp_path: Path) -> None:
    with Store.create(tmp_path / "x.kontor") as store, store.read() as con:
        found = [
            line
            for line in drift(con, tables.Row.metadata)
            if line.split(".")[0].split(":")[0] in OURS
        ]
    assert found == []
    assert len(OURS) == 22


def test_charts_know_the_same_concepts() -> None:
    one, other = (
        {row["concept"]: row for row in chart_rows(chart)} for chart in ("skr03", "skr04")
    )
    assert one.keys() == other.keys()
    for concept, row in one.items():
        for column in ("kind", "function", "tax_code", "cash_role", "euer_2025", "euer_2026"):
            assert row[column] == other[concept][column], (concept, column)
    for chart in (one, other):
        numbers = [row["number"] for row in chart.values()]
        assert len(set(numbers)) == len(numbers)


def test_every_code_and_account_named_in_the_data_exists() -> None:
    concepts = {row["concept"] for row in chart_rows("skr03")}
    codes = {row["code"] for row in tax_code_rows()}
    named = {row[c] for row in tax_code_rows() for c in row if c.endswith("_account") and row[c]}
    assert named <= concepts
    assert {row["tax_code"] for row in chart_rows("skr03")} - {""} <= codes
    assert set(without_tax()) | set(without_tax().values()) <= concepts


def test_accounts_have_what_their_role_needs() -> None:
    """Money stands outside the EÜR but for private accounts; automatic accounts have a code."""
    for row in chart_rows("skr03"):
        if row["cash_role"] in {"accrual", "item"}:
            assert not row["euer_2025"], row
        if row["cash_role"] == "money" and row["euer_2025"]:
            assert row["kind"] == "equity"
        assert bool(row["euer_2025"]) == bool(row["euer_2026"]), row
        if row["function"].endswith(("AM", "AV")):
            assert row["tax_code"] or row["concept"] == "skonti_erh", row


def test_withholding_rate_by_day() -> None:
    assert withholding_rate(day("2026-01-01")) == 1500

"""The classes of the calendar and of the staff say what the schema of the file says."""

from __future__ import annotations

from pathlib import Path

import kontor.calendar.model.invitations  # noqa: F401  its tables
from kontor.store.fields import Row, drift
from kontor.store.store import Store

OURS = {
    "employee", "employee_hours", "vehicle", "team", "team_member",
    "appointment", "appointment_gap", "appointment_crew", "absence", "task",
    "invitation", "invitation_message", "invitation_proposal",
}  # fmt: skip


def test_classes_and_schema_agree(tmp_path: Path) -> None:
    with Store.create(tmp_path / "x.kontor") as store, store.read() as con:
        lines = drift(con, Row.metadata)
    assert set(Row.metadata.tables) >= OURS
    assert [line for line in lines if line.split(".")[0].split(":")[0] in OURS] == []

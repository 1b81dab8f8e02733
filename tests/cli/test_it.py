"""Own IT on the command line: noted, planned, checked, a case about it; refusals."""

from __future__ import annotations

import json
from pathlib import Path

from kontor.base.errors import Exit
from tests.cli.conftest import Kontor

MONITOR = {
    "kind": "storage", "name": "Netzspeicher", "serial": "SP2-1", "backup_what": "alle Rechner",
    "backup_to": "Platte im Tresor", "ends": "2099-01-31", "notice_days": 30,
}  # fmt: skip


def test_from_noting_to_a_tested_backup_and_a_case(
    kontor: Kontor, firm_file: Path, tmp_path: Path
) -> None:
    document = tmp_path / "item.json"
    document.write_text(json.dumps(MONITOR), "utf-8")
    made = kontor("it", "add", "--input", document, "--json", file=firm_file).json
    assert kontor("it", "add", "--schema", file=firm_file).json["required"] == ["kind", "name"]
    name = f"tickets:it/{made['item']}"
    plan = kontor("it", "plan", "Netzspeicher", "--kind", "backup", "--months", "3", "--json",
                  file=firm_file).json["plan"]  # fmt: skip
    kontor("it", "plan", name, "--kind", "check", "--text", "Platten", "--months", "12",
           file=firm_file)  # fmt: skip
    done = kontor("it", "backup-tested", "SP2-1", "--day", "2026-01-31", "--json", file=firm_file)
    assert done.json["plan"] == plan
    kontor("it", "checked", name, "--day", "2026-01-15", "--outcome", "failed", "--note", "Lärm",
           file=firm_file)  # fmt: skip
    planned = kontor("it", "plans", "--item", name, "--json", file=firm_file).json
    assert [(one["kind"], one["due"]) for one in planned] == [
        ("check", "2026-01-15"), ("backup", "2026-04-30"),
    ]  # fmt: skip
    ticket = kontor("it", "ticket", name, "--subject", "laut", "--json", file=firm_file).json
    assert [one["id"] for one in kontor("it", "tickets", "--json", file=firm_file).json] == [
        ticket["ticket"]
    ]
    kontor("it", "change", name, "--place", "Lager", file=firm_file)
    shown = kontor("it", "show", name, "--json", file=firm_file).json
    assert (shown["place"], shown["notice_by"]) == ("Lager", "2099-01-01")
    assert [one["outcome"] for one in shown["log"]] == ["ok", "failed"]
    assert len(shown["tickets"]) == 1
    assert "Platten" in kontor("it", "show", name, file=firm_file).out
    kontor("it", "unplan", plan, file=firm_file)
    kontor("it", "retire", name, "--disposal", "verschrottet", file=firm_file)
    assert kontor("it", "list", "--json", file=firm_file).json == []
    assert len(kontor("it", "list", "--retired", "--json", file=firm_file).json) == 1
    kontor("it", "restore", name, file=firm_file)
    assert len(kontor("it", "list", "--kind", "storage", "--json", file=firm_file).json) == 1
    assert kontor("it", "list", "--kind", "pc", "--json", file=firm_file).json == []


def test_what_is_refused_changes_nothing(kontor: Kontor, firm_file: Path) -> None:
    kontor("it", "add", "--kind", "router", "--name", "Router", "--note", "WLAN-Schlüssel: 83746",
           file=firm_file, code=Exit.USAGE)  # fmt: skip
    assert kontor("it", "list", "--json", file=firm_file).json == []
    kontor("it", "add", "--kind", "router", "--name", "Router", file=firm_file)
    assert kontor("it", "checked", "Router", file=firm_file, code=None).err
    assert kontor("it", "show", "Drucker", file=firm_file, code=None).err

"""The floor stands alone: light to import, the same in every country and zone."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import kontor.base

BASE = Path(kontor.base.__file__).parent
MODULES = sorted(
    ".".join(("kontor", "base", *path.relative_to(BASE).with_suffix("").parts)).removesuffix(
        ".__init__"
    )
    for path in BASE.rglob("*.py")
)

READ_EVERYTHING = """
import json
from datetime import UTC, date, datetime
from kontor.base.i18n import use_language
use_language("de")
from kontor.base import dates, numbers, text
today = date(2026, 11, 22)
print(json.dumps([
    numbers.parse_money("1.234,56"), numbers.format_money(-123456), numbers.format_rate(1900),
    numbers.format_quantity(12500), numbers.plain_money(5),
    dates.parse_day("DI", today).isoformat(), dates.parse_day("fri", today).isoformat(),
    dates.parse_period("JULI", today).label, dates.format_day(today, weekday=True),
    dates.format_instant(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)),
    dates.berlin_today(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)).isoformat(),
    text.fold("INGE Iıİ MÜLLER"), text.matches("inge", "INGE"), text.fit("Malerbetrieb", 6),
    text.read_text("Größe".encode("cp1252")), text.safe_file_name("CON.TXT"),
]))
"""


def _run(code: str, **environment: str) -> str:
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))
    }
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={**clean, "PYTHONPATH": str(BASE.parent.parent), **environment},
    )
    return done.stdout


def test_importing_the_floor_loads_the_standard_library_only() -> None:
    code = (
        "import sys\nbefore = set(sys.modules)\n"
        + "\n".join(f"import {name}" for name in MODULES)
        + "\nnew = {name.split('.')[0] for name in set(sys.modules) - before}"
        + "\nprint(sorted(new - set(sys.stdlib_module_names) - {'kontor'}))"
        + "\nprint(sorted(set(sys.modules) & {'sqlite3', 'zoneinfo', 'asyncio', 'logging'}))"
    )
    assert _run(code).splitlines() == ["[]", "[]"]


def test_numbers_days_and_texts_are_the_same_everywhere() -> None:
    places = [
        {"LANG": "de_DE.UTF-8", "TZ": "Europe/Berlin"},
        {"LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8", "TZ": "Pacific/Kiritimati"},
        {"LANG": "C", "TZ": "America/Adak"},
        {"LANG": "en_US.UTF-8", "TZ": "UTC", "PYTHONUTF8": "0"},
    ]
    results = {_run(READ_EVERYTHING, **place) for place in places}
    assert len(results) == 1
    assert "1.234,56" in results.pop()


def test_no_float_and_no_locale_in_the_floor() -> None:
    for path in BASE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant):
                assert not isinstance(node.value, float), path
            if isinstance(node, ast.Name):
                assert node.id != "float", path
            if isinstance(node, ast.Attribute):
                assert node.attr not in {"strftime", "strptime"}, path
            if isinstance(node, ast.Import):
                assert not {alias.name for alias in node.names} & {"locale", "calendar"}, path

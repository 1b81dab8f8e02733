"""The real program around the screen: opening, second window, damage, search, numbers, leaving."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kontor.base.errors import Damaged, NotFound, NotOurs
from kontor.bootstrap import create_store, open_store, usual_file
from kontor.store.backup import backup, default_folder, list_backups
from kontor.store.store import Store
from kontor.tui import run as program
from kontor.tui.onward import Next
from kontor.tui.session import Session
from tests.tui.own import add
from tests.tui.pilot import settle, text

LIGHT = """
import sys
from pathlib import Path
import kontor.tui.run as run
from kontor.bootstrap import open_store
store = open_store(Path(sys.argv[1]))
run.make_app(store)
heavy = {"sqlmodel", "sqlalchemy", "pydantic", "rapidfuzz", "schwifty", "phonenumbers"}
print(sorted(heavy & set(sys.modules)))
store.close()
"""


class Scripted:
    """Stands in for the running app: does what a test says instead of showing a screen."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *scripts: object) -> None:
        self.apps: list[Session] = []
        scripts_ = iter(scripts)

        def run(app: Session) -> int:
            self.apps.append(app)
            script = next(scripts_)
            if callable(script):
                script(app)
            return 0

        monkeypatch.setattr(Session, "run", run)


def test_the_first_frame_needs_no_models(books_file: Path) -> None:
    out = subprocess.run(
        [sys.executable, "-c", LIGHT, str(books_file)], capture_output=True, text=True, check=True
    )
    assert out.stdout.strip() == "[]"


def test_changes_are_backed_up_at_the_end_once(
    books_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Scripted(monkeypatch, lambda app: add(app.store, kind="firm", name="Neu"), None)
    assert program.run(books_file) == 0
    assert len(list_backups(default_folder(books_file))) == 1
    assert program.run(books_file) == 0
    assert len(list_backups(default_folder(books_file))) == 1


def test_a_second_window_only_reads(books_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = Scripted(monkeypatch, None)
    child = subprocess.Popen(
        [sys.executable, "-c",
         "import sys;from pathlib import Path;from kontor.bootstrap import open_store;"
         "s=open_store(Path(sys.argv[1]));print('open',flush=True);sys.stdin.read()",
         str(books_file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdout is not None and child.stdin is not None
    assert "open" in child.stdout.readline()
    try:
        assert program.run(books_file) == 0
    finally:
        child.communicate()
    (app,) = seen.apps
    assert app.store.read_only and "liest nur" in app._news


async def test_the_banner_of_a_reading_window(books_file: Path) -> None:
    with open_store(books_file, write=False) as store:
        app = program.make_app(store)
        async with app.run_test(size=(120, 40), notifications=True) as pilot:
            await settle(pilot, 0.3)
            assert "nur lesen" in text(app)


def test_what_is_not_ours_is_refused_and_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "brief.kontor"
    other.write_bytes(b"Sehr geehrte Damen und Herren" * 20)
    with pytest.raises(NotOurs):
        program.run(other)
    assert other.read_bytes().startswith(b"Sehr geehrte")
    with pytest.raises(NotFound):
        program.run(tmp_path / "gibt" / "es.kontor")


def test_a_damaged_file_names_the_newest_backup(books_file: Path) -> None:
    with open_store(books_file) as store:
        made = backup(store)
    whole = books_file.read_bytes()
    books_file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Damaged) as caught:
        program.run(books_file)
    assert made.name in caught.value.advice
    assert books_file.read_bytes() == whole[: len(whole) // 2]


def test_a_new_file_that_nothing_was_typed_into_is_not_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = Scripted(monkeypatch, None)
    assert program.run(tmp_path / "neu.kontor") == 0
    assert [spec.id for spec in seen.apps[0].areas] == ["wizard"]
    assert list(tmp_path.iterdir()) == []


def test_without_a_file_it_begins_in_the_usual_place(monkeypatch: pytest.MonkeyPatch) -> None:
    Scripted(
        monkeypatch, lambda app: app.wiring.drafts.save("desk.wizard", {"pages": {"firm": {}}})
    )
    assert program.run(usual_file()) == 0
    assert usual_file().exists()  # the draft is kept for the next start


def test_one_file_leads_to_the_next(
    books_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "andere.kontor"
    create_store(other).close()
    said: list[str] = []

    def leave(app: Session) -> None:
        app.next = Next(other, job=lambda: said.append("closed") or "Fertig.")

    seen = Scripted(monkeypatch, leave, lambda app: said.append(app._news))
    assert program.run(books_file) == 0
    assert [app.store.path.name for app in seen.apps] == [books_file.name, "andere.kontor"]
    assert said == ["closed", "Fertig."]


def test_search_is_grouped_and_numbers_lead_to_records(books: Store) -> None:
    one = add(
        books, kind="firm", name="Überbau Ähren", roles=[{"role": "customer", "number": "10500"}]
    )
    hits = program.search(books, "ueberbau")
    assert [(hit.target, hit.group) for hit in hits] == [(f"contacts:{one}", "Contacts")]
    assert program.number(books, "10500") == f"contacts:{one}"
    for odd in ("", "#", "99999999999999999999", "'; DROP", "\ud800", "RE-1"):
        assert program.number(books, odd) is None

"""The screen on a file (`kontor open`): opens it, runs the app, goes on to the next file."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from kontor import bootstrap
from kontor.base import i18n
from kontor.base.dates import berlin_today, format_day
from kontor.base.errors import Damaged, KontorError, Locked, NotFound
from kontor.base.i18n import N_, _
from kontor.tui.areas import areas, first_areas
from kontor.tui.drafts import StoreDrafts
from kontor.tui.onward import Next
from kontor.tui.protocols import Hit
from kontor.tui.wiring import Wiring

if TYPE_CHECKING:
    import sqlite3

    from kontor.store.store import Store
    from kontor.tui.session import Session

# what the first frame is made of; the slowest part of a start, and it needs no file
_FIRST_FRAME = ("kontor.tui.session", "kontor.tui.screens.today.screen")

_AREAS = {
    "contacts": N_("Contacts"), "company": N_("Firm"), "ledger": N_("Books"),
    "banking": N_("Bank"), "sales": N_("Orders"), "documents": N_("Documents"),
    "receipts": N_("Receipts"), "receivables": N_("Reminders"),
    "acquisition": N_("Acquisition"), "calendar": N_("Appointments"), "tickets": N_("Cases"),
}  # fmt: skip
_NUMBERS = (
    "SELECT 'contacts:' || contact FROM contact_role WHERE number = ?1",
    "SELECT 'sales:' || id FROM sales_document WHERE number = ?1 COLLATE NOCASE"
    " ORDER BY version DESC, id DESC",
    "SELECT 'tickets:' || id FROM ticket WHERE number = ?1 COLLATE NOCASE",
    "SELECT 'item:' || id FROM item WHERE document = ?1 COLLATE NOCASE ORDER BY id DESC",
    "SELECT 'ledger:' || id FROM entry WHERE document = ?1 COLLATE NOCASE ORDER BY id DESC",
    "SELECT 'ledger:' || entry FROM seal WHERE number = CAST(ltrim(?1, '#') AS INTEGER)",
)
_TAIL = (
    "SELECT 'sales:' || id FROM sales_document WHERE number LIKE '%-' || ?1"
    " ORDER BY day DESC, id DESC",
    "SELECT 'item:' || id FROM item WHERE document LIKE '%-' || ?1 ORDER BY day DESC, id DESC",
    "SELECT 'ledger:' || id FROM entry WHERE document LIKE '%-' || ?1"
    " ORDER BY booked DESC, id DESC",
)


def run(path: str | Path, *, language: str | None = None) -> int:
    """Open the screen on a file until it is closed; gives the exit code.

    A file that is not there begins with the first-run wizard. Errors that forbid opening come out
    as `KontorError`, for the one presenter of the caller.
    """
    what: Next | None = Next(Path(path).expanduser())
    news, code = "", 0
    while what is not None:
        if what.job is not None:
            news = what.job()
        language = what.language or language
        code, what = _one_file(what, language or "", news)
        news = ""
    return code


def _one_file(what: Next, language: str, news: str) -> tuple[int, Next | None]:
    """One file from opening to closing."""
    fresh = not what.path.exists()
    screens = Thread(target=_load_screens, name="screens", daemon=True)
    screens.start()
    store, locked = _open(what.path, fresh=fresh)
    try:
        with store.read() as con:
            firm = _has_firm(con)
            _speak(bootstrap.file_language(con), language)
        screens.join()
        app = make_app(store, firm_there=firm, news=news or locked)
        if what.view:
            app.begin_with(what.view)
        code = app.run() or app.return_code or 0
        _keep_screen(app)
        _leave(store, fresh=fresh)
    finally:
        store.close()
    if fresh:
        _tidy(what.path)
    if firm and app.next is None:
        bootstrap.remember(what.path)
    return code, app.next


def _load_screens() -> None:
    """In a thread while the file opens; what fails here fails again where it is told."""
    with suppress(ImportError):
        for name in _FIRST_FRAME:
            import_module(name)


def _open(path: Path, *, fresh: bool) -> tuple[Store, str]:
    """The file for writing, or for reading when another instance writes; with what to tell."""
    if fresh:
        if path != bootstrap.usual_file() and not path.parent.is_dir():
            raise NotFound(N_("There is no folder “{path}”."), path=path.parent)
        return bootstrap.create_store(path), ""
    try:
        return bootstrap.open_store(path), ""
    except Locked as error:
        store = bootstrap.open_store(path, write=False)
        return store, f"{error} " + _("This window only reads.")
    except Damaged as error:
        raise _with_backup(error, path) from error


def _with_backup(error: Damaged, path: Path) -> KontorError:
    """The same error, with the newest backup by name."""
    from kontor.store.backup import default_folder, list_backups

    with suppress(OSError):
        found = list_backups(default_folder(path))
        if found:
            return Damaged(
                N_("“{path}” cannot be opened. {reason}"), path=path, reason=str(error),
                hint=N_("It stays as it is. Newest backup: kontor --file {path} restore {copy}"),
                copy=found[0].path,
            )  # fmt: skip
    return error


def _has_firm(con: sqlite3.Connection) -> bool:
    return con.execute("SELECT 1 FROM firm").fetchone() is not None


def _speak(wanted: str, language: str) -> None:
    if language in i18n.LANGUAGES:
        i18n.use_language(language)
    elif wanted in i18n.LANGUAGES:
        i18n.use_language(wanted)


def make_app(store: Store, *, firm_there: bool = True, news: str = "") -> Session:
    """The app over an open file, with everything it needs from outside."""
    from kontor.tui import keymap
    from kontor.tui.session import Session

    folder = bootstrap.state_folder()
    keys_file = folder / "keys.toml"
    try:
        own = keymap.read(keys_file)
    except KontorError as error:
        own, news = {}, "\n".join(part for part in (news, str(error)) if part)
    kept = _kept_screen(folder)
    wiring = Wiring(
        store=store, areas=areas() if firm_there else first_areas(), drafts=StoreDrafts(store),
        today=berlin_today, firm=lambda: _firm_name(store),
        search=lambda typed: search(store, typed),
        number=lambda typed: number(store, typed), reports=folder / "reports",
        folder=_exports(store.path), keymap=own, theme=kept, saved=lambda: _last_number(store),
        quiet=bool(os.environ.get("KONTOR_QUIET")), ahead=True,
    )  # fmt: skip
    return Session(wiring, keys=keys_file, news=news)


def _firm_name(store: Store) -> str:
    with store.read() as con:
        row = con.execute("SELECT name FROM firm ORDER BY id LIMIT 1").fetchone()
    return str(row[0]) if row else ""


def _last_number(store: Store) -> str:
    with suppress(KontorError), store.read() as con:
        row = con.execute("SELECT max(id) FROM step WHERE hash IS NOT NULL").fetchone()
        return _("step {step}").format(step=row[0]) if row and row[0] else ""
    return ""


def _exports(path: Path) -> Path:
    for name in ("Dokumente", "Documents"):
        if (Path.home() / name).is_dir():
            return Path.home() / name
    return path.resolve().parent


def search(store: Store, typed: str) -> Sequence[Hit]:
    """Everything that is found, grouped by area; for a thread."""
    from kontor.store.search import search as find

    with store.read() as con:
        found = find(con, typed, limit=60)
    order = list(_AREAS)
    found.sort(key=lambda hit: order.index(hit.area) if hit.area in order else len(order))
    return [Hit(hit.ref, _title(hit.title), "", _AREAS.get(hit.area, hit.area)) for hit in found]


def _title(title: str) -> str:
    """A title as people read it: the day in front as they write days."""
    day, _blank, rest = title.partition(" ")
    try:
        return f"{format_day(date.fromisoformat(day))} {rest}" if len(day) == 10 else title
    except ValueError:
        return title


def number(store: Store, typed: str) -> str | None:
    """The record with this number: account, document, journal number, or the end of a document."""
    text = typed.strip()[:60].encode("utf-8", "ignore").decode()
    bare = text.lstrip("#")
    with store.read() as con:
        for sql in _NUMBERS:
            if "seal" in sql and not (bare.isascii() and bare.isdigit()):
                continue
            if row := con.execute(sql, (text,)).fetchone():
                return str(row[0])
        digits = bare.rpartition("-")[2]
        if digits.isascii() and digits.isdigit():
            for sql in _TAIL:
                for size in dict.fromkeys((len(digits), 4, 5)):
                    if row := con.execute(sql, (digits.zfill(size),)).fetchone():
                        return str(row[0])
    return None


# what stays on this computer


def _kept_screen(folder: Path) -> str:
    from kontor.tui.themes import DARK, ORDER

    try:
        theme = json.loads((folder / "screen.json").read_text("utf-8")).get("theme", DARK)
    except (OSError, ValueError, AttributeError):
        return DARK
    return theme if theme in ORDER else DARK


def _keep_screen(app: Session) -> None:
    """Remember the colours; not being able to is no reason to complain."""
    folder = bootstrap.state_folder()
    said: dict[str, Any] = {"theme": app.theme}
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / "screen.json").write_text(json.dumps(said), "utf-8")


def _leave(store: Store, *, fresh: bool) -> None:
    """The backup at the end, when something was changed since the last one."""
    from kontor.desk.safety import save
    from kontor.store.backup import default_folder, list_backups

    if store.read_only:
        return
    with store.read() as con:
        (step,) = con.execute("SELECT ifnull(max(id), 0) FROM step").fetchone()
        there = _has_firm(con)
    known = list_backups(default_folder(store.path))
    if not there or (known and known[0].step >= step):
        return
    try:
        trouble = save(store, berlin_today()).trouble
    except KontorError as error:
        trouble = f"{error} {error.advice}".strip()
    if trouble:
        sys.stderr.write(trouble + "\n")


def _tidy(path: Path) -> None:
    """A new file that nothing was typed into is not left behind."""
    from kontor.store.connection import READER, connect

    con = connect(path, READER)
    try:
        (rows,) = con.execute(
            "SELECT (SELECT count(*) FROM firm) + (SELECT count(*) FROM bulk_draft)"
        ).fetchone()
    finally:
        con.close()
    if not rows:
        for name in (path.name, f"{path.name}.seal", f"{path.name}.lock"):
            path.with_name(name).unlink(missing_ok=True)

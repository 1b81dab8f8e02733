"""The only wiring (Verdrahtung): opens the file with the doors and listeners of all areas.

Reading stays light: doors are loaded when something asks them, listeners only for writing.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from kontor.base.i18n import LANGUAGES

if TYPE_CHECKING:
    import sqlite3

    from kontor.store.doors import Door
    from kontor.store.store import Store

AREAS = (
    "company",
    "contacts",
    "documents",
    "ledger",
    "calendar",
    "sales",
    "receipts",
    "banking",
    "receivables",
    "acquisition",
    "tickets",
)
_LAST = "last-file"


def doors() -> tuple[Door, ...]:
    """The doors of all areas, lowest floor first."""
    return tuple(import_module(f"kontor.{area}.doors").DOOR for area in AREAS)


def open_store(path: Path, *, write: bool = True, with_doors: bool = True) -> Store:
    """Open an existing file.

    Args:
        path: the file.
        write: as the one writing instance, otherwise for reading only.
        with_doors: without them search, due things and checks are not available, but a report
            starts sooner.
    """
    from kontor.store.store import Store

    store = Store.open(path, write=write, doors=doors if write or with_doors else ())
    if write:
        store.before_steps(partial(listen, store))
    return store


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """One read transaction for a report: the same refusals as opening, without its machinery.

    What is not plain - a file that is open here already, or left behind by a crash - takes the way
    of the store.
    """
    from kontor.store.connection import READER, connect
    from kontor.store.faults import told
    from kontor.store.header import HELD, check_ours, check_state, read_header
    from kontor.store.version import top

    plain = path.is_file() and not _left_behind(path) and not HELD.has(path)
    if not plain:
        with open_store(path, write=False, with_doors=False) as store, store.read() as con:
            yield con
        return
    with told():
        header = read_header(path)
        check_ours(path, header)
        check_state(path, header, top(), write=False)
        con = connect(path, READER)
        try:
            con.execute("BEGIN")
            yield con
        finally:
            con.close()


def file_language(con: sqlite3.Connection) -> str:
    """The language that a file asks for; empty when it leaves that to the system.

    Plain SQL, because loading the firm's queries takes longer than most reports.
    """
    row = con.execute(
        "SELECT value FROM setting WHERE name='language' AND valid_from<=date('now','localtime')"
        " ORDER BY valid_from DESC LIMIT 1"
    ).fetchone()
    return str(row[0]) if row and row[0] in LANGUAGES else ""


def _left_behind(path: Path) -> bool:
    return any(Path(f"{path}{ending}").exists() for ending in ("-journal", "-wal"))


def create_store(path: Path) -> Store:
    """Make a new file and open it for writing; an existing one is never touched."""
    from kontor.store.store import Store

    path.parent.mkdir(parents=True, exist_ok=True)
    store = Store.create(path, doors=doors)
    store.before_steps(partial(listen, store))
    return store


def listen(store: Store) -> None:
    """Register who listens to whose events; they work in the same transaction."""
    from kontor.acquisition.kinds import VisitAgreed
    from kontor.acquisition.listeners import follow_deal
    from kontor.banking.kinds import CollectAsked
    from kontor.calendar.kinds.appointments import AppointmentChanged
    from kontor.company.kinds import SettingChanged
    from kontor.contacts.kinds import ContactRenamed
    from kontor.desk.listeners import (
        ask_dispute,
        ask_limit,
        follow_visit,
        free_bank_lines,
        free_receipts,
        guard_setting,
        keep_visit,
        rename_accounts,
    )
    from kontor.ledger.kinds import EntriesGone
    from kontor.sales.kinds import DealMoved, DocumentIssued, DraftDropped, LimitAsked
    from kontor.tickets.kinds import TicketMoved
    from kontor.tickets.listeners import (
        follow_appointment,
        follow_case,
        follow_draft,
        follow_invoice,
    )

    store.on(SettingChanged, guard_setting)
    store.on(ContactRenamed, rename_accounts)
    store.on(EntriesGone, free_bank_lines)
    store.on(EntriesGone, free_receipts)
    store.on(DealMoved, follow_deal)
    store.on(VisitAgreed, keep_visit)
    store.on(AppointmentChanged, follow_visit)
    store.on(AppointmentChanged, follow_appointment)
    store.on(CollectAsked, ask_dispute)
    store.on(DraftDropped, follow_draft)
    store.on(DocumentIssued, follow_invoice)
    store.on(TicketMoved, follow_case)
    store.on(LimitAsked, partial(ask_limit, who=login_name()))


def login_name() -> str:
    """Who is logged in at this computer; nothing where the system does not say."""
    for name in ("LOGNAME", "USER", "USERNAME"):
        if found := os.environ.get(name, "").strip():
            return found[:60]
    return ""


def state_folder() -> Path:
    """Where this computer remembers what belongs to no file: last file, reports of mistakes."""
    if sys.platform == "win32":  # pragma: no cover
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData/Local")) / "kontor"
    if sys.platform == "darwin":  # pragma: no cover
        return Path.home() / "Library" / "Application Support" / "kontor"
    base = os.environ.get("XDG_STATE_HOME", "")
    return (Path(base) if base else Path.home() / ".local" / "state") / "kontor"


def default_file() -> Path:
    """The file to work with when none is named: KONTOR_FILE, the last one, or the usual place."""
    if named := os.environ.get("KONTOR_FILE", ""):
        return Path(named).expanduser()
    try:
        last = Path((state_folder() / _LAST).read_text("utf-8").strip())
        if last.is_absolute() and last.exists():
            return last
    except (OSError, UnicodeError):
        pass  # nothing remembered: the usual place is right
    return usual_file()


def usual_file() -> Path:
    """Where a first file goes."""
    return Path.home() / "Kontor" / "kontor.kontor"


def remember(path: Path) -> None:
    """Keep the file as the one to open next time; not being able to is no reason to stop."""
    try:
        folder = state_folder()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / _LAST).write_text(str(path.absolute()), "utf-8")
    except OSError:
        return

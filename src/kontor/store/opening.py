"""Opening, creating and closing a file, in a fixed order that never harms what it finds."""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kontor.base.errors import Finding, Locked, NotFound, ReadOnly, Refused, Severity
from kontor.base.i18n import N_
from kontor.store import journal, place, sealfile
from kontor.store.connection import READER, WRITER, Connection, connect
from kontor.store.events import insert_event
from kontor.store.faults import name, told, translate
from kontor.store.header import HELD, Header, check_ours, check_state, read_header
from kontor.store.lock import FileLock
from kontor.store.proof import verify_tail
from kontor.store.schema import build, expected_fingerprint, fingerprint, sources
from kontor.store.version import APPLICATION_ID, Schema, top

OLDEST_SQLITE = (3, 38, 0)
QUICK_CHECK_UP_TO = 256 * 1024 * 1024
DEEP_EVERY = timedelta(days=7)
CLOCK_SLACK = timedelta(minutes=5)
FULL = N_("The disk is full.")
READING = N_("The file is open for reading only.")
_SAFE = (*WRITER, "trusted_schema=OFF")


@dataclass
class Opened:
    """What opening gives: the writing connection, or the reason why there is none.

    `deep_due` is why a deep check should run soon (`crash`, `changed`, `weekly`), empty if not.
    """

    path: Path
    schema: Schema
    con: Connection | None = None
    read_only_reason: str = ""
    deep_due: str = ""
    findings: list[Finding] = field(default_factory=list)
    seal: sealfile.Seal | None = None
    lock: FileLock | None = None
    identity: tuple[int, int] | None = None
    head: tuple[int, str] = (0, "")
    search_due: bool = False

    def abandon(self) -> None:
        """Close everything without a seal: the next opening looks closely."""
        if self.con:
            self.con.close()
        if self.identity:
            HELD.remove(self.identity)
            self.identity = None
        if self.lock:
            self.lock.release()
            self.lock = None

    def close(self, con: Connection | None) -> None:
        """Leave one file with its seal; `con` is the writing connection as it is now."""
        clean = False
        try:
            if con:
                clean = _close_clean(con, self)
        finally:
            moved = not self.same_file()
            self.con = None
            if self.identity:
                HELD.remove(self.identity)
                self.identity = None
            if clean and not moved and not HELD.has(self.path):
                self._write_seal()
            if self.lock:
                self.lock.release()
                self.lock = None

    def checked(self) -> None:
        """A deep check found nothing: the next one is due in a week."""
        self.deep_due = ""
        self.seal = (self.seal or sealfile.Seal(""))._replace(checked=_text(datetime.now(UTC)))

    def same_file(self) -> bool:
        """Whether the path still leads to the file that was opened."""
        try:
            found = self.path.stat()
        except OSError:
            return False
        return self.identity is None or (found.st_dev, found.st_ino) == self.identity

    def _write_seal(self) -> None:
        """Without it, on a full disk for instance, the next opening looks closely."""
        with suppress(OSError):
            seal = sealfile.measure(self.path, known=self.seal)
            before = self.seal or seal
            sealfile.write(
                self.path,
                seal._replace(
                    step=self.head[0],
                    head=self.head[1],
                    checked=before.checked,
                    sources=before.sources,
                    rules=before.rules,
                    told=tuple(sorted({*before.told, *(f.code for f in self.findings)})),
                ),
            )


def create_file(path: Path, schema: Schema) -> None:
    """Make a new file with the newest schema; an existing one is refused, a half one removed."""
    _check_sqlite()
    with told():
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        except FileExistsError as error:
            raise Refused(N_("“{path}” exists already."), path=path) from error
        except FileNotFoundError as error:
            raise NotFound(N_("There is no folder “{path}”."), path=path.parent) from error
        try:
            _fill(path, schema)
        except BaseException:
            path.unlink(missing_ok=True)
            path.with_name(path.name + "-journal").unlink(missing_ok=True)
            raise


def open_file(path: Path, *, write: bool, schema: Schema) -> Opened:
    """Open an existing file; see the functions below for each step of the order."""
    _check_sqlite()
    with told():
        if not path.exists():
            raise NotFound(
                N_("There is no file “{path}”."),
                hint=N_("Check the name, or create a new file."),
                path=path,
            )
        opened = Opened(path.resolve(), schema)
        try:
            if write:
                _lock(opened)
            _look(opened, write=write)
            if opened.lock:
                _connect(opened)
            return opened
        except BaseException:
            opened.abandon()
            raise


def _check_sqlite() -> None:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise Refused(
            N_("This Python brings SQLite {found}; Kontor needs at least {needed}."),
            hint=N_("Install a newer Python."),
            found=sqlite3.sqlite_version,
            needed=".".join(map(str, OLDEST_SQLITE)),
        )


def _fill(path: Path, schema: Schema) -> None:
    con = connect(path, (*WRITER, "trusted_schema=ON", "journal_mode=TRUNCATE"))
    try:
        con.execute("BEGIN IMMEDIATE")
        build(con, schema)
        label = N_("File created")
        step = journal.open_step(con, label, "store.create", kind="migration")
        insert_event(con, "created", label, {"version": top(schema)})
        journal.seal(con, step)
        con.execute(f"PRAGMA application_id={APPLICATION_ID}")
        con.execute(f"PRAGMA user_version={top(schema)}")
        con.execute("COMMIT")
        con.execute("PRAGMA journal_mode=DELETE")
        head = _head(con)
    finally:
        con.close()
    seal = sealfile.measure(path)._replace(step=head[0], head=head[1], checked=journal.now())
    sealfile.write(path, seal)


def _lock(opened: Opened) -> None:
    try:
        opened.lock = FileLock(opened.path)
    except ReadOnly as error:
        opened.read_only_reason = error.message
    except OSError as error:
        if not opened.path.parent.exists():
            raise
        full = error.errno == errno.ENOSPC
        opened.read_only_reason = FULL if full else N_("The folder of the file cannot be written.")


def _look(opened: Opened, *, write: bool) -> None:
    """Everything that can be seen before SQLite opens the file."""
    path = opened.path
    opened.findings.extend(place.findings(path))
    hot = _size(path, "-journal") > 0 or _size(path, "-wal") > 0
    if not HELD.has(path):
        header = read_header(path)
        check_ours(path, header)
        if hot:  # the header may be of a step that SQLite takes back
            with closing(connect(path, READER)) as con:
                header = header._replace(version=_version(con), size_said=0)
        check_state(path, header, top(opened.schema), write=write)
        _side_files(opened, header)
        if opened.lock:
            _compare_seal(opened, hot=hot)
    opened.identity = HELD.add(path)
    if not opened.lock and not opened.read_only_reason:
        opened.read_only_reason = READING


def _version(con: Connection) -> int:
    (version,) = con.execute("PRAGMA user_version").fetchone()
    return int(version)


def _side_files(opened: Opened, header: Header) -> None:
    if not header.wal and _size(opened.path, "-wal") > 0:
        message = N_("Beside the file lies a left-over file ({name}) of another program.")
        side = opened.path.name + "-wal"
        opened.findings.append(_warning("P07", opened.path, message, name=side))


def _compare_seal(opened: Opened, *, hot: bool) -> None:
    opened.seal = seal = sealfile.read(opened.path)
    told_before = seal.told if seal else ()
    opened.findings = [
        f._replace(severity=Severity.NOTE) if f.code in told_before else f for f in opened.findings
    ]
    if seal is None or seal.state == sealfile.OPEN or hot:
        opened.deep_due = "crash"
    elif not sealfile.matches(opened.path, seal):
        opened.deep_due = "changed"
    elif seal.checked < _text(datetime.now(UTC) - DEEP_EVERY):
        opened.deep_due = "weekly"


def _connect(opened: Opened) -> None:
    """Open for writing; what forbids writing but not reading becomes read-only mode."""
    opened.con = connect(opened.path, _SAFE)
    reason = _writable(opened.con)
    if not reason and _version(opened.con) < top(opened.schema):
        reason = _mark_open(opened) or _update(opened)
    if not reason and not _rules_hold(opened, opened.con):
        reason = N_("The rules inside the file were changed by another program.")
        remedy = N_("Run “kontor check”, then “kontor repair”, or restore a backup.")
        opened.findings.append(Finding("V05", opened.path.name, reason, remedy))
    if not reason:
        opened.con.execute("PRAGMA trusted_schema=ON")
        reason = _quick_check(opened, opened.con) or _mark_open(opened)
    if reason:
        _only_read(opened, reason)
    else:
        _settle(opened, opened.con)
        opened.head = _head(opened.con)


def _rules_hold(opened: Opened, con: Connection) -> bool:
    """Whether schema and guards in the file are the ones of this program.

    The seal of a file that nobody else touched may know what to expect; it is only believed when
    that is what is there.
    """
    found, made_from = fingerprint(con), sources(opened.schema)
    seal = opened.seal or sealfile.Seal("")
    known = opened.deep_due not in {"crash", "changed"}
    if known and (seal.sources, seal.rules) == (made_from, found):
        return True
    if found != expected_fingerprint(opened.schema):
        return False
    opened.seal = seal._replace(sources=made_from, rules=found)
    return True


def _writable(con: Connection) -> str:
    """Why the file cannot be written; empty if it can."""
    try:
        _prove_writable(con)
    except sqlite3.Error as error:
        code = name(error)
        if code.startswith("SQLITE_BUSY"):
            raise translate(error) from error
        if code == "SQLITE_FULL":
            return FULL
        if not code.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
            raise
        return N_("The file or its folder cannot be written.")
    return ""


def _mark_open(opened: Opened) -> str:
    """The crash mark, before anything is written; the reason why it cannot be made."""
    mark = (opened.seal or sealfile.Seal(""))._replace(state=sealfile.OPEN)
    try:
        sealfile.write(opened.path, mark)
    except OSError as error:
        full = error.errno == errno.ENOSPC
        return FULL if full else N_("The folder of the file cannot be written.")
    return ""


def _update(opened: Opened) -> str:
    from kontor.store.migrate import migrate_file

    if opened.con:
        opened.con.close()
    migrate_file(opened.path, opened.schema)
    opened.search_due = True
    opened.con = connect(opened.path, _SAFE)
    return _writable(opened.con)


def _prove_writable(con: Connection) -> None:
    version = _version(con)
    con.execute("BEGIN IMMEDIATE")  # alone it would also succeed on a file without write access
    try:
        con.execute(f"PRAGMA user_version={version}")
    finally:
        if con.in_transaction:  # after some errors SQLite has ended it by itself
            con.execute("ROLLBACK")
    (mode,) = con.execute("PRAGMA journal_mode=TRUNCATE").fetchone()
    if mode != "truncate":
        raise Locked(
            N_("Another program is using the file. Nothing was changed."),
            hint=N_("Close the other program or wait a moment, then try again."),
        )


def _only_read(opened: Opened, reason: str) -> None:
    if opened.con:
        with suppress(sqlite3.Error):
            opened.con.execute("PRAGMA journal_mode=DELETE")
        opened.con.close()
        opened.con = None
    if opened.lock:
        opened.lock.release()
        opened.lock = None
    opened.read_only_reason = reason


def record_foreign(con: Connection, path: Path) -> list[Finding]:
    """What another program wrote meanwhile: an event, and findings about the newest steps."""
    found = list(verify_tail(con))
    _record_foreign(con)
    message = N_("The file was changed by another program while it was open.")
    return [*found, _warning("P09", path, message)]


def _quick_check(opened: Opened, con: Connection) -> str:
    """After an end that was no clean one: a damaged file is not written to."""
    size = opened.path.stat().st_size
    if opened.deep_due not in {"crash", "changed"} or size > QUICK_CHECK_UP_TO:
        return ""
    for (problem,) in con.execute("PRAGMA quick_check(10)").fetchall():
        if problem != "ok":
            message = N_("The file is damaged: {reason}.")
            remedy = N_("Restore the newest good backup; the file is kept beside it.")
            values = (("reason", problem),)
            opened.findings.append(Finding("V03", opened.path.name, message, remedy, values=values))
            opened.read_only_reason = N_("The file is damaged.")
    return opened.read_only_reason


def _settle(opened: Opened, con: Connection) -> None:
    """Put on record what others did since the last clean end."""
    path = opened.path
    opened.findings.extend(verify_tail(con))
    seal = opened.seal
    if seal and seal.step and not _knows(con, seal.step, seal.head):
        message = N_("Steps that were finished before are missing or were replaced.")
        remedy = N_("Compare with the newest backup before you go on.")
        opened.findings.append(Finding("V16", path.name, message, remedy))
        opened.deep_due = "changed"
    if opened.deep_due == "changed" or _left_open(con):
        _record_foreign(con)
        opened.search_due = True
        message = N_("The file was changed by another program since Kontor closed it.")
        opened.findings.append(_warning("P09", path, message))
    _check_clock(opened, con)


def _record_foreign(con: Connection) -> None:
    """Write an event; a step that another program left open is closed under its true name."""
    label = N_("Changed by another program")
    con.execute("BEGIN IMMEDIATE")
    try:
        if _left_open(con):
            (step,) = con.execute("SELECT max(id) FROM step").fetchone()
            con.execute(
                "UPDATE step SET label=?,command='foreign',final=? WHERE id=?",
                (label, N_("another program made it"), step),
            )
        else:
            step = journal.open_step(con, label, "auto.foreign", final=N_("it is on record"))
        insert_event(con, "foreign", label, {})
        journal.seal(con, step)
        con.execute("COMMIT")
    except BaseException:
        if con.in_transaction:
            con.execute("ROLLBACK")
        raise


def _left_open(con: Connection) -> bool:
    return bool(con.execute("SELECT 1 FROM step WHERE hash IS NULL").fetchone())


def _check_clock(opened: Opened, con: Connection) -> None:
    (last,) = con.execute("SELECT at FROM step ORDER BY id DESC LIMIT 1").fetchone() or ("",)
    if last > _text(datetime.now(UTC) + CLOCK_SLACK):
        message = N_("The clock of this computer is behind the last work in the file ({at}).")
        opened.findings.append(_warning("P10", opened.path, message, at=last[:16]))


def _close_clean(con: Connection, opened: Opened) -> bool:
    try:
        opened.head = _head(con)
        con.execute("PRAGMA journal_mode=DELETE")
        return True
    except sqlite3.Error:
        return False  # the file is gone or another program reads; the missing seal tells it
    finally:
        con.close()


def _head(con: Connection) -> tuple[int, str]:
    row = con.execute("SELECT id,hash FROM step WHERE hash NOT NULL ORDER BY id DESC LIMIT 1")
    step, value = row.fetchone() or (0, "")
    return int(step), str(value)


def _knows(con: Connection, step: int, head: str) -> bool:
    row = con.execute("SELECT hash FROM step WHERE id=?", (step,)).fetchone()
    return row is not None and row[0] == head


def _size(path: Path, suffix: str) -> int:
    side = path.with_name(path.name + suffix)
    return side.stat().st_size if side.exists() else 0


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _warning(code: str, path: Path, message: str, **values: object) -> Finding:
    return Finding(
        code, path.name, message, "", Severity.WARNING, (("path", path), *values.items())
    )

"""Taking files in (Eingang): read outside the transaction, stored one file per step.

A file that is there already is never stored twice, so a run that was broken off is simply repeated.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kontor.base.dates import berlin_today
from kontor.base.errors import Finding, KontorError, Refused, Severity
from kontor.base.i18n import N_
from kontor.base.text import safe_file_name
from kontor.company import queries as company
from kontor.receipts.kinds import Form, Reading, Source, State
from kontor.receipts.model import ReceiptLine, ReceiptTable, ReceiptVat
from kontor.receipts.queries import records
from kontor.receipts.queries.inbox import inbox_folder
from kontor.receipts.queries.suppliers import supplier_of
from kontor.receipts.reading import SIZE_LIMIT, Own, read_file
from kontor.receipts.reading.published import Published, published
from kontor.receipts.reading.sniff import has_end
from kontor.receipts.rules.doubles import Double, find_double, supplier_key
from kontor.receipts.rules.keeping import term
from kontor.store.blobs import put_blob
from kontor.store.unit import Unit, use_case

if TYPE_CHECKING:
    import sqlite3

    from kontor.store.store import Store

_SKIPPED = (".part", ".tmp", ".crdownload", ".download", ".partial", ".icloud")
_QUIET = 5  # seconds a file must lie still before it is taken from the inbox
_DAY = 86_400
_HEAD, _TAIL = 16, 1_024
_DEPTH = 3  # mails in mails
_FILES = 5_000  # of a folder, in one run


class File(NamedTuple):
    """A file that waits to be taken in."""

    name: str
    content: bytes
    source: Source
    parent: int | None = None


class Run(NamedTuple):
    """What holds for all files of one run."""

    own: Own
    at: datetime
    source: Source
    rules: Published | None


class Taken(NamedTuple):
    """What became of a file: a new receipt, one that was there, or a refusal.

    Attributes:
        name: of the file.
        receipt: its id; None when it was refused.
        new: whether it was stored now.
        state: of the receipt.
        double: the stored receipt that it repeats, or resembles.
        findings: of the reading.
        refusal: why it was not taken.
    """

    name: str
    receipt: int | None = None
    new: bool = False
    state: State | None = None
    double: int | None = None
    findings: tuple[Finding, ...] = ()
    refusal: KontorError | None = None


def import_files(
    store: Store,
    paths: Iterable[Path],
    at: datetime,
    *,
    source: Source = Source.IMPORT,
    official: bool | None = None,
    progress: Callable[[Taken], bool] | None = None,
) -> list[Taken]:
    """Take files, and the files of folders, in; each in a step of its own.

    Args:
        store: the open file.
        paths: files and folders.
        at: the instant of arrival.
        source: where they come from.
        official: ask the published rules as well; by itself when the extra is installed.
        progress: told after each file; False stops.
    """
    done: list[Taken] = []
    with published(official) as rules:
        run = Run(_own(store), at, source, rules)
        for path in _files(paths):
            for taken in _import_path(store, path, run):
                done.append(taken)
                if progress and not progress(taken):
                    return done
    return done


def import_inbox(store: Store, at: datetime, *, official: bool | None = None) -> list[Taken]:
    """Take in what is new in the inbox folder of the settings; nothing when none is set.

    Files stay where they are: another program may keep the folder in step with a phone. What still
    changes waits for the next time.
    """
    with store.read() as con:
        folder = inbox_folder(con, berlin_today(at))
    if folder is None or not folder.is_dir():
        return []
    still = int(at.timestamp()) - _QUIET
    paths = [path for path in _files([folder]) if _settled(path, still)]
    return [one for one in import_files(
        store, paths, at, source=Source.INBOX, official=official) if one.new or one.refusal
    ]  # fmt: skip


def _settled(path: Path, still: int) -> bool:
    """Whether a file lies still and has its end; one that stays half for a day comes as it is."""
    try:
        changed = int(path.stat().st_mtime)
        with path.open("rb") as file:
            head = file.read(_HEAD)
            file.seek(-min(_TAIL, path.stat().st_size), os.SEEK_END)
            tail = file.read()
    except OSError:
        return False
    return changed <= still and (has_end(head, tail) or changed <= still - _DAY)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """Files in a fixed order; of folders what is inside, without hidden and unfinished files."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        inside = (one for one in sorted(path.rglob("*")) if _wanted(one, path))
        for _count, one in zip(range(_FILES), inside, strict=False):
            yield one


def _wanted(path: Path, folder: Path) -> bool:
    parts = path.relative_to(folder).parts
    if any(part.startswith((".", "~$")) for part in parts):
        return False
    return path.suffix.lower() not in _SKIPPED and path.is_file()


def _import_path(store: Store, path: Path, run: Run) -> Iterator[Taken]:
    name = safe_file_name(path.name)
    try:
        content = _read(path)
    except Refused as refused:
        yield Taken(name, refusal=refused)
        return
    waiting = [(File(name, content, run.source), 0)]
    while waiting:
        file, depth = waiting.pop(0)
        taken, reading = _import_one(store, file, run)
        yield taken
        parts = reading.parts if reading and depth < _DEPTH else ()
        waiting += [
            (File(part.name, part.content, Source.MAIL, taken.receipt), depth + 1) for part in parts
        ]


def _read(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > SIZE_LIMIT:
            raise Refused(
                N_("The file has {size} MB; at most {limit} MB are taken."),
                size=size // 1_048_576,
                limit=SIZE_LIMIT // 1_048_576,
            )
        return path.read_bytes()
    except OSError as error:
        raise Refused(
            N_("{name} cannot be read: {why}"), name=path.name, why=error.strerror or ""
        ) from error


def _import_one(store: Store, file: File, run: Run) -> tuple[Taken, Reading | None]:
    key = hashlib.sha256(file.content).hexdigest()
    with store.read() as con:
        known = records.by_hash(con, key)
        mail = known is not None and records.receipt(con, known).form is Form.MAIL
    if known is not None and not mail:
        return _known(store, file.name, known), None
    try:
        reading = read_file(file.content, run.own, rules=run.rules)
    except Refused as refused:
        return Taken(file.name, refusal=refused), None
    if known is not None:  # its attachments may not be there: the run was broken off
        return _known(store, file.name, known), reading
    taken: Taken = store.run(take_in, file, reading, run.at).value
    return taken, reading


def _known(store: Store, name: str, receipt: int) -> Taken:
    with store.read() as con:
        one = records.receipt(con, receipt)
        return Taken(
            name, receipt, False, one.state, one.duplicate_of, records.findings(con, receipt)
        )


@use_case(N_("Receipt taken in"))
def take_in(unit: Unit, file: File, reading: Reading, at: datetime) -> Taken:
    """Store a file with what was read of it; one that is there already stays alone."""
    con = unit.con
    known = records.by_hash(con, hashlib.sha256(file.content).hexdigest())
    if known is not None:
        one = records.receipt(con, known)
        return Taken(file.name, known, False, one.state, one.duplicate_of)
    arrival = berlin_today(at)
    it = reading.supplier
    double = _double(con, reading)
    findings = [*reading.findings, *_like(double)]
    kept = term(reading.kind, reading.day, arrival)
    row = unit.put(
        ReceiptTable(
            form=reading.form, kind=reading.kind, file_name=safe_file_name(file.name),
            mime=reading.mime, sha256=put_blob(unit, file.content), size=len(file.content),
            source=file.source, arrived=at, arrival=arrival, parent=file.parent,
            number=reading.number, day=reading.day, service_day=reading.service, due=reading.due,
            currency=reading.currency, net=reading.net, tax=reading.tax, gross=reading.gross,
            payable=reading.payable, means=reading.means, iban=it.ibans[0] if it.ibans else "",
            supplier=it.name, supplier_key=supplier_key(it.name), vat_id=it.vat_id,
            country=it.country, partner=supplier_of(con, it.vat_id, it.ibans, it.name),
            text=reading.text, content=reading.content, reading=_extra(reading),
            findings=as_json(findings),
            duplicate_of=double.receipt if double and double.sure else None,
            keep_until=kept.until, law=kept.law,
        )
    )  # fmt: skip
    put_parts(unit, row.key, reading)
    state = State.DUPLICATE if row.duplicate_of else State.NEW
    return Taken(
        file.name, row.key, True, state, double.receipt if double else None, tuple(findings)
    )


def put_parts(unit: Unit, receipt: int, reading: Reading) -> None:
    """Write VAT groups and lines of a receipt."""
    for pos, group in enumerate(reading.groups, 1):
        unit.insert(ReceiptVat, receipt=receipt, pos=pos, **group._asdict())
    for pos, line in enumerate(reading.lines, 1):
        unit.insert(ReceiptLine, receipt=receipt, pos=pos, **line._asdict())


def as_json(findings: Sequence[Finding]) -> str:
    """Findings as they are stored: message ids and values, so that each reader gets his words."""
    stored = [
        {
            "code": one.code, "severity": one.severity.value, "message": one.message,
            "remedy": one.remedy, "values": [[name, _plain(value)] for name, value in one.values],
            "field": one.field, "law": one.law,
        }
        for one in findings
    ]  # fmt: skip
    return json.dumps(stored, ensure_ascii=False)


def _plain(value: object) -> str | int:
    return value if isinstance(value, int) else str(value)


def _extra(reading: Reading) -> str:
    it = reading.supplier
    found: dict[str, Any] = {
        "confidence": dict(reading.confidence), "skonto": reading.skonto,
        "preceding": reading.preceding, "order": reading.order, "buyer": reading.buyer,
        "prepaid": reading.prepaid, "syntax": reading.syntax, "profile": reading.profile,
        "width": reading.width, "height": reading.height, "official": reading.official,
        "supplier": {name: value for name, value in it._asdict().items() if value},
    }  # fmt: skip
    return json.dumps({name: value for name, value in found.items() if value}, ensure_ascii=False)


def _double(con: sqlite3.Connection, reading: Reading) -> Double | None:
    it = reading.supplier
    known = records.alike(con, key=supplier_key(it.name), vat_id=it.vat_id, ibans=it.ibans)
    return find_double(reading, known)


def _like(double: Double | None) -> list[Finding]:
    if double is None:
        return []
    sure = N_("Receipt {other} has the same number of the same supplier.")
    likely = N_("Receipt {other} has the same amount of the same supplier within some days.")
    return [
        Finding(
            "receipts.double", "receipts", sure if double.sure else likely,
            N_("Compare the two; “no duplicate” takes it back to the list."), Severity.WARNING,
            (("other", double.receipt),),
        )
    ]  # fmt: skip


def _own(store: Store) -> Own:
    with store.read() as con:
        firm = company.firm_or_none(con)
        ibans = frozenset(one.iban for one in company.money_accounts(con) if one.iban)
        number = ""
        if firm:
            settings = company.settings_on(con, firm.started)
            number = settings.get("vat_id", "")
    return Own(ibans, number, firm.name if firm else "")

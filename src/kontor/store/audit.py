"""Audit export (Prüferexport): the chains as text, with a checker that needs no Kontor."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kontor.store.connection import stream
from kontor.store.gaps import Restored
from kontor.store.journal import CHANGE, HEADER, digest

CHECKER = Path(__file__).with_name("standalone_checker.py")


def export_steps(con: sqlite3.Connection, folder: Path) -> int:
    """Write `steps.jsonl`: headers, digests and hashes of all steps, without contents."""
    rows = stream(con, f"SELECT {CHANGE},salt,digest,step FROM change ORDER BY id")  # noqa: S608
    change = next(rows, None)
    count = 0
    with (folder / "steps.jsonl").open("w", encoding="utf-8", newline="\n") as out:
        sql = f"SELECT {HEADER},hash FROM step WHERE hash NOT NULL ORDER BY id"  # noqa: S608
        for *header, value in con.execute(sql).fetchall():
            digests = []
            while change and change[8] == header[0]:
                digests.append((change[7] or digest(change[:6], change[6])).hex())
                change = next(rows, None)
            line = {"header": header, "changes": digests, "hash": value}
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
            count += 1
    return count


def export_journal(
    entries: Iterable[tuple[int, str, str, list[Any]]], folder: Path, gaps: Iterable[Restored] = ()
) -> int:
    """Write `journal.jsonl` from (number, previous hash, hash, hashed content) in order.

    Gaps stand where their numbers are missing; one behind the last entry explains nothing yet.
    """
    count, waiting = 0, list(gaps)
    with (folder / "journal.jsonl").open("w", encoding="utf-8", newline="\n") as out:
        for number, previous, value, content in entries:
            while waiting and waiting[0].gap.first < number:
                one = waiting.pop(0)
                lost = {"gap": [one.gap.first, one.gap.last], "step": one.step}
                out.write(json.dumps(lost) + "\n")
            line = {"number": number, "previous": previous, "hash": value, "content": content}
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
            count += 1
    return count


def put_checker(folder: Path) -> Path:
    """The stand-alone checker beside the export."""
    return Path(shutil.copyfile(CHECKER, folder / CHECKER.name))

"""Power cuts: disks rebuilt from a recorded run, on which only what was synced is certain.

Each unsynced write may be present, absent or torn at 512 bytes; names are certain only after a
sync of the folder.
"""

from __future__ import annotations

import random
import struct
from pathlib import Path
from typing import NamedTuple


class Call(NamedTuple):
    """One recorded call: o(pen new), w(rite), t(runcate), s(ync), u(nlink), d(irectory sync)."""

    op: str
    name: str
    offset: int
    data: bytes


class File:
    """What is certain of a file, and what is still on its way."""

    def __init__(self, data: bytes = b"") -> None:
        self.certain = bytearray(data)
        self.pending: list[Call] = []


def read_log(log: Path) -> list[Call]:
    calls, data, i = [], log.read_bytes(), 0
    while i < len(data):
        op = chr(data[i])
        length, offset, size = struct.unpack_from("<HqI", data, i + 1)
        i += 15
        name = Path(data[i : i + length].decode()).name
        i += length
        body = data[i : i + size] if op == "w" else b""
        i += size if op == "w" else 0
        calls.append(Call(op, name, offset, body))
    return calls


def apply(disk: bytearray, call: Call, start: int = 0, end: int | None = None) -> None:
    if call.op == "t":
        del disk[call.offset :]
        disk.extend(b"\0" * (call.offset - len(disk)))
        return
    data, offset = call.data[start:end], call.offset + start
    disk.extend(b"\0" * (offset - len(disk)))
    disk[offset : offset + len(data)] = data


def rebuild(
    calls: list[Call], base: bytes, database: str, rnd: random.Random
) -> tuple[dict[str, bytes], int]:
    """The disk after the power is lost behind the last call, and the newest acknowledged step."""
    files = {database: File(base)}
    names = dict(files)
    unsure: list[tuple[str, str, File]] = []
    acked = 0
    ours = {database, f"{database}-journal"}
    for call in calls:
        if call.name.endswith(".ack"):
            acked = int(call.data.split()[-1]) if call.op == "w" else acked
        elif call.op == "d":
            for what, name, file in unsure:
                _name(names, what, name, file)
            unsure = []
        elif call.name in ours:
            _follow(files, unsure, call)
    for what, name, file in unsure:
        if rnd.random() < 0.5:
            _name(names, what, name, file)
    return {name: _after(file, rnd) for name, file in names.items()}, acked


def _follow(files: dict[str, File], unsure: list[tuple[str, str, File]], call: Call) -> None:
    file = files.get(call.name)
    if call.op == "o":
        if file is None:
            file = files[call.name] = File()
            unsure.append(("c", call.name, file))
        if call.offset:
            file.pending.append(Call("t", call.name, 0, b""))
    elif file is None:
        return
    elif call.op in "wt":
        file.pending.append(call)
    elif call.op == "s":
        for one in file.pending:
            apply(file.certain, one)
        file.pending = []
    elif call.op == "u":
        unsure.append(("u", call.name, files.pop(call.name)))


def _name(names: dict[str, File], what: str, name: str, file: File) -> None:
    if what == "c":
        names[name] = file
    else:
        names.pop(name, None)


def _after(file: File, rnd: random.Random) -> bytes:
    disk = bytearray(file.certain)
    luck = rnd.choice(["none", "all", "some", "some", "torn"])
    for call in file.pending:
        if luck == "all" or (luck == "some" and rnd.random() < 0.5):
            apply(disk, call)
        elif luck == "torn" and call.op == "w":
            for start in range(0, len(call.data), 512):
                if rnd.random() < 0.5:
                    apply(disk, call, start, start + 512)
    return bytes(disk)

"""The seal of the file (Siegel): its hash at the last clean end, kept beside it in `<file>.seal`.

SQLite has no checksums of its own; the seal notices every flipped bit and every change by others.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

HASH_UP_TO = 256 * 1024 * 1024
_BLOCK = 1024 * 1024
OPEN, CLOSED = "open", "closed"


class Seal(NamedTuple):
    """What is known of the file from outside. `state` open: the last end was no clean one.

    `sha256` is empty for large files: attachments and journal carry hashes of their own. `rules` is
    the fingerprint that the `sources` of the schema lead to: a fact about the program, not about
    the file, kept because working it out takes as long as everything else of an opening.
    """

    state: str
    size: int = 0
    mtime_ns: int = 0
    sha256: str = ""
    step: int = 0
    head: str = ""
    checked: str = ""
    told: tuple[str, ...] = ()
    sources: str = ""
    rules: str = ""


def seal_path(path: Path) -> Path:
    """The seal of a file."""
    return path.with_name(path.name + ".seal")


def read(path: Path) -> Seal | None:
    """The seal, or None if there is none that can be read."""
    try:
        found: dict[str, Any] = json.loads(seal_path(path).read_text("utf-8"))
        kept = {key: found[key] for key in Seal._fields if key in found}
        seal = Seal(**{**kept, "told": tuple(found.get("told", ()))})
    except (OSError, ValueError, TypeError, AttributeError):
        return None
    return seal if seal.state in {OPEN, CLOSED} else None


def write(path: Path, seal: Seal) -> None:
    """Replace the seal, all or nothing."""
    target = seal_path(path)
    part = target.with_name(target.name + ".part")
    with suppress(FileNotFoundError):
        part.unlink()
    fd = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(fd, "w", encoding="utf-8") as out:
        json.dump(seal._asdict(), out)
        out.flush()
        os.fsync(out.fileno())
    part.replace(target)


def measure(path: Path, *, known: Seal | None = None) -> Seal:
    """The state of a closed file. What `known` says of the same size and time is not read again."""
    found = path.stat()
    seal = Seal(CLOSED, found.st_size, found.st_mtime_ns)
    if known and known.size == seal.size and known.mtime_ns == seal.mtime_ns and known.sha256:
        return seal._replace(sha256=known.sha256)
    if seal.size <= HASH_UP_TO:
        return seal._replace(sha256=file_hash(path))
    return seal


def matches(path: Path, seal: Seal) -> bool:
    """Whether a closed file still is what its seal says, byte by byte up to `HASH_UP_TO`."""
    found = path.stat()
    if found.st_size != seal.size:
        return False
    if seal.sha256:
        return file_hash(path) == seal.sha256
    return found.st_mtime_ns == seal.mtime_ns


def file_hash(path: Path) -> str:
    """SHA-256 of a file; never of one that this process has open: that drops its locks."""
    value = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            value.update(block)
    return value.hexdigest()

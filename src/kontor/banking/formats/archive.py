"""ZIP archives as banks deliver them: several XML files, read within limits."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from kontor.banking.formats import values
from kontor.banking.formats.errors import FileRefused
from kontor.base.i18n import N_

MAX_FILES = 200
MAX_FILE = 50 * 1024 * 1024
MAX_TOTAL = 200 * 1024 * 1024
MAX_RATIO = 200
_CHUNK = 1024 * 1024
_BROKEN = N_("The ZIP archive is damaged.")
_FETCH_AGAIN = N_("Please fetch the file from the bank again.")


class Member(NamedTuple):
    """One file of the archive; the name is only a label."""

    name: str
    data: bytes


def members(data: bytes) -> Iterator[Member]:
    """The files of an archive, one after the other.

    Raises:
        FileRefused: for a damaged or encrypted archive, or one beyond the limits.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise FileRefused(_BROKEN, hint=_FETCH_AGAIN) from error
    with archive:
        files = [info for info in archive.infolist() if not info.is_dir()]
        if len(files) > MAX_FILES:
            raise FileRefused(
                N_("The ZIP archive holds {count} files; up to {limit} are read."),
                count=len(files),
                limit=MAX_FILES,
            )
        if any(info.filename == "[Content_Types].xml" for info in files):
            raise FileRefused(
                N_("This is an Excel or Word file, not a bank statement."),
                hint=N_("Please save the table as CSV and read that."),
            )
        total = 0
        for info in files:
            content = _read(archive, info, MAX_TOTAL - total)
            total += len(content)
            yield Member(values.clean(info.filename)[-100:], content)


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, left: int) -> bytes:
    name = values.clean(info.filename)[-100:]
    if info.flag_bits & 1:
        raise FileRefused(
            N_("The file {name} in the ZIP archive is encrypted."),
            hint=N_("Please unpack the archive first."),
            name=name,
        )
    # the sizes in the header can lie, therefore what is really read is counted
    limit = min(MAX_FILE, left, max(info.compress_size, 1) * MAX_RATIO)
    if info.file_size > limit:
        raise _too_large(name)
    found = io.BytesIO()
    try:
        with archive.open(info) as stream:
            while chunk := stream.read(min(_CHUNK, limit + 1)):
                found.write(chunk)
                if found.tell() > limit:
                    raise _too_large(name)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError) as error:
        raise FileRefused(_BROKEN, hint=_FETCH_AGAIN) from error
    except (NotImplementedError, RuntimeError) as error:
        raise FileRefused(_BROKEN, hint=_FETCH_AGAIN) from error
    return found.getvalue()


def _too_large(name: str) -> FileRefused:
    return FileRefused(
        N_("The file {name} in the ZIP archive is suspiciously large and is not unpacked."),
        hint=N_("A statement is far smaller. Please fetch the file from the bank again."),
        name=name,
    )

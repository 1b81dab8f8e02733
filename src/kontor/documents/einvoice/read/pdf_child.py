"""Takes the attachments out of a PDF, in a process of its own: a bomb or a damaged file ends here.

Reads the PDF from standard input; writes one line of JSON with names and sizes, then the contents.
Run as `python -m kontor.documents.einvoice.read.pdf_child`.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NullObject

MEMORY = 1024 * 1024 * 1024
SIZE = 20 * 1024 * 1024  # of one attachment
_FILES = 100
_NODES = 2_000
_PAGES = 2_000
ENCRYPTED = 3


class Attached(NamedTuple):
    """A file inside the PDF, in the order in which it is looked for."""

    name: str
    content: bytes


def attachments(data: bytes) -> list[Attached]:
    """Files of the names tree, then associated files, then those pinned to pages."""
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise PermissionError
    root = _plain(reader.trailer["/Root"])
    found: list[Attached] = []
    seen: set[int] = set()
    for spec in _specs(reader, root):
        if id(spec) in seen or len(found) >= _FILES:
            continue
        seen.add(id(spec))
        file = _file(spec)
        if file and file not in found:
            found.append(file)
    return found


def _plain(value: Any) -> Any:
    for _step in range(20):
        if not isinstance(value, IndirectObject):
            break
        value = value.get_object()
    return None if isinstance(value, NullObject) else value


def _specs(reader: PdfReader, root: Any) -> Iterator[DictionaryObject]:
    names = _plain(root.get("/Names")) if isinstance(root, DictionaryObject) else None
    if isinstance(names, DictionaryObject):
        yield from _tree(_plain(names.get("/EmbeddedFiles")))
    yield from _dictionaries(_plain(root.get("/AF")))
    for number, page in enumerate(reader.pages):
        if number >= _PAGES:
            return
        for note in _dictionaries(_plain(page.get("/Annots"))):
            if note.get("/Subtype") == "/FileAttachment":
                yield from _dictionaries(ArrayObject([note.get("/FS")]))


def _tree(top: Any) -> Iterator[DictionaryObject]:
    waiting, seen = [top], 0
    while waiting and seen < _NODES:
        node, seen = waiting.pop(0), seen + 1
        if not isinstance(node, DictionaryObject):
            continue
        names = _plain(node.get("/Names"))
        if isinstance(names, ArrayObject):
            yield from _dictionaries(ArrayObject(names[1::2]))
        kids = _plain(node.get("/Kids"))
        if isinstance(kids, ArrayObject):
            waiting += [_plain(kid) for kid in kids[:_NODES]]


def _dictionaries(value: Any) -> Iterator[DictionaryObject]:
    for one in value if isinstance(value, ArrayObject) else ():
        plain = _plain(one)
        if isinstance(plain, DictionaryObject):
            yield plain


def _file(spec: DictionaryObject) -> Attached | None:
    streams = _plain(spec.get("/EF"))
    if not isinstance(streams, DictionaryObject):
        return None
    stream = _plain(streams.get("/UF") or streams.get("/F"))
    if not hasattr(stream, "get_data"):
        return None
    name = _plain(spec.get("/UF")) or _plain(spec.get("/F")) or ""
    content = stream.get_data()
    if isinstance(content, str):
        content = content.encode("latin-1", errors="replace")
    return Attached(str(name)[:500], content) if len(content) <= SIZE else None


def main() -> int:
    """Standard input to standard output; the exit code says how it went."""
    _limit_memory()
    data = sys.stdin.buffer.read()
    try:
        found = attachments(data)
    except PermissionError:
        return ENCRYPTED
    head = [[file.name, len(file.content)] for file in found]
    out = sys.stdout.buffer
    out.write(json.dumps(head).encode() + b"\n")
    for file in found:
        out.write(file.content)
    return 0


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit; the time limit holds there too
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    sys.exit(main())

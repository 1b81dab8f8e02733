"""Takes the text out of a PDF, in a process of its own: a bomb or a damaged file ends here.

Reads the PDF from standard input, writes the text as UTF-8 to standard output.
Run as `python -m kontor.receipts.reading.text_child`.
"""

from __future__ import annotations

import io
import sys

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError

MEMORY = 1024 * 1024 * 1024
PAGES = 20
LETTERS = 100_000
ENCRYPTED = 3
_ODD = (
    PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, ArithmeticError,
    AssertionError, RecursionError, NotImplementedError,
)  # fmt: skip


def text_of(data: bytes) -> str:
    """The text of the first pages, columns kept beside one another where that goes."""
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise PermissionError
    parts: list[str] = []
    room = LETTERS
    for number, page in enumerate(reader.pages):
        if number >= PAGES or room <= 0:
            break
        text = _page(page)[:room]
        room -= len(text)
        parts.append(text)
    return "\n".join(parts)


def _page(page: PageObject) -> str:
    for mode in ("layout", "plain"):
        try:
            return str(page.extract_text(extraction_mode=mode))
        except _ODD:
            continue
    return ""


def main() -> int:
    """Standard input to standard output; the exit code says how it went."""
    limit_memory()
    try:
        text = text_of(sys.stdin.buffer.read())
    except PermissionError:
        return ENCRYPTED
    sys.stdout.buffer.write(text.encode("utf-8", errors="replace"))
    return 0


def limit_memory() -> None:
    """At most a gigabyte for this process, where the system can say so."""
    try:
        import resource
    except ImportError:  # Windows has no such limit; the time limit holds there too
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    sys.exit(main())

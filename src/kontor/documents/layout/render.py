"""The renderer (Drucksatz): a page becomes a PDF/A-3 for the archive or pictures for the screen.

One typesetter per process, used by one thread at a time. The same page gives the same bytes: the
fonts are the program's own, and the only time in the file is the day of issue.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kontor.base.errors import KontorError, Refused
from kontor.base.i18n import N_
from kontor.documents.layout.glyphs import FONTS, missing_glyphs, replace_missing
from kontor.documents.layout.limits import too_long
from kontor.documents.layout.page import Labels, Logo, Page, Sender
from kontor.documents.layout.view import labels_view, view
from kontor.documents.layout.words import words
from kontor.documents.layout.xmp import add_facturx

if TYPE_CHECKING:
    from kontor.base.errors import Finding

__all__ = [
    "Attachment", "check_logo", "check_page", "missing_glyphs", "render_pdf",
    "render_png", "replace_missing",
]  # fmt: skip

_TEMPLATES = Path(__file__).resolve().parent / "templates"
_SECONDS = 60
_LOCK = threading.Lock()
_compilers: list[Any] = []


class Attachment(NamedTuple):
    """The XML of an e-invoice inside the PDF; `level` is the profile that readers look for."""

    content: bytes
    name: str = "factur-x.xml"
    level: str = "EN 16931"


def check_page(page: Page | Labels) -> list[Finding]:
    """Everything that keeps a page from being printed well; empty when it can be printed."""
    return [*missing_glyphs(page), *too_long(page)]


def render_pdf(
    page: Page | Labels, xml: Attachment | None = None, *, seconds: int = _SECONDS
) -> bytes:
    """The page as PDF/A-3b, with the XML of an e-invoice inside if one is given.

    Raises:
        Refused: a character is missing in the fonts, a text does not fit, or it takes too long.
    """
    more = {}
    if xml is not None:
        text = words(page.language)["xml"]
        more = {"xml": xml.content.decode("utf-8"), "xml_name": xml.name, "xml_text": text}
    noon = datetime.combine(page.day, time(12), UTC)
    options = {"format": "pdf", "pdf_standards": ["a-3b"], "timestamp": noon}
    pdf = _compiled(page, more, options, seconds)
    return add_facturx(pdf, name=xml.name, level=xml.level) if xml is not None else bytes(pdf)


def render_png(page: Page | Labels, ppi: int = 70, *, seconds: int = _SECONDS) -> list[bytes]:
    """Each sheet of the page as a picture; 70 ppi fill a screen, 200 are as sharp as print."""
    found = _compiled(page, {}, {"format": "png", "ppi": ppi}, seconds)
    return [found] if isinstance(found, bytes) else list(found)


def check_logo(logo: Logo) -> None:
    """Refuse a picture that cannot be set; otherwise every document would fail later."""
    bare = Page("de", date(2026, 1, 1), "", Sender("", logo=logo))
    render_png(bare, 10)


def _compiled(
    page: Page | Labels, more: dict[str, str], options: dict[str, Any], seconds: int
) -> Any:
    findings = check_page(page)
    if findings:
        first = findings[0]
        raise Refused(first.message, hint=first.remedy, field=first.where, **dict(first.values))
    if isinstance(page, Labels):
        template, data = "labels.typ", labels_view(page)
    else:
        template, data = "document.typ", view(page)
    inputs = {"data": json.dumps(data, ensure_ascii=False), **more}

    def compile_page() -> Any:
        return _compiler().compile(input=str(_TEMPLATES / template), sys_inputs=inputs, **options)

    with _LOCK:
        return _within(compile_page, seconds)


def _compiler() -> Any:
    """The typesetter of this process; loading its fonts takes longer than a page."""
    import typst

    if not _compilers:
        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
        )
        _compilers.append(typst.Compiler(root=str(_TEMPLATES), font_paths=fonts))
    return _compilers[0]


def _within(work: Callable[[], Any], seconds: int) -> Any:
    """What the work returns, done by a thread that is left behind when it takes too long."""
    import typst

    done: list[Any] = []
    failed: list[typst.TypstError] = []

    def run() -> None:
        try:
            done.append(work())
        except typst.TypstError as error:
            failed.append(error)

    thread = threading.Thread(target=run, name="kontor-layout", daemon=True)
    thread.start()
    thread.join(timeout=seconds)
    if done:
        return done[0]
    _compilers.clear()  # whatever it is doing, the next page gets a typesetter of its own
    if failed:
        raise KontorError(
            N_("The page cannot be set: {reason}"),
            hint=N_("The logo or a text is not what a page can take; nothing was saved."),
            reason=getattr(failed[0], "message", str(failed[0])),
        ) from failed[0]
    raise Refused(
        N_("The page was not ready after {seconds} seconds."),
        hint=N_("Shorten its texts or tables and try again; nothing was saved."),
        seconds=seconds,
    )

"""Documents: a hundred invoices of three pages against the typesetter alone."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from kontor.documents.layout import render
from kontor.documents.layout.page import Page
from kontor.documents.layout.view import view
from tests.benchmarks.result import Measure, Setting, Skipped
from tests.documents import sample_pages

_XML = b"<?xml version='1.0' encoding='UTF-8'?>\n<Invoice>" + b"x" * 8_000 + b"</Invoice>\n"
_PAGES = 3


def measures(setting: Setting) -> Iterator[Measure | Skipped]:
    """Whole invoices with XML against the same templates with data made ready before."""
    count = 100 if max(setting.sizes) > 10_000 else 12
    pages = [_numbered(at) for at in range(2 * count + 1)]
    xml = render.Attachment(_XML)
    found = render.render_pdf(pages[-1], xml)
    if found.count(b"/Type /Page\n") not in {0, _PAGES}:
        yield Skipped("documents.invoices", "the sample has not three pages any more")
        return
    inputs = [json.dumps(view(page), ensure_ascii=False) for page in pages]
    ours, bare = 0.0, 0.0
    for at in range(count):  # in turn, so that both meet the same machine; never a page twice
        ours += _seconds(lambda at=at: render.render_pdf(pages[2 * at], xml))  # type: ignore[misc]
        bare += _seconds(lambda at=at: _bare(inputs[2 * at + 1]))  # type: ignore[misc]
    detail = (
        f"{count} invoices: {ours / count * 1000:.0f} ms each; alone {bare / count * 1000:.0f} ms"
    )
    yield Measure("documents.invoices", ours / bare, "typst alone", detail)
    long = [_numbered(at, 250) for at in range(1000, 1003)]
    spent = min(_seconds(lambda page=page: render.render_pdf(page)) for page in long)  # type: ignore[misc]
    per_row = spent / 250 / (ours / count / 14)
    yield Measure(
        "documents.growth", per_row, "a row of a three-page invoice",
        f"250 rows {spent * 1000:.0f} ms",
    )  # fmt: skip


def _numbered(number: int, rows: int = 14) -> Page:
    page = sample_pages.invoice("de", rows, long=rows < 100)
    return page._replace(number=f"RE-2026-{number:04d}", subject=f"Auftrag {number}")


def _bare(data: str) -> object:
    return render._compiler().compile(
        input=str(render._TEMPLATES / "document.typ"), sys_inputs={"data": data}, format="pdf",
        pdf_standards=["a-3b"], timestamp=datetime(2026, 3, 16, 12, tzinfo=UTC),
    )  # fmt: skip


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start

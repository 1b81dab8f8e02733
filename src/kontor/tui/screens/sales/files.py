"""Files of issued documents, saved into a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontor.base.errors import InputError, KontorError
from kontor.base.i18n import N_, _
from kontor.base.text import safe_file_name
from kontor.documents.queries import document_bytes, documents_of
from kontor.sales.kinds import DocumentKind
from kontor.tui import work
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.dialogs import AskText

if TYPE_CHECKING:
    from kontor.sales.queries.documents import Head
    from kontor.tui.screens.base import BaseScreen


def save_files(screen: BaseScreen, head: Head) -> None:
    """Ask which files of an issued document are wanted and where, then write them."""
    entries = [Entry("kept", _("As it went out"), _("PDF and, where there is one, XML"))]
    if head.kind is DocumentKind.INVOICE:
        entries += [
            Entry("zugferd", "ZUGFeRD", _("PDF with the invoice as XML inside")),
            Entry("xrechnung_cii", "XRechnung (CII)", _("XML for authorities and firms")),
            Entry("xrechnung_ubl", "XRechnung (UBL)", _("XML for authorities and firms")),
        ]

    def name_it(wanted: str | None) -> None:
        if wanted is None:
            return

        def take(typed: str | None) -> None:
            if typed is not None:
                _write(screen, head, wanted, Path(typed).expanduser())

        ask = AskText(
            _("Save the files"), hint=_("Folder"), typed=str(screen.kontor.folder), read=_folder
        )
        screen.app.push_screen(ask, take)

    screen.app.push_screen(Chooser(_("Files of {name}").format(name=head.name), entries), name_it)


def _folder(typed: str) -> Path:
    path = Path(typed).expanduser()
    if not typed.strip() or not path.is_dir():
        raise InputError(
            N_("There is no folder “{path}”."), path=typed, hint=N_("Name one that is there.")
        )
    return path


def _write(screen: BaseScreen, head: Head, wanted: str, folder: Path) -> None:
    store = screen.kontor.store

    def job(_ticket: work.Ticket) -> list[Path]:
        files = _kept(store, head) if wanted == "kept" else [_made(store, head, wanted)]
        return [_put(folder / safe_file_name(name), content) for name, content in files]

    def told(paths: list[Path]) -> None:
        names = ", ".join(path.name for path in paths)
        screen.kontor.toast(_("Written: {path}").format(path=f"{folder}: {names}"), seconds=8)

    work.start(screen, job, name="files", then=told, group="files")


def _kept(store: Any, head: Head) -> list[tuple[str, bytes]]:
    with store.read() as con:
        found = [(one.name, document_bytes(con, one.id)) for one in documents_of(con, head.ref)]
    if not found:
        raise KontorError(
            N_("No file is kept of {number}: it went out another way."), number=head.number
        )
    return found


def _made(store: Any, head: Head, wanted: str) -> tuple[str, bytes]:
    """The issued invoice in another format, from what was frozen with it."""
    from kontor.documents.einvoice.profiles import Profile
    from kontor.documents.einvoice.write import to_xml
    from kontor.documents.layout.render import Attachment, render_pdf
    from kontor.sales.queries.printed import printed
    from kontor.sales.rules.einvoice import invoice_record
    from kontor.sales.rules.page import page

    profiles = {
        "zugferd": Profile.ZUGFERD, "xrechnung_cii": Profile.XRECHNUNG_CII,
        "xrechnung_ubl": Profile.XRECHNUNG_UBL,
    }  # fmt: skip
    with store.read() as con:
        content = printed(con, head.id)
    profile = profiles[wanted]
    xml = to_xml(invoice_record(content), profile)
    if wanted == "zugferd":
        return f"{head.number}.pdf", render_pdf(page(content), Attachment(xml))
    return f"{head.number}-{profile.file_name}", xml


def _put(path: Path, content: bytes) -> Path:
    """Write a file; one that is there keeps its name and content, the new one gets a number."""
    wanted, number = path, 1
    while wanted.exists() and wanted.read_bytes() != content:
        number += 1
        wanted = path.with_stem(f"{path.stem}-{number}")
    wanted.write_bytes(content)
    return wanted

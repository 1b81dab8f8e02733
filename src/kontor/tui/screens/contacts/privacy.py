"""Data protection of one contact: disclosure, corrections, erasure with its preview, requests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from kontor.base.dates import berlin_time, now_utc
from kontor.base.i18n import N_, _
from kontor.contacts.queries import file as known
from kontor.contacts.words import REQUESTS
from kontor.tui import work
from kontor.tui.export import new_file
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.contacts.names import choices
from kontor.tui.screens.dialogs import AskText, Letters, Paper, TypeWord
from kontor.tui.screens.input_form import InputForm
from kontor.tui.screens.past import TABLES, instant_text, value_text
from kontor.tui.sheet import Block, Grid, Note
from kontor.tui.text import Rows
from kontor.tui.widgets.columns import Column, Kind
from kontor.tui.widgets.fields import Field

if TYPE_CHECKING:
    from kontor.desk.customer.erasing import Erasure
    from kontor.store.store import Store
    from kontor.tui.screens.base import BaseScreen

_GONE = (Column(N_("What"), Kind.NAME, 20, least=12), Column(N_("Content"), grow=1, keep=True))
_KEPT = (
    Column(N_("What"), Kind.NAME, grow=1, least=14), Column(N_("Until"), Kind.DATE, keep=True),
    Column(N_("Law"), width=24, least=12, keep=True),
)  # fmt: skip
_CORRECTED = (
    Column(N_("Time"), width=16, least=16, keep=True), Column(N_("Where"), Kind.NAME, 12),
    Column(N_("Before"), grow=1, keep=True), Column(N_("After"), grow=1, keep=True),
)  # fmt: skip


def privacy_menu(screen: BaseScreen, contact: int) -> None:
    """What a person may ask for, one letter each."""
    with screen.kontor.store.read() as con:
        waiting = known.requests(con, contact, open_only=True)
    items = [
        ("a", _("Disclosure (Art. 15)"), "disclose"), ("b", _("Corrections"), "corrections"),
        ("l", _("Erase or block (Art. 17)"), "erase"), ("r", _("Note a request"), "request"),
    ]  # fmt: skip
    if waiting:
        items.append(("x", _("Request answered"), "answer"))
    steps = {
        "disclose": _disclose, "corrections": _corrections, "erase": _erase,
        "request": _request, "answer": _answer,
    }  # fmt: skip

    def take(choice: str | None) -> None:
        if choice:
            steps[choice](screen, contact)

    screen.app.push_screen(Letters(_("Data protection"), items), take)


def _disclose(screen: BaseScreen, contact: int) -> None:
    app = screen.kontor
    name = f"{_('disclosure')}-{contact}-{app.today().isoformat()}.zip"

    def take(path: str | None) -> None:
        if path is None:
            return

        def job(_ticket: work.Ticket) -> Any:
            from kontor.desk.customer.disclosure import write_disclosure

            made = berlin_time(now_utc())
            return write_disclosure(
                cast("Store", app.store), contact, Path(path).expanduser(), made
            )

        work.start(
            screen, job, name="disclose", group="privacy",
            then=lambda done: app.toast(_("Written: {path}").format(path=done.path)),
        )  # fmt: skip

    app.push_screen(
        AskText(_("Disclosure (Art. 15)"), hint=_("File to write"),
                typed=str(app.folder / name), read=new_file), take,
    )  # fmt: skip


def _corrections(screen: BaseScreen, contact: int) -> None:
    from kontor.desk.customer.privacy import corrections

    with screen.kontor.store.read() as con:
        found = corrections(con, contact)
    rows = [
        (instant_text(one.at), _(TABLES.get(one.table, one.table)), value_text(one.before),
         value_text(one.after))
        for one in found
    ]  # fmt: skip
    blocks: list[Block] = [Grid(_CORRECTED, rows, _("What was corrected"))] if rows else [
        Note(N_("Corrections"), _("Nothing was changed."))]  # fmt: skip
    screen.app.push_screen(Paper(_("Corrections"), blocks))


def _erase(screen: BaseScreen, contact: int) -> None:
    """The preview first; the word typed there erases for good."""
    app = screen.kontor

    def job(_ticket: work.Ticket) -> Any:
        from kontor.desk.customer.erasing import preview_erasure

        return preview_erasure(cast("Store", app.store), contact, app.today())

    work.start(
        screen, job, name="erase", group="privacy",
        then=lambda found: _shown(screen, contact, found),
    )  # fmt: skip


def erasure_blocks(found: Erasure) -> list[Block]:
    """What goes, and what stays with its reason."""
    gone = [(_(one.what), one.content) for one in found.gone]
    kept = [(_(one.what), one.until, one.law) for one in found.kept]
    said = _("Nothing has to stay: the person goes whole.")
    if found.blocked:
        said = _(
            "The law keeps some of it: the person is blocked, and erased where nothing stands"
            " against it."
        )
    blocks: list[Block] = [Note(N_("Result"), said)]
    if kept:
        blocks.append(Grid(_KEPT, kept, _("Stays and is blocked")))
    if gone:
        blocks.append(Grid(_GONE, gone, _("Goes")))
    return blocks


def _shown(screen: BaseScreen, contact: int, found: Erasure) -> None:
    app, word = screen.kontor, _("erase")

    def ask(_choice: str | None) -> None:
        text: Rows = [
            (found.name, "bold"),
            _("{gone} facts go, {kept} stay blocked. Nobody can bring them back.").format(
                gone=len(found.gone), kept=len(found.kept)),
        ]  # fmt: skip
        app.push_screen(TypeWord(_("Erase or block (Art. 17)"), text, word), do)

    def do(choice: str | None) -> None:
        from kontor.desk.customer.erasing import erase_contact

        if choice and choice != "no":
            app.run_case(erase_contact, tuple(cast("Store", app.store).doors), contact, app.today())

    app.push_screen(Paper(_("What an erasure does"), erasure_blocks(found)), ask)


def _request(screen: BaseScreen, contact: int) -> None:
    screen.app.push_screen(RequestForm(contact))


def _answer(screen: BaseScreen, contact: int) -> None:
    app = screen.kontor
    with app.store.read() as con:
        waiting = known.requests(con, contact, open_only=True)
    entries = [Entry(str(one.id), _(REQUESTS[one.kind]), one.note) for one in waiting]

    def take(value: str | None) -> None:
        from kontor.contacts.service.file import answer_request

        if value:
            app.run_case(answer_request, int(value), app.today())

    screen.app.push_screen(Chooser(_("Request answered"), entries), take)


class RequestForm(InputForm):
    """What a person asks for; the answer is due within a month (Art. 12 (3) DSGVO)."""

    TITLE, HANDBOOK = N_("Request of a person"), "consent#requests"
    FIELDS = (
        Field("kind", N_("Asks for"), "choice", choices=choices(REQUESTS), default="disclosure"),
        Field("day", N_("Received"), "date", required=True),
        Field("note", N_("Note"), "multiline"),
    )

    def __init__(self, contact: int) -> None:
        super().__init__()
        self.contact = contact

    def draft_key(self) -> str:
        """The contact."""
        return f"contacts.request:{self.contact}"

    def start(self) -> dict[str, Any]:
        """Today."""
        return {"day": self.kontor.today()}

    def save(self, values: dict[str, Any]) -> None:
        """Note it; the term begins."""
        from kontor.contacts.file import PrivacyRequestInput
        from kontor.contacts.service.file import receive_request

        self.send(receive_request, self.contact, model=PrivacyRequestInput, values=values)

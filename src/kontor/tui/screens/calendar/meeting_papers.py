"""The papers of a meeting: shown, or saved as a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kontor.base.i18n import N_, _
from kontor.base.text import safe_file_name
from kontor.calendar.meeting_words import ROLES
from kontor.calendar.queries import meetings
from kontor.calendar.queries.meetings import Attendee, Meeting
from kontor.tui import viewer, work
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.dialogs import Letters

_PAPERS = (
    ("attendance", N_("list of those present"), N_("with room for signatures")),
    ("minutes", N_("minutes"), N_("as they are now; approved ones as they are archived")),
    ("all", N_("all invitations"), N_("a letter each, into a folder")),
)


def choose_paper(screen: Any, one: Meeting) -> None:
    """Which paper: list of those present, minutes, all invitations, or that of one person."""
    with screen.kontor.store.read() as con:
        people = {str(who.id): who for who in meetings.persons(con, one.id)}
    entries = [Entry(key, _(label), _(detail), N_("Papers")) for key, label, detail in _PAPERS]
    entries += [
        Entry(key, who.name, _(ROLES[who.role]), N_("Invitation")) for key, who in people.items()
    ]

    def take(chosen: str | None) -> None:
        if chosen == "all":
            _write_all(screen, one, list(people.values()))
        elif chosen:
            _show_or_save(screen, one, chosen, people.get(chosen))

    screen.app.push_screen(Chooser(_("Which paper?"), entries), take)


def _show_or_save(screen: Any, one: Meeting, paper: str, who: Attendee | None) -> None:
    said = _("invitation") if who else _({key: label for key, label, _d in _PAPERS}[paper])
    name = safe_file_name(f"{one.day} {one.title} {said}{' ' + who.name if who else ''}.pdf")
    make = _maker(screen.kontor, one, paper, who)

    def take(way: str | None) -> None:
        if way:
            (viewer.open_file if way == "open" else viewer.save_file)(screen, name, make)

    items = [("z", _("show"), "open"), ("s", _("save as a file"), "save")]
    screen.app.push_screen(Letters(name, items), take)


def _maker(app: Any, one: Meeting, paper: str, who: Attendee | None) -> Callable[[], bytes]:
    store, today = app.store, app.today()

    def make() -> bytes:
        from kontor.calendar.queries import meeting_papers
        from kontor.documents.layout.render import render_pdf
        from kontor.documents.queries import document_bytes

        with store.read() as con:
            if who is not None:
                page = meeting_papers.invitation_page(con, one.id, who.id, today)
            elif paper == "attendance":
                page = meeting_papers.attendance_page(con, one.id, today)
            elif one.document is not None:
                return document_bytes(con, one.document)
            else:
                page = meeting_papers.minutes_page(con, one.id, today)
        return render_pdf(page)

    return make


def _write_all(screen: Any, one: Meeting, people: list[Attendee]) -> None:
    """A letter for everybody, into a folder beside the file."""
    app = screen.kontor
    folder = app.folder / _("Invitations")
    makers = [(who, _maker(app, one, "invitation", who)) for who in people]

    def job(_ticket: work.Ticket) -> int:
        folder.mkdir(parents=True, exist_ok=True)
        for who, make in makers:
            name = safe_file_name(f"{one.day} {one.title} {who.name}.pdf")
            (folder / name).write_bytes(make())
        return len(makers)

    def told(_count: int) -> None:
        app.toast(_("Written: {path}").format(path=folder), seconds=8)

    work.start(screen, job, name="invitations", then=told, group="viewer")

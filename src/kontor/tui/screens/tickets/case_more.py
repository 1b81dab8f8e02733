"""More that can be done with a case: files, writing, visits, taking apart, urgency, printing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from kontor.base.dates import now_utc
from kontor.base.errors import NotFound
from kontor.base.i18n import _
from kontor.tickets.kinds import Priority
from kontor.tickets.queries import tickets as queries
from kontor.tickets.queries.answering import claimed_from, customer
from kontor.tickets.queries.tickets import Ticket
from kontor.tickets.words import PRIORITIES
from kontor.tui import viewer, work
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.dialogs import Letters
from kontor.tui.screens.files import choose_file
from kontor.tui.screens.related import RelatedSteps

if TYPE_CHECKING:
    from kontor.tui.app import KontorApp
    from kontor.tui.screens.base import BaseScreen

FILES = (
    ".pdf", ".jpg", ".jpeg", ".png", ".heic", ".webp", ".gif", ".tif", ".eml", ".txt", ".docx",
    ".odt", ".xlsx", ".ods", ".csv", ".mp4", ".mov", ".m4a", ".mp3", ".zip",
)  # fmt: skip
_ADD = "add"


class CaseMore(RelatedSteps):
    """A mixin of screens; `the_case` is the one under the cursor."""

    def case_key(self) -> int | None:
        """Id of the case that the keys mean."""
        raise NotImplementedError

    def case_keys(self) -> list[int]:
        """Ids of the cases that keys for several mean."""
        key = self.case_key()
        return [] if key is None else [key]

    def related_ref(self) -> str:
        """The case."""
        key = self.case_key()
        return "" if key is None else f"tickets:{key}"

    def _kontor_app(self) -> KontorApp:
        return cast("BaseScreen", self).kontor

    def the_case(self) -> Ticket | None:
        """The case, read again."""
        key = self.case_key()
        if key is None:
            return None
        try:
            with self._kontor_app().store.read() as con:
                return queries.ticket(con, key)
        except NotFound:
            return None

    def _form(self, make: Callable[[Ticket], Any]) -> None:
        one = self.the_case()
        if one is not None:
            self._kontor_app().push_screen(make(one))

    def why_not_more(self, name: str, one: Ticket) -> str:
        """What cannot be done with this case."""
        if one.merged_into is not None and name in {"ticket.join", "record.mail", "record.task"}:
            return _("It was joined to another case: {key} separates it.").format(
                key=self._kontor_app().key_of("ticket.part")
            )
        return ""

    # files

    def do_ticket_file(self) -> None:
        """Open a file of the case, or add one."""
        one, app = self.the_case(), self._kontor_app()
        if one is None:
            return
        with app.store.read() as con:
            there = queries.files(con, one.id)
        if not there:
            self._add_file(one)
            return
        entries = [Entry(_ADD, _("Add a file …"))]
        entries += [
            Entry(str(file.id), file.name, _("{count} kB").format(count=(file.size + 1023) // 1024))
            for file in there
        ]

        def take(value: str | None) -> None:
            if value == _ADD:
                self._add_file(one)
            elif value is not None:
                self.open_file(int(value))

        app.push_screen(Chooser(_("Files of {number}").format(number=one.number), entries), take)

    def open_file(self, key: int) -> None:
        """Hand a file to the program that the system has for it."""
        store = self._kontor_app().store
        with store.read() as con:
            name = queries.file_name(con, key)

        def make() -> bytes:
            with store.read() as con:
                return queries.file_content(con, key)[1]

        viewer.open_file(cast("BaseScreen", self), name, make)

    def _add_file(self, one: Ticket) -> None:
        app, screen = self._kontor_app(), cast("BaseScreen", self)

        def take(typed: str | None) -> None:
            if not typed:
                return
            path = Path(typed)

            def job(_ticket: work.Ticket) -> tuple[bytes, Any]:
                from kontor.tickets.formats.mails import read_mails
                from kontor.tui.screens.plan_list import bytes_of

                content = bytes_of(path)
                is_mail = path.suffix.lower() == ".eml"
                return content, read_mails(content, path.name)[0] if is_mail else None

            def keep(read: tuple[bytes, Any]) -> None:
                from kontor.tickets.service.mails import put_mail
                from kontor.tickets.service.talking import add_file

                content, mail = read
                if mail is not None:
                    app.run_case(put_mail, one.id, mail, now_utc())
                else:
                    app.run_case(add_file, one.id, path.name, content, now_utc())

            work.start(screen, job, name="read-file", group="read-file", then=keep)

        title = _("File for {number}").format(number=one.number)
        app.push_screen(choose_file(title, FILES, app.folder), take)

    # writing

    def do_record_mail(self) -> None:
        """A mail or a letter, to the customer or to whom something is claimed from."""
        one, app = self.the_case(), self._kontor_app()
        if one is None:
            return
        with app.store.read() as con:
            who, other = customer(con, one), claimed_from(con, one)
        name = who.name or _("the customer")
        items = [("m", _("Mail to {name}").format(name=name), "mail:customer")]
        if who.contact is not None:
            items.append(("b", _("Letter to {name}").format(name=name), "letter:customer"))
        if other is not None:
            items.append(("r", _("Mail to {name}").format(name=other.name), "mail:claim"))
            items.append(("l", _("Letter to {name}").format(name=other.name), "letter:claim"))

        def take(value: str | None) -> None:
            from kontor.tui.screens.tickets.case_write import CaseLetter, MailForm

            if value is None:
                return
            way, _colon, whom = value.partition(":")
            to = other if whom == "claim" and other is not None else who
            form = MailForm if way == "mail" else CaseLetter
            app.push_screen(form(one, to))

        app.push_screen(Letters(_("Write what?"), items), take)

    # visits

    def do_record_task(self) -> None:
        """An appointment for the case, in one line."""
        from kontor.tui.screens.tickets.visit import VisitWindow, of_case

        one, app = self.the_case(), self._kontor_app()
        if one is not None:
            with app.store.read() as con:
                about = of_case(con, one)
            app.push_screen(VisitWindow(cast("BaseScreen", self), about))

    # taken apart

    def do_ticket_part(self) -> None:
        """Separate what was joined, or make a case of its own of a part."""
        one, app = self.the_case(), self._kontor_app()
        if one is None:
            return
        with app.store.read() as con:
            joined = [queries.ticket(con, key) for key in queries.family(con, one.id)
                      if key != one.id]  # fmt: skip
        if one.merged_into is not None:
            self._separate(one.id)
            return
        if not joined:
            self._split(one)
            return
        entries = [Entry("split", _("Make a case of a part"))]
        entries += [
            Entry(str(other.id), _("Separate {number}").format(number=other.number), other.subject)
            for other in joined
        ]

        def take(value: str | None) -> None:
            if value == "split":
                self._split(one)
            elif value is not None:
                self._separate(int(value))

        app.push_screen(Chooser(_("Take apart"), entries), take)

    def _separate(self, key: int) -> None:
        from kontor.tickets.service.joining import unmerge_ticket

        self._kontor_app().run_case(unmerge_ticket, key)

    def _split(self, one: Ticket) -> None:
        from kontor.tui.screens.tickets.case_write import SplitForm

        self._kontor_app().push_screen(SplitForm(one))

    # several at once

    def do_ticket_rank(self) -> None:
        """Say how urgent the marked cases are."""
        keys, app = self.case_keys(), self._kontor_app()
        letters = (("e", Priority.URGENT), ("d", Priority.HIGH), ("n", Priority.NORMAL),
                   ("w", Priority.LOW))  # fmt: skip
        items = [(letter, _(PRIORITIES[rank]), str(rank)) for letter, rank in letters]

        def take(value: str | None) -> None:
            if value is not None:
                from kontor.tickets.service.bulk import rank_tickets

                app.run_case(rank_tickets, keys, Priority(value))

        app.push_screen(Letters(_("How urgent?"), items), take)

    def do_record_print(self) -> None:
        """The work sheet of a case, or a list of the marked ones."""
        from kontor.tui.screens.documents.papers import as_pdf

        keys, app = self.case_keys(), self._kontor_app()
        if not keys:
            return
        from kontor.tickets.queries.papers import list_page, sheet_page

        with app.store.read() as con:
            if len(keys) == 1:
                page = sheet_page(con, keys[0], app.today())
            else:
                page = list_page(con, keys, app.today())
        name = page.number or page.title
        viewer.open_file(cast("BaseScreen", self), f"{name}.pdf", as_pdf(page))

"""Forms of what goes out of a case, and of a part that becomes a case of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from kontor.base.dates import format_day, now_utc
from kontor.base.errors import Finding, KontorError, Severity
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.documents.layout.page import Page
from kontor.documents.layout.words import words
from kontor.documents.letterhead import sender
from kontor.documents.mail import address
from kontor.documents.texts import unfilled
from kontor.tickets.queries import tickets as queries
from kontor.tickets.queries.answering import Addressee, filled, greeting
from kontor.tickets.queries.settings import Answer, answers
from kontor.tickets.queries.tickets import Ticket
from kontor.tickets.words import NOTES
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.documents.letter import LetterForm
from kontor.tui.screens.documents.papers import as_pdf
from kontor.tui.screens.form import FormScreen
from kontor.tui.screens.tickets.case_forms import CaseForm
from kontor.tui.screens.tickets.case_sheet import line_net, line_word
from kontor.tui.text import Part
from kontor.tui.widgets.fields import Field

_EXCERPT = 60


def choose_text(screen: FormScreen, case: Ticket, to: Addressee, code: str) -> None:
    """Put a text into the form, filled in; what stands there already stays in front."""
    app = screen.kontor
    with app.store.read() as con:
        found = answers(con, app.today(), language=code, kind=case.kind)
    entries = [Entry(str(at), one.name, " ".join(one.text.split())) for at, one in enumerate(found)]

    def take(value: str | None) -> None:
        if value is not None:
            _put_text(screen, case, to, found[int(value)])

    app.push_screen(Chooser(_("Begin with"), entries), take)


def _put_text(screen: FormScreen, case: Ticket, to: Addressee, one: Answer) -> None:
    app = screen.kontor
    with app.store.read() as con:
        text = filled(con, one.text, case, to, language=one.language, today=app.today())
        subject = filled(con, one.subject, case, to, language=one.language, today=app.today())
    before = str(screen.form.values()[0].get("text") or "").strip()
    screen.put("text", "\n\n".join(filter(None, (before, text))))
    if subject and not screen.form.values()[0].get("subject"):
        screen.put("subject", subject)
    screen.form.focus_field("text")


def still_open(text: str, code: str) -> Sequence[Finding]:
    """A placeholder that still stands there would go out as it is."""
    names = unfilled(text, code)
    if not names:
        return ()
    return (
        Finding("", "text", N_("Still to be filled in: {names}"), "", Severity.ERROR,
                (("names", " ".join(names)),), "text"),
    )  # fmt: skip


class MailForm(CaseForm):
    """A mail out of a case; it opens in the mail program, ready to be sent."""

    NAME, HANDBOOK, WORD = "tickets.mail", "tickets#mails-notes-files", N_("Mail")
    SAVE = N_("To the mail")
    HINTS: ClassVar[tuple[str, ...]] = ("form.save", "letter.template", "screen.back")

    def __init__(self, case: Ticket, to: Addressee) -> None:
        super().__init__(case)
        self.to = to

    def draft_key(self) -> str:
        """Form, case and to whom."""
        return f"{super().draft_key()}:{self.to.contact or 0}"

    def fields(self) -> Sequence[Field]:
        """To whom, what; files of the case that go along."""
        with self.kontor.store.read() as con:
            there = queries.files(con, self.case.id)
        return (
            Field("text", N_("Text"), "multiline", required=True, limit=20_000,
                  help=N_("greeting and regards come along; F7 begins with a text")),
            Field("to", N_("To"), "email", required=True),
            Field("subject", N_("Subject"), help=N_("the number of the case is put before it")),
            *(Field(f"file{one.id}", one.name, "flag", help=N_("goes along")) for one in there
              if not one.name.endswith(".eml")),
        )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """Where it goes."""
        return {"to": self.to.mail}

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """How the subject will read."""
        said = values.get("subject") or self.case.subject
        return [(_("Subject") + ": ", "$ink-soft"), (f"[{self.case.number}] {said}", "")]

    def check(self, values: dict[str, Any]) -> Sequence[Finding]:
        """An address, and no open placeholder."""
        try:
            address(values["to"])
        except KontorError as error:
            return [Finding(self.NAME, "", f"{error} {error.advice}".strip(), field="to")]
        return still_open(values["text"], self.to.language)

    def save(self, values: dict[str, Any]) -> None:
        """Keep it in the case, then open it in the mail program."""
        from kontor.tickets.model import MailInput
        from kontor.tickets.service.writing import write_mail

        files = [int(name[4:]) for name, value in values.items()
                 if name.startswith("file") and value]  # fmt: skip
        with self.kontor.store.read() as con:
            hello = greeting(con, self.to, self.to.language)
            bye = words(self.to.language)["regards"]
            firm = sender(con, self.kontor.today(), self.to.language).name
        text = "\n\n".join((hello, str(values["text"]).strip(), f"{bye}\n{firm}"))
        given = {"to": values["to"], "subject": values.get("subject"), "text": text, "files": files}
        self.run(write_mail, MailInput, given, now_utc())

    def after(self, result: Any) -> None:
        """The mail program shows it, ready to be sent."""
        from kontor.tui.screens.tickets.case_more import CaseMore

        below = self.kontor.screen
        if isinstance(below, CaseMore):
            below.open_file(int(result))

    def do_letter_template(self) -> None:
        """Begin with a text."""
        choose_text(self, self.case, self.to, self.to.language)


class CaseLetter(LetterForm):
    """A letter out of a case; issuing archives it and notes it in the case."""

    NAME, HANDBOOK = "tickets.letter", "tickets#mails-notes-files"

    def __init__(self, case: Ticket, to: Addressee) -> None:
        super().__init__(to.contact or 0)
        self.case, self.to = case, to

    def draft_key(self) -> str:
        """Case and to whom."""
        return f"tickets.letter:{self.case.id}:{self.contact}"

    def start(self) -> dict[str, Any]:
        """About the case."""
        return {**super().start(), "subject": f"{self.case.number}: {self.case.subject}"}

    def _issue(self, data: Any, page: Page) -> None:
        store, make, key = self.kontor.store, as_pdf(page), self.case.id

        def job() -> Any:
            from kontor.tickets.service.writing import write_letter

            return store.run(write_letter, key, data, (page, make()), now_utc())

        def done(change: Any) -> None:
            self.kontor.toast(_(change.label))
            self.saved(change.value)

        self.kontor.write(job, then=done, otherwise=self.refused)

    def do_letter_template(self) -> None:
        """Begin with a text for cases."""
        choose_text(self, self.case, self.to, str(self.form.values()[0].get("language") or "de"))


class SplitForm(CaseForm):
    """A part of a case becomes a case of its own; what is ticked goes along."""

    NAME, HANDBOOK, WORD = "tickets.split", "tickets#joining-and-splitting", N_("Split off")

    def fields(self) -> Sequence[Field]:
        """What the new case is about, and each part of this one that can go along."""
        with self.kontor.store.read() as con:
            said = [one for one in queries.notes(con, self.case.id) if one.ticket == self.case.id]
            there = [one for one in queries.files(con, self.case.id)
                     if one.ticket == self.case.id]  # fmt: skip
            done = [one for one in queries.lines(con, self.case.id)
                    if one.ticket == self.case.id and one.invoice is None]  # fmt: skip
        with_note = {one.note for one in there}
        parts = [
            (f"line{one.id}", _("Work"), f"{line_word(one)} · {format_money(line_net(one))} €")
            for one in done
        ]
        parts += [
            (f"note{one.id}", _(NOTES[one.kind]), f"{format_day(one.at.date(), year=False)} "
             + " ".join(f"{one.subject} {one.text}".split())[:_EXCERPT])
            for one in said if one.id not in with_note
        ]  # fmt: skip
        parts += [(f"file{one.id}", _("File"), one.name) for one in there]
        return (
            Field("subject", N_("About"), required=True, help=N_("what the new case is about")),
            *(Field(name, label, "flag", help=text) for name, label, text in parts),
        )

    def save(self, values: dict[str, Any]) -> None:
        """Split."""
        from kontor.tickets.service.joining import split_ticket

        chosen: dict[str, Any] = {
            f"{kind}s": [int(name[len(kind):]) for name, value in values.items()
                         if value and name.startswith(kind) and name[len(kind):].isdigit()]
            for kind in ("note", "file", "line")
        }  # fmt: skip
        self.kontor.run_case(
            split_ticket, self.case.id, values["subject"], now_utc(), then=self.saved,
            otherwise=self.refused, **chosen,
        )  # fmt: skip

    def after(self, result: Any) -> None:
        """The new case."""
        self.kontor.open_record(f"tickets:{result}")

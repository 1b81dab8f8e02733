"""A letter to a contact: written from a text of the firm, looked at, issued into the archive."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from kontor.base.dates import now_utc
from kontor.base.errors import Finding, KontorError, Severity
from kontor.base.i18n import N_, _, language
from kontor.contacts.queries import contact as find_contact
from kontor.documents.layout.page import Page
from kontor.documents.layout.text import as_text
from kontor.documents.letters import begun, letter_page, letter_texts, recipient
from kontor.documents.texts import unfilled
from kontor.documents.words import part_name
from kontor.tui import viewer
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.dialogs import Confirm
from kontor.tui.screens.documents.beside import BesideForm
from kontor.tui.screens.documents.papers import as_pdf
from kontor.tui.screens.input_form import made
from kontor.tui.text import Part
from kontor.tui.widgets.fields import Choice, Field

if TYPE_CHECKING:
    from kontor.documents.model import LetterInput


class LetterForm(BesideForm):
    """A plain letter; issuing puts it into the archive as it went out."""

    NAME, HANDBOOK = "contacts.letter", "documents#letters"
    SAVE = N_("Send off")
    HINTS: ClassVar[tuple[str, ...]] = (
        "form.save", "letter.template", "letter.show", "screen.back",
    )  # fmt: skip
    FIELDS = (
        Field("subject", N_("Subject"), required=True, limit=300),
        Field("text", N_("Text"), "multiline", required=True, limit=400,
              help=N_("paragraphs, an empty line between them; greeting and regards come along")),
        Field("language", N_("Language"), "choice", required=True,
              choices=(Choice("de", N_("German")), Choice("en", N_("English")))),
        Field("day", N_("Date"), "date", required=True),
        Field("remark", N_("Remark"), limit=60, help=N_("above the address, such as Einschreiben")),
        Field("signer", N_("Signed by"), help=N_("empty: the firm")),
        Field("enclosures", N_("Enclosures"), help=N_("several with commas between")),
    )  # fmt: skip

    def __init__(self, contact: int) -> None:
        super().__init__()
        self.contact = contact

    def crumb(self) -> str:
        """To whom."""
        with self.kontor.store.read() as con:
            name = find_contact(con, self.contact).name
        return _("Letter to {name}").format(name=name)

    def draft_key(self) -> str:
        """The contact."""
        return f"contacts.letter:{self.contact}"

    def start(self) -> dict[str, Any]:
        """The contact's language, today."""
        with self.kontor.store.read() as con:
            one = find_contact(con, self.contact)
        return {"language": "en" if one.language == "en" else "de", "day": self.kontor.today()}

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """Where it goes."""
        with self.kontor.store.read() as con:
            one = find_contact(con, self.contact)
        lines = recipient(one)
        if one.address is None:
            return [(_("No address is entered for {name}.").format(name=one.name), "$warn")]
        return [(_("Sent to") + ": ", "$ink-soft"), (" · ".join(lines), "")]

    def check(self, values: dict[str, Any]) -> Sequence[Finding]:
        """A placeholder that still stands there would go out as it is."""
        open_ones = unfilled(values["text"], values["language"])
        if not open_ones:
            return ()
        return (
            Finding(
                "", "text", N_("Still to be filled in: {names}"), "", Severity.ERROR,
                (("names", " ".join(open_ones)),), "text",
            ),
        )  # fmt: skip

    def _data(self, values: dict[str, Any]) -> LetterInput:
        from kontor.documents.model import LetterInput

        parts = [part.strip() for part in (values.get("enclosures") or "").split(",")]
        given = values | {
            "partner": f"contacts:{self.contact}", "enclosures": [part for part in parts if part],
        }  # fmt: skip
        return made(LetterInput, given)

    def _page(self, values: dict[str, Any]) -> tuple[LetterInput, Page]:
        data = self._data(values)
        with self.kontor.store.read() as con:
            return data, letter_page(con, data, self.kontor.today())

    def beside(self, width: int) -> str:
        """The letter as far as it is written."""
        values = self.form.values()[0]
        given = {name: value for name, value in values.items() if value}
        try:
            page = self._page({"subject": "…", "text": "…", **given})[1]
        except KontorError as error:
            return str(error)
        return as_text(page, width)

    def save(self, values: dict[str, Any]) -> None:
        """Ask once more; then it is set, archived and stays as it is."""
        try:
            data, page = self._page(values)
        except KontorError as error:
            self.refused(error)
            return
        rows: list[Part | list[Part]] = [
            [(data.subject, "bold")], " · ".join(page.recipient), "",
            _("The letter goes into the archive as it is now; it cannot be changed or taken back."),
        ]  # fmt: skip

        def take(choice: str | None) -> None:
            if choice == "yes":
                self._issue(data, page)
            else:
                self._saving = False

        self.app.push_screen(Confirm(_("Issue the letter?"), rows, verb=_("Send off")), take)

    def _issue(self, data: LetterInput, page: Page) -> None:
        store, make = self.kontor.store, as_pdf(page)

        def job() -> Any:
            from kontor.documents.service import letter

            return store.run(letter, data, page, make(), now_utc())

        def done(change: Any) -> None:
            self.kontor.toast(_(change.label))
            self.saved(change.value)

        self.kontor.write(job, then=done, otherwise=self.refused)

    def after(self, result: Any) -> None:
        """The archived letter, from where it is opened, printed and saved."""
        self.kontor.open_record(f"documents:{result}")

    def do_letter_show(self) -> None:
        """The letter as PDF, marked as a draft."""
        self.form.settle()
        values, faults = self.form.values()
        if faults:
            self.form.show_all_faults()
            self.form.focus_field(next(iter(faults)))
            return
        page = self._page(values)[1]._replace(draft=True)
        viewer.open_file(self, f"{_('Draft')}.pdf", as_pdf(page))

    def do_letter_template(self) -> None:
        """Begin with one of the firm's texts; what stands there stays in front."""
        values = self.form.values()[0]
        code = values.get("language") or "de"
        with self.kontor.store.read() as con:
            found = letter_texts(con, code)
        entries = [Entry(str(at), part_name(one.part), one.text) for at, one in enumerate(found)]

        def take(chosen: str | None) -> None:
            if chosen is None:
                return
            one = found[int(chosen)]
            with self.kontor.store.read() as con:
                text = begun(con, self.contact, one.text, code, self.kontor.today())
            before = str(values.get("text") or "").strip()
            self.put("text", "\n\n".join(part for part in (before, text) if part))
            if not values.get("subject") and code == language():  # its name is the reader's
                self.put("subject", part_name(one.part))
            self.form.focus_field("text")

        self.app.push_screen(Chooser(_("Begin with"), entries), take)

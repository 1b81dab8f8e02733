"""How a document gets to the customer: mail draft, printed letter, handed over; and the note of it.

Each way is one letter: the file opens in its own program, and the note is written with today's day.
Undo takes the note back when it did not go out after all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from kontor.base.i18n import N_, _
from kontor.documents.mail import address
from kontor.sales.kinds import DocumentKind, Way
from kontor.sales.queries import sending
from kontor.sales.queries.files import pdf_of
from kontor.sales.words import WAYS
from kontor.tui.screens.dialogs import AskText, Letters
from kontor.tui.screens.input_form import InputForm
from kontor.tui.viewer import open_file
from kontor.tui.widgets.fields import Choice, Field

if TYPE_CHECKING:
    from kontor.sales.queries.documents import Head
    from kontor.tui.screens.base import BaseScreen

_D = DocumentKind
ELSEWHERE = frozenset({_D.QUOTE, _D.ORDER, _D.ADDITION, _D.DELIVERY, _D.TIME_NOTE})


def send(screen: BaseScreen, head: Head, go_on: Callable[[], object] | None = None) -> None:
    """Ask how an issued document goes out; `go_on` is what comes when it is there already."""
    items = [
        ("m", _("Mail: the finished draft opens"), "mail"),
        ("p", _("Post: the PDF opens to be printed"), "post"),
        ("h", _("It was handed over"), "hand"),
        ("t", _("Another way, another day, a note"), "form"),
    ]
    if go_on is not None:
        items.append(("w", _("The customer has it; go on"), "on"))

    def take(way: str | None) -> None:
        if way == "mail":
            _mail(screen, head)
        elif way == "post":
            _print(screen, head)
            _note(screen, head, Way.POST, head.contact_name)
        elif way == "hand":
            _note(screen, head, Way.HAND, head.contact_name)
        elif way == "form":
            screen.app.push_screen(SendingForm(head))
        elif way == "on" and go_on is not None:
            go_on()

    title = _("How does {name} get to the customer?").format(name=head.name)
    screen.app.push_screen(Letters(title, items), take)


def _mail(screen: BaseScreen, head: Head) -> None:
    store, today = screen.kontor.store, screen.kontor.today()
    with store.read() as con:
        known = sending.mail_address(con, head.contact)

    def take(to: str | None) -> None:
        if to is None:
            return

        def made() -> bytes:
            with store.read() as con:
                return sending.mail_draft(con, head.id, to.strip(), today)[1]

        open_file(screen, f"{head.name.replace('/', '-')}.eml", made)
        _note(screen, head, Way.MAIL, to.strip())

    ask = AskText(_("Mail with {name}").format(name=head.name), hint=_("Mail address"),
                  typed=known, read=address)  # fmt: skip
    screen.app.push_screen(ask, take)


def _print(screen: BaseScreen, head: Head) -> None:
    store, today = screen.kontor.store, screen.kontor.today()

    def made() -> bytes:
        with store.read() as con:
            return pdf_of(con, head.id, today)

    open_file(screen, f"{head.name.replace('/', '-')}.pdf", made)


def _note(screen: BaseScreen, head: Head, way: Way, recipient: str) -> None:
    from kontor.sales.model.inputs import SendingInput
    from kontor.sales.service.sending import mark_sent

    today = screen.kontor.today()
    data = SendingInput(way=way, recipient=recipient, day=max(today, head.day))
    screen.kontor.run_case(mark_sent, head.id, data, max(today, head.day))


def elsewhere(screen: BaseScreen, head: Head) -> None:
    """A draft that goes out without a PDF of ours: it gets its number and stays as it is."""

    def take(how: str | None) -> None:
        if how is not None:
            screen.kontor.run_case(_case(head.kind), head.id, screen.kontor.today(), how)

    title = _("It goes out without a PDF of Kontor")
    hint = _("How? Such as on the firm's own form. It gets its number and stays as it is.")
    screen.app.push_screen(AskText(title, hint=hint), take)


def _case(kind: DocumentKind) -> Any:
    from kontor.sales.service.additions import send_addition
    from kontor.sales.service.notes import issue_note
    from kontor.sales.service.orders import confirm_order
    from kontor.sales.service.quotes import send_quote

    cases = {_D.QUOTE: send_quote, _D.ORDER: confirm_order, _D.ADDITION: send_addition}
    return cases.get(kind, issue_note)


class SendingForm(InputForm):
    """A note of sending with all its fields."""

    NAME, TITLE, HANDBOOK = "sales.sending", N_("How it went out"), "sales#sending"
    FIELDS: ClassVar[Sequence[Field]] = (
        Field("way", N_("How"), "choice", required=True,
              choices=[Choice(way, label) for way, label in WAYS.items()]),
        Field("recipient", N_("To whom"), help=N_("Mail address, or who got it.")),
        Field("day", N_("Day"), "date", required=True, past=True),
        Field("note", N_("Note"), help=N_("It is never printed.")),
    )  # fmt: skip

    def __init__(self, head: Head) -> None:
        super().__init__()
        self.head = head

    def crumb(self) -> str:
        """Of which document."""
        return f"{super().crumb()}: {self.head.name}"

    def start(self) -> dict[str, Any]:
        """Today, by post, to the customer."""
        return {"way": Way.POST, "recipient": self.head.contact_name, "day": self.kontor.today()}

    def save(self, values: dict[str, Any]) -> None:
        """Write it."""
        from kontor.sales.model.inputs import SendingInput
        from kontor.sales.service.sending import mark_sent

        given = {name: value for name, value in values.items() if value}
        self.kontor.run_case(
            mark_sent, self.head.id, SendingInput.model_validate(given), self.kontor.today(),
            then=self.saved, otherwise=self.refused,
        )  # fmt: skip

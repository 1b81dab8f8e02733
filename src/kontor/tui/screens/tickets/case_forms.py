"""Forms of cases: the case itself, a note, a line of work, waiting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from kontor.base.dates import now_utc
from kontor.base.errors import KontorError
from kontor.base.i18n import N_, _, ngettext
from kontor.company.queries import own_name
from kontor.contacts.queries.devices import device
from kontor.tickets.kinds import Cause, Direction, LineKind, NoteKind, Priority, TicketKind
from kontor.tickets.queries.tickets import Ticket
from kontor.tickets.words import CAUSES, KINDS, LINES, NOTES, PRIORITIES, WAITS
from kontor.tui.protocols import Hit
from kontor.tui.screens.acquisition.forms import choices
from kontor.tui.screens.input_form import InputForm, made
from kontor.tui.screens.sales.customers import customer_hits
from kontor.tui.screens.tickets.device_forms import DeviceForm, device_hits, site_hits
from kontor.tui.widgets.fields import Field

_SIDES = {"out": N_("to the customer"), "in": N_("from the customer"), "": N_("among us")}
_TEXTS = ("text", "caller", "phone", "mail", "owner", "part")


class TicketForm(InputForm):
    """A new case, or what is known of one."""

    NAME, HANDBOOK = "tickets.form", "tickets#opening-and-moving-on"

    def __init__(self, case: Ticket | None = None, *, start: dict[str, Any] | None = None) -> None:
        super().__init__()
        self.case, self._begun = case, start or {}

    def crumb(self) -> str:
        """New, or which."""
        return _("Change {number}").format(number=self.case.number) if self.case else _("New case")

    def draft_key(self) -> str:
        """Form and case."""
        return f"tickets.case:{self.case.id if self.case else 'new'}"

    def _hits(self, typed: str) -> list[Hit]:
        return customer_hits(self.kontor.store.read, typed)

    def _chosen(self) -> int | None:
        """The customer in the form."""
        value = self.form.values()[0].get("contact") if self.is_mounted else None
        return int(str(value).partition(":")[2]) if value else None

    def _sites(self, typed: str) -> list[Hit]:
        return site_hits(self.kontor.store.read, self._chosen(), typed)

    def _devices(self, typed: str) -> list[Hit]:
        return device_hits(self.kontor.store.read, self._chosen(), typed)

    def create_for(self, field: str, typed: str) -> None:
        """A device that nobody noted yet."""
        if field == "device":
            whose = self.form.raws["contact"]
            start: dict[str, Any] = {"name": typed}
            if isinstance(whose, list):
                start["contact"] = tuple(whose)

            def made_device(key: Any) -> None:
                with self.kontor.store.read() as con:
                    self.put("device", (str(key), device(con, key).name))
                self.form.focus_field("device")

            self.app.push_screen(DeviceForm(start=start, then=made_device))

    def fields(self) -> Sequence[Field]:
        """What it is about first."""
        return (
            Field("subject", N_("About"), required=True),
            Field("contact", N_("Customer"), "picker", search=self._hits),
            Field("site", N_("Site"), "picker", search=self._sites,
                  help=N_("where it is; sites stand at the customer")),
            Field("device", N_("Device"), "picker", search=self._devices, creates=True,
                  help=N_("brings customer, site and order along; Ctrl+N notes a new one")),
            Field("kind", N_("Kind"), "choice", choices=choices(KINDS),
                  default=TicketKind.DEFECT.value),
            Field("text", N_("What was said"), "multiline", limit=20_000),
            Field("caller", N_("Said name"), help=N_("where no customer is known")),
            Field("phone", N_("Telephone"), limit=60),
            Field("mail", N_("E-mail"), "email"),
            Field("owner", N_("Who takes care"), limit=60),
            Field("priority", N_("Urgency"), "choice", choices=choices(PRIORITIES),
                  default=Priority.NORMAL.value),
            Field("promised", N_("Promised"), "date", help=N_("date the customer was told")),
            Field("order", N_("Order"), limit=60, help=N_("number of the order it is about")),
            Field("part", N_("Part"), help=N_("as its warranty names it")),
            Field("invoice", N_("Bill complained of"), limit=60, help=N_("its number")),
            Field("cause", N_("Cause"), "choice", choices=choices(CAUSES),
                  default=Cause.UNKNOWN.value),
        )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """What is known."""
        one = self.case
        if one is None:
            with self.kontor.store.read() as con:
                me = own_name(con, self.kontor.today())
            return {"owner": me, **self._begun}
        values = {name: getattr(one, name) for name in (*_TEXTS, "subject", "promised")}
        if one.contact is not None:
            values["contact"] = (f"contacts:{one.contact}", one.who)
        if one.site is not None:
            values["site"] = (f"site:{one.site}", one.site_name)
        if one.device is not None:
            values["device"] = (str(one.device), one.device_name)
        return {**values, "kind": one.kind.value, "priority": one.priority.value,
                "cause": one.cause.value, "order": one.order_number,
                "invoice": one.invoice_number}  # fmt: skip

    def save(self, values: dict[str, Any]) -> None:
        """Write it down; of a known case only what was changed."""
        from kontor.tickets.model import TicketChange, TicketInput
        from kontor.tickets.service.cases import change_ticket, open_ticket

        if self.case is None:
            if values["kind"] == TicketKind.EMERGENCY:  # the kind says how urgent it is
                values.pop("priority")
            try:
                data = made(TicketInput, values)
            except KontorError as error:
                self.refused(error)
                return
            self.kontor.run_case(
                open_ticket, data, now_utc(), then=self.saved, otherwise=self.refused
            )
            return
        before = self.start()
        before |= {
            name: pair[0] for name in ("contact", "site", "device") if (pair := before.get(name))
        }
        changed = {
            name: value or None for name, value in values.items()
            if (value or None) != (before.get(name) or None)
        }  # fmt: skip
        self.kontor.run_case(
            change_ticket, self.case.id, TicketChange.model_validate(changed),
            then=self.saved, otherwise=self.refused,
        )  # fmt: skip


class CaseForm(InputForm):
    """A form for one case; says which one."""

    WORD: ClassVar[str] = ""

    def __init__(self, case: Ticket) -> None:
        super().__init__()
        self.case = case

    def crumb(self) -> str:
        """What is written down, of which case."""
        return f"{_(self.WORD)} · {self.case.number}"

    def draft_key(self) -> str:
        """Form and case."""
        return f"{self.NAME}:{self.case.id}"

    def run(self, case: Any, model: Any, values: dict[str, Any], *more: Any) -> None:
        """Check the values with the model and run the use case for this case."""
        try:
            data = made(model, values)
        except KontorError as error:
            self.refused(error)
            return
        self.kontor.run_case(
            case, self.case.id, data, *more, then=self.saved, otherwise=self.refused
        )


class NoteForm(CaseForm):
    """Something said or written."""

    NAME, HANDBOOK, WORD = "tickets.note", "tickets#mails-notes-files", N_("Note")
    FIELDS = (
        Field("text", N_("What"), "multiline", required=True, limit=20_000),
        Field("kind", N_("How"), "choice", default=NoteKind.NOTE.value,
              choices=choices({kind: NOTES[kind] for kind in NoteKind if kind != "file"})),
        Field("direction", N_("With whom"), "choice", default=Direction.NONE.value,
              choices=choices(_SIDES)),
        Field("author", N_("Who"), limit=60),
    )  # fmt: skip

    def save(self, values: dict[str, Any]) -> None:
        """Write it down."""
        from kontor.tickets.model import NoteInput
        from kontor.tickets.service.talking import add_note

        self.run(add_note, NoteInput, values, now_utc())


class WorkForm(CaseForm):
    """A line of work."""

    NAME, HANDBOOK, WORD = "tickets.work", "tickets#work-and-bill", N_("Work")
    FIELDS = (
        Field("text", N_("Work"), required=True, help=N_("such as: adjust the hinge")),
        Field("kind", N_("Kind"), "choice", choices=choices(LINES), default=LineKind.TIME.value),
        Field("quantity", N_("Quantity"), "quantity", required=True, help=N_("hours, km, pieces")),
        Field("price", N_("Price, net"), "price", help=N_("time: empty takes the hourly rate")),
        Field("day", N_("Day"), "date", past=True, help=N_("empty: today")),
        Field("worker", N_("Who"), limit=60),
    )

    def save(self, values: dict[str, Any]) -> None:
        """Write it down."""
        from kontor.tickets.model import LineInput
        from kontor.tickets.service.lines import add_line

        self.run(add_line, LineInput, values, self.kontor.today())


class WaitForm(CaseForm):
    """Whom or what the cases wait for, and when they come back."""

    NAME, HANDBOOK, WORD = "tickets.wait", "tickets#opening-and-moving-on", N_("Wait")
    FIELDS = (
        Field("waits_for", N_("Waits for"), "choice", choices=choices(WAITS), default="customer"),
        Field("until", N_("Comes back on"), "date", required=True, help=N_("such as +3 or kw12")),
        Field("reason", N_("Note")),
    )

    def __init__(self, case: Ticket, keys: Sequence[int] = ()) -> None:
        super().__init__(case)
        self.keys = list(keys) or [case.id]

    def crumb(self) -> str:
        """Which one, or how many."""
        if len(self.keys) == 1:
            return super().crumb()
        count = ngettext("{count} case", "{count} cases", len(self.keys))
        return f"{_(self.WORD)} · {count.format(count=len(self.keys))}"

    def save(self, values: dict[str, Any]) -> None:
        """Let them wait."""
        from kontor.tickets.model import MoveInput
        from kontor.tickets.service.bulk import move_tickets

        try:
            data = made(MoveInput, {**values, "state": "waiting"})
        except KontorError as error:
            self.refused(error)
            return
        self.kontor.run_case(
            move_tickets, self.keys, data, now_utc(), then=self.saved, otherwise=self.refused
        )

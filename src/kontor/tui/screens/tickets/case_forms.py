"""Forms of cases: the case itself, a note, a line of work, waiting, who pays, costs, claims."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from kontor.base.dates import now_utc
from kontor.base.errors import KontorError
from kontor.base.i18n import N_, _
from kontor.tickets.kinds import Cause, Direction, LineKind, NoteKind, Priority, TicketKind
from kontor.tickets.queries.tickets import Ticket
from kontor.tickets.words import CAUSES, KINDS, LINES, NOTES, PRIORITIES, RESULTS, WAITS
from kontor.tui.protocols import Hit
from kontor.tui.screens.acquisition.forms import choices
from kontor.tui.screens.input_form import InputForm, made
from kontor.tui.screens.sales.customers import customer_hits
from kontor.tui.widgets.fields import Choice, Field

_SIDES = {"out": N_("to the customer"), "in": N_("from the customer"), "": N_("among us")}
_TEXTS = ("text", "caller", "phone", "mail", "owner", "part")


class TicketForm(InputForm):
    """A new case, or what is known of one."""

    NAME, HANDBOOK = "tickets.form", "tickets#opening-and-moving-on"

    def __init__(self, case: Ticket | None = None) -> None:
        super().__init__()
        self.case = case

    def crumb(self) -> str:
        """New, or which."""
        return _("Change {number}").format(number=self.case.number) if self.case else _("New case")

    def draft_key(self) -> str:
        """Form and case."""
        return f"tickets.case:{self.case.id if self.case else 'new'}"

    def _hits(self, typed: str) -> list[Hit]:
        return customer_hits(self.kontor.store.read, typed)

    def fields(self) -> Sequence[Field]:
        """What it is about first."""
        return (
            Field("subject", N_("About"), required=True),
            Field("contact", N_("Customer"), "picker", search=self._hits),
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
            return {}
        values = {name: getattr(one, name) for name in (*_TEXTS, "subject", "promised")}
        if one.contact is not None:
            values["contact"] = (f"contacts:{one.contact}", one.who)
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
        before["contact"] = f"contacts:{self.case.contact}" if self.case.contact else None
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
    """Whom or what the case waits for, and when it comes back."""

    NAME, HANDBOOK, WORD = "tickets.wait", "tickets#opening-and-moving-on", N_("Wait")
    FIELDS = (
        Field("waits_for", N_("Waits for"), "choice", choices=choices(WAITS), default="customer"),
        Field("until", N_("Comes back on"), "date", required=True, help=N_("such as +3 or kw12")),
        Field("reason", N_("Note")),
    )

    def save(self, values: dict[str, Any]) -> None:
        """Let it wait."""
        from kontor.tickets.model import MoveInput
        from kontor.tickets.service.cases import move_ticket

        self.run(move_ticket, MoveInput, {**values, "state": "waiting"}, now_utc())


class PayerForm(CaseForm):
    """Who pays, as a person decides."""

    NAME, HANDBOOK, WORD = "tickets.payer", "tickets#who-pays", N_("Who pays")
    FIELDS = (
        Field("payer", N_("Verdict"), "choice", choices=choices(RESULTS), default="free"),
        Field("reason", N_("Reason"), required=True, help=N_("is kept with the case")),
        Field("cause", N_("Cause"), "choice", choices=(Choice("", "–"), *choices(CAUSES))),
    )

    def save(self, values: dict[str, Any]) -> None:
        """Decide."""
        from kontor.tickets.model import PayerInput
        from kontor.tickets.service.judging import decide_payer

        self.run(decide_payer, PayerInput, values)


class CostForm(CaseForm):
    """That the customer was told what it costs, and agreed."""

    NAME, HANDBOOK, WORD = "tickets.costs", "tickets#who-pays", N_("Costs")
    FIELDS = (
        Field("told", N_("Told on"), "date", past=True),
        Field("agreed", N_("Agreed on"), "date", past=True),
        Field("how", N_("How"), help=N_("by telephone, in writing, on the spot")),
        Field("estimate", N_("Estimate"), "money"),
    )

    def start(self) -> dict[str, date | None]:
        """Told today, as a rule."""
        return {"told": self.case.cost_notice or self.kontor.today()}

    def save(self, values: dict[str, Any]) -> None:
        """Write it down."""
        from kontor.tickets.model import CostInput
        from kontor.tickets.service.judging import agree_costs

        self.run(agree_costs, CostInput, values)


class ClaimForm(CaseForm):
    """What is asked of a supplier or subcontractor."""

    NAME, HANDBOOK, WORD = "tickets.claim", "tickets#who-pays", N_("Claim back")

    def fields(self) -> Sequence[Field]:
        """Who, until when."""
        read = self.kontor.store.read
        return (
            Field("partner", N_("Claim against"), "picker", required=True,
                  search=lambda typed: customer_hits(read, typed)),
            Field("until", N_("Possible until"), "date"),
            Field("claimed", N_("Claimed on"), "date", past=True),
        )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """What is noted already."""
        one = self.case
        who = (f"contacts:{one.claim_partner}", one.claim_name) if one.claim_partner else None
        return {"partner": who, "until": one.claim_until, "claimed": one.claimed}

    def save(self, values: dict[str, Any]) -> None:
        """Note it."""
        from kontor.tickets.model import ClaimInput
        from kontor.tickets.service.judging import claim_back

        self.run(claim_back, ClaimInput, values)

"""Around an order: terms of the contract, additions, notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from kontor.base.i18n import N_, _
from kontor.sales.queries import terms
from kontor.sales.rules.dated import warranty_rules
from kontor.tui.protocols import Hit
from kontor.tui.screens.input_form import InputForm
from kontor.tui.screens.sales.customers import customer_hits
from kontor.tui.screens.sales.names import PLACES
from kontor.tui.widgets.fields import Choice, Field

_DAYS = ("instructed", "early_start", "starts", "ends")
_FLAGS = ("consumer", "consumer_building", "emergency", "binding")


class TermsForm(InputForm):
    """Terms of a quote or order: withdrawal right, planned days, warranty."""

    NAME, TITLE, HANDBOOK = (
        "sales.terms",
        N_("Terms of the contract"),
        "orders#terms-of-the-contract",
    )

    def __init__(self, document: int) -> None:
        super().__init__()
        self.key = document

    def draft_key(self) -> str:
        """One per document."""
        return f"sales.terms:{self.key}"

    def fields(self) -> Sequence[Field]:
        """Where it was made, what the consumer was told, days, warranty."""
        return (
            Field("place", N_("Contract made"), "choice",
                  choices=[Choice(value, label) for value, label in PLACES.items()]),
            Field("consumer", N_("Consumer"), "flag",
                  help=N_("Away from the shop he may withdraw for 14 days (§ 312g BGB).")),
            Field("instructed", N_("Told about it on"), "date", past=True,
                  help=N_("Without it the right lives a year longer.")),
            Field("early_start", N_("Early start asked for"), "date", past=True,
                  help=N_("In text form, knowing what is lost (§ 357a BGB).")),
            Field("emergency", N_("Urgent repair"), "flag",
                  help=N_("Called by the customer: no right of withdrawal.")),
            Field("consumer_building", N_("Building contract"), "flag",
                  help=N_("New building or major rebuilding for a consumer (§ 650i BGB).")),
            Field("binding", N_("Binding estimate"), "flag"),
            Field("starts", N_("Planned from"), "date"),
            Field("ends", N_("Planned until"), "date"),
            Field("warranty_rule", N_("Warranty"), "choice",
                  choices=[Choice(key, one.name) for key, one in warranty_rules().items()]),
        )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """As it is."""
        with self.kontor.store.read() as con:
            return terms.terms(con, self.key)._asdict()

    def save(self, values: dict[str, Any]) -> None:
        """Write all of it."""
        from kontor.sales.model.inputs import TermsInput
        from kontor.sales.service.orders import set_terms

        given = {name: value for name, value in values.items() if value or name in _ALWAYS}
        data = TermsInput.model_validate(given)
        self.kontor.run_case(set_terms, self.key, data, then=self.saved, otherwise=self.refused)


_ALWAYS = frozenset({*_DAYS, *_FLAGS})


class AdditionForm(InputForm):
    """An addition (Nachtrag); its positions are typed in the editor."""

    NAME, TITLE, HANDBOOK = "sales.addition", N_("Addition to the order"), "orders#additions"
    SAVE: ClassVar[str] = N_("Save and on to the positions")
    FIELDS: ClassVar[Sequence[Field]] = (
        Field("subject", N_("Subject"), required=True),
        Field("reason", N_("Reason"), "multiline",
              help=N_("Such as: wet rot behind the panelling, found on 12.03.")),
        Field("short", N_("First position"), required=True),
        Field("quantity", N_("Quantity"), "quantity", default=1000),
        Field("unit", N_("Unit")),
        Field("price", N_("Price"), "price"),
    )  # fmt: skip

    def __init__(self, order: int) -> None:
        super().__init__()
        self.order = order

    def draft_key(self) -> str:
        """One per order."""
        return f"sales.addition:{self.order}"

    def save(self, values: dict[str, Any]) -> None:
        """Draft the addition."""
        from kontor.sales.model.inputs import AdditionInput, PositionInput
        from kontor.sales.service.additions import new_addition

        names = ("short", "quantity", "unit", "price")
        first = {name: values[name] for name in names if values[name] is not None}
        data = AdditionInput(
            subject=values["subject"], day=self.kontor.today(), reason=values["reason"] or None,
            positions=[PositionInput.model_validate(first)],
        )  # fmt: skip
        self.kontor.run_case(
            new_addition, self.order, data, self.kontor.today(), then=self.saved,
            otherwise=self.refused,
        )  # fmt: skip

    def after(self, result: Any) -> None:
        """On to the positions."""
        from kontor.tui.screens.sales.document import screen_of

        self.kontor.push_screen(screen_of(self.kontor.store.read, int(result)))


class NoteForm(InputForm):
    """A time note or delivery note; its lines are typed in the editor."""

    HANDBOOK = "orders#notes"
    SAVE: ClassVar[str] = N_("Save and on to the positions")

    def __init__(self, order: int | None, *, time: bool) -> None:
        super().__init__()
        self.order, self.time = order, time

    NAME, TITLE = "sales.note", N_("Note of the order")

    def draft_key(self) -> str:
        """One per order and kind."""
        return f"sales.note:{self.order or 'free'}:{'time' if self.time else 'delivery'}"

    def crumb(self) -> str:
        """Which of the two."""
        return _("Time note") if self.time else _("Delivery note")

    def fields(self) -> Sequence[Field]:
        """Day, subject, first line."""
        first = N_("What was done") if self.time else N_("What was delivered")
        found = [
            Field("day", N_("Day"), "date", required=True, past=True),
            Field("subject", N_("Subject")),
            Field("short", first, required=True),
            Field("quantity", N_("Hours") if self.time else N_("Quantity"), "quantity",
                  required=True),
        ]  # fmt: skip
        if self.time:
            found.append(Field("worker", N_("Worker")))
        else:
            found.append(Field("unit", N_("Unit")))
        if self.order is None:  # fmt: skip
            found.append(
                Field(
                    "price",
                    N_("Price"),
                    "price",
                    help=N_("Empty: as the rate per hour says, or for nothing."),
                )
            )
            found.insert(0, Field(
                "contact", N_("Customer"), "picker", required=True, search=self._customers,
                help=N_("Part of the name or the number; notes of an order are made from it."),
            ))  # fmt: skip
        return found

    def _customers(self, typed: str) -> list[Hit]:
        return customer_hits(self.kontor.store.read, typed)

    def start(self) -> dict[str, Any]:
        """Of today."""
        return {"day": self.kontor.today()}

    def save(self, values: dict[str, Any]) -> None:
        """Draft the note."""
        from kontor.sales.kinds import PositionKind
        from kontor.sales.model.inputs import NoteInput, PositionInput
        from kontor.sales.service import notes

        line: dict[str, Any] = {"short": values["short"], "quantity": values["quantity"]}
        if self.time:
            line |= {"kind": PositionKind.HOUR, "worked_on": values["day"],
                     "worker": values["worker"] or None}  # fmt: skip
        else:
            line["unit"] = values["unit"]
        if values.get("price") is not None:
            line["price"] = values["price"]
        data = NoteInput(
            order=f"sales:{self.order}" if self.order else None, contact=values.get("contact"),
            day=values["day"], subject=values["subject"],
            positions=[PositionInput.model_validate(line)],
        )  # fmt: skip
        case = notes.new_time_note if self.time else notes.new_delivery
        self.kontor.run_case(
            case, data, self.kontor.today(), then=self.saved, otherwise=self.refused
        )

    def after(self, result: Any) -> None:
        """On to the lines."""
        from kontor.tui.screens.sales.document import screen_of

        self.kontor.push_screen(screen_of(self.kontor.store.read, int(result)))

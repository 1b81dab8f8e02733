"""Forms of maintenance contracts: the contract, a price, a notice, a visit, a value of an index."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from kontor.base.dates import month_name
from kontor.base.errors import InputError, KontorError
from kontor.base.i18n import N_, _
from kontor.contacts import queries as contacts
from kontor.contacts.queries import devices as known_devices
from kontor.tickets.contract_kinds import Contract
from kontor.tickets.contract_words import BASES, INDEXES, RENEWALS, RHYTHMS
from kontor.tickets.queries.contract_run import Asked, Way
from kontor.tickets.rules.contracts import index_names
from kontor.tui.protocols import Hit
from kontor.tui.screens.acquisition.forms import choices
from kontor.tui.screens.input_form import InputForm, made
from kontor.tui.screens.sales.customers import customer_hits
from kontor.tui.widgets.fields import Choice, Field

_TEXTS = ("scope", "skill", "note", "index_series")
_CODES = ("basis", "rhythm", "renewal", "index_kind")
_NUMBERS = (
    "every", "minutes", "term", "notice", "renewal_months", "adjust_every",
)  # fmt: skip
_PLAIN = (*_TEXTS, "subject", "serviced", "billed", "starts", "index_rate", "next_adjust")
_WAYS = {"auto": N_("by mail, else by letter"), "letter": N_("by letter"), "none": N_("by word")}


def whole(text: str) -> int | None:
    """A whole number, or nothing.

    Raises:
        InputError: something else.
    """
    typed = text.strip()
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) < 5):
        raise InputError(N_("A whole number is expected."))
    return int(typed)


def _months() -> tuple[Choice, ...]:
    names = (Choice(str(month), month_name(month)) for month in range(1, 13))
    return (Choice("", "–"), *names)


class ContractForm(InputForm):
    """A new contract, or what is agreed in one."""

    NAME, HANDBOOK = "tickets.contractform", "contracts#agreeing-on-a-contract"

    def __init__(self, contract: Contract | None = None) -> None:
        super().__init__()
        self.contract = contract

    def crumb(self) -> str:
        """New, or which."""
        if self.contract:
            return _("Change {number}").format(number=self.contract.number)
        return _("New maintenance contract")

    def draft_key(self) -> str:
        """Form and contract."""
        return f"tickets.contract:{self.contract.id if self.contract else 'new'}"

    def _hits(self, typed: str) -> list[Hit]:
        return customer_hits(self.kontor.store.read, typed)

    def fields(self) -> Sequence[Field]:
        """What for whom, how often, for how much, for how long."""
        return (
            *self._new(),
            Field("subject", N_("What"), required=True, limit=150,
                  help=N_("such as: maintenance of the windows")),
            Field("every", N_("Every … months"), read=whole, default="12"),
            Field("from_month", N_("From month"), "choice", choices=_months()),
            Field("to_month", N_("To month"), "choice", choices=_months()),
            Field("minutes", N_("Minutes"), read=whole, default="60", help=N_("of a visit")),
            *self._price(),
            Field("basis", N_("Price is"), "choice", choices=choices(BASES), default="flat"),
            Field("rhythm", N_("Billed"), "choice", choices=choices(RHYTHMS), default="visit"),
            Field("starts", N_("From"), "date", required=True, past=True),
            Field("term", N_("Term, months"), read=whole, default="12"),
            Field("renewal", N_("After it"), "choice", choices=choices(RENEWALS), default="open"),
            Field("renewal_months", N_("By … months"), read=whole,
                  help=N_("where it renews itself")),
            Field("notice", N_("Notice, months"), read=whole, default="1"),
            Field("index_kind", N_("Price later"), "choice", choices=choices(INDEXES),
                  default="none"),
            Field("index_rate", N_("Step in percent"), "rate"),
            Field("index_series", N_("Index"), "choice", choices=self._series()),
            Field("next_adjust", N_("Adjusted next"), "date"),
            Field("serviced", N_("Last visit"), "date", past=True,
                  help=N_("before this contract was kept here")),
            Field("billed", N_("Billed until"), "date", help=N_("elsewhere, a year in advance")),
            Field("skill", N_("Skill"), limit=60, help=N_("what somebody must know for it")),
            Field("scope", N_("What is done"), "multiline", limit=20_000),
            Field("note", N_("Note"), "multiline", limit=20_000),
        )  # fmt: skip

    def _new(self) -> Sequence[Field]:
        if self.contract is not None:
            return ()
        return (
            Field("contact", N_("Customer"), "picker", required=True, search=self._hits),
            Field("devices", N_("All devices"), "flag", default=True,
                  help=N_("of this customer; single ones later by key")),
        )  # fmt: skip

    def _price(self) -> Sequence[Field]:
        if self.contract is not None:
            return ()
        return (
            Field("price", N_("Price, net"), "money"),
            Field("material", N_("Of it material"), "money"),
        )

    def _series(self) -> tuple[Choice, ...]:
        return (Choice("", "–"), *(Choice(key, name) for key, name in index_names().items()))

    def start(self) -> dict[str, Any]:
        """What is agreed."""
        one = self.contract
        if one is None:
            return {"starts": self.kontor.today()}
        values: dict[str, Any] = {name: getattr(one, name) for name in _PLAIN}
        values |= {name: str(getattr(one, name)) for name in _CODES}
        values |= {name: str(getattr(one, name) or "") for name in ("from_month", "to_month")}
        values |= {name: str(getattr(one, name)) for name in _NUMBERS}
        return {**values, "index_rate": one.index_rate or None}

    def save(self, values: dict[str, Any]) -> None:
        """Write it down."""
        from kontor.tickets.contract_model import ContractChange, ContractInput
        from kontor.tickets.service.contracts import add_contract, change_contract

        given = {name: value for name, value in values.items() if value not in (None, "")}
        try:
            if self.contract is None:
                wanted = given.pop("devices", False)
                given["devices"] = self._devices(given["contact"]) if wanted else []
                data = made(ContractInput, given)
                self.kontor.run_case(
                    add_contract, data, self.kontor.today(), then=self.saved,
                    otherwise=self.refused,
                )  # fmt: skip
                return
            emptied = {
                name: None for name in ("from_month", "to_month", "serviced", "billed", *_TEXTS[:3])
                if name not in given
            }  # fmt: skip
            change = ContractChange.model_validate(made(ContractChange, given).model_dump(
                exclude_unset=True) | emptied)  # fmt: skip
        except KontorError as error:
            self.refused(error)
            return
        self.kontor.run_case(
            change_contract, self.contract.id, change, then=self.saved, otherwise=self.refused
        )

    def _devices(self, contact: str) -> list[int]:
        with self.kontor.store.read() as con:
            key = contacts.resolve(con, contact).id
            return [one.id for one in known_devices.devices(con, key)]


class OfContract(InputForm):
    """A form for one contract; says which one."""

    WORD: ClassVar[str] = ""

    def __init__(self, contract: Contract) -> None:
        super().__init__()
        self.contract = contract

    def crumb(self) -> str:
        """What is written down, of which contract."""
        return f"{_(self.WORD)} · {self.contract.number}"

    def draft_key(self) -> str:
        """Form and contract."""
        return f"{self.NAME}:{self.contract.id}"


class PriceForm(OfContract):
    """Another price, or the one that was agreed."""

    NAME, HANDBOOK, WORD = "tickets.contractprice", "contracts#the-price", N_("Price")
    FIELDS = (
        Field("price", N_("Price, net"), "money", help=N_("empty: as agreed in the contract")),
        Field("material", N_("Of it material"), "money", help=N_("empty: in proportion")),
        Field("valid_from", N_("From"), "date", help=N_("empty: the agreed day, or today")),
        Field("reason", N_("Reason")),
    )

    def save(self, values: dict[str, Any]) -> None:
        """Write it down."""
        from kontor.tickets.contract_model import NewPrice
        from kontor.tickets.service.contracts import adjust_price

        _run(self, adjust_price, NewPrice, values, self.kontor.today())


class NoticeForm(OfContract):
    """A notice that arrived."""

    NAME, HANDBOOK, WORD = "tickets.contractnotice", "contracts#term-and-notice", N_("Notice")
    FIELDS = (
        Field("arrived", N_("Arrived on"), "date", past=True, help=N_("empty: today")),
        Field("ends", N_("Last day"), "date", help=N_("empty: as the terms say")),
        Field("reason", N_("Reason")),
    )

    def save(self, values: dict[str, Any]) -> None:
        """Note it."""
        from kontor.tickets.contract_model import NoticeInput
        from kontor.tickets.service.contracts import cancel_contract

        _run(self, cancel_contract, NoticeInput, values, self.kontor.today())


class VisitForm(OfContract):
    """A visit that was made without a case."""

    NAME, HANDBOOK, WORD = "tickets.contractvisit", "contracts#after-the-visit", N_("Visit")
    FIELDS = (
        Field("day", N_("Day"), "date", past=True, help=N_("empty: today")),
        Field("note", N_("What was done")),
    )

    def save(self, values: dict[str, Any]) -> None:
        """Note it."""
        from kontor.tickets.service.contract_run import note_visit

        today = self.kontor.today()
        self.kontor.run_case(
            note_visit, self.contract.id, values["day"] or today, values["note"] or "", today,
            then=self.saved, otherwise=self.refused,
        )  # fmt: skip


class IndexForm(InputForm):
    """A value of an index as it was published."""

    NAME, HANDBOOK, DRAFT = "tickets.index", "contracts#the-price", "tickets.index:new"

    def crumb(self) -> str:
        """What it is."""
        return _("Value of an index")

    def fields(self) -> Sequence[Field]:
        """Which series, from when, which value."""
        series = tuple(Choice(key, name) for key, name in index_names().items())
        return (
            Field("series", N_("Index"), "choice", choices=series, default=series[0].value),
            Field("valid_from", N_("From"), "date", required=True, past=True),
            Field("value", N_("Value"), "quantity", required=True, help=N_("such as 121,9")),
            Field("source", N_("Source")),
        )

    def save(self, values: dict[str, Any]) -> None:
        """Enter it."""
        from kontor.tickets.contract_model import IndexInput
        from kontor.tickets.service.contracts import set_index

        self.send(set_index, model=IndexInput, values=values)


class HowForm(InputForm):
    """How the run plans: who goes, how far it is, how it is announced. Nothing is written."""

    NAME, HANDBOOK, SAVE = "tickets.contracthow", "contracts#the-run", N_("Plan anew")

    def __init__(self, asked: Asked, take: Callable[[Asked], object]) -> None:
        super().__init__()
        self.asked, self._take = asked, take

    def crumb(self) -> str:
        """What it is."""
        return _("How the run plans")

    def fields(self) -> Sequence[Field]:
        """Who, how far, how."""
        return (
            Field("crew", N_("Who goes"), help=N_("short names with commas; empty: who is free")),
            Field("travel", N_("Way"), read=whole, help=N_("minutes there, and back again")),
            Field("held", N_("Only held"), "flag",
                  help=N_("the time is kept free until the customer agrees")),
            Field("way", N_("Announced"), "choice", choices=choices(_WAYS), default="auto"),
        )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """As it is."""
        way = {None: "auto", Way.NONE: "none"}.get(self.asked.way, "letter")
        return {"crew": ", ".join(self.asked.crew), "travel": str(self.asked.travel),
                "held": self.asked.held, "way": way}  # fmt: skip

    def save(self, values: dict[str, Any]) -> None:
        """Take it."""
        from kontor.company.queries import find_employee

        names = [name.strip() for name in (values["crew"] or "").split(",") if name.strip()]
        try:
            with self.kontor.store.read() as con:
                crew = tuple(find_employee(con, name).short for name in names)
        except KontorError as error:
            error.field = "crew"
            self.refused(error)
            return
        ways = {"auto": None, "letter": Way.LETTER, "none": Way.NONE}
        asked = self.asked._replace(
            crew=crew, travel=values["travel"] or 0, held=bool(values["held"]),
            way=ways[values["way"] or "auto"],
        )  # fmt: skip
        self.saved()
        self._take(asked)


def _run(form: OfContract, case: Any, model: Any, values: dict[str, Any], *more: Any) -> None:
    """Check the values with the model and run the use case for the contract of the form."""
    try:
        data = made(model, values)
    except KontorError as error:
        form.refused(error)
        return
    form.kontor.run_case(
        case, form.contract.id, data, *more, then=form.saved, otherwise=form.refused
    )

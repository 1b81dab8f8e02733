"""Forms of maintenance contracts: the contract, a price, a notice, a visit, a value of an index."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any, ClassVar

from kontor.base.dates import month_name
from kontor.base.errors import InputError, KontorError
from kontor.base.i18n import N_, _
from kontor.base.text import matches
from kontor.contacts import queries as contacts
from kontor.contacts.device_kinds import Device
from kontor.contacts.queries import devices as known_devices
from kontor.tickets.contract_kinds import Contract
from kontor.tickets.contract_words import BASES, INDEXES, RENEWALS, RHYTHMS
from kontor.tickets.queries import contracts as queries
from kontor.tickets.queries.contract_run import Asked, Way
from kontor.tickets.rules.contracts import index_names
from kontor.tui.protocols import Hit
from kontor.tui.screens.acquisition.forms import choices
from kontor.tui.screens.chooser import Entry
from kontor.tui.screens.input_form import InputForm, made
from kontor.tui.screens.sales.customers import customer_hits
from kontor.tui.screens.several import Several
from kontor.tui.screens.tickets.contract_outlook import outlook
from kontor.tui.text import Part
from kontor.tui.widgets.fields import Choice, Field
from kontor.tui.widgets.form import Form

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


def device_keys(raw: object) -> list[int]:
    """The ids in the value of the field: `3,5`."""
    text = raw[0] if isinstance(raw, list) else raw
    return [int(one) for one in str(text or "").split(",") if one.isdigit()]


def device_pair(several: Sequence[Device]) -> tuple[str, str] | None:
    """Devices as the field holds them: their ids, and what people read."""
    if not several:
        return None
    return ",".join(str(one.id) for one in several), ", ".join(one.name for one in several)


def choose_devices(there: Sequence[Device], chosen: Collection[str]) -> Several:
    """The list in which Space marks what is looked after."""
    entries = [
        Entry(str(one.id), one.name, " · ".join(filter(None, (one.kind, one.place, one.serial))))
        for one in there
    ]  # fmt: skip
    return Several(_("Which devices are looked after?"), entries, chosen)


class ContractForm(InputForm):
    """A new contract, or what is agreed in one."""

    NAME, HANDBOOK = "tickets.contractform", "contracts#agreeing-on-a-contract"

    def __init__(self, contract: Contract | None = None) -> None:
        super().__init__()
        self.contract = contract
        self._whose, self._price_now = "", 0
        self._last: date | None = None
        self._gone: list[int] = []  # removed devices stay with their contract

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

    def _customer(self) -> str:
        """Whose contract it is; empty before somebody is chosen."""
        if self.contract is not None:
            return f"contacts:{self.contract.contact}"
        raw = self.form.rows["contact"].editor.raw
        return raw[0] if isinstance(raw, list) else ""

    def _there(self) -> list[Device]:
        """The devices of the customer."""
        who = self._customer()
        if not who:
            return []
        with self.kontor.store.read() as con:
            return known_devices.devices(con, contacts.resolve(con, who).id)

    def _known(self, typed: str) -> list[Hit]:
        return [
            Hit(str(one.id), one.name, one.place)
            for one in self._there() if matches(typed, f"{one.kind} {one.name} {one.place}")
        ]  # fmt: skip

    def on_form_changed(self, _event: Form.Changed) -> None:
        """Another customer brings the devices along."""
        who = self._customer()
        if self.contract is None and who and who != self._whose:
            self._whose = who
            self.put("devices", device_pair(self._there()))

    def on_form_pick_wanted(self, event: Form.PickWanted) -> None:
        """The devices of the customer, several at once."""
        if event.editor.field.name != "devices":
            return
        event.stop()
        event.prevent_default()
        there, editor = self._there(), event.editor
        if not there:
            self.kontor.toast(_("No device of this customer is known."), tone="warning")
            return

        def take(value: str | None) -> None:
            if value is not None:
                wanted = set(value.split(","))
                self.put("devices", device_pair([one for one in there if str(one.id) in wanted]))
                editor.focus()

        chosen = {str(key) for key in device_keys(editor.raw)}
        self.app.push_screen(choose_devices(there, chosen), take)

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """The next visits, and what they cost."""
        price = values.get("price") if self.contract is None else self._price_now
        with self.kontor.store.read() as con:
            count = len(device_keys(values.get("devices")))
            found = outlook(con, values, price, count, self._last)
        return () if found is None else (found,)

    def fields(self) -> Sequence[Field]:
        """What for whom, how often, for how much, for how long."""
        return (
            *self._new(),
            Field("devices", N_("Devices"), "picker", search=self._known,
                  help=N_("F4: those of the customer; Space marks")),
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
        with self.kontor.store.read() as con:
            inside = {device.id: device.removed for device in queries.devices(con, one.id)}
            done = [visit.done for visit in queries.visits(con, one.id) if visit.done]
            self._last = max(done, default=None)
            self._price_now = queries.known(con, one, self.kontor.today()).price.price
            there = known_devices.devices(con, one.contact)
        self._gone = [key for key, removed in inside.items() if removed is not None]
        values["devices"] = device_pair([device for device in there if device.id in inside])
        values |= {name: str(getattr(one, name)) for name in _CODES}
        values |= {name: str(getattr(one, name) or "") for name in ("from_month", "to_month")}
        values |= {name: str(getattr(one, name)) for name in _NUMBERS}
        return {**values, "index_rate": one.index_rate or None}

    def save(self, values: dict[str, Any]) -> None:
        """Write it down."""
        from kontor.tickets.contract_model import ContractChange, ContractInput
        from kontor.tickets.service.contracts import add_contract, change_contract

        given = {name: value for name, value in values.items() if value not in (None, "")}
        given["devices"] = [*device_keys(values["devices"]), *self._gone]
        try:
            if self.contract is None:
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
            Field("ahead", N_("Earliest in"), read=whole,
                  help=N_("days: time for the customer to say no")),
            Field("held", N_("Only held"), "flag",
                  help=N_("the time is kept free until the customer agrees")),
            Field("way", N_("Announced"), "choice", choices=choices(_WAYS), default="auto"),
        )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """As it is."""
        way = {None: "auto", Way.NONE: "none"}.get(self.asked.way, "letter")
        return {"crew": ", ".join(self.asked.crew), "travel": str(self.asked.travel),
                "ahead": str(self.asked.ahead), "held": self.asked.held, "way": way}  # fmt: skip

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
            ahead=values["ahead"] or 1, way=ways[values["way"] or "auto"],
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

"""Forms of receipts: what a receipt says, how it is booked, an own receipt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kontor.base.i18n import N_, _
from kontor.base.money import tax_in_gross
from kontor.base.numbers import format_money
from kontor.contacts import queries as contacts
from kontor.receipts.kinds import Form, Kind, VatSum
from kontor.receipts.queries import records
from kontor.receipts.queries.proposals import proposal
from kontor.receipts.rules.proposing import Proposal
from kontor.receipts.words import kind_name
from kontor.tui.protocols import Hit
from kontor.tui.screens.books.bank_form import codes
from kontor.tui.screens.books.receipt_sheet import why
from kontor.tui.screens.input_form import InputForm
from kontor.tui.text import Part
from kontor.tui.widgets.fields import Choice, Field

_RATES = ("1900", "700")
_SHOWN = 60
_LINES = 6


def suppliers(store: Any) -> Any:
    """Contacts by name; the typed name stays possible as a new one."""

    def find(typed: str) -> Sequence[Hit]:
        with store.read() as con:
            found = contacts.search(con, typed, _SHOWN)
        return [Hit(f"contacts:{one.id}", one.name, one.supplier_number or "") for one in found]

    return find


def accounts(store: Any) -> Any:
    """Accounts that a document may stand on."""

    def find(typed: str) -> Sequence[Hit]:
        from kontor.base.text import matches
        from kontor.ledger.queries.accounts import chart

        with store.read() as con:
            found = chart(con, personal=False)
        return [
            Hit(one.number, f"{one.number} {one.name}", one.tax_code or "")
            for one in found if matches(typed, f"{one.number} {one.name}")
        ][:_SHOWN]  # fmt: skip

    return find


class ReceiptForm(InputForm):
    """The fast form (Schnellerfassung): what the picture or paper says."""

    NAME, TITLE, HANDBOOK = "books.receipt_form", N_("Enter receipt"), "receipts#pictures"

    def __init__(self, receipt: int) -> None:
        super().__init__()
        self.receipt = receipt
        self._groups: tuple[VatSum, ...] = ()

    def draft_key(self) -> str:
        """One draft per receipt."""
        return f"receipts.change:{self.receipt}"

    def fields(self) -> Sequence[Field]:
        """Supplier, number, days, gross with its rates."""
        kinds = [Choice(kind, kind_name(kind)) for kind in Kind if kind is not Kind.OWN_RECEIPT]
        return (
            Field("supplier", N_("Supplier"), required=True),
            Field("number", N_("Number"), limit=60),
            Field("day", N_("Date"), "date", required=True, past=True),
            Field("gross", N_("Gross"), "money", required=True),
            Field("at7", N_("Of it with 7 %"), "money", help=N_("gross")),
            Field("free", N_("Of it without tax"), "money"),
            Field("service", N_("Service"), "date", past=True, help=N_("empty: the date")),
            Field("due", N_("Due"), "date"),
            Field("arrival", N_("Arrived"), "date", past=True),
            Field("iban", N_("IBAN"), "iban"),
            Field("vat_id", N_("VAT id"), "vat_id"),
            Field("kind", N_("Kind"), "choice", choices=kinds, default=Kind.INVOICE),
            Field("text", N_("Text")),
        )

    def start(self) -> dict[str, Any]:
        """What was read."""
        with self.kontor.store.read() as con:
            one = records.receipt(con, self.receipt)
            self._groups = records.groups(con, self.receipt)
        values = {name: getattr(one, name) for name in (
            "supplier", "number", "day", "gross", "service", "due", "arrival", "iban", "vat_id",
            "kind", "text")}  # fmt: skip
        if one.form is Form.PICTURE and one.gross is None:
            values["kind"] = Kind.VOUCHER
        for name, rate in (("at7", 700), ("free", 0)):
            part = sum(g.basis + g.tax for g in self._groups if (g.rate or 0) == rate)
            values[name] = part or None
        return values

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """Net and tax that follow."""
        groups = split(values)
        if not groups:
            return ()
        text = _("net {net} · tax {tax}").format(
            net=format_money(sum(one["net"] for one in groups)),
            tax=format_money(sum(one["tax"] for one in groups)),
        )
        return [(text, "$ink-soft")]

    def save(self, values: dict[str, Any]) -> None:
        """Correct the receipt; sums that were not touched stay as the document says them."""
        from kontor.receipts.model import ReceiptChange
        from kontor.receipts.service.keeping import change_receipt

        given = {name: value for name, value in values.items() if name not in {"at7", "free"}}
        if self._touched(values):
            given["groups"] = split(values)
        given["service"] = given.get("service") or given.get("day")
        self.send(change_receipt, self.receipt, model=ReceiptChange, values=given)

    def _touched(self, values: dict[str, Any]) -> bool:
        whole = sum(one.basis + one.tax for one in self._groups)
        same = all(
            sum(g.basis + g.tax for g in self._groups if (g.rate or 0) == rate)
            == (values.get(name) or 0)
            for name, rate in (("at7", 700), ("free", 0))
        )
        return not (self._groups and same and whole == values.get("gross"))


def split(values: dict[str, Any]) -> list[dict[str, Any]]:
    """VAT groups of a gross with its parts at 7 % and without tax; the rest has 19 %."""
    gross = values.get("gross")
    if gross is None:
        return []
    low, free = values.get("at7") or 0, values.get("free") or 0
    found = []
    for cents, rate, category in ((gross - low - free, 1900, "S"), (low, 700, "S"), (free, 0, "Z")):
        if cents:
            tax = tax_in_gross(cents, rate)
            found.append({"category": category, "rate": rate, "net": cents - tax, "tax": tax})
    return found


class BookForm(InputForm):
    """The booking of a receipt, filled with what is proposed."""

    NAME, TITLE, HANDBOOK, SAVE = (
        "books.receipt_book", N_("Book receipt"), "receipts#booking", N_("Book"),
    )  # fmt: skip

    def __init__(self, receipt: int) -> None:
        super().__init__()
        self.receipt = receipt
        self._found: Proposal | None = None

    def draft_key(self) -> str:
        """One draft per receipt."""
        return f"receipts.book:{self.receipt}"

    @property
    def found(self) -> Proposal:
        """The proposal, read once."""
        if self._found is None:
            with self.kontor.store.read() as con:
                self._found = proposal(con, self.receipt)
        return self._found

    def fields(self) -> Sequence[Field]:
        """Who, when, and a line per account."""
        store = self.kontor.store
        events = [Choice("bill", _("Bill")), Choice("purchase", _("Paid at once")),
                  Choice("credit_note", _("Credit note"))]  # fmt: skip
        rows = [
            Field("event", N_("Kind"), "choice", choices=events, default=self.found.event),
            Field("partner", N_("Supplier"), "picker", search=suppliers(store),
                  help=N_("empty: a new contact is made")),
            Field("document", N_("Number"), limit=36),
            Field("day", N_("Date"), "date", required=True, past=True),
            Field("service", N_("Service"), "date", past=True),
            Field("due", N_("Due"), "date"),
        ]  # fmt: skip
        for number, part in enumerate(self.found.parts[:_LINES], 1):
            label = _("Account for {amount}").format(amount=format_money(part.amount))
            rows += [
                Field(f"account{number}", label, "picker", required=True, search=accounts(store),
                      help=why(part)),
                Field(f"code{number}", N_("Tax code"), "choice", choices=codes(store), default=""),
            ]  # fmt: skip
        money = [Choice("", ""), Choice("cash", _("Cash box")), Choice("bank", _("Bank"))]
        return [
            *rows,
            Field("money", N_("Paid from"), "choice", choices=money, default=""),
            Field("text", N_("Text")),
            Field("withhold", N_("Keep 15 % (§ 48)"), "flag"),
            Field("confirm", N_("Confirm findings"), "flag", help=self._asks()),
        ]

    def _asks(self) -> str:
        return "; ".join(one.text for one in self.found.asks)

    def start(self) -> dict[str, Any]:
        """The proposal."""
        found = self.found
        values: dict[str, Any] = {
            "event": found.event, "document": found.document, "day": found.day,
            "service": found.service, "due": found.due, "text": found.text,
            "money": found.money,
        }  # fmt: skip
        if found.partner:
            values["partner"] = (found.partner, found.partner_name)
        with self.kontor.store.read() as con:
            names = dict(con.execute("SELECT number, name FROM account").fetchall())
        for number, part in enumerate(found.parts[:_LINES], 1):
            if part.account:
                name = f"{part.account} {names.get(part.account, '')}".strip()
                values[f"account{number}"] = (part.account, name)
            values[f"code{number}"] = part.code
        return values

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """What the booking comes to, and what must be confirmed."""
        total = _("together {total}").format(total=format_money(self.found.total))
        asks = self._asks()
        return [(total, "$ink-soft"), ("   " + asks if asks else "", "$warn")]

    def save(self, values: dict[str, Any]) -> None:
        """Book it; the supplier is created when none is chosen."""
        from kontor.receipts.model import BookInput
        from kontor.receipts.service.booking import book

        given = {name: values.get(name) for name in (
            "event", "partner", "document", "day", "service", "due", "money", "text", "withhold",
            "confirm")}  # fmt: skip
        given |= {"receipt": self.receipt, "new_supplier": not values.get("partner")}
        if given["event"] != "purchase":
            given["money"] = None
        if self._changed(values):
            given["lines"] = [
                {"account": str(values[f"account{number}"]), "code": values.get(f"code{number}")
                 or None, "net": part.net, "gross": part.gross, "text": part.text}
                for number, part in enumerate(self.found.parts[:_LINES], 1)
            ]  # fmt: skip
        self.send(book, model=BookInput, values=given)

    def _changed(self, values: dict[str, Any]) -> bool:
        return any(
            (str(values.get(f"account{number}") or ""), values.get(f"code{number}") or "")
            != (part.account, part.code)
            for number, part in enumerate(self.found.parts[:_LINES], 1)
        )


class OwnForm(InputForm):
    """An own receipt (Eigenbeleg)."""

    NAME, TITLE, DRAFT, HANDBOOK = (
        "books.receipt_own", N_("Own receipt"), "receipts.own:new", "receipts#own-receipts",
    )  # fmt: skip

    def fields(self) -> Sequence[Field]:
        """Who, what, how much, why."""
        store = self.kontor.store
        money = [Choice("cash", _("Cash box")), Choice("bank", _("Bank"))]
        return (
            Field("day", N_("Date"), "date", required=True, past=True),
            Field("supplier", N_("Paid to"), required=True),
            Field("what", N_("For"), required=True),
            Field("gross", N_("Amount"), "money", required=True),
            Field("reason", N_("Why no receipt"), required=True,
                  help=N_("machine, tip, lost")),
            Field("account", N_("Account"), "picker", search=accounts(store),
                  help=N_("empty: it is only written, not booked")),
            Field("money", N_("Paid from"), "choice", choices=money, default="cash"),
        )  # fmt: skip

    def save(self, values: dict[str, Any]) -> None:
        """Write it with the next number."""
        from kontor.base.dates import now_utc
        from kontor.base.errors import KontorError
        from kontor.receipts.model import OwnInput
        from kontor.receipts.service.own import own_receipt
        from kontor.tui.screens.input_form import made

        try:
            data = made(OwnInput, values)
        except KontorError as error:
            self.refused(error)
            return
        self.kontor.run_case(own_receipt, data, now_utc(), then=self.saved, otherwise=self.refused)

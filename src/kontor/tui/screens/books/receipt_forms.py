"""Forms of receipts: what a receipt says, how it is booked, an own receipt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kontor.base.errors import Finding
from kontor.base.i18n import N_, _, language
from kontor.base.money import tax_in_gross
from kontor.base.numbers import format_money
from kontor.contacts import queries as contacts
from kontor.receipts.kinds import Form, Kind, VatSum
from kontor.receipts.queries import records
from kontor.receipts.queries.missing import Unproven
from kontor.receipts.queries.proposals import proposal
from kontor.receipts.reading.guess import day_in_name
from kontor.receipts.rules.proposing import Proposal
from kontor.receipts.words import LIKELY, SURE, kind_name, sureness
from kontor.tui.protocols import Hit
from kontor.tui.screens.books.bank_form import codes
from kontor.tui.screens.books.receipt_paper import PaperForm
from kontor.tui.screens.books.receipt_sheet import why
from kontor.tui.screens.input_form import InputForm
from kontor.tui.text import Part
from kontor.tui.widgets.fields import Choice, Field

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


class ReceiptForm(PaperForm):
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
        """What every receipt says first: day, supplier, gross with its rate."""
        kinds = [Choice(kind, kind_name(kind)) for kind in Kind if kind is not Kind.OWN_RECEIPT]
        rates = [Choice("1900", "19 %"), Choice("700", "7 %"), Choice("0", N_("without tax"))]
        rows = (
            Field("day", N_("Date"), "date", required=True, past=True),
            Field("supplier", N_("Supplier"), required=True, search=suppliers(self.kontor.store),
                  help=N_("a new name or F4")),
            Field("gross", N_("Gross"), "money", required=True),
            Field("rate", N_("Rate"), "choice", choices=rates, default="1900"),
            Field("at7", N_("Of it with 7 %"), "money", help=N_("gross")),
            Field("free", N_("Of it without tax"), "money"),
            Field("number", N_("Number"), limit=60),
            Field("kind", N_("Kind"), "choice", choices=kinds, default=Kind.INVOICE),
            Field("text", N_("Text")),
            Field("service", N_("Service"), "date", past=True, help=N_("empty: the date")),
            Field("due", N_("Due"), "date"),
            Field("arrival", N_("Arrived"), "date", past=True),
            Field("iban", N_("IBAN"), "iban"),
            Field("vat_id", N_("VAT id"), "vat_id"),
        )  # fmt: skip
        with self.kontor.store.read() as con:
            one = records.receipt(con, self.receipt)
            sure = records.extra(con, self.receipt).confidence
        if one.day is None:
            sure |= {"day": 0}
        names = {"at7": "groups", "free": "groups", "rate": "groups"}
        return [
            replace(row, sign=sign(sure[names.get(row.name, row.name)]))
            if names.get(row.name, row.name) in sure else row
            for row in rows
        ]  # fmt: skip

    def start(self) -> dict[str, Any]:
        """What was read; a photo without text has at least the day in its name."""
        with self.kontor.store.read() as con:
            one = records.receipt(con, self.receipt)
            self._groups = records.groups(con, self.receipt)
        values = {name: getattr(one, name) for name in (
            "supplier", "number", "day", "gross", "service", "due", "arrival", "iban", "vat_id",
            "kind", "text")}  # fmt: skip
        if one.day is None:
            values["day"] = day_in_name(one.file_name, one.arrival) or one.arrival
        if one.form is Form.PICTURE and one.gross is None:
            values["kind"] = Kind.VOUCHER
        return values | parts_of(self._groups)

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """Net and tax that follow, and what the signs behind the labels mean."""
        groups = self._kept(values) or split(values)
        known = any(row.field.sign[0] for row in self.form.rows.values())
        legend = [("   " if groups else "", ""), (legend_text(), "$ink-faint")] if known else []
        if not groups:
            return legend
        text = _("net {net} · tax {tax}").format(
            net=format_money(sum(one["net"] for one in groups)),
            tax=format_money(sum(one["tax"] for one in groups)),
        )
        return [(text, "$ink-soft"), *legend]

    def check(self, values: dict[str, Any]) -> Sequence[Finding]:
        """The parts of the gross are no more than the gross."""
        gross, parts = values["gross"], (values.get("at7") or 0) + (values.get("free") or 0)
        if abs(parts) <= abs(gross):
            return ()
        return (Finding("", "gross", N_("The parts are more than the whole."), field="gross"),)

    def save(self, values: dict[str, Any]) -> None:
        """Correct the receipt; sums that were not touched stay as the document says them."""
        from kontor.receipts.model import ReceiptChange
        from kontor.receipts.service.keeping import change_receipt

        given = {name: value for name, value in values.items()
                 if name not in {"at7", "free", "rate"}}  # fmt: skip
        if not self._kept(values):
            given["groups"] = split(values)
        given["service"] = given.get("service") or given.get("day")
        self.send(change_receipt, self.receipt, model=ReceiptChange, values=given)

    def _kept(self, values: dict[str, Any]) -> list[dict[str, int]]:
        """Net and tax as the document says them, as long as nobody changed the sums."""
        whole = sum(one.basis + one.tax for one in self._groups)
        now = {name: values.get(name) for name in ("rate", "at7", "free")}
        if not self._groups or whole != values.get("gross") or now != parts_of(self._groups):
            return []
        return [{"net": one.basis, "tax": one.tax} for one in self._groups]


def sign(confidence: int) -> tuple[str, str]:
    """How sure a field was read, as a mark that is told apart without colours."""
    if confidence >= SURE:
        return "●", "$good"
    return ("◐", "$warn") if confidence >= LIKELY else ("○", "$bad")


def legend_text() -> str:
    """What the marks mean."""
    return " ".join(f"{sign(each)[0]} {sureness(each)}" for each in (SURE, LIKELY, 0))


def parts_of(groups: Sequence[VatSum]) -> dict[str, Any]:
    """The rate of most of the receipt, and the parts with another one."""
    there = {rate: sum(one.basis + one.tax for one in groups if (one.rate or 0) == rate)
             for rate in (1900, 700, 0)}  # fmt: skip
    main = next((rate for rate in (1900, 700, 0) if there[rate]), 1900)
    return {
        "rate": str(main), "at7": there[700] or None if main != 700 else None,
        "free": there[0] or None if main else None,
    }  # fmt: skip


def split(values: dict[str, Any]) -> list[dict[str, Any]]:
    """VAT groups of a gross with its parts at 7 % and without tax; the rest has the rate chosen."""
    gross = values.get("gross")
    if gross is None:
        return []
    low, free = values.get("at7") or 0, values.get("free") or 0
    cents = {1900: 0, 700: low, 0: free}
    cents[int(values.get("rate") or 1900)] += gross - low - free
    found = []
    for rate, part in cents.items():
        if part:
            tax = tax_in_gross(part, rate)
            category = "S" if rate else "Z"
            found.append({"category": category, "rate": rate, "net": part - tax, "tax": tax})
    return found


class BookForm(PaperForm):
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

    def __init__(self, entry: Unproven | None = None) -> None:
        super().__init__()
        self.entry = entry

    def draft_key(self) -> str:
        """One draft per booking that it is written for."""
        return f"receipts.own:{self.entry.entry}" if self.entry else self.DRAFT

    def fields(self) -> Sequence[Field]:
        """Who, what, how much, why; how it is booked unless it is."""
        store = self.kontor.store
        languages = [Choice("de", N_("German")), Choice("en", N_("English"))]
        rows = [
            Field("day", N_("Date"), "date", required=True, past=True),
            Field("supplier", N_("Paid to"), required=True, search=suppliers(store)),
            Field("what", N_("For"), required=True),
            Field("gross", N_("Amount"), "money", required=True),
            Field("reason", N_("Why no receipt"), required=True,
                  help=N_("machine, tip, lost")),
        ]  # fmt: skip
        if self.entry is None:
            money = [Choice("cash", _("Cash box")), Choice("bank", _("Bank"))]
            rows += [
                Field("account", N_("Account"), "picker", search=accounts(store),
                      help=N_("empty: it is only written, not booked")),
                Field("money", N_("Paid from"), "choice", choices=money, default="cash"),
            ]  # fmt: skip
        rows.append(Field("language", N_("Language"), "choice", choices=languages,
                          default="en" if language() == "en" else "de"))  # fmt: skip
        return rows

    def start(self) -> dict[str, Any]:
        """What the booking says that it is written for."""
        if self.entry is None:
            return {"day": self.kontor.today()}
        one = self.entry
        return {"day": one.day, "supplier": one.partner, "what": one.text, "gross": abs(one.cents)}

    def save(self, values: dict[str, Any]) -> None:
        """Write it with the next number."""
        from kontor.base.dates import now_utc
        from kontor.base.errors import KontorError
        from kontor.receipts.model import OwnInput
        from kontor.receipts.service.own import own_receipt
        from kontor.tui.screens.input_form import made

        given = values | ({"entry": f"entry:{self.entry.entry}"} if self.entry else {})
        try:
            data = made(OwnInput, given)
        except KontorError as error:
            self.refused(error)
            return
        self.kontor.run_case(own_receipt, data, now_utc(), then=self.saved, otherwise=self.refused)

    def after(self, result: Any) -> None:
        """The paper, to be printed and signed."""
        if result:
            self.kontor.toast(_("Written; {key} on the receipt opens the paper.").format(
                key=self.kontor.key_of("record.print")))  # fmt: skip

"""Forms of the take-over: a balance, an open item or advance, an asset, a filed return."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from kontor.base.errors import Finding
from kontor.base.i18n import N_, _
from kontor.base.money import tax_on_net
from kontor.base.numbers import format_money, plain_money, read_plain_money
from kontor.ledger.queries.accounts import chart
from kontor.tui.protocols import Hit
from kontor.tui.screens.form import FormScreen
from kontor.tui.text import Part
from kontor.tui.widgets.fields import Choice, Field

if TYPE_CHECKING:
    from kontor.tui.screens.wizard.takeover import TakeOverScreen

_SIDES = (Choice("customer", N_("Customer owes us")), Choice("supplier", N_("We owe")))
_METHODS = (
    Choice("linear", N_("linear")), Choice("declining", N_("declining")),
    Choice("immediate", N_("at once (GWG)")), Choice("pool", N_("pool")),
    Choice("none", N_("none (land)")),
)  # fmt: skip
_RETURNS = (
    Choice("vat", N_("Advance VAT return")),
    Choice("special_prepayment", N_("Special prepayment")),
    Choice("vat_year", N_("Annual VAT return")),
    Choice("recapitulative", N_("Recapitulative statement")),
)


class LineForm(FormScreen):
    """One line; it is collected, not booked."""

    PART: ClassVar[str] = ""
    HANDBOOK = "takeover"
    SAVE = N_("Collect")

    def __init__(
        self,
        below: TakeOverScreen,
        place: int | None = None,
        document: dict[str, Any] | None = None,
    ) -> None:
        super().__init__()
        self.below, self.place, self.document = below, place, document or {}

    def draft_key(self) -> str:
        """A new line survives a break; a collected one is kept already."""
        return f"takeover.{self.PART}:{'new' if self.place is None else self.place}"

    def to_document(self, values: dict[str, Any]) -> dict[str, Any]:
        """The values as they are collected."""
        raise NotImplementedError

    def save(self, values: dict[str, Any]) -> None:
        """Collect it."""
        document = self.to_document(values)
        if self.place is not None:
            self.below.collected[self.PART].pop(self.place)
        self.below.add(self.PART, [document])
        self.saved(None)

    def find_account(self, typed: str) -> Sequence[Hit]:
        """Accounts by number or name; for a thread."""
        from kontor.base.text import matches

        with self.kontor.store.read() as con:
            found = chart(con, personal=False)
        return [
            Hit(one.number, f"{one.number} {one.name}")
            for one in found
            if not typed or one.number.startswith(typed) or matches(typed, one.name)
        ][:100]


class BalanceForm(LineForm):
    """The balance of an account on the first morning."""

    PART, TITLE = "balances", N_("Opening balance")

    def fields(self) -> Sequence[Field]:
        """Account, amount, side."""
        return (
            Field("account", N_("Account"), "picker", required=True, search=self.find_account,
                  help=N_("number or name; customers and suppliers by their open items")),
            Field("amount", N_("Amount"), "money", required=True),
            Field("credit", N_("On the credit side"), "flag",
                  help=N_("loans, capital, liabilities")),
            Field("text", N_("Text")),
        )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """What was collected."""
        if not self.document:
            return {}
        cents = read_plain_money(str(self.document["amount"]))
        number = str(self.document["account"])
        return {"account": (number, number), "amount": abs(cents), "credit": cents < 0,
                "text": self.document.get("text", "")}  # fmt: skip

    def to_document(self, values: dict[str, Any]) -> dict[str, Any]:
        """Credit balances are negative."""
        cents = -values["amount"] if values["credit"] else values["amount"]
        return {
            "account": values["account"],
            "amount": plain_money(cents),
            "text": values["text"] or "",
        }


class ItemForm(LineForm):
    """An invoice, bill or advance request that was open on the first morning."""

    PART, TITLE = "items", N_("Open item")
    FIELDS = (
        Field("side", N_("Side"), "choice", choices=_SIDES, default="customer"),
        Field("name", N_("Name"), required=True,
          help=N_("customer or supplier; new ones are added")),
        Field("document", N_("Document"), required=True, limit=36),
        Field("day", N_("Date"), "date", required=True, past=True),
        Field("service", N_("Service"), "date", past=True),
        Field("due", N_("Due"), "date"),
        Field("net19", N_("Net 19 %"), "money"), Field("tax19", N_("Tax 19 %"), "money",
              help=N_("empty: counted from the net")),
        Field("net7", N_("Net 7 %"), "money"), Field("tax7", N_("Tax 7 %"), "money"),
        Field("free", N_("Net without tax"), "money", help=N_("small trader, or by the code")),
        Field("code", N_("Tax code"), limit=20, help=N_("only for what has no tax: RC_BAU_OUT …")),
        Field("paid", N_("Paid before"), "money", help=N_("gross")),
        Field("request", N_("Advance request"), "flag"),
        Field("text", N_("Text")),
    )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """What was collected."""
        from datetime import date

        given = self.document
        if not given:
            return {}
        values: dict[str, Any] = {name: given.get(name) for name in ("side", "document", "text")}
        values["name"] = given.get("name") or given.get("partner")
        for name in ("day", "service", "due"):
            values[name] = date.fromisoformat(given[name]) if given.get(name) else None
        for part in given.get("parts", ()):
            net, tax = (read_plain_money(str(part.get(n, "0.00"))) for n in ("net", "tax"))
            rate = "19" if tax and abs(tax_on_net(net, 1900) - tax) <= 2 else "7" if tax else ""
            if rate:
                values |= {f"net{rate}": net, f"tax{rate}": tax}
            else:
                values |= {"free": net, "code": part.get("code")}
        values["paid"] = read_plain_money(str(given["paid"])) if given.get("paid") else None
        values["request"] = bool(given.get("is_request"))
        return values

    def check(self, values: dict[str, Any]) -> Sequence[Finding]:
        """At least one amount."""
        if any(values[name] for name in ("net19", "net7", "free")):
            return ()
        return [
            Finding(
                "takeover.item", "net19", N_("At least one net amount is needed."), field="net19"
            )
        ]

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """What is still open."""
        gross = sum(net + tax for net, tax, _code in _parts(values))
        rest = gross - (values["paid"] or 0)
        return [_("open: {amount} €").format(amount=format_money(rest))] if gross else ()

    def to_document(self, values: dict[str, Any]) -> dict[str, Any]:
        """Net and tax per rate."""
        document: dict[str, Any] = {
            "side": values["side"], "partner": values["name"], "document": values["document"],
            "day": values["day"].isoformat(), "is_request": bool(values["request"]),
            "parts": [
                {"net": plain_money(net), "tax": plain_money(tax), "code": code or None}
                for net, tax, code in _parts(values)
            ],
        }  # fmt: skip
        for name in ("service", "due"):
            if values[name]:
                document[name] = values[name].isoformat()
        if values["paid"]:
            document["paid"] = plain_money(values["paid"])
        if values["text"]:
            document["text"] = values["text"]
        return document


def _parts(values: dict[str, Any]) -> list[tuple[int, int, str]]:
    found = []
    for rate in (19, 7):
        net, tax = values[f"net{rate}"], values[f"tax{rate}"]
        if net:
            found.append((net, tax if tax is not None else tax_on_net(net, rate * 100), ""))
    if values["free"]:
        found.append((values["free"], 0, values["code"] or ""))
    return found


class AssetForm(LineForm):
    """A fixed asset with its book value on the first morning."""

    PART, TITLE = "assets", N_("Fixed asset")

    def fields(self) -> Sequence[Field]:
        """What the register needs."""
        return (
            Field("number", N_("Number"), required=True, limit=60),
            Field("name", N_("Name"), required=True),
            Field("account", N_("Account"), "picker", required=True, search=self.find_account),
            Field("day", N_("Bought on"), "date", required=True, past=True),
            Field("cost", N_("Cost"), "money", required=True,
                  help=N_("net, with all that belongs to it")),
            Field("months", N_("Useful life"), required=True, read=_months,
                  help=N_("in months: 72")),
            Field("method", N_("Method"), "choice", choices=_METHODS, default="linear"),
            Field("rate", N_("Rate"), "rate", help=N_("only declining")),
            Field("book_value", N_("Book value"), "money", required=True,
                  help=N_("on the first morning of the books")),
        )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """What was collected."""
        from datetime import date

        given = dict(self.document)
        if given:
            given["account"] = (given["account"], given["account"])
            given["day"] = date.fromisoformat(given["day"])
            for name in ("cost", "book_value"):
                given[name] = read_plain_money(str(given[name])) if given.get(name) else None
            given["months"] = str(given.get("months", ""))
        return given

    def to_document(self, values: dict[str, Any]) -> dict[str, Any]:
        """As the register takes it."""
        document = {name: values[name] for name in ("number", "name", "account", "method")}
        document |= {"day": values["day"].isoformat(), "months": values["months"],
                     "cost": plain_money(values["cost"]),
                     "book_value": plain_money(values["book_value"])}  # fmt: skip
        if values["rate"]:
            document["rate"] = values["rate"]
        return document


def _months(text: str) -> int:
    from kontor.base.errors import InputError

    bare = text.strip()
    if not (bare.isascii() and bare.isdigit() and len(bare) <= 4 and int(bare) <= 1200):
        raise InputError(N_("Months from 0 to 1200 are expected."))
    return int(bare)


class ReturnForm(LineForm):
    """A return that was filed before."""

    PART, TITLE = "filed", N_("Filed return")
    FIELDS = (
        Field("what", N_("Return"), "choice", choices=_RETURNS, default="vat"),
        Field("period", N_("Period"), "period", required=True, help=N_("2026-03, q1, 2025")),
        Field("day", N_("Filed on"), "date", required=True, past=True),
        Field("payable", N_("Payable"), "money", required=True, help=N_("refunds with a minus")),
        Field("ticket", N_("Ticket"), help=N_("transfer ticket of ELSTER")),
    )

    def start(self) -> dict[str, Any]:
        """What was collected."""
        from datetime import date

        given = dict(self.document)
        if given:
            given["day"] = date.fromisoformat(given["day"])
            given["payable"] = read_plain_money(str(given["payable"]))
        return given

    def to_document(self, values: dict[str, Any]) -> dict[str, Any]:
        """As the books take it."""
        return {
            "what": values["what"], "period": values["period"].label,
            "day": values["day"].isoformat(), "payable": plain_money(values["payable"]),
            "ticket": values["ticket"] or "",
        }  # fmt: skip


_FORMS: dict[str, type[LineForm]] = {
    "balances": BalanceForm, "items": ItemForm, "assets": AssetForm, "filed": ReturnForm,
}  # fmt: skip


def form_for(
    part: str, below: TakeOverScreen, place: int | None = None,
    document: dict[str, Any] | None = None,
) -> LineForm:  # fmt: skip
    """The form of a part."""
    return _FORMS[part](below, place, document)

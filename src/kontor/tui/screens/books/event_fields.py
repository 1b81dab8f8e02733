"""Forms of the business events as data: which fields each kind has, in which order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kontor.base.i18n import N_, _
from kontor.tui.screens.books import pickers
from kontor.tui.screens.books.known import Known
from kontor.tui.screens.books.plain_fields import PLAIN, document_field
from kontor.tui.widgets.fields import Choice, Field

MOST_LINES = 6


@dataclass(frozen=True)
class Context:
    """What the fields are made from."""

    store: Any
    known: Known
    today: date


@dataclass(frozen=True)
class Spec:
    """One form.

    Args:
        kind: kind of the event.
        label: name in the menu.
        help: what it is for.
        fields: names of the fields in order; `lines` stands for the amounts.
        lines: `amounts`, `free`, `payroll` or empty.
        least: lines at the start.
        net: whether amounts are net unless said otherwise.
        side: which tax codes fit.
        partner: whose account the event moves.
    """

    kind: str
    label: str
    help: str
    fields: tuple[str, ...]
    lines: str = ""
    least: int = 1
    net: bool = False
    side: str = ""
    partner: str = ""


_TAIL = ("text", "project")
SPECS = (
    Spec("purchase", N_("Purchase"), N_("paid at once: receipt, debit, card"),
         ("money", "day", "document", "lines", "service", *_TAIL), "amounts", side="input"),
    Spec("sale", N_("Sale"), N_("money received at once; also private use"),
         ("money", "day", "document", "lines", "service", *_TAIL), "amounts", side="output"),
    Spec("bill", N_("Bill"), N_("bill of a supplier, to be paid later"),
         ("partner", "document", "day", "lines", "due", "service", "arrival", "discount_rate",
          "discount_until", "withhold", *_TAIL), "amounts", side="input", partner="supplier"),
    Spec("invoice", N_("Invoice"), N_("outgoing invoice, also final invoice"),
         ("partner", "document", "day", "lines", "due", "service", "discount_rate",
          "discount_until", "retention", "retention_due", "advances", *_TAIL),
         "amounts", net=True, side="output", partner="customer"),
    Spec("request", N_("Advance request"), N_("asked for before the work is done; no posting"),
         ("partner", "document", "day", "lines", "due", *_TAIL), "amounts", net=True,
         side="output", partner="customer"),
    Spec("payment", N_("Payment"), N_("money on open items, with discount, over- or underpaid"),
         ("money", "direction", "amount", "day", "settles", "partner_any", "document", "text")),
    Spec("credit_note", N_("Credit note"), N_("lowers an invoice or bill"),
         ("item", "document", "day", "lines", "text"), "amounts"),
    Spec("return_debit", N_("Returned debit"), N_("the bank took the money back"),
         ("item_any", "money", "positive", "fee", "day", "document", "text")),
    Spec("set_off", N_("Set-off"), N_("one item against another, no money"),
         ("item", "against", "positive", "day", "document", "text")),
    Spec("write_off", N_("Write-off"), N_("what will not be paid any more"),
         ("item", "reason", "day", "document", "text")),
    Spec("charge", N_("Interest and charges"), N_("default interest, lump sum, reminder costs"),
         ("partner", "document", "day", "lines", "due", "text"), "amounts", net=True,
         partner="customer"),
    Spec("transfer", N_("Transfer"), N_("own money from one account to another"),
         ("origin", "target", "positive", "day", "arrives", "document", "text")),
    Spec("private", N_("Private"), N_("withdrawal or deposit of the owner"),
         ("private_way", "positive", "money", "day", "private_account", "document", "text")),
    Spec("payroll", N_("Payroll"), N_("booking list of the payroll office"),
         ("day", "document", "lines", "text"), "payroll", least=3),
    Spec("tax_payment", N_("VAT payment"), N_("VAT to or from the tax office"),
         ("tax_way", "positive", "period", "what", "money", "day", "tax_due", "document", "text")),
    Spec("asset", N_("Fixed asset"), N_("into the asset register; the purchase is posted apart"),
         ("number", "name", "asset_account", "cost", "day", "months", "method", "text")),
    Spec("depreciation", N_("Depreciation"), N_("AfA of an asset"),
         ("asset", "afa_amount", "day", "document", "text")),
    Spec("entry", N_("Free entry"), N_("double entry by hand, debit and credit"),
         ("day", "document", "lines", "service", *_TAIL), "free", least=2),
)  # fmt: skip
BY_KIND = {spec.kind: spec for spec in SPECS}


def _picked(spec: Spec, ctx: Context) -> dict[str, Callable[[], Sequence[Field]]]:
    """Fields with a list behind them."""
    store, known, today = ctx.store, ctx.known, ctx.today

    def pick(name: str, label: str, search: pickers.Search) -> Callable[[], Sequence[Field]]:
        return lambda: [Field(name, label, "picker", required=True, search=search)]

    def may(name: str, label: str, search: pickers.Search, text: str) -> Callable[[], list[Field]]:
        return lambda: [Field(name, label, "picker", search=search, help=text)]

    side = spec.partner or "customer"
    label = N_("Customer") if side == "customer" else N_("Supplier")
    partner = Field("partner", label, "picker", required=True, creates=True,
                    search=pickers.partners(store, side))  # fmt: skip
    money, open_ones = pickers.purses(store), pickers.items(store, today)
    privates = pickers.accounts(known, lambda one: one.private)
    return {
        "partner": lambda: [partner],
        "partner_any": may("partner", N_("Overpaid by"), _both(store), N_("only if more was paid")),
        "money": pick("money", N_("Money account"), money),
        "origin": pick("origin", N_("From account"), money),
        "target": pick("target", N_("To account"), money),
        "item": pick("item", N_("Open item"), open_ones),
        "against": pick("against", N_("Against"), open_ones),
        "item_any": pick("item", N_("Item"), _settled(store)),
        "private_account": may("account", N_("Private account"), privates,
                               N_("only for another than usual")),
        "asset_account": pick("account", N_("Account"), pickers.accounts(known, _is_asset)),
        "asset": pick("asset", N_("Asset"), pickers.assets(store)),
        "settles": lambda: _settles(store, today),
    }  # fmt: skip


def _is_asset(one: Any) -> bool:
    return one.kind == "asset" and not one.purse and not one.personal and one.role != "item"


def _both(store: Any) -> pickers.Search:
    one, two = pickers.partners(store, "customer"), pickers.partners(store, "supplier")
    return lambda typed: [*one(typed), *two(typed)][: pickers.SHOWN]


def _settled(store: Any) -> pickers.Search:
    """Items on which money came; the return reopens them."""
    from kontor.base.numbers import format_money
    from kontor.base.text import matches
    from kontor.tui.protocols import Hit

    sql = (
        "SELECT i.id, i.document, a.name, sum(s.money), max(s.day) FROM settlement s"
        " JOIN item i ON i.id = s.item JOIN account a ON a.id = i.account"
        " GROUP BY i.id HAVING sum(s.money) > 0 ORDER BY max(s.day) DESC LIMIT 400"
    )

    def find(typed: str) -> Sequence[Hit]:
        with store.read() as con:
            rows = con.execute(sql).fetchall()
        return [
            Hit(f"item:{key}", f"{document} {name}", format_money(money))
            for key, document, name, money, _day in rows
            if not typed or matches(typed, f"{document} {name}")
        ][: pickers.SHOWN]

    return find


def _settles(store: Any, today: date) -> list[Field]:
    rows = []
    for number in (1, 2, 3):
        rows += [
            Field(
                f"item{number}",
                _("{number}. item").format(number=number),
                "picker",
                required=number == 1,
                search=pickers.items(store, today),
            ),
            Field(
                f"paid{number}", N_("of it"), "money", help=N_("empty: what is open less discount")
            ),
            Field(f"discount{number}", N_("Discount taken"), "money", help=N_("Skonto, gross")),
        ]
    return rows


def codes(ctx: Context, side: str) -> list[Choice]:
    """Tax codes that fit a side; empty leaves it to the account."""
    fits = {"output": {"output", "none"}, "input": {"input", "reverse", "none"}}.get(side)
    choices = [Choice("", N_("as the account says"))]
    for name, versions in ctx.known.codes.items():
        if fits is None or versions[-1].side.value in fits:
            choices.append(Choice(name, f"{name}  {versions[-1].name}"))
    return choices


def line_fields(spec: Spec, ctx: Context, number: int) -> list[Field]:
    """Fields of one amount."""
    priced = spec.lines == "amounts"
    wanted = pickers.cost_or_revenue if priced else pickers.any_account
    account = Field(f"account{number}", _("{number}. account").format(number=number), "picker",
                    required=number <= spec.least, search=pickers.accounts(ctx.known, wanted),
                    help=N_("number or name"))  # fmt: skip
    amount = Field(
        f"cents{number}",
        N_("Amount"),
        "money",
        required=number <= spec.least,
        help="" if spec.lines == "amounts" else N_("debit plus, credit minus"),
    )
    code = Field(
        f"code{number}", N_("Tax code"), "choice", choices=codes(ctx, spec.side), default=""
    )
    if spec.kind == "request":
        return [amount, code]
    return [account, amount] if spec.lines == "payroll" else [account, amount, code]


def basis_field(spec: Spec) -> Field:
    """Whether amounts are gross or net."""
    return Field("basis", N_("Amounts are"), "choice", default="net" if spec.net else "gross",
                 choices=(Choice("gross", N_("gross")), Choice("net", N_("net"))))  # fmt: skip


def fields_of(spec: Spec, ctx: Context, lines: int) -> list[Field]:
    """All fields of a form with so many lines."""
    picked = _picked(spec, ctx)
    needed = spec.kind in {"invoice", "bill", "request", "charge"}
    out: list[Field] = []
    for name in spec.fields:
        if name == "document":
            out.append(document_field(needed))
        elif name in PLAIN:
            out += PLAIN[name]
        elif name != "lines":
            out += picked[name]()
        if name != "lines":
            continue
        if spec.lines == "amounts":
            out.append(basis_field(spec))
        for number in range(1, lines + 1):
            out += line_fields(spec, ctx, number)
    return out

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

MOST_LINES = 20
MOST_EXTRA = 3  # own lines beside a payment


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
        group: heading in the menu.
        more: fields that only "all fields" shows.
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
    group: str = ""
    more: tuple[str, ...] = ()


_DAILY, _ITEMS, _MONEY = N_("Every day"), N_("Open items"), N_("Money")
_YEAR, _START = N_("Assets and year end"), N_("Start and corrections")
_MORE = ("booked", "cost_centre")
_TAIL = ("text", "project")
SPECS = (
    Spec("purchase", N_("Purchase"), N_("paid at once: receipt, debit, card"),
         ("money", "day", "document", "lines", "service", *_TAIL), "amounts", side="input",
         group=_DAILY, more=("arrival", "partner_supplier", *_MORE)),
    Spec("sale", N_("Sale"), N_("money received at once; also private use"),
         ("money", "day", "document", "lines", "service", *_TAIL), "amounts", side="output",
         group=_DAILY, more=("partner_customer", *_MORE)),
    Spec("bill", N_("Bill"), N_("bill of a supplier, to be paid later"),
         ("partner", "document", "day", "lines", "due", "service", "arrival", "discount_rate",
          "discount_until", "withhold", *_TAIL), "amounts", side="input", partner="supplier",
         group=_DAILY, more=("debited", "discount2", "parts", *_MORE)),
    Spec("invoice", N_("Invoice"), N_("outgoing invoice, also final invoice"),
         ("partner", "document", "day", "lines", "due", "service", "discount_rate",
          "discount_until", "retention", "retention_due", "advances", *_TAIL),
         "amounts", net=True, side="output", partner="customer", group=_DAILY,
         more=("discount2", "parts", *_MORE)),
    Spec("payment", N_("Payment"), N_("money on open items, with discount, over- or underpaid"),
         ("money", "direction", "amount", "day", "settles", "partner_any", "document", "text"),
         group=_DAILY, more=("withheld", "extra", "project", *_MORE)),
    Spec("transfer", N_("Transfer"), N_("own money from one account to another"),
         ("origin", "target", "positive", "day", "arrives", "document", "text"), group=_MONEY,
         more=("project", *_MORE)),
    Spec("private", N_("Private"), N_("withdrawal or deposit of the owner"),
         ("private_way", "positive", "money", "day", "private_account", "document", "text"),
         group=_MONEY, more=_MORE),
    Spec("payroll", N_("Payroll"), N_("booking list of the payroll office"),
         ("day", "document", "lines", "text"), "payroll", least=3, group=_MONEY,
         more=("project", *_MORE)),
    Spec("tax_payment", N_("VAT payment"), N_("VAT to or from the tax office"),
         ("tax_way", "positive", "period", "what", "money", "day", "tax_due", "document", "text"),
         group=_MONEY, more=_MORE),
    Spec("request", N_("Advance request"), N_("asked for before the work is done; no posting"),
         ("partner", "document", "day", "lines", "due", *_TAIL), "amounts", net=True,
         side="output", partner="customer", group=_ITEMS,
         more=("discount_rate", "discount_until", "cost_centre")),
    Spec("credit_note", N_("Credit note"), N_("lowers an invoice or bill"),
         ("item", "document", "day", "lines", "text"), "amounts", group=_ITEMS,
         more=("project", *_MORE)),
    Spec("return_debit", N_("Returned debit"), N_("the bank took the money back"),
         ("item_any", "money", "positive", "fee", "day", "document", "text"), group=_ITEMS,
         more=_MORE),
    Spec("set_off", N_("Set-off"), N_("one item against another, no money"),
         ("item", "against", "positive", "day", "document", "text"), group=_ITEMS, more=_MORE),
    Spec("write_off", N_("Write-off"), N_("what will not be paid any more"),
         ("item", "reason", "day", "document", "text"), group=_ITEMS, more=_MORE),
    Spec("charge", N_("Interest and charges"), N_("default interest, lump sum, reminder costs"),
         ("partner", "document", "day", "lines", "due", "text"), "amounts", net=True,
         partner="customer", group=_ITEMS, more=("project", *_MORE)),
    Spec("asset", N_("Fixed asset"), N_("into the asset register; the purchase is posted apart"),
         ("number", "name", "asset_account", "cost", "day", "months", "method", "text"),
         group=_YEAR, more=("rate", "asset_group", "book_value", "book_value_day")),
    Spec("depreciation", N_("Depreciation"), N_("AfA of an asset"),
         ("asset", "afa_amount", "special", "day", "document", "text"), group=_YEAR, more=_MORE),
    Spec("entry", N_("Free entry"), N_("double entry by hand, debit and credit"),
         ("day", "document", "lines", "service", "euer_year", *_TAIL), "free", least=2,
         group=_START, more=("arrival", *_MORE)),
    Spec("reverse", N_("General reversal"), N_("takes a wrong entry out; it stays visible"),
         ("entry", "reason", "day", "text"), group=_START),
    Spec("opening_balances", N_("Opening balances"), N_("of the day the books start"),
         ("day", "lines", "text"), "payroll", least=2, group=_START, more=("booked",)),
    Spec("opening_item", N_("Open item taken over"), N_("with net and tax, and what was paid"),
         ("item_side", "partner_all", "document", "day", "lines", "due", "service", "is_request",
          "due_rule", "text", "project"), "weights", group=_START,
         more=("discount_rate", "discount_until", "parts", *_MORE)),
    Spec("filed_return", N_("Return filed before"), N_("with another program, or before the start"),
         ("filed_kind", "period", "day", "payable", "figures", "ticket", "text"), group=_START),
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
    centre = Field("cost_centre", N_("Cost centre"), limit=60)
    return {
        "cost_centre": lambda: [centre],
        "partner": lambda: [partner],
        "partner_all": pick("partner", N_("Customer or supplier"), _both(store)),
        "partner_customer": may("partner", N_("Customer"), pickers.partners(store, "customer"), ""),
        "partner_supplier": may("partner", N_("Supplier"), pickers.partners(store, "supplier"), ""),
        "entry": pick("entry", N_("Entry"), pickers.entries(store)),
        "extra": lambda: _extra(known),
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


def _extra(known: Known) -> list[Field]:
    """Own lines beside the money of a payment: fee, currency difference."""
    search = pickers.accounts(known, pickers.cost_or_revenue)
    rows = []
    for number in range(1, MOST_EXTRA + 1):
        label = _("{number}. extra account").format(number=number)
        rows += [
            Field(f"extra_account{number}", label, "picker", search=search,
                  help=N_("fee, currency difference")),
            Field(f"extra_cents{number}", N_("Amount"), "money", help=N_("an expense is plus")),
        ]  # fmt: skip
    return rows


_PARTS = (
    Choice("", N_("by itself")), Choice("base", N_("tax base")), Choice("output", N_("output tax")),
    Choice("input", N_("input tax")),
)  # fmt: skip


def more_of_line(spec: Spec, number: int) -> list[Field]:
    """What only "all fields" shows of one amount."""
    text = Field(f"text{number}", N_("Text"), help=N_("of this line only"))
    if spec.lines == "payroll":
        return [text]
    own = [
        text, Field(f"project{number}", N_("Project"), limit=60),
        Field(f"centre{number}", N_("Cost centre"), limit=60),
    ]  # fmt: skip
    if spec.lines == "free":
        return [
            Field(f"part{number}", N_("Part"), "choice", choices=_PARTS, default=""),
            Field(f"base{number}", N_("Tax base"), "money", help=N_("only where it differs")),
            Field(f"taxed{number}", N_("Tax period"), "period", help=N_("only where it differs")),
            *own,
        ]
    base = Field(f"base{number}", N_("Tax base"), "money", help=N_("only where it differs"))
    return [] if spec.lines == "weights" else [base, *own]


def line_fields(spec: Spec, ctx: Context, number: int, *, full: bool = False) -> list[Field]:
    """Fields of one amount."""
    if spec.lines == "weights":
        return _weight(spec, ctx, number)
    return _line(spec, ctx, number) + (more_of_line(spec, number) if full else [])


def _weight(spec: Spec, ctx: Context, number: int) -> list[Field]:
    """What of an item that is taken over may be collected."""
    needed = number == 1
    search = pickers.accounts(ctx.known, pickers.cost_or_revenue)
    return [
        Field(f"account{number}", _("{number}. account").format(number=number), "picker",
              required=needed, search=search, help=N_("revenue or cost")),
        Field(f"cents{number}", N_("Net"), "money", required=needed),
        Field(f"tax{number}", N_("Tax"), "money"),
        Field(f"code{number}", N_("Tax code"), "choice", choices=codes(ctx, ""), default=""),
        Field(f"paid_net{number}", N_("Paid of net"), "money", help=N_("before the start")),
        Field(f"paid_tax{number}", N_("Paid of tax"), "money", help=N_("before the start")),
    ]  # fmt: skip


def _line(spec: Spec, ctx: Context, number: int) -> list[Field]:
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


def fields_of(spec: Spec, ctx: Context, lines: int, *, full: bool = False) -> list[Field]:
    """All fields of a form with so many lines; `full` also those that are rarely needed."""
    picked = _picked(spec, ctx)
    needed = spec.kind in {"invoice", "bill", "request", "charge", "opening_item"}
    out: list[Field] = []
    for name in (*spec.fields, *(spec.more if full else ())):
        if name == "document":
            out.append(document_field(needed))
        elif name in PLAIN:
            out += PLAIN[name]
        elif name == "lines":
            out += [basis_field(spec)] if spec.lines == "amounts" else []
            for number in range(1, lines + 1):
                out += line_fields(spec, ctx, number, full=full)
        else:
            out += picked[name]()
    return out


def rare_names(spec: Spec) -> set[str]:
    """Names of the fields that only "all fields" shows."""
    composed = {
        "extra": [
            f"extra_{part}{n}" for part in ("account", "cents") for n in range(1, MOST_EXTRA + 1)
        ],
        "partner_customer": ["partner"], "partner_supplier": ["partner"],
    }  # fmt: skip
    names: set[str] = set()
    for name in spec.more:
        names |= set(composed.get(name) or [field.name for field in PLAIN.get(name, ())] or [name])
    for number in range(1, MOST_LINES + 1):
        names |= {field.name for field in more_of_line(spec, number)} if spec.lines else set()
    return names

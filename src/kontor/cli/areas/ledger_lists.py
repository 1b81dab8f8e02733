"""Commands that read the books: journal, accounts, balances, open items, export."""

from __future__ import annotations

from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_, _, ngettext
from kontor.cli.commands import Command, Param, arg, opt
from kontor.cli.output import Column, Money, Table, shown
from kontor.ledger.words import ACCOUNT_KINDS, ENTRY_KINDS, ITEM_KINDS, PART_KINDS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator

    from kontor.cli.call import Call

SHOWN = 200  # rows of a long list for people; programs get all of them
FORMATS = ("csv", "json", "hledger", "beancount")
YEAR = opt("year", N_("year; this year without it"), "year")
SPAN = (
    opt("year", N_("only this year"), "year"),
    opt("first", N_("first day"), "day"),
    opt("last", N_("last day"), "day"),
)
LIMIT = opt("limit", N_("how many rows; 0 shows all"), "int")

_JOURNAL = (
    Column("id", N_("Entry"), "int"),
    Column("number", N_("No."), "int"),
    Column("booked", N_("Booked"), "day"),
    Column("document_day", N_("Date"), "day"),
    Column("document", N_("Document")),
    Column("debit", N_("Debit"), "code"),
    Column("credit", N_("Credit"), "code"),
    Column("amount", N_("Amount"), "money"),
    Column("text", N_("Text")),
    Column("kind", N_("Kind"), "code", ENTRY_KINDS),
)
_LINES = (
    Column("account", N_("Account"), "code"),
    Column("name", N_("Name")),
    Column("debit", N_("Debit"), "money"),
    Column("credit", N_("Credit"), "money"),
    Column("code", N_("Tax code"), "code"),
    Column("period", N_("Tax period"), "code"),
    Column("document", N_("Open item")),
    Column("text", N_("Text")),
)
_SHEET = (
    Column("day", N_("Booked"), "day"),
    Column("entry", N_("Entry"), "int"),
    Column("number", N_("No."), "int"),
    Column("document", N_("Document")),
    Column("text", N_("Text")),
    Column("contra", N_("Contra account"), "code"),
    Column("debit", N_("Debit"), "money"),
    Column("credit", N_("Credit"), "money"),
    Column("running", N_("Balance"), "money"),
    Column("code", N_("Tax code"), "code"),
)
_ACCOUNTS = (
    Column("number", N_("Account"), "code"),
    Column("name", N_("Name")),
    Column("kind", N_("Kind"), "code", ACCOUNT_KINDS),
    Column("function", N_("Function"), "code"),
    Column("tax_code", N_("Tax code"), "code"),
    Column("concept", N_("Concept"), "code"),
    Column("own", N_("Own"), "flag"),
)
_BALANCES = (
    Column("account", N_("Account"), "code"),
    Column("name", N_("Name")),
    Column("opening", N_("Opening"), "money"),
    Column("debit", N_("Debit"), "money"),
    Column("credit", N_("Credit"), "money"),
    Column("balance", N_("Balance"), "money"),
)
_ITEMS = (
    Column("account", N_("Account"), "code"),
    Column("name", N_("Name")),
    Column("document", N_("Document")),
    Column("kind", N_("Kind"), "code", ITEM_KINDS),
    Column("day", N_("Date"), "day"),
    Column("due", N_("Due"), "day"),
    Column("days_overdue", N_("Days late"), "int"),
    Column("total", N_("Amount"), "money"),
    Column("paid", N_("Paid"), "money"),
    Column("open", N_("Still open"), "money"),
)
_AGES = (
    Column("account", N_("Account"), "code"),
    Column("name", N_("Name")),
    Column("not_due", N_("Not due"), "money"),
    Column("days_30", N_("1-30 days"), "money"),
    Column("days_60", N_("31-60 days"), "money"),
    Column("days_90", N_("61-90 days"), "money"),
    Column("older", N_("Older"), "money"),
    Column("credits", N_("Credits"), "money"),
    Column("total", N_("Total"), "money"),
)
_HAPPENED = (
    Column("day", N_("Date"), "day"),
    Column("entry", N_("Entry"), "int"),
    Column("text", N_("Text")),
    Column("money", N_("Money"), "money"),
    Column("reduction", N_("Reduction"), "money"),
)
_PARTS = (
    Column("part", N_("Part"), "int"),
    Column("due", N_("Due"), "day"),
    Column("kind", N_("Kind"), "code", PART_KINDS),
    Column("amount", N_("Amount"), "money"),
    Column("paid", N_("Paid"), "money"),
)
_MONTHS = (
    Column("month", N_("Month"), "code"),
    Column("entries", N_("Entries"), "int"),
    Column("open", N_("Not sealed"), "int"),
    Column("closed", N_("Closed"), "day"),
    Column("head", N_("Checksum"), "code"),
)
_ASSETS = (
    Column("number", N_("Number"), "code"),
    Column("name", N_("Name")),
    Column("account", N_("Account"), "code"),
    Column("cost", N_("Cost"), "money"),
    Column("start", N_("At the start"), "money"),
    Column("additions", N_("Additions"), "money"),
    Column("depreciation", N_("Depreciation"), "money"),
    Column("special", N_("§ 7g"), "money"),
    Column("disposals", N_("Disposals"), "money"),
    Column("end", N_("At the end"), "money"),
)


def span(
    year: int | None, first: date | None, last: date | None
) -> tuple[date | None, date | None]:
    """First and last day of what was asked for."""
    if year is None:
        return first, last
    return first or date(year, 1, 1), last or date(year, 12, 31)


def paged(
    call: Call,
    limit: int | None,
    fetch: Callable[[Any, int], list[Any]],
    key: Callable[[Any], Any] = lambda row: row.key,
) -> list[Any]:
    """Rows along their key up to the limit; people are told when there are more."""
    wanted = limit if limit is not None else SHOWN if call.format == "table" else 0

    def rows() -> Iterator[Any]:
        after = None
        while page := fetch(after, 256):
            yield from page
            after = key(page[-1])

    if not wanted:
        return list(rows())
    found = list(islice(rows(), wanted + 1))
    if len(found) > wanted:
        call.say(_("There are more rows; --limit 0 shows them all."))
    return found[:wanted]


def journal(
    call: Call,
    *,
    year: int | None,
    first: date | None,
    last: date | None,
    account: str | None,
    words: str | None,
    limit: int | None,
) -> None:
    """The journal, newest first."""
    from kontor.ledger.queries import journal as books

    start, end = span(year, first, last)
    wanted = books.JournalFilter(first=start, last=end, account=account, words=words)
    with call.read() as con:
        rows = paged(
            call, limit, lambda after, size: books.page(con, after=after, limit=size, wanted=wanted)
        )
    call.show(Table(_JOURNAL, _pick(_JOURNAL, rows), empty=N_("No entry is there yet.")))


def entry(call: Call, *, entry: str) -> None:
    """One entry with its lines."""
    from kontor.ledger.queries import journal as books
    from kontor.ledger.queries.lookup import entry_named

    with call.read() as con:
        found = books.entry(con, entry_named(con, entry))
    rows = [
        (line.account, line.name, *_sides(line.cents, general=found.general_reversal), line.code,
         line.period, line.document, line.text)
        for line in found.lines
    ]  # fmt: skip
    number = found.seal.number if found.seal else None
    head = _("Entry {entry} of {day}: {text}").format(
        entry=f"#{number}" if number else found.id, day=shown(found.booked, "day"),
        text=found.text or found.document,
    )  # fmt: skip
    data = {
        **{name: getattr(found, name) for name in (
            "id", "uuid", "booked", "document_day", "service_day", "arrival_day", "document",
            "kind", "text", "source", "reverses", "reversed_by", "general_reversal", "reason",
        )},
        "number": number,
        "hash": found.seal.hash if found.seal else None,
        "lines": [
            {"account": line.account, "name": line.name, "amount": Money(line.cents),
             "code": line.code, "part": line.part, "period": line.period, "effect": line.effect,
             "base": None if line.base is None else Money(line.base), "item": line.document}
            for line in found.lines
        ],
    }  # fmt: skip
    call.show(Table(_LINES, rows, title=head), data=data)


def _sides(cents: int, *, general: bool) -> tuple[int | None, int | None]:
    return (cents, None) if (cents > 0) != general else (None, -cents)


def account(
    call: Call,
    *,
    number: str,
    year: int | None,
    first: date | None,
    last: date | None,
    limit: int | None,
) -> None:
    """One account sheet."""
    from kontor.ledger.queries import accounts as books

    start, end = span(year, first, last)
    with call.read() as con:
        found = books.account(con, number)

        def fetch(after: Any, size: int) -> list[Any]:
            return books.account_sheet(con, number, first=start, last=end, after=after, limit=size)

        rows = paged(call, limit, fetch)
    title = f"{found.number} {found.name}"
    call.show(Table(_SHEET, _pick(_SHEET, rows), title=title, empty=N_("Nothing is booked here.")))


def accounts(call: Call, *, personal: bool) -> None:
    """The chart of accounts."""
    from kontor.ledger.queries import accounts as books

    with call.read() as con:
        rows = books.chart(con, personal=personal)
    call.show(Table(_ACCOUNTS, _pick(_ACCOUNTS, rows)))


def balances(call: Call, *, year: int | None, month: str | None, until: str | None) -> None:
    """The trial balance."""
    from kontor.ledger.queries import accounts as books

    chosen = year or (int((month or until or "0")[:4]) or call.today.year)
    begin = int(month[5:]) if month else 1
    end = int((until or month or "0000-12")[5:])
    with call.read() as con:
        found = books.trial_balance(con, chosen, month_from=begin, month_to=end)
        told = call.format == "table"  # a sentence for people; programs ask for the statement
        carried = books.carried_result(con, date(chosen, 1, 1)) if told else 0
    rows: list[tuple[Any, ...]] = [
        (r.number, r.name, r.opening, r.debit, r.credit, r.balance) for r in found
    ]
    sums = [sum(row[place] for row in rows) for place in (2, 3, 4, 5)]
    total = (None, _("Total"), *sums)
    call.show(Table(_BALANCES, rows, total=total, empty=N_("Nothing is booked in this year.")))
    if carried:
        from kontor.base.numbers import format_money

        text = _("The result of earlier years, {amount}, is not distributed to an account.")
        call.say(text.format(amount=format_money(-carried)))


def open_items(
    call: Call, *, day: date | None, side: str | None, partner: str | None, ages: bool
) -> None:
    """Open items, or their ages."""
    from kontor.ledger.queries import items

    when = day or call.today
    sides = {"customer": 1, "supplier": -1}
    with call.read() as con:
        if ages:
            aged = items.ageing(con, when, side=sides[side or "customer"])
            rows = _pick(_AGES, aged)
            total = (None, _("Total"), *(sum(row[n] for row in rows) for n in range(2, 9)))
            call.show(Table(_AGES, rows, total=total, empty=N_("Nothing is open.")))
            return
        account = _account_of(con, partner) if partner else None
        found = items.open_items(con, when, side=sides.get(side or ""), account=account)
    rows = _pick(_ITEMS, found)
    text = ngettext("{count} open item", "{count} open items", len(rows)).format(count=len(rows))
    signed = sum(item.signed for item in found)
    total = (None, text, None, None, None, None, None, None, None, signed)
    call.show(Table(_ITEMS, rows, total=total, empty=N_("Nothing is open.")))


def _account_of(con: sqlite3.Connection, partner: str) -> str:
    from kontor.ledger.queries.accounts import account

    return account(con, partner).number


def item(call: Call, *, item: str) -> None:
    """One open item with everything that happened to it."""
    from kontor.ledger.queries import items
    from kontor.ledger.queries.lookup import item_named

    with call.read() as con:
        found = items.item(con, item_named(con, item).id, day=call.today)
    head = found.head
    happened = [
        (one.day, one.entry, one.text, one.money, one.reduction) for one in found.settlements
    ]
    parts = [(one.pos, one.due, one.kind, one.amount, one.paid) for one in head.parts]
    title = _("{document} of {day}, {name}: {open} open").format(
        document=head.document, day=shown(head.day, "day"), name=head.name,
        open=shown(head.open, "money"),
    )  # fmt: skip
    data = {
        "id": head.id, "document": head.document, "account": head.account, "name": head.name,
        "kind": head.kind, "day": head.day, "due": head.due, "total": Money(head.total),
        "reduced": Money(head.reduced), "paid": Money(head.paid), "open": Money(head.open),
        "settlements": [
            {"day": s.day, "entry": s.entry, "money": Money(s.money),
             "reduction": Money(s.reduction)} for s in found.settlements
        ],
        "parts": [
            {"due": p.due, "kind": p.kind, "amount": Money(p.amount), "paid": Money(p.paid)}
            for p in head.parts
        ],
    }  # fmt: skip
    call.show(
        Table(_HAPPENED, happened, title=title, empty=N_("Nothing was paid on it yet.")),
        Table(_PARTS, parts, title=_("What is due")),
        data=data,
    )


def months(call: Call) -> None:
    """Months of the books."""
    from kontor.ledger.queries import closing

    with call.read() as con:
        found = closing.months(con)
    call.show(Table(_MONTHS, _pick(_MONTHS, found), empty=N_("No entry is there yet.")))


def assets(call: Call, *, year: int | None) -> None:
    """The register of assets in a year."""
    from kontor.ledger.queries import assets as register

    with call.read() as con:
        found = register.of_year(con, year or call.today.year)
    rows: list[tuple[Any, ...]] = [
        (one.asset.number, one.asset.name, one.asset.account, one.cost, one.start, one.additions,
         one.depreciation, one.special, one.disposals, one.end)
        for one in found
    ]  # fmt: skip
    sums = (sum(row[place] for row in rows) for place in range(3, 10))
    total = (None, _("Total"), None, *sums)
    call.show(Table(_ASSETS, rows, total=total, empty=N_("No asset is there yet.")))


def export(
    call: Call,
    *,
    format: str,  # noqa: A002  the option's name
    year: int | None,
    output: Path | None,
) -> None:
    """The books for other programs."""
    from kontor.ledger.queries import export as books

    first, last = span(year, None, None)
    with call.read() as con:
        text = "".join(books.export(con, format, first=first, last=last))
    if output:
        output.write_bytes(text.encode())
        call.say(_("Written: {path}").format(path=output))
    else:
        call.out.write(text)


def _pick(columns: tuple[Column, ...], rows: list[Any]) -> list[tuple[Any, ...]]:
    return [tuple(getattr(row, column.name) for column in columns) for row in rows]


_ACCOUNT: Param = arg("number", N_("number or concept of the account"))
COMMANDS = (
    Command("journal", journal, N_("the journal, newest first"), (
        *SPAN, opt("account", N_("only entries on this account")),
        opt("words", N_("only entries with these words in text or document")), LIMIT,
    )),
    Command("entry", entry, N_("one entry with its lines"), (
        arg("entry", N_("id, journal number #12 or document")),
    )),
    Command("account", account, N_("one account sheet with running balance"),
            (_ACCOUNT, *SPAN, LIMIT)),
    Command("accounts", accounts, N_("the chart of accounts"), (
        opt("personal", N_("also customers and suppliers"), "flag"),
    )),
    Command("balances", balances, N_("trial balance of a year or of months"), (
        YEAR, opt("month", N_("first or only month, like 2026-03"), "month"),
        opt("until", N_("last month, like 2026-06"), "month"),
    )),
    Command("open-items", open_items, N_("what customers owe and what we owe"), (
        opt("day", N_("as it was at the end of this day"), "day"),
        opt("side", N_("only one side"), choices=("customer", "supplier")),
        opt("partner", N_("only this personal account")),
        opt("ages", N_("add up by days overdue"), "flag"),
    )),
    Command("item", item, N_("one open item with everything that happened to it"), (
        arg("item", N_("document, item:12 or RE-5@10001")),
    )),
    Command("months", months, N_("months of the books: entries, seals, closing")),
    Command("assets", assets, N_("register of assets in a year"), (YEAR,)),
    Command("export", export, N_("write the books for other programs"), (
        opt("format", N_("form of the export"), choices=FORMATS, default="csv"),
        opt("year", N_("only this year"), "year"),
        opt("output", N_("file to write; without it to stdout"), "path"),
    ), output=False),
)  # fmt: skip

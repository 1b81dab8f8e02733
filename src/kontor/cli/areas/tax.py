"""Commands for the tax office: VAT return, income-surplus statement, deadlines."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_, _
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Money, Table
from kontor.ledger.words import RETURN_KINDS

if TYPE_CHECKING:
    import sqlite3

    from kontor.base.dates import Period
    from kontor.cli.call import Call

_VAT = (
    Column("kz", N_("Kz"), "code"),
    Column("label", N_("Line of the form")),
    Column("amount", N_("Amount"), "money"),
    Column("tax", N_("Tax"), "money"),
)
_VAT_LINES = (
    Column("kz", N_("Kz"), "code"),
    Column("day", N_("Date"), "day"),
    Column("entry", N_("Entry"), "int"),
    Column("document", N_("Document")),
    Column("text", N_("Text")),
    Column("account", N_("Account"), "code"),
    Column("code", N_("Tax code"), "code"),
    Column("is_tax", N_("Tax"), "flag"),
    Column("cents", N_("Amount"), "money"),
)
_EUER = (
    Column("line", N_("Line"), "code"),
    Column("label", N_("Line of the form")),
    Column("amount", N_("Amount"), "money"),
)
_ASSET_FORM = (
    Column("line", N_("Line"), "int"),
    Column("kz", N_("Kz"), "code"),
    Column("label", N_("Line of the form")),
    Column("amount", N_("Amount"), "money"),
)
_EUER_LINES = (
    Column("line", N_("Line"), "code"),
    Column("day", N_("Date"), "day"),
    Column("entry", N_("Entry"), "int"),
    Column("document", N_("Document")),
    Column("text", N_("Text")),
    Column("account", N_("Account"), "code"),
    Column("cents", N_("Amount"), "money"),
)
_ZM = (
    Column("vat_id", N_("VAT id"), "code"),
    Column("name", N_("Name")),
    Column("kind", N_("Kind"), "code"),
    Column("exact", N_("Exact"), "money"),
    Column("euros", N_("Whole euros"), "money"),
)
_DUE_KINDS = {
    "bank": N_("Bank"), "tax": N_("Tax office"), "month": N_("Month"), "bill": N_("Bill"),
    "investment": N_("Tax office"), "standing": N_("Standing entry"), "cash": N_("Money"),
    "unresolved": N_("Open items"),
}  # fmt: skip
_DUE = (
    Column("day", N_("Due"), "day"),
    Column("kind", N_("Kind"), "code", _DUE_KINDS),
    Column("title", N_("What")),
    Column("amount", N_("Amount"), "money"),
    Column("ref", N_("Reference"), "code"),
)
_FILINGS = (
    Column("kind", N_("Kind"), "code", RETURN_KINDS),
    Column("period", N_("Period"), "code"),
    Column("pos", N_("No."), "int"),
    Column("filed", N_("Filed"), "day"),
    Column("payable", N_("To pay"), "money"),
    Column("ticket", N_("Ticket"), "code"),
)
_FIELDS = (
    Column("kz", N_("Kz"), "code"),
    Column("label", N_("Line of the form")),
    Column("text", N_("To type"), "figure"),
    Column("law", N_("Law")),
)
KINDS = ("vat", "special_prepayment", "vat_year", "recapitulative", "euer")


def vat(call: Call, *, period: Period | None, lines: str | None) -> None:
    """The VAT return of a period."""
    from kontor.ledger.queries import vat as books
    from kontor.ledger.rules.forms import kennzahlen

    with call.read() as con:
        wanted = period or _current(con, call)
        if lines is not None:
            found = books.drill(con, wanted, lines or None)
            call.show(_table(_VAT_LINES, found))
            return
        done = books.vat_return(con, wanted)
    labels = kennzahlen()
    rows = [
        (kz, labels[kz].label if kz in labels else "", done.kennzahlen.get(kz), done.tax.get(kz))
        for kz in [*labels, *(kz for kz in done.kennzahlen if kz not in labels)]
        if kz in done.kennzahlen or kz in done.tax
    ]
    total = (None, _("to pay (minus: refund)"), None, done.payable)
    title = _("VAT return {period}, {state}").format(period=wanted.title, state=_(done.state))
    call.show(
        Table(_VAT, rows, title=title, total=total, empty=N_("Nothing to declare.")),
        data={
            "period": wanted.label,
            "state": str(done.state),
            "kennzahlen": _money(done.kennzahlen),
            "tax": _money(done.tax),
            "payable": Money(done.payable),
            "rounding": Money(done.rounding),
            "difference": _money(done.difference),
            "filed": None if done.filed is None else done.filed.filed,
        },
    )


def _current(con: sqlite3.Connection, call: Call) -> Period:
    """The newest period that is over, as the firm files."""
    from kontor.base.dates import month_of, parse_period
    from kontor.company.queries import regime_on

    filing = regime_on(con, call.today).filing.value
    label = month_of(call.today)
    if filing == "quarter":
        label = f"{call.today.year}-Q{(call.today.month + 2) // 3}"
    elif filing in {"year", "none"}:
        label = str(call.today.year)
    return parse_period(label, call.today).previous


def _money(figures: dict[str, int]) -> dict[str, Money]:
    return {name: Money(cents) for name, cents in figures.items()}


def eur(call: Call, *, year: int | None, form: int | None, lines: str | None) -> None:
    """The income-surplus statement of a year."""
    from kontor.ledger.queries import euer as books

    chosen = year or call.today.year
    with call.read() as con:
        if lines is not None:
            call.show(_table(_EUER_LINES, books.drill(con, chosen, lines or None, form)))
            return
        done = books.euer(con, chosen, form)
    rows = [(line, done.label(line), cents) for line, cents in done.lines.items()]
    title = _("Income-surplus statement {year}, lines of form {form}").format(
        year=done.year, form=done.form
    )
    if not done.checked:
        call.say(_("The line numbers of form {form} are not confirmed yet.").format(form=done.form))
    tables = [Table(_EUER, rows, title=title, total=(None, _("Profit"), done.profit))]
    if done.outside:
        beside = [(line, done.label(line), cents) for line, cents in done.outside.items()]
        total = (None, _("Taxable profit"), done.taxable)
        tables.append(Table(_EUER, beside, title=_("Outside the books, § 7g EStG"), total=total))
    call.show(
        *tables,
        data={
            "year": done.year,
            "form": done.form,
            "lines": _money(done.lines),
            "income": Money(done.income),
            "expenses": Money(done.expenses),
            "profit": Money(done.profit),
            "outside": _money(done.outside),
            "taxable": Money(done.taxable),
        },
    )


def asset_form(call: Call, *, year: int | None) -> None:
    """The form of the asset register of a year."""
    from kontor.ledger.queries import assets

    chosen = year or call.today.year - 1
    with call.read() as con:
        found = assets.form(con, chosen)
    lines = assets.form_lines()
    rows = [(line, lines[line].kz, lines[line].label, cents) for line, cents in found.items()]
    title = _("AVEÜR {year}, lines of form 2025").format(year=chosen)
    call.show(Table(_ASSET_FORM, rows, title=title, empty=N_("No fixed asset in this year.")))


def year(call: Call, *, year: int | None) -> None:
    """The values of the annual VAT return."""
    from kontor.ledger.queries import vat as books
    from kontor.ledger.rules.forms import kennzahlen

    with call.read() as con:
        done = books.vat_year(con, year or call.today.year - 1)
    labels = kennzahlen()
    figures = done.figures
    rows: list[tuple[Any, ...]] = [
        (kz, labels[kz].label if kz in labels else "", figures.kennzahlen.get(kz),
         figures.tax.get(kz))
        for kz in labels
        if kz in figures.kennzahlen or kz in figures.tax
    ]  # fmt: skip
    rows.append((None, _("tax of the year"), None, done.total))
    rows.append((None, _("filed in advance"), None, done.advance))
    total = (None, _("still to pay (minus: refund)"), None, done.remaining)
    call.show(
        Table(_VAT, rows, title=_("Annual VAT return {year}").format(year=done.year), total=total),
        data={
            "year": done.year,
            "kennzahlen": _money(figures.kennzahlen),
            "tax": _money(figures.tax),
            "total": Money(done.total),
            "advance": Money(done.advance),
            "special": Money(done.special),
            "remaining": Money(done.remaining),
        },
    )


def zm(call: Call, *, period: Period | None) -> None:
    """The recapitulative statement."""
    from kontor.ledger.queries import vat as books

    with call.read() as con:
        found = books.recapitulative(con, period or _current(con, call))
    call.show(_table(_ZM, found, N_("Nothing to declare.")))


def file(
    call: Call, *, period: Period, kind: str, day: date | None, ticket: str | None, keep_open: bool
) -> None:
    """Note that a return was filed; the VAT return closes its months."""
    from kontor.ledger.service import filing

    filed = day or call.today
    with call.store() as store:
        if kind == "vat" and not keep_open:
            changed = call.run(store, filing.file_and_close, period, filed, ticket)
        else:
            changed = call.run(store, filing.file_return, kind, period.label, filed, ticket)
    call.done(changed, kind=kind, period=period.label)


def filings(call: Call, *, kind: str | None) -> None:
    """Returns that were filed."""
    from kontor.ledger.queries import vat as books

    with call.read() as con:
        found = books.filings(con, kind)
    call.show(_table(_FILINGS, found, N_("Nothing was filed yet.")))


def copy(call: Call, *, period: Period | None) -> None:
    """The fields of the VAT return as they are typed into the form of the office."""
    from kontor.ledger.queries.filing import copy_list

    with call.read() as con:
        found = copy_list(con, period or _current(con, call))
    call.show(_table(_FIELDS, found, N_("Nothing to declare.")))


def deadlines(call: Call, *, days: int) -> None:
    """What is due."""
    from kontor.bootstrap import doors
    from kontor.desk.today import due_items

    with call.read() as con:
        found = due_items(con, doors(), call.today, ahead=days)
    rows = [
        (one.day, one.kind, _(one.title).format(**dict(one.values)), one.amount, one.ref)
        for one in found
    ]
    call.show(Table(_DUE, rows, empty=N_("Nothing is due.")))


def _table(columns: tuple[Column, ...], rows: Any, empty: str = "") -> Table:
    picked = [tuple(getattr(row, column.name) for column in columns) for row in rows]
    return Table(columns, picked, empty=empty)


_PERIOD = opt("period", N_("2026-03, 2026-Q1 or 2026; without it the last that is over"), "period")
FILE = Command("file", file, N_("note a filed return; a VAT return closes its months"), (
    arg("period", N_("2026-03, 2026-Q1 or 2026"), "period"),
    opt("kind", N_("which return"), choices=KINDS, default="vat"),
    opt("day", N_("day of filing; today without it"), "day"),
    opt("ticket", N_("transfer ticket of the office")),
    opt("keep_open", N_("do not close the months"), "flag"),
), writes=True)  # fmt: skip
COMMANDS = (
    Command("vat", vat, N_("VAT return with its Kennzahlen, in the order of the form"), (
        _PERIOD, opt("lines", N_("the bookings behind this Kennzahl")),
    )),
    Command("eur", eur, N_("income-surplus statement by lines of the form"), (
        opt("year", N_("year; this year without it"), "year"),
        opt("form", N_("year of the form"), "year"),
        opt("lines", N_("the bookings behind this line")),
    )),
    Command("aveur", asset_form, N_("asset register by lines of the form AVEÜR"), (
        opt("year", N_("year; last year without it"), "year"),
    )),
    Command("year", year, N_("values of the annual VAT return"), (
        opt("year", N_("year; last year without it"), "year"),
    )),
    Command("zm", zm, N_("recapitulative statement of supplies to other EU countries"),
            (_PERIOD,)),
    FILE,
    Command("filings", filings, N_("returns that were filed"), (
        opt("kind", N_("only this kind"), choices=KINDS),
    )),
    Command("copy", copy, N_("fields of the VAT return as they are typed into the office's form"),
            (_PERIOD,)),
    Command("deadlines", deadlines, N_("what is due, and when"), (
        opt("days", N_("how many days ahead"), "int", default=60),
    )),
)  # fmt: skip

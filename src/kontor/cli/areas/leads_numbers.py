"""Commands for the figures of winning customers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from kontor.acquisition.words import FIGURES
from kontor.base.i18n import N_, _
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Kind, Table, records

if TYPE_CHECKING:
    from kontor.cli.call import Call

EARNED = (
    Column("key", N_("Key"), "code"),
    Column("name", N_("Name")),
    Column("sent", N_("Sent"), "int"),
    Column("answers", N_("Answers"), "int"),
    Column("leads", N_("Leads"), "int"),
    Column("visits", N_("Site visits"), "int"),
    Column("quotes", N_("Quotes"), "int"),
    Column("orders", N_("Orders"), "int"),
    Column("lost", N_("Lost"), "int"),
    Column("order_net", N_("Ordered net"), "money"),
    Column("billed", N_("Billed net"), "money"),
    Column("paid", N_("Paid"), "money"),
    Column("margin", N_("Contribution margin"), "money"),
    Column("cost", N_("Cost"), "money"),
    Column("result", N_("Result"), "money"),
    Column("per_lead", N_("Cost per lead"), "money"),
    Column("per_order", N_("Cost per order"), "money"),
)
_CUT = (
    Column("key", N_("Group")),
    Column("won", N_("Won"), "int"),
    Column("lost", N_("Lost"), "int"),
    Column("rate", N_("Success"), "rate"),
    Column("won_net", N_("Won net"), "money"),
    Column("lost_net", N_("Lost net"), "money"),
)
_PLACES = (
    Column("postcode", N_("Postcode"), "code"),
    Column("leads", N_("Leads"), "int"),
    Column("won", N_("Won"), "int"),
    Column("lost", N_("Lost"), "int"),
    Column("rate", N_("Success"), "rate"),
    Column("billed", N_("Billed net"), "money"),
    Column("margin", N_("Contribution margin"), "money"),
    Column("kilometres", N_("Kilometres"), "int"),
)
_AGES = (
    Column("name", N_("Age")),
    Column("pieces", N_("Quotes"), "int"),
    Column("net", N_("Net"), "money"),
)
_FACTORS = (
    Column("factor", N_("Factor"), "code"),
    Column("value", N_("Here")),
    Column("rate", N_("Success of alike ones"), "rate"),
    Column("sample", N_("Number"), "int"),
    Column("moves", N_("Moves the chance by"), "rate"),
)
_KINDS: dict[str, Kind] = {"money": "money", "rate": "rate", "weeks": "rate"}
_NAMES = {"response": N_("first answer, minutes of office hours")}


def _span(call: Call, first: date | None, last: date | None) -> tuple[date, date]:
    """The period that was typed, else the last twelve months."""
    from kontor.base.dates import add_months

    end = last or call.today
    return first or add_months(end, -12), end


def figures(call: Call, *, start: date | None, end: date | None) -> None:
    """The figures of a period."""
    from kontor.acquisition.queries import figures as queries
    from kontor.base.dates import now_utc

    first, last = _span(call, start, end)
    with call.read() as con:
        found = queries.figures(con, first, last, now_utc())
    if call.format == "table":
        from kontor.base.numbers import format_money, format_rate

        shown: dict[str, Callable[[int], str]] = {
            "money": format_money, "rate": format_rate, "int": str, "minutes": str, "days": str,
            "weeks": format_money,
        }  # fmt: skip
        pair = (Column("name", N_("Figure")), Column("value", N_("Value")))
        lines = []
        for one in FIGURES:
            value = getattr(found, one.key)
            lines.append((_(_NAMES.get(one.key, one.name)), "–" if value is None
                          else shown[one.kind](value)))  # fmt: skip
        call.show(Table(pair, lines))
        return
    columns = tuple(
        Column(one.key, _NAMES.get(one.key, one.name), _KINDS.get(one.kind, "int"))
        for one in FIGURES
    )
    row = tuple(getattr(found, one.key) for one in FIGURES)
    table = Table(columns, [row])
    call.show(table, data={"from": first, "to": last, **records(table)[0]})


def by_source(call: Call, *, start: date | None, end: date | None) -> None:
    """What each source earned."""
    from kontor.acquisition.queries import figures as queries

    first, last = _span(call, start, end)
    with call.read() as con:
        found = queries.by_source(con, first, last, call.today)
    columns = tuple(one for one in EARNED if one.name not in {"sent", "answers"})
    rows = [tuple(getattr(one, column.name) for column in columns) for one in found]
    call.show(Table(columns, rows, empty=N_("No lead arrived in this time.")))


def by_campaign(call: Call) -> None:
    """What each campaign earned."""
    from kontor.acquisition.queries import figures as queries

    with call.read() as con:
        found = queries.by_campaign(con, call.today)
    rows = [tuple(getattr(one, column.name) for column in EARNED) for one in found]
    call.show(Table(EARNED, rows, empty=N_("There is no campaign yet.")))


def win_loss(call: Call, *, by: str, start: date | None, end: date | None) -> None:
    """Won and lost by groups."""
    from kontor.acquisition.queries import figures as queries
    from kontor.acquisition.queries.settings import reason_name, source_name

    first, last = _span(call, start, end)
    with call.read() as con:
        found = queries.win_loss(con, by, first, last, call.today)
        if by == "source":
            found = [one._replace(key=source_name(con, one.key)) for one in found]
    if by == "reason":
        found = [one._replace(key=reason_name(one.key)) for one in found]
    rows = [tuple(getattr(one, column.name) for column in _CUT) for one in found]
    call.show(Table(_CUT, rows, empty=N_("Nothing was decided in this time.")))


def postcodes(call: Call, *, digits: int, start: date | None, end: date | None) -> None:
    """Leads and money by postcode."""
    from kontor.acquisition.queries import figures as queries

    first, last = _span(call, start, end)
    with call.read() as con:
        found = queries.by_postcode(con, first, last, call.today, digits)
    rows = [tuple(getattr(one, column.name) for column in _PLACES) for one in found]
    call.show(Table(_PLACES, rows, empty=N_("No lead arrived in this time.")))


def ageing(call: Call) -> None:
    """Open quotes by age."""
    from kontor.acquisition.queries import figures as queries

    with call.read() as con:
        found = queries.open_quotes(con, call.today)
    call.show(Table(_AGES, found))


def forecast(call: Call, *, lead: str) -> None:
    """The chance of a lead from the own history."""
    from kontor.acquisition.queries import figures as queries
    from kontor.acquisition.queries import leads
    from kontor.base.dates import now_utc
    from kontor.base.numbers import format_rate

    with call.read() as con:
        key = leads.resolve(con, lead, call.today).id
        found = queries.forecast_lead(con, key, now_utc())
    table = Table(_FACTORS, list(found.factors))
    data = {"chance": found.chance, "sample": found.sample, "base": found.base, "own": found.own,
            "factors": records(table)}  # fmt: skip
    call.show(table, data=data)
    if call.format == "table":
        if found.own:
            text = _("Chance {chance}: the firm wins {base} of {sample} decided quotes.")
        else:
            text = _("Chance {chance} of the stage: {sample} decided quotes are too few to judge.")
        call.say(
            text.format(
                chance=format_rate(found.chance), base=format_rate(found.base), sample=found.sample
            )
        )


_FROM = opt("start", N_("first day; default a year ago"), "day")
_TO = opt("end", N_("last day; default today"), "day")
COMMANDS: tuple[Command, ...] = (
    Command("figures", figures, N_("the figures of winning customers"), (_FROM, _TO)),
    Command("by-source", by_source, N_("what each source earned, down to paid cash and margin"),
            (_FROM, _TO)),
    Command("by-campaign", by_campaign, N_("what each campaign earned")),
    Command("win-loss", win_loss, N_("won and lost by groups"), (
        arg("by", N_("what the groups are made by"),
            choices=("reason", "competitor", "trade", "source", "gap", "speed", "size"),
            default="reason"),
        _FROM, _TO,
    )),
    Command("postcodes", postcodes, N_("leads, success and money by postcode"), (
        opt("digits", N_("how many digits of the postcode"), "int", default=2), _FROM, _TO,
    )),
    Command("ageing", ageing, N_("open quotes by age")),
    Command("forecast", forecast, N_("how likely a lead is won, from the firm's own history"), (
        arg("lead", N_("number of the lead, or the name of an open one")),
    )),
)  # fmt: skip

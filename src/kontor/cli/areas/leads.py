"""Commands for leads: written down, answered, visited, quoted, won or lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from kontor.acquisition.kinds import OPEN, Stage
from kontor.acquisition.words import CHANNELS, STAGES, URGENCIES
from kontor.base.i18n import N_, _
from kontor.cli.areas.leads_care import COMMANDS as CARE
from kontor.cli.areas.leads_import import COMMANDS as IMPORT
from kontor.cli.areas.leads_numbers import COMMANDS as NUMBERS
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table, records

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kontor.acquisition.queries.leads import Lead
    from kontor.cli.call import Call

_LIST = (
    Column("id", N_("Lead"), "int"),
    Column("received", N_("Received"), "instant"),
    Column("title", N_("Name")),
    Column("subject", N_("Subject")),
    Column("stage", N_("Stage"), "code", STAGES),
    Column("worth", N_("Net value"), "money"),
    Column("chance", N_("Chance"), "rate"),
    Column("weighted", N_("Weighted"), "money"),
    Column("next_day", N_("Next step"), "day"),
    Column("source_name", N_("Source")),
    Column("owner", N_("Owner")),
)
_FULL = (
    *_LIST,
    Column("channel", N_("Channel"), "code", CHANNELS),
    Column("contact", N_("Contact"), "int"),
    Column("site", N_("Site"), "int"),
    Column("phone", N_("Telephone"), "code"),
    Column("mail", N_("E-mail"), "code"),
    Column("street", N_("Street")),
    Column("house_number", N_("House number")),
    Column("postcode", N_("Postcode"), "code"),
    Column("city", N_("City")),
    Column("trade", N_("Trade")),
    Column("text", N_("Text")),
    Column("wish", N_("Wanted date"), "day"),
    Column("budget", N_("Budget"), "money"),
    Column("urgency", N_("Urgency"), "code", URGENCIES),
    Column("kilometres", N_("Kilometres"), "int"),
    Column("answered", N_("Answered"), "instant"),
    Column("visit", N_("Site visit"), "code"),
    Column("next_action", N_("What to do")),
    Column("until", N_("Rests until"), "day"),
    Column("decided", N_("Decided"), "day"),
    Column("reason", N_("Reason"), "code"),
    Column("reason_note", N_("Note")),
    Column("lost_to", N_("Lost to")),
    Column("lost_price", N_("Their price"), "money"),
    Column("inquiry", N_("Enquiry"), "int"),
    Column("quote_number", N_("Quote"), "code"),
    Column("duplicate_of", N_("Double of"), "int"),
    Column("delete_on", N_("Delete on"), "day"),
)
_MOVES = (
    Column("day", N_("Date"), "day"),
    Column("old", N_("From"), "code", STAGES),
    Column("new", N_("To"), "code", STAGES),
)
_BOARD = (
    Column("stage", N_("Stage"), "code", STAGES),
    Column("pieces", N_("Leads"), "int"),
    Column("net", N_("Net value"), "money"),
    Column("weighted", N_("Weighted"), "money"),
)
_DOUBLES = (
    Column("ref", N_("Who"), "code"),
    Column("name", N_("Name")),
    Column("score", N_("of 100"), "int"),
    Column("sure", N_("Certain"), "flag"),
    Column("reason", N_("Reason")),
)


def _row(one: Lead, names: dict[str, str], columns: tuple[Column, ...]) -> tuple[Any, ...]:
    return tuple(
        names.get(one.source, one.source) if c.name == "source_name" else getattr(one, c.name)
        for c in columns
    )


def _names(con: Any) -> dict[str, str]:
    from kontor.acquisition.queries.settings import sources

    return {one.key: one.name for one in sources(con)}


def _model(name: str) -> Callable[[Sequence[str]], type[BaseModel]]:
    def chosen(_words: Sequence[str]) -> type[BaseModel]:
        from kontor.acquisition import model

        found: type[BaseModel] = getattr(model, name)
        return found

    return chosen


def _key(call: Call, store: Any, text: str) -> int:
    from kontor.acquisition.queries import leads

    with store.read() as con:
        return leads.resolve(con, text, call.today).id


def new(call: Call, *, data: Any) -> None:
    """Write a lead down."""
    from kontor.acquisition.service import leads
    from kontor.base.dates import now_utc

    with call.store() as store:
        changed = call.run(store, leads.capture, data, now_utc())
        got = changed.value
        call.done(changed, lead=got.lead, contact=got.contact, doubles=_doubles(got.doubles))
        if call.format != "json":
            call.say(f"acquisition:{got.lead}")
            for ref, name, score, _sure, reason in _doubles(got.doubles):
                call.say(
                    _("May be the same: {ref} {name}, {reason} ({score} of 100)").format(
                        ref=ref, name=name, reason=reason, score=score
                    )
                )


def _doubles(found: Any) -> list[tuple[str, str, int, bool, str]]:
    from kontor.acquisition.queries.doubles import REASONS
    from kontor.contacts.duplicates import REASONS as OF_CONTACTS

    rows = [
        (f"acquisition:{one.lead}", one.title, one.score, one.sure, _(REASONS[one.reason]))
        for one in found.leads
    ]
    return rows + [
        (f"contacts:{one.id}", one.name, one.score, one.sure,
         ", ".join(_(OF_CONTACTS[reason]) for reason in one.reasons))
        for one in found.contacts
    ]  # fmt: skip


def list_(call: Call, **wanted: Any) -> None:
    """Leads, newest first."""
    from kontor.acquisition.queries import leads
    from kontor.acquisition.queries.settings import find_source

    with call.read() as con:
        source = find_source(con, wanted["source"]).key if wanted["source"] else None
        campaign = None
        if wanted["campaign"]:
            from kontor.acquisition.queries.campaigns import resolve

            campaign = resolve(con, wanted["campaign"]).id
        stage = Stage(wanted["stage"]) if wanted["stage"] else None
        found = leads.leads(
            con, call.today,
            leads.LeadFilter(
                stage, stage is None and not wanted["all"], source, wanted["trade"],
                wanted["owner"], wanted["postcode"], campaign, text=wanted["text"],
            ),
            size=wanted["limit"],
        )  # fmt: skip
        names = _names(con)
    rows = [_row(one, names, _LIST) for one in found]
    total = ("", "", _("Sum"), "", "", sum(one.worth or 0 for one in found), "",
             sum(one.weighted for one in found), "", "", "")  # fmt: skip
    call.show(Table(_LIST, rows, total=total if rows else (), empty=N_("No lead is open.")))


def show(call: Call, *, lead: str) -> None:
    """One lead with everything."""
    from kontor.acquisition.queries import leads

    with call.read() as con:
        one = leads.resolve(con, lead, call.today)
        moves = leads.moves(con, one.id)
        names = _names(con)
    head = Table(_FULL, [_row(one, names, _FULL)])
    data = records(head)[0]
    if call.format != "table":
        way = Table(_MOVES, [tuple(move) for move in moves])
        call.show(head, data={**data, "moves": records(way)})
        return
    lines = [(_(c.head), data[c.name]) for c in _FULL if data[c.name] not in (None, "")]
    pair = (Column("field", N_("Field")), Column("value", N_("Value")))
    call.show(Table(pair, [(name, str(value)) for name, value in lines]),
              Table(_MOVES, [tuple(move) for move in moves]))  # fmt: skip


def board(call: Call) -> None:
    """The pipeline by stages."""
    from kontor.acquisition.queries import leads

    with call.read() as con:
        columns = leads.board(con, call.today)
        names = _names(con)
    rows = [(one.stage, one.pieces, one.net, one.weighted) for one in columns]
    total = (
        _("Sum"), sum(one.pieces for one in columns), sum(one.net for one in columns),
        sum(one.weighted for one in columns),
    )  # fmt: skip
    data = [
        {**records(Table(_BOARD, [row]))[0],
         "cards": records(Table(_LIST, [_row(card, names, _LIST) for card in one.leads]))}
        for row, one in zip(rows, columns, strict=True)
    ]  # fmt: skip
    call.show(Table(_BOARD, rows, total=total), data=data)


def change(call: Call, *, lead: str, data: Any) -> None:
    """Change what is known."""
    from kontor.acquisition.service import leads

    with call.store() as store:
        call.done(call.run(store, leads.change_lead, _key(call, store, lead), data))


def answer(call: Call, *, lead: str, data: Any) -> None:
    """The first answer."""
    from kontor.acquisition.service import leads
    from kontor.base.dates import now_utc

    with call.store() as store:
        key = _key(call, store, lead)
        call.done(call.run(store, leads.answer_lead, key, data, now_utc()))


def visit(call: Call, *, lead: str, data: Any) -> None:
    """Agree on a site visit."""
    from kontor.acquisition.service import leads
    from kontor.base.dates import now_utc

    with call.store() as store:
        key = _key(call, store, lead)
        call.done(call.run(store, leads.plan_visit, key, data, now_utc()))


def move(call: Call, *, lead: str, stage: str) -> None:
    """To another stage."""
    from kontor.acquisition.service import moving

    with call.store() as store:
        key = _key(call, store, lead)
        call.done(call.run(store, moving.move_lead, key, Stage(stage), call.today))


def win(call: Call, *, lead: str, data: Any) -> None:
    """Won without a quote of ours."""
    from kontor.acquisition.service import moving

    with call.store() as store:
        key = _key(call, store, lead)
        call.done(call.run(store, moving.win_lead, key, data, call.today))


def lose(call: Call, *, lead: str, data: Any) -> None:
    """Lost, with the reason."""
    from kontor.acquisition.service import moving

    with call.store() as store:
        key = _key(call, store, lead)
        call.done(call.run(store, moving.lose_lead, key, data, call.today))


def rest(call: Call, *, lead: str, until: date | None) -> None:
    """Let a lead rest."""
    from kontor.acquisition.service import moving

    with call.store() as store:
        key = _key(call, store, lead)
        call.done(call.run(store, moving.rest_lead, key, until, call.today))


def convert(call: Call, *, lead: str, data: Any) -> None:
    """Make contact, enquiry and quote of a lead."""
    from kontor.acquisition.service import leads

    with call.store() as store:
        key = _key(call, store, lead)
        changed = call.run(store, leads.convert, key, data, call.today)
        made = changed.value._asdict()
        call.done(changed, **made)
        if call.format != "json":
            refs = {"contact": "contacts", "site": "site", "inquiry": "sales", "quote": "sales"}
            call.say(" ".join(f"{refs[k]}:{v}" for k, v in made.items() if v is not None))


def doubles(call: Call, *, lead: str) -> None:
    """Who may be the same."""
    from kontor.acquisition.queries import leads
    from kontor.acquisition.queries.doubles import doubles as find
    from kontor.acquisition.rules.naming import Said

    with call.read() as con:
        one = leads.resolve(con, lead, call.today)
        said = Said(*(getattr(one, field) for field in Said._fields))
        found = _doubles(find(con, said, one.origin, one.id))
    call.show(Table(_DOUBLES, found, empty=N_("Nobody else is like that.")))


def double(call: Call, *, lead: str, of: str) -> None:
    """Mark a lead as double."""
    from kontor.acquisition.service import leads

    with call.store() as store:
        keys = _key(call, store, lead), _key(call, store, of)
        call.done(call.run(store, leads.mark_double, *keys, call.today))


_LEAD = arg("lead", N_("number of the lead, or the name of an open one"))
COMMANDS: tuple[Command, ...] = (
    Command("new", new, N_("write a lead down; one word about who or what is enough"),
            model=_model("LeadInput"), writes=True),
    Command("list", list_, N_("open leads, newest first"), (
        opt("stage", N_("only this stage"), choices=tuple(Stage)),
        opt("all", N_("also won, lost and dormant ones"), "flag"),
        opt("source", N_("only this source"), default=""),
        opt("trade", N_("only this trade"), default=""),
        opt("owner", N_("only this owner"), default=""),
        opt("postcode", N_("begin of the postcode"), default=""),
        opt("campaign", N_("only of this campaign"), default=""),
        opt("text", N_("words of name, place or subject"), default=""),
        opt("limit", N_("how many lines"), "int", default=200),
    )),
    Command("board", board, N_("the pipeline: leads, sums and weighted sums by stage")),
    Command("show", show, N_("one lead with everything"), (_LEAD,)),
    Command("change", change, N_("change a lead; only what is given"), (_LEAD,),
            model=_model("LeadChange"), writes=True),
    Command("answer", answer, N_("somebody was spoken to for the first time"), (_LEAD,),
            model=_model("AnsweredInput"), writes=True),
    Command("visit", visit, N_("agree on a site visit"), (_LEAD,), model=_model("VisitInput"),
            writes=True),
    Command("move", move, N_("move a lead to another open stage"), (
        _LEAD, arg("stage", N_("the stage"), choices=tuple(OPEN)),
    ), writes=True),
    Command("convert", convert, N_("make contact, enquiry and draft of a quote of a lead"),
            (_LEAD,), model=_model("ConvertInput"), writes=True),
    Command("win", win, N_("a lead is won without a quote of ours"), (_LEAD,),
            model=_model("WonInput"), writes=True),
    Command("lose", lose, N_("a lead is lost: reason, competitor, price"), (_LEAD,),
            model=_model("LostInput"), writes=True),
    Command("rest", rest, N_("let a lead rest"), (
        _LEAD, opt("until", N_("day on which it comes back"), "day"),
    ), writes=True),
    Command("doubles", doubles, N_("leads and contacts that may be the same"), (_LEAD,)),
    Command("double", double, N_("mark a lead as the double of another one"), (
        _LEAD, arg("of", N_("the lead that stays")),
    ), writes=True),
    *IMPORT,
    *NUMBERS,
    *CARE,
)  # fmt: skip

"""Commands for service protocols and checklists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontor.base.errors import InputError
from kontor.base.i18n import N_, _, language
from kontor.cli.areas.tickets_shared import TICKET, key_of
from kontor.cli.commands import Command, arg, opt
from kontor.cli.models import read_bytes
from kontor.cli.output import Column, Table, records
from kontor.tickets.protocol_kinds import Checklist, Photo
from kontor.tickets.protocol_words import VERDICTS

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kontor.cli.call import Call
    from kontor.tickets.queries.protocols import Protocol

_LIST = (
    Column("label", N_("Protocol"), "code"),
    Column("day", N_("Date"), "day"),
    Column("title", N_("Checklist")),
    Column("who", N_("Name")),
    Column("device_name", N_("Device")),
    Column("worker", N_("Carried out by")),
    Column("defects", N_("Defects"), "int"),
    Column("signed", N_("Signed on"), "day"),
    Column("next_due", N_("Due again"), "day"),
    Column("id", N_("Id"), "int"),
)
_FULL = (
    *(column for column in _LIST if column.name != "defects"),
    Column("ticket_number", N_("Case"), "code"),
    Column("signer", N_("Signed by")),
    Column("sign_place", N_("Place")),
    Column("unsigned", N_("Not signed because")),
    Column("note", N_("Remark")),
    Column("law", N_("Based on")),
    Column("replaces", N_("Replaces"), "int"),
    Column("replaced_by", N_("Replaced by"), "int"),
    Column("document", N_("Document"), "int"),
)
_ITEMS = (
    Column("place", N_("No."), "int"),
    Column("text", N_("Item checked")),
    Column("type", N_("Kind"), "code"),
    Column("answer", N_("Answer")),
    Column("limits", N_("Limits")),
    Column("verdict", N_("Finding"), "code", VERDICTS),
    Column("required", N_("Needed"), "flag"),
)
_ADDENDA = (
    Column("day", N_("Date"), "day"),
    Column("author", N_("Who")),
    Column("text", N_("Addendum")),
)
_LISTS = (
    Column("checklist", N_("Key"), "code"),
    Column("name", N_("Checklist")),
    Column("months", N_("Months"), "int"),
    Column("count", N_("Items"), "int"),
    Column("valid_from", N_("Valid from"), "day"),
    Column("own", N_("Own"), "flag"),
    Column("law", N_("Law")),
    Column("source", N_("Source")),
)
_LINES = (
    Column("place", N_("No."), "int"),
    Column("text", N_("Item checked")),
    Column("type", N_("Kind"), "code"),
    Column("unit", N_("Unit")),
    Column("limits", N_("Limits")),
    Column("choices", N_("Answers")),
    Column("required", N_("Needed"), "flag"),
)


def _model(name: str) -> Callable[[Sequence[str]], type[BaseModel]]:
    def chosen(_words: Sequence[str]) -> type[BaseModel]:
        from kontor.tickets import protocol_model

        found: type[BaseModel] = getattr(protocol_model, name)
        return found

    return chosen


def _pairs(words: Iterable[str] | None) -> dict[str, str]:
    """`3=yes` as typed; a document may hold the same as `answers`."""
    found = {}
    for word in words or ():
        place, equals, answer = word.partition("=")
        if not equals or not place.strip().isdigit():
            raise InputError(
                N_("“{word}” needs an equals sign: {form}."), word=word, form="PLACE=ANSWER"
            )
        found[str(int(place))] = answer.strip()
    return found


def _photos(words: Iterable[str] | None) -> dict[int, Photo]:
    return {
        int(place): Photo(Path(path).name, read_bytes(Path(path)))
        for place, path in _pairs(words).items()
    }


def _with(data: Any, set_: list[str] | None) -> Any:
    answers = {**data.answers, **_pairs(set_)}
    return type(data).model_validate({**data.model_dump(exclude_unset=True), "answers": answers})


def _key(store: Any, text: str) -> int:
    from kontor.tickets.queries.protocols import find

    with store.read() as con:
        return find(con, text).id


def new(
    call: Call, *, ticket: str, data: Any, set: list[str] | None, photo: list[str] | None  # noqa: A002
) -> None:  # fmt: skip
    """Begin a protocol."""
    from kontor.tickets.queries.protocols import protocol
    from kontor.tickets.service.protocols import write_protocol

    filled, photos = _with(data, set), _photos(photo)
    with call.store() as store:
        key = key_of(store, ticket)
        changed = call.run(store, write_protocol, key, filled, call.today, photos)
        with store.read() as con:
            number = protocol(con, changed.value).label
        call.done(changed, protocol=changed.value, number=number)
        if call.format != "json":
            call.say(number)


def fill(
    call: Call, *, protocol: str, data: Any, set: list[str] | None, photo: list[str] | None  # noqa: A002
) -> None:  # fmt: skip
    """Fill in a protocol."""
    from kontor.tickets.service.protocols import fill_protocol

    filled, photos = _with(data, set), _photos(photo)
    with call.store() as store:
        call.done(call.run(store, fill_protocol, _key(store, protocol), filled, photos))


def list_(call: Call, *, ticket: str, contact: str, device: int | None, due: date | None) -> None:
    """Protocols."""
    from kontor.contacts import queries as contacts
    from kontor.tickets.queries import protocols
    from kontor.tickets.queries.tickets import find

    with call.read() as con:
        if due is not None:
            found = protocols.due_again(con, due)
        else:
            found = protocols.protocols(
                con, ticket=find(con, ticket).id if ticket else None, device=device,
                contact=contacts.resolve(con, contact).id if contact else None,
            )  # fmt: skip
        counts = protocols.defect_counts(con, [one.id for one in found])
    rows = [_row(one, _LIST, counts[one.id]) for one in found]
    call.show(Table(_LIST, rows, empty=N_("There is no protocol.")))


def _row(one: Protocol, columns: tuple[Column, ...], defects: int = 0) -> tuple[Any, ...]:
    return tuple(
        defects if column.name == "defects" else getattr(one, column.name) for column in columns
    )


def show(call: Call, *, protocol: str) -> None:
    """One protocol with its answers."""
    from kontor.tickets.queries import protocols

    with call.read() as con:
        one = protocols.find(con, protocol)
        items = _items(protocols.answers(con, one.id))
        addenda = [(more.day, more.author, more.text) for more in protocols.addenda(con, one.id)]
    head = Table(_FULL, [_row(one, _FULL)])
    parts = {"items": Table(_ITEMS, items), "addenda": Table(_ADDENDA, addenda)}
    data = records(head)[0]
    if call.format != "table":
        call.show(head, data={**data, **{name: records(part) for name, part in parts.items()}})
        return
    lines = [(_(c.head), str(data[c.name])) for c in _FULL if data[c.name] not in (None, "")]
    pair = (Column("field", N_("Field")), Column("value", N_("Value")))
    call.show(Table(pair, lines), *(part for part in parts.values() if part.rows))


def _items(found: Iterable[Any]) -> list[tuple[Any, ...]]:
    from kontor.base.numbers import plain_number
    from kontor.tickets.rules.protocols import limits, said

    return [
        (one.item.place, one.item.text, one.item.type,
         one.value if one.number is None else plain_number(one.number, 3), limits(one.item),
         said(one), one.item.required)
        for one in found
    ]  # fmt: skip


def sign(call: Call, *, protocol: str, data: Any, picture: Path | None) -> None:
    """Sign a protocol."""
    from kontor.base.dates import now_utc
    from kontor.documents.layout.render import render_pdf
    from kontor.tickets.queries.protocol_papers import Paper, Signed, protocol_page
    from kontor.tickets.service import protocols

    signed = Signed(data.signer, data.place, data.day or call.today, data.unsigned)
    content = read_bytes(picture) if picture else None
    with call.store() as store:
        key = _key(store, protocol)
        with store.read() as con:
            protocols.check_signing(con, key, signed)
            page = protocol_page(con, key, call.today, signed)
        paper = Paper(page, render_pdf(page))  # before the step: it takes longer than writing
        changed = call.run(
            store, protocols.sign_protocol, key, signed, paper, now_utc(), picture=content
        )
        call.done(changed, document=changed.value)


def addendum(call: Call, *, protocol: str, data: Any) -> None:
    """Add to a signed protocol."""
    from kontor.tickets.service.protocols import add_to_protocol

    with call.store() as store:
        key = _key(store, protocol)
        call.done(call.run(store, add_to_protocol, key, data, call.today))


def renew(call: Call, *, protocol: str) -> None:
    """A new version of a signed protocol."""
    from kontor.tickets.service.protocols import renew_protocol

    with call.store() as store:
        changed = call.run(store, renew_protocol, _key(store, protocol))
        call.done(changed, protocol=changed.value)


def defects(call: Call, *, protocol: str) -> None:
    """A case for the defects."""
    from kontor.base.dates import now_utc
    from kontor.tickets.service.protocols import open_defects

    with call.store() as store:
        changed = call.run(store, open_defects, _key(store, protocol), now_utc())
        call.done(changed, ticket=changed.value)
        if call.format != "json":
            call.say(f"tickets:{changed.value}")


def drop(call: Call, *, protocol: str) -> None:
    """Discard a protocol."""
    from kontor.tickets.service.protocols import drop_protocol

    with call.store() as store:
        call.done(call.run(store, drop_protocol, _key(store, protocol)))


def pdf(call: Call, *, protocol: str, output: Path | None) -> None:
    """The protocol as a file."""
    from kontor.base.text import safe_file_name
    from kontor.documents.layout.render import render_pdf
    from kontor.documents.queries import document_bytes
    from kontor.tickets.queries.protocol_papers import protocol_page
    from kontor.tickets.queries.protocols import find

    with call.read() as con:
        one = find(con, protocol)
        kept = document_bytes(con, one.document) if one.document else None
        page = None if kept else protocol_page(con, one.id, call.today)
    content = kept or (render_pdf(page) if page else b"")
    path = output or Path(safe_file_name(f"{one.label} {one.title}.pdf".replace("/", "-")))
    with path.open("xb") as out:  # never over a file that is there
        out.write(content)
    call.say(str(path))


def checklists(call: Call) -> None:
    """The checklists in force."""
    from kontor.tickets.queries import checklists as queries

    with call.read() as con:
        found = queries.checklists(con, call.today, language())
    rows = [
        (one.checklist, one.name, one.months, len(one.items), one.valid_from, one.own, one.law,
         one.source)
        for one in found
    ]  # fmt: skip
    call.show(Table(_LISTS, rows))


def checklist(call: Call, *, name: str) -> None:
    """One checklist with its items."""
    from kontor.tickets.queries import checklists as queries
    from kontor.tickets.rules.protocols import items_text, limits

    with call.read() as con:
        one = queries.checklist(con, name, call.today, language())
    rows = [
        (item.place, item.text, item.type, item.unit, limits(item), ", ".join(item.choices),
         item.required)
        for item in one.items
    ]  # fmt: skip
    table = Table(_LINES, rows)
    if call.format == "json":
        call.show(table, data=_as_input(one, items_text(one.items, language())))
        return
    call.show(table)


def _as_input(one: Checklist, items: str) -> dict[str, Any]:
    """What `keep` takes, to be changed and given back."""
    return {
        "checklist": one.checklist, "name": one.name, "months": one.months, "law": one.law,
        "kinds": list(one.kinds), "items": items,
    }  # fmt: skip


def keep(call: Call, *, data: Any) -> None:
    """Keep a checklist of one's own."""
    from kontor.tickets.service.checklists import keep_checklist

    with call.store() as store:
        changed = call.run(store, keep_checklist, data, call.today)
        call.done(changed, checklist=changed.value)


def withdraw(call: Call, *, name: str) -> None:
    """Withdraw a checklist."""
    from kontor.tickets.service.checklists import withdraw_checklist

    with call.store() as store:
        call.done(call.run(store, withdraw_checklist, name, language(), call.today))


_PROTOCOL = arg("protocol", N_("number such as TI-2026-0031/1, or its id"))
_SET = opt("set", N_("PLACE=ANSWER: yes, no or skip; a number; the choice; the text"), many=True)
_PHOTO = opt("photo", N_("PLACE=FILE of a picture"), many=True)
_NAME = arg("name", N_("key or name of the checklist"))
COMMANDS: tuple[Command, ...] = (
    Command("new", new, N_("begin a protocol of a case by a checklist"), (TICKET, _SET, _PHOTO),
            model=_model("ProtocolInput"), writes=True),
    Command("fill", fill, N_("fill in a protocol that is not signed"), (_PROTOCOL, _SET, _PHOTO),
            model=_model("ProtocolChange"), writes=True),
    Command("list", list_, N_("protocols, newest first"), (
        opt("ticket", N_("only of this case"), default=""),
        opt("contact", N_("only of this contact"), default=""),
        opt("device", N_("only of this device"), "int"),
        opt("due", N_("what is to be checked again until this day"), "day"),
    )),
    Command("show", show, N_("one protocol with its answers"), (_PROTOCOL,)),
    Command("sign", sign, N_("sign a protocol: it is frozen and archived"), (
        _PROTOCOL, opt("picture", N_("the signature as PNG or JPEG"), "path"),
    ), model=_model("SignInput"), writes=True),
    Command("addendum", addendum, N_("add to a signed protocol"), (_PROTOCOL,),
            model=_model("ProtocolAddendum"), writes=True),
    Command("renew", renew, N_("begin a new version of a signed protocol"), (_PROTOCOL,),
            writes=True),
    Command("defects", defects, N_("open a case for the defects of a protocol"), (_PROTOCOL,),
            writes=True),
    Command("drop", drop, N_("discard a protocol that is not signed"), (_PROTOCOL,), writes=True),
    Command("pdf", pdf, N_("the protocol as PDF; not signed as a draft"), (
        _PROTOCOL, opt("output", N_("the file; default a name of its own"), "path"),
    ), output=False),
    Command("checklists", checklists, N_("checklists with what they are based on")),
    Command("checklist", checklist, N_("one checklist; as JSON what keep takes"), (_NAME,)),
    Command("keep", keep, N_("keep a checklist of one's own, in place of one that came along"),
            model=_model("ChecklistInput"), writes=True),
    Command("withdraw", withdraw, N_("a checklist is not offered any more"), (_NAME,),
            writes=True),
)  # fmt: skip

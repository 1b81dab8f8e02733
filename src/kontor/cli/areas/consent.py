"""Commands for consent and objection: may somebody be addressed, who said what, what was sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_, _
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table
from kontor.contacts.words import BASES, GROUNDS, HOWS, LIGHTS, PURPOSES, WAYS

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kontor.cli.call import Call
    from kontor.store.store import Store

_CONTACT = arg("contact", N_("name, number or reference such as contacts:12"))
_CHANNELS = ("phone", "mail", "letter", "sms", "messenger", "fax")
_PURPOSES = ("advertising", "newsletter", "review", "referral", "enquiry", "order")
_WHAT = (
    opt("channel", N_("way of contact"), choices=_CHANNELS, default="mail"),
    opt("purpose", N_("what for"), choices=_PURPOSES, default="advertising"),
    opt("day", N_("on this day; without it today"), "day"),
)
_VERDICT = (
    Column("id", N_("Id"), "int"),
    Column("name", N_("Name")),
    Column("light", N_("Light"), "code", LIGHTS),
    Column("reason", N_("Reason")),
    Column("law", N_("Law")),
    Column("ground", N_("Ground"), "code", GROUNDS),
    Column("consent", N_("Consent"), "int"),
    Column("duty", N_("To heed")),
)
_CONSENTS = (
    Column("id", N_("Id"), "int"),
    Column("channel", N_("Way"), "code", WAYS),
    Column("purpose", N_("Purpose"), "code", PURPOSES),
    Column("basis", N_("Basis"), "code", BASES),
    Column("given", N_("Given"), "day"),
    Column("how", N_("How"), "code", HOWS),
    Column("version", N_("Text version"), "code"),
    Column("last_used", N_("Last used"), "day"),
    Column("ends", N_("Until"), "day"),
    Column("withdrawn", N_("Withdrawn"), "day"),
    Column("keep_until", N_("Keep until"), "day"),
)
_OBJECTIONS = (
    Column("id", N_("Id"), "int"),
    Column("channel", N_("Way"), "code", WAYS),
    Column("day", N_("Day"), "day"),
    Column("how", N_("How"), "code", HOWS),
    Column("note", N_("Note")),
    Column("lifted", N_("Lifted"), "day"),
)
_USES = (
    Column("id", N_("Id"), "int"),
    Column("contact", N_("Contact"), "int"),
    Column("day", N_("Day"), "day"),
    Column("channel", N_("Way"), "code", WAYS),
    Column("purpose", N_("Purpose"), "code", PURPOSES),
    Column("ground", N_("Ground"), "code", GROUNDS),
    Column("consent", N_("Consent"), "int"),
    Column("ref", N_("Reference"), "code"),
    Column("note", N_("Note")),
    Column("keep_until", N_("Keep until"), "day"),
)
_TEXTS = (
    Column("id", N_("Id"), "int"),
    Column("language", N_("Language"), "code"),
    Column("valid_from", N_("Valid from"), "day"),
    Column("text", N_("Text")),
)


def _model(name: str) -> Callable[[Sequence[str]], type[BaseModel]]:
    def model(_words: Sequence[str]) -> type[BaseModel]:
        from kontor.contacts import consents

        found: type[BaseModel] = getattr(consents, name)
        return found

    return model


def _found(store: Store, text: str) -> int:
    from kontor.contacts import queries

    with store.read() as con:
        return queries.resolve(con, text).id


def _picked(columns: Sequence[Column], found: Sequence[Any]) -> list[tuple[Any, ...]]:
    return [tuple(getattr(one, column.name) for column in columns) for one in found]


def check(
    call: Call, *, contact: list[str], role: str | None, channel: str, purpose: str, day: Any
) -> None:
    """Whether people may be addressed, and why not."""
    from kontor.contacts import queries
    from kontor.contacts.consent_kinds import Purpose, Way
    from kontor.contacts.kinds import ContactFilter, Role
    from kontor.contacts.queries.consent import verdicts

    with call.read() as con:
        if contact:
            people = [queries.resolve(con, text) for text in contact]
            names = {one.id: one.name for one in people}
        else:
            wanted = ContactFilter(Role(role) if role else None)
            names = {row.id: row.name for row in queries.page(con, None, 100_000, wanted)}
        found = verdicts(con, names, Way(channel), Purpose(purpose), day or call.today)
    rows = [
        (key, names[key], one.light.value, _(one.reason), one.law, one.ground.value, one.consent,
         _(one.duty) if one.duty else "")
        for key, one in ((key, found[key]) for key in names)
    ]  # fmt: skip
    call.show(Table(_VERDICT, rows, empty=N_("Nobody found.")))


def show(call: Call, *, contact: str) -> None:
    """Consents, objections and advertising of one contact."""
    from kontor.contacts import queries
    from kontor.contacts.queries import consent as log

    with call.read() as con:
        found = queries.resolve(con, contact)
        consents, said = log.consents(con, found.id), log.objections(con, found.id)
        uses = log.uses(con, found.id)
    call.show(
        Table(_CONSENTS, _picked(_CONSENTS, consents), title=N_("Consents"),
              empty=N_("No consent was given.")),
        Table(_OBJECTIONS, _picked(_OBJECTIONS, said), title=N_("Objections"),
              empty=N_("Nothing was objected to.")),
        Table(_USES, _picked(_USES, uses), title=N_("Advertising"),
              empty=N_("No advertising was sent.")),
        data={"consents": consents, "objections": said, "uses": uses},
    )  # fmt: skip


def log(call: Call, *, limit: int) -> None:
    """All contacts for advertising, newest first."""
    from kontor.contacts.queries.consent import uses

    with call.read() as con:
        found = uses(con, limit=limit)
    call.show(Table(_USES, _picked(_USES, found), empty=N_("No advertising was sent.")))


def give(call: Call, *, contact: str, proof: Path | None, data: Any) -> None:
    """Record a consent."""
    from kontor.cli.models import read_bytes
    from kontor.contacts.service.consent import give as case

    evidence = read_bytes(proof) if proof else None
    with call.store() as store:
        changed = call.run(store, case, _found(store, contact), data, evidence)
    call.done(changed, consents=changed.value)


def proof(call: Call, *, consent: int, to: Path) -> None:
    """Write the proof of a consent to a place."""
    from kontor.cli.models import write_new
    from kontor.contacts.queries.consent import proof as asked

    with call.read() as con:
        content = asked(con, consent)
    write_new(to, content)
    call.say(str(to))


def withdraw(call: Call, *, consent: int, data: Any) -> None:
    """End a consent."""
    from kontor.contacts.service.consent import withdraw as case

    with call.store() as store:
        call.done(call.run(store, case, consent, data))


def object_to(call: Call, *, contact: str, data: Any) -> None:
    """Record an objection."""
    from kontor.contacts.service.consent import object_to as case

    with call.store() as store:
        changed = call.run(store, case, _found(store, contact), data)
    call.done(changed, objection=changed.value)


def lift(call: Call, *, objection: int, data: Any) -> None:
    """End an objection."""
    from kontor.contacts.service.consent import lift as case

    with call.store() as store:
        call.done(call.run(store, case, objection, data))


def use(call: Call, *, contact: str, data: Any) -> None:
    """Note a contact for advertising."""
    from kontor.contacts.service.consent import record_use

    with call.store() as store:
        changed = call.run(store, record_use, _found(store, contact), data)
    call.done(changed, use=changed.value)


def texts(call: Call) -> None:
    """The texts of the consent with the day from which they hold."""
    from kontor.contacts.queries.consent import texts as asked

    with call.read() as con:
        found = asked(con)
    call.show(Table(_TEXTS, _picked(_TEXTS, found)))


def set_text(call: Call, *, data: Any) -> None:
    """Set the firm's own text of the consent."""
    from kontor.contacts.service.consent import set_text as case

    with call.store() as store:
        changed = call.run(store, case, data)
    call.done(changed, text=changed.value)


COMMANDS = (
    Command("check", check, N_("whether people may be addressed, why, by which law"), (
        arg("contact", N_("name, number or reference; without one everybody"), many=True,
            required=False),
        opt("role", N_("only with this role")), *_WHAT,
    )),
    Command("show", show, N_("consents, objections and advertising of one contact"), (_CONTACT,)),
    Command("give", give, N_("record a consent, or an address that came with a sale"), (
        _CONTACT, opt("proof", N_("signed form or mail, kept in the file"), "path"),
    ), model=_model("ConsentInput"), dated="day", writes=True),
    Command("proof", proof, N_("write the kept form or mail of a consent to a file"), (
        arg("consent", N_("number of the consent"), "int"), arg("to", N_("the file"), "path"),
    ), output=False),
    Command("withdraw", withdraw, N_("end a consent; it stays as evidence"), (
        arg("consent", N_("number of the consent"), "int"),
    ), model=_model("EndInput"), dated="day", writes=True),
    Command("object", object_to, N_("record an objection to advertising; it blocks at once"),
            (_CONTACT,), model=_model("ObjectionInput"), dated="day", writes=True),
    Command("lift", lift, N_("end an objection"), (
        arg("objection", N_("number of the objection"), "int"),
    ), model=_model("EndInput"), dated="day", writes=True),
    Command("use", use, N_("note a contact for advertising; without a ground it is refused"),
            (_CONTACT,), model=_model("UseInput"), dated="day", writes=True),
    Command("log", log, N_("all contacts for advertising, newest first"), (
        opt("limit", N_("at most so many"), "int", default=200),
    )),
    Command("texts", texts, N_("the texts of the consent")),
    Command("set-text", set_text, N_("set the firm's own text of the consent"),
            model=_model("ConsentTextInput"), dated="valid_from", writes=True),
)  # fmt: skip

"""Commands for data of a person: disclosure, corrections, erasure, requests and their term."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_, _
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table
from kontor.contacts.words import REQUESTS

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kontor.cli.call import Call

_CONTACT = arg("contact", N_("name, number or reference such as contacts:12"))
_HELD = (
    Column("area", N_("Area"), "code"),
    Column("what", N_("What")),
    Column("content", N_("Content")),
    Column("law", N_("Law")),
    Column("until", N_("Until"), "day"),
    Column("ref", N_("Reference"), "code"),
)
_GONE = (Column("what", N_("What")), Column("content", N_("Content")))
_KEPT = (
    Column("what", N_("What")),
    Column("until", N_("Until"), "day"),
    Column("law", N_("Law")),
    Column("ref", N_("Reference"), "code"),
)
_CORRECTED = (
    Column("at", N_("Time"), "code"),
    Column("table", N_("Table"), "code"),
    Column("field", N_("Field"), "code"),
    Column("before", N_("Before")),
    Column("after", N_("After")),
)
_REQUESTS = (
    Column("id", N_("Id"), "int"),
    Column("name", N_("Name")),
    Column("kind", N_("Kind"), "code", REQUESTS),
    Column("day", N_("Received"), "day"),
    Column("due", N_("Due"), "day"),
    Column("done", N_("Answered"), "day"),
    Column("note", N_("Note")),
)


def file_model(name: str) -> Callable[[Sequence[str]], type[BaseModel]]:
    """The input model of the customer file with this name."""

    def model(_words: Sequence[str]) -> type[BaseModel]:
        from kontor.contacts import file

        found: type[BaseModel] = getattr(file, name)
        return found

    return model


def held(call: Call, *, contact: str) -> None:
    """What is held on a person in all areas."""
    from kontor.bootstrap import doors
    from kontor.contacts import queries
    from kontor.desk.customer.privacy import held as asked

    with call.read() as con:
        found = asked(con, doors(), queries.resolve(con, contact).id)
    rows = [
        (area.area, _(one.what), one.content, one.law, one.until, one.ref)
        for area in found for one in area.held
    ]  # fmt: skip
    call.show(Table(_HELD, rows, empty=N_("Nothing is held.")))


def disclose(call: Call, *, contact: str, output: Path) -> None:
    """Write the disclosure of a person as a ZIP."""
    from kontor.base.dates import berlin_time, now_utc
    from kontor.contacts import queries
    from kontor.desk.customer.disclosure import write_disclosure

    with call.store() as store:
        with store.read() as con:
            who = queries.resolve(con, contact).id
        done = write_disclosure(store, who, output, berlin_time(now_utc()))
    call.wrote = True
    call.show(
        Table(
            (Column("path", N_("File")), Column("facts", N_("Facts"), "int"),
             Column("papers", N_("Papers"), "int"),
             Column("answered", N_("Requests answered"), "int")),
            [(str(done.path), done.facts, done.papers, done.answered)],
        )
    )  # fmt: skip


def corrections(call: Call, *, contact: str) -> None:
    """What was changed on a contact, newest first."""
    from kontor.contacts import queries
    from kontor.desk.customer.privacy import corrections as asked

    with call.read() as con:
        found = asked(con, queries.resolve(con, contact).id)
    call.show(Table(_CORRECTED, [tuple(one) for one in found], empty=N_("Nothing was changed.")))


def erase(call: Call, *, contact: str, confirm: bool) -> None:
    """Show what an erasure would do; with --confirm do it."""
    from kontor.contacts import queries
    from kontor.desk.customer.erasing import erase_contact, preview_erasure

    with call.store() as store:
        with store.read() as con:
            who = queries.resolve(con, contact).id
        found = preview_erasure(store, who, call.today)
        done = None
        if confirm:
            done = call.run(store, erase_contact, tuple(store.doors), who, call.today)
    call.show(
        Table(_GONE, [(_(one.what), one.content) for one in found.gone],
              title=N_("Goes"), empty=N_("Nothing goes.")),
        Table(_KEPT, [(_(one.what), one.until, one.law, one.ref) for one in found.kept],
              title=N_("Stays and is blocked"), empty=N_("Nothing has to stay.")),
        data={"done": done is not None, "blocked": found.blocked, "gone": found.gone,
              "kept": found.kept},
    )  # fmt: skip
    if done is None:
        call.say(_("Nothing was changed. With --confirm it is done, for good."))


def requests(call: Call, *, contact: str | None, open: bool) -> None:  # noqa: A002  as typed
    """Requests of persons about their data."""
    from kontor.contacts import queries
    from kontor.contacts.queries.file import requests as asked

    with call.read() as con:
        who = queries.resolve(con, contact).id if contact else None
        found = asked(con, who, open_only=open)
    rows = [tuple(getattr(one, column.name) for column in _REQUESTS) for one in found]
    call.show(Table(_REQUESTS, rows, empty=N_("No request is there.")))


def receive(call: Call, *, contact: str, data: Any) -> None:
    """Note a request of a person; the term begins."""
    from kontor.contacts import queries
    from kontor.contacts.service.file import receive_request

    with call.store() as store:
        with store.read() as con:
            who = queries.resolve(con, contact).id
        changed = call.run(store, receive_request, who, data)
    call.done(changed, request=changed.value)


def answer(call: Call, *, request: int, day: Any) -> None:
    """Note that a request was answered."""
    from kontor.contacts.service.file import answer_request

    with call.store() as store:
        call.done(call.run(store, answer_request, request, day or call.today))


COMMANDS = (
    Command("held", held, N_("what is held on a person in all areas"), (_CONTACT,)),
    Command("disclose", disclose, N_("write the disclosure of a person (Art. 15 GDPR) as a ZIP"), (
        _CONTACT, arg("output", N_("file to write"), "path"),
    ), writes=True),
    Command("corrections", corrections, N_("what was changed on a contact"), (_CONTACT,)),
    Command("erase", erase, N_("what an erasure takes and leaves; --confirm does it"), (
        _CONTACT, opt("confirm", N_("erase for good"), "flag"),
    ), writes=True),
    Command("requests", requests, N_("requests of persons about their data, with their term"), (
        arg("contact", N_("name, number or reference; without one everybody"), required=False),
        opt("open", N_("only those not answered"), "flag"),
    )),
    Command("receive-request", receive, N_("note a request of a person; the term begins"),
            (_CONTACT,), model=file_model("PrivacyRequestInput"), dated="day", writes=True),
    Command("answer-request", answer, N_("note that a request was answered"), (
        arg("request", N_("number of the request"), "int"),
        opt("day", N_("on this day; without it today"), "day"),
    ), writes=True),
)  # fmt: skip

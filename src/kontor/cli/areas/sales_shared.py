"""What the commands of sales share: which document is meant, lists, one document, its files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.base.oserrors import reason_of
from kontor.cli.areas.ledger_lists import LIMIT, paged
from kontor.cli.areas.sales_show import show_document
from kontor.cli.commands import Command, Param, arg, opt
from kontor.cli.output import Column, Table
from kontor.sales.kinds import DocumentKind, State
from kontor.sales.rules.states import NAMES
from kontor.sales.words import INVOICES, WAYS

if TYPE_CHECKING:
    import sqlite3

    from pydantic import BaseModel

    from kontor.cli.call import Call
    from kontor.store.store import Changed, Store

DAY = opt("day", N_("day; today without it"), "day")
HOW = opt("how", N_("how it came about, such as by mail"), default="")
REASON = opt("reason", N_("why"), required=True)
OVERRIDE = opt("override", N_("reason for passing over a block or a limit"))
_STATES: dict[str, str] = {state.value: text for state, text in NAMES.items()}
_LIST = (
    Column("id", N_("Id"), "int"),
    Column("number", N_("Number"), "code"),
    Column("day", N_("Date"), "day"),
    Column("contact_name", N_("Customer")),
    Column("subject", N_("Subject")),
    Column("state", N_("State"), "code", _STATES),
    Column("net", N_("Net"), "money"),
    Column("gross", N_("Gross"), "money"),
)
_KIND = Column("invoice_kind", N_("Kind"), "code", INVOICES)
_ORDER = Column("order", N_("Order"), "code")
_OF_ORDERS = frozenset(DocumentKind) - {
    DocumentKind.INQUIRY, DocumentKind.QUOTE, DocumentKind.ORDER,
}  # fmt: skip


def named(kind: DocumentKind, name: str = "") -> Param:
    """The argument that names a document of a kind."""
    name = name or str(kind)
    return arg(name, N_("number, or id such as sales:12"))


def key_of(con: sqlite3.Connection, text: str, kind: DocumentKind | None) -> int:
    """The id of the document that is meant."""
    from kontor.sales.queries.documents import find

    return find(con, text, kind)


def model(name: str, module: str = "inputs") -> Callable[[Sequence[str]], type[BaseModel]]:
    """The input model of sales of this name, loaded when it is asked for."""

    def found(_words: Sequence[str]) -> type[BaseModel]:
        from importlib import import_module

        models = import_module(f"kontor.sales.model.{module}")
        one: type[BaseModel] = getattr(models, name)
        return one

    return found


def found_in(store: Store, text: str, kind: DocumentKind | None) -> int:
    """The id of a document, for a command that writes."""
    with store.read() as con:
        return key_of(con, text, kind)


def act(call: Call, kind: DocumentKind, text: str, case: Callable[..., Any], *more: Any) -> Changed:
    """One use case on a document, in a step of its own."""
    with call.store() as store:
        return call.run(store, case, found_in(store, text, kind), *more)


def made(call: Call, changed: Changed, **data: Any) -> None:
    """Tell what a step made; its id alone on stdout, for people and scripts."""
    key = changed.value
    call.done(changed, id=key, ref=f"sales:{key}", **data)
    if call.format != "json":
        call.out.write(f"{key}\n")


def numbered(call: Call, changed: Changed, **data: Any) -> None:
    """Tell the number that a document got."""
    call.done(changed, number=changed.value, **data)
    if call.format != "json":
        call.out.write(f"{changed.value}\n")


# -- lists and one document ------------------------------------------------------------------------


def _listed(
    call: Call,
    kind: DocumentKind,
    *,
    words: list[str],
    state: str | None,
    contact: str | None,
    limit: int | None,
    order: str | None = None,
) -> None:
    from kontor.contacts.queries import resolve
    from kontor.sales.queries import lists
    from kontor.sales.queries.documents import names

    with call.read() as con:
        wanted = lists.DocumentFilter(
            (kind,),
            (State(state),) if state else (),
            resolve(con, contact).id if contact else None,
            key_of(con, order, DocumentKind.ORDER) if order else None,
            " ".join(words),
        )

        def fetch(after: Any, size: int) -> list[Any]:
            return lists.page(con, after, size, wanted)

        rows = paged(call, limit, fetch)
        numbers = names(con, {row.order for row in rows if row.order})
    columns = list(_LIST)
    if kind is DocumentKind.INVOICE:
        columns.insert(2, _KIND)
    if kind in _OF_ORDERS:
        columns.insert(-3, _ORDER)
    picked = []
    for row in rows:
        values = {**row._asdict(), "order": numbers.get(row.order or 0)}
        picked.append(tuple(values[column.name] for column in columns))
    call.show(Table(tuple(columns), picked, empty=N_("No document is there.")))


def _for(function: Callable[..., None], kind: DocumentKind) -> Callable[..., None]:
    def run(call: Call, **values: Any) -> None:
        function(call, kind, **values)

    return run


def lister(kind: DocumentKind, text: str) -> Command:
    """The command that lists documents of a kind."""
    from kontor.sales.rules.states import states_of

    states = tuple(state.value for state in states_of(kind))
    params = [
        arg("words", N_("part of number, subject or customer"), many=True, required=False),
        opt("state", N_("only in this state"), choices=states),
        opt("contact", N_("only of this customer")),
        LIMIT,
    ]
    if kind in _OF_ORDERS:
        params.insert(2, opt("order", N_("only of this order")))
    return Command("list", _for(_listed, kind), text, tuple(params))


def _shown(call: Call, kind: DocumentKind, *, document: str) -> None:
    with call.read() as con:
        show_document(call, con, key_of(con, document, kind))


def shower(kind: DocumentKind, text: str) -> Command:
    """The command that shows one document."""
    return Command("show", _for(_shown, kind), text, (named(kind, "document"),))


# -- changing and issuing --------------------------------------------------------------------------


def _changed(call: Call, kind: DocumentKind, *, document: str, data: Any) -> None:
    from kontor.sales.service.documents import change_document

    call.done(act(call, kind, document, change_document, data))


def changer(kind: DocumentKind, text: str) -> Command:
    """The command that changes a draft."""
    return Command(
        "change", _for(_changed, kind), text, (named(kind, "document"),),
        model=model("DocumentChange"), writes=True,
    )  # fmt: skip


def _dropped(call: Call, kind: DocumentKind, *, document: str) -> None:
    from kontor.sales.service.documents import drop_document

    call.done(act(call, kind, document, drop_document))


def dropper(kind: DocumentKind, text: str) -> Command:
    """The command that deletes a draft."""
    return Command("drop", _for(_dropped, kind), text, (named(kind, "document"),), writes=True)


def _copied(call: Call, kind: DocumentKind, *, document: str) -> None:
    from kontor.sales.service.copying import copy_document

    made(call, act(call, kind, document, copy_document, call.today))


def copier(kind: DocumentKind) -> Command:
    """The command that begins a new document with the content of another."""
    return Command(
        "copy", _for(_copied, kind), N_("begin a new draft with the content of another one"),
        (named(kind, "document"),), writes=True,
    )  # fmt: skip


def hint_of_limit(call: Call, kind: DocumentKind, document: str) -> None:
    """Say what the limit check finds, also where a reason for something else passes over it."""
    from kontor.receivables.queries.passing import check_document, said

    if call.format == "json":
        return
    with call.read() as con:
        found = check_document(con, key_of(con, document, kind), call.today)
    for line in said(found):
        call.say(f"! {line}")


def issue(call: Call, kind: DocumentKind, *, document: str, day: date | None) -> None:
    """Issue a document: PDF, e-invoice, number, books, in one step."""
    from kontor.base.dates import now_utc
    from kontor.sales.queries import documents
    from kontor.sales.service.issuing import issue as issue_now

    hint_of_limit(call, kind, document)
    with call.store() as store:
        key = found_in(store, document, kind)
        with store.read() as con:
            own = documents.head(con, key).day
        done = issue_now(store, key, day or own, now_utc())
        call.wrote = True
    if call.format == "json":
        data = done._asdict()
        data["id"] = data.pop("document")
        call.show(Table((), ()), data={"ref": f"sales:{done.document}", **data})
        return
    call.say(_("Issued: {number}").format(number=done.number))
    call.out.write(f"{done.number}\n")


def issuer(kind: DocumentKind, text: str) -> Command:
    """The command that issues a document with its PDF."""
    params = (
        named(kind, "document"),
        opt("day", N_("day of issue; without it the day of the draft"), "day"),
    )
    return Command("issue", _for(issue, kind), text, params, writes=True)


def _marked(
    call: Call, kind: DocumentKind, *, document: str, way: str, to: str, day: date | None,
    note: str | None,
) -> None:  # fmt: skip
    from kontor.sales.kinds import Way
    from kontor.sales.model.inputs import SendingInput
    from kontor.sales.service.sending import mark_sent

    data = SendingInput(way=Way(way), recipient=to, day=day or call.today, note=note)
    changed = act(call, kind, document, mark_sent, data, call.today)
    call.done(changed, id=changed.value)


def _mailed(
    call: Call, kind: DocumentKind, *, document: str, to: str | None, output: Path | None
) -> None:
    from kontor.sales.queries import documents, sending

    with call.read() as con:
        key = key_of(con, document, kind)
        address = to or sending.mail_address(con, documents.head(con, key).contact)
        _name, content = sending.mail_draft(con, key, address, call.today)
    write_file(call, content, output)


def senders(kind: DocumentKind) -> tuple[Command, ...]:
    """The commands that bring an issued document to the customer, and note that it went."""
    return (
        Command("mail", _for(_mailed, kind),
                N_("a mail with the files of the document, as a draft for the mail program"), (
            named(kind, "document"),
            opt("to", N_("mail address; without it that of the customer")),
            opt("output", N_("file to write"), "path"),
        ), output=False),
        Command("mark-sent", _for(_marked, kind), N_("note how, to whom and when it went out"), (
            named(kind, "document"),
            opt("way", N_("how it went"), choices=tuple(WAYS), default="mail"),
            opt("to", N_("mail address, or who got it"), default=""),
            DAY, opt("note", N_("internal note")),
        ), writes=True),
    )  # fmt: skip


# -- files -----------------------------------------------------------------------------------------


def write_file(call: Call, content: bytes, output: Path | None) -> None:
    """Bytes into a file that is named, or to stdout when it is no terminal."""
    if output is None:
        if call.out.isatty():
            raise InputError(N_("{name} is missing."), name="--output")
        call.out.flush()
        buffer = getattr(call.out, "buffer", None)
        if buffer is None:
            raise InputError(N_("{name} is missing."), name="--output")
        buffer.write(content)
        buffer.flush()
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise InputError(
            N_("“{path}” cannot be written: {reason}."),
            path=output,
            reason=reason_of(error),
        ) from error
    call.say(_("Written: {path}").format(path=output))


def _pdf(call: Call, kind: DocumentKind, *, document: str, output: Path | None) -> None:
    from kontor.sales.queries.files import pdf_of

    with call.read() as con:
        content = pdf_of(con, key_of(con, document, kind), call.today)
    write_file(call, content, output)


def printer(kind: DocumentKind) -> Command:
    """The command that gives the PDF of a document."""
    return Command(
        "pdf", _for(_pdf, kind),
        N_("the PDF as it was issued; of a draft a preview with watermark"),
        (named(kind, "document"), opt("output", N_("file to write"), "path")),
        output=False,
    )  # fmt: skip

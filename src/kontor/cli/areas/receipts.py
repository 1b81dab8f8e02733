"""Commands for receipts: take in, look, book, set aside, link, own receipts, gaps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.cli.areas.ledger_lists import LIMIT, paged
from kontor.cli.areas.receipts_parts import (
    FILES,
    LIST,
    PARTS,
    PROPOSED,
    UNPROVEN,
    show_file,
    show_proposal,
    show_receipt,
)
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Money, Table

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kontor.cli.call import Call

_STATES = ("new", "booked", "aside", "duplicate")
_RECEIPT = arg("receipt", N_("number of the receipt"), "int")


def imported(call: Call, *, paths: list[Path], official: bool, own: bool) -> int:
    """Take files in, or what is new in the inbox folder."""
    asked = True if official else False if own else None
    from kontor.base.dates import now_utc
    from kontor.receipts.queries.inbox import inbox_folder
    from kontor.receipts.service.importing import import_files, import_inbox

    with call.store() as store:
        call.wrote = True
        if paths:
            found = import_files(store, paths, now_utc(), official=asked)
        else:
            with store.read() as con:
                folder = inbox_folder(con, call.today)
            if folder is None:
                raise InputError(
                    N_("Name files, or set the inbox folder first."),
                    hint="kontor settings set receipts_inbox FOLDER",
                )
            found = import_inbox(store, now_utc(), official=asked)
        with store.read() as con:
            documents = [show_file(con, one) for one in found]
    rows = [tuple(one.get(column.name) for column in FILES) for one in documents]
    call.show(Table(FILES, rows, empty=N_("Nothing new came in.")), data={"files": documents})
    if call.format == "table":
        for one in found:
            for each in one.findings:
                call.say(f"{one.name}: {each.text} {each.advice}".rstrip())
    return 1 if any(one.refusal for one in found) else 0


def listed(call: Call, *, state: str | None, text: str | None, limit: int | None) -> None:
    """Receipts, newest first."""
    from kontor.receipts.queries import records

    def fetch(after: Any, size: int) -> list[Any]:
        return records.page(con, state=state or "", text=text or "", before=after, limit=size)

    with call.read() as con:
        rows = paged(call, limit, fetch, lambda row: (row.arrival, row.id))
    picked = [tuple(getattr(row, column.name) for column in LIST) for row in rows]
    call.show(Table(LIST, picked, empty=N_("There is no receipt.")))


def shown(call: Call, *, receipt: int, full: bool) -> None:
    """One receipt with all that was read."""
    with call.read() as con:
        show_receipt(call, con, receipt, full=full)


def propose(call: Call, *, receipt: int | None) -> None:
    """How receipts would be booked, with reasons."""
    from kontor.receipts.queries import records
    from kontor.receipts.queries.proposals import proposal

    with call.read() as con:
        if receipt is not None:
            show_proposal(call, receipt, proposal(con, receipt))
            return
        rows = []
        for one in records.page(con, state="new", limit=500):
            found = proposal(con, one.id)
            accounts = ", ".join(dict.fromkeys(part.account for part in found.parts))
            rows.append((one.id, one.supplier or one.file_name, found.document, Money(found.total),
                         accounts, "; ".join(each.text for each in found.asks)))  # fmt: skip
    call.show(Table(PROPOSED, rows, empty=N_("No receipt waits to be booked.")))


def _book_model(_words: Sequence[str]) -> type[BaseModel]:
    from kontor.receipts.model import BookInput

    return BookInput


def book(call: Call, *, data: Any) -> None:
    """Book a receipt as proposed, or as the input says."""
    from kontor.receipts.service.booking import NotConfirmed
    from kontor.receipts.service.booking import book as case

    with call.store() as store:
        try:
            changed = call.run(store, case, data)
        except NotConfirmed as error:
            for one in error.findings:
                call.say(f"{one.text} {one.advice}".rstrip())
            raise
    posted = changed.value
    call.done(changed, receipt=data.receipt, entries=posted.entries, items=posted.items)


def _change_model(_words: Sequence[str]) -> type[BaseModel]:
    from kontor.receipts.model import ReceiptChange

    return ReceiptChange


def change(call: Call, *, receipt: int, data: Any) -> None:
    """Enter or correct what a receipt says."""
    from kontor.receipts.service.keeping import change_receipt

    with call.store() as store:
        call.done(call.run(store, change_receipt, receipt, data))


def aside(call: Call, *, receipt: int, reason: str, same: int | None) -> None:
    """Take a receipt off the list without booking it."""
    from kontor.receipts.service.keeping import mark_duplicate, set_aside

    with call.store() as store:
        if same is not None:
            call.done(call.run(store, mark_duplicate, receipt, same))
        else:
            call.done(call.run(store, set_aside, receipt, reason))


def take_up(call: Call, *, receipt: int) -> None:
    """Put a receipt back on the list."""
    from kontor.receipts.service import keeping

    with call.store() as store:
        call.done(call.run(store, keeping.take_up, receipt))


def link(call: Call, *, receipt: int, entry: str) -> None:
    """Say that a receipt proves an entry."""
    from kontor.receipts.service import keeping

    with call.store() as store:
        changed = call.run(store, keeping.link, receipt, entry)
    call.done(changed, entry=changed.value)


def unlink(call: Call, *, receipt: int, entry: int) -> None:
    """Take a link back."""
    from kontor.receipts.service import keeping

    with call.store() as store:
        call.done(call.run(store, keeping.unlink, receipt, entry))


def _own_model(_words: Sequence[str]) -> type[BaseModel]:
    from kontor.receipts.model import OwnInput

    return OwnInput


def own(call: Call, *, data: Any) -> None:
    """Write an own receipt."""
    from kontor.base.dates import now_utc
    from kontor.receipts.queries import records
    from kontor.receipts.service.own import own_receipt

    with call.store() as store:
        changed = call.run(store, own_receipt, data, now_utc())
        with store.read() as con:
            number = records.receipt(con, changed.value).number
    call.done(changed, receipt=changed.value, number=number)
    if call.format == "table":
        call.say(_("Own receipt {number}").format(number=number))


def missing(call: Call, *, since: date | None, receipt: int | None) -> None:
    """Receipts without booking and bookings without receipt."""
    from kontor.receipts.queries import missing as gaps
    from kontor.receipts.queries import records

    with call.read() as con:
        if receipt is not None:
            entries = gaps.candidates(con, receipt)
            waiting = []
        else:
            entries = gaps.unproven(con, since or date(call.today.year, 1, 1))
            waiting = records.page(con, state="new", limit=1000)
    rows = [tuple(getattr(one, column.name) for column in UNPROVEN) for one in entries]
    there = [tuple(getattr(row, column.name) for column in LIST) for row in waiting]
    first = Table(UNPROVEN, rows, N_("Bookings without receipt"),
                  empty=N_("Every booking has its receipt."))  # fmt: skip
    second = Table(LIST, there, N_("Receipts without booking"),
                   empty=N_("No receipt waits to be booked."))  # fmt: skip
    data = {
        "entries": [{**one._asdict(), "cents": Money(one.cents)} for one in entries],
        "receipts": [one.id for one in waiting],
    }
    call.show(*((first,) if receipt is not None else (first, second)), data=data)


def waive(call: Call, *, entry: list[str], reason: str) -> None:
    """Say why entries need no receipt."""
    from kontor.receipts.service import keeping

    with call.store() as store:
        if len(entry) == 1:
            changed = call.run(store, keeping.waive, entry[0], reason)
        else:
            changed = call.run(store, keeping.waive_all, entry, reason)
    call.done(changed, entry=changed.value)


def saved(call: Call, *, receipt: int, output: Path | None) -> None:
    """Write the file of a receipt as it came in."""
    from kontor.cli.models import write_new
    from kontor.receipts.queries import records
    from kontor.store.blobs import get_blob

    with call.read() as con:
        one = records.receipt(con, receipt)
        content = get_blob(con, one.sha256)
    target = output or Path(one.file_name)
    if target.is_dir():
        target /= one.file_name
    write_new(target, content)
    call.show(Table((PARTS[0],), [(str(target),)]), data={"file": str(target), "size": one.size})


def expired(call: Call, *, delete: bool) -> None:
    """Receipts whose legal time is over."""
    from kontor.receipts.queries import missing as gaps
    from kontor.receipts.queries import records

    with call.read() as con:
        found = [records.receipt(con, key) for key in gaps.expired(con, call.today)]
    if delete and found:
        from kontor.receipts.service.keeping import drop_expired

        with call.store() as store:
            keys = [one.id for one in found]
            call.done(call.run(store, drop_expired, keys, call.today), receipts=keys)
        return
    rows = [tuple(getattr(one, column.name) for column in LIST) for one in found]
    call.show(Table(LIST, rows, empty=N_("Every receipt must still be kept.")))


COMMANDS = (
    Command("import", imported, N_("take in e-invoices, PDFs, pictures, mails, or the inbox"), (
        arg("paths", N_("files and folders; none: the inbox folder"), "path", many=True,
            required=False),
        opt("official", N_("insist on the published rules; without it they are asked when"
                           " kontor[pruefen] is installed"), "flag"),
        opt("own", N_("only Kontor's own check, without the published rules"), "flag"),
    ), writes=True),
    Command("list", listed, N_("receipts, newest first"), (
        opt("state", N_("only in this state"), choices=_STATES),
        opt("text", N_("only with this number, supplier or text")), LIMIT,
    )),
    Command("show", shown, N_("one receipt with all that was read"), (
        _RECEIPT, opt("full", N_("the whole e-invoice, term by term"), "flag"),
    )),
    Command("propose", propose, N_("how receipts would be booked, each with its reasons"), (
        arg("receipt", N_("all of one receipt"), "int", required=False),
    )),
    Command("book", book, N_("book a receipt as proposed, or as the input says"), (
        arg("receipt", N_("number of the receipt"), "int", required=False),
    ), model=_book_model, writes=True),
    Command("change", change, N_("enter or correct what a receipt says"), (
        _RECEIPT,
    ), model=_change_model, writes=True),
    Command("set-aside", aside, N_("take a receipt off the list without booking it"), (
        _RECEIPT,
        opt("reason", N_("why it needs no booking"), default=""),
        opt("same", N_("it is the same as this receipt"), "int"),
    ), writes=True),
    Command("take-up", take_up, N_("put a receipt back on the list"), (_RECEIPT,), writes=True),
    Command("link", link, N_("say that a receipt proves an entry"), (
        _RECEIPT, arg("entry", N_("entry: #12, entry:12 or its document")),
    ), writes=True),
    Command("unlink", unlink, N_("take a link back that was made by hand"), (
        _RECEIPT, arg("entry", N_("number of the entry"), "int"),
    ), writes=True),
    Command("own", own, N_("write an own receipt where there is no other"), model=_own_model,
            writes=True),
    Command("missing", missing, N_("bookings without receipt, receipts without booking"), (
        opt("since", N_("only from this day on; the year without it"), "day"),
        opt("receipt", N_("the bookings that this receipt may prove"), "int"),
    )),
    Command("waive", waive, N_("say why an entry needs no receipt"), (
        arg("entry", N_("entry: #12, entry:12 or its document"), many=True),
        opt("reason", N_("why it needs none"), required=True),
    ), writes=True),
    Command("save", saved, N_("write the file of a receipt as it came in"), (
        _RECEIPT, opt("output", N_("file or folder; here without it"), "path"),
    ), writes=True),
    Command("expired", expired, N_("receipts whose legal time is over"), (
        opt("delete", N_("delete them; the bookings stay"), "flag"),
    ), writes=True),
)  # fmt: skip

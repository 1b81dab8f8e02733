"""Commands for payments: runs to suppliers, direct debits, mandates, files for the bank."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontor.banking.words import PAY_STATES, PERIOD_UNITS, RUN_KINDS, RUN_STATES
from kontor.base.i18n import N_, _
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table

if TYPE_CHECKING:
    from datetime import date

    from pydantic import BaseModel

    from kontor.banking.kinds import Suggestion
    from kontor.cli.call import Call

_PROPOSED = (
    Column("item", N_("Item"), "int"),
    Column("document", N_("Document"), "code"),
    Column("name", N_("To")),
    Column("open", N_("Open sum"), "money"),
    Column("discount", N_("Skonto"), "money"),
    Column("kept", N_("Kept back"), "money"),
    Column("cents", N_("Amount"), "money"),
    Column("day", N_("Leaves"), "day"),
    Column("state", N_("State"), "code", PAY_STATES),
    Column("why", N_("Reasons")),
)
_RUNS = (
    Column("id", N_("Run"), "int"),
    Column("kind", N_("Kind"), "code", RUN_KINDS),
    Column("made", N_("Date"), "day"),
    Column("pieces", N_("Payments"), "int"),
    Column("cents", N_("Amount"), "money"),
    Column("state", N_("State"), "code", RUN_STATES),
    Column("booked", N_("Booked"), "int"),
    Column("file", N_("File"), "code"),
)
_PAYMENTS = (
    Column("id", N_("Payment"), "int"),
    Column("document", N_("Document"), "code"),
    Column("name", N_("To")),
    Column("iban", N_("IBAN"), "code"),
    Column("cents", N_("Amount"), "money"),
    Column("discount", N_("Skonto"), "money"),
    Column("kept", N_("Kept back"), "money"),
    Column("day", N_("Leaves"), "day"),
    Column("end_to_end", N_("Reference"), "code"),
    Column("purpose", N_("Purpose")),
    Column("state", N_("State"), "code", PAY_STATES),
)
_MANDATES = (
    Column("id", N_("Id"), "int"),
    Column("number", N_("Mandate"), "code"),
    Column("name", N_("Customer")),
    Column("signed", N_("Signed"), "day"),
    Column("scheme", N_("Scheme"), "code"),
    Column("iban", N_("IBAN"), "code"),
    Column("last_used", N_("Last used"), "day"),
    Column("ended", N_("Ended"), "day"),
)
_PERIODS = (
    Column("key", N_("Key"), "code"),
    Column("name", N_("Period")),
    Column("value", N_("Value"), "int"),
    Column("unit", N_("Unit"), "code", PERIOD_UNITS),
    Column("valid_from", N_("Since"), "day"),
    Column("law", N_("Law")),
    Column("source", N_("Source"), "code"),
)
RUN = arg("run", N_("number of the run"), "int")
REASON = opt("reason", N_("why"), required=True)


def propose(call: Call, *, until: date | None) -> None:
    """What a payment run would do with every open bill."""
    from kontor.banking.queries.payables import suggestions

    with call.read() as con:
        found = suggestions(con, call.today, until)
    rows = [_proposed(one) for one in found]
    call.show(Table(_PROPOSED, rows, empty=N_("Nothing is to be paid.")))


def _proposed(one: Suggestion) -> tuple[Any, ...]:
    payable = one.payable
    state = "block" if one.block else "later" if one.later else "pay"
    if state == "pay" and payable.refund:
        state = "decide"
    why = "; ".join(each.text for each in ((one.block,) if one.block else ()) + one.reasons)
    name = payable.payee.tax_office if one.office else payable.payee.name
    return (
        payable.item, payable.document, name, payable.open, one.discount, one.kept, one.cents,
        one.day, state, why,
    )  # fmt: skip


def _run_model(_words: Sequence[str]) -> type[BaseModel]:
    from kontor.banking.model import RunInput

    return RunInput


def make(call: Call, *, data: Any) -> None:
    """Make a run of what is due."""
    from kontor.banking.service.paying import propose_run

    with call.store() as store:
        changed = call.run(store, propose_run, data, call.today)
    call.done(changed, id=changed.value)


def runs(call: Call) -> None:
    """All runs."""
    from kontor.banking.queries import runs as there

    with call.read() as con:
        found = there.runs(con)
    rows = [tuple(getattr(one, column.name) for column in _RUNS) for one in found]
    call.show(Table(_RUNS, rows, empty=N_("There is no payment run yet.")))


def show(call: Call, *, run: int) -> None:
    """One run with its payments."""
    from kontor.banking.queries import runs as there

    with call.read() as con:
        head, found = there.run(con, run), there.payments(con, run)
    rows = [tuple(getattr(one, column.name) for column in _PAYMENTS) for one in found]
    if call.format == "table":
        call.say(f"{run}: {_(RUN_KINDS[head.kind])}, {_(RUN_STATES[head.state])}")
    call.show(Table(_PAYMENTS, rows, empty=N_("The run is empty.")))


def release(call: Call, *, run: int) -> None:
    """Release a run."""
    from kontor.banking.service.paying import release_run

    with call.store() as store:
        call.done(call.run(store, release_run, run, call.today))


def export(call: Call, *, run: int, folder: Path, again: str) -> None:
    """Write the file for the bank."""
    from kontor.base.dates import now_utc
    from kontor.desk.payfiles import export_payments

    with call.store() as store:
        path = export_payments(store, run, folder, call.today, now_utc(), again=again)
    call.wrote = True
    if call.format == "json":
        from kontor.cli import output

        output.write_json(output.document({"file": str(path)}), call.out)
        return
    call.say(_("Written: {path}").format(path=path))


def leave_out(call: Call, *, payment: int, reason: str) -> None:
    """Leave a payment out."""
    from kontor.banking.service.paying import withdraw

    with call.store() as store:
        call.done(call.run(store, withdraw, payment, reason))


def drop(call: Call, *, run: int) -> None:
    """Take a run back."""
    from kontor.banking.service.paying import drop_run

    with call.store() as store:
        call.done(call.run(store, drop_run, run))


def block(call: Call, *, item: str, reason: str) -> None:
    """Keep a bill out of runs."""
    from kontor.banking.service.paying import block_item

    with call.store() as store:
        call.done(call.run(store, block_item, item, reason, call.today))


def unblock(call: Call, *, item: str) -> None:
    """Let a bill be paid again."""
    from kontor.banking.service.paying import unblock_item

    with call.store() as store:
        call.done(call.run(store, unblock_item, item))


def _terms_model(_words: Sequence[str]) -> type[BaseModel]:
    from kontor.banking.model import PayTermsInput

    return PayTermsInput


def terms(call: Call, *, partner: str, data: Any) -> None:
    """How a partner is paid."""
    from kontor.banking.service.debiting import set_pay_terms
    from kontor.contacts.queries import resolve

    with call.store() as store:
        with store.read() as con:
            contact = resolve(con, partner).id
        call.done(call.run(store, set_pay_terms, contact, data))


def _debit_model(_words: Sequence[str]) -> type[BaseModel]:
    from kontor.banking.model import DebitInput

    return DebitInput


def debit(call: Call, *, data: Any) -> None:
    """Make a run of direct debits."""
    from kontor.banking.service.debiting import propose_debits

    with call.store() as store:
        changed = call.run(store, propose_debits, data, call.today)
    call.done(changed, id=changed.value)


def notice(call: Call, *, run: int, sent: bool) -> None:
    """Texts of the announcement."""
    from kontor.banking.queries.notices import notices
    from kontor.banking.service.debiting import announce

    columns = (Column("document", N_("Document"), "code"), Column("name", N_("To")),
               Column("text", N_("Text")))  # fmt: skip
    if sent:
        with call.store() as store:
            call.done(call.run(store, announce, run, call.today))
        return
    with call.read() as con:
        found = notices(con, run, call.today)
    if call.format == "table":
        call.out.write("\n\n---\n\n".join(text for _document, _name, text in found) + "\n")
        return
    call.show(Table(columns, found))


def _mandate_model(_words: Sequence[str]) -> type[BaseModel]:
    from kontor.banking.model import MandateInput

    return MandateInput


def mandate(call: Call, *, data: Any) -> None:
    """Add a mandate."""
    from kontor.banking.service.debiting import add_mandate

    with call.store() as store:
        changed = call.run(store, add_mandate, data)
    call.done(changed, id=changed.value)


def mandates(call: Call) -> None:
    """All mandates."""
    from kontor.banking.queries import runs as there

    with call.read() as con:
        found = there.mandates(con)
    rows = [tuple(getattr(one, column.name) for column in _MANDATES) for one in found]
    call.show(Table(_MANDATES, rows, empty=N_("There is no mandate yet.")))


def periods(call: Call) -> None:
    """Periods of direct debits."""
    from kontor.banking.rules.debiting import periods_on

    rows = [
        (one.key, one.name, one.value, one.unit, one.valid_from, one.law, one.source)
        for one in periods_on(call.today)
    ]
    call.show(Table(_PERIODS, rows))


def end_mandate(call: Call, *, mandate: int, reason: str) -> None:
    """End a mandate."""
    from kontor.banking.service import debiting

    with call.store() as store:
        call.done(call.run(store, debiting.end_mandate, mandate, call.today, reason))


def book(call: Call, *, run: int) -> None:
    """Book the payments of a run by their bank lines."""
    from kontor.banking.service.settling import book_run

    with call.store() as store:
        changed = call.run(store, book_run, run)
    call.done(changed, lines=changed.value)


COMMANDS = (
    Command("propose", propose, N_("what a payment run would do with every open bill, and why"), (
        opt("until", N_("next run; a week from now without it"), "day"),
    )),
    Command("run", make, N_("make a payment run of what is due or loses its Skonto"),
            model=_run_model, writes=True),
    Command("runs", runs, N_("all runs, newest first")),
    Command("show", show, N_("one run with its payments"), (RUN,)),
    Command("release", release, N_("release a run after looking it through"), (RUN,), writes=True),
    Command("export", export, N_("write the file for the bank, once"), (
        RUN, arg("folder", N_("folder for the file"), "path"),
        opt("again", N_("write the same file once more, with the reason"), default=""),
    ), writes=True),
    Command("book", book, N_("book the payments of a run by their bank lines"), (RUN,),
            writes=True),
    Command("leave-out", leave_out, N_("leave a payment out, or the bank refused it"), (
        arg("payment", N_("number of the payment"), "int"), REASON,
    ), writes=True),
    Command("drop", drop, N_("take back a run that has no file yet"), (RUN,), writes=True),
    Command("block", block, N_("keep a bill out of payment runs"), (
        arg("item", N_("document of the bill")), REASON,
    ), writes=True),
    Command("unblock", unblock, N_("let a bill be paid again"), (
        arg("item", N_("document of the bill")),
    ), writes=True),
    Command("terms", terms, N_("how a partner is paid; tax office of a subcontractor"), (
        arg("partner", N_("name, number or reference")),
    ), model=_terms_model, writes=True),
    Command("debit", debit, N_("make a run of direct debits of customers with a mandate"),
            model=_debit_model, writes=True),
    Command("notice", notice, N_("texts that announce the direct debits of a run"), (
        RUN, opt("sent", N_("note that the customers were told"), "flag"),
    ), writes=True),
    Command("mandate", mandate, N_("keep a signed mandate"), model=_mandate_model, writes=True),
    Command("mandates", mandates, N_("all mandates with their last use")),
    Command("periods", periods, N_("periods of direct debits with law and source")),
    Command("end-mandate", end_mandate, N_("end a mandate"), (
        arg("mandate", N_("id of the mandate"), "int"), REASON,
    ), writes=True),
)  # fmt: skip

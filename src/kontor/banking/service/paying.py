"""Payment runs (Zahlungslauf): proposed, released, written for the bank once, booked."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import NamedTuple

from kontor.banking.formats.pain import debit_file, transfer_file
from kontor.banking.kinds import CollectAsked, RunKind, RunState, Suggestion
from kontor.banking.model import PayBlock, PayCopy, PayFile, PaymentRow, PayRun, RunInput
from kontor.banking.queries import payables, runs
from kontor.banking.rules.paying import office_day, purpose_of
from kontor.banking.rules.sepa import Order, Sender, order_findings, reference, sender_findings
from kontor.base.dates import berlin_time
from kontor.base.errors import Finding, InputError, NotFound, Refused
from kontor.base.i18n import N_
from kontor.company.queries import firm, money_account, setting
from kontor.ledger.queries import lookup
from kontor.ledger.service.withholding import keep_for_office
from kontor.store.blobs import get_blob, put_blob
from kontor.store.events import log_event
from kontor.store.unit import Unit, use_case


class Written(NamedTuple):
    """A file for the bank: its name, bytes and sums."""

    name: str
    content: bytes
    message: str
    pieces: int
    cents: int


@use_case(N_("Payment run proposed"))
def propose_run(unit: Unit, data: RunInput, today: date) -> int:
    """Make a run of what is due or loses its Skonto; named items are taken even before their day.

    Raises:
        Refused: nothing is to be paid, or a named item is blocked.
    """
    account = payables.paying_account(unit.con, data.account)
    found = payables.suggestions(unit.con, today, data.until)
    if data.items:
        wanted = {lookup.item_named(unit.con, name).id: name for name in data.items}
        chosen = [one for one in found if one.payable.item in wanted]
        _refuse_blocked(chosen, wanted)
    else:
        chosen = [one for one in found if one.ready and not one.payable.refund]
    if not chosen:
        raise Refused(N_("Nothing is to be paid until then."))
    run = unit.put(PayRun(
        kind="transfer", money_account=account.id, together=data.together, made=today,
        text=data.text,
    ))  # fmt: skip
    for one in chosen:
        unit.put(_row(unit, run.key, one))
    return run.key


@use_case(N_("Payment run released"))
def release_run(unit: Unit, run: int, today: date) -> None:
    """Release a run after looking it through; what is kept for the tax office becomes due there.

    Raises:
        Refused: it is released already, it is empty, or a payment cannot be carried out.
    """
    there = _in_state(unit, run, RunState.PROPOSED)
    rows = [one for one in runs.payments(unit.con, run) if one.withdrawn is None]
    if not rows:
        raise Refused(N_("Payment run {number} holds no payment."), number=run)
    if there.kind is RunKind.DEBIT and there.noticed is None:
        raise Refused(
            N_("The customers of run {number} were not told of the debit yet."),
            hint=N_("Send the announcements, then note it: kontor pay notice … --sent"), number=run,
        )  # fmt: skip
    _refuse_changed(unit, rows)
    _refuse_held(unit, there, rows, today)
    _refuse_findings(
        [*sender_findings(_sender(unit, there)), *order_findings(_orders(rows), today)]
    )
    for one in rows:
        kept = unit.con.execute(
            "SELECT 1 FROM due_part WHERE item=? AND kind='withheld'", (one.item,)
        ).fetchone()
        if one.kept and not kept:
            keep_for_office(unit, one.item, one.kept, office_day(one.day))
    row = unit.get_one(PayRun, run)
    row.released = today
    unit.put(row)


@use_case(N_("Payment file written"), final=N_("The file went to the bank."))
def export_run(unit: Unit, run: int, today: date, at: datetime) -> Written:
    """Write the file of a released run, once: it is kept, and never made anew.

    Raises:
        Refused: the run is not released, its file was written before, or an invoice is held back.
    """
    there = _in_state(unit, run, RunState.RELEASED)
    rows = [one for one in runs.payments(unit.con, run) if one.withdrawn is None]
    _refuse_held(unit, there, rows, today)
    local = berlin_time(at)
    own, orders = _sender(unit, there), _orders(rows)
    _refuse_findings([*sender_findings(own), *order_findings(orders, today)])
    message = f"KONTOR-{local:%Y%m%d}-{run}"
    write = transfer_file if there.kind is RunKind.TRANSFER else debit_file
    content = write(own, orders, message, local)
    schema = "pain001" if there.kind is RunKind.TRANSFER else "pain008"
    done = Written(
        f"{schema}-{local:%Y-%m-%d}-{run}.xml", content, message, len(rows),
        sum(one.cents for one in rows),
    )  # fmt: skip
    key = put_blob(unit, content)
    unit.put(PayFile(
        run=run, message=message, name=done.name, sha256=key, at=at, count=done.pieces,
        cents=done.cents,
    ))  # fmt: skip
    log_event(
        unit, "export", N_("Payment file {name} with {count} payments"), name=done.name,
        count=done.pieces, sha256=key,
    )  # fmt: skip
    return done


@use_case(N_("Payment file written again"))
def export_again(unit: Unit, run: int, at: datetime, reason: str) -> Written:
    """Give out the same file once more: same bytes, same number, so that the bank sees a double.

    Raises:
        Refused: the run has no file yet.
    """
    if not reason.strip():
        raise InputError(N_("Say why the file is written again."), field="reason")
    found = unit.con.execute(
        "SELECT id,name,sha256,message,count,cents FROM pay_file WHERE run=?", (run,)
    ).fetchone()
    if found is None:
        raise Refused(N_("Payment run {number} has no file yet."), number=run)
    key, name, sha256, message, count, cents = found
    content = get_blob(unit.con, sha256)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Refused(N_("The file of payment run {number} was altered."), number=run)
    unit.put(PayCopy(file=key, at=at, reason=reason.strip()))
    return Written(name, content, message, count, cents)


@use_case(N_("Payment left out"))
def withdraw(unit: Unit, payment: int, reason: str) -> None:
    """Leave a payment out, or note that the bank refused it; its bill is open for the next run.

    Raises:
        Refused: it was booked already.
    """
    row = unit.get(PaymentRow, payment)
    if row is None:
        raise NotFound(N_("There is no payment {number}."), number=payment)
    there = runs.payment(unit.con, payment)
    if there.booked:
        raise Refused(N_("The payment to {name} was booked already."), name=there.name)
    if runs.run(unit.con, there.run).state is not RunState.PROPOSED and not reason.strip():
        raise InputError(N_("Say why the payment does not take place."), field="reason")
    row.withdrawn = reason.strip() or "–"
    unit.put(row)


@use_case(N_("Payment run dropped"))
def drop_run(unit: Unit, run: int) -> None:
    """Take back a run that has no file yet; its bills are free again.

    Raises:
        Refused: its file was written.
    """
    there = runs.run(unit.con, run)
    if there.file:
        raise Refused(
            N_("The file of payment run {number} was written already."),
            hint=N_("Leave out single payments that the bank refused."), number=run,
        )  # fmt: skip
    unit.con.execute("DELETE FROM payment WHERE run=?", (run,))
    unit.con.execute("DELETE FROM pay_run WHERE id=?", (run,))
    unit.expire_all()


@use_case(N_("Bill blocked for payment"))
def block_item(unit: Unit, item: str, reason: str, today: date) -> None:
    """Keep a bill out of payment runs, with the reason."""
    if not reason.strip():
        raise InputError(N_("Say why the bill is not to be paid."), field="reason")
    key = lookup.item_named(unit.con, item).id
    unit.con.execute("DELETE FROM pay_block WHERE item=?", (key,))
    unit.put(PayBlock(item=key, reason=reason.strip(), day=today))


@use_case(N_("Bill free for payment"))
def unblock_item(unit: Unit, item: str) -> None:
    """Let a bill be paid again."""
    key = lookup.item_named(unit.con, item).id
    if not unit.con.execute("DELETE FROM pay_block WHERE item=?", (key,)).rowcount:
        raise Refused(N_("{document} is not blocked."), document=item)
    unit.expire_all()


def end_to_ends(unit: Unit) -> set[str]:
    """References that are taken."""
    rows = unit.con.execute("SELECT upper(end_to_end) FROM payment").fetchall()
    return {row[0] for row in rows}


def _row(unit: Unit, run: int, one: Suggestion) -> PaymentRow:
    payable = one.payable
    payee = payable.payee
    ending = "-ST" if one.office else ""
    return PaymentRow(
        run=run, item=payable.item, payee="tax_office" if one.office else "partner",
        cents=one.cents, discount=one.discount, kept=one.kept, day=one.day,
        name=payee.tax_office if one.office else payee.name,
        iban=payee.tax_office_iban if one.office else payee.iban,
        bic=None if one.office else payee.bic or None,
        purpose=purpose_of(payable, office=one.office, kept=one.kept, day=one.day),
        end_to_end=reference(payable.document, end_to_ends(unit), ending),
    )  # fmt: skip


def _in_state(unit: Unit, run: int, state: RunState) -> runs.Run:
    there = runs.run(unit.con, run)
    if there.state is state:
        return there
    said = {
        RunState.PROPOSED: N_("Payment run {number} is not released yet."),
        RunState.RELEASED: N_("Payment run {number} is released already."),
        RunState.EXPORTED: N_("The file of payment run {number} was written already."),
        RunState.BOOKED: N_("Payment run {number} is booked already."),
    }
    hint = ""
    if there.file and state is RunState.RELEASED:
        hint = N_("If the bank never got it, write the same file again, with the reason.")
    raise Refused(said[there.state], hint=hint, number=run)


def _refuse_blocked(chosen: list[Suggestion], wanted: dict[int, str]) -> None:
    missing = set(wanted) - {one.payable.item for one in chosen}
    if missing:
        raise Refused(
            N_("Nothing of {document} is to be paid."), document=wanted[min(missing)],
            field="items",
        )  # fmt: skip
    for one in chosen:
        if one.block:
            raise Refused(
                N_("{document} cannot be paid: {why}."), document=one.payable.document,
                why=one.block.text, field="items",
            )  # fmt: skip


def _refuse_changed(unit: Unit, rows: list[runs.Payment]) -> None:
    """A bill that was credited, paid or disputed since the proposal is not paid as it was."""
    for one in rows:
        item = lookup.item_by_id(unit.con, one.item)
        if item.open < one.cents + one.discount + one.kept:
            raise Refused(
                N_("Less is open on {document} than the run pays."),
                hint=N_("Leave the payment out, and propose it anew."), document=one.document,
            )  # fmt: skip


def _refuse_held(unit: Unit, there: runs.Run, rows: list[runs.Payment], day: date) -> None:
    """What a customer objects to since the proposal is not collected."""
    if there.kind is RunKind.DEBIT:
        for one in rows:
            unit.emit(CollectAsked(one.item, one.document, day))


def _refuse_findings(found: list[Finding]) -> None:
    if found:
        first = found[0]
        raise Refused(first.message, hint=first.remedy, field=first.where, **dict(first.values))


def _orders(rows: list[runs.Payment]) -> list[Order]:
    return [
        Order(
            one.id, one.name, one.iban, one.bic, one.cents, one.day, one.purpose, one.end_to_end,
            one.mandate, one.signed, one.sequence,
        )
        for one in rows
    ]  # fmt: skip


def _sender(unit: Unit, there: runs.Run) -> Sender:
    own, account = firm(unit.con), money_account(unit.con, there.account)
    day = there.released or there.made
    return Sender(
        account.holder or own.name, account.iban or "", account.bic or "",
        setting(unit.con, "creditor_id", day), there.scheme or "CORE", there.together,
    )  # fmt: skip

"""Who pays: decided, told, agreed; disputes that rest reminders; claims against others."""

from __future__ import annotations

from datetime import date

from kontor.base.errors import InputError, Refused
from kontor.base.i18n import N_
from kontor.contacts import queries as contacts
from kontor.receivables.kinds import BlockKind
from kontor.receivables.model import BlockInput
from kontor.receivables.service.keeping import block
from kontor.sales.queries.documents import head
from kontor.store.unit import Unit, use_case
from kontor.tickets.model import ClaimInput, CostInput, PayerInput
from kontor.tickets.service.cases import open_row
from kontor.tickets.service.disputes import lift


@use_case(N_("Payer decided"))
def decide_payer(unit: Unit, ticket: int, data: PayerInput) -> None:
    """Decide who pays, with the reason; it stands above what the rules say."""
    row = open_row(unit, ticket)
    row.payer, row.payer_reason = data.payer, data.reason
    if data.cause is not None:
        row.cause = data.cause
    unit.put(row)


@use_case(N_("Payer left to the rules"))
def undecide_payer(unit: Unit, ticket: int) -> None:
    """Take the decision back: the rules say again who pays."""
    row = open_row(unit, ticket)
    row.payer, row.payer_reason = None, ""
    unit.put(row)


@use_case(N_("Costs agreed"))
def agree_costs(unit: Unit, ticket: int, data: CostInput) -> None:
    """Write down that the customer was told what it costs if it is no defect, and agreed.

    Raises:
        InputError: agreed before anything was told, or neither of them.
    """
    row = open_row(unit, ticket)
    told = data.told or row.cost_notice or data.agreed
    if told is None:
        raise InputError(N_("Say when the customer was told, or agreed."), field="told")
    if data.agreed is not None and data.agreed < told:
        raise InputError(N_("Nobody agrees before being told."), field="agreed")
    row.cost_notice = told
    if data.agreed is not None:
        row.cost_ok, row.cost_ok_how = data.agreed, data.how
    if data.estimate is not None:
        row.estimate = data.estimate
    unit.put(row)


@use_case(N_("Bill disputed"))
def dispute_bill(
    unit: Unit, ticket: int, today: date, *, amount: int | None = None, until: date | None = None
) -> int:
    """Rest the reminders of the bill that is complained about, in whole or for an amount.

    Raises:
        Refused: the case names no issued bill, or rests it already.
        InputError: more than is open of it.
    """
    row = open_row(unit, ticket)
    if row.block is not None:
        raise Refused(N_("The reminders of this bill rest already."))
    number = head(unit.con, row.invoice).number if row.invoice else None
    if number is None:
        raise Refused(
            N_("The case names no bill that was sent."),
            hint=N_("Write the number of the bill into the case first."),
        )
    row.block = block(
        unit,
        BlockInput(item=number, kind=BlockKind.DISPUTE, reason=f"{row.number}: {row.subject}",
                   amount=amount, until=until),
        today,
    )  # fmt: skip
    unit.put(row)
    return row.block


@use_case(N_("Dispute over"))
def end_dispute(unit: Unit, ticket: int, today: date, reason: str = "") -> None:
    """Let the reminders of the bill go on."""
    lift(unit, open_row(unit, ticket), today, reason)


@use_case(N_("Claim against a supplier noted"))
def claim_back(unit: Unit, ticket: int, data: ClaimInput) -> None:
    """Note what is asked of a supplier or subcontractor, and until when it can be asked."""
    row = open_row(unit, ticket)
    row.claim_partner = contacts.resolve(unit.con, data.partner).id
    if "until" in data.model_fields_set:
        row.claim_until = data.until
    if "claimed" in data.model_fields_set:
        row.claimed = data.claimed
    unit.put(row)

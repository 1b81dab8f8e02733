"""Blocks, instalment plans, limitation, own plans of reminding, base rates, claims by hand."""

from __future__ import annotations

from datetime import date

from sqlmodel import select

from kontor.base.errors import InputError, NotFound, Refused
from kontor.base.i18n import N_
from kontor.contacts import queries as contacts
from kontor.ledger.queries import items as ledger_items
from kontor.ledger.queries import lookup
from kontor.ledger.service.events import post_event
from kontor.receivables.kinds import ClaimKind, Decision
from kontor.receivables.model import (
    BaseRateInput,
    BaseRateRow,
    BlockInput,
    BlockRow,
    ClaimRow,
    LevelRow,
    LimitationInput,
    LimitationRow,
    PaymentPlanInput,
    PlanInput,
    PlanItemRow,
    PlanRow,
    RateRow,
    TermsRow,
)
from kontor.receivables.queries import debtors
from kontor.receivables.queries.claims import claims, interest_of
from kontor.receivables.queries.plans import payment_plans
from kontor.receivables.rules.instalments import Rate, equal_rates, total
from kontor.receivables.rules.interest import half_year
from kontor.receivables.rules.law import consumer_kinds
from kontor.receivables.service.issuing import charge_event
from kontor.store.unit import Unit, use_case


def customer_item(unit: Unit, name: str) -> ledger_items.OpenItem:
    """The item of a customer that is named by document or id."""
    found = lookup.item_named(unit.con, name)
    head = ledger_items.item(unit.con, found.id).head
    if head.side < 0:
        raise InputError(N_("{document} is a bill of a supplier."), document=head.document,
                         field="item")  # fmt: skip
    return head


@use_case(N_("Reminders blocked"))
def block(unit: Unit, data: BlockInput, today: date) -> int:
    """Block a customer or an item, or write down a dispute about it; it ends after its last day."""
    starts = data.starts or today
    if data.until is not None and data.until < starts:
        raise InputError(N_("The end lies before the beginning."), field="until")
    partner = item = None
    if data.customer is not None:
        partner = contacts.resolve(unit.con, data.customer).ref
    else:
        head = customer_item(unit, data.item or "")
        item = head.id
        if data.amount is not None and data.amount > head.open:
            raise InputError(N_("More is disputed than is open."), field="amount")
    row = BlockRow(
        partner=partner, item=item, kind=data.kind, reason=data.reason, cents=data.amount,
        starts=starts, until=data.until,
    )  # fmt: skip
    return unit.put(row).key


@use_case(N_("Block lifted"))
def unblock(unit: Unit, block: int, reason: str, today: date) -> None:
    """Lift a block or dispute; its history stays."""
    row = unit.get(BlockRow, block)
    if row is None:
        raise NotFound(N_("There is no block {number}."), number=block)
    if row.lifted is not None:
        raise Refused(N_("Block {number} is lifted already."), number=block)
    row.lifted, row.lifted_reason = today, reason
    unit.put(row)


@use_case(N_("Instalment plan agreed"))
def agree_plan(unit: Unit, data: PaymentPlanInput, today: date) -> int:
    """Agree on rates for items of one debtor; the rates add up to what is open of them.

    Raises:
        InputError: several debtors, rates that do not add up, or no rates.
        Refused: an item stands under another plan that runs.
    """
    heads = [customer_item(unit, name) for name in data.items]
    owners = {debtors.debtor_of(unit.con, head) for head in heads}
    if len(owners) != 1:
        raise InputError(N_("A plan is agreed with one debtor."), field="items")
    day = data.day or today
    running = {item for plan in payment_plans(unit.con, max(day, today), running=True)
               for item, _document in plan.items}  # fmt: skip
    for head in heads:
        if head.id in running:
            raise Refused(
                N_("{document} stands under an instalment plan already."), document=head.document
            )
    owed = sum(head.open for head in heads)
    rates = [Rate(one.due, one.amount) for one in data.rates]
    if data.count and not rates:
        rates = equal_rates(owed, data.count, data.first or today)
    if total(rates) != owed:
        raise InputError(N_("The rates do not add up to what is open."), field="rates")
    plan = unit.put(
        PlanRow(
            partner=owners.pop(), day=day, grace=data.grace, accelerates=data.accelerates,
            acknowledged=data.acknowledged, note=data.note,
        )
    ).key  # fmt: skip
    for head in heads:
        unit.insert(PlanItemRow, plan=plan, item=head.id)
        if data.acknowledged is not None:
            unit.insert(
                LimitationRow, item=head.id, kind="acknowledgement", day=data.acknowledged,
                reference=f"plan {plan}",
            )  # fmt: skip
    for pos, rate in enumerate(sorted(rates), 1):
        unit.insert(RateRow, plan=plan, pos=pos, due=rate.due, cents=rate.cents)
    return plan


@use_case(N_("Instalment plan ended"))
def end_plan(unit: Unit, plan: int, reason: str, today: date) -> None:
    """End a plan; its items are reminded again."""
    row = unit.get(PlanRow, plan)
    if row is None:
        raise NotFound(N_("There is no instalment plan {number}."), number=plan)
    if not reason.strip():
        raise InputError(N_("Write down why."), field="reason")
    row.ended, row.ended_reason = today, reason
    unit.put(row)


@use_case(N_("Limitation noted"))
def note_limitation(unit: Unit, data: LimitationInput) -> int:
    """Note what stops the limitation of an item, lets it begin again, or a title."""
    if data.until is not None and data.until < data.day:
        raise InputError(N_("The end lies before the beginning."), field="until")
    head = customer_item(unit, data.item)
    row = LimitationRow(
        item=head.id, kind=data.kind, day=data.day, until=data.until, reference=data.reference
    )
    return unit.put(row).key


@use_case(N_("Note on limitation removed"))
def drop_limitation(unit: Unit, note: int) -> None:
    """Remove a note that was wrong; its history stays."""
    row = unit.get(LimitationRow, note)
    if row is None:
        raise NotFound(N_("There is no note {number}."), number=note)
    unit.delete(row)
    unit.flush()


@use_case(N_("Plan of reminding set"))
def set_reminder_plan(unit: Unit, data: PlanInput, today: date) -> int:
    """Set the own plan of a kind of customer from a day on; one of the same day is replaced.

    Raises:
        InputError: the first letter costs something, or a consumer is asked for the lump sum.
    """
    if data.levels[0].fee:
        raise InputError(N_("The first letter brings the default: it is free."), field="levels")
    if data.customer_kind in consumer_kinds() and any(level.lump for level in data.levels):
        raise InputError(
            N_("The lump sum is owed by businesses only (§ 288 (5) BGB)."), field="levels"
        )
    starts = data.valid_from or today
    row = unit.exec(
        select(TermsRow).where(
            TermsRow.customer_kind == data.customer_kind, TermsRow.valid_from == starts
        )
    ).first()
    if row is not None:
        unit.con.execute("DELETE FROM reminder_level WHERE terms=?", (row.key,))
    values = data.model_dump(include={"least", "tolerance", "default_from", "channel"})
    row = row or TermsRow(customer_kind=data.customer_kind, valid_from=starts, **values)
    for name, value in values.items():
        setattr(row, name, value)
    terms = unit.put(row).key
    for number, level in enumerate(data.levels, 1):
        unit.insert(LevelRow, terms=terms, level=number, **level.model_dump())
    return terms


@use_case(N_("Base rate entered"))
def set_base_rate(unit: Unit, data: BaseRateInput) -> None:
    """Enter a base rate that the program does not know yet."""
    if half_year(data.valid_from) != data.valid_from:
        raise InputError(
            N_("A base rate begins on 1 January or 1 July (§ 247 BGB)."), field="valid_from"
        )
    row = unit.exec(select(BaseRateRow).where(BaseRateRow.valid_from == data.valid_from)).first()
    row = row or BaseRateRow(valid_from=data.valid_from, rate=0, source="")
    row.rate, row.source = data.rate, data.source
    unit.put(row)


@use_case(N_("Interest claimed"))
def claim_interest(
    unit: Unit, item: str, last: date, *, begin: date | None = None, keep: bool = True,
    reason: str = "",
) -> int:  # fmt: skip
    """Ask for the interest of an item until a day outside a run, or waive it with a reason.

    Returns the item that the books opened, 0 for a waiver.

    Raises:
        Refused: there is nothing to ask for, or the base rate of a half-year is not known.
    """
    head = customer_item(unit, item)
    account = interest_of(unit.con, head.id, last, begin=begin)
    if account.interest.missing:
        raise Refused(
            N_("The base rate from {day} on is not known."),
            day=account.interest.missing[0].isoformat(),
            hint=N_("Enter it as the Bundesbank publishes it."),
        )
    if not account.interest.cents or account.first is None:
        raise Refused(N_("{document}: no interest until {day}."), document=head.document,
                      day=last.isoformat())  # fmt: skip
    if not keep and not reason.strip():
        raise InputError(N_("Say why the claim is waived."), field="reason")
    row = ClaimRow(
        item=head.id, kind=ClaimKind.INTEREST, cents=account.interest.cents, first=account.first,
        last=last, decision=Decision.KEEP if keep else Decision.WAIVE, reason=reason, decided=last,
    )  # fmt: skip
    if keep:
        before = sum(one.letter is None for one in claims(unit.con, item=head.id))
        document = f"{head.document}/Z{before + 1}"[-36:]
        partner = debtors.debtor_of(unit.con, head)
        event = charge_event(partner, document, last, [(ClaimKind.INTEREST, head.document,
                                                        account.interest.cents)])  # fmt: skip
        row.charge = post_event(unit, event).items[0]
    unit.put(row)
    return row.charge or 0

"""Commands for reminders beside the run: blocks, instalment plans, interest, limitation, plans."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_, _
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table, records
from kontor.receivables.words import BEGINS, BLOCKS, LIMITATIONS, PLANS

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kontor.cli.call import Call

PARTS = {"1": N_("costs"), "2": N_("interest"), "3": N_("principal")}
_LIST = (
    Column("name", N_("Name")),
    Column("document", N_("Document"), "code"),
    Column("due", N_("Due"), "day"),
    Column("days", N_("Days"), "int"),
    Column("overdue", N_("Overdue"), "money"),
    Column("level", N_("Level"), "int"),
    Column("reminded", N_("Reminded"), "day"),
    Column("state", N_("State")),
)
_BLOCKS = (
    Column("id", N_("Block"), "int"),
    Column("what", N_("For")),
    Column("kind", N_("Kind"), "code", BLOCKS),
    Column("cents", N_("Amount"), "money"),
    Column("starts", N_("From"), "day"),
    Column("until", N_("Until"), "day"),
    Column("lifted", N_("Lifted"), "day"),
    Column("reason", N_("Reason")),
)
_PLANS = (
    Column("id", N_("Plan"), "int"),
    Column("name", N_("Name")),
    Column("documents", N_("Documents")),
    Column("rates", N_("Rates"), "int"),
    Column("paid", N_("Paid"), "money"),
    Column("missing", N_("Missing"), "money"),
    Column("next", N_("Next rate"), "day"),
    Column("next_cents", N_("Amount"), "money"),
    Column("state", N_("State"), "code", PLANS),
)
_STEPS = (
    Column("first", N_("From"), "day"),
    Column("last", N_("Until"), "day"),
    Column("days", N_("Days"), "int"),
    Column("cents", N_("Principal"), "money"),
    Column("base", N_("Base rate"), "rate"),
    Column("rate", N_("Rate"), "rate"),
    Column("interest", N_("Interest"), "money"),
)
_EXPIRY = (
    Column("expires", N_("Expires"), "day"),
    Column("document", N_("Document"), "code"),
    Column("name", N_("Name")),
    Column("open", N_("Still open"), "money"),
    Column("arose", N_("Arose"), "day"),
    Column("warns", N_("Within days"), "int"),
    Column("stopped", N_("Stopped"), "flag"),
    Column("titled", N_("Title"), "flag"),
)
_LEVELS = (
    Column("customer_kind", N_("Customers"), "code"),
    Column("level", N_("Level"), "int"),
    Column("days", N_("Days"), "int"),
    Column("term_days", N_("Deadline, days"), "int"),
    Column("fee", N_("Costs"), "money"),
    Column("interest", N_("Interest"), "flag"),
    Column("lump", N_("Lump sum"), "flag"),
    Column("text", N_("Text"), "code"),
    Column("least", N_("At least"), "money"),
    Column("tolerance", N_("Tolerance"), "int"),
    Column("valid_from", N_("Since"), "day"),
    Column("own", N_("Own"), "flag"),
)
_RATES = (
    Column("valid_from", N_("From"), "day"),
    Column("rate", N_("Base rate"), "rate"),
    Column("source", N_("Source")),
)
_SHARES = (
    Column("document", N_("Document"), "code"),
    Column("part", N_("Part"), "code", PARTS),
    Column("cents", N_("Amount"), "money"),
)


def _model(name: str) -> Any:
    def load(_words: Sequence[str]) -> type[BaseModel]:
        from kontor.receivables import model

        found: type[BaseModel] = getattr(model, name)
        return found

    return load


def list_(call: Call, *, day: date | None) -> None:
    """Who is late and what happens next."""
    from kontor.receivables.kinds import ProposedLine
    from kontor.receivables.queries import debtors, settings
    from kontor.receivables.rules.proposal import first_due, judge
    from kontor.receivables.words import REASONS

    today = day or call.today
    rows = []
    with call.read() as con:
        plans = settings.plans(con, today)
        for debtor in debtors.debtors(con, today):
            for facts in debtor.items:
                if facts.item.overdue <= 0:
                    continue
                found = judge(facts, plans[debtor.customer_kind], today)
                if isinstance(found, ProposedLine):
                    text = _("level {level} is due").format(level=found.level)
                else:
                    text = ": ".join(part for part in (_(REASONS[found[0]]), found[1]) if part)
                due = first_due(facts, today)
                last = facts.reminded
                rows.append((
                    debtor.name, facts.item.document, due, (today - due).days, facts.item.overdue,
                    last.level if last else 0, last.day if last else None, text,
                ))  # fmt: skip
    call.show(Table(_LIST, rows, empty=N_("Nobody is late.")))


def block(call: Call, *, data: Any) -> None:
    """Block reminders."""
    from kontor.receivables.service import keeping

    with call.store() as store:
        changed = call.run(store, keeping.block, data, call.today)
    call.done(changed, id=changed.value)


def unblock(call: Call, *, number: int, reason: str) -> None:
    """Lift a block."""
    from kontor.receivables.service import keeping

    with call.store() as store:
        call.done(call.run(store, keeping.unblock, number, reason, call.today))


def blocks(call: Call) -> None:
    """All blocks."""
    from kontor.receivables.queries import debtors

    rows = []
    with call.read() as con:
        for one in debtors.blocks(con):
            if one.partner:
                what = debtors.who(con, one.partner).name
            else:
                found = con.execute("SELECT document FROM item WHERE id=?", (one.item,))
                what = found.fetchone()[0]
            rows.append((one.id, what, one.kind.value, one.cents, one.starts, one.until,
                         one.lifted, one.reason))  # fmt: skip
    call.show(Table(_BLOCKS, rows, empty=N_("Nothing is blocked.")))


def agree(call: Call, *, data: Any) -> None:
    """Agree on instalments."""
    from kontor.receivables.service import keeping

    with call.store() as store:
        changed = call.run(store, keeping.agree_plan, data, call.today)
    call.done(changed, id=changed.value)


def plan(call: Call, *, number: int | None, day: date | None) -> None:
    """Instalment plans, or one with its rates."""
    from kontor.receivables.queries import debtors
    from kontor.receivables.queries.plans import payment_plan, payment_plans

    today = day or call.today
    with call.read() as con:
        there = [payment_plan(con, number, today)] if number else payment_plans(con, today)
        rows = [
            (
                one.id, debtors.who(con, one.partner).name,
                ", ".join(document for _item, document in one.items), len(one.rates),
                one.watch.paid, one.watch.missing, one.watch.next.due if one.watch.next else None,
                one.watch.next.cents if one.watch.next else None, one.state.value,
            )
            for one in there
        ]  # fmt: skip
    table = Table(_PLANS, rows, empty=N_("There is no instalment plan."))
    if not number:
        call.show(table)
        return
    columns = (Column("due", N_("Due"), "day"), Column("cents", N_("Amount"), "money"))
    rates = Table(columns, [tuple(rate) for rate in there[0].rates])
    call.show(table, rates, data={**records(table)[0], "schedule": records(rates)})


def end_plan(call: Call, *, number: int, reason: str) -> None:
    """End a plan."""
    from kontor.receivables.service import keeping

    with call.store() as store:
        call.done(call.run(store, keeping.end_plan, number, reason, call.today))


def interest(call: Call, *, item: str, until: date | None, begin: date | None) -> None:
    """The interest of an item with its calculation."""
    from kontor.ledger.queries.lookup import item_named
    from kontor.receivables.queries.claims import interest_of

    with call.read() as con:
        account = interest_of(con, item_named(con, item).id, until or call.today, begin=begin)
    found = account.interest
    rows = [
        (one.first, one.last, one.days, one.cents, one.base, one.rate, one.interest)
        for one in found.steps
    ]
    empty = N_("No interest until this day.")
    total = ("", "", found.days, "", "", "", found.cents)
    table = Table(_STEPS, rows, total=total if rows else (), empty=empty)
    for start in found.missing:
        call.say(
            _("The base rate from {day} on is not known; the last one was taken.").format(
                day=start.isoformat()
            )
        )
    if account.default.first and call.format == "table":
        call.say(
            _("In default since {day}: {why}.").format(
                day=account.default.first.isoformat(), why=_(BEGINS[account.default.by])
            )
        )
    begins = account.default.first
    call.show(table, data={
        "document": account.view.head.document,
        **records(Table((_STEPS[6],), [(found.cents,)]))[0], "days": found.days,
        "default_from": begins.isoformat() if begins else None,
        "default_by": account.default.by.value, "steps": records(table),
        "missing_rates": [day.isoformat() for day in found.missing],
    })  # fmt: skip


def claim(
    call: Call, *, item: str, until: date | None, begin: date | None, waive: bool, reason: str
) -> None:
    """Ask for interest outside a run."""
    from kontor.receivables.service import keeping

    with call.store() as store:
        changed = call.run(
            store, keeping.claim_interest, item, until or call.today, begin=begin, keep=not waive,
            reason=reason,
        )  # fmt: skip
    call.done(changed, item=changed.value)


def allocate(
    call: Call, *, customer: str, amount: int, item: list[str] | None, accepted: bool
) -> None:
    """What a payment should pay."""
    from kontor.contacts.queries import resolve
    from kontor.receivables.queries.paying import proposal

    with call.read() as con:
        partner = resolve(con, customer).ref
        shares, left = proposal(con, partner, amount, call.today, item or (), accepted=accepted)
    rows: list[tuple[Any, ...]] = [(one.document, str(int(one.part)), one.cents) for one in shares]
    if left and call.format == "table":
        rows.append((_("left over"), "", left))
    table = Table(_SHARES, rows, empty=N_("Nothing is open."))
    rest = records(Table((_SHARES[2],), [(left,)]))[0]["cents"]
    call.show(table, data={"shares": records(table), "left": rest})


def limitation(call: Call, *, within: int | None, day: date | None) -> None:
    """What expires when."""
    from kontor.receivables.queries.expiry import expiring

    with call.read() as con:
        there = expiring(con, day or call.today, within=within)
    rows = [
        (one.limitation.expires, one.item.document, one.name, one.item.open, one.arose, one.warns,
         one.limitation.stopped, one.limitation.titled)
        for one in there
    ]  # fmt: skip
    call.show(Table(_EXPIRY, rows, empty=N_("Nothing expires.")))


def note(call: Call, *, data: Any) -> None:
    """Note what changes the limitation."""
    from kontor.receivables.service import keeping

    with call.store() as store:
        changed = call.run(store, keeping.note_limitation, data)
    call.done(changed, id=changed.value)


def drop_note(call: Call, *, number: int) -> None:
    """Remove a note."""
    from kontor.receivables.service import keeping

    with call.store() as store:
        call.done(call.run(store, keeping.drop_limitation, number))


def notes(call: Call, *, item: str) -> None:
    """Notes of an item."""
    from kontor.ledger.queries.lookup import item_named
    from kontor.receivables.queries.expiry import notes as found

    columns = (
        Column("id", N_("Note"), "int"), Column("kind", N_("Kind"), "code", LIMITATIONS),
        Column("day", N_("Date"), "day"), Column("until", N_("Until"), "day"),
        Column("reference", N_("Reference")),
    )  # fmt: skip
    with call.read() as con:
        rows = [tuple(one) for one in found(con, item_named(con, item).id)]
    call.show(Table(columns, rows, empty=N_("There is no note.")))


def court(call: Call, *, item: str, day: date | None) -> None:
    """Data for a court order."""
    from kontor.base.dates import format_day
    from kontor.base.numbers import format_money, format_rate
    from kontor.ledger.queries.lookup import item_named
    from kontor.receivables.queries.expiry import court_sheet

    with call.read() as con:
        one = court_sheet(con, item_named(con, item).id, day or call.today)
    facts = [
        (_("Applicant"), ", ".join(one.creditor)),
        (_("Opponent"), ", ".join(one.debtor)),
        (_("Number in the catalogue"), one.catalogue),
        (_("Invoice"), f"{one.document}, {format_day(one.day)}"),
        (_("Principal"), format_money(one.principal)),
        (_("Interest until this day"), format_money(one.interest)),
        (_("Interest from"), format_day(one.interest_from) if one.interest_from else ""),
        (_("Points over the base rate"), format_rate(one.rate_points)),
        (_("Costs"), format_money(one.costs)),
        (_("Reminded on"), ", ".join(format_day(sent) for sent in one.reminders)),
        (_("Expires"), format_day(one.expires) if one.expires else ""),
    ]
    columns = (Column("field", N_("Field")), Column("value", N_("Value")))
    call.show(Table(columns, facts))


def levels(call: Call, *, day: date | None) -> None:
    """Plans of reminding."""
    from kontor.receivables.queries.settings import plans

    with call.read() as con:
        there = plans(con, day or call.today)
    rows = [
        (one.customer_kind.value, level.level, level.days, level.term_days, level.fee,
         level.interest, level.lump, level.text, one.least, one.tolerance, one.valid_from, one.own)
        for one in there.values() for level in one.levels
    ]  # fmt: skip
    call.show(Table(_LEVELS, rows))


def set_levels(call: Call, *, data: Any) -> None:
    """Set an own plan."""
    from kontor.receivables.service import keeping

    with call.store() as store:
        changed = call.run(store, keeping.set_reminder_plan, data, call.today)
    call.done(changed, id=changed.value)


def rates(call: Call) -> None:
    """Base rates."""
    from kontor.receivables.queries.settings import rates as known

    with call.read() as con:
        rows = [tuple(one) for one in reversed(known(con))]
    call.show(Table(_RATES, rows))


def rate(call: Call, *, data: Any) -> None:
    """Enter a base rate."""
    from kontor.receivables.service import keeping

    with call.store() as store:
        call.done(call.run(store, keeping.set_base_rate, data))


_ITEM = arg("item", N_("document number or item:id"))
_NUMBER = arg("number", N_("its number"), "int")
_DAY = opt("day", N_("seen from this day; default today"), "day")
_WHY = opt("reason", N_("why"), required=True)
COMMANDS: tuple[Command, ...] = (
    Command("list", list_, N_("who is late, the last reminder, what comes next"), (_DAY,)),
    Command("block", block, N_("block a customer or an item, or note a dispute"),
            model=_model("BlockInput"), writes=True),
    Command("unblock", unblock, N_("lift a block or dispute"), (_NUMBER, _WHY), writes=True),
    Command("blocks", blocks, N_("blocks and disputes with their history")),
    Command("plan", plan, N_("instalment plans and how they are kept"), (
        arg("number", N_("number of a plan"), "int", required=False), _DAY,
    )),
    Command("agree", agree, N_("agree on an instalment plan"),
            model=_model("PaymentPlanInput"), writes=True),
    Command("end-plan", end_plan, N_("end an instalment plan; its items are reminded again"),
            (_NUMBER, _WHY), writes=True),
    Command("interest", interest, N_("interest of an item to the day, with the calculation"), (
        _ITEM, opt("until", N_("last day; default today"), "day"),
        opt("begin", N_("first day, where you know better"), "day"),
    )),
    Command("claim", claim, N_("ask for interest outside a run, or waive it"), (
        _ITEM, opt("until", N_("last day; default today"), "day"),
        opt("begin", N_("first day, where you know better"), "day"),
        opt("waive", N_("waive it"), "flag"), opt("reason", N_("why"), default=""),
    ), writes=True),
    Command("allocate", allocate, N_("what a payment pays: costs, interest, principal"), (
        arg("customer", N_("name, number or contacts:id")),
        arg("amount", N_("the payment"), "money"),
        opt("item", N_("document that the debtor named"), many=True),
        opt("accepted", N_("his wish comes before costs and interest"), "flag"),
    )),
    Command("limitation", limitation, N_("what expires when"), (
        opt("within", N_("only within so many days"), "int"), _DAY,
    )),
    Command("note", note, N_("note what stops the limitation or lets it begin again"),
            model=_model("LimitationInput"), writes=True),
    Command("notes", notes, N_("notes on the limitation of an item"), (_ITEM,)),
    Command("drop-note", drop_note, N_("remove a note that was wrong"), (_NUMBER,), writes=True),
    Command("court", court, N_("data for a court order on an item"), (_ITEM, _DAY)),
    Command("levels", levels, N_("plans of reminding per kind of customer"), (_DAY,)),
    Command("set-levels", set_levels, N_("set an own plan for a kind of customer"),
            model=_model("PlanInput"), writes=True),
    Command("rates", rates, N_("base rates with their source")),
    Command("rate", rate, N_("enter a base rate"), model=_model("BaseRateInput"), writes=True),
)  # fmt: skip

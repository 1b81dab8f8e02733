"""Who gets which reminder (Mahnvorschlag): pure, so that nothing is reminded twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from kontor.contacts.kinds import CustomerKind
from kontor.receivables.kinds import (
    BlockKind,
    Debtor,
    ItemFacts,
    LeftOut,
    Level,
    Omitted,
    Plan,
    ProposedLetter,
    ProposedLine,
)


def disputed(facts: ItemFacts) -> int:
    """The part of what is open that is disputed; all of it when no amount is named."""
    open_now = max(facts.item.open, 0)
    disputes = [one for one in facts.blocks if one.kind is BlockKind.DISPUTE]
    if facts.item.disputed or any(one.cents is None for one in disputes):
        return open_now
    return min(open_now, sum(one.cents or 0 for one in disputes))


def overdue(facts: ItemFacts, day: date) -> int:
    """What may be reminded: due parts after their day, less what is disputed.

    Retentions and what is withheld for the tax office are never overdue (`OpenItem.overdue`).
    """
    late = sum(
        part.open
        for part in facts.item.parts
        if part.kind in {"normal", "instalment"} and part.due < day and part.open > 0
    )
    return max(min(late, facts.item.open) - disputed(facts), 0)


def first_due(facts: ItemFacts, day: date) -> date:
    """The day on which the oldest overdue part was due."""
    days = [
        part.due
        for part in facts.item.parts
        if part.kind in {"normal", "instalment"} and part.due < day and part.open > 0
    ]
    return min(days, default=facts.item.due or facts.item.day)


def next_level(facts: ItemFacts, plan: Plan, day: date) -> Level | LeftOut:
    """The level that is due for an overdue item, or why none is.

    From the second level on the deadline of the letter before must be over, the money had its time,
    and the days of the plan have passed since that letter.
    """
    last = facts.reminded
    wanted = plan.level(last.level + 1 if last else 1)
    if wanted is None:
        return LeftOut.LAST_LEVEL
    if last is None:
        ready = first_due(facts, day) + timedelta(days=max(wanted.days, plan.tolerance + 1))
    else:
        ready = max(
            last.day + timedelta(days=max(wanted.days, 1)),
            last.deadline + timedelta(days=plan.tolerance + 1),
        )
    return wanted if day >= ready else LeftOut.TOO_EARLY


def judge(facts: ItemFacts, plan: Plan, day: date) -> ProposedLine | tuple[LeftOut, str]:
    """The line that an item gets, or why it is left out."""
    cents = overdue(facts, day)
    reason = _kept_back(facts, cents, day)
    if reason is not None:
        return reason
    level = next_level(facts, plan, day)
    if isinstance(level, LeftOut):
        return level, ""
    return ProposedLine(facts.item, level.level, cents, first_due(facts, day))


def _kept_back(facts: ItemFacts, cents: int, day: date) -> tuple[LeftOut, str] | None:
    for reason, holds in (
        (LeftOut.IN_COURT, facts.in_court),
        (LeftOut.IN_RUN, facts.in_run),
        (LeftOut.PLAN_KEPT, facts.plan_kept),
    ):
        if holds:
            return reason, ""
    block = next((one for one in facts.blocks if one.kind is BlockKind.BLOCK), None)
    if block is not None:
        return LeftOut.BLOCKED, block.reason
    if cents:
        return None
    if disputed(facts) and facts.item.overdue:
        reasons = [one.reason for one in facts.blocks if one.kind is BlockKind.DISPUTE]
        return LeftOut.DISPUTED, "; ".join(reasons)
    only_retained = facts.item.retained and facts.item.retained >= facts.item.open
    return (LeftOut.RETENTION if only_retained else LeftOut.NOT_DUE), ""


def propose(
    debtors: Iterable[Debtor], plans: Mapping[CustomerKind, Plan], day: date
) -> tuple[list[ProposedLetter], list[Omitted]]:
    """The letters of a run and what it leaves out.

    One letter per debtor collects all items that are ready; the level of the letter is the highest
    among them. Each item moves on by one level at most.
    """
    letters: list[ProposedLetter] = []
    omitted: list[Omitted] = []
    for one in debtors:
        letter, out = _letter(one, plans[one.customer_kind], day)
        letters += [letter] if letter else []
        omitted += out
    return letters, omitted


def _letter(debtor: Debtor, plan: Plan, day: date) -> tuple[ProposedLetter | None, list[Omitted]]:
    lines: list[ProposedLine] = []
    omitted: list[Omitted] = []
    for facts in debtor.items:
        found = judge(facts, plan, day)
        if isinstance(found, ProposedLine):
            lines.append(found)
        else:
            omitted.append(Omitted(debtor.partner, facts.item, *found))
    total = sum(line.cents for line in lines)
    reason = None
    if lines and total <= debtor.credit:
        reason = LeftOut.CREDIT
    elif lines and total - debtor.credit < plan.least:
        reason = LeftOut.BELOW_LEAST
    if reason is not None:
        return None, omitted + [Omitted(debtor.partner, line.item, reason) for line in lines]
    if not lines:
        return None, omitted
    level = max(line.level for line in lines)
    term = plan.level(level)
    deadline = day + timedelta(days=term.term_days if term else plan.levels[-1].term_days)
    return (
        ProposedLetter(
            debtor.partner, debtor.name, debtor.customer_kind, level, deadline, plan.channel,
            debtor.credit, tuple(lines),
        ),
        omitted,
    )  # fmt: skip

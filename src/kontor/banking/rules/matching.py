"""Matching (Abgleich): which open items does a bank line settle, how sure is that, and why.

Three grades: *auto* needs an exact amount, a clear lead and a hard proof (invoice number, IBAN or
name); *proposal* is ranked with its reasons; everything else is *none*. All amounts are cents.
"""

from __future__ import annotations

from collections.abc import Sequence

from kontor.banking.kinds import BankLine, Grade, MatchKind, Proposal, Split
from kontor.banking.rules import references
from kontor.banking.rules.amounts import told
from kontor.banking.rules.candidates import (
    NAME_LIKE,
    Found,
    Payment,
    candidates,
    payment_of,
    reasons_for,
)
from kontor.banking.rules.collective import collectives
from kontor.banking.rules.context import Context
from kontor.banking.rules.experience import from_experience, from_payees, from_rules
from kontor.banking.rules.names import likeness
from kontor.banking.rules.references import PROOF
from kontor.banking.rules.text import name_words

AUTO_SCORE, LEAD, PROPOSAL_SCORE = 62, 10, 38
_SURE = frozenset({
    MatchKind.EXACT, MatchKind.DISCOUNT, MatchKind.COLLECTIVE, MatchKind.INSTALMENT,
    MatchKind.RELEASED,
})  # fmt: skip
_KEPT = 12


def score(line: BankLine, known: Context) -> list[Proposal]:
    """All proposals for a line, the best first; at most the first is *auto*."""
    if not line.cents:
        return []
    payment = payment_of(line, known)
    found = candidates(payment, known)
    items = [_single(payment, one) for one in found[:_KEPT]]
    items += collectives(payment, found)
    items.sort(key=lambda proposal: -proposal.score)
    items = _graded(payment, items, found)
    others = from_payees(line, known.own_ibans, known.payees)
    others += from_rules(line, known.rules)
    others += from_experience(line, known.experience)
    kept = [one for one in items[:_KEPT] if one.grade is not Grade.NONE or one.amount_only]
    return _one_auto([*kept, *others])


def _one_auto(proposals: list[Proposal]) -> list[Proposal]:
    order = {Grade.AUTO: 0, Grade.PROPOSAL: 1, Grade.NONE: 2}
    proposals.sort(key=lambda one: (order[one.grade], not one.splits if one.grade is Grade.AUTO
                                    else False, -one.score))  # fmt: skip
    return [
        one._replace(grade=Grade.PROPOSAL) if place and one.grade is Grade.AUTO else one
        for place, one in enumerate(proposals)
    ]


def _single(payment: Payment, one: Found) -> Proposal:
    item, paid = one.item, payment.paid
    if one.kind is MatchKind.RETURNED:
        cents = max(0, payment.line.original_cents or paid - payment.line.charges)
        split = Split(item.ref, min(cents, item.paid_cents or cents))
    elif one.kind is MatchKind.SETTLED:
        split = Split(item.ref, 0)
    else:
        said = told(paid, payment.line.booking_day, item, payment.tolerance)
        split = Split(item.ref, said.cents, said.discount, said.withheld)
    amount_only = not (one.hit.points or one.iban or one.name >= NAME_LIKE)
    rest = paid - split.cents
    return Proposal(one.score, Grade.NONE, one.kind, (split,), item.partner_ref, "", "", rest,
                    tuple(reasons_for(payment, one)), amount_only, one.proof)  # fmt: skip


def _graded(payment: Payment, proposals: list[Proposal], found: Sequence[Found]) -> list[Proposal]:
    by_ref = {one.item.ref: one for one in found}
    graded: list[Proposal] = []
    for place, one in enumerate(proposals):
        worth = one.score >= PROPOSAL_SCORE and not one.amount_only
        graded.append(one._replace(grade=Grade.PROPOSAL if worth else Grade.NONE))
        if place == 0 and _is_auto(payment, proposals, by_ref):
            graded[0] = one._replace(grade=Grade.AUTO)
    return graded


def _is_auto(payment: Payment, proposals: Sequence[Proposal], by_ref: dict[str, Found]) -> bool:
    best = proposals[0]
    if payment.line.reversal or payment.line.return_reason:
        return False
    if best.score < AUTO_SCORE or best.kind not in _SURE:
        return False
    if len(proposals) > 1 and best.score - proposals[1].score < LEAD:
        return False
    members = [by_ref[ref] for ref in best.item_refs]
    return best.proven and not _contradicted(payment, members, by_ref)


def _contradicted(payment: Payment, members: list[Found], by_ref: dict[str, Found]) -> bool:
    """Whether the purpose names an invoice that the proposal leaves out."""
    inside = {one.item.ref for one in members}
    digits = {one.entry.number.digits for one in members}
    for ref, one in by_ref.items():
        if ref in inside or one.entry.number.digits in digits or one.hit.points < PROOF:
            continue
        if not _is_misspelling(members, one):
            return True
    strange = references.foreign(payment.text, tuple(one.hit for one in members))
    if any(one.hit.points >= PROOF for one in members):
        # the customer's own order number may stand beside our number
        return any(_of_our_series(members, number) for number in strange)
    return bool(strange)


def _is_misspelling(members: list[Found], other: Found) -> bool:
    """Whether another partner's number stands there only because two digits changed places."""
    one = members[0]
    return (
        len(members) == 1
        and one.hit.points == references.MISSPELT
        and other.hit.start < one.hit.end
        and one.hit.start < other.hit.end
        and one.item.partner_ref != other.item.partner_ref
        and other.kind not in _SURE
    )


def _of_our_series(members: list[Found], number: str) -> bool:
    digits = "".join(char for char in number if char.isdigit())
    return any(
        one.entry.number.year and one.entry.number.year in digits
        and len(digits) == len(one.entry.number.digits)
        for one in members
    )  # fmt: skip


def teaches(line: BankLine, partner_name: str) -> bool:
    """Whether a confirmed match teaches that this account belongs to the partner.

    Somebody else who pays for the partner (mother, property manager, PayPal) teaches nothing.
    """
    points, _full = likeness(name_words(line.name), name_words(partner_name))
    return bool(line.iban) and points >= NAME_LIKE


def score_batch(line: BankLine, known: Context) -> list[list[Proposal]]:
    """Proposals for each payment of a batch (Sammler), in the order of its details."""
    return [
        score(
            line._replace(
                cents=detail.cents,
                name=detail.name,
                iban=detail.iban,
                purpose=detail.purpose,
                end_to_end=detail.end_to_end,
                mandate=detail.mandate,
                ultimate_name="",
                reference="",
                details=(),
            ),
            known,
        )
        for detail in line.details
    ]

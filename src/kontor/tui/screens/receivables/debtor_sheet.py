"""A debtor as a sheet: the explained score, what is at stake, everything that is noted."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import NamedTuple

from kontor.base.dates import format_day
from kontor.base.i18n import N_, _, in_language
from kontor.ledger.queries.items import OpenItem
from kontor.receivables.kinds import Block as Hold
from kontor.receivables.queries import debtors, risk, runs
from kontor.receivables.queries.passing import Pass, passes
from kontor.receivables.queries.plans import PaymentPlan, payment_plans
from kontor.receivables.queries.risk import Risk
from kontor.receivables.queries.securities import Info, Security, infos, securities
from kontor.receivables.rules.risk import AGES, classes, whole
from kontor.receivables.words import BLOCKS, INFOS, SECURITIES
from kontor.tui.screens.receivables.names import PLAN_STATES, RISK_STATES, claims_of, euro
from kontor.tui.sheet import Block, Facts, Grid, Head, Note
from kontor.tui.widgets.columns import Column, Kind

_REASONS = (
    Column(N_("Reason"), Kind.TEXT, 24, grow=1, keep=True, least=20),
    Column(N_("Measured"), Kind.TEXT, 9, priority=6),
    Column(N_("Points"), Kind.COUNT, 6, keep=True),
)
_ITEMS = (
    Column(N_("Document"), Kind.NUMBER, 13),
    Column(N_("Due"), Kind.DATE),
    Column(N_("Days"), Kind.COUNT, 5),
    Column(N_("Still open"), Kind.MONEY, 11),
)
_HOLDS = (
    Column(N_("From"), Kind.DATE),
    Column(N_("Until"), Kind.DATE),
    Column(N_("Kind"), Kind.TEXT, 10),
    Column(N_("Reason"), Kind.TEXT, 20, grow=1),
)
_PLANS = (
    Column(N_("Agreed on"), Kind.DATE),
    Column(N_("Missing"), Kind.MONEY, 11),
    Column(N_("State"), Kind.STATE, 14, states=PLAN_STATES),
)
_LETTERS = (
    Column(N_("Number"), Kind.NUMBER, 14),
    Column(N_("Date"), Kind.DATE),
    Column(N_("Level"), Kind.COUNT, 6),
    Column(N_("Overdue"), Kind.MONEY, 11),
)


class Debtor(NamedTuple):
    """All that is known of a debtor on a day."""

    risk: Risk
    items: tuple[OpenItem, ...]
    holds: tuple[Hold, ...]
    plans: tuple[PaymentPlan, ...]
    letters: tuple[runs.Letter, ...]
    securities: tuple[Security, ...]
    infos: tuple[Info, ...]
    passes: tuple[Pass, ...]

    @property
    def blocks(self) -> tuple[Hold, ...]:
        """Blocks and disputes of the debtor and his items."""
        return self.holds


def read_debtor(con: sqlite3.Connection, partner: str, day: date) -> Debtor:
    """A debtor with everything that is noted about him."""
    items = tuple(claims_of(con, day).get(partner, ()))
    mine = {one.id for one in items}
    contact = int(partner[9:]) if partner.startswith("contacts:") else None
    return Debtor(
        risk.risk(con, partner, day), items,
        tuple(one for one in debtors.blocks(con) if one.partner == partner or one.item in mine),
        tuple(payment_plans(con, day, partner=partner)),
        tuple(one for one in runs.letters(con, partner=partner) if one.issued),
        tuple(securities(con, partner)), tuple(infos(con, partner)),
        tuple(passes(con, contact=contact)) if contact else (),
    )  # fmt: skip


def state_of(one: Risk) -> str:
    """The class, or that a person blocked the customer."""
    return "stop" if one.standing and one.standing.blocked else one.score.risk_class


def risk_blocks(one: Risk) -> list[Block]:
    """The score with its explanation, what is at stake, ages."""
    calls = next(row for row in classes() if row.name == one.score.risk_class)
    known = one.standing
    blocks: list[Block] = [
        Head(_("{points} of 100").format(points=one.score.points), one.name,
             RISK_STATES[state_of(one)]),
    ]  # fmt: skip
    if known and known.blocked:
        blocks.append(Note("", _("Blocked: {reason}").format(reason=known.blocked)))
    rows = [(_(each.label), each.measured, whole(each.points)) for each in one.score.reasons]
    if rows:
        total = (_("Score"), "", one.score.points)
        blocks.append(Grid(_REASONS, rows, N_("Why this score"), total))
    else:
        blocks.append(Note(N_("Why this score"), _("Nothing speaks against this customer.")))
    text = in_language(calls.de, calls.en)
    if one.score.thin:
        text += "\n" + _("Thin ground: fewer than three paid bills.")
    blocks.append(Note(N_("What the class calls for"), text))
    blocks.append(_stake(one))
    blocks += _ages(one)
    return blocks


def _stake(one: Risk) -> Block:
    part, known = one.exposure, one.standing
    use = one.figures.limit_use
    return Facts(
        (N_("Still open"), euro(part.open) if part.open else None),
        (N_("Retention, apart"), euro(part.retained) if part.retained else None),
        (N_("Done, not billed"), euro(part.performed) if part.performed else None),
        (N_("Rest of orders"), euro(part.orders) if part.orders else None),
        (N_("Credits"), euro(-part.credits) if part.credits else None),
        (N_("Securities"), euro(-part.securities) if part.securities else None),
        (N_("At stake"), euro(part.total)),
        (N_("Limit"), euro(known.credit_limit) if known and known.credit_limit is not None
         else None),
        (N_("Limit used"), f"{whole(use * 100)} %" if use is not None else None),
        (N_("Proposed limit"), euro(one.proposed)),
        (N_("Revenue, 12 months"), euro(one.revenue) if one.revenue else None),
        (N_("Kept on"), known.day if known and known.score is not None else None),
        title=N_("At stake"),
    )  # fmt: skip


def _ages(one: Risk) -> list[Block]:
    low = (0, *AGES)
    rows: list[tuple[object, ...]] = []
    if one.ages.not_due:
        rows.append((_("not due"), one.ages.not_due))
    for place, cents in enumerate(one.ages.overdue):
        if cents:
            name = f"{low[place] + 1}-{AGES[place]}" if place < len(AGES) else f"> {AGES[-1]}"
            rows.append((_("{days} days").format(days=name), cents))
    columns = (Column(N_("Overdue since"), Kind.TEXT, 16, grow=1),
               Column(N_("Amount"), Kind.MONEY, 12))  # fmt: skip
    return [Grid(columns, rows, N_("Age"))] if rows else []


def debtor_blocks(one: Debtor, today: date) -> list[Block]:
    """The whole sheet of a debtor."""
    blocks = risk_blocks(one.risk)
    if one.items:
        rows = [
            (item.document, item.due, max((today - item.due).days, 0) if item.due else None,
             item.open)
            for item in one.items
        ]  # fmt: skip
        blocks.append(Grid(_ITEMS, rows, N_("Open items")))
    if one.letters:
        blocks.append(Grid(
            _LETTERS, [(each.number, each.day, each.level, each.principal)
                       for each in one.letters], N_("Reminders sent"),
        ))  # fmt: skip
    if one.plans:
        blocks.append(Grid(
            _PLANS, [(each.day, each.watch.missing or None, each.state.value)
                     for each in one.plans], N_("Instalments"),
        ))  # fmt: skip
    if one.holds:
        blocks.append(Grid(
            _HOLDS, [(each.starts, each.lifted or each.until, _(BLOCKS[each.kind]), each.reason)
                     for each in one.holds], N_("Blocks and disputes"),
        ))  # fmt: skip
    return [*blocks, *_notes(one)]


def _notes(one: Debtor) -> list[Block]:
    from kontor.tui.screens.sales.sheets import pass_text

    blocks: list[Block] = []
    for held in one.securities:
        until = format_day(held.valid_to) if held.valid_to else _("open-ended")
        text = f"{_(SECURITIES[held.kind])} · {format_day(held.valid_from)} – {until}"
        blocks.append(Note(f"{_('Security')} {euro(held.cents)}", f"{text}\n{held.reference}"))
    for info in one.infos:
        value = f" {info.value}" if info.value is not None else ""
        text = _("{source}, {day} · because of: {reason} · goes on {until}").format(
            source=info.source, day=format_day(info.day), reason=info.reason,
            until=format_day(info.delete_on),
        )  # fmt: skip
        blocks.append(Note(f"{_(INFOS[info.kind])}{value}", text))
    for passed in one.passes:
        title = f"{_('Limit passed over')} {passed.number}".strip()
        blocks.append(Note(title, pass_text(passed)))
    return blocks

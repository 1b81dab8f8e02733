"""Issuing reminders: numbers, letters, archive and claims in the books, together or not at all.

The letters are rendered before the transaction with the numbers that they are expected to get;
inside it they are compared once more, and rendered again if something moved.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from kontor.base.errors import Finding, Refused, Severity
from kontor.base.i18n import N_
from kontor.documents.kinds import DocumentKind
from kontor.documents.layout.render import check_page, render_pdf
from kontor.documents.model import DocumentInput
from kontor.documents.service import store_document
from kontor.ledger.model import inputs as events
from kontor.ledger.service.events import post_event
from kontor.ledger.service.sealing import seal_entries
from kontor.receivables.kinds import ClaimKind, Decision, RunState
from kontor.receivables.model import ClaimRow, LetterRow, RemindedRow, RunRow
from kontor.receivables.queries import runs
from kontor.receivables.queries.runs import Letter
from kontor.receivables.rules.letter import Content, mail, page
from kontor.store.unit import Unit, use_case

if TYPE_CHECKING:
    from kontor.store.store import Store

FINAL = N_("an issued reminder stays as it left the house")
ACCOUNTS = {
    ClaimKind.INTEREST: "zinsertrag",
    ClaimKind.LUMP: "sonst_ertrag_unregel",
    ClaimKind.FEE: "sonst_ertrag_unregel",
}
_TEXTS = {
    ClaimKind.INTEREST: "Verzugszinsen",
    ClaimKind.LUMP: "Pauschale § 288 Abs. 5 BGB",
    ClaimKind.FEE: "Mahnkosten",
}
_TRIES = 3


class Moved(Exception):
    """Numbers or contents are no longer those that were rendered."""


class Rendered(NamedTuple):
    """A letter as it was rendered."""

    content: Content
    pdf: bytes


class IssuedRun(NamedTuple):
    """The result: run, letters with their numbers, entries of the books."""

    run: int
    numbers: tuple[str, ...]
    documents: tuple[int, ...]
    entries: tuple[int, ...]


def issue_run(store: Store, run: int, day: date, at: datetime) -> IssuedRun:
    """Issue a reviewed run: all its letters, or none.

    Raises:
        Refused: it is not reviewed, or a letter is no longer right because money came, a block was
            set or the like; nothing was written.
    """
    for _ in range(_TRIES):
        rendered = prepare(store, run, day)
        try:
            result: IssuedRun = store.run(issue_rendered, run, day, rendered, at).value
        except Moved:
            continue
        return result
    raise Refused(
        N_("The run changed while its letters were being made."), hint=N_("Issue it once more.")
    )


def prepare(store: Store, run: int, day: date) -> list[Rendered]:
    """Check and render the letters of a run; nothing is written."""
    with store.read() as con:
        there = _ready(con, run, day)
        contents = [
            runs.content(con, one, day, runs.next_number(con, day, at))
            for at, one in enumerate(there)
        ]
    for content in contents:
        for wrong in findings(content):
            if wrong.severity is Severity.ERROR:
                raise Refused(
                    wrong.message, hint=wrong.remedy, field=wrong.field, **dict(wrong.values)
                )
    return [Rendered(content, render_pdf(page(content))) for content in contents]


def findings(content: Content) -> list[Finding]:
    """What keeps a letter from being printed."""
    return check_page(page(content))


@use_case(N_("Reminders issued"), final=FINAL)
def issue_rendered(
    unit: Unit, run: int, day: date, rendered: Sequence[Rendered], at: datetime
) -> IssuedRun:
    """Write what was rendered.

    Raises:
        Moved: number or content changed since; nothing is written.
    """
    con = unit.con
    there = _ready(con, run, day)
    now = [
        runs.content(con, one, day, runs.next_number(con, day, at_))
        for at_, one in enumerate(there)
    ]
    if now != [one.content for one in rendered]:
        raise Moved
    documents: list[int] = []
    entries: list[int] = []
    for letter, one in zip(there, rendered, strict=True):
        documents.append(_write(unit, letter, one, at))
        entries += _post(unit, letter, one.content)
    row = unit.get_one(RunRow, run)
    row.state, row.issued = RunState.ISSUED, at
    unit.put(row)
    if entries:
        seal_entries(unit, entries)
    unit.final = FINAL
    numbers = tuple(one.content.number for one in rendered)
    return IssuedRun(run, numbers, tuple(documents), tuple(entries))


def _ready(con: sqlite3.Connection, run: int, day: date) -> list[Letter]:
    """The letters that go out, if the run is reviewed and still right."""
    there = runs.run(con, run)
    if there.state is RunState.ISSUED:
        raise Refused(N_("Run {number} is issued: its letters stay."), number=run)
    if there.state is not RunState.REVIEWED:
        raise Refused(N_("The run is not reviewed yet."), hint=N_("Review the proposal first."))
    if runs.renewal(day, there.day):
        raise Refused(
            N_("The run of {day} is too old to be issued."), day=there.day.isoformat(),
            hint=N_("Discard it and propose the reminders anew."),
        )  # fmt: skip
    chosen = [one for one in runs.letters(con, run_id=run) if one.chosen]
    for one in chosen:
        wrong = runs.still_right(con, one, day)
        if wrong:
            raise Refused(
                N_("{document} of {name} changed since the proposal."), document=wrong,
                name=one.name, hint=N_("Discard the run and propose the reminders anew."),
            )  # fmt: skip
    return chosen


def _write(unit: Unit, letter: Letter, one: Rendered, at: datetime) -> int:
    content = one.content
    data = DocumentInput(
        kind=DocumentKind(content.kind), day=content.day, ref=f"receivables:{letter.id}",
        partner=letter.partner if letter.partner.startswith("contacts:") else "",
        number=content.number, language="en" if content.language == "en" else "de",
    )  # fmt: skip
    document = store_document(unit, data, one.pdf, issued=at)
    for line in content.items:
        unit.insert(
            RemindedRow, item=line.item, level=line.level, day=content.day,
            deadline=content.deadline, letter=letter.id,
        )  # fmt: skip
    row = unit.get_one(LetterRow, letter.id)
    row.number, row.document, row.deadline = content.number, document, content.deadline
    row.mail, row.issued = mail(content), at
    unit.put(row)
    return document


def _post(unit: Unit, letter: Letter, content: Content) -> tuple[int, ...]:
    """Claims that are asked for become an item of their own in the books."""
    kept = [one for one in letter.claims if one.decision is Decision.KEEP]
    if not kept:
        return ()
    event = charge_event(
        letter.partner, content.number, content.day, [(one.kind, one.document, one.cents)
                                                      for one in kept]
    )  # fmt: skip
    event = event.model_copy(update={"due": content.deadline, "source": f"receivables:{letter.id}"})
    posted = post_event(unit, event)
    for one in kept:
        row = unit.get_one(ClaimRow, one.id)
        row.charge = posted.items[0]
        unit.put(row)
    return posted.entries


def charge_event(
    partner: str, document: str, day: date, claims: Sequence[tuple[ClaimKind, str, int]]
) -> events.Charge:
    """The event of the ledger for claims: kind, document they belong to, cents."""
    return events.Charge(
        day=day, partner=partner.removeprefix("account:"), document=document,
        text="Zinsen und Kosten",
        lines=[
            events.Amount(account=ACCOUNTS[kind], net=cents, text=f"{_TEXTS[kind]} {name}")
            for kind, name, cents in claims
        ],
    )  # fmt: skip

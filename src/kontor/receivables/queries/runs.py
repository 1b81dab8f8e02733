"""Runs, their letters and lines, and the letter in words before it is printed."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from typing import NamedTuple

from kontor.base.errors import NotFound
from kontor.base.i18n import N_
from kontor.company import queries as company
from kontor.company.numbering import highest, number_frame
from kontor.contacts.kinds import CustomerKind
from kontor.contacts.queries import contact as find_contact
from kontor.documents.layout import figures
from kontor.documents.layout.words import words
from kontor.documents.letterhead import giro, sender, style
from kontor.documents.letters import recipient, salutation
from kontor.documents.queries import document_text
from kontor.documents.texts import fill
from kontor.receivables.kinds import Channel, ClaimKind, Decision, LeftOut, ProposedLine, RunState
from kontor.receivables.queries import claims as claims_of
from kontor.receivables.queries import debtors, settings
from kontor.receivables.queries.claims import Claim
from kontor.receivables.rules.interest import Step
from kontor.receivables.rules.letter import Content, LetterClaim, LetterItem, total
from kontor.receivables.rules.proposal import judge

_PURPOSE = 140  # as long as a transfer allows
_RUNS = (
    "SELECT r.id,r.day,r.state,r.issued,"
    " (SELECT count(*) FROM reminder_letter l WHERE l.run=r.id AND l.chosen=1),"
    " (SELECT ifnull(sum(n.cents),0) FROM reminder_letter l JOIN reminder_line n ON n.letter=l.id"
    "   WHERE l.run=r.id AND l.chosen=1),"
    " (SELECT count(*) FROM left_out o WHERE o.run=r.id) FROM reminder_run r"
)
_LETTERS = (
    "SELECT l.id,l.run,l.partner,l.customer_kind,l.level,l.deadline,l.channel,l.credit,l.chosen,"
    "l.why,l.number,l.document,l.issued,r.day,r.state FROM reminder_letter l"
    " JOIN reminder_run r ON r.id=l.run"
)
_LINES = (
    "SELECT n.item,i.document,i.kind,i.day,n.due,n.level,n.cents FROM reminder_line n"
    " JOIN item i ON i.id=n.item WHERE n.letter=? ORDER BY n.due,n.id"
)


class Run(NamedTuple):
    """A run with its figures."""

    id: int
    day: date
    state: RunState
    issued: str | None
    letters: int
    cents: int
    left_out: int


class Letter(NamedTuple):
    """A letter of a run with lines and claims."""

    id: int
    run: int
    partner: str
    name: str
    customer_kind: CustomerKind
    level: int
    deadline: date
    channel: Channel
    credit: int
    chosen: bool
    why: str
    number: str | None
    document: int | None
    issued: str | None
    day: date
    state: RunState
    lines: tuple[LetterItem, ...]
    claims: tuple[Claim, ...]

    @property
    def principal(self) -> int:
        """Sum of the items."""
        return sum(line.cents for line in self.lines)

    @property
    def undecided(self) -> int:
        """How many claims wait for a decision."""
        return sum(one.decision is Decision.OPEN for one in self.claims)

    @property
    def kept(self) -> int:
        """Sum of the claims that are asked for."""
        return sum(one.cents for one in self.claims if one.decision is Decision.KEEP)

    @property
    def asked(self) -> int:
        """Sum of the claims that are proposed and not waived."""
        return sum(one.cents for one in self.claims if one.decision is not Decision.WAIVE)


class OmittedRow(NamedTuple):
    """An item that a run left out."""

    partner: str
    name: str
    item: int
    document: str
    cents: int
    reason: LeftOut
    detail: str


def runs(con: sqlite3.Connection, *, limit: int = 50) -> list[Run]:
    """Runs, newest first."""
    rows = con.execute(f"{_RUNS} ORDER BY r.id DESC LIMIT ?", (limit,)).fetchall()
    return [_run(row) for row in rows]


def run(con: sqlite3.Connection, key: int) -> Run:
    """One run.

    Raises:
        NotFound: there is none.
    """
    row = con.execute(f"{_RUNS} WHERE r.id=?", (key,)).fetchone()
    if row is None:
        raise NotFound(N_("There is no reminder run {number}."), number=key)
    return _run(row)


def open_run(con: sqlite3.Connection) -> Run | None:
    """The run that is not issued yet; there is one at most."""
    row = con.execute(f"{_RUNS} WHERE r.state<>'issued' ORDER BY r.id DESC LIMIT 1").fetchone()
    return _run(row) if row else None


def _run(row: tuple[object, ...]) -> Run:
    values = Run._make(row)
    return values._replace(
        day=date.fromisoformat(str(values.day)), state=RunState(str(values.state))
    )


def letters(
    con: sqlite3.Connection, *, run_id: int | None = None, partner: str | None = None
) -> list[Letter]:
    """Letters of a run or of a debtor, in the order of their making."""
    rows = con.execute(
        f"{_LETTERS} WHERE (?1 IS NULL OR l.run=?1) AND (?2 IS NULL OR l.partner=?2) ORDER BY l.id",
        (run_id, partner),
    ).fetchall()
    return [_letter(con, row) for row in rows]


def reminder(con: sqlite3.Connection, key: int) -> Letter:
    """One letter.

    Raises:
        NotFound: there is none.
    """
    row = con.execute(f"{_LETTERS} WHERE l.id=?", (key,)).fetchone()
    if row is None:
        raise NotFound(N_("There is no reminder {number}."), number=key)
    return _letter(con, row)


def _letter(con: sqlite3.Connection, row: tuple[object, ...]) -> Letter:
    key, run_id, partner, kind, level, deadline, channel, credit, chosen, why = row[:10]
    number, document, issued, day, state = row[10:]
    lines = tuple(
        LetterItem(
            one[0], one[1], one[2], date.fromisoformat(one[3]), date.fromisoformat(one[4]), *one[5:]
        )
        for one in con.execute(_LINES, (key,)).fetchall()
    )
    return Letter._make(
        (
            key, run_id, partner, debtors.who(con, str(partner)).name, CustomerKind(str(kind)),
            level, date.fromisoformat(str(deadline)), Channel(str(channel)), credit, bool(chosen),
            why, number, document, issued, date.fromisoformat(str(day)), RunState(str(state)),
            lines, tuple(claims_of.claims(con, letter=int(str(key)))),
        )
    )  # fmt: skip


def mail_of(con: sqlite3.Connection, key: int) -> str:
    """The text of the mail that goes with an issued letter; empty before."""
    row = con.execute("SELECT mail FROM reminder_letter WHERE id=?", (key,)).fetchone()
    return row[0] or "" if row else ""


def omitted(con: sqlite3.Connection, run_id: int) -> list[OmittedRow]:
    """What a run left out, by debtor."""
    rows = con.execute(
        "SELECT o.partner,o.item,i.document,o.cents,o.reason,o.detail FROM left_out o"
        " JOIN item i ON i.id=o.item WHERE o.run=? ORDER BY o.partner,i.day,i.id",
        (run_id,),
    ).fetchall()
    return [
        OmittedRow._make(
            (row[0], debtors.who(con, row[0]).name, *row[1:4], LeftOut(row[4]), row[5])
        )
        for row in rows
    ]


def next_number(con: sqlite3.Connection, day: date, skip: int = 0) -> str:
    """The number that the next reminder gets; `skip` numbers are taken by letters before it."""
    pattern = company.number_range(con, "reminder", day).pattern
    before, _after = number_frame(pattern, day)
    used = con.execute(
        "SELECT number FROM reminder_letter WHERE number>=?1 AND number<?1||char(1114111)"
        " UNION SELECT document FROM item WHERE document>=?1 AND document<?1||char(1114111)"
        " UNION SELECT document FROM entry WHERE document>=?1 AND document<?1||char(1114111)",
        (before,),
    ).fetchall()
    last = highest(pattern, day, (row[0] for row in used))
    first = company.number_range(con, "reminder", day).first
    return company.next_number(con, "reminder", day, max(last, first - 1) + skip)


def content(
    con: sqlite3.Connection, one: Letter, day: date, number: str, *, proposed: bool = False
) -> Content:
    """What a letter says on a day; with `proposed` claims that wait for a decision count too."""
    who = find_contact(con, int(one.partner[9:])) if one.partner.startswith("contacts:") else None
    language = "en" if who and who.language == "en" else "de"
    plan = settings.plans(con, one.day)[one.customer_kind]
    level = plan.level(one.level)
    kind = level.text if level else "reminder"
    deadline = day + (one.deadline - one.day)
    wanted = {Decision.KEEP, Decision.OPEN} if proposed else {Decision.KEEP}
    asked = tuple(_claim(con, claim) for claim in one.claims if claim.decision in wanted)
    sums = total(one.lines, asked, one.credit)
    values = {
        "date": figures.day(_before(con, one) or one.lines[0].due, language),
        "amount": figures.amount(sums, language),
        "deadline": figures.day(deadline, language),
        "number": number,
        "firm": company.firm(con).name,
        "name": one.name,
        "level": str(one.level),
    }
    head = sender(con, day, language)
    word = words(language)
    until = max((claim.last for claim in one.claims if claim.last), default=day)
    return Content(
        one.id, number, day, language, kind, deadline, one.channel, head,
        recipient(who) if who else (one.name,),
        (who.customer_number or "") if who else one.partner.partition(":")[2],
        salutation(who, language) if who else f"{word['dear_all']},",
        fill(document_text(con, kind, language, "intro"), values, language),
        fill(document_text(con, kind, language, "closing"), values, language),
        word["regards"], company.firm(con).owner or head.name,
        one.lines, one.credit, asked, until,
        giro(con, sums, _purpose(one, number)), style(con),
    )  # fmt: skip


def _purpose(one: Letter, number: str) -> str:
    """What the debtor writes on the transfer: the documents, so that the bank line finds them."""
    text = " ".join([*(line.document for line in one.lines), number])
    return text if len(text) <= _PURPOSE else f"{one.lines[0].document} {number}"


def _claim(con: sqlite3.Connection, one: Claim) -> LetterClaim:
    steps: tuple[Step, ...] = ()
    if one.kind is ClaimKind.INTEREST and one.first and one.last:
        account = claims_of.interest_of(con, one.item, one.last)
        steps = account.interest.steps if account.interest.cents == one.cents else ()
    return LetterClaim(one.kind, one.document, one.cents, steps)


def _before(con: sqlite3.Connection, one: Letter) -> date | None:
    """Day of the last reminder before this one."""
    days = [
        found.day
        for line in one.lines
        for found in [debtors.reminder_before(con, line.item, line.level)]
        if found
    ]
    return max(days, default=None)


def still_right(con: sqlite3.Connection, one: Letter, day: date) -> str:
    """The first document whose reminder is no longer right: paid, blocked, disputed since."""
    plan = settings.plans(con, one.day)[one.customer_kind]
    there = debtors.debtors(con, day, partner=one.partner, run=one.run)
    facts = {item.item.id: item for debtor in there for item in debtor.items}
    for line in one.lines:
        known = facts.get(line.item)
        found = judge(known, plan, day) if known else None
        if not isinstance(found, ProposedLine) or (found.cents, found.level) != (
            line.cents, line.level,
        ):  # fmt: skip
            return line.document
    if sum(debtor.credit for debtor in there) != one.credit:
        return one.lines[0].document
    return ""


def renewal(day: date, run_day: date, days: int = 14) -> bool:
    """Whether a run is too old to be issued as it is."""
    return day < run_day or day > run_day + timedelta(days=days)

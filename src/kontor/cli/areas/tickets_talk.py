"""Commands for what is said and written in cases: notes, mails, files, texts, times."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontor.base.errors import Exit
from kontor.base.i18n import N_, _
from kontor.cli.areas.tickets_shared import TICKET, key_of, model_of
from kontor.cli.commands import Command, arg, opt
from kontor.cli.models import read_bytes, write_new
from kontor.cli.output import Column, Table, records
from kontor.tickets.words import CAUSES, KINDS

if TYPE_CHECKING:
    from kontor.cli.call import Call

_STATUS = {
    "new": N_("new case"), "answer": N_("answer"), "known": N_("known"), "bad": N_("not readable"),
}  # fmt: skip
_MAILS = (
    Column("place", N_("Place"), "code"),
    Column("name", N_("Name")),
    Column("subject", N_("Subject")),
    Column("status", N_("Result"), "code", _STATUS),
    Column("ticket", N_("Case"), "int"),
    Column("findings", N_("Remarks")),
)
_LEVELS = (
    Column("kind", N_("Kind"), "code", KINDS),
    Column("valid_from", N_("Valid from"), "day"),
    Column("respond", N_("Answer within minutes"), "int"),
    Column("solve", N_("Solve within minutes"), "int"),
    Column("source", N_("Source"), "code"),
)
_FIGURES = (
    Column("pieces", N_("Cases"), "int"),
    Column("solved", N_("Solved"), "int"),
    Column("first_answer", N_("Answer, minutes"), "int"),
    Column("solution", N_("Solution, minutes"), "int"),
    Column("reopened", N_("Taken up again"), "int"),
    Column("kept", N_("In time"), "rate"),
    Column("cost", N_("Cost"), "money"),
    Column("warranty", N_("Warranty"), "money"),
    Column("warranty_share", N_("of cost"), "rate"),
    Column("goodwill", N_("Goodwill"), "money"),
    Column("satisfaction", N_("Satisfaction"), "rate"),
)


def note(call: Call, *, ticket: str, data: Any) -> None:
    """Write down what was said."""
    from kontor.base.dates import now_utc
    from kontor.tickets.service.talking import add_note

    with call.store() as store:
        changed = call.run(store, add_note, key_of(store, ticket), data, now_utc())
        call.done(changed, note=changed.value)


def drop_note(call: Call, *, note: int) -> None:
    """Delete an own note."""
    from kontor.tickets.service import talking

    with call.store() as store:
        call.done(call.run(store, talking.drop_note, note))


def attach(call: Call, *, ticket: str, files: list[Path]) -> None:
    """Keep files in a case."""
    from kontor.base.dates import now_utc
    from kontor.tickets.formats.mails import read_mails
    from kontor.tickets.service.mails import put_mail
    from kontor.tickets.service.talking import add_file

    with call.store() as store:
        key = key_of(store, ticket)
        for path in files:
            if path.suffix.lower() == ".eml":
                (mail,) = read_mails(read_bytes(path), path.name)
                changed = call.run(store, put_mail, key, mail, now_utc())
                call.done(changed, ticket=changed.value)
                continue
            changed = call.run(store, add_file, key, path.name, read_bytes(path), now_utc())
            call.done(changed, file=changed.value)


def save(call: Call, *, number: int, to: Path) -> None:
    """Write a file of a case to a place."""
    from kontor.tickets.queries.tickets import file_content

    with call.read() as con:
        name, content = file_content(con, number)
    path = to / name if to.is_dir() else to
    write_new(path, content)
    call.say(str(path))


def mails(call: Call, *, files: list[Path], dry_run: bool) -> int | None:
    """Take mails into cases."""
    from kontor.base.dates import now_utc
    from kontor.tickets.formats.mails import read_mails
    from kontor.tickets.service.mails import plan_mails, take_mails

    found = [mail for path in files for mail in read_mails(read_bytes(path), path.name)]
    step = None
    if dry_run:
        with call.read() as con:
            done = plan_mails(con, found)
    else:
        with call.store() as store:
            changed = call.run(store, take_mails, found, now_utc())
        done, step = changed.value, changed.step
    rows = [
        (one.mail.place, one.mail.name or one.mail.address, one.mail.subject, one.status.value,
         one.ticket, "; ".join(finding.text for finding in one.mail.findings))
        for one in done
    ]  # fmt: skip
    table = Table(_MAILS, rows, empty=N_("The file holds no mail."))
    call.show(table, data={"step": step, "rows": records(table)})
    return Exit.FINDINGS if any(row[3] == "bad" for row in rows) else None


def rate(call: Call, *, ticket: str, data: Any) -> None:
    """Note how satisfied the customer was."""
    from kontor.tickets.service import talking

    with call.store() as store:
        call.done(call.run(store, talking.rate_ticket, key_of(store, ticket), data))


def figures(call: Call, *, start: date | None, end: date | None, by: str) -> None:
    """How fast, how often again, what it cost."""
    from kontor.base.dates import add_months
    from kontor.tickets.queries import figures as query

    last = end or call.today
    first = start or add_months(last, -12)
    with call.read() as con:
        whole = query.figures(con, first, last)
        parts = query.by(con, by, first, last)
    rows = [(*one[:8], one.warranty, one.warranty_share, one.goodwill, one.satisfaction)
            for one in parts]  # fmt: skip
    total = (_("Sum"), *whole[1:8], whole.warranty, whole.warranty_share, whole.goodwill,
             whole.satisfaction)  # fmt: skip
    words = {"kind": KINDS, "cause": CAUSES}.get(by)
    columns = (Column("name", N_("Name"), "code", words), *_FIGURES)
    call.show(Table(columns, rows, total=total if rows else (), empty=N_("No case came in.")))


def levels(call: Call) -> None:
    """Times to the answer and the solution."""
    from kontor.tickets.queries.settings import levels as query

    with call.read() as con:
        rows = [tuple(one) for one in query(con, call.today)]
    call.show(Table(_LEVELS, rows))
    if call.format == "table":
        call.say(_("“usual”: proposals of the trade, no law; set your own with set-level."))


def set_level(call: Call, *, data: Any) -> None:
    """Set own times of a kind."""
    from kontor.tickets.service import talking

    with call.store() as store:
        call.done(call.run(store, talking.set_level, data))


def drop_level(call: Call, *, kind: str, day: date) -> None:
    """Remove own times."""
    from kontor.tickets.kinds import TicketKind
    from kontor.tickets.service import talking

    with call.store() as store:
        call.done(call.run(store, talking.drop_level, TicketKind(kind), day))


COMMANDS: tuple[Command, ...] = (
    Command("note", note, N_("write down what was said or written"), (TICKET,),
            model=model_of("NoteInput"), writes=True),
    Command("drop-note", drop_note, N_("delete a note of one's own"), (
        arg("note", N_("id of the note"), "int"),
    ), writes=True),
    Command("attach", attach, N_("keep photos and other files in a case; mails with their text"), (
        TICKET, arg("files", N_("files"), "path", many=True, required=True),
    ), writes=True),
    Command("save", save, N_("write a file of a case to a place"), (
        arg("number", N_("id of the file"), "int"), arg("to", N_("file or folder"), "path"),
    ), output=False),
    Command("mails", mails, N_("take mails: answers to their case, others open one"), (
        arg("files", N_("files: .eml, .mbox"), "path", many=True, required=True),
        opt("dry_run", N_("only show what each mail would do"), "flag"),
    ), writes=True),
    Command("rate", rate, N_("how satisfied the customer was, 1 to 5"), (TICKET,),
            model=model_of("RatingInput"), writes=True),
    Command("figures", figures, N_("how fast, how often again, what it cost and who bore it"), (
        opt("start", N_("first day; default a year ago"), "day"),
        opt("end", N_("last day; default today"), "day"),
        opt("by", N_("by what"), choices=("kind", "cause", "owner", "product"), default="kind"),
    )),
    Command("levels", levels, N_("times to the first answer and the solution, by kind")),
    Command("set-level", set_level, N_("set own times of a kind from a day on"),
            model=model_of("LevelInput"), writes=True),
    Command("drop-level", drop_level, N_("remove own times of a kind"), (
        arg("kind", N_("kind of case"), choices=tuple(KINDS)),
        arg("day", N_("day from which they hold"), "day"),
    ), writes=True),
)  # fmt: skip

"""Commands for what goes out of cases: texts that are often needed, mails, letters."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontor.base.errors import InputError, Refused
from kontor.base.i18n import N_
from kontor.cli.areas.tickets_shared import TICKET, key_of, model_of
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table
from kontor.tickets.words import KINDS

if TYPE_CHECKING:
    from kontor.cli.call import Call

_ANSWERS = (
    Column("id", N_("Id"), "int"),
    Column("name", N_("Name")),
    Column("language", N_("Language"), "code"),
    Column("kind", N_("Kind"), "code", KINDS),
    Column("subject", N_("Subject")),
    Column("text", N_("Text")),
    Column("valid_from", N_("Valid from"), "day"),
    Column("source", N_("Source"), "code"),
)


def answers(call: Call, *, language: str) -> None:
    """Texts that are often needed."""
    from kontor.tickets.queries.settings import answers as query

    with call.read() as con:
        rows = [tuple(one) for one in query(con, call.today, language=language)]
    call.show(Table(_ANSWERS, rows, empty=N_("No text is kept yet.")))


def keep_answer(call: Call, *, data: Any) -> None:
    """Keep a text."""
    from kontor.tickets.service import answers as service

    with call.store() as store:
        changed = call.run(store, service.keep_answer, data)
        call.done(changed, answer=changed.value)


def drop_answer(call: Call, *, answer: int) -> None:
    """Remove a text."""
    from kontor.tickets.service import answers as service

    with call.store() as store:
        call.done(call.run(store, service.drop_answer, answer))


def text(call: Call, *, ticket: str, name: str, to: str, language: str) -> None:
    """A text, filled in for a case."""
    from kontor.base.text import fold
    from kontor.tickets.queries import answering
    from kontor.tickets.queries.settings import answers as query
    from kontor.tickets.queries.tickets import find

    with call.read() as con:
        one = find(con, ticket)
        who = _addressee(con, one, to)
        code = language or who.language
        found = [text for text in query(con, call.today) if fold(text.name) == fold(name)]
        if not found:
            raise InputError(N_("There is no text “{name}”."), name=name, field="name")
        chosen = next((text for text in found if text.language == code), found[0])
        code = chosen.language
        values = {
            "to": who.mail,
            "subject": answering.filled(
                con, chosen.subject, one, who, language=code, today=call.today
            ),
            "text": answering.filled(con, chosen.text, one, who, language=code, today=call.today),
        }
    call.show(Table((Column("text", N_("Text")),), [(values["text"],)]), data=values)


def mail(call: Call, *, ticket: str, data: Any, output: Path | None) -> None:
    """Write a mail."""
    from kontor.base.dates import now_utc
    from kontor.tickets.queries.tickets import file_content
    from kontor.tickets.service.writing import write_mail

    with call.store() as store:
        changed = call.run(store, write_mail, key_of(store, ticket), data, now_utc())
        with store.read() as con:
            name, content = file_content(con, changed.value)
    _write(output, name, content)
    call.done(changed, file=changed.value)


def letter(call: Call, *, ticket: str, data: Any, output: Path | None) -> None:
    """Write a letter: PDF, archived as it goes out."""
    from kontor.base.dates import now_utc
    from kontor.documents.layout.render import check_page, render_pdf
    from kontor.documents.letters import letter_page
    from kontor.documents.model import LetterInput
    from kontor.tickets.queries.tickets import find
    from kontor.tickets.service.writing import write_letter

    with call.store() as store:
        with store.read() as con:
            one = find(con, ticket)
            who = _addressee(con, one, data.to)
            if who.contact is None:
                raise Refused(
                    N_("A letter goes to a contact, and this case names none."),
                    hint=N_("Name the customer in the case first."),
                )
            values = data.model_dump(exclude={"to"})
            whole = LetterInput(
                partner=f"contacts:{who.contact}", language=who.language, ref=one.ref, **values
            )
            page = letter_page(con, whole, call.today)
        for fault in check_page(page):
            raise Refused(fault.message, hint=fault.remedy, field=fault.field, **dict(fault.values))
        pdf = render_pdf(page)
        changed = call.run(store, write_letter, one.id, whole, (page, pdf), now_utc())
    _write(output, f"{one.number}.pdf", pdf)
    call.done(changed, document=changed.value)


def _addressee(con: Any, one: Any, to: str) -> Any:
    from kontor.tickets.queries.answering import claimed_from, customer

    found = customer(con, one) if to == "customer" else claimed_from(con, one)
    if found is None:
        raise Refused(
            N_("Nothing is claimed from anybody in this case."),
            hint=N_("Note supplier or subcontractor with claim first."),
        )
    return found


def _write(output: Path | None, name: str, content: bytes) -> None:
    if output is not None:
        with (output / name if output.is_dir() else output).open("xb") as file:
            file.write(content)


_TO = opt("to", N_("to whom"), choices=("customer", "claim"), default="customer")
_OUTPUT = opt("output", N_("file or folder to write it to as well"), "path")
COMMANDS: tuple[Command, ...] = (
    Command("answers", answers, N_("texts that are often needed"), (
        opt("language", N_("only this language"), choices=("de", "en"), default=""),
    )),
    Command("keep-answer", keep_answer, N_("keep a text that is often needed, from a day on"),
            model=model_of("AnswerInput"), writes=True),
    Command("drop-answer", drop_answer, N_("remove such a text"), (
        arg("answer", N_("id of the text"), "int"),
    ), writes=True),
    Command("text", text, N_("such a text, filled in for a case"), (
        TICKET, arg("name", N_("name of the text")), _TO,
        opt("language", N_("language; default: that of the addressee"), choices=("de", "en"),
            default=""),
    )),
    Command("mail", mail, N_("write a mail out of a case: .eml with its number in the subject"),
            (TICKET, _OUTPUT), model=model_of("MailInput"), writes=True),
    Command("letter", letter, N_("write a letter out of a case: PDF, archived as it goes out"),
            (TICKET, _OUTPUT), model=model_of("CaseLetterInput"), writes=True),
)  # fmt: skip

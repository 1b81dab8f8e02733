"""Texts that are often needed in cases: what came along and what the firm wrote, with a form."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar, cast

from kontor.base.dates import format_day
from kontor.base.errors import Finding, InputError, Severity
from kontor.base.i18n import N_, _, language
from kontor.base.text import fold
from kontor.documents.sample import sampled
from kontor.documents.texts import check_text, placeholders
from kontor.tickets.kinds import TicketKind
from kontor.tickets.queries.settings import Answer, answers, own_answers, shipped_answers
from kontor.tickets.words import KINDS, PLACEHOLDERS
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.screens.documents.beside import BesideForm
from kontor.tui.screens.input_form import made
from kontor.tui.screens.listing import ListScreen
from kontor.tui.screens.tickets.names import BROUGHT, LATER, ORIGINS, OWN
from kontor.tui.sheet import Block, Facts, Head, Note, lay_out_sheet
from kontor.tui.sources import MemorySource
from kontor.tui.text import Part
from kontor.tui.widgets.columns import Column, Kind
from kontor.tui.widgets.fields import Choice, Field
from kontor.tui.widgets.form import AreaEditor

LANGUAGES = {"de": N_("German"), "en": N_("English")}
_LENGTH = 20_000


def explained(code: str) -> list[tuple[str, str]]:
    """The placeholders that a case fills in, as they are written, and what comes in their place."""
    names = {key: name for name, key in placeholders(code).items()}
    return [(f"{{{names[key]}}}", _(said)) for key, said in PLACEHOLDERS.items()]


def strange(text: str, code: str) -> list[str]:
    """Placeholders that exist, but that no case knows: they stay for the hand."""
    known = {name for name, _said in explained(code)}
    return [f"{{{name}}}" for name in placeholders(code)
            if f"{{{name}}}" in text and f"{{{name}}}" not in known]  # fmt: skip


def findings(field: str, text: str, code: str) -> list[Finding]:
    """What is wrong with placeholders, and in which line."""
    found = []
    for one in check_text(text, code):
        values = dict(one.values)
        place = text.find(str(values.get("name", "")))
        line = text.count("\n", 0, place) + 1 if place >= 0 else 1
        found.append(
            Finding(one.code, field, N_("Line {line}: {said}"), one.remedy, Severity.ERROR,
                    (*one.values, ("line", line), ("said", one.text)), field)
        )  # fmt: skip
    return found


def read_as(text: str, day: date, code: str) -> str:
    """A text with something in place of every placeholder; what is wrong with it otherwise."""
    wrong = findings("text", text, code)
    return wrong[0].text if wrong else sampled(text, day, code)


def placeholder_note(code: str) -> Facts:
    """All placeholders and what they stand for."""
    return Facts(*explained(code), title=N_("Placeholders"))


def listed(con: sqlite3.Connection, today: date, code: str) -> list[Answer]:
    """The texts of a language by name; those that hold from a later day behind the others."""
    later = [one for one in own_answers(con) if one.valid_from > today and one.language == code]
    found = [*answers(con, today, language=code), *later]
    return sorted(found, key=lambda one: (fold(one.name), one.valid_from))


def state_of(one: Answer, today: date) -> str:
    """Where a text is from, or that its day is still to come."""
    if one.valid_from > today:
        return LATER
    return OWN if one.own else BROUGHT


def text_blocks(one: Answer, today: date) -> list[Block]:
    """The text, what it reads like, what the placeholders stand for."""
    blocks: list[Block] = [
        Head(kind_word(one), one.name, ORIGINS[state_of(one, today)]),
        Facts((N_("Subject"), one.subject), (N_("Valid from"), _since(one)),
              (N_("Source"), "" if one.source == "usual" else one.source)),
        Note(N_("Text"), one.text),
    ]  # fmt: skip
    if "{" in one.text:
        blocks.append(Note(N_("Reads like"), read_as(one.text, today, one.language)))
    if one.own and (came := brought(one)) is not None:
        blocks.append(Note(N_("The text that came along"), came.text))
    return [*blocks, placeholder_note(one.language)]


class TextSteps(BaseScreen):
    """What can be done with a text; `the_text` is the one that the keys mean."""

    CANCEL = N_("Remove")

    code: str

    def the_text(self) -> Answer | None:
        """The text."""
        raise NotImplementedError

    def why_not(self, name: str) -> str:
        """There has to be one, and only own ones can be removed."""
        if name in {"record.edit", "record.cancel", "record.copy"}:
            one = self.the_text()
            if one is None:
                return _("No text is chosen.")
            if name == "record.cancel" and not one.own:
                return _("This text came along: changed, yours takes its place.")
        return super().why_not(name)

    def do_record_new(self) -> None:
        """A new one."""
        self.app.push_screen(TextForm(self.code))

    def do_record_edit(self) -> None:
        """Change it; one that came along gets an own one in its place."""
        if (one := self.the_text()) is not None:
            self.app.push_screen(TextForm(self.code, one))

    def do_record_copy(self) -> None:
        """A new one that begins with this text."""
        if (one := self.the_text()) is not None:
            self.app.push_screen(TextForm(self.code, one, copy=True))

    def do_record_cancel(self) -> None:
        """Remove an own one."""
        from kontor.tickets.service.answers import drop_answer

        if (one := self.the_text()) is not None:
            self.kontor.run_case(drop_answer, one.id)


class OwnTextsScreen(TextSteps, ListScreen):
    """The texts in force in one language; own ones take the place of those that came along."""

    NAME, TITLE, LETTER = "tickets.texts", N_("Texts"), "x"
    HANDBOOK = "tickets#own-texts"
    HINTS = ("record.new", "record.edit", "record.cancel", "letterhead.language")
    COLUMNS = (
        Column(N_("Name"), Kind.NAME, 26, grow=1, least=24),
        Column(N_("Offered for"), Kind.TEXT, 15, priority=2, least=14),
        Column(N_("Subject"), Kind.TEXT, 22, grow=1, priority=4, least=16),
        Column(N_("Text"), Kind.TEXT, 30, grow=3, priority=3, least=16),
        Column(N_("Origin"), Kind.STATE, 15, states=ORIGINS, least=14),
    )
    SORTS: ClassVar[dict[str, str]] = {
        "0": N_("Name"), "1": N_("Offered for"), "4": N_("Origin"),
    }  # fmt: skip
    SAVED: ClassVar[tuple[tuple[str, str], ...]] = ((N_("Own texts"), N_("own")),)
    EMPTY = N_("No text is kept yet.")
    EMPTY_HINTS = ("record.new",)

    def __init__(self) -> None:
        super().__init__()
        self.code = language()
        self.found: list[Answer] = []

    def crumb(self) -> str:
        """The view, with the language of its texts."""
        return f"{_(self.TITLE)} · {_(LANGUAGES[self.code])}"

    def source(self) -> Source:
        """By name."""
        today = self.kontor.today()
        with self.kontor.store.read() as con:
            self.found = listed(con, today, self.code)
        rows = []
        for at, one in enumerate(self.found, 1):
            state = state_of(one, today)
            cells = (one.name, kind_word(one), one.subject, " ".join(one.text.split()), state)
            rows.append(Row(at, (at,), cells, state))
        return MemorySource(rows)

    def the_text(self) -> Answer | None:
        """The one under the cursor."""
        return self.found[self.row.id - 1] if self.row is not None else None

    def preview(self, row: Row) -> Sequence[Block]:
        """The sheet."""
        return text_blocks(self.found[row.id - 1], self.kontor.today())

    def detail(self, row: Row) -> BaseScreen:
        """The whole text."""
        return TextScreen(row.id, self.found)

    def do_letterhead_language(self) -> None:
        """The other language."""
        self.code = "en" if self.code == "de" else "de"
        self.requery()


class TextScreen(TextSteps, DetailScreen):
    """One text; `record` is its place in the list below."""

    NAME, HANDBOOK = "tickets.onetext", "tickets#own-texts"
    HINTS = ("record.edit", "record.cancel", "record.copy", "record.next")

    def __init__(self, record: int, found: Sequence[Answer]) -> None:
        super().__init__(record)
        self.found, self.code = tuple(found), found[record - 1].language

    def crumb(self) -> str:
        """Its name."""
        return self.data.name if self.data else "?"

    def load(self) -> Answer | None:
        """Read it again: the own text, or what holds under its name by now."""
        was = self.found[self.record - 1]
        with self.kontor.store.read() as con:
            there = listed(con, self.kontor.today(), self.code)
        same = [one for one in there if one.own and one.id == was.id]
        return next(iter(same or (one for one in there if fold(one.name) == fold(was.name))), None)

    def blocks(self) -> Sequence[Block]:
        """The sheet."""
        return text_blocks(self.data, self.kontor.today())

    def the_text(self) -> Answer | None:
        """This one."""
        return cast("Answer | None", self.data)


def kind_word(one: Answer) -> str:
    """For which cases it is offered."""
    return _(KINDS[TicketKind(one.kind)]) if one.kind else _("all cases")


def brought(one: Answer) -> Answer | None:
    """The text that came along under the same name."""
    return next(
        (came for came in shipped_answers()
         if came.language == one.language and fold(came.name) == fold(one.name)), None,
    )  # fmt: skip


def _since(one: Answer) -> str:
    return format_day(one.valid_from) if one.valid_from.year > 2000 else ""


class TextForm(BesideForm):
    """One text, with what it reads like beside it."""

    NAME, HANDBOOK = "tickets.text", "tickets#own-texts"
    HINTS: ClassVar[tuple[str, ...]] = ("form.save", "text.placeholder", "screen.back")

    def __init__(self, code: str, one: Answer | None = None, *, copy: bool = False) -> None:
        super().__init__()
        self.code, self.one, self.copy = code, one, copy

    def crumb(self) -> str:
        """Its name."""
        new = self.one is None or self.copy
        return _("New text") if new else self.one.name if self.one else ""

    def draft_key(self) -> str:
        """The text."""
        name = self.one.name if self.one is not None and not self.copy else ""
        return f"tickets.text:{self.code}:{name}"

    def fields(self) -> Sequence[Field]:
        """Name, when it is offered, subject, text."""
        kinds = tuple(Choice(str(kind), KINDS[kind]) for kind in TicketKind)
        return (
            Field("name", N_("Name"), required=True, limit=60,
                  help=N_("as it stands in the list of texts")),
            Field("kind", N_("Offered for"), "choice", choices=kinds,
                  help=N_("empty: for all cases")),
            Field("subject", N_("Subject"), limit=120,
                  help=N_("of the mail; empty: what the case is about")),
            Field("text", N_("Text"), "multiline", required=True, limit=_LENGTH,
                  help=N_("without greeting and regards; F7 puts in a placeholder")),
            Field("valid_from", N_("Valid from"), "date", help=N_("empty: always")),
        )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """The text as it is."""
        one = self.one
        if one is None:
            return {}
        since = one.valid_from if _since(one) and not self.copy else None
        return {
            "name": "" if self.copy else one.name, "kind": one.kind or None,
            "subject": one.subject, "text": one.text, "valid_from": since,
        }  # fmt: skip

    def beside(self, width: int) -> str:
        """What it reads like, and what the placeholders stand for."""
        values, today = self.form.values()[0], self.kontor.today()
        blocks: list[Block] = []
        if subject := str(values.get("subject") or ""):
            blocks.append(Note(N_("Subject"), read_as(subject, today, self.code)))
        typed = str(values.get("text") or "")
        blocks.append(Note(N_("Reads like"), read_as(typed, today, self.code) if typed else "–"))
        came = brought(self.one) if self.one is not None and not self.copy else None
        if came is not None and came.text != typed:
            blocks.append(Note(N_("The text that came along"), came.text))
        return lay_out_sheet([*blocks, placeholder_note(self.code)], width).plain

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """What is wrong, else what the hand has to fill in."""
        wrong = self.check(values)
        if wrong:
            return [(f"{wrong[0].text} {wrong[0].advice}", "$bad")]
        typed = f"{values.get('subject') or ''}\n{values.get('text') or ''}"
        if names := strange(typed, self.code):
            said = _("No case knows {names}: you fill it in before it goes out.")
            return [(said.format(names=" ".join(names)), "$warn")]
        if self.has_class("-wide"):
            return ()
        names = [name for name, _said in explained(self.code)]
        return [(_("Placeholders") + ": ", "bold $ink-soft"), ("  ".join(names), "$ink-soft")]

    def check(self, values: dict[str, Any]) -> Sequence[Finding]:
        """Placeholders that do not exist, with their line."""
        return [
            one for field in ("subject", "text")
            for one in findings(field, str(values.get(field) or ""), self.code)
        ]  # fmt: skip

    def save(self, values: dict[str, Any]) -> None:
        """Keep it."""
        from kontor.tickets.model import AnswerInput
        from kontor.tickets.service.answers import keep_answer

        try:
            data = made(AnswerInput, {**values, "language": self.code})
        except InputError as error:
            self.refused(error)
            return
        own = self.one.id if self.one is not None and self.one.own and not self.copy else None
        self.kontor.run_case(keep_answer, data, own, then=self.saved, otherwise=self.refused)

    def do_text_placeholder(self) -> None:
        """Put a placeholder where the cursor is."""
        entries = [Entry(name, name, said) for name, said in explained(self.code)]

        def take(name: str | None) -> None:
            if name is not None:
                area = self.form.rows["text"].editor
                assert isinstance(area, AreaEditor)  # the field has several lines
                area.insert(name)
                self.form.focus_field("text")

        self.app.push_screen(Chooser(_("Which placeholder?"), entries), take)

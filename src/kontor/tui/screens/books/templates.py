"""Templates and standing entries (Vorlagen, Dauerbuchungen): list, change, stop, post."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from kontor.base.dates import format_day
from kontor.base.i18n import N_, _, ngettext
from kontor.base.numbers import format_money, read_plain_money
from kontor.ledger.queries.standing import (
    Template,
    posted_from,
    standing_due,
    templates,
    upcoming,
)
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.books.event_fields import BY_KIND
from kontor.tui.screens.books.sheets import history_blocks
from kontor.tui.screens.books.template_form import KINDS, TemplateForm
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.screens.dialogs import Paper
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Facts, Grid, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import GOOD, MUTED, PLAIN, WARN, Column, Kind, State

STATES = {
    "due": State("!", N_("due"), WARN),
    "runs": State("●", N_("in use"), GOOD),
    "ended": State("·", N_("ended"), MUTED),
    "hand": State("○", N_("by hand"), PLAIN),
}
_LINES = (
    Column(N_("Account"), Kind.NAME, 24, grow=1, least=14),
    Column(N_("Tax code"), width=8, priority=4, least=7),
    Column(N_("Amount"), Kind.MONEY, 11, least=9),
)
_POSTED = (
    Column(N_("Date"), Kind.DATE, 10, keep=True),
    Column(N_("Document"), Kind.NAME, 16, grow=1, least=8),
    Column(N_("Amount"), Kind.MONEY, 11, least=9),
)
_SHOWN = 6


class Standing(NamedTuple):
    """A template with the days that wait and the next one."""

    template: Template
    kind: str
    amount: int
    waiting: tuple[date, ...]
    coming: date | None

    @property
    def state(self) -> str:
        """Due, running, ended, or posted by hand only."""
        if self.waiting:
            return "due"
        if self.template.every_months is None:
            return "hand"
        return "runs" if self.coming else "ended"


def read(con: Any, today: date) -> dict[int, Standing]:
    """All templates by name."""
    waiting: dict[int, list[date]] = {}
    for due in standing_due(con, today):
        waiting.setdefault(due.template, []).append(due.day)
    return {
        one.id: Standing(
            one, json.loads(one.content)["kind"], amount_of(one),
            tuple(waiting.get(one.id, ())), upcoming(one, today),
        )
        for one in templates(con)
    }  # fmt: skip


def amount_of(template: Template) -> int:
    """What the template moves: its amount, or its lines (of a free entry the debit)."""
    data = json.loads(template.content)
    if data.get("amount"):
        return abs(read_plain_money(data["amount"]))
    cents = [
        read_plain_money(line.get("gross") or line.get("net") or line.get("amount") or "0")
        for line in data.get("lines") or ()
    ]
    free = data["kind"] in {"entry", "payroll"}
    return sum(max(one, 0) for one in cents) if free else sum(cents)


def kind_label(kind: str) -> str:
    """The event in the reader's language."""
    return _(BY_KIND[kind].label) if kind in BY_KIND else kind


def rhythm(months: int | None) -> str:
    """Every how many months."""
    if months is None:
        return _("by hand")
    known = {1: N_("monthly"), 3: N_("quarterly"), 6: N_("half-yearly"), 12: N_("yearly")}
    if months in known:
        return _(known[months])
    return _("every {count} months").format(count=months)


def template_blocks(con: Any, one: Standing) -> list[Block]:
    """A template as a sheet."""
    template, data = one.template, json.loads(one.template.content)
    names = dict(con.execute("SELECT number, name FROM account").fetchall())
    concepts = dict(con.execute("SELECT concept, number FROM account WHERE concept <> ''"))

    def account(name: str) -> str:
        number = concepts.get(name, name)
        return f"{number} {names.get(number, '')}".strip()

    lines = [
        (account(line.get("account", "")), line.get("code"), _cents(line))
        for line in data.get("lines") or ()
    ]
    text = data.get("text")
    blocks: list[Block] = [
        Head(template.name, kind_label(one.kind), STATES[one.state]),
        Facts(
            (N_("Rhythm"), rhythm(template.every_months)),
            (N_("First day"), template.starts), (N_("Last day"), template.ends),
            (N_("Next day"), one.coming),
            (N_("Money account"), account(data["money"]) if data.get("money") else None),
            (N_("Document"), data.get("document")), (N_("Text"), text),
            (N_("Amount"), f"{format_money(one.amount)} €"),
        ),
    ]  # fmt: skip
    if lines:
        blocks.append(Grid(_LINES, lines, N_("Lines")))
    if one.waiting:
        days = ", ".join(format_day(day) for day in one.waiting[:_SHOWN])
        more = " …" if len(one.waiting) > _SHOWN else ""
        blocks.append(Note(N_("Waits to be posted"), days + more))
    made = posted_from(con, template.id)
    if made:
        rows = [(day, document, cents) for _key, day, document, cents in made[:_SHOWN]]
        blocks.append(Grid(_POSTED, rows, N_("Posted from it")))
    return blocks


def _cents(line: dict[str, Any]) -> int:
    return read_plain_money(line.get("gross") or line.get("net") or line.get("amount") or "0")


if TYPE_CHECKING:
    _Base = BaseScreen
else:
    _Base = object


class TemplateSteps(_Base):
    """Mixin: what can be done with a template."""

    CANCEL = N_("Stop or delete")

    def chosen_template(self) -> Standing | None:
        """The template that is meant."""
        return None

    def do_record_new(self) -> None:
        """Choose the event, then its form."""
        entries = [
            Entry(kind, _(BY_KIND[kind].label), _(BY_KIND[kind].help), group=BY_KIND[kind].group)
            for kind in KINDS
        ]

        def take(kind: str | None) -> None:
            if kind:
                self.app.push_screen(TemplateForm(kind))

        self.app.push_screen(Chooser(_("A template for what?"), entries), take)

    def do_record_edit(self) -> None:
        """The form of the template."""
        from kontor.tui.screens.books.event_values import values_of

        one = self.chosen_template()
        if one is None:
            return
        with self.kontor.store.read() as con:
            values = values_of(con, BY_KIND[one.kind], one.template.content)
        self.app.push_screen(TemplateForm(one.kind, values, one.template))

    def do_step_next(self) -> None:
        """Post it: for the oldest day that waits, otherwise for today."""
        from kontor.ledger.service.templates import post_template

        one = self.chosen_template()
        if one is not None:
            day = one.waiting[0] if one.waiting else self.kontor.today()
            self.kontor.run_case(post_template, one.template.name, day)

    def do_record_cancel(self) -> None:
        """Stop a standing entry, or delete the template."""
        one = self.chosen_template()
        if one is None:
            return
        entries = [
            Entry("stop", _("Stop"), _("ends today; what was posted stays"),
                  why_not="" if one.coming else _("It does not go on anyway.")),
            Entry("delete", _("Delete"), _("the template goes; what was posted stays")),
        ]  # fmt: skip
        self.app.push_screen(
            Chooser(one.template.name, entries), lambda what: self._end(one.template.name, what)
        )

    def _end(self, name: str, what: str | None) -> None:
        from kontor.ledger.service import templates as service

        if what == "stop":
            self.kontor.run_case(service.stop_template, name, self.kontor.today())
        elif what == "delete":
            self.kontor.run_case(service.delete_template, name)

    def do_record_explain(self) -> None:
        """What happened to the template."""
        one = self.chosen_template()
        if one is None:
            return
        with self.kontor.store.read() as con:
            blocks = history_blocks(con, (("template", one.template.id),))
        title = _("History of {record}").format(record=one.template.name)
        self.app.push_screen(Paper(title, blocks))


class TemplatesScreen(TemplateSteps, ListScreen):
    """Templates and standing entries by name."""

    NAME, TITLE, LETTER = "books.templates", N_("Templates"), "w"
    HANDBOOK = "books#standing-entries-and-templates"
    HINTS = ("record.new", "record.edit", "template.run", "step.next", "record.cancel")
    COLUMNS = (
        Column(N_("Name"), Kind.NAME, 22, grow=2, least=14),
        Column(N_("Event"), width=16, priority=4, grow=1),
        Column(N_("Rhythm"), width=15, priority=3),
        Column(N_("Next day"), Kind.DATE, 10, priority=2),
        Column(N_("Amount"), Kind.MONEY, 11, least=10),
        Column(N_("State"), Kind.STATE, 13, states=STATES, least=11),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Name"), "3": N_("Next day"), "4": N_("Amount")}
    EMPTY = N_("No template yet. Rent, leasing, telephone: saved once, posted every month.")

    def __init__(self) -> None:
        super().__init__()
        self._found: dict[int, Standing] = {}

    def source(self) -> Source:
        """All templates; the few of a firm are read at once."""
        with self.kontor.store.read() as con:
            self._found = read(con, self.kontor.today())
        return MemorySource([
            Row(key, (key,), (one.template.name, kind_label(one.kind),
                rhythm(one.template.every_months), one.waiting[0] if one.waiting else one.coming,
                one.amount, one.state), one.state, one.amount)
            for key, one in self._found.items()
        ])  # fmt: skip

    def preview(self, row: Row) -> Sequence[Block]:
        """What it posts, when, and what it has posted."""
        one = self._found.get(row.id)
        if one is None:
            return ()
        with self.kontor.store.read() as con:
            return template_blocks(con, one)

    def detail(self, row: Row) -> BaseScreen | None:
        """The template."""
        return TemplateScreen(row.id)

    def chosen_template(self) -> Standing | None:
        """The template under the cursor."""
        return self._found.get(self.row.id) if self.row else None

    def why_not(self, name: str) -> str:
        """Posting what is due needs something due."""
        if name == "template.run" and not any(one.waiting for one in self._found.values()):
            return _("No standing entry is due.")
        return super().why_not(name)

    def do_template_run(self) -> None:
        """Post all standing entries that are due, as one step."""
        from kontor.ledger.service.templates import run_standing

        def done(posted: Any) -> None:
            count = len(posted)
            text = ngettext(
                "{count} standing entry posted", "{count} standing entries posted", count
            )
            self.kontor.toast(text.format(count=count))

        self.kontor.run_case(run_standing, self.kontor.today(), then=done)


class TemplateScreen(TemplateSteps, DetailScreen):
    """One template with everything that was posted from it."""

    NAME, HANDBOOK = "books.standing", "books#standing-entries-and-templates"
    HINTS = ("record.edit", "step.next", "record.cancel", "record.explain", "record.next")
    data: Standing | None

    def crumb(self) -> str:
        """Its name."""
        return self.data.template.name if self.data else _("Template")

    def load(self) -> Standing | None:
        """The template by its id."""
        with self.kontor.store.read() as con:
            return read(con, self.kontor.today()).get(self.record)

    def blocks(self) -> Sequence[Block]:
        """What it posts, when, and what it has posted."""
        if self.data is None:
            return ()
        with self.kontor.store.read() as con:
            return template_blocks(con, self.data)

    def chosen_template(self) -> Standing | None:
        """This one."""
        return self.data

"""Take-over (Übernahme): what stood in the program before, by form, CSV or DATEV, with a dry run.

What was read is collected in the file as a draft, so that it can be done in pieces; `w` takes all
of it over in one step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from textual.app import ComposeResult

from kontor.base.dates import format_day
from kontor.base.errors import Finding, InputError, KontorError, Severity
from kontor.base.i18n import N_, _, ngettext
from kontor.base.numbers import format_money
from kontor.base.oserrors import reason_of
from kontor.company.queries import firm
from kontor.ledger.words import ENTRY_KINDS, RETURN_KINDS
from kontor.tui import work
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.dialogs import Letters, Running
from kontor.tui.screens.files import choose_file
from kontor.tui.screens.firm.backups import store_of
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import BAD, GOOD, MUTED, WARN, Column, Kind, State
from kontor.tui.widgets.plain import Words

DRAFT = "takeover.collected"
STATES = {
    "new": State("·", N_("not proven"), MUTED), "good": State("✓", N_("fits"), GOOD),
    "warning": State("?", N_("doubtful"), WARN), "error": State("!", N_("faulty"), BAD),
}  # fmt: skip
PARTS = {
    "balances": N_("Opening balance"), "items": N_("Open item"), "assets": N_("Fixed asset"),
    "filed": N_("Filed return"), "file": N_("File"),
}  # fmt: skip

_NAMES: dict[str, str] = {
    "account": N_("Account"), "amount": N_("Amount"), "text": N_("Text"), "side": N_("Side"),
    "name": N_("Name"), "partner": N_("Number"), "document": N_("Document"), "day": N_("Date"),
    "service": N_("Service"), "due": N_("Due"), "parts": N_("Amounts"), "net": N_("Net"),
    "tax": N_("Tax"), "code": N_("Tax code"), "base_account": N_("Contra account"),
    "paid": N_("Paid before"), "is_request": N_("Advance request"), "due_rule": N_("VAT"),
    "number": N_("Number"), "cost": N_("Cost"), "months": N_("Useful life"),
    "method": N_("Method"), "rate": N_("Rate"), "book_value": N_("Book value"),
    "group": N_("Group"), "what": N_("Return"), "period": N_("Period"),
    "payable": N_("Payable"), "ticket": N_("Ticket"), "figures": N_("Figures"),
    "kind": N_("Kind"),
}  # fmt: skip
_AMOUNTS = frozenset({"amount", "net", "tax", "paid", "cost", "book_value", "payable"})
_WORDS: dict[str, dict[str, str]] = {
    "side": {"customer": N_("Customer owes us"), "supplier": N_("We owe")},
    "what": RETURN_KINDS, "kind": ENTRY_KINDS,
    "due_rule": {"invoice": N_("accrual basis (Soll): due with the supply"),
                 "receipt": N_("cash basis (Ist): due when the money comes")},
    "method": {"linear": N_("linear"), "declining": N_("declining"),
               "immediate": N_("at once (GWG)"), "pool": N_("pool"), "none": N_("none (land)")},
}  # fmt: skip


def part_name(part: str) -> str:
    """A part of the take-over in the reader's language."""
    return _(PARTS[part])


class Refused(Exception):
    """Takes the dry run back."""


class TakeOverScreen(ListScreen):
    """Everything collected so far, each line with what the dry run said."""

    CANCEL = N_("Leave out")
    NAME, TITLE, HANDBOOK = "firm.takeover", N_("Take-over"), "takeover"
    HINTS: ClassVar[tuple[str, ...]] = (
        "record.new", "takeover.file", "takeover.prove", "step.next", "record.cancel",
    )  # fmt: skip
    COLUMNS = (
        Column(N_("Kind"), Kind.NUMBER, 16, least=12),
        Column(N_("What"), Kind.NAME, 34, grow=2),
        Column(N_("Amount"), Kind.MONEY),
        Column(N_("State"), Kind.STATE, states=STATES),
        Column(N_("Finding"), width=34, priority=4, grow=2),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Kind"), "1": N_("What")}
    EMPTY = N_("Nothing is collected yet: balances, open items, assets, filed returns.")
    EMPTY_HINTS = ("takeover.file", "record.new")

    def __init__(self) -> None:
        super().__init__()
        self.collected: dict[str, list[dict[str, Any]]] = {}
        self.said: dict[tuple[str, int], Finding] = {}
        self.unread: list[Finding] = []
        self.loose: list[Finding] = []
        self.proven = False

    def above(self) -> ComposeResult:
        """The day, and what is to be done."""
        yield Words(id="wizard-welcome")

    def on_mount(self) -> None:
        """What was collected before."""
        found = self.kontor.wiring.drafts.load(DRAFT) or {}
        kept = found.get("takeover")
        self.collected = (
            {k: v for k, v in kept.items() if k in PARTS} if isinstance(kept, dict) else {}
        )
        with self.kontor.store.read() as con:
            self.day = firm(con).started
        text = _(
            "On the morning of {day}. Read files in any order, or type line by line; the dry run"
            " shows every line with its finding before anything is booked."
        )
        self.query_one("#wizard-welcome", Words).say(
            (text.format(day=format_day(self.day)), "$ink-soft")
        )

    @property
    def lines(self) -> list[tuple[str, int, dict[str, Any]]]:
        """Part, place in the part, document."""
        return [
            (part, n, one) for part in PARTS for n, one in enumerate(self.collected.get(part, ()))
        ]

    def source(self) -> Source:
        """The lines, then what could not be read."""
        rows = []
        for number, (part, place, one) in enumerate(self.lines):
            finding = self.said.get((part, place))
            state = "new" if not self.proven else "good"
            if finding is not None:
                state = "error" if finding.severity is Severity.ERROR else "warning"
            text, cents = _described(part, one)
            said = f"{finding.text} {finding.advice}".strip() if finding else ""
            rows.append(
                Row(number, (number,), (part_name(part), text, cents, state, said), state, cents)
            )
        for number, finding in enumerate([*self.unread, *self.loose], len(rows)):
            rows.append(
                Row(
                    number,
                    (number,),
                    (part_name("file"), finding.where, None, finding.severity.value, finding.text),
                    finding.severity.value,
                )
            )
        return MemorySource(rows)

    def preview(self, row: Row) -> Sequence[Block]:
        """The line as it will be taken over."""
        kind, text, _cents, state, said = row.cells
        blocks: list[Block] = [Head(str(kind), str(text), STATES[str(state)])]
        if row.id < len(self.lines):
            document = self.lines[row.id][2]
            told = [(_NAMES.get(n, n), _told(n, value)) for n, value in document.items()]
            blocks.append(Facts(*[(name, text) for name, text in told if text]))
        if said:
            blocks.append(Note(N_("Finding"), str(said)))
        return blocks

    def status(self) -> Sequence[tuple[str, str]]:
        """How much there is."""
        count = len(self.lines)
        text = ngettext("{count} line collected", "{count} lines collected", count)
        return [(text.format(count=count), "")]

    # collecting

    def add(self, part: str, documents: Sequence[dict[str, Any]]) -> None:
        """Add lines and keep them."""
        self.collected.setdefault(part, []).extend(documents)
        self._changed()

    def _changed(self) -> None:
        self.said, self.loose, self.proven = {}, [], False
        self.kontor.wiring.drafts.save(DRAFT, {"takeover": self.collected})
        self.requery()

    def do_record_new(self) -> None:
        """One line by form."""
        items = [
            (letter, part_name(part), part)
            for letter, part in (("e", "balances"), ("p", "items"), ("a", "assets"), ("m", "filed"))
        ]

        def take(part: str | None) -> None:
            from kontor.tui.screens.wizard.takeover_forms import form_for

            if part:
                self.app.push_screen(form_for(part, self))

        self.app.push_screen(Letters(_("Take over"), items), take)

    def do_record_edit(self) -> None:
        """The line in its form again."""
        from kontor.tui.screens.wizard.takeover_forms import form_for

        if self.row is not None and self.row.id < len(self.lines):
            part, place, document = self.lines[self.row.id]
            self.app.push_screen(form_for(part, self, place, document))

    def do_record_open(self) -> None:
        """Change it."""
        self.do_record_edit()

    def do_record_cancel(self) -> None:
        """Leave the chosen lines out."""
        chosen = set(self.chosen_ids())
        lines = self.lines
        self.unread = [one for n, one in enumerate(self.unread, len(lines)) if n not in chosen]
        self.collected = {
            part: [
                one for n, (own, _place, one) in enumerate(lines) if own == part and n not in chosen
            ]
            for part in PARTS
        }
        self.table.clear_marks()
        self._changed()

    def do_takeover_file(self) -> None:
        """A CSV list or a DATEV batch."""

        def take(path: str | None) -> None:
            if path:
                file, today, chart = Path(path), self.kontor.today(), self._chart()
                work.start(
                    self,
                    lambda _t: read_file(file, today, chart),
                    name="read",
                    group="read",
                    then=self._take_file,
                )

        chooser = choose_file(_("List or DATEV batch"), (".csv", ".txt"), self.kontor.folder)
        self.app.push_screen(chooser, take)

    def _chart(self) -> str:
        with self.kontor.store.read() as con:
            return str(firm(con).chart)

    def _take_file(self, read: Any) -> None:
        documents, findings = read
        count = 0
        for part, found in documents.items():
            if part in PARTS and found:
                self.collected.setdefault(part, []).extend(found)
                count += len(found)
        self.unread += findings
        self._changed()
        text = ngettext("{count} line read", "{count} lines read", count).format(count=count)
        if findings:
            faulty = ngettext("{count} finding", "{count} findings", len(findings))
            text += " · " + faulty.format(count=len(findings))
        self.kontor.toast(text)

    # dry run and take-over

    def why_not(self, name: str) -> str:
        """Nothing to prove, nothing to take over."""
        if name in {"takeover.prove", "step.next"} and not self.lines:
            return _("Nothing is collected yet.")
        if name == "step.next" and any(f.severity is Severity.ERROR for f in self.said.values()):
            return _("Mend or leave out the faulty lines first.")
        return super().why_not(name)

    def do_takeover_prove(self) -> None:
        """The dry run: everything is booked and taken back at once."""
        self._start(keep=False, then=self._proved)

    def do_step_next(self) -> None:
        """Prove, then take over in one step."""
        self._start(keep=True, then=self._taken)

    def _start(self, *, keep: bool, then: Callable[[Any], object]) -> None:
        store, day, collected = store_of(self), self.day, dict(self.collected)
        today = self.kontor.today()

        def job(ticket: work.Ticket) -> Any:
            from kontor.desk.safety import before_import

            if keep:
                ticket.tell(0, 0, _("copying and proving"))
                before_import(store, today)
            ticket.tell(0, 0, _("booking on trial"))
            return take(store, collected, day, keep=keep)

        self.app.push_screen(Running(_("Take-over"), job, then))

    def _note(self, findings: Sequence[Finding]) -> int:
        self.said, loose = {}, []
        for one in findings:
            part, _open, index = one.where.rstrip("]").partition("[")
            if part in PARTS and index.isdigit():
                self.said[part, int(index)] = one
            else:
                loose.append(one)
        self.proven = True
        self.loose = loose
        self.requery()
        return sum(one.severity is Severity.ERROR for one in findings)

    def _proved(self, findings: Any) -> None:
        wrong = self._note(findings[1])
        if wrong:
            text = ngettext("{count} line is faulty.", "{count} lines are faulty.", wrong)
            self.kontor.toast(text.format(count=wrong), tone="warning")
        else:
            key = self.kontor.key_of("step.next")
            self.kontor.toast(_("Everything fits. {key} takes it over.").format(key=key))

    def _taken(self, result: Any) -> None:
        done, findings = result
        if not done:
            self._proved(result)
            return
        self.kontor.wiring.drafts.drop(DRAFT)
        undo = _("{key} takes it back").format(key=self.kontor.key_of("step.undo"))
        doubts = "\n".join(one.text for one in findings[:3])
        self.kontor.toast(
            "\n".join(part for part in (_("Taken over.") + f" · {undo}", doubts) if part)
        )
        if self.app.screen is self:
            self.app.pop_screen()


def read_file(
    path: Path, today: Any, chart: str
) -> tuple[dict[str, list[dict[str, Any]]], list[Finding]]:
    """The lines of a file as documents; for a thread."""
    from kontor.contacts.formats.extf import is_extf
    from kontor.desk.takeover.batch import read_batch, takeover_of
    from kontor.desk.takeover.tables import read_takeover

    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(N_("“{path}” cannot be read: {reason}."), path=path,
                         reason=reason_of(error)) from error  # fmt: skip
    if is_extf(data):
        found, findings = takeover_of(read_batch(data, chart))
    else:
        read = read_takeover(data, today)
        found, findings = read.takeover, list(read.findings)
    document = found.model_dump(mode="json", exclude_unset=True)
    return {
        part: list(lines) for part, lines in document.items() if isinstance(lines, list)
    }, findings


def take(
    store: Any, collected: dict[str, Any], day: Any, *, keep: bool
) -> tuple[bool, list[Finding]]:
    """Take over in one step, or only try; gives whether it is done, and all findings."""
    from kontor.desk.takeover.inputs import TakeOver
    from kontor.desk.takeover.post import TakeOverRefused, take_over
    from kontor.store.inputs import JSON

    data = TakeOver.model_validate({k: v for k, v in collected.items() if v}, context=JSON)
    try:
        if keep:
            return True, list(store.run(take_over, data, day).value.findings)
        with store.step(N_("Take-over")) as unit:
            findings = list(take_over(unit, data, day).findings)
            raise Refused
    except TakeOverRefused as error:
        return False, list(error.findings)
    except Refused:
        return False, findings


def _described(part: str, one: dict[str, Any]) -> tuple[str, int | None]:
    """A line in words, and its amount."""
    if part == "balances":
        return f"{one.get('account', '')} {one.get('text', '')}".strip(), _cents(one.get("amount"))
    if part == "items":
        gross = sum(
            (_cents(p.get("net")) or 0) + (_cents(p.get("tax")) or 0) for p in one.get("parts", ())
        )
        who = one.get("name") or one.get("partner") or ""
        return f"{one.get('document', '')} · {who}", gross - (_cents(one.get("paid")) or 0)
    if part == "assets":
        return f"{one.get('number', '')} {one.get('name', '')}".strip(), _cents(one.get("cost"))
    return f"{one.get('what', 'vat')} {one.get('period', '')}", _cents(one.get("payable"))


def _cents(text: object) -> int | None:
    from kontor.base.numbers import read_plain_money

    try:
        return read_plain_money(str(text)) if text not in {None, ""} else None
    except KontorError:
        return None


def _told(name: str, value: object) -> str:
    """A value of a collected line as people read it."""
    if not value:
        return ""
    if isinstance(value, list):
        return "; ".join(_told(name, one) for one in value)
    if isinstance(value, dict):
        parts = ((str(one), _told(str(one), held)) for one, held in value.items())
        return ", ".join(f"{_(_NAMES.get(one, one))} {held}" for one, held in parts if held)
    if name in _AMOUNTS:
        cents = _cents(value)
        return format_money(cents) if cents else ""
    if name in _WORDS:
        return _(_WORDS[name].get(str(value), str(value)))
    if value is True:
        return _("yes")
    try:
        return format_day(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)

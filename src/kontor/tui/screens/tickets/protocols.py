"""Service protocols: the list, the sheet of one, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, cast

from kontor.base.dates import format_day, now_utc
from kontor.base.errors import NotFound
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_quantity
from kontor.documents.queries import document_bytes
from kontor.tickets.protocol_kinds import Answered, ItemType, Verdict
from kontor.tickets.protocol_words import TICKS, VERDICTS
from kontor.tickets.queries import protocols as queries
from kontor.tickets.queries.protocols import Protocol, ProtocolAddendum
from kontor.tickets.queries.tickets import ticket
from kontor.tickets.rules.protocols import defects, limits, said
from kontor.tui import viewer
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.screens.listing import ListScreen
from kontor.tui.screens.related import RelatedSteps
from kontor.tui.screens.tickets import protocol_forms as forms
from kontor.tui.sheet import Block, Facts, Grid, Head, Note, link
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import BAD, GOOD, MUTED, WARN, Column, Kind, State

if TYPE_CHECKING:
    from kontor.tui.app import KontorApp

DRAFT, FINE, FAULTY, OLD = "draft", "fine", "faulty", "old"
STATES: dict[str, State] = {
    DRAFT: State("●", N_("to sign"), WARN),
    FINE: State("✓", N_("in order"), GOOD),
    FAULTY: State("✗", N_("defects"), BAD),
    OLD: State("–", N_("replaced"), MUTED),
}
_FOUND: dict[str, State] = {
    Verdict.OPEN: State("○", VERDICTS[Verdict.OPEN], MUTED),
    Verdict.FINE: State("✓", VERDICTS[Verdict.FINE], GOOD),
    Verdict.DEFECT: State("✗", VERDICTS[Verdict.DEFECT], BAD),
    Verdict.NOTED: State("–", VERDICTS[Verdict.NOTED], MUTED),
}
_ITEMS = (
    Column(N_("No."), Kind.COUNT, 3, priority=3),
    Column(N_("Item checked"), Kind.NAME, 24, grow=3, least=14),
    Column(N_("Answer"), Kind.TEXT, 14, grow=1, priority=4, least=10),
    Column(N_("Limits"), Kind.TEXT, 11, priority=5),
    Column(N_("Finding"), Kind.STATE, 12, states=_FOUND),
)
_GRID = (
    Column(N_("Protocol"), Kind.NUMBER, 15),
    Column(N_("Date"), Kind.DATE),
    Column(N_("Checklist"), Kind.TEXT, 22, grow=1),
    Column(N_("State"), Kind.STATE, 12, states=STATES),
)
_ONCE = frozenset({"record.edit", "record.cancel"})
_LATER = frozenset({"record.copy", "protocol.addendum"})


class ProtocolFile(NamedTuple):
    """A protocol with what belongs to it."""

    one: Protocol
    items: list[Answered]
    addenda: list[ProtocolAddendum]
    case: tuple[int, str] | None


def state_of(one: Protocol, bad: int) -> str:
    """Where a protocol stands."""
    if one.signed is None:
        return DRAFT
    if one.replaced_by is not None:
        return OLD
    return FAULTY if bad else FINE


def read_protocol(screen: BaseScreen, key: int) -> ProtocolFile | None:
    """Everything about a protocol."""
    try:
        with screen.kontor.store.read() as con:
            one = queries.protocol(con, key)
            return ProtocolFile(
                one, queries.answers(con, key), queries.addenda(con, key),
                queries.case_of_defects(con, one),
            )  # fmt: skip
    except NotFound:
        return None


def protocols_grid(found: Sequence[Protocol], counts: dict[int, int]) -> Grid:
    """Protocols in the sheet of a case or a device."""
    rows = [(one.label, one.day, one.title, state_of(one, counts[one.id])) for one in found]
    return Grid(_GRID, rows, N_("Protocols"), refs=[one.ref for one in found])


def protocol_blocks(file: ProtocolFile) -> list[Block]:
    """The sheet."""
    one = file.one
    bad = defects(file.items)
    signed = ", ".join(filter(None, (one.signer or one.unsigned, one.sign_place)))
    blocks: list[Block] = [
        Head(one.label, one.title, STATES[state_of(one, len(bad))]),
        Facts(
            (N_("Who"), link(one.who, f"contacts:{one.contact}" if one.contact else "")),
            (N_("Case"), link(one.ticket_number, f"tickets:{one.ticket}")),
            (N_("Device"), link(one.device_name, f"contacts:device/{one.device}")),
            (N_("Date"), one.day),
            (N_("Carried out by"), one.worker), (N_("Due again"), one.next_due),
            (N_("Signed"), f"{format_day(one.signed)} · {signed}" if one.signed else None),
            (N_("Based on"), one.law),
            (N_("Case of the defects"),
             link(file.case[1], f"tickets:{file.case[0]}") if file.case else None),
        ),
        Grid(_ITEMS, [
            (item.item.place, item.item.text, answer_text(item), limits(item.item),
             str(said(item)))
            for item in file.items
        ], N_("Items")),
    ]  # fmt: skip
    if one.note:
        blocks.append(Note(N_("Remark"), one.note))
    for more in file.addenda:
        head = _("Addendum of {day}").format(day=format_day(more.day))
        blocks.append(Note(" · ".join(filter(None, (head, more.author))), more.text))
    return blocks


def answer_text(one: Answered) -> str:
    """An answer as people read it."""
    if one.number is not None:
        return f"{format_quantity(one.number)} {one.item.unit}".strip()
    if one.item.type is ItemType.TICK and one.value:
        return _(TICKS[one.value])
    return one.value


class ProtocolSteps(RelatedSteps):
    """A mixin of screens; `protocol_file` is the one that the keys mean."""

    def related_ref(self) -> str:
        """The protocol."""
        file = self.protocol_file()
        return file.one.ref if file else ""

    def protocol_file(self) -> ProtocolFile | None:
        """The protocol, read again."""
        raise NotImplementedError

    def _app(self) -> KontorApp:
        return cast("BaseScreen", self).kontor

    def why_not_protocol(self, name: str) -> str:
        """What its state forbids."""
        if not name.startswith(("record.", "protocol.", "step.next")) or name == "record.new":
            return ""
        file = self.protocol_file()
        if file is None:
            return _("No protocol is chosen.")
        signed = file.one.signed is not None
        if signed and name in _ONCE:
            return _("It is signed: {key} writes an addendum, {copy} begins a new version.").format(
                key=self._app().key_of("protocol.addendum"), copy=self._app().key_of("record.copy")
            )
        if not signed and name in _LATER:
            return _("It is not signed yet: change it itself.")
        if name == "protocol.defects" or (name == "step.next" and signed):
            if not defects(file.items):
                return _("It names no defects; nothing is left to be done.")
            if file.case is not None:
                return _("The case of its defects is {number}.").format(number=file.case[1])
        if name == "protocol.photo" and not any(one.sha256 for one in file.items):
            return _("It has no pictures.")
        return ""

    def do_record_edit(self) -> None:
        """Fill in more."""
        file, app = self.protocol_file(), self._app()
        if file is not None:
            with app.store.read() as con:
                case = ticket(con, file.one.ticket)
            app.push_screen(forms.ProtocolForm(case, None, file.one, file.items))

    def do_step_next(self) -> None:
        """Sign it; after that a case for its defects."""
        file = self.protocol_file()
        if file is None:
            return
        if file.one.signed is None:
            self._app().push_screen(forms.SignForm(file.one))
        else:
            self.do_protocol_defects()

    def do_protocol_defects(self) -> None:
        """A case for the defects."""
        file, app = self.protocol_file(), self._app()
        if file is not None:
            from kontor.tickets.service.protocols import open_defects

            app.run_case(
                open_defects, file.one.id, now_utc(),
                then=lambda key: app.open_record(f"tickets:{key}"),
            )  # fmt: skip

    def do_protocol_addendum(self) -> None:
        """Add to a signed one."""
        file = self.protocol_file()
        if file is not None:
            self._app().push_screen(forms.AddendumForm(file.one))

    def do_record_copy(self) -> None:
        """A new version of a signed one."""
        file, app = self.protocol_file(), self._app()
        if file is not None:
            from kontor.tickets.service.protocols import renew_protocol

            app.run_case(
                renew_protocol, file.one.id,
                then=lambda key: app.push_screen(ProtocolScreen(key)),
            )  # fmt: skip

    def do_record_cancel(self) -> None:
        """Discard one that is not signed; undo brings it back."""
        file, app = self.protocol_file(), self._app()
        if file is not None:
            from kontor.tickets.service.protocols import drop_protocol

            app.run_case(drop_protocol, file.one.id)

    def do_record_print(self) -> None:
        """The archived paper, or a draft of it."""
        file, app = self.protocol_file(), self._app()
        if file is None:
            return
        one, today = file.one, app.today()

        def make() -> bytes:
            with app.store.read() as con:
                if one.document is not None:
                    return document_bytes(con, one.document)
                from kontor.tickets.queries.protocol_papers import protocol_page

                page = protocol_page(con, one.id, today)
            from kontor.documents.layout.render import render_pdf

            return render_pdf(page)

        name = f"{one.label} {one.title}.pdf".replace("/", "-")
        viewer.open_file(cast("BaseScreen", self), name, make)

    def do_protocol_ticket(self) -> None:
        """Open its case."""
        file = self.protocol_file()
        if file is not None:
            self._app().open_record(f"tickets:{file.one.ticket}")

    def do_protocol_photo(self) -> None:
        """Show one of its pictures."""
        file, app = self.protocol_file(), self._app()
        found = [one for one in file.items if one.sha256] if file else []
        if file is None or not found:
            return
        key = file.one.id

        def show(value: str | None) -> None:
            if value is None:
                return
            with app.store.read() as con:
                name, content = queries.photo(con, key, int(value))
            viewer.open_file(cast("BaseScreen", self), name, lambda: content)

        if len(found) == 1:
            show(str(found[0].item.place))
            return
        entries = [Entry(str(one.item.place), one.value, one.item.text) for one in found]
        app.push_screen(Chooser(_("Which picture?"), entries), show)


class ProtocolsScreen(ProtocolSteps, ListScreen):
    """All protocols, newest first."""

    NAME, TITLE, LETTER = "tickets.protocols", N_("Protocols"), "p"
    HANDBOOK = "tickets#checklists-and-protocols"
    HINTS = ("step.next", "record.edit", "record.print", "filter.saved", "filter.open")
    COLUMNS = (
        Column(N_("Protocol"), Kind.NUMBER, 15, least=14),
        Column(N_("Date"), Kind.DATE),
        Column(N_("Checklist"), Kind.NAME, 24, grow=2, least=14),
        Column(N_("Who"), Kind.TEXT, 18, grow=2, priority=3),
        Column(N_("Device"), Kind.TEXT, 16, grow=1, priority=5),
        Column(N_("Due"), Kind.DATE, priority=4),
        Column(N_("State"), Kind.STATE, 12, states=STATES, least=11),
    )
    SORTS: ClassVar[dict[str, str]] = {
        "1": N_("Date"), "2": N_("Checklist"), "3": N_("Who"), "5": N_("Due again"),
    }  # fmt: skip
    SAVED = (
        (N_("to sign"), N_("to sign")), (N_("with defects"), N_("defects")),
        (N_("in order"), N_("in order")),
    )  # fmt: skip
    FIELDS: ClassVar[dict[str, str]] = {"wer": "who", "who": "who"}
    EMPTY = N_("No protocols yet. They are written in a case, by a checklist.")

    def source(self) -> Source:
        """All of them."""
        with self.kontor.store.read() as con:
            found = queries.protocols(con)
            counts = queries.defect_counts(con, [one.id for one in found])
        return MemorySource([self._row(one, counts[one.id]) for one in found], {"who": 3})

    def _row(self, one: Protocol, bad: int) -> Row:
        state = state_of(one, bad)
        cells = (one.label, one.day, one.title, one.who, one.device_name, one.next_due, state)
        return Row(one.id, (one.id,), cells, state)

    def preview(self, row: Row) -> Sequence[Block]:
        """The sheet."""
        file = read_protocol(self, row.id)
        return protocol_blocks(file) if file else ()

    def detail(self, row: Row) -> BaseScreen:
        """One of them."""
        return ProtocolScreen(row.id)

    def protocol_file(self) -> ProtocolFile | None:
        """The row under the cursor."""
        return read_protocol(self, self.row.id) if self.row else None

    def why_not(self, name: str) -> str:
        """What the state forbids."""
        return super().why_not(name) or self.why_not_protocol(name)


class ProtocolScreen(ProtocolSteps, DetailScreen):
    """One protocol."""

    NAME, HANDBOOK = "tickets.protocol", "tickets#checklists-and-protocols"
    HINTS = ("step.next", "record.edit", "record.print", "protocol.ticket", "actions.menu")

    def crumb(self) -> str:
        """Its number."""
        return self.data.one.label if self.data else _("Protocol")

    def load(self) -> Any:
        """Read it."""
        return read_protocol(self, self.record)

    def blocks(self) -> Sequence[Block]:
        """The sheet."""
        return protocol_blocks(self.data)

    def protocol_file(self) -> ProtocolFile | None:
        """This one."""
        return cast("ProtocolFile | None", self.data)

    def why_not(self, name: str) -> str:
        """What the state forbids."""
        return super().why_not(name) or self.why_not_protocol(name)

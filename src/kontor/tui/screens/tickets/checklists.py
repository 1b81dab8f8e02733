"""Checklists: what comes along and what the firm wrote; a form with one line for each item."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from kontor.base.errors import InputError, KontorError
from kontor.base.i18n import N_, _, language
from kontor.base.text import fold
from kontor.tickets.kinds import TicketKind
from kontor.tickets.protocol_kinds import Checklist
from kontor.tickets.protocol_words import TYPES
from kontor.tickets.queries.checklists import checklists
from kontor.tickets.rules.protocols import items_text, limits
from kontor.tickets.words import KINDS
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.acquisition.forms import choices
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.screens.input_form import InputForm, made
from kontor.tui.screens.listing import ListScreen
from kontor.tui.screens.tickets.names import BROUGHT, ORIGINS, OWN
from kontor.tui.sheet import Block, Facts, Grid, Head
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import Column, Kind
from kontor.tui.widgets.fields import Choice, Field

_ITEMS = (
    Column(N_("No."), Kind.COUNT, 3, priority=3),
    Column(N_("Item checked"), Kind.NAME, 24, grow=3, least=14),
    Column(N_("Kind"), Kind.TEXT, 8, priority=2),
    Column(N_("Limits or answers"), Kind.TEXT, 18, grow=2, priority=4),
)


def checklist_blocks(one: Checklist) -> list[Block]:
    """A checklist with its items."""
    place = 0 if language() == "de" else 1
    rows = [
        (item.place, item.text + (" *" if item.required else ""), TYPES[item.type][place],
         limits(item) or item.unit or ", ".join(item.choices))
        for item in one.items
    ]  # fmt: skip
    return [
        Head(one.checklist, one.name, ORIGINS[OWN if one.own else BROUGHT]),
        Facts(
            (N_("Offered for"), ", ".join(_(KINDS[kind]) for kind in one.kinds)),
            (N_("Due again after"),
             _("{count} months").format(count=one.months) if one.months else None),
            (N_("Valid from"), one.valid_from), (N_("Based on"), one.law),
            (N_("Source"), one.source),
        ),
        Grid(_ITEMS, rows, N_("Items")),
    ]  # fmt: skip


class ChecklistsScreen(ListScreen):
    """The checklists in force."""

    CANCEL = N_("Offer no more")
    NAME, TITLE, LETTER = "tickets.checklists", N_("Checklists"), "l"
    HANDBOOK = "tickets#checklists-and-protocols"
    HINTS = ("record.edit", "record.new", "record.cancel", "filter.open")
    COLUMNS = (
        Column(N_("Checklist"), Kind.NAME, 30, grow=2, least=18),
        Column(N_("Items"), Kind.COUNT, 8),
        Column(N_("Months"), Kind.COUNT, 7, priority=4),
        Column(N_("Valid from"), Kind.DATE, priority=5),
        Column(N_("Origin"), Kind.STATE, 14, states=ORIGINS),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Checklist"), "4": N_("Origin")}
    EMPTY = N_("No checklist is in force.")
    EMPTY_HINTS = ("record.new",)

    def _all(self) -> list[Checklist]:
        with self.kontor.store.read() as con:
            found = checklists(con, self.kontor.today(), language())
        return sorted(found, key=lambda one: fold(one.name))

    def source(self) -> Source:
        """By name."""
        self._found = self._all()
        rows = []
        for place, one in enumerate(self._found, 1):
            state = OWN if one.own else BROUGHT
            cells = (one.name, len(one.items), one.months, one.valid_from, state)
            rows.append(Row(place, (place,), cells, state))
        return MemorySource(rows)

    def the_list(self) -> Checklist | None:
        """The one under the cursor."""
        return self._found[self.row.id - 1] if self.row else None

    def preview(self, row: Row) -> Sequence[Block]:
        """Its items."""
        return checklist_blocks(self._found[row.id - 1])

    def detail(self, row: Row) -> BaseScreen:
        """One of them."""
        return ChecklistScreen(row.id, self._found[row.id - 1])

    def why_not(self, name: str) -> str:
        """There has to be one."""
        if name in {"record.edit", "record.cancel"} and self.the_list() is None:
            return _("No checklist is chosen.")
        return super().why_not(name)

    def do_record_new(self) -> None:
        """Write one."""
        self.kontor.push_screen(ChecklistForm())

    def do_record_edit(self) -> None:
        """Write it anew from today on."""
        self.kontor.push_screen(ChecklistForm(self.the_list()))

    def do_record_cancel(self) -> None:
        """It is not offered any more."""
        one = self.the_list()
        if one is not None:
            from kontor.tickets.service.checklists import withdraw_checklist

            self.kontor.run_case(withdraw_checklist, one.checklist, language(), self.kontor.today())


class ChecklistScreen(DetailScreen):
    """One checklist."""

    NAME, HANDBOOK = "tickets.checklist", "tickets#checklists-and-protocols"
    HINTS = ("record.edit", "actions.menu")

    def __init__(self, record: int, one: Checklist) -> None:
        super().__init__(record)
        self.one = one

    def crumb(self) -> str:
        """Its name."""
        return self.one.name

    def load(self) -> Checklist:
        """As it is in force now."""
        with self.kontor.store.read() as con:
            found = checklists(con, self.kontor.today(), language())
        self.one = next((it for it in found if it.checklist == self.one.checklist), self.one)
        return self.one

    def blocks(self) -> Sequence[Block]:
        """Its items."""
        return checklist_blocks(self.one)

    def do_record_edit(self) -> None:
        """Write it anew from today on."""
        self.kontor.push_screen(ChecklistForm(self.one))


class ChecklistForm(InputForm):
    """A checklist, a line for each item."""

    NAME, HANDBOOK = "tickets.checklistform", "tickets#checklists-and-protocols"

    def __init__(self, one: Checklist | None = None) -> None:
        super().__init__()
        self.one = one

    def crumb(self) -> str:
        """New, or which."""
        return self.one.name if self.one else _("New checklist")

    def draft_key(self) -> str:
        """Form and checklist."""
        return f"tickets.checklist:{self.one.checklist if self.one else 'new'}"

    def fields(self) -> Sequence[Field]:
        """Name, lines, and from when."""
        return (
            Field("name", N_("Checklist"), required=True),
            Field("items", N_("Items"), "multiline", required=True, limit=400, help=N_(
                "a line each: what | tick, number mm 2–4 *, choice good, worn!, text or photo")),
            Field("months", N_("Due again after"), read=_months,
                  help=N_("months; empty: never")),
            Field("kind", N_("Offered for"), "choice",
                  choices=(Choice("", "–"), *choices(KINDS))),
            Field("law", N_("Based on")),
            Field("valid_from", N_("Valid from"), "date", required=True),
        )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """As it is now; from today on."""
        today = self.kontor.today()
        one = self.one
        if one is None:
            return {"valid_from": today, "kind": TicketKind.MAINTENANCE.value}
        return {
            "name": one.name, "items": items_text(one.items, language()),
            "months": str(one.months or ""), "kind": one.kinds[0].value if one.kinds else "",
            "law": one.law, "valid_from": max(today, one.valid_from),
        }  # fmt: skip

    def save(self, values: dict[str, Any]) -> None:
        """Keep it."""
        from kontor.tickets.protocol_model import ChecklistInput
        from kontor.tickets.service.checklists import keep_checklist

        today: date = self.kontor.today()
        kind = values.pop("kind")
        kinds = list(self.one.kinds) if self.one else []
        if kind and kind not in kinds[:1]:
            kinds = [TicketKind(kind), *(one for one in kinds[1:] if one != kind)]
        given = values | {
            "kinds": kinds if kind else [],
            "checklist": self.one.checklist if self.one else self._key(values["name"]),
        }
        try:
            data = made(ChecklistInput, given)
        except KontorError as error:
            self.refused(error)
            return
        self.kontor.run_case(keep_checklist, data, today, then=self.saved, otherwise=self.refused)

    def _key(self, name: str) -> str:
        """A free key from the name."""
        plain = "".join(one if one.isascii() and one.isalnum() else "_" for one in fold(name))
        base = f"own_{plain.strip('_')}"[:36]
        with self.kontor.store.read() as con:
            taken = {one.checklist for one in checklists(con, self.kontor.today(), "de")}
        free = (f"{base}_{number}" for number in range(2, 100))
        return base if base not in taken else next(one for one in free if one not in taken)


def _months(typed: str) -> int:
    text = typed.strip()
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 240):
        raise InputError(N_("Write the months as a number from 1 to 240."))
    return int(text)

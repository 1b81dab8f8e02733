"""The table of actions: everything a key can do, in one place.

Footer, help, palette, handbook and tests are made from this table. Areas keep their part in
`area_keys/<area>.py` as a tuple `ACTIONS` and are put together here. A letter means the same on
every screen or does nothing; only `x` takes something away, and then with undo or a question.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from textual.binding import Binding, BindingType

from kontor.base.i18n import N_
from kontor.tui.action import (
    ALWAYS,
    DETAIL,
    FIELD,
    FORM,
    LIST,
    REPORT,
    TABLE,
    Action,
    Group,
)
from kontor.tui.area_keys import (
    acquisition,
    bank,
    books,
    calendar,
    calendar_invite,
    calendar_polls,
    contacts,
    documents,
    figures,
    firm,
    meetings,
    receipts,
    receivables,
    sales,
    tickets,
    today,
)

DIGITS = "1234567890"
_RECORD = (LIST, DETAIL)
_ROWS = (LIST, REPORT)

_PROGRAM = (
    Action("help.open", ("question_mark", "f1"), N_("Help"),
           N_("Shows every key of this screen; typing filters, Enter runs."),
           (ALWAYS,), Group.PROGRAM),
    Action("handbook.open", ("shift+f1",), N_("Handbook"),
           N_("Opens the handbook at the page of this screen (second F1)."),
           (ALWAYS,), Group.PROGRAM),
    Action("palette.open", ("colon", "ctrl+p"), N_("Commands"),
           N_("Finds commands, screens and records by name."), (ALWAYS,), Group.PROGRAM),
    Action("search.open", ("ctrl+f",), N_("Search"),
           N_("Searches everything that is written in the file."), (ALWAYS,), Group.PROGRAM),
    Action("number.goto", ("number_sign",), N_("Number"),
           N_("Goes to a record by its number."), (ALWAYS,), Group.PROGRAM),
    Action("call.note", ("f2",), N_("Call"),
           N_("Notes a call and shows what is known of the caller; again: back, words are kept."),
           (ALWAYS,), Group.PROGRAM, writes=True, over=True),
    Action("go.menu", ("g",), N_("Go to"),
           N_("To a screen: its letter, in another area the digit before it; lists them."),
           (ALWAYS,), Group.PROGRAM),
    Action("screen.back", ("escape",), N_("Back"),
           N_("One step back: marks, filter, screen. Never ends the program."),
           (ALWAYS,), Group.PROGRAM),
    Action("screen.close", ("q",), N_("Close"),
           N_("Closes this screen; on the first screen it ends the program."),
           (ALWAYS,), Group.PROGRAM),
    Action("app.quit", ("ctrl+q",), N_("Quit"),
           N_("Ends the program; asks when a form is not saved."), (ALWAYS,), Group.PROGRAM),
    Action("screen.refresh", ("f5", "R"), N_("Refresh"),
           N_("Reads the screen again from the file."), (ALWAYS,), Group.PROGRAM),
    Action("theme.next", ("f12",), N_("Colours"),
           N_("Changes between light, dark and high contrast."), (ALWAYS,), Group.PROGRAM),
    Action("view.next", ("ctrl+pagedown",), N_("Next view"),
           N_("Next view of this area; the digit of the area does the same."),
           (ALWAYS,), Group.PROGRAM, silent=True),
    Action("view.previous", ("ctrl+pageup",), N_("Last view"),
           N_("Previous view of this area."), (ALWAYS,), Group.PROGRAM, silent=True),
    Action("pane.next", ("f6",), N_("Next pane"),
           N_("Moves to the next pane or field, as Tab does."),
           (ALWAYS,), Group.PROGRAM, silent=True),
    *(Action(f"area.{digit}", (digit,), N_("Area"), N_("Opens the area with this digit."),
             (ALWAYS,), Group.PROGRAM, silent=True) for digit in DIGITS),
)  # fmt: skip

_STEPS = (
    Action("step.undo", ("u", "ctrl+z"), N_("Undo"),
           N_("Takes the last step back and says which one."), (ALWAYS,), Group.STEPS, writes=True),
    Action("step.redo", ("U", "ctrl+y"), N_("Redo"),
           N_("Does again what was taken back last."), (ALWAYS,), Group.STEPS, writes=True),
    Action("step.next", ("w",), N_("Go on"),
           N_("Does the next step of the business case."), _RECORD, Group.STEPS, writes=True),
    Action("actions.menu", ("full_stop",), N_("Actions"),
           N_("Lists what is possible with this record now, and why something is not."),
           (*_RECORD, REPORT, FORM), Group.STEPS),
)  # fmt: skip

_RECORDS = (
    Action("record.open", ("enter",), N_("Open"), N_("Opens the record."), (LIST,)),
    Action("row.open", ("enter",), N_("Open"),
           N_("Opens the record that the chosen row of the sheet names; the arrows choose."),
           (DETAIL,), Group.MOVE),
    Action("record.new", ("n",), N_("New"), N_("Starts a new record."), _RECORD, writes=True),
    Action("record.edit", ("e",), N_("Edit"), N_("Changes the record."), _RECORD, writes=True),
    Action("record.copy", ("c",), N_("Copy as new"),
           N_("Starts a new record from this one."), _RECORD, writes=True),
    Action("record.cancel", ("x",), N_("Void or discard"),
           N_("Discards a draft or cancels what is final; always with undo or a question."),
           _RECORD, writes=True),
    Action("record.print", ("p",), N_("PDF"), N_("Shows or prints the document."),
           (*_RECORD, REPORT)),
    Action("record.mail", ("m",), N_("Write"),
           N_("Writes a mail or letter from a template."), _RECORD, writes=True),
    Action("record.task", ("t",), N_("Task"),
           N_("Adds a task or appointment for this record."), _RECORD, writes=True),
    Action("record.explain", ("i",), N_("Where from"),
           N_("Tells what happened to the record, or where a figure comes from."),
           (*_RECORD, REPORT)),
    Action("record.next", ("plus",), N_("Next"), N_("Next record."), (DETAIL,), Group.MOVE),
    Action("record.previous", ("minus",), N_("Previous"), N_("Previous record."),
           (DETAIL,), Group.MOVE),
    Action("copy.menu", ("y",), N_("Copy text"),
           N_("Puts number, row or amount on the clipboard."), (*_RECORD, REPORT)),
)  # fmt: skip

_LISTS = (
    Action("filter.open", ("slash",), N_("Filter"),
           N_("Narrows the list while typing: words, states, >1000, 2026-10, !not."),
           _ROWS, Group.LIST),
    Action("filter.saved", ("f",), N_("Saved filter"), N_("Chooses one of the saved filters."),
           _ROWS, Group.LIST),
    Action("sort.menu", ("o",), N_("Sort"), N_("Chooses the order of the rows."),
           (LIST,), Group.LIST),
    Action("mark.toggle", ("space",), N_("Mark"),
           N_("Marks the row; the status line adds up the marked ones."), (LIST,), Group.LIST),
    Action("mark.range", ("v",), N_("Mark range"),
           N_("Marks all rows from the last mark to here."), (LIST,), Group.LIST),
    Action("export.menu", ("s",), N_("Save as"), N_("Saves the rows as CSV or JSON."),
           _ROWS, Group.LIST),
    Action("view.toggle", ("a",), N_("View"),
           N_("Changes the view: preview on or off, picture or table."),
           (*_RECORD, REPORT), Group.VIEW),
    Action("period.next", ("plus",), N_("Later"), N_("Next period."), (REPORT,), Group.VIEW),
    Action("period.previous", ("minus",), N_("Earlier"), N_("Previous period."),
           (REPORT,), Group.VIEW),
    Action("period.choose", ("z",), N_("Period"), N_("Chooses the period."),
           (REPORT,), Group.VIEW),
    Action("line.open", ("enter",), N_("Open figure"),
           N_("Opens what the figure is made of."), (REPORT,)),
)  # fmt: skip

_FORMS = (
    Action("form.save", ("ctrl+s",), N_("Save"), N_("Checks and saves the form."),
           (FORM,), Group.FORM, writes=True),
    Action("form.fault", ("f8",), N_("Next error"), N_("Goes to the next faulty field."),
           (FORM,), Group.FORM),
    Action("form.discard", ("ctrl+r",), N_("Reset"),
           N_("Throws the unsaved changes away and starts anew."), (FORM,), Group.FORM),
    Action("field.pick", ("f4",), N_("Choose"),
           N_("Opens the list of choices of the field; Ctrl+N inside makes a new one."),
           (FIELD,), Group.FORM),
    Action("field.new", ("ctrl+n",), N_("New entry"),
           N_("Makes what the field asks for, such as a customer, and comes back with it."),
           (FIELD,), Group.FORM, writes=True),
)  # fmt: skip

_MOVES = (
    Action("move.up", ("up", "k"), N_("Up"), N_("One row up."), (TABLE,), Group.MOVE, True),
    Action("move.down", ("down", "j"), N_("Down"), N_("One row down."),
           (TABLE,), Group.MOVE, True),
    Action("move.page_up", ("pageup",), N_("Page up"), N_("One page up."),
           (TABLE,), Group.MOVE, True),
    Action("move.page_down", ("pagedown",), N_("Page down"), N_("One page down."),
           (TABLE,), Group.MOVE, True),
    Action("move.first", ("home",), N_("First row"), N_("To the first row."),
           (TABLE,), Group.MOVE, True),
    Action("move.last", ("end", "G"), N_("Last row"), N_("To the last row."),
           (TABLE,), Group.MOVE, True),
)  # fmt: skip

SHELL: tuple[Action, ...] = (*_RECORDS, *_STEPS, *_LISTS, *_FORMS, *_MOVES, *_PROGRAM)
ACTIONS: tuple[Action, ...] = (
    *SHELL, *books.ACTIONS, *bank.ACTIONS, *receipts.ACTIONS, *figures.ACTIONS,
    *today.ACTIONS, *contacts.ACTIONS, *firm.ACTIONS, *sales.ACTIONS, *receivables.ACTIONS,
    *documents.ACTIONS, *acquisition.ACTIONS, *calendar.ACTIONS, *calendar_invite.ACTIONS,
    *calendar_polls.ACTIONS, *tickets.ACTIONS, *meetings.ACTIONS,
)  # fmt: skip


@cache
def _by_id() -> dict[str, Action]:
    return {action.id: action for action in ACTIONS}


def action(name: str) -> Action:
    """The action with this id."""
    return _by_id()[name]


def key(name: str) -> str:
    """The default key of an action, in Textual's name; tests press `key("record.new")`."""
    return _by_id()[name].keys[0]


def in_contexts(contexts: Iterable[str]) -> tuple[Action, ...]:
    """All actions that hold in at least one of these contexts, in the order of the table."""
    wanted = set(contexts)
    return tuple(one for one in ACTIONS if wanted & set(one.contexts))


def bindings(contexts: Iterable[str], owner: type | None = None) -> list[BindingType]:
    """Textual bindings for these contexts; with an owner only what the owner can do."""
    return [
        Binding(
            ",".join(one.keys), one.binding, one.label, show=False, id=one.id, priority=one.over
        )
        for one in in_contexts(contexts)
        if owner is None or hasattr(owner, one.method)
    ]

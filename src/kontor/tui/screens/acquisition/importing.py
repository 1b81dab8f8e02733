"""Leads from files: mails, lists of portals, calls, cards; the dry run, one step, the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from kontor.acquisition.kinds import LeadChannel
from kontor.acquisition.queries.settings import source_name, sources
from kontor.acquisition.words import CHANNELS
from kontor.base.dates import now_utc
from kontor.base.errors import InputError
from kontor.base.i18n import N_, _, ngettext
from kontor.base.numbers import format_money
from kontor.base.oserrors import reason_of
from kontor.tui import work
from kontor.tui.protocols import Row
from kontor.tui.screens.acquisition.lead import LeadScreen
from kontor.tui.screens.acquisition.names import moment_text
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.files import choose_file
from kontor.tui.screens.form import FormScreen
from kontor.tui.screens.plan_list import NONE, PlanList, bytes_of
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.widgets.columns import BAD, GOOD, MUTED, WARN, State
from kontor.tui.widgets.fields import Choice

if TYPE_CHECKING:
    from kontor.tui.screens.base import BaseScreen

TAKEN = "taken"
STATES: dict[str, State] = {
    "new": State("+", N_("new"), GOOD),
    TAKEN: State("✓", N_("taken over"), GOOD),
    "known": State("=", N_("known"), MUTED),
    "similar": State("≈", N_("similar"), WARN),
    "bad": State("!", N_("faulty"), BAD),
}
_TAKE, _LEAVE = "take", "leave"


def look_at(path: Path, today: Any) -> Any:
    """A file, or all of a folder, as a source of leads; for a thread.

    Raises:
        InputError: it cannot be read, or holds no leads.
    """
    from kontor.acquisition.formats.files import files_in, read_several, read_source

    if not path.is_dir():
        return read_source(bytes_of(path), path.name, today)
    try:
        there = files_in(path)
    except OSError as error:
        raise InputError(
            N_("“{path}” cannot be read: {reason}."), path=path, reason=reason_of(error)
        ) from error
    if not there:
        raise InputError(
            N_("This folder holds no file with leads."),
            hint=N_("Mails end with .eml or .mbox, lists with .csv, cards with .vcf."),
        )
    named = [(one.name, bytes_of(one)) for one in there]
    return read_several(named, today, LeadChannel.PORTAL)


def import_leads_from(screen: BaseScreen) -> None:
    """Choose a file or a folder; the dry run shows what it would do."""
    from kontor.acquisition.formats.files import ENDINGS

    today = screen.kontor.today()

    def take(typed: str | None) -> None:
        if not typed:
            return
        path = Path(typed)
        work.start(
            screen, lambda _ticket: look_at(path, today), name="look", group="import",
            then=lambda file: screen.app.push_screen(ImportScreen(path, file)),
        )  # fmt: skip

    title = _("Leads from a file or folder")
    screen.app.push_screen(choose_file(title, ENDINGS, screen.kontor.folder, folders=True), take)


class ImportScreen(PlanList):
    """What a file would do: a line per lead with its finding; `w` does it in one step."""

    NAME, TITLE, HANDBOOK = "acquisition.import", N_("Import"), "leads#import"
    HINTS: ClassVar[tuple[str, ...]] = (
        "step.next", "record.edit", "lead.columns", "lead.origin", "filter.saved",
    )  # fmt: skip
    STATES: ClassVar[Mapping[str, State]] = STATES
    COLUMNS = PlanList.columns_of(STATES)
    DECISIONS: ClassVar[Mapping[str, str]] = {
        _TAKE: N_("Take it as a new lead"),
        _LEAVE: N_("Leave it out"),
    }
    MARK, COLUMNS_KEY = "leads:", "lead.columns"
    RUNNING = N_("Taking leads over")
    EMPTY = N_("The file holds no leads.")
    EMPTY_HINTS = ("lead.columns",)

    def __init__(self, path: Path, file: Any) -> None:
        super().__init__(path, file)
        self.origin = ""
        self.done = False

    def _found(self) -> Any:
        if self.file.table is not None and not any(self.mapping):
            return []
        mapping = self.mapping if self.file.table is not None else None
        return self.file.leads(self.kontor.today(), LeadChannel.PORTAL, mapping)

    def _taking(self) -> set[str]:
        return {place for place, code in self.decisions.items() if code == _TAKE}

    def make_plan(self, con: Any) -> Any:
        """The dry run."""
        from kontor.acquisition.service.importing import plan_leads

        return plan_leads(con, self._found(), self._taking())

    def replan(self) -> None:
        """Plan again; what was taken over stays as the report."""
        if not self.done:
            super().replan()

    def show_plan(self, plan: Any) -> None:
        """The lines; a list whose columns nobody knows asks for them at once."""
        super().show_plan(plan)
        if self.file.table is not None and not any(self.mapping) and not self.done:
            self.kontor.toast(_("No column of this list is known: say what they mean."))
            self.ask_columns()

    def take_over(self, store: Any, ticket: work.Ticket) -> Any:
        """All of it in one step."""
        from kontor.acquisition.model import LeadInput
        from kontor.acquisition.service.importing import import_leads

        defaults = LeadInput(name="-", source=self.origin) if self.origin else None
        return store.run(import_leads, self._found(), now_utc(), self._taking(), defaults)

    def taken(self, change: Any) -> None:
        """The list becomes the report: what became of each line."""
        self.done = True
        self.show_plan(change.value)
        count = change.value.counts["new"]
        text = ngettext("{count} lead taken over", "{count} leads taken over", count)
        undo = _("{key} takes it back").format(key=self.kontor.key_of("step.undo"))
        self.kontor.toast(f"{text.format(count=count)} · {undo}")

    def code(self, one: Any) -> str:
        """Taken over, once it is done."""
        code = super().code(one)
        return TAKEN if self.done and code == "new" else code

    def counts(self) -> dict[str, int]:
        """Lines per state."""
        found = super().counts()
        if self.done:
            found[TAKEN] = found.pop("new", 0)
        return found

    def choices(self) -> Sequence[Choice]:
        """Every field of a lead."""
        from kontor.acquisition.formats.lists import headings

        return [Choice(field, heading) for field, heading in headings().items()]

    def remember(self, form: FormScreen, mapping: Sequence[str]) -> None:
        """For lists with the same heading."""
        from kontor.acquisition.service.importing import save_columns

        self.kontor.run_case(
            save_columns, self.signature, self.path.name, mapping,
            then=form.saved, otherwise=form.refused,
        )  # fmt: skip

    def preview(self, row: Row) -> Sequence[Block]:
        """What would be written down, and what is said about it."""
        one = self.plan.rows[row.id]
        blocks: list[Block] = [Head(one.place, one.name, STATES[self.code(one)])]
        if one.same:
            blocks.append(Facts((N_("Lead"), one.same.removeprefix("acquisition:"))))
        if one.data is not None:
            blocks += self._document(one.data)
        blocks += [Note("", f"{finding.text} {finding.advice}".strip()) for finding in one.findings]
        return blocks

    def _document(self, data: Any) -> list[Block]:
        with self.kontor.store.read() as con:
            origin = data.source or self.origin
            named = source_name(con, origin) if origin else ""
        place = " ".join(filter(None, (data.postcode, data.city)))
        street = " ".join(filter(None, (data.street, data.house_number)))
        facts = Facts(
            (N_("Who"), data.name), (N_("Firm"), data.firm), (N_("Telephone"), data.phone),
            (N_("E-mail"), data.mail), (N_("Place"), ", ".join(filter(None, (street, place)))),
            (N_("About"), data.subject), (N_("Trade"), data.trade),
            (N_("Received"), moment_text(data.received)),
            (N_("Came by"), _(CHANNELS[data.channel])),
            (N_("Source"), named), (N_("Wanted date"), data.wish),
            (N_("Budget"), f"{format_money(data.budget)} €" if data.budget else None),
            (N_("Value, net"), f"{format_money(data.value)} €" if data.value else None),
        )  # fmt: skip
        return [facts, *([Note(N_("What was said"), data.text)] if data.text else [])]

    # keys

    def nothing_new(self) -> str:
        """It can be done once."""
        if self.done:
            key = self.kontor.key_of("step.undo")
            return _("Taken over already; {key} takes it back.").format(key=key)
        return super().nothing_new()

    def why_not(self, name: str) -> str:
        """After it is done the list is a report."""
        if self.done and name in {"record.edit", "lead.columns", "lead.origin"}:
            return self.nothing_new()
        return super().why_not(name)

    def do_record_open(self) -> None:
        """The lead a line became or is already, else the decision."""
        if self.row is None:
            return
        one = self.plan.rows[self.row.id]
        if not self.done and self.decidable(self.row):
            self.do_record_edit()
        elif one.same.startswith("acquisition:"):
            self.app.push_screen(LeadScreen(int(one.same.removeprefix("acquisition:"))))
        elif one.same:
            self.kontor.open_record(one.same)

    def do_lead_columns(self) -> None:
        """What the columns of the list mean."""
        self.ask_columns()

    def do_lead_origin(self) -> None:
        """Where those come from that say nothing about it."""
        with self.kontor.store.read() as con:
            known = sources(con, self.kontor.today())
        entries = [Entry(NONE, _("as the file says"))]
        entries += [Entry(one.key, one.name) for one in known]

        def take(value: str | None) -> None:
            if value:
                self.origin = "" if value == NONE else value
                self.replan()

        self.app.push_screen(Chooser(_("Where do they come from?"), entries), take)

"""Forms of the register of instructions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.tui.screens.calendar.meeting_forms import PAPER_ENDINGS, checked, names_in
from kontor.tui.screens.files import file_search
from kontor.tui.screens.input_form import InputForm
from kontor.tui.screens.plan_list import bytes_of
from kontor.tui.widgets.fields import Choice, Field


class InstructionForm(InputForm):
    """An instruction that was held."""

    NAME, HANDBOOK = "calendar.instruction_form", "meetings#instructions"

    def __init__(self, topic: str = "", who: str = "") -> None:
        super().__init__()
        self._topic, self._who = topic, who

    def crumb(self) -> str:
        """What it is."""
        return _("Instruction")

    def fields(self) -> Sequence[Field]:
        """Topic, people, teacher."""
        from kontor.calendar.queries.meeting_terms import topics
        from kontor.company.queries import firm_or_none

        with self.kontor.store.read() as con:
            there = topics(con, self.kontor.today())
            firm = firm_or_none(con)
        return (
            Field("topics", N_("Topic"), "choice", required=True, default=self._topic,
                  choices=tuple(Choice(one.topic, one.name) for one in there)),
            Field("persons", N_("Who"), required=True, default=self._who,
                  help=N_("short names with commas, or all")),
            Field("day", N_("Day"), "date", default=self.kontor.today(), past=True),
            Field("teacher", N_("By"), required=True, default=(firm.owner if firm else "") or ""),
            Field("content", N_("What was shown"), "multiline", limit=4000,
                  help=N_("hazards, measures, what was practised")),
            Field("language", N_("Language"), help=N_("spoken and understood, if not German")),
            Field("signed", N_("All signed"), "flag", default=True),
            Field("scan", N_("Signed list"), "picker",
                  search=file_search(PAPER_ENDINGS, self.kontor.folder)),
        )  # fmt: skip

    def save(self, values: dict[str, Any]) -> None:
        """Note it."""
        from kontor.calendar.model.meeting_inputs import InstructionInput
        from kontor.calendar.service.instructions import note_instruction

        path = values.pop("scan", None)
        values["topics"] = [values["topics"]]
        values["persons"] = names_in(values["persons"])
        try:
            scan = bytes_of(Path(path)) if path else None
        except InputError as error:
            error.field = "scan"
            self.refused(error)
            return
        data = checked(self, InstructionInput, values)
        if data is not None:
            self.kontor.run_case(
                note_instruction, data, self.kontor.today(), scan, then=self.saved,
                otherwise=self.refused,
            )  # fmt: skip

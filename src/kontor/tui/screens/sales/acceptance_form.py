"""Acceptance of the work (Abnahme): asked for, given with defects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from kontor.base.dates import parse_day
from kontor.base.errors import KontorError
from kontor.base.i18n import N_, _
from kontor.tui.screens.input_form import InputForm
from kontor.tui.widgets.fields import Choice, Field


class RequestForm(InputForm):
    """The customer is asked to accept until a day."""

    NAME, TITLE, HANDBOOK = "sales.request", N_("Ask for the acceptance"), "orders#acceptance"
    FIELDS: ClassVar[Sequence[Field]] = (
        Field("deadline", N_("Until"), "date", help=N_("Empty: as the contract law says.")),
        Field("told", N_("Told what silence means"), "flag",
              help=N_("A consumer must be told in text form (§ 640 (2) BGB).")),
    )  # fmt: skip

    def __init__(self, order: int) -> None:
        super().__init__()
        self.order = order

    def save(self, values: dict[str, Any]) -> None:
        """Ask."""
        from kontor.sales.model.inputs import AcceptanceRequest
        from kontor.sales.service.acceptance import request_acceptance

        data = AcceptanceRequest(day=self.kontor.today(), **values)
        self.kontor.run_case(
            request_acceptance, self.order, data, then=self.saved, otherwise=self.refused
        )


class AcceptanceForm(InputForm):
    """The acceptance itself; defects one per line, a deadline behind two dots."""

    NAME, TITLE, HANDBOOK = "sales.acceptance", N_("Acceptance of the work"), "orders#acceptance"
    FIELDS: ClassVar[Sequence[Field]] = (
        Field("day", N_("Day"), "date", required=True, past=True),
        Field("how", N_("How"), "choice",
              choices=[Choice("formal", N_("formal, together on site")),
                       Choice("implied", N_("by use or payment"))]),
        Field("participants", N_("Who was there")),
        Field("defects", N_("Defects"), "multiline",
              help=N_("One per line; a deadline behind two dots: scratch in the door .. 30.4.")),
        Field("reservations", N_("Reservations"), "multiline"),
        Field("penalty_reserved", N_("Penalty reserved"), "flag"),
        Field("part", N_("Only a part"), help=N_("Which part is accepted; empty: all of it.")),
    )  # fmt: skip

    def __init__(self, order: int, acceptance: int | None = None) -> None:
        super().__init__()
        self.order, self.acceptance = order, acceptance

    def draft_key(self) -> str:
        """One per order."""
        return f"sales.acceptance:{self.order}"

    def start(self) -> dict[str, Any]:
        """Of today, formal."""
        return {"day": self.kontor.today(), "how": "formal"}

    def save(self, values: dict[str, Any]) -> None:
        """Write it down; warranties begin."""
        from kontor.sales.model.inputs import AcceptanceInput
        from kontor.sales.service.acceptance import accept_work

        try:
            defects = self._defects(values.pop("defects") or "")
        except KontorError as error:
            self._saving = False
            self.form.blame("defects", f"{error} {error.advice}".strip())
            self.form.focus_field("defects")
            return
        given = {name: value for name, value in values.items() if value not in {None, ""}}
        data = AcceptanceInput.model_validate({**given, "defects": defects})
        self.kontor.run_case(
            accept_work, self.order, data, self.acceptance, then=self.saved,
            otherwise=self.refused,
        )  # fmt: skip

    def _defects(self, text: str) -> list[dict[str, Any]]:
        found = []
        for row in text.splitlines():
            said, _dots, until = row.partition("..")
            if said.strip():
                day = parse_day(until.strip(), self.kontor.today()) if until.strip() else None
                found.append({"text": said.strip(), "deadline": day})
        return found

    def after(self, result: Any) -> None:
        """What begins now."""
        self.kontor.toast(_("The warranty runs from now on; the final invoice can be written."))

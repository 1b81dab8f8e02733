"""Long text and further fields of a position."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from kontor.base.i18n import N_, _
from kontor.ledger.queries.accounts import chart
from kontor.sales.kinds import PositionKind
from kontor.sales.queries.documents import Position
from kontor.tui.protocols import Hit
from kontor.tui.screens.input_form import InputForm
from kontor.tui.widgets.fields import Field


class PositionForm(InputForm):
    """A form over one position; only what differs is written."""

    HANDBOOK = "quotes#positions"
    NAMES: ClassVar[tuple[str, ...]] = ()

    def __init__(self, position: Position) -> None:
        super().__init__()
        self.position = position

    def crumb(self) -> str:
        """Which position."""
        return f"{self.position.number} {self.position.short}".strip()

    def draft_key(self) -> str:
        """A draft of its own for each position."""
        return f"{self.NAME}:{self.position.id}"

    def start(self) -> dict[str, Any]:
        """As it is stored."""
        return {name: getattr(self.position, name) for name in self.NAMES}

    def save(self, values: dict[str, Any]) -> None:
        """Write what is different."""
        from kontor.sales.model.inputs import PositionChange
        from kontor.sales.service.positions import change_position

        given = {
            name: value if value not in {"", None} else _EMPTY.get(name)
            for name, value in values.items()
            if (value or None) != (getattr(self.position, name) or None)
        }
        if not given:
            self.saved()
            return
        change = PositionChange.model_validate(given)
        self.kontor.run_case(
            change_position, self.position.id, change, then=self.saved, otherwise=self.refused
        )


_EMPTY: dict[str, Any] = {"short": "", "rebate": 0, "labour_share": 0}


class LongTextForm(PositionForm):
    """Short and long text."""

    NAME, TITLE = "sales.long", N_("Long text")
    NAMES: ClassVar[tuple[str, ...]] = ("short", "long", "note")
    FIELDS: ClassVar[Sequence[Field]] = (
        Field("short", N_("Short text")),
        Field("long", N_("Long text"), "multiline",
              help=N_("Each line is a line of the document.")),
        Field("note", N_("Internal note"), "multiline", help=N_("It is never printed.")),
    )  # fmt: skip


class MoreForm(PositionForm):
    """Rebate, tax code, account and what else a position holds."""

    NAME, TITLE = "sales.more", N_("More fields")
    NAMES: ClassVar[tuple[str, ...]] = (
        "rebate", "labour_share", "code", "account", "choice", "worked_on", "worker", "article",
    )  # fmt: skip

    def fields(self) -> Sequence[Field]:
        """What a position of this kind can have."""
        hours = self.position.kind is PositionKind.HOUR
        found = [
            Field("rebate", N_("Rebate"), "rate"),
            Field("labour_share", N_("Work in the price"), "price",
                  help=N_("Per unit: work, machines, travel (§ 35a EStG); material not.")),
            Field("code", N_("Tax code"), "picker", search=self._codes,
                  help=N_("Empty: that of the document.")),
            Field("account", N_("Account"), "picker", search=self._accounts,
                  help=N_("Empty: the usual one for the tax code.")),
            Field("article", N_("Article")),
        ]  # fmt: skip
        if hours:
            found += [
                Field("worked_on", N_("Day"), "date", past=True), Field("worker", N_("Worker")),
            ]  # fmt: skip
        return found

    def start(self) -> dict[str, Any]:
        """As it is stored."""
        names = {field.name for field in self.fields()}
        found = {name: value for name, value in super().start().items() if name in names}
        for name in ("code", "account"):
            if found[name]:
                found[name] = (found[name], found[name])
        for name in ("rebate", "labour_share"):
            found[name] = found[name] or None
        return found

    def _codes(self, typed: str) -> list[Hit]:
        with self.kontor.store.read() as con:
            rows = con.execute(
                "SELECT code, max(name) FROM tax_code WHERE side IN ('output', 'none', 'reverse')"
                " GROUP BY code ORDER BY code"
            ).fetchall()
        return [Hit(code, code, _(name)) for code, name in rows
                if typed.lower() in f"{code} {_(name)}".lower()]  # fmt: skip

    def _accounts(self, typed: str) -> list[Hit]:
        with self.kontor.store.read() as con:
            found = [one for one in chart(con) if one.kind == "income" and one.closed is None]
        return [
            Hit(one.number, f"{one.number} {one.name}")
            for one in found
            if typed.lower() in f"{one.number} {one.name}".lower()
        ]

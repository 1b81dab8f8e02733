"""Templates and standing entries (Vorlagen, Dauerbuchungen): saved events, posted again."""

from __future__ import annotations

from datetime import date

from pydantic import TypeAdapter

from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.ledger.kinds import Posted
from kontor.ledger.model.inputs import AnyEvent
from kontor.ledger.model.tables import TemplateRow
from kontor.ledger.model.templates import NewTemplate
from kontor.ledger.queries.standing import Template, source_of, standing_due, template_named
from kontor.ledger.service.events import handle
from kontor.store.inputs import JSON
from kontor.store.unit import Unit, use_case


@use_case(N_("Template saved"))
def save_template(unit: Unit, data: NewTemplate) -> int:
    """Save a template, or change the one with this name."""
    values = {
        "content": data.event.model_dump_json(exclude_none=True, exclude={"booked", "source"}),
        "every_months": data.every_months,
        "starts": data.starts,
        "ends": data.ends,
    }
    found = unit.con.execute("SELECT id FROM template WHERE name=?", (data.name,)).fetchone()
    if found is None:
        return unit.put(TemplateRow(name=data.name, **values)).key  # type: ignore[arg-type]
    row = unit.get_one(TemplateRow, found[0])
    unit.refresh(row)
    for name, value in values.items():
        setattr(row, name, value)
    return unit.put(row).key


@use_case(N_("Template deleted"))
def delete_template(unit: Unit, name: str) -> None:
    """Delete a template; what was posted from it stays."""
    row = unit.get_one(TemplateRow, template_named(unit.con, name).id)
    unit.delete(row)
    unit.flush()


@use_case(N_("Posted from a template"))
def post_template(unit: Unit, name: str, day: date) -> Posted:
    """Post the event of a template for a day."""
    template = template_named(unit.con, name)
    source = source_of(template.id, day)
    if unit.con.execute("SELECT 1 FROM entry WHERE source=?", (source,)).fetchone():
        raise Refused(N_("“{name}” was already posted for {day}."), name=name, day=day.isoformat())
    return handle(unit, event_of(template, day, source))


@use_case(N_("Standing entries posted"))
def run_standing(unit: Unit, today: date) -> list[Posted]:
    """Post all standing entries that are due, in one step."""
    return [post_template(unit, due.name, due.day) for due in standing_due(unit.con, today)]


def event_of(template: Template, day: date, source: str | None = None) -> AnyEvent:
    """The event of a template for a day, with `{month}` and `{year}` filled in."""
    kind: TypeAdapter[AnyEvent] = TypeAdapter(AnyEvent)
    event = kind.validate_json(template.content, context=JSON)
    changes: dict[str, object] = {"day": day, "source": source}
    for name in ("document", "text"):
        text = getattr(event, name, "")
        changes[name] = text.replace("{month}", f"{day:%Y-%m}").replace("{year}", f"{day:%Y}")
    if not hasattr(event, "document"):
        del changes["document"]
    return event.model_copy(update=changes)

"""Templates and standing entries (Vorlagen, Dauerbuchungen): saved events, posted again."""

from __future__ import annotations

from datetime import date, timedelta

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

_DAYS = ("service", "arrival", "due", "arrives")


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


@use_case(N_("Standing entry stopped"))
def stop_template(unit: Unit, name: str, day: date) -> None:
    """Let a standing entry end with a day; what is due until then may still be posted.

    Raises:
        Refused: it is no standing entry, or it has ended before.
    """
    template = template_named(unit.con, name)
    if template.every_months is None:
        raise Refused(N_("“{name}” is no standing entry."), field="name", name=name)
    if template.ends is not None and template.ends <= day:
        raise Refused(
            N_("“{name}” has ended on {day}."), field="day", name=name,
            day=template.ends.isoformat(),
        )  # fmt: skip
    row = unit.get_one(TemplateRow, template.id)
    unit.refresh(row)
    row.ends = day
    unit.put(row)


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
    """The event of a template for a day, with `{month}` and `{year}` filled in.

    Its other days (due day, discount, instalments) keep their distance to the day of the event.
    """
    kind: TypeAdapter[AnyEvent] = TypeAdapter(AnyEvent)
    event = kind.validate_json(template.content, context=JSON)
    changes: dict[str, object] = {"source": source, **_moved(event, day - event.day), "day": day}
    for name in ("document", "text"):
        text = getattr(event, name, "")
        changes[name] = text.replace("{month}", f"{day:%Y-%m}").replace("{year}", f"{day:%Y}")
    if not hasattr(event, "document"):
        del changes["document"]
    return event.model_copy(update=changes)


def _moved(event: AnyEvent, by: timedelta) -> dict[str, object]:
    """The days of an event later by so much."""
    changes: dict[str, object] = {
        name: value + by for name in _DAYS if isinstance(value := getattr(event, name, None), date)
    }
    for name, inner in (("discounts", "until"), ("due_parts", "due")):
        rows = getattr(event, name, None)
        if rows:
            changes[name] = [
                row.model_copy(update={inner: getattr(row, inner) + by}) for row in rows
            ]
    return changes

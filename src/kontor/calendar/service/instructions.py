"""The register of instructions: held, signed, and topics of the firm's own."""

from __future__ import annotations

from datetime import date

from sqlmodel import select

from kontor.base.errors import InputError, NotFound
from kontor.base.i18n import N_
from kontor.calendar.model.meeting_inputs import InstructionInput, TopicInput
from kontor.calendar.model.meetings import InstructedRow, InstructionRow, TopicRow
from kontor.calendar.queries.meeting_terms import topic
from kontor.calendar.queries.meetings import meeting
from kontor.company import queries as company
from kontor.company.kinds import StaffRole
from kontor.store.blobs import put_blob
from kontor.store.unit import Unit, use_case


@use_case(N_("Instruction noted"))
def note_instruction(
    unit: Unit, data: InstructionInput, today: date, list_: bytes | None = None
) -> list[int]:
    """Note an instruction: one row per topic, everybody who was there, the signed list."""
    day = data.day or today
    if day > today:
        raise InputError(N_("An instruction that was held lies not in the future."), field="day")
    if data.meeting is not None:
        meeting(unit.con, data.meeting)
    people: dict[int, None] = {}
    for name in data.persons:
        if name.casefold() in {"all", "alle"}:
            people |= dict.fromkeys(one.id for one in company.employees(unit.con, day))
        else:
            people[company.find_employee(unit.con, name).id] = None
    sha = put_blob(unit, list_) if list_ else None
    chosen = [topic(unit.con, text, day) for text in data.topics]
    done = []
    for one in {one.topic: one for one in chosen}.values():
        key = unit.put(
            InstructionRow(
                topic=one.topic, day=day, teacher=data.teacher, meeting=data.meeting,
                content=data.content, language=data.language,
            )
        ).key  # fmt: skip
        for person in people:
            unit.insert(
                InstructedRow, instruction=key, employee=person,
                signed=day if data.signed else None, sha256=sha,
            )  # fmt: skip
        done.append(key)
    return done


@use_case(N_("Signature noted"))
def sign_instruction(unit: Unit, instruction: int, name: str, day: date) -> None:
    """Note that somebody signed the list later."""
    person = company.find_employee(unit.con, name)
    row = unit.exec(
        select(InstructedRow).where(
            InstructedRow.instruction == instruction, InstructedRow.employee == person.id
        )
    ).first()
    if row is None:
        raise NotFound(N_("{name} did not take part in this instruction."), name=person.name)
    row.signed = day
    unit.flush()


@use_case(N_("Topic of instruction changed"))
def set_topic(unit: Unit, data: TopicInput, today: date) -> int:
    """Set a topic's interval and whom it concerns from a day on; a new key adds a topic."""
    known = {one.value for one in StaffRole} | {"all"}
    wrong = [role for role in data.roles if role not in known]
    if wrong or not data.roles:
        raise InputError(
            N_("There are these roles: {names}."), names=", ".join(sorted(known)), field="roles"
        )
    day = data.valid_from or today
    values = data.model_dump(exclude={"valid_from", "roles"}) | {"roles": " ".join(data.roles)}
    row = unit.exec(
        select(TopicRow).where(TopicRow.topic == data.topic, TopicRow.valid_from == day)
    ).first() or TopicRow(valid_from=day, **values)
    for field, value in values.items():
        setattr(row, field, value)
    return unit.put(row).key

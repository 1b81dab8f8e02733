"""The register of instructions: who was instructed in what, when the next one is due."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import NamedTuple

from kontor.calendar.kinds.meetings import Topic
from kontor.calendar.queries.meeting_terms import topics
from kontor.calendar.rules.instructions import concerns, mark, next_due
from kontor.company import queries as company


class Held(NamedTuple):
    """An instruction that was held."""

    id: int
    topic: str
    name: str
    day: date
    teacher: str
    meeting: int | None
    content: str
    language: str
    persons: tuple[str, ...]
    signed: int


class Signature(NamedTuple):
    """Who took part in an instruction, and when he signed."""

    short: str
    name: str
    signed: date | None
    sha256: str | None


class Cell(NamedTuple):
    """A person and a topic: the last instruction, when the next is due, how urgent."""

    employee: int
    who: str
    topic: str
    name: str
    last: date | None
    due: date
    mark: str


class Matrix(NamedTuple):
    """People × topics; a cell is missing where the topic does not concern the person."""

    people: tuple[tuple[int, str, str], ...]
    topics: tuple[Topic, ...]
    cells: dict[tuple[int, str], Cell]


def matrix(con: sqlite3.Connection, today: date) -> Matrix:
    """Everybody who works in the firm with the topics that concern him."""
    staff = company.employees(con, today)
    there = topics(con, today)
    last = {
        (employee, topic): date.fromisoformat(day)
        for employee, topic, day in con.execute(
            "SELECT p.employee,i.topic,max(i.day) FROM instruction_person p"
            " JOIN instruction i ON i.id=p.instruction GROUP BY 1,2"
        ).fetchall()
    }
    cells = {}
    for who in staff:
        for one in there:
            if concerns(one, who.role):
                done = last.get((who.id, one.topic))
                due = next_due(one, done, who.started, who.born)
                cells[who.id, one.topic] = Cell(
                    who.id, who.name, one.topic, one.name, done, due, mark(due, today)
                )
    people = tuple((who.id, who.short, who.name) for who in staff)
    return Matrix(people, tuple(there), cells)


def held(con: sqlite3.Connection, today: date) -> list[Held]:
    """Instructions that were held, newest first."""
    names = {one.topic: one.name for one in topics(con, today)}
    rows = con.execute(
        "SELECT id,topic,day,teacher,meeting,content,language FROM instruction"
        " ORDER BY day DESC,id DESC"
    ).fetchall()
    people: dict[int, list[tuple[str, str | None]]] = {}
    for key, name, signed in con.execute(
        "SELECT p.instruction,e.name,p.signed FROM instruction_person p"
        " JOIN employee e ON e.id=p.employee ORDER BY p.id"
    ).fetchall():
        people.setdefault(key, []).append((name, signed))
    return [
        Held(
            key, topic, names.get(topic, topic), date.fromisoformat(day), teacher, meeting, content,
            language, tuple(name for name, _signed in people.get(key, ())),
            sum(signed is not None for _name, signed in people.get(key, ())),
        )
        for key, topic, day, teacher, meeting, content, language in rows
    ]  # fmt: skip


def signatures(con: sqlite3.Connection, instruction: int) -> list[Signature]:
    """Who took part in an instruction, with his signature and the scanned list."""
    rows = con.execute(
        "SELECT e.short,e.name,p.signed,p.sha256 FROM instruction_person p"
        " JOIN employee e ON e.id=p.employee WHERE p.instruction=? ORDER BY p.id",
        (instruction,),
    ).fetchall()
    return [
        Signature(short, name, date.fromisoformat(signed) if signed else None, sha)
        for short, name, signed, sha in rows
    ]

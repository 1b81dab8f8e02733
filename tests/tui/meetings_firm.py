"""A firm that meets: planned, running, closed and approved meetings, for screens and pictures."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from kontor.calendar.kinds.meetings import MeetingKind, QuorumBase, Sent
from kontor.calendar.model.meeting_inputs import (
    ElectionInput,
    InstructionInput,
    MeetingInput,
    MeetingTaskInput,
    MeetingTermsInput,
    ObjectionInput,
    SendingInput,
)
from kontor.calendar.queries.meeting_papers import minutes_page
from kontor.calendar.service import instructions, meeting_run, meeting_votes, meetings, minutes
from kontor.documents.layout.render import render_pdf
from kontor.store.store import Store
from tests.calendar.meeting_room import TODAY, Room, at

GUESTS = (
    "Architektin Dr. Wilhelmine Freifrau von Oberschwabenstein", "Bauleiter Sönke Petersen",
    "Elektro Kranich", "Sanitär Reiher & Söhne GmbH & Co. KG", "Estrich Wacholder",
    "Dachdeckerei Zeisig",
)  # fmt: skip
LONG = (
    "Die Geschäftsführung wird beauftragt, bis zum 30. September drei vergleichbare Angebote für"
    " den Ersatz der Spritzkabine einzuholen, die Förderfähigkeit bei der Handwerkskammer zu"
    " klären und der nächsten Versammlung einen Vorschlag mit Finanzierung vorzulegen."
)


class Meetings(NamedTuple):
    """The meetings by what they show."""

    owners: int
    guild: int
    site: int
    team: int


def full(store: Store) -> Meetings:
    """Meetings of every state, and a register with gaps."""
    room = Room(store)
    quorum = MeetingTermsInput(
        kind=MeetingKind.SHAREHOLDERS, quorum_base=QuorumBase.VOTES, quorum_num=3, quorum_den=4,
        valid_from=date(2026, 1, 1), source="§ 8 der Satzung",
    )  # fmt: skip
    room.run(meetings.set_terms, quorum, TODAY)
    return Meetings(owners(room), guild(room), site(room), team(room))


def owners(room: Room) -> int:
    """A shareholders' meeting that runs, with a motion voted on and one that waits."""
    key = room.owners()
    room.open(key, "Amsel", "Bussard", "Dohle")
    done = room.move(key, "Der Jahresabschluss 2025 wird festgestellt.")
    room.vote(done, names={"Amsel": "yes", "Bussard": "yes", "Dohle": "abstain"})
    room.move(key, LONG, item=3)
    room.run(meeting_run.begin_item, key, 2, at("10:10"))
    room.run(meeting_run.write_line, key, LONG, 2, at("10:20"))
    task = MeetingTaskInput(title="Angebote für die Spritzkabine", owner="Ole",
                            due=date(2026, 9, 30))  # fmt: skip
    room.run(meeting_run.add_task, key, task, at("10:40"))
    return key


def guild(room: Room) -> int:
    """A guild with thirty members and an election that ended in a tie."""
    members = [f"Meisterin Friederike Hollunder-{number:02}" for number in range(1, 31)]
    key = room.run(meetings.new_meeting, MeetingInput(
        kind=MeetingKind.GUILD, starts=at("18:00"), ends=at("21:00"), members=members,
        agenda=["Begrüßung", "!Haushalt", "Wahl der Obermeisterin"], place="Gasthaus Linde",
    ))  # fmt: skip
    room.run(meetings.note_sending, key, SendingInput(how=Sent.MAIL, day=date(2026, 3, 20)), TODAY)
    room.open(key, *members[:20], time="18:00", despite="Die Tagesordnung war bekannt.")
    ballot = ElectionInput(
        item=3, post="Obermeisterin", votes={members[0]: 9, members[1]: 9, members[2]: 2},
        at=at("18:30"),
    )  # fmt: skip
    room.run(meeting_votes.hold_election, key, ballot, at("18:30"))
    return key


def site(room: Room) -> int:
    """A site meeting with approved minutes and an objection."""
    day = at("2026-03-10T09:00")
    key = room.run(meetings.new_meeting, MeetingInput(
        kind=MeetingKind.SITE, starts=day, ends=day.replace(hour=11), members=list(GUESTS),
        agenda=["Stand der Arbeiten", "Mängel Treppenhaus", "Termine"],
        place="Neubau Fliederweg 7",
    ))  # fmt: skip
    for number in (1, 2, 3):
        if number == 1:
            _open(room, key, day)
        room.run(meeting_run.begin_item, key, number, day.replace(minute=number * 10))
        text = f"Punkt {number}: {LONG}"
        room.run(meeting_run.write_line, key, text, None, day.replace(minute=number * 10 + 2))
    room.run(meeting_run.close_meeting, key, day.replace(hour=10))
    approve(room, key)
    objection = ObjectionInput(who="Elektro Kranich", text="Die Leitungen waren am 9. März fertig.")
    room.run(minutes.note_objection, key, objection, TODAY)
    return key


def team(room: Room) -> int:
    """A team meeting that is planned, and an instruction that was held."""
    key = room.run(meetings.new_meeting, MeetingInput(
        kind=MeetingKind.TEAM, starts=at("2026-03-23T07:00"), members=["all"],
        agenda=["Woche", "Fahrzeuge", "Urlaub"], place="Werkstatt",
    ))  # fmt: skip
    held = (("general", "2025-11-03", ["all"]), ("ladders", "2025-03-20", ["Ole", "Mia"]),
            ("hazardous", "2025-04-08", ["Ole", "Mia", "Timo"]))  # fmt: skip
    for topic, day, who in held:
        data = InstructionInput.model_validate(
            {"topics": [topic], "persons": who, "day": day, "teacher": "Jan Lindner"}
        )
        room.run(instructions.note_instruction, data, TODAY)
    return int(key)


def approve(room: Room, key: int) -> None:
    """The minutes are approved today."""
    from kontor.base.dates import now_utc

    with room.store.read() as con:
        page = minutes_page(con, key, TODAY)
    room.run(minutes.approve_minutes, key, page, render_pdf(page), now_utc())


def _open(room: Room, key: int, moment: datetime) -> Any:
    from kontor.calendar.model.meeting_inputs import OpenInput

    return room.run(meeting_run.open_meeting, key, OpenInput(at=moment, present=["all"]), moment)

"""A firm that meets: its people, and meetings ready to be opened; for the tests of meetings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from kontor.calendar.kinds.meetings import MeetingKind, Sent
from kontor.calendar.model.meeting_inputs import (
    ItemInput,
    MeetingInput,
    MotionInput,
    OpenInput,
    SendingInput,
    VoteInput,
)
from kontor.calendar.queries import meetings as queries
from kontor.calendar.rules.majority import Decision
from kontor.calendar.service import meeting_run, meeting_votes, meetings
from kontor.company.model import EmployeeInput
from kontor.company.service import add_employee
from kontor.store.store import Store

TODAY = date(2026, 3, 16)
STAFF = (
    ("Jan Lindner", "Lindner", "owner", None), ("Petra Lindner", "Petra", "office", None),
    ("Ole Brandt", "Ole", "foreman", None), ("Mia Conrad", "Mia", "journeyman", None),
    ("Timo Dorn", "Timo", "apprentice", date(2009, 4, 1)),
)  # fmt: skip
OWNERS = ["Anna Amsel=15000", "Bernd Bussard=7500", "Clara Dohle=2500"]


def at(text: str) -> datetime:
    """`10:30` on the day of the meetings, or a day with time."""
    return datetime.fromisoformat(text if "T" in text else f"2026-04-22T{text}")


class Room:
    """The use cases of meetings in few words."""

    def __init__(self, store: Store) -> None:
        self.store = store
        for name, short, role, born in STAFF:
            data = EmployeeInput.model_validate(
                {"name": name, "short": short, "role": role, "started": "2025-01-01", "born": born}
            )
            store.run(add_employee, data, TODAY)

    def run(self, case: Any, *args: Any, **more: Any) -> Any:
        return self.store.run(case, *args, **more).value

    def ask(self, query: Any, *args: Any, **more: Any) -> Any:
        with self.store.read() as con:
            return query(con, *args, **more)

    def owners(self, *, sent: date | None = date(2026, 4, 9)) -> int:
        """A shareholders' meeting on Wednesday, 22 April, at 10:00, convened in due form."""
        data = MeetingInput(
            kind=MeetingKind.SHAREHOLDERS, starts=at("10:00"), ends=at("12:00"), members=OWNERS,
            agenda=["Begrüßung", "!Jahresabschluss 2025", "!Entlastung"], place="Büro",
        )  # fmt: skip
        key: int = self.run(meetings.new_meeting, data)
        if sent:
            self.run(meetings.note_sending, key, SendingInput(how=Sent.REGISTERED, day=sent), TODAY)
        return key

    def open(self, key: int, *present: str, time: str = "10:00", **more: Any) -> Any:
        data = OpenInput(at=at(time), present=list(present), **more)
        return self.run(meeting_run.open_meeting, key, data, at(time))

    def leave(self, key: int, name: str, time: str) -> None:
        self.run(meeting_run.leave, key, [name], at(time))

    def arrive(self, key: int, name: str, time: str) -> None:
        self.run(meeting_run.arrive, key, [name], at(time))

    def move(self, key: int, wording: str, item: int = 2, **more: Any) -> int:
        data = MotionInput(item=item, wording=wording, **more)
        found: int = self.run(meeting_votes.new_motion, key, data)
        return found

    def vote(self, motion: int, time: str = "10:30", **more: Any) -> Decision:
        found: Decision = self.run(
            meeting_votes.vote, motion, VoteInput(at=at(time), **more), at(time)
        )
        return found

    def item(self, key: int, title: str, day: date = TODAY, **more: Any) -> int:
        found: int = self.run(meetings.add_item, key, ItemInput(title=title, **more), day)
        return found

    def state(self, key: int) -> str:
        return str(self.ask(queries.meeting, key).state)

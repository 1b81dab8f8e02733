"""Date polls in every state, for screens: asking with eight people and six times, wide, fixed."""

from __future__ import annotations

from datetime import date
from typing import Any

from kontor.calendar.model.polls import AnswerInput, PollInput
from kontor.calendar.service.poll_answers import answer_poll
from kontor.calendar.service.polls import abandon_poll, final, mark_asked, new_poll
from kontor.store.store import Store
from tests.tui.calendar_firm import customers, staff
from tests.tui.own import TODAY

BEGUN = date(2026, 3, 12)
TIMES = ["2026-03-23 14:00", "2026-03-24 08:30", "2026-03-25 16:00", "2026-03-26 09:00",
         "2026-03-27 10:30", "2026-03-30 13:00"]  # fmt: skip
SAID = {
    "Lindner": "alle außer 3", "Jo": "1 notfalls, 2 ja, 4 ja, 5 nein", "Kim": "2 ja, 6 nein",
    "Ohm Bau": "1 nein, 2 ja, 3 notfalls, 4 nein, 5 nein, 6 ja", "Krüger": "alle",
}  # fmt: skip


def begin(store: Store, subject: str, times: list[str], **more: Any) -> int:
    """A poll."""
    data = {
        "subject": subject, "times": times, "required": ["Lindner"], "answer_by": "2026-03-20",
        **more,
    }  # fmt: skip
    return int(store.run(new_poll, PollInput.model_validate(data), BEGUN).value)


def say(store: Store, poll: int, person: str, text: str) -> None:
    """An answer."""
    store.run(answer_poll, poll, AnswerInput(person=person, text=text), BEGUN)


def full(store: Store) -> list[int]:
    """Fixed, given up, wide, and last the one with eight people and six times."""
    staff(store)
    who = customers(store)
    people = [f"contacts:{who['Krüger']}", f"contacts:{who['Nord']}"]
    fixed = begin(store, "Abnahme Treppenhaus", TIMES[:3], optional=["Kim"])
    say(store, fixed, "Lindner", "2 ja, 1 nein, 3 notfalls")
    store.run(final, fixed, 2)
    gone = begin(store, "Firmenfeier", TIMES[3:5])
    store.run(abandon_poll, gone)
    wide = begin(store, "Jahresgespräch", [f"2026-04-{day:02} 09:00" for day in range(13, 28)],
                 optional=["Jo", "Kim", "Murat"], answer_by=None)  # fmt: skip
    say(store, wide, "Jo", "alle außer 3")
    asking = begin(
        store, "Baubesprechung Krüger", TIMES, place="Fensterweg 3",
        required=["Lindner", people[0], "Ohm Bau <post@ohm.example>"],
        optional=["Jo", "Kim", "Murat", people[1], "Eva Weiß <eva@weiss.example>"],
    )  # fmt: skip
    for name, text in SAID.items():
        say(store, asking, "Maria Krüger" if name == "Krüger" else name, text)
    store.run(mark_asked, asking, [], TODAY)
    return [asking, wide, fixed, gone]

"""A firm with cases in every state, calls and devices, for the tests and pictures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kontor.base.dates import berlin_today, now_utc
from kontor.contacts.devices import CallInput
from kontor.contacts.model import ChannelInput
from kontor.contacts.service import add_channel
from kontor.desk.calls import Become, take_call
from kontor.store.store import Store
from kontor.tickets.it_kinds import PlanKind
from kontor.tickets.it_model import DoneInput, ItInput, PlanInput
from kontor.tickets.kinds import Direction, TicketKind
from kontor.tickets.model import LineInput, MoveInput, NoteInput, TicketInput
from kontor.tickets.protocol_model import ProtocolInput
from kontor.tickets.queries.protocol_papers import Paper, Signed, protocol_page
from kontor.tickets.service import it
from kontor.tickets.service.cases import move_ticket, open_ticket
from kontor.tickets.service.lines import add_line
from kontor.tickets.service.protocols import sign_protocol, write_protocol
from kontor.tickets.service.talking import add_note
from tests.tui.own import TODAY
from tests.tui.sales_firm import customer, office

NOW = datetime(2026, 3, 16, 8, 0, tzinfo=UTC)
NUMBER = "0221 555 0171"


def reachable(store: Store, contact: int = 1) -> None:
    """Give the customer a number."""
    store.run(add_channel, contact, ChannelInput.model_validate({"kind": "phone", "value": NUMBER}))


@contextmanager
def telephone_firm(folder: Path) -> Iterator[Store]:
    """A firm with the customer Erika Krüger, who has a telephone."""
    with office(folder) as store:
        customer(store)
        reachable(store)
        yield store


def call(store: Store, become: Become = Become.NOTE, days: int = 0, **values: Any) -> Any:
    """A call that was taken some days ago."""
    at = NOW - timedelta(days=days)
    data = CallInput.model_validate(values)
    return store.run(take_call, data, become, at, kind=TicketKind.DEFECT).value


def case(store: Store, **values: Any) -> int:
    """A case."""
    given = {"subject": "Fenster klemmt", "kind": "defect", "contact": "contacts:1", **values}
    return int(store.run(open_ticket, TicketInput.model_validate(given), now_utc()).value)


def work(store: Store, ticket: int, text: str = "Beschlag eingestellt") -> int:
    """Two hours at 58.50."""
    data = LineInput(text=text, quantity=2_000, price=585_000)
    return int(store.run(add_line, ticket, data, TODAY).value)


def move(store: Store, ticket: int, state: str, **values: Any) -> None:
    """Bring a case to another state."""
    data = MoveInput.model_validate({"state": state, **values})
    store.run(move_ticket, ticket, data, now_utc())


ANSWERS = {"1": "yes", "2": "no", "3": "5,5", "4": "11", "6": "spröde", "8": "yes"}


def protocol(
    store: Store, ticket: int, answers: dict[str, str] | None = None, *, sign: bool = False
) -> int:
    """A protocol of windows with three defects."""
    data = ProtocolInput(checklist="windows", worker="Emil", answers=answers or ANSWERS)
    key = int(store.run(write_protocol, ticket, data, TODAY).value)
    if sign:
        signed = Signed("Erika Krüger", "Köln", TODAY)
        with store.read() as con:
            page = protocol_page(con, key, TODAY, signed)
        store.run(sign_protocol, key, signed, Paper(page, b"%PDF-1.7 page"), now_utc())
    return key


def cases(store: Store) -> dict[str, int]:
    """A case in several states, with work, notes and owners; their ids."""
    reachable(store)
    new = case(store, owner="Jana", text="Klemmt beim Schließen, seit es kalt ist.")
    waiting = case(store, subject="Griff lose", kind="complaint", owner="Emil")
    back = berlin_today(now_utc()) + timedelta(days=7)
    move(store, waiting, "waiting", waits_for="part", until=back)
    solved = case(store, subject="Farbe blättert ab", owner="Jana")
    work(store, solved)
    move(store, solved, "working")
    move(store, solved, "solved", solution="geschliffen und gestrichen")
    note = NoteInput(text="Kommt morgen vorbei.", author="Jana", direction=Direction.OUT)
    store.run(add_note, new, note, now_utc())
    lost = case(store, subject="Frage zur Pflege", kind="question", contact="contacts:2")
    move(store, lost, "closed", reason="hat sich erledigt")
    return {"new": new, "waiting": waiting, "solved": solved, "closed": lost}


def own_it(store: Store) -> list[int]:
    """A storage whose backup test is overdue, a licence with its notice, a retired computer."""
    given: tuple[dict[str, Any], ...] = (
        {"kind": "storage", "name": "Netzspeicher Büro", "serial": "SP2-3021", "place": "Lager",
         "backup_what": "alle Rechner", "backup_to": "Platte im Tresor",
         "note": "Passwort liegt im Tresor."},
        {"kind": "software", "name": "Bürosoftware, 5 Plätze", "notice_days": 30,
         "contract": "Softwarehaus Beispiel, B-1180", "ends": TODAY + timedelta(days=75)},
        {"kind": "pc", "name": "Rechner Werkstatt"},
    )  # fmt: skip
    keys = [int(store.run(it.add_item, ItInput.model_validate(one)).value) for one in given]
    plan = PlanInput(kind=PlanKind.BACKUP, text="Rücksicherung", months=3, first=TODAY)
    key = store.run(it.plan_task, keys[0], plan, TODAY).value
    done = DoneInput(day=TODAY - timedelta(days=100), who="Büro")
    store.run(it.do_task, key, done, TODAY)
    store.run(it.retire_item, keys[2], TODAY, "Platte gelöscht")
    return keys

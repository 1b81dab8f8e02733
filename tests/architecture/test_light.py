"""What a command loads: looking never loads models, the screen or a toolkit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from kontor.cli import registry

HEAVY = {"sqlmodel", "sqlalchemy", "pydantic", "textual", "typer", "click", "rich", "lxml"}
# what a reading command needs beside its options
WORDS = {
    "leads show": ["1"], "leads doubles": ["1"], "leads forecast": ["1"],
    "campaigns show": ["1"], "campaigns preview": ["1"], "campaigns addresses": ["1"],
    "ledger entry": ["1"], "ledger account": ["1200"], "contacts show": ["contacts:1"],
    "consent show": ["contacts:1"],
    "contacts held": ["contacts:1"], "contacts corrections": ["contacts:1"],
    "contacts timeline": ["contacts:1"], "contacts known": ["contacts:1"],
    "contacts compare": ["contacts:1", "contacts:1"],
    "search": ["Krüger"], "ledger item": ["RE-1"],
    "dunning interest": ["RE-1"], "dunning notes": ["RE-1"], "dunning court": ["RE-1"],
    "dunning allocate": ["contacts:1", "100,00"], "risk show": ["contacts:1"],
    "risk check": ["contacts:1"], "contacts terms": ["Krüger"],
    "receipts show": ["1"],
    "contacts certificates": ["--own"], "sales inquiry show": ["1"], "sales quote show": ["2"],
    "sales order show": ["3"], "sales addition show": ["4"], "sales measurement show": ["5"],
    "sales delivery show": ["6"], "sales time-note show": ["7"], "sales acceptance show": ["8"],
    "sales invoice show": ["9"], "it show": ["1"], "tickets show": ["1"], "tickets judge": ["1"],
    "tickets protocol show": ["1"], "tickets protocol checklist": ["windows"],
    "invite preview": ["1"], "invite status": ["1"], "poll rank": ["1"],
    "poll show": ["1"], "poll text": ["1"],
    "calendar show": ["1"], "calendar free": ["--who", "Berg"],
    "meeting show": ["1"], "meeting motions": ["1"], "meeting text": ["1"],
}  # fmt: skip
# commands that look at more than one file, write one, or need what this book lacks (a payment run)
OTHERS = {"restore", "rescue", "demo", "new", "open", "pay show", "campaigns labels",
          "campaigns again", "consent proof", "contracts show", "tickets text", "tickets save",
          "tickets protocol pdf",
          "meeting pdf", "calls import"}  # fmt: skip
# verbs that set a page or judge an e-invoice
SETTING = {"pdf", "mail", "xml", "file", "check"}

_PROBE = """
import io, json, sys
from contextlib import redirect_stdout
from kontor.cli.app import run
report = {}
for words in json.loads(sys.argv[1]):
    before = set(sys.modules)
    with redirect_stdout(io.StringIO()):
        code = run(words, lambda *a, **k: 0)
    new = {name.partition(".")[0] for name in set(sys.modules) - before}
    report[" ".join(words)] = [code, sorted(new)]
print(json.dumps(report))
"""


def probe(calls: list[list[str]], file: Path | None = None) -> dict[str, tuple[int, set[str]]]:
    """Run command lines in one fresh process; what each exits with and loads first."""
    env = os.environ | ({"KONTOR_FILE": str(file)} if file else {})
    done = subprocess.run(
        [sys.executable, "-c", _PROBE, json.dumps(calls)],
        env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return {name: (code, set(new)) for name, (code, new) in json.loads(done.stdout).items()}


def reading() -> list[list[str]]:
    """Every command that only looks, with the words it needs."""
    found = []
    for area, command in registry.every():
        name = f"{area} {command.verb}".strip()
        sets = name.startswith(("sales ", "documents ")) and command.verb in SETTING
        if not command.writes and name not in OTHERS and name != "backup" and not sets:
            found.append([*name.split(), *WORDS.get(name, [])])
    return found


def put_documents(books: Any) -> None:
    """One document of each kind, with the ids 1 to 9."""
    from kontor.sales.model.inputs import (
        AcceptanceRequest,
        AdditionInput,
        DocumentInput,
        MeasurementInput,
        NoteInput,
    )
    from kontor.sales.service import (
        acceptance,
        additions,
        drafts,
        inquiries,
        measuring,
        notes,
        orders,
        quotes,
    )
    from kontor.store.inputs import JSON

    day = date(2026, 2, 2)
    rows = [{"short": "Wand", "quantity": "10", "price": "12.50", "unit": "m²", "number": "1"}]
    data = DocumentInput.model_validate({"contact": "Krüger", "positions": rows}, context=JSON)
    books.run(inquiries.new_inquiry, data, day)
    books.run(quotes.new_quote, data, day)
    order = books.run(quotes.new_order, data, day).value
    books.run(orders.confirm_order, order, day)
    more = AdditionInput.model_validate({"subject": "Decke", "positions": rows}, context=JSON)
    books.run(additions.new_addition, order, more, day)
    lines = [{"formula": "2*3", "position": "1"}]
    sheet = MeasurementInput.model_validate({"day": "2026-02-03", "lines": lines}, context=JSON)
    books.run(measuring.new_measurement, order, sheet)
    note = NoteInput.model_validate(
        {"contact": "Krüger", "day": "2026-02-03", "positions": rows}, context=JSON
    )
    books.run(notes.new_delivery, note, day)
    books.run(notes.new_time_note, note, day)
    books.run(acceptance.request_acceptance, order, AcceptanceRequest(day=day))
    books.run(drafts.new_invoice, data, day)


def put_lead(books: Any) -> None:
    """One lead and one campaign, with the ids 1."""
    from kontor.acquisition.model import CampaignInput, LeadInput
    from kontor.acquisition.service.campaigns import add_members, new_campaign
    from kontor.acquisition.service.leads import capture

    data = LeadInput(name="Petra Weiß", postcode="50667", street="Amselweg 7")
    books.run(capture, data, datetime(2026, 2, 2, 9, tzinfo=UTC))
    campaign = CampaignInput(name="Frühjahr", subject="Anstrich", text="Jetzt ist die Zeit.")
    books.run(new_campaign, campaign, date(2026, 2, 2))
    books.run(add_members, 1, ["Krüger"])


def put_ticket(books: Any) -> None:
    """One case with a protocol, one item of the own IT, with the ids 1."""
    from kontor.tickets.it_model import ItInput
    from kontor.tickets.model import TicketInput
    from kontor.tickets.protocol_model import ProtocolInput
    from kontor.tickets.service.cases import open_ticket
    from kontor.tickets.service.it import add_item
    from kontor.tickets.service.protocols import write_protocol

    books.run(add_item, ItInput.model_validate({"kind": "router", "name": "Router"}))
    data = TicketInput(subject="Fenster klemmt", contact="Krüger")
    books.run(open_ticket, data, datetime(2026, 2, 2, 9, tzinfo=UTC))
    books.run(write_protocol, 1, ProtocolInput(checklist="windows"), date(2026, 2, 2))


def put_crew(books: Any) -> None:
    """Somebody of the firm with an appointment, a series, an absence and a task."""
    from kontor.calendar.model.appointments import AbsenceInput, AppointmentInput, TaskInput
    from kontor.calendar.service.appointments import add_appointment
    from kontor.calendar.service.staff import add_absence, add_task
    from kontor.company.model import EmployeeInput
    from kontor.company.service import add_employee

    day = date(2026, 2, 2)
    books.run(add_employee, EmployeeInput(name="Jo Berg", hours="Mo-Fr 7-16"), day)
    fields = {"title": "Runde", "starts": "2026-02-02 07:30", "crew": ["Berg"]}
    books.run(add_appointment, AppointmentInput.model_validate(fields))
    fields |= {"rule": "FREQ=DAILY", "title": "Rundgang"}
    books.run(add_appointment, AppointmentInput.model_validate(fields))
    books.run(add_absence, AbsenceInput(employee="Berg", starts=day))
    books.run(add_task, TaskInput(title="Farbe bestellen"))


def put_poll(books: Any) -> None:
    """A poll with a person and a proposal, with the id 1."""
    from kontor.calendar.model.polls import PollInput
    from kontor.calendar.service.polls import new_poll

    data = {"subject": "Aufmaß", "required": ["Krüger"], "times": ["2026-03-16 10:00"]}
    books.run(new_poll, PollInput.model_validate(data), date(2026, 2, 2))


def put_meeting(books: Any) -> None:
    """A meeting with an agenda, with the id 1."""
    from kontor.calendar.model.meeting_inputs import MeetingInput
    from kontor.calendar.service.meetings import new_meeting

    data = {"kind": "team", "starts": "2026-02-02 07:00", "members": ["Ole"], "agenda": ["Lage"]}
    books.run(new_meeting, MeetingInput.model_validate(data))


def test_looking_is_light(books: object, books_file: Path) -> None:
    """Reports, lists, search and history in one process: nothing heavy is ever loaded."""
    from kontor.ledger.model.inputs import Invoice
    from kontor.ledger.service.events import post_event
    from kontor.receipts.service.importing import import_files

    lines = [{"account": "8400", "net": 10_000}]
    event = Invoice.model_validate(
        {"day": "2026-02-01", "document": "RE-1", "partner": "Krüger", "lines": lines}
    )
    books.run(post_event, event)  # type: ignore[attr-defined]
    put_documents(books)
    put_lead(books)
    put_ticket(books)
    put_crew(books)
    put_meeting(books)
    put_poll(books)
    picture = books_file.parent / "beleg.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(20))
    import_files(books, [picture], datetime(2026, 2, 1, tzinfo=UTC))  # type: ignore[arg-type]
    calls = [[*words, form] for words in reading() for form in ("--json", "--csv")]
    calls = [c for c in calls if "export" not in c] + [["ledger", "export"]]
    calls += [words for words in reading() if "export" not in words]
    found = probe(calls, books_file)
    assert {name: code for name, (code, _) in found.items() if code not in {0, 1}} == {}
    guilty = {name: new & HEAVY for name, (_, new) in found.items() if new & HEAVY}
    assert guilty == {}


def test_help_is_light() -> None:
    """Explaining loads no toolkit; only options that come from a model need the models."""
    calls = [["--help"]]
    calls += [[area, "--help"] for area in registry.AREAS]
    calls += [[*place.split(), "--help"] for place in registry.places() if place]
    calls += [
        [*area.split(), command.verb, "--help"]
        for area, command in registry.every()
        if command.model is None
    ]
    found = probe(calls)
    assert {name: new & HEAVY for name, (_, new) in found.items() if new & HEAVY} == {}


def test_writing_loads_no_screen(books_file: Path) -> None:
    """A command that writes loads models, never the screen."""
    calls = [["settings", "set", "terms_days", "21", "--since", "2026-02-01"], ["undo"]]
    found = probe(calls, books_file)
    assert [code for code, _ in found.values()] == [0, 0]
    loaded = set().union(*(new for _, new in found.values()))
    assert "sqlmodel" in loaded and not loaded & {"textual", "typer", "rich"}


@pytest.mark.parametrize("word", ["--version", "-V"])
def test_the_version_is_said_at_once(word: str) -> None:
    code = (
        "import sys; sys.argv=['kontor', sys.argv[1]]\n"
        "from kontor.__main__ import main\n"
        "main(); print(sorted(m for m in sys.modules if m.startswith('kontor')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, word], capture_output=True, text=True, check=True
    )
    first, modules = done.stdout.splitlines()
    assert first.startswith("kontor ")
    assert modules == "['kontor', 'kontor.__main__']"


LATER = {
    "report": (
        "sys.argv=['kontor','--file',sys.argv[1],'ledger','balances','--year','2026','--json']\n"
        "from kontor.__main__ import main\nmain()\n",
        "csv json threading zoneinfo kontor.base.dates kontor.cli.areas.ledger_upkeep"
        " kontor.company.queries kontor.store.journal kontor.store.store",
    ),
    "first frame": (
        "import kontor.tui.run, kontor.tui.session\n"
        "from kontor.tui.areas import areas\nareas()[0].views\n",
        "sqlalchemy sqlmodel pydantic kontor.tui.screens.dialogs kontor.tui.screens.chooser"
        " kontor.tui.screens.past kontor.tui.widgets.report kontor.contacts.kinds"
        " kontor.company.queries kontor.documents.kinds kontor.store.store",
    ),
}


@pytest.mark.parametrize("what", LATER)
def test_a_start_leaves_for_later_what_it_does_not_need(books_file: Path, what: str) -> None:
    code, later = LATER[what]
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}print('', *sys.modules, sep='\\n')", books_file],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    loaded = set(done.stdout.split("\n"))
    assert "kontor.base.i18n" in loaded
    assert sorted(loaded & set(later.split())) == []


_FIRST_FRAME = """
import sys
from pathlib import Path
from kontor.bootstrap import open_store
from kontor.tui.run import make_app
from kontor.tui.session import Session
loaded = []
def settle(app):
    loaded.extend(sys.modules)
    app.exit()
Session._settle = settle
with open_store(Path(sys.argv[1])) as store:
    make_app(store).run(headless=True)
print(*sorted(loaded), sep="\\n")
"""
# what the first screen can be without: models, forms and their windows, all other areas
_AFTER_IT = (
    "sqlalchemy", "sqlmodel", "pydantic", "typer", "click", "lxml", "phonenumbers", "holidays",
    "schwifty", "textual.widgets._text_area", "kontor.tui.widgets.area",
    "kontor.cli", "kontor.company", "kontor.contacts", "kontor.documents", "kontor.ledger",
    "kontor.sales", "kontor.banking", "kontor.receipts", "kontor.receivables",
    "kontor.acquisition", "kontor.tickets", "kontor.store.migrate", "kontor.store.backup",
    "kontor.tui.screens.form", "kontor.tui.screens.input_form", "kontor.tui.screens.dialogs",
    "kontor.tui.screens.chooser", "kontor.tui.widgets.form", "kontor.tui.widgets.fields",
)  # fmt: skip


def test_the_first_frame_shows_before_anything_else_is_loaded(books_file: Path) -> None:
    """A real start on a file up to its first frame; what comes then is loaded in a thread."""
    done = subprocess.run(
        [sys.executable, "-c", _FIRST_FRAME, books_file],
        env=os.environ | {"XDG_STATE_HOME": str(books_file.parent)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    loaded = done.stdout.split()
    assert "kontor.tui.screens.today.screen" in loaded
    areas = {name.split(".")[3] for name in loaded if name.startswith("kontor.tui.screens.")}
    assert areas == {"base", "listing", "today"}
    early = [name for name in loaded if f"{name}.".startswith(tuple(f"{x}." for x in _AFTER_IT))]
    assert early == []


FLOORS = (
    "base", "store", "company", "contacts", "documents", "ledger", "sales", "banking", "desk",
)  # fmt: skip


@pytest.mark.parametrize("floor", FLOORS)
def test_headless_floors_never_load_the_screen(floor: str) -> None:
    """Every module below the faces can be imported without Textual, Rich or Typer."""
    from tests.architecture.code import PACKAGE

    names = [
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
        for path in sorted((PACKAGE / floor).rglob("*.py"))
        if path.name != "standalone_checker.py"
    ]
    code = (
        "import sys, importlib\n"
        "for name in sys.argv[1:]: importlib.import_module(name)\n"
        "print(sorted({m.partition('.')[0] for m in sys.modules} & {'textual','rich','typer'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *names], capture_output=True, text=True, check=False
    )
    assert done.stdout == "[]\n", done.stdout + done.stderr

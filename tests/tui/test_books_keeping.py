"""Templates, assets, closing and all fields of events on the screen; looked up in the file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from kontor.ledger.model.inputs import AnyEvent, Purchase
from kontor.ledger.model.templates import NewTemplate
from kontor.ledger.service.templates import save_template
from kontor.store.store import Store
from kontor.tui.keys import key
from kontor.tui.screens.books.assets import AssetScreen, DisposalForm
from kontor.tui.screens.books.bank import BankScreen
from kontor.tui.screens.books.closing import ChecklistScreen
from kontor.tui.screens.books.event_data import collect
from kontor.tui.screens.books.event_fields import BY_KIND, SPECS, rare_names
from kontor.tui.screens.books.event_form import EventForm
from kontor.tui.screens.books.template_form import TemplateForm
from kontor.tui.screens.chooser import Chooser
from kontor.tui.screens.dialogs import AskText, TypeWord
from tests.tui.firm import firm_store
from tests.tui.own import fill
from tests.tui.test_books_journal import one, until, walk


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A fresh copy of the small firm."""
    with firm_store(tmp_path) as opened:
        yield opened


def rent(store: Store, **more: Any) -> None:
    """Rent of the workshop, monthly since 3 January 2025."""
    event = Purchase.model_validate({
        "day": date(2025, 1, 3), "text": "Miete {month}", "document": "MV-{month}",
        "lines": [{"account": "4210", "gross": 119_000}],
    })  # fmt: skip
    values = {"every_months": 1, "starts": date(2025, 1, 3), **more}
    store.run(save_template, NewTemplate(name="Miete", event=event, **values))


async def test_a_template_is_made_and_posted(store: Store) -> None:
    async with walk(store, "books.templates") as (app, pilot):
        await pilot.press(key("record.new"))
        await until(pilot, lambda: isinstance(app.screen, Chooser))
        await pilot.press("enter")  # purchase stands first
        await until(pilot, lambda: isinstance(app.screen, TemplateForm))
        await fill(
            app, pilot, template="Telefon", every="1", starts="01.02.2025", document="T-{month}",
            account1=["4920", "4920 Telefon"], cents1="59,50",
        )  # fmt: skip
        await pilot.press(key("form.save"))
        await until(pilot, lambda: one(store, "SELECT count(*) FROM template") == 1)
        await until(pilot, lambda: app.screen.query("RecordTable"))
        assert app.screen.row.state == "due"
        await pilot.press(key("template.run"))
        sql = "SELECT group_concat(document, ' ') FROM entry WHERE source LIKE 'ledger:template/%'"
        await until(pilot, lambda: one(store, sql) == "T-2025-02 T-2025-03")
        await until(pilot, lambda: app.screen.row.state == "runs")


async def test_a_template_is_changed_and_stopped(store: Store) -> None:
    rent(store)
    async with walk(store, "books.templates") as (app, pilot):
        await pilot.press(key("record.edit"))
        await until(pilot, lambda: isinstance(app.screen, TemplateForm))
        assert app.screen.form.rows["cents1"].editor.raw == "1.190,00"
        await fill(app, pilot, cents1="1.309,00")
        await pilot.press(key("form.save"))
        read = "SELECT content ->> '$.lines[0].gross' FROM template"
        await until(pilot, lambda: one(store, read) == "1309.00")
        assert one(store, "SELECT every_months || ' ' || starts FROM template") == "1 2025-01-03"
        await until(pilot, lambda: app.screen.query("RecordTable"))
        await pilot.press(key("record.cancel"))
        await until(pilot, lambda: isinstance(app.screen, Chooser))
        await pilot.press("enter")
        await until(pilot, lambda: one(store, "SELECT ends FROM template") == "2025-03-16")


async def test_the_depreciation_of_a_year_is_posted(store: Store) -> None:
    """AN-001: 22,518.52 left for 75 months from 1 January 2025: 12/75 of it is 3,602.96."""
    async with walk(store, "books.assets") as (app, pilot):
        await pilot.press(key("asset.run"))
        await until(pilot, lambda: isinstance(app.screen, Chooser))
        await pilot.press("enter")
        sql = (
            "SELECT d.cents FROM depreciation d JOIN asset a ON a.id = d.asset"
            " WHERE a.number = 'AN-001' AND d.year = 2025"
        )
        await until(pilot, lambda: one(store, sql))
        assert abs(one(store, sql) - 2_251_852 * 12 // 75) <= 1
        assert one(store, "SELECT count(*) FROM depreciation") == 4
        await until(pilot, lambda: app.screen.query("RecordTable"))
        await pilot.press(key("record.open"))
        await until(pilot, lambda: isinstance(app.screen, AssetScreen))
        await pilot.press(key("record.next"))
        assert app.screen.crumb() == "AN-002"


async def test_an_asset_is_entered_and_disposed_of(store: Store) -> None:
    async with walk(store, "books.assets") as (app, pilot):
        await pilot.press(key("record.new"))
        await until(pilot, lambda: isinstance(app.screen, EventForm))
        await fill(
            app, pilot, number="AN-009", name="Kompressor", account=["0400", "0400 Maschinen"],
            cost="2.400,00", day="02.01.2025", months="96",
        )  # fmt: skip
        await pilot.press(key("form.save"))
        await until(pilot, lambda: one(store, "SELECT name FROM asset WHERE number = 'AN-009'"))
        await until(pilot, lambda: app.screen.query("RecordTable"))
        await until(pilot, lambda: app.screen.table.count == 5)
        await pilot.press("end", key("record.cancel"))
        await until(pilot, lambda: isinstance(app.screen, DisposalForm))
        await fill(app, pilot, day="10.03.2025", proceeds="500,00")
        await pilot.press(key("form.save"))
        gone = "SELECT disposed FROM asset WHERE number = 'AN-009'"
        await until(pilot, lambda: one(store, gone) == "2025-03-10")
        # two full months of 25.00 each, the rest of 2,350.00 is expense
        assert one(store, "SELECT sum(cents) FROM depreciation") == 5_000
        rest = "SELECT max(l.cents) FROM line l JOIN entry e ON e.id = l.entry WHERE e.kind = ?"
        assert one(store, rest, "disposal") == 235_000


async def test_closing_shows_what_is_missing_and_closes(store: Store) -> None:
    rent(store)
    async with walk(store, "books.closing") as (app, pilot):
        await until(pilot, lambda: app.screen.table.count == 4)
        states = [app.screen.table.pages.source.block(None, 9)[n].state for n in range(4)]
        assert states == ["running", "running", "warned", "warned"]
        await pilot.press("down", key("record.open"))
        await until(pilot, lambda: isinstance(app.screen, ChecklistScreen))
        points = {one.kind: one.number for one in app.screen.span.points}
        waiting = one(store, "SELECT count(*) FROM bank_line WHERE set_aside IS NULL")
        assert points["bank"] == waiting and points["standing"] == 1 and points["earlier"] == 2
        await pilot.press("down", key("record.open"))
        await until(pilot, lambda: isinstance(app.screen, BankScreen))
        app.open_view("view:books.closing")
        await until(pilot, lambda: isinstance(app.screen, ChecklistScreen))
        await pilot.press("escape", "end", key("journal.close"))
        await until(pilot, lambda: isinstance(app.screen, TypeWord))
        await pilot.press(*"2025-01", "enter")
        await until(pilot, lambda: one(store, "SELECT max(month) FROM period") == "2025-01")
        await until(pilot, lambda: app.screen.table.row and app.screen.table.row.state == "closed")


async def test_the_year_of_the_euer_is_kept(store: Store) -> None:
    async with walk(store, "books.journal") as (app, pilot):
        app.screen.open_form("entry")
        await until(pilot, lambda: isinstance(app.screen, EventForm))
        await fill(
            app, pilot, document="M-1", day="03.01.2025", euer_year="2024",
            account1=["4210", "Miete"], cents1="500,00",
            account2=["1200", "Bank"], cents2="-500,00",
        )  # fmt: skip
        await pilot.press(key("form.save"))
        shifts = "SELECT group_concat(DISTINCT period_from || '>' || period_to) FROM shift"
        await until(pilot, lambda: one(store, shifts) == "2025>2024")
        await until(pilot, lambda: app.screen.query("RecordTable"))
        app.screen.set_filter("M-1")
        await until(pilot, lambda: app.screen.table.count == 1)
        await pilot.press(key("record.edit"))
        await until(pilot, lambda: isinstance(app.screen, EventForm))
        assert app.screen.form.rows["euer_year"].editor.raw == "2024"


async def test_all_fields_of_a_bill(store: Store) -> None:
    async with walk(store, "books.journal") as (app, pilot):
        app.screen.open_form("bill")
        await until(pilot, lambda: isinstance(app.screen, EventForm))
        assert "part_cents1" not in app.screen.form.rows
        await pilot.press(key("event.all"))
        await pilot.pause()
        assert rare_names(BY_KIND["bill"]) & set(app.screen.form.rows)
        supplier = one(
            store, "SELECT 'contacts:' || contact FROM contact_role WHERE role='supplier'"
        )
        await fill(
            app, pilot, partner=[supplier, "x"], document="ER-77", day="10.03.2025",
            due="24.03.2025", account1=["3400", "Ware"], cents1="1.190,00", centre1="Halle",
            part_cents1="190,00", part_due1="30.06.2025", booked="12.03.2025",
        )  # fmt: skip
        await pilot.press(key("form.save"))
        booked = "SELECT booked FROM entry WHERE document = 'ER-77'"
        await until(pilot, lambda: one(store, booked) == "2025-03-12")
    parts = (
        "SELECT group_concat(p.cents || ' ' || p.due || ' ' || p.kind) FROM due_part p"
        " JOIN item i ON i.id = p.item WHERE i.document = 'ER-77'"
    )
    assert one(store, parts) == "100000 2025-03-24 normal,19000 2025-06-30 instalment"
    centre = "SELECT l.cost_centre FROM line l JOIN entry e ON e.id=l.entry WHERE document='ER-77'"
    assert one(store, centre + " AND part = 'base'") == "Halle"


def test_every_kind_of_event_has_its_form() -> None:
    kinds = {one.model_fields["kind"].default for one in get_args(get_args(AnyEvent)[0])}
    assert {spec.kind for spec in SPECS} == kinds


@pytest.mark.parametrize("kind", sorted(BY_KIND))
def test_a_form_reaches_every_field_of_its_model(kind: str) -> None:
    """What the model knows and the screen cannot say would only exist on the command line."""
    spec = BY_KIND[kind]
    model = next(
        one for one in get_args(get_args(AnyEvent)[0]) if one.model_fields["kind"].default == kind
    )
    full: dict[str, Any] = dict.fromkeys(
        ("day", "booked", "service", "arrival", "due", "arrives", "discount_until", "part_due1",
         "retention_due", "book_value_day"), date(2025, 3, 1),
    )  # fmt: skip
    full |= dict.fromkeys(("amount", "cents1", "part_cents1", "fee", "cost", "months", "payable",
                           "extra_cents1", "retention", "book_value", "rate", "discount_rate",
                           "euer_year"), 2025)  # fmt: skip
    for name in ("document", "text", "project", "cost_centre", "reason", "number", "name", "method",
                 "what", "group", "entry", "ticket", "due_rule", "side", "partner", "money",
                 "origin", "target", "item", "against", "asset", "account", "account1", "item1",
                 "extra_account1", "advances", "period"):  # fmt: skip
        full[name] = "1"
    full |= {
        "figures": {"81": "1.00"},
        "withhold": True,
        "is_request": True,
        "special": True,
        "debited": True,
    }
    told = set(collect(spec, full))
    program_only = {"kind", "source"}
    wanted = set(model.model_fields) - program_only
    if not spec.more:  # these events have no cost centre to carry
        wanted -= {"cost_centre", "project", "booked"}
    if kind in {"private", "tax_payment", "return_debit", "set_off", "write_off", "depreciation",
                "opening_balances", "asset", "request"}:  # fmt: skip
        wanted -= {"project", "cost_centre", "booked"}  # no line of result, or no entry
    assert wanted <= told


async def test_a_booked_bank_line_waits_again(store: Store) -> None:
    from kontor.banking.queries.lines import unbooked
    from kontor.banking.queries.proposals import matching, proposals
    from kontor.banking.service.booking import book_line, proposed_input
    from kontor.ledger.service.sealing import seal_entries

    with store.read() as con:
        known = matching(con, date(2025, 3, 16))
        line = next(each.id for each in unbooked(con) if proposals(con, each.id, known))
        proposal = proposals(con, line, known)[0]
    booked = f"SELECT count(*) FROM bank_booking WHERE bank_line = {line}"
    for sealed in (False, True):
        entries = store.run(book_line, proposed_input(line, proposal)).value
        if sealed:
            store.run(seal_entries, entries)
        assert one(store, booked)
        async with walk(store, "books.statement") as (app, pilot):
            app.screen.set_filter("gebucht")
            await until(pilot, lambda app=app: app.screen.table.count == 1)
            await pilot.press(key("record.cancel"))
            if sealed:
                await until(pilot, lambda app=app: isinstance(app.screen, AskText))
                await pilot.press(*"falsch", "enter")
            await until(pilot, lambda: one(store, booked) == 0)
        if sealed:
            marks = ",".join(map(str, entries))
            back = f"SELECT count(*) FROM entry WHERE reverses IN ({marks})"
            assert one(store, back) == len(entries)

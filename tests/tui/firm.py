"""A small real firm for the tests of the screens: the painter of the demo, some months long."""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import date, timedelta
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from kontor.banking.service.importing import import_statement
from kontor.base.dates import now_utc
from kontor.base.errors import Refused
from kontor.bootstrap import create_store, open_store
from kontor.company.model import FirmInput, MoneyAccountInput
from kontor.company.queries import money_accounts
from kontor.company.service import add_money_account, create_firm
from kontor.contacts.kinds import Role
from kontor.contacts.model import ContactInput, RoleInput
from kontor.contacts.service import create_contact
from kontor.desk.demo.people import demo_iban
from kontor.desk.demo.plan import make_plan
from kontor.desk.demo.statement import mt940
from kontor.ledger.service.chart import seed_chart
from kontor.ledger.service.events import handle
from kontor.store.store import Store
from kontor.tui.app import KontorApp
from kontor.tui.drafts import StoreDrafts
from kontor.tui.wiring import Wiring

START, UNTIL = date(2025, 1, 1), date(2025, 3, 16)
WAITING = 9
ACCOUNT = 4711


def make_firm(
    path: Path, until: date = UNTIL, profile: str = "maler", nasty: tuple[str, ...] = ()
) -> Store:
    """A file with firm, contacts, months of events, and bank lines that wait to be booked."""
    plan = make_plan(profile, until, 7)
    store = create_store(path)
    chosen = plan.profile
    with store.step("set up") as unit:
        settings = {
            "vat_method": chosen["vat"],
            "profit_method": chosen["profit"],
            "vat_filing": chosen["filing"],
            "legal_form": chosen["legal_form"],
        }
        create_firm(unit, FirmInput(
            name=chosen["firm"], owner=chosen["owner"], chart=chosen["chart"], started=START,
            settings=settings,
        ))  # fmt: skip
        if not unit.con.execute("SELECT 1 FROM account LIMIT 1").fetchone():
            seed_chart(unit, chosen["chart"], START)
        bank, cash = ("1200", "1000") if chosen["chart"] == "skr03" else ("1800", "1600")
        add_money_account(
            unit, MoneyAccountInput(name="Sparkasse", account=bank, iban=demo_iban(ACCOUNT))
        )
        add_money_account(unit, MoneyAccountInput(name="Kasse", kind="cash", account=cash))
        for place, person in enumerate(plan.people.everyone()):
            side = Role.SUPPLIER if person.segment == "supplier" else Role.CUSTOMER
            name = nasty[place % len(nasty)] + f" {place}" if nasty else person.name
            create_contact(unit, ContactInput(
                kind="firm", name=name, roles=[RoleInput(role=side, number=person.number)],
            ))  # fmt: skip
    texts = []
    with store.step("months") as unit:
        known = find_spec("kontor.ledger.service.assets") is not None
        for asset in plan.assets if known else ():
            handle(unit, asset)
        for move in plan.moves:
            late = move.day > until - timedelta(days=WAITING)
            if move.bank and late:
                texts.append((move.day, move.bank))
            elif move.event:
                with suppress(Refused):
                    handle(unit, move.event)
    if texts:
        content = mt940(1, ACCOUNT, (texts[0][0], 4_000_000), texts)
        with store.read() as con:
            account = money_accounts(con)[0].id
        store.run(
            import_statement, content.encode(), "Auszug-04.sta", at=now_utc(), account=account
        )
    return store


@cache
def _model(profile: str, until: date, nasty: tuple[str, ...]) -> Path:
    path = Path(mkdtemp()) / "firm.kontor"
    make_firm(path, until, profile, nasty).close()
    return path


def firm_store(
    folder: Path, until: date = UNTIL, profile: str = "maler", nasty: tuple[str, ...] = ()
) -> Store:
    """A fresh copy of the firm."""
    path = folder / "firm.kontor"
    shutil.copy(_model(profile, until, nasty), path)
    return open_store(path)


def firm_app(store: Store, until: date = UNTIL, **more: Any) -> KontorApp:
    """The app with the areas of the books over a store."""
    from kontor.tui.areas import areas

    wiring = Wiring(
        store=store, areas=areas(), drafts=StoreDrafts(store), today=lambda: until,
        firm=lambda: "Malerbetrieb Lindner", folder=store.path.parent, **more,
    )  # fmt: skip
    return KontorApp(wiring)


def empty_store(folder: Path) -> Store:
    """A firm on its first day: chart and money accounts, nothing posted."""
    store = create_store(folder / "empty.kontor")
    with store.step("set up") as unit:
        create_firm(unit, FirmInput(name="Malerbetrieb Lindner", started=START))
        if not unit.con.execute("SELECT 1 FROM account LIMIT 1").fetchone():
            seed_chart(unit, "skr03", START)
        add_money_account(unit, MoneyAccountInput(name="Sparkasse", account="1200"))
    return store

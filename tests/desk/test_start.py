"""Setting up a firm with its books in one step."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from kontor.base.errors import InputError, Refused
from kontor.company import queries as company
from kontor.company.kinds import Filing, MoneyKind, ProfitMethod, SettingChanged
from kontor.company.model import SettingInput
from kontor.company.service import change_setting
from kontor.contacts.kinds import ContactRenamed
from kontor.contacts.model import ContactChange, ContactInput
from kontor.contacts.service import change_contact, create_contact
from kontor.desk import listeners, start
from kontor.desk.start import CompanyInput, StartAccount, create_books
from kontor.desk.wizard import REVIEW, check_page, input_of, wizard_pages
from kontor.ledger.model.inputs import Amount, Invoice
from kontor.ledger.queries.lookup import account_named
from kontor.ledger.service.events import post_event
from kontor.store.drafts import load_draft, save_draft
from kontor.store.inputs import JSON
from kontor.store.store import Store

TODAY = date(2026, 7, 1)
FIRM = {
    "name": "Malerbetrieb Lindner e.K.",
    "owner": "Jana Lindner",
    "street": "Farbweg",
    "house_number": "7",
    "postcode": "50667",
    "city": "Köln",
    "started": "2026-07-01",
    "land": "NW",
    "tax_number": "215/5081/2389",
    "vat_method": "ist",
    "money_accounts": [
        {"name": "Sparkasse", "iban": "DE89 3704 0044 0532 0130 00"},
        {"name": "Volksbank", "iban": "DE02 1203 0000 0000 2020 51"},
        {"name": "Dritte Bank"},
        {"name": "Vierte Bank"},
        {"name": "Kasse", "kind": "cash"},
        {"name": "Visa", "kind": "card"},
        {"name": "Amex", "kind": "card"},
        {"name": "PayPal", "kind": "paypal"},
    ],
    "number_ranges": [{"series": "invoice", "pattern": "R{yy}-{number:04}", "first": 118}],
}


@pytest.fixture
def store(tmp_path):
    with Store.create(tmp_path / "f.kontor") as opened:
        yield opened


def company_input(**values):
    return CompanyInput.model_validate({**FIRM, **values}, context=JSON)


def ask(store, query, *args):
    with store.read() as con:
        return query(con, *args)


@pytest.mark.parametrize("chart", ["skr03", "skr04"])
def test_firm_chart_accounts_and_ranges_in_one_step(store, chart):
    done = create_books(store, company_input(chart=chart), TODAY)
    assert done.findings == ()
    assert ask(store, company.firm).chart == chart
    regime = ask(store, company.regime_on, TODAY)
    assert (regime.vat, regime.profit, regime.filing) == ("ist", ProfitMethod.EUER, Filing.QUARTER)
    money = ask(store, company.money_accounts)
    assert len({one.account for one in money}) == 8
    for one in money:
        there = ask(store, account_named, one.account)
        assert there.role == "money"
        assert not there.closed
    assert ask(store, company.next_number, "invoice", TODAY, 0) == "R26-0118"
    with store.read() as con:
        assert con.execute("SELECT count(*) FROM step WHERE kind='do'").fetchone()[0] == 1
    with pytest.raises(Refused):
        store.undo()


def test_without_accounts_there_are_a_bank_and_a_cash_box(store):
    create_books(store, company_input(money_accounts=[]), TODAY)
    kinds = [one.kind for one in ask(store, company.money_accounts)]
    assert kinds == [MoneyKind.BANK, MoneyKind.CASH]


def test_a_number_of_its_own_for_an_account(store):
    create_books(store, company_input(money_accounts=[{"name": "B", "account": "1290"}]), TODAY)
    assert ask(store, account_named, "1290").name == "B"
    store.run(start.open_money_account, StartAccount(name="PayPal", kind="paypal"))
    assert [one.account for one in ask(store, company.money_accounts)] == ["1290", "1230"]


def test_defaults_follow_legal_form_and_small_trader(store):
    create_books(store, company_input(legal_form="gmbh", vat_method="small"), TODAY)
    regime = ask(store, company.regime_on, TODAY)
    assert (regime.profit, regime.filing) == (ProfitMethod.BALANCE, Filing.NONE)


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"tax_number": "1"}, InputError),
        ({"land": "XX"}, InputError),
        ({"legal_form": "ag"}, InputError),
        ({"money_accounts": [{"name": "A", "iban": "DE00"}]}, InputError),
        ({"settings": {"nonsense": "1"}}, InputError),
        ({"number_ranges": [{"series": "invoice", "pattern": "RE"}]}, InputError),
    ],
)
def test_a_mistake_leaves_the_file_empty(store, values, error):
    with pytest.raises(error):
        create_books(store, company_input(**values), TODAY)
    assert ask(store, company.firm_or_none) is None
    assert ask(store, lambda con: con.execute("SELECT count(*) FROM account").fetchone()[0]) == 0
    create_books(store, company_input(), TODAY)


@pytest.mark.parametrize("values", [{"unknown": 1}, {"started": "soon"}, {"chart": "skr51"}])
def test_a_document_that_does_not_fit_is_refused(values):
    with pytest.raises(ValidationError):
        company_input(**values)


def test_settings_do_not_contradict_closed_months_and_filed_returns(store):
    create_books(store, company_input(), TODAY)
    store.on(SettingChanged, listeners.guard_setting)
    with store.step("Test") as unit:
        unit.con.execute("INSERT INTO period(month,closed) VALUES('2026-09','2026-10-10')")
        unit.con.execute(
            "INSERT INTO filing(kind,period,filed,figures,payable)"
            " VALUES('vat','2026-Q3','2026-10-10','{}',0)"
        )
    for day in ("2026-09-30", "2026-08-01"):
        with pytest.raises(Refused):
            store.run(
                change_setting,
                SettingInput(key="vat_method", value="soll", valid_from=date.fromisoformat(day)),
            )
    later = SettingInput(key="vat_method", value="soll", valid_from=date(2026, 10, 1))
    assert store.run(change_setting, later).value


def test_personal_accounts_follow_the_name_of_the_contact(store):
    create_books(store, company_input(), TODAY)
    store.on(ContactRenamed, listeners.rename_accounts)
    data = ContactInput.model_validate({"last_name": "Krüger", "roles": [{"role": "customer"}]})
    key = store.run(create_contact, data).value
    line = Amount(account="erl19", net=100_00)
    store.run(post_event, Invoice(day=TODAY, partner="10001", document="R26-0118", lines=[line]))
    store.run(change_contact, key, ContactChange(last_name="Ohm"))
    assert ask(store, account_named, "10001").name == "Ohm"


# -- the wizard ----------------------------------------------------------------------------------


def test_every_question_of_the_wizard_belongs_to_the_input():
    names = {
        field.name for page in wizard_pages(TODAY) for field in page.fields if not page.repeats
    }
    assert names <= {*CompanyInput.model_fields, "pattern", "first"}
    repeated = {page.name for page in wizard_pages(TODAY) if page.repeats}
    assert repeated == {"money_accounts"}
    for page in wizard_pages(TODAY):
        for field in page.fields:
            values = {value for value, _ in field.choices}
            assert field.label
            assert not values or field.default in {*values, None, ""}


def test_answers_become_the_input_and_survive_an_interruption(store):
    pages = wizard_pages(TODAY)
    answers = {page.name: {field.name: field.default for field in page.fields}
               for page in pages if not page.repeats}  # fmt: skip
    answers["firm"] |= {"name": "Malerbetrieb Lindner", "owner": "Jana Lindner"}
    answers["start"]["started"] = "2026-07-01"
    answers["money_accounts"] = [{"name": "Bank", "kind": "bank", "iban": ""}]
    save_draft(store, "desk.wizard", answers)
    kept = ask(store, load_draft, "desk.wizard").content
    data = input_of(kept)
    assert (data.name, data.started) == ("Malerbetrieb Lindner", date(2026, 7, 1))
    create_books(store, data, TODAY)
    assert ask(store, company.firm).owner == "Jana Lindner"


def test_each_page_says_what_is_wrong_on_it():
    assert {one.field for one in check_page("firm", {"name": ""})} == {"name"}
    wrong = {"tax_number": "1", "vat_id": "DE1", "land": "NW"}
    assert {one.field for one in check_page("office", wrong)} == {"tax_number", "vat_id"}
    assert {one.field for one in check_page("money_accounts", {"name": "A", "iban": "x"})} == {
        "iban"
    }
    ranges = {"pattern": "RE", "first": "0"}
    assert {one.field for one in check_page("numbers", ranges)} == {"pattern", "first"}
    assert check_page("tax", {"vat_method": "small", "vat_filing": "none"}) == []
    assert REVIEW == "review"

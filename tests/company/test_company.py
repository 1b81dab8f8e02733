"""The own firm: settings with dates, money accounts, number ranges, plausibility."""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from kontor.base.errors import Finding, InputError, NotFound, Refused
from kontor.base.text import show_text
from kontor.company import queries, service
from kontor.company.doors import DOOR
from kontor.company.kinds import Chart, Filing, MoneyKind, SettingChanged, VatMethod
from kontor.company.law import limit_on, setting_kinds
from kontor.company.model import (
    FirmChange,
    FirmInput,
    MoneyAccountChange,
    MoneyAccountInput,
    NumberRangeInput,
    SettingInput,
)
from kontor.company.rules import Turnover, plausibility, refuse_contradiction, turnover_findings
from kontor.store.store import Store
from tests.tools.nasty import NASTY

START = date(2025, 1, 1)
FIRM = FirmInput(
    name="Malerbetrieb Lindner e.K.",
    owner="Jana Lindner",
    street="Farbweg",
    house_number="7",
    postcode="50667",
    city="Köln",
    started=START,
    settings={"land": "NW", "tax_number": "215/5081/2389", "vat_method": "ist"},
)


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    path = tmp_path_factory.mktemp("company") / "template.kontor"
    with Store.create(path, doors=(DOOR,)) as opened:
        opened.run(service.create_firm, FIRM)
    return path


@pytest.fixture
def store(template, tmp_path):
    with Store.open(shutil.copy(template, tmp_path / "f.kontor"), doors=(DOOR,)) as opened:
        yield opened


def ask(store, query, *args):
    with store.read() as con:
        return query(con, *args)


def change(store, key, value, day, reason=""):
    data = SettingInput(key=key, value=value, valid_from=day, reason=reason)
    return store.run(service.change_setting, data).value


def codes(findings: list[Finding]) -> set[str]:
    return {one.code for one in findings}


def test_a_new_firm_has_its_settings_and_number_ranges(store):
    firm = ask(store, queries.firm)
    assert (firm.name, firm.chart, firm.started) == (FIRM.name, Chart.SKR03, START)
    regime = ask(store, queries.regime_on, START)
    assert regime.vat is VatMethod.IST
    assert regime.filing is Filing.QUARTER
    assert regime.land == "NW"
    assert ask(store, queries.setting, "terms_days", START) == "14"
    assert ask(store, queries.next_number, "invoice", date(2026, 3, 1), 0) == "RE-2026-0001"
    assert ask(store, queries.next_number, "invoice", date(2026, 3, 1), 41) == "RE-2026-0042"


def test_one_file_holds_one_firm(store):
    with pytest.raises(Refused):
        store.run(service.create_firm, FIRM)


def test_without_a_firm_the_question_says_how_to_set_one_up(tmp_path):
    with Store.create(tmp_path / "e.kontor") as empty:
        assert ask(empty, queries.firm_or_none) is None
        with pytest.raises(NotFound) as caught:
            ask(empty, queries.firm)
        assert "kontor new" in caught.value.hint


def test_a_wrong_first_setting_leaves_nothing_behind(tmp_path):
    with Store.create(tmp_path / "e.kontor") as empty:
        wrong = FIRM.model_copy(update={"settings": {"vat_method": "maybe"}})
        with pytest.raises(InputError) as caught:
            empty.run(service.create_firm, wrong)
        assert caught.value.field == "vat_method"
        assert ask(empty, queries.firm_or_none) is None


def test_a_setting_has_a_day_and_a_history(store):
    assert change(store, "vat_method", "soll", date(2026, 1, 1), "Umsatz über der Grenze")
    assert ask(store, queries.regime_on, date(2025, 12, 31)).vat is VatMethod.IST
    assert ask(store, queries.regime_on, date(2026, 1, 1)).vat is VatMethod.SOLL
    history = ask(store, queries.settings_history, "vat_method")
    assert [(one.value, one.valid_from) for one in history] == [
        ("soll", date(2026, 1, 1)),
        ("ist", START),
    ]
    assert history[0].reason == "Umsatz über der Grenze"
    changes = ask(store, queries.regimes, START, date(2026, 12, 31))
    assert [(day, one.vat) for day, one in changes] == [
        (START, VatMethod.IST),
        (date(2026, 1, 1), VatMethod.SOLL),
    ]


def test_before_the_books_the_first_value_holds(store):
    change(store, "vat_method", "soll", date(2026, 1, 1))
    assert ask(store, queries.regime_on, date(2020, 1, 1)).vat is VatMethod.IST
    assert ask(store, queries.settings_on, date(2020, 1, 1))["vat_method"] == "ist"


def test_the_same_value_is_no_change(store):
    steps = store.run(
        service.change_setting, SettingInput(key="land", value="NW", valid_from=date(2026, 5, 1))
    )
    assert steps.value is False
    assert steps.step is None


def test_a_planned_change_can_be_corrected_and_dropped(store):
    change(store, "vat_filing", "month", date(2026, 1, 1))
    change(store, "vat_filing", "year", date(2026, 1, 1))
    assert ask(store, queries.regime_on, date(2026, 1, 1)).filing is Filing.YEAR
    store.run(service.drop_setting, "vat_filing", date(2026, 1, 1))
    assert ask(store, queries.regime_on, date(2026, 1, 1)).filing is Filing.QUARTER
    with pytest.raises(Refused):
        store.run(service.drop_setting, "vat_filing", START)


def test_undo_takes_a_setting_back(store):
    change(store, "vat_method", "soll", date(2026, 1, 1))
    store.undo()
    assert ask(store, queries.regime_on, date(2026, 6, 1)).vat is VatMethod.IST


@pytest.mark.parametrize(
    ("key", "value", "day"),
    [
        ("profit_method", "balance", date(2026, 7, 1)),
        ("vat_filing", "month", date(2026, 7, 15)),
        ("vat_method", "soll", date(2024, 12, 31)),
    ],
)
def test_a_setting_begins_only_on_a_day_that_fits(store, key, value, day):
    with pytest.raises(Refused) as caught:
        change(store, key, value, day)
    assert caught.value.field == "valid_from"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("vat_method", "SOLL"),
        ("land", "XX"),
        ("tax_number", "12"),
        ("vat_id", "DE12"),
        ("terms_days", "-1"),
        ("terms_days", "366"),
        ("terms_days", "١٤"),
        ("vat_extension", ""),
        ("nonsense", "1"),
    ],
)
def test_a_value_that_cannot_be_is_refused(store, key, value):
    with pytest.raises(InputError) as caught:
        change(store, key, value, date(2026, 1, 1))
    assert caught.value.field in {key, "key"}


def test_a_listener_can_object_to_a_tax_setting(store):
    told = []

    def object_to(unit, event):
        told.append(event)
        refuse_contradiction(event.key, event.valid_from, date(2026, 9, 30), None)

    store.on(SettingChanged, object_to)
    with pytest.raises(Refused) as caught:
        change(store, "vat_method", "soll", date(2026, 9, 1))
    assert "2026-09-30" in str(caught.value)
    assert ask(store, queries.regime_on, date(2026, 9, 1)).vat is VatMethod.IST
    assert change(store, "vat_method", "soll", date(2026, 10, 1))
    assert change(store, "terms_days", "30", date(2026, 1, 1))
    assert (told[0].key, told[0].old, told[0].new) == ("vat_method", "ist", "soll")


def test_filed_returns_speak_before_closed_months():
    with pytest.raises(Refused) as caught:
        refuse_contradiction("vat_method", date(2026, 1, 1), date(2026, 3, 31), date(2026, 6, 30))
    assert "2026-06-30" in str(caught.value)
    refuse_contradiction("tax_number", date(2026, 1, 1), date(2026, 3, 31), date(2026, 6, 30))


def test_the_firm_changes_only_where_asked(store):
    store.run(service.change_firm, FirmChange(phone="0221 1234567", trade="Maler"))
    firm = ask(store, queries.firm)
    assert (firm.phone, firm.trade, firm.city) == ("0221 1234567", "Maler", "Köln")
    store.run(service.change_firm, FirmChange(trade=""))
    assert ask(store, queries.firm).trade is None
    with pytest.raises(InputError):
        store.run(service.change_firm, FirmChange(name=""))


IBAN = "DE89 3704 0044 0532 0130 00"
COMPACT = IBAN.replace(" ", "")


def test_money_accounts(store):
    bank = MoneyAccountInput(name="Sparkasse", account="1200", iban=IBAN)
    key = store.run(service.add_money_account, bank).value
    (one,) = ask(store, queries.money_accounts)
    assert (one.kind, one.iban, one.bic) == (
        MoneyKind.BANK,
        COMPACT,
        "COBADEFFXXX",
    )
    assert one.bank
    assert ask(store, queries.money_account_by_iban, COMPACT) == one
    for again in ({"iban": IBAN, "account": "1210"}, {"account": "1200"}):
        with pytest.raises(InputError):
            store.run(service.add_money_account, MoneyAccountInput(name="Zweite", **again))
    with pytest.raises(InputError) as caught:
        store.run(
            service.add_money_account,
            MoneyAccountInput(name="Kasse", kind="cash", account="1000", iban=IBAN),
        )
    assert caught.value.field == "iban"
    store.run(service.change_money_account, key, MoneyAccountChange(name="Hausbank"))
    store.run(service.close_money_account, key, date(2026, 6, 30))
    assert ask(store, queries.money_accounts) == []
    assert ask(store, queries.money_account, key).name == "Hausbank"
    with pytest.raises(Refused):
        store.run(service.close_money_account, key, date(2026, 7, 1))
    store.run(service.reopen_money_account, key)
    assert len(ask(store, queries.money_accounts)) == 1


def test_a_wrong_iban_is_refused(store):
    with pytest.raises(InputError) as caught:
        store.run(
            service.add_money_account,
            MoneyAccountInput(name="Bank", account="1200", iban="DE89370400440532013001"),
        )
    assert caught.value.field == "iban"


def test_number_ranges_change_from_a_day_on(store):
    def set_range(series, pattern, day, first=1):
        data = NumberRangeInput(series=series, pattern=pattern, valid_from=day, first=first)
        store.run(service.set_number_range, data)

    set_range("invoice", "R{yy}{month}-{number:03}", date(2026, 7, 1), 10)
    assert ask(store, queries.next_number, "invoice", date(2026, 6, 30), 3) == "RE-2026-0004"
    assert ask(store, queries.next_number, "invoice", date(2026, 7, 1), 0) == "R2607-010"
    with pytest.raises(InputError):
        set_range("own_receipt", "R{yy}{month}-{number:05}", date(2026, 7, 1))
    with store.step("a file from before this series") as unit:
        unit.con.execute("DELETE FROM number_range WHERE series='quote'")
    assert ask(store, queries.next_number, "quote", START, 0) == f"AN-{START.year}-0001"
    with pytest.raises(NotFound):
        ask(store, queries.next_number, "coffee", START, 0)


def test_what_does_not_fit_together_is_said(store):
    firm = ask(store, queries.firm)
    regime = ask(store, queries.regime_on, START)
    assert plausibility(firm, regime, {"tax_number": "2155081 2389"}, START) == []
    gmbh = regime._replace(legal_form="gmbh")
    assert "company.balance" in codes(plausibility(firm, gmbh, {"vat_id": "x"}, START))
    small = regime._replace(vat=VatMethod.SMALL)
    assert "company.small_filing" in codes(plausibility(firm, small, {}, START))
    assert "company.no_filing" in codes(
        plausibility(firm, regime._replace(filing=Filing.NONE), {}, START)
    )
    bare = firm._replace(street=None, owner=None)
    found = codes(plausibility(bare, regime._replace(land=""), {}, START))
    assert found >= {"company.address", "company.owner", "company.land", "company.tax_number"}
    numbers = {"tax_number": "9181081508155", "tax_office": "9181"}
    found = codes(plausibility(firm, regime, numbers, START))
    assert found == {"tax_number.land", "company.tax_office_land"}


def test_limits_of_the_law_are_dated():
    assert limit_on("small_previous", date(2024, 12, 31)).cents == 22_000_00
    assert limit_on("small_previous", date(2025, 1, 1)).cents == 25_000_00
    assert limit_on("small_previous", date(1999, 1, 1)) is None


def test_turnover_meets_the_limits(store):
    small = ask(store, queries.regime_on, START)._replace(vat=VatMethod.SMALL)
    day = date(2026, 11, 22)
    assert turnover_findings(small, Turnover(25_000_00, 100_000_00), day) == []
    assert codes(turnover_findings(small, Turnover(25_000_01, 100_000_01), day)) == {
        "company.small_previous",
        "company.small_current",
    }
    quarter = small._replace(vat=VatMethod.SOLL)
    (one,) = turnover_findings(quarter, Turnover(0, 0, tax_previous=9_000_01), day)
    assert one.code == "company.month_tax"
    assert "9000" in one.text


def test_check_finds_what_was_written_past_the_rules(store):
    change(store, "legal_form", "gmbh", date(2026, 1, 1))
    with store.step("Test") as unit:
        unit.con.execute("UPDATE number_range SET pattern='RE' WHERE series='invoice'")
        unit.con.execute(
            "INSERT INTO setting(name,valid_from,value) VALUES('old','2025-01-01','1')"
        )
        unit.con.execute("UPDATE setting SET value='perhaps' WHERE name='vat_extension'")
    found = codes(ask(store, lambda con: list(DOOR.check(con))))
    assert found == {
        "company.balance", "company.pattern", "company.setting_unknown", "company.setting"
    }  # fmt: skip


def test_every_setting_has_a_default_that_fits():
    for kind in setting_kinds().values():
        assert not kind.choices or kind.default in kind.choices
        assert kind.starts in {"day", "month", "year"}


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY.keys())
def test_nasty_text_in_every_field(store, text):
    try:
        data = FirmChange(name=f"A {text}", owner=text, street=text, city=text, mail=text)
    except ValueError:
        return
    except InputError:
        return
    store.run(service.change_firm, data)
    firm = ask(store, queries.firm)
    for value in (firm.name, firm.owner, firm.street, firm.city, firm.mail):
        assert value is None or (show_text(value) == value and len(value) <= 500)

"""Proposals without an open item: rules of the user, earlier bookings, known payees."""

from __future__ import annotations

from datetime import date

import pytest

from kontor.banking.kinds import BankLine, BookedLine, Grade, MatchKind, OpenItem, UserRule
from kontor.banking.rules import context, fits, like, score
from kontor.banking.rules.text import compare_key, name_words, plain

DAY = date(2026, 3, 2)
OWN = "DE02120300000000202051"


def line(cents: int = -3699, **texts: str) -> BankLine:
    """A bank line."""
    return BankLine(DAY, DAY, cents, **texts)  # type: ignore[arg-type]


def test_rule_needs_every_condition() -> None:
    rule = UserRule("rule:1", name="vodafone", sign=-1, min_cents=1000, max_cents=5000)
    assert fits(rule, line(name="Vodafone GmbH"))
    assert not fits(rule, line(3699, name="Vodafone GmbH"))
    assert not fits(rule, line(-9900, name="Vodafone GmbH"))
    assert not fits(rule, line(name="Telekom"))
    assert not fits(UserRule("rule:2", sign=-1), line(name="Vodafone GmbH"))
    assert fits(UserRule("rule:3", iban="DE02 1203 0000 0000 2020 51"), line(iban=OWN))


def test_patterns_forgive_case_umlauts_and_gaps() -> None:
    assert like("färber*gmbh", "FARBEN FAERBER GROSSHANDEL GMBH")
    assert not like("gmbh*färber", "Färber GmbH")
    assert not like("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")


@pytest.mark.parametrize("auto", [True, False])
def test_rule_books_only_when_the_user_said_so(auto: bool) -> None:
    rule = UserRule("rule:1", "Telefon", name="vodafone", account="4920", code="V19", auto=auto)
    (found,) = score(line(name="Vodafone"), context([], today=DAY, rules=[rule]))
    assert (found.kind, found.account, found.code) == (MatchKind.RULE, "4920", "V19")
    assert found.grade is (Grade.AUTO if auto else Grade.PROPOSAL)
    assert "Telefon" in found.reasons[0].text


def test_open_item_with_proof_stands_before_a_rule() -> None:
    item = OpenItem("item:1", "RE-2026-0042", "c:1", "Vodafone", DAY, 3699, sign=-1)
    rule = UserRule("rule:1", name="vodafone", account="4920", auto=True)
    found = score(
        line(name="Vodafone", purpose="RE-2026-0042"), context([item], today=DAY, rules=[rule])
    )
    assert [one.kind for one in found] == [MatchKind.EXACT, MatchKind.RULE]
    assert [one.grade for one in found] == [Grade.AUTO, Grade.PROPOSAL]


def test_like_earlier_bookings() -> None:
    history = [BookedLine("Stadtwerke", "DE1", "Abschlag Strom", -8000, "4240", "V19")] * 31
    (found,) = score(line(iban="DE1"), context([], today=DAY, history=history))
    assert (found.kind, found.account, found.grade) == (MatchKind.HISTORY, "4240", Grade.PROPOSAL)
    assert dict(found.reasons[0].values)["count"] == 31
    (by_name,) = score(line(name="STADTWERKE"), context([], today=DAY, history=history))
    (by_word,) = score(line(purpose="Strom Abschlag 3"), context([], today=DAY, history=history))
    assert found.score > by_name.score > by_word.score
    assert score(line(8000, iban="DE1"), context([], today=DAY, history=history)) == []


def test_divided_experience_proposes_nothing() -> None:
    history = [BookedLine("X", "DE1", "", -1, "4240"), BookedLine("X", "DE1", "", -1, "4930")]
    assert score(line(iban="DE1"), context([], today=DAY, history=history)) == []


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        ({"name": "Finanzamt Musterstadt", "purpose": "USt 01/26"}, MatchKind.TAX),
        ({"name": "STADTKASSE DORF", "purpose": "GEWERBESTEUER 2026"}, MatchKind.TAX),
        ({"name": "AOK Nordost", "purpose": "Beitrag 02/26"}, MatchKind.SOCIAL),
        ({"name": "Minijob-Zentrale"}, MatchKind.SOCIAL),
        ({"name": "BG BAU"}, MatchKind.SOCIAL),
        ({"gvc": "805", "purpose": "Abschluss"}, MatchKind.FEE),
        ({"domain": "PMNT/FEES"}, MatchKind.FEE),
        ({"text": "Allgemeine Abbuchung – Bankkonto"}, MatchKind.TRANSFER),
    ],
)
def test_known_payees(texts: dict[str, str], kind: MatchKind) -> None:
    (found,) = score(line(**texts), context([], today=DAY))
    assert (found.kind, found.grade) == (kind, Grade.PROPOSAL)


def test_payees_are_not_found_inside_other_words() -> None:
    for name in ("Tankstelle Tkacz", "Staokauf", "Stadtcafé Wien"):
        assert score(line(name=name), context([], today=DAY)) == []


def test_transfer_between_own_accounts_is_certain() -> None:
    (found,) = score(line(iban=OWN), context([], today=DAY, own_ibans=[OWN]))
    assert (found.kind, found.grade) == (MatchKind.TRANSFER, Grade.AUTO)


def test_texts_before_comparing() -> None:
    assert compare_key("EREF+ABCSVWZ+Müller – 7") == "abcmueller7"
    assert compare_key("Danke IBAN: DE02 1203 0000 0000 2020 51 BIC: BYLADEM1001") == "danke"
    assert name_words("Müller & Söhne GmbH") == name_words("MUELLER SOEHNE") == frozenset(
        {"muller", "sohne"}
    )  # fmt: skip
    text = plain("RE-2026-0042 vom 01.02.2026 KD 4711 = 1.190,00 EUR")
    assert len(text.text) == len(text.loose)
    assert "0042" in text.tokens and "4711" not in text.tokens and "01.02" not in text.text

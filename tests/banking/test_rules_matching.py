"""Matching: figures on unseen seeds, and single cases that must or must never be automatic."""

from __future__ import annotations

import os
from collections import Counter
from datetime import date, timedelta
from functools import cache

import pytest

from kontor.banking.kinds import BankLine, Detail, Grade, MatchKind, OpenItem, Proposal
from kontor.banking.rules import context, score, score_batch, teaches
from tests.banking.labelled import SHARES, sample
from tests.banking.measure import Figures, measure

HEAVY = bool(os.environ.get("KONTOR_HEAVY"))
LINES = 1000 if HEAVY else 300
SEEDS = [int(seed) for seed in os.environ.get("KONTOR_SEEDS", "").split(",") if seed] or (
    [101, 102, 103, 104, 105, 106, 107] if HEAVY else [101, 102, 103]
)
DAY = date(2026, 3, 2)
IBAN = "DE89370400440532013000"
ERIKA = OpenItem(
    "item:42", "RE-2026-0042", "contacts:1", "Erika Größe", DAY - timedelta(20), 119000, (IBAN,),
    discount_until=DAY - timedelta(12), discount_cents=2380,
)  # fmt: skip
BAU = OpenItem("item:43", "RE-2026-0043", "contacts:2", "Bau GmbH", DAY - timedelta(9), 50000)
ERIKA2 = ERIKA._replace(
    ref="item:50", number="RE-2026-0050", open_cents=25000, discount_cents=0, day=DAY - timedelta(3)
)


@cache
def run(seed: int) -> Figures:
    """The figures of one seed; with few lines also with few invoices."""
    return measure(sample(seed, LINES, invoices=1200 if HEAVY else 500))


def best(line: BankLine, *items: OpenItem, **known: object) -> Proposal | None:
    """The first proposal."""
    found = score(line, context(items or (ERIKA, BAU, ERIKA2), today=DAY, **known))  # type: ignore[arg-type]
    return found[0] if found else None


def paid(cents: int = 119000, purpose: str = "", name: str = "", iban: str = "") -> BankLine:
    """A line."""
    return BankLine(DAY, DAY, cents, name=name, iban=iban, purpose=purpose)


@pytest.mark.parametrize("seed", SEEDS)
def test_figures_on_unseen_seeds(seed: int) -> None:
    figures = run(seed)
    assert figures.wrong == []
    assert figures.first_share >= 930
    assert figures.three_share >= (985 if HEAVY else 970)  # a small sample swings
    assert figures.noise_proposed <= 1 + figures.noise * 2 // 100
    assert figures.auto_by_kind["clean"] == figures.kinds["clean"]
    assert figures.auto_by_kind["mangled"] >= figures.kinds["mangled"] * 95 // 100
    for kind in ("late", "short", "part", "over", "noise", "decoy", "stranger"):
        assert figures.auto_by_kind[kind] == 0


def test_three_quarters_are_decided_over_all_seeds() -> None:
    auto: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for seed in SEEDS:
        auto += run(seed).auto_by_kind
        kinds += run(seed).kinds
    # by the nominal shares of the kinds: which kinds chance has drawn shall not decide
    kinds["noise"] += kinds.pop("decoy", 0)
    share = sum(SHARES[kind] * auto[kind] * 1000 // count for kind, count in kinds.items())
    assert share >= 750 * sum(SHARES[kind] for kind in kinds)


@pytest.mark.parametrize(
    "purpose",
    ["RE-2026-0042", "Rechnung RE-2026-0042 vom 01.02.2026", "RE20260042", "re 2026 0042",
     "2026-0042", "Rg 0042/2026", "RE\u20132026\u20130042", "RE-2026-00 42", "RE-20 26-0042",
     "RE-2026-0042 1190,00", "EREF+NOTPROVIDEDSVWZ+RE-2026-0042", "Rechnungsnr.20260042",
     "MalerarbeitenRE-2026-0042KD88", "Rechnung 0042/2026 Danke"],
)  # fmt: skip
def test_ways_to_write_a_number(purpose: str) -> None:
    found = best(paid(purpose=purpose, name="Irgendwer"))
    assert found is not None
    assert (found.grade, found.item_refs, found.kind) == (Grade.AUTO, ("item:42",), MatchKind.EXACT)


@pytest.mark.parametrize(
    "purpose",
    ["RE-2026-00421", "RE-2026-0142", "KD 20260042", "Vertragskonto 20260042", "Tel. 0171 20260042",
     "0042,00 EUR", "Miete 42/2026", "01.02.2026 0042", "DE02 2026 0042 2026 0042 51", "42"],
)  # fmt: skip
def test_what_is_no_reference(purpose: str) -> None:
    found = best(paid(purpose=purpose, name="Irgendwer"))
    assert found is None or found.grade is not Grade.AUTO


def test_third_party_with_the_number_is_automatic_but_teaches_nothing() -> None:
    line = paid(purpose="RE-2026-0042", name="Mutter Beispiel", iban="DE02500105170137075030")
    found = best(line)
    assert found is not None and found.grade is Grade.AUTO
    assert not teaches(line, ERIKA.partner_name)
    assert teaches(line._replace(name="GROESSE, ERIKA"), ERIKA.partner_name)


def test_name_and_account_prove_an_exact_amount_without_text() -> None:
    found = best(paid(name="ERIKA GROESSE", iban=IBAN))
    assert found is not None and found.grade is Grade.AUTO
    assert found.reasons and all("{" not in why.text for why in found.reasons)
    only_name = best(paid(name="Erika Größe"))
    assert only_name is not None and only_name.grade is Grade.PROPOSAL
    amount = best(paid(name="Ganz Fremd"))
    assert amount is not None and amount.amount_only and amount.grade is Grade.NONE


def test_two_equal_amounts_of_one_customer_are_never_decided() -> None:
    twin = ERIKA._replace(ref="item:44", number="RE-2026-0044")
    found = best(paid(name="Erika Größe", iban=IBAN), ERIKA, twin)
    assert found is not None and found.grade is Grade.PROPOSAL
    named = best(paid(purpose="RE-2026-0044", name="Erika Größe", iban=IBAN), ERIKA, twin)
    assert named is not None and named.grade is Grade.AUTO and named.item_refs == ("item:44",)


def test_another_invoice_in_the_purpose_stops_the_automatic() -> None:
    settled = ERIKA._replace(ref="item:7", number="RE-2026-0007", open_cents=0)
    line = paid(purpose="RE-2026-0007", name="Erika Größe", iban=IBAN)
    found = best(line, ERIKA, settled)
    assert found is not None and found.grade is Grade.PROPOSAL
    kinds = {one.kind for one in score(line, context([ERIKA, settled], today=DAY))}
    assert MatchKind.SETTLED in kinds
    unknown = best(line, ERIKA)
    assert unknown is not None and unknown.grade is Grade.PROPOSAL


def test_skonto_in_time_late_and_without_agreement() -> None:
    in_time = ERIKA._replace(discount_until=DAY - timedelta(3))
    line = paid(119000 - 2380, "RE-2026-0042", "Erika Größe")
    found = best(line, in_time)
    assert found is not None
    assert (found.grade, found.kind) == (Grade.AUTO, MatchKind.DISCOUNT)
    assert (found.splits[0].cents, found.splits[0].discount) == (116620, 2380)
    cent = best(line._replace(cents=116621), in_time)
    assert cent is not None and cent.splits[0].discount == 2379
    for item in (ERIKA, ERIKA._replace(discount_cents=0)):
        late = best(line, item)
        assert late is not None
        assert (late.grade, late.kind) == (Grade.PROPOSAL, MatchKind.DISCOUNT_LATE)
        assert late.splits[0].discount == 0


@pytest.mark.parametrize(
    ("cents", "kind", "rest"),
    [(118900, MatchKind.SHORT, 0), (50000, MatchKind.PART, 0), (130000, MatchKind.OVER, 11000)],
)
def test_wrong_amounts_are_proposals(cents: int, kind: MatchKind, rest: int) -> None:
    found = best(paid(cents, "RE-2026-0042", "Erika Größe", IBAN))
    assert found is not None
    assert (found.grade, found.kind, found.rest) == (Grade.PROPOSAL, kind, rest)


def test_collective_by_numbers_short_numbers_and_sum() -> None:
    for purpose in ("RE-2026-0042, RE-2026-0050", "RE-2026-0042 + 0050", "RE 2026 0042/0050"):
        found = best(paid(144000, purpose, "Wer auch immer"))
        assert found is not None, purpose
        assert (found.grade, found.kind) == (Grade.AUTO, MatchKind.COLLECTIVE), purpose
        assert sorted(found.item_refs) == ["item:42", "item:50"]
        assert sum(split.cents for split in found.splits) == 144000
    by_sum = best(paid(144000, "Rechnungen", "Erika Größe", IBAN))
    assert by_sum is not None and by_sum.grade is Grade.AUTO
    unknown = best(paid(144000, "Rechnungen", "Erika Größe"))
    assert unknown is not None
    assert (unknown.grade, unknown.kind) == (Grade.PROPOSAL, MatchKind.COLLECTIVE)


def test_two_numbers_but_the_amount_of_one_is_a_question() -> None:
    found = best(paid(119000, "RE-2026-0042 und RE-2026-0050", "Erika Größe", IBAN))
    assert found is not None and found.grade is Grade.PROPOSAL


def test_transposed_digits_count_only_with_a_proof() -> None:
    line = paid(purpose="RE-2026-0024", name="Erika Größe", iban=IBAN)
    found = best(line)
    assert found is not None and found.grade is Grade.AUTO and found.item_refs == ("item:42",)
    stranger = best(line._replace(name="Fremd", iban=""))
    assert stranger is None or stranger.grade is not Grade.AUTO
    same_partner = ERIKA._replace(ref="item:24", number="RE-2026-0024", open_cents=0)
    twice = best(line, ERIKA, same_partner)
    assert twice is not None and twice.grade is Grade.PROPOSAL


def test_direction_of_the_money() -> None:
    assert best(paid(-119000, "RE-2026-0042", "Erika Größe", IBAN)) is None
    bill = OpenItem("item:9", "4711", "contacts:9", "Farben Färber GmbH", DAY, 35700, sign=-1)
    out = best(paid(-35700, "RG 4711 KD 88", "Farben Großhandel Färber GmbH"), bill)
    assert out is not None and out.grade is Grade.AUTO and out.splits[0].cents == 35700


def test_returned_debit_names_the_item_and_is_never_automatic() -> None:
    paid_item = ERIKA._replace(open_cents=0)
    line = paid(-119450, "Rücklastschrift RE-2026-0042", "Erika Größe", IBAN)
    line = line._replace(return_reason="AM04", charges=450)
    found = best(line, paid_item)
    assert found is not None
    assert (found.kind, found.grade, found.splits[0].cents, found.rest) == (
        MatchKind.RETURNED, Grade.PROPOSAL, 119000, 450,
    )  # fmt: skip
    reversal = best(paid(purpose="RE-2026-0042")._replace(reversal=True))
    assert reversal is not None and reversal.grade is Grade.PROPOSAL


def test_one_account_of_two_customers_proves_neither() -> None:
    son = ERIKA2._replace(partner_ref="contacts:5", partner_name="Kurt Größe")
    line = paid(25000, "", "Größe", IBAN)
    found = best(line, ERIKA, son)
    assert found is not None and found.grade is Grade.PROPOSAL


def test_payment_before_the_invoice_is_doubted() -> None:
    early = ERIKA._replace(day=DAY + timedelta(30))
    found = best(paid(name="Erika Größe", iban=IBAN), early)
    assert found is not None and found.grade is Grade.PROPOSAL


def test_learned_account() -> None:
    bare = ERIKA._replace(ibans=())
    known = {"DE02500105170137075030": {"contacts:1"}}
    line = paid(name="Erika Größe", iban="DE02500105170137075030")
    without, learned = best(line, bare), best(line, bare, learned=known)
    assert without is not None and without.grade is Grade.PROPOSAL
    assert learned is not None and learned.grade is Grade.AUTO


def test_batch_is_matched_payment_by_payment() -> None:
    line = paid(144000)._replace(
        details=(
            Detail(119000, "Erika Größe", IBAN, "RE-2026-0042"),
            Detail(25000, "X", "", "0050"),
        ),
    )  # fmt: skip
    first, second = score_batch(line, context([ERIKA, BAU, ERIKA2], today=DAY))
    assert first[0].grade is Grade.AUTO and first[0].item_refs == ("item:42",)
    assert second[0].item_refs == ("item:50",)


def test_nothing_to_match() -> None:
    assert best(paid(0)) is None
    assert score(paid(77, "Guten Tag", "Fremd"), context([], today=DAY)) == []

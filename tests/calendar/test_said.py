"""Sentences about lines, series, clashes and free times, in both languages."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from kontor.base.errors import Severity
from kontor.base.i18n import use_language
from kontor.calendar.kinds.entry import Known, Named
from kontor.calendar.kinds.planning import Clash, Conflict, Reason, Slot, Why
from kontor.calendar.rules.oneline import read_line
from kontor.calendar.rules.said import (
    clash_finding,
    reason_text,
    rule_text,
    slot_text,
    understood,
)
from kontor.calendar.rules.walltime import utc_minute

NOW = datetime.combine(date(2026, 11, 23), time(9))
KNOWN = Known(
    people=(Named(1, "Jonas Weber", ("Jo",)),),
    teams=(Named(1, "Kolonne 1"),),
    contacts=(Named(11, "Maria Huber", ("Huber",)),),
)


@pytest.mark.parametrize(
    ("code", "text", "said"),
    [
        ("de", "Do 14-16 Huber Aufmaß Küche +Jo",
         "Do 26.11.2026 · 14:00–16:00 · Ortstermin · Aufmaß Küche · Maria Huber · Jo"),
        ("en", "Thu 2-4pm Huber survey kitchen +Jo",
         "Thu 26 Nov 2026 · 14:00–16:00 · Site visit · survey kitchen · Maria Huber · Jo"),
        ("de", "24.12.-6.1. Betriebsferien",
         "Do 24.12.2026 – Mi 06.01.2027 · ganzer Tag · Betriebsferien · Betriebsferien"),
        ("de", "Di-Do Kolonne 1 Fassade @Nord",
         "Di 24.11. – Do 26.11.2026 · ganzer Tag · Montage · Fassade · Kolonne 1 · Nord"),
        ("de", "Fr nachmittag Jo Urlaub", "Fr 27.11.2026 · nachmittags · Urlaub · Urlaub · Jo"),
    ],
)  # fmt: skip
def test_what_was_understood(code: str, text: str, said: str) -> None:
    use_language(code)
    line = read_line(text, NOW, KNOWN)
    assert " · ".join(part for _piece, part in understood(line, KNOWN)) == said


@pytest.mark.parametrize(
    ("rule", "german", "english"),
    [
        ("FREQ=DAILY", "jeden Tag", "every day"),
        ("FREQ=WEEKLY;BYDAY=MO,WE", "jede Woche am Mo, Mi", "every week on Mon, Wed"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=10", "alle 2 Wochen am Di, 10 Mal",
         "every 2 weeks on Tue, 10 times"),
        ("FREQ=MONTHLY;BYDAY=1MO", "jeden Monat am 1. Mo", "every month on 1. Mon"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "jeden Monat am letzten Fr", "every month on last Fri"),
        ("FREQ=MONTHLY;BYMONTHDAY=15;UNTIL=20270331T235900", "jeden Monat am 15. bis 31.03.2027",
         "every month on 15. until 31 Mar 2027"),
        ("FREQ=YEARLY;BYMONTH=3,10", "jedes Jahr im Mär, Okt", "every year in Mar, Oct"),
        ("FREQ=MONTHLY;BYMONTHDAY=-2", "jeden Monat am 2. vor Ende",
         "every month on 2. from the end"),
    ],
)  # fmt: skip
def test_rules_as_people_say_them(rule: str, german: str, english: str) -> None:
    use_language("de")
    assert rule_text(rule) == german
    use_language("en")
    assert rule_text(rule) == english


@pytest.mark.parametrize("clash", list(Clash))
def test_each_clash_has_a_sentence(clash: Clash) -> None:
    free = clash in {Clash.HOLIDAY, Clash.SUNDAY, Clash.LEFT}
    ref = "2027-01-06" if free else "calendar:7"
    one = Conflict(clash, Severity.WARNING, "company:employee/1", 0, 60, ref, "Huber", 20)
    finding = clash_finding(one, lambda who: "Jo")
    assert "{" not in finding.text + finding.advice and finding.where == ("" if free else ref)


def test_sentences_of_clashes() -> None:
    one = Conflict(Clash.TRAVEL, Severity.WARNING, "company:employee/1", 0, 60, "calendar:7",
                   "Huber", 20)  # fmt: skip
    finding = clash_finding(one, lambda who: "Jo")
    assert finding.text == "Jo: Für den Weg zu oder von „Huber“ fehlen 20 Minuten."
    one = Conflict(Clash.HOLIDAY, Severity.WARNING, "", 0, 60, "2027-01-06", "Heilige Drei Könige")
    finding = clash_finding(one, lambda who: "")
    assert finding.text == "Mi 06.01.2027 ist Feiertag: Heilige Drei Könige."
    assert finding.law == "ArbZG § 9"


@pytest.mark.parametrize("why", list(Why))
def test_each_reason_has_a_sentence(why: Why) -> None:
    assert "{" not in reason_text(Reason(why, "x", "y", "Huber", 90), lambda who: "Jo")


def test_free_times_as_people_read_them() -> None:
    start = utc_minute(datetime.combine(date(2026, 11, 26), time(9, 30)), "Europe/Berlin")
    assert slot_text(Slot(start, start + 45)) == "Do 26.11.2026 9:30–10:15"
    missing = Reason(Why.MISSING, "x", "calendar:7", "Urlaub")
    assert reason_text(missing, lambda who: "Kim") == "ohne Kim (Urlaub)"

"""What people answer to proposed times, in their own words."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor.calendar.kinds.polls import Proposal, Vote
from kontor.calendar.rules.answers import read_answer, write_answer
from kontor.calendar.rules.poll_text import PollMail, body, poll_in, subject_line

at = datetime.fromisoformat
SLOTS = [
    Proposal(1, at("2026-11-30T14:00"), at("2026-11-30T15:00")),
    Proposal(2, at("2026-12-01T08:30"), at("2026-12-01T09:30")),
    Proposal(3, at("2026-12-03T16:00"), at("2026-12-03T17:00")),
]
MAIL = PollMail(
    "T12", "Baubesprechung Krüger", "Fensterweg 3", 60, date(2026, 11, 27), SLOTS,
    "Malerbetrieb Lindner",
)  # fmt: skip
SIGNS = {"y": Vote.YES, "m": Vote.MAYBE, "n": Vote.NO}

GERMAN = """Guten Tag,

für „Baubesprechung Krüger“ suchen wir einen gemeinsamen Termin (1 Stunde, Fensterweg 3).

Welche dieser Zeiten passen? Antwort bitte bis Fr 27.11.2026.

1  Mo 30.11.2026, 14:00–15:00 Uhr
2  Di 01.12.2026, 08:30–09:30 Uhr
3  Do 03.12.2026, 16:00–17:00 Uhr

Zum Antworten genügt eine Zeile: hinter jede Zahl ja, notfalls oder nein.
Antwort: 1 __, 2 __, 3 __

Mit freundlichen Grüßen
Malerbetrieb Lindner
"""
ENGLISH = """Hello,

for “Baubesprechung Krüger” we are looking for a date that suits everybody (1 hour, Fensterweg 3).

Which of these times suit you? Please answer by Fri 27 Nov 2026.

1  Mon 30 Nov 2026, 14:00–15:00
2  Tue 1 Dec 2026, 08:30–09:30
3  Thu 3 Dec 2026, 16:00–17:00

One line is enough to answer: behind each number yes, if need be or no.
Answer: 1 __, 2 __, 3 __

Kind regards
Malerbetrieb Lindner
"""

# one sign a proposal: y(es), m(aybe), n(o), . nothing said
SAID = [
    ("1 ja, 2 nein, 3 notfalls", "ynm"),
    ("1 JA 2 NEIN 3 NOTFALLS", "ynm"),
    ("1+3", "yny"),
    ("1 und 3", "yny"),
    ("1, 2 & 3", "yyy"),
    ("2", "nyn"),
    ("nur 2", "nyn"),
    ("nur 2 nicht", "yny"),
    ("alle außer 2", "yny"),
    ("alle ausser 2", "yny"),
    ("außer 2 passt alles", "yny"),
    ("alles bis auf den 1.12.", "yny"),
    ("nein", "nnn"),
    ("leider nein", "nnn"),
    ("Nein, danke", "nnn"),
    ("keiner passt", "nnn"),
    ("keine Zeit", "nnn"),
    ("ja", "yyy"),
    ("passt alles", "yyy"),
    ("Passt mir gut!", "yyy"),
    ("mir egal", "yyy"),
    ("egal", "yyy"),
    ("kein Problem", "yyy"),
    ("zur Not", "mmm"),
    ("ja: 1, 3; nein: 2", "yny"),
    ("2 geht nicht, sonst alles", "yny"),
    ("2 notfalls, alle anderen ja", "ymy"),
    ("1 ja, sonst nichts", "ynn"),
    ("1, 2 ja, 3 nein", "yyn"),
    ("1-3 ja", "yyy"),
    ("1 bis 2 ja", "yy."),
    ("1. ja\n2. nein\n3. notfalls", "ynm"),
    ("1) ja 2) nein 3) eventuell", "ynm"),
    ("Termin 2 wäre gut", ".y."),
    ("am liebsten 2, zur Not 1, 3 geht leider nicht", "myn"),
    ("ich kann 1 und 3", "y.y"),
    ("ich kann 1 nicht", "n.."),
    ("ich nehme 2", ".y."),
    ("1 wenn's sein muss, 2 unmöglich", "mn."),
    ("1 wäre möglich", "y.."),
    ("1 und 2 eher nicht, 3 ja", "nny"),
    ("1 ja aber erst ab 14:30 Uhr, 2 nein", "yn."),
    ("Dienstag passt, Donnerstag nicht", ".yn"),
    ("Di ja, Do nein", ".yn"),
    ("Montag und Dienstag passen", "yy."),
    ("am 1.12. nicht, sonst ja", "yny"),
    ("30.11. ja, 3.12. nein", "y.n"),
    ("1+ 2- 3+", "yny"),
    ("1 +, 2 -, 3 +", "yny"),
    ("1 ✓ 2 ✗ 3 ✓", "yny"),
    ("[x] 1\n[ ] 2\n[x] 3", "yny"),
    ("1 yes, 2 no, 3 if need be", "ynm"),
    ("no. 1 yes, no. 2 no", "yn."),
    ("yes to all", "yyy"),
    ("none of them works", "nnn"),
    ("all but 2", "yny"),
    ("only 2", "nyn"),
    ("1 and 3 work, 2 doesn't", "yny"),
    ("I'm free on 1 and 2 but not 3", "yyn"),
    ("Tuesday is fine, Thursday is not possible", ".yn"),
    # nothing is guessed
    ("", "..."),
    ("Ich melde mich noch", "..."),
    ("Geht auch Mittwoch?", "..."),
    ("Mittwoch passt", "..."),
    ("14 Uhr passt", "..."),
    ("Fensterweg 3", "..."),
    ("Danke für alles", "..."),
    ("alles klar", "..."),
    ("Ob das geht, weiß ich noch nicht", "..."),
    ("Wir sind 2 Personen", "..."),
    ("Tel. 0221 1 2 3", "..."),
]


def votes(signs: str) -> dict[int, Vote]:
    """`y.n` as votes."""
    return {number: SIGNS[sign] for number, sign in enumerate(signs, 1) if sign in SIGNS}


@pytest.mark.parametrize(("text", "signs"), SAID)
def test_what_people_write(text: str, signs: str) -> None:
    assert dict(read_answer(text, SLOTS).votes) == votes(signs)


@pytest.mark.parametrize(
    "text",
    [
        "Hallo Jo,\n\n1 ja, 2 nein.\n\nViele Grüße\nKlaus Huber\nFensterweg 3, Tel. 0221 12 1",
        "Sehr geehrte Damen und Herren,\n\nTermin 1: Ja\nTermin 2: Nein\n\nMfG Weiß",
        "1 ja, 2 nein\n\nAm 22.11.2026 um 10:00 schrieb Malerbetrieb Lindner:\n" + GERMAN,
        "1 ja, 2 nein\n\nOn Sun, Nov 22, 2026 Malerbetrieb Lindner wrote:\n> " + ENGLISH,
        "1 ja, 2 nein\r\n\r\nVon: Malerbetrieb Lindner\r\nGesendet: heute\r\n" + GERMAN,
        "1 yes, 2 no\n-- \nSent from my phone 3",
        "siehe unten\n" + GERMAN.replace("1 __, 2 __, 3 __", "1 ja, 2 nein, 3 __"),
        "> " + GERMAN.replace("\n", "\n> ").replace("1 __, 2 __", "1 ja, 2 nein"),
        GERMAN.replace("15:00 Uhr", "15:00 Uhr   ja").replace("09:30 Uhr", "09:30 Uhr nein"),
    ],
)
def test_in_a_mail_with_all_its_rest(text: str) -> None:
    assert dict(read_answer(text, SLOTS).votes) == votes("yn.")


def test_own_mail_says_nothing() -> None:
    for text in (GERMAN, ENGLISH):
        assert read_answer(text, SLOTS) == ({}, (), ())
        assert read_answer(text.replace("\n", "\n> "), SLOTS) == ({}, (), ())


def test_contradictions_and_unknown_numbers_are_told() -> None:
    assert read_answer("1 ja, 2 ja, 1 nein", SLOTS) == ({2: Vote.YES}, (), (1,))
    assert read_answer("7 ja, 2 nein", SLOTS) == ({2: Vote.NO}, (7,), ())
    assert read_answer("2+7", SLOTS) == ({2: Vote.YES}, (7,), ())


def test_mails_word_by_word() -> None:
    assert subject_line(MAIL, "de") == "Terminabstimmung: Baubesprechung Krüger [T12]"
    assert subject_line(MAIL, "en") == "Finding a date: Baubesprechung Krüger [T12]"
    assert body(MAIL, "de") == GERMAN
    assert body(MAIL, "en") == ENGLISH
    assert poll_in("AW: Terminabstimmung: Baubesprechung Krüger [T12]") == 12
    assert poll_in("Ihre Rechnung") is None


def test_a_reminder_keeps_the_numbers() -> None:
    again = body(MAIL._replace(reminder=True, salutation="Guten Tag Herr Weiß,"), "de")
    assert again.startswith("Guten Tag Herr Weiß,\n\nan diese Terminabstimmung")
    assert "2  Di 01.12.2026, 08:30–09:30 Uhr" in again


MANY = [
    Proposal(number, at(f"2026-12-{number:02d}T08:00"), at(f"2026-12-{number:02d}T09:00"))
    for number in range(1, 13)
]
CHOICES = st.dictionaries(st.integers(1, 12), st.sampled_from(Vote), min_size=1)


@given(CHOICES, st.sampled_from(["de", "en"]))
def test_what_is_written_is_read(said: dict[int, Vote], language: str) -> None:
    line = write_answer(said, language)
    assert dict(read_answer(line, MANY).votes) == said
    text = body(MAIL._replace(proposals=MANY), language)
    below = f"{line}\n\nVon: Lindner\n{text}"
    marked = f"{line}\n\n> " + text.replace("\n", "\n> ")
    assert dict(read_answer(below, MANY).votes) == said
    assert dict(read_answer(marked, MANY).votes) == said


WORDS = st.sampled_from(
    ["1", "2", "3", "7", "ja", "nein", "notfalls", "alle", "außer", "nur", "nicht", "+", "-", ",",
     ".", "\n", "> ", "bis", "Di", "1.12.", "14:00", "sonst", "keiner", "@", "@day9@", "__", "[x]",
     "aber", "?", "Am 1. schrieb x:", "½", "²", "①", "١", "\u202e", "👍", "wenn's sein muss"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(WORDS, max_size=30).map(" ".join)))
def test_nothing_makes_it_stumble(text: str) -> None:
    found = read_answer(text, SLOTS)
    assert found.votes.keys() <= {1, 2, 3}
    assert not found.votes.keys() & set(found.contradictory)
    assert not {1, 2, 3} & set(found.unknown)
    assert read_answer(text, []).votes == {}

"""One typed line: what is understood, and that nothing makes it stumble."""

from __future__ import annotations

from datetime import date, datetime, time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kontor.calendar.kinds.entry import Known, Line, Named, Piece
from kontor.calendar.rules.oneline import LIMIT, name_words, read_line


def at(day: str, clock: str = "00:00") -> datetime:
    """Wall time."""
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock))


MONDAY = at("2026-11-23", "09:00")
KNOWN = Known(
    people=(
        Named(1, "Jonas Weber", ("Jo",)),
        Named(2, "Kim Sander", ("Kim",)),
        Named(3, "Petra Lindner", ("Lindner",)),
    ),
    teams=(Named(1, "Kolonne 1"), Named(2, "Kolonne 2")),
    vehicles=(Named(1, "Sprinter", ("K-XX 12",)), Named(2, "Caddy")),
    contacts=(
        Named(11, "Maria Huber", ("Huber",)),
        Named(12, "Familie Krüger"),
        Named(13, "Hausverwaltung Nord GmbH"),
        Named(14, "Anna Weiß", ("Weiß",)),
        Named(15, "Otto Weiß", ("Weiß",)),
    ),
    numbers={"AU-2026-0031": "sales:12"},
    land="NW",
)


def read(text: str, now: datetime = MONDAY) -> Line:
    return read_line(text, now, KNOWN)


def times(line: Line) -> str:
    if line.start is None or line.end is None:
        return ""
    return "-".join(f"{part // 60}:{part % 60:02d}" for part in (line.start, line.end))


def codes(line: Line) -> set[str]:
    return {one.code for one in line.findings}


# -- days and times --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "days", "clock"),
    [
        # weekdays: the next one after today, which is a Monday
        ("Do 14-16 x", "2026-11-26", "14:00-16:00"),
        ("Thu 14-16 x", "2026-11-26", "14:00-16:00"),
        ("am Donnerstag um 14 Uhr x", "2026-11-26", "14:00-15:00"),
        ("on Thursday at 2pm x", "2026-11-26", "14:00-15:00"),
        ("Mo 8 Uhr x", "2026-11-30", "8:00-9:00"),
        ("Sa 9-12 x", "2026-11-28", "9:00-12:00"),
        ("nächsten Freitag 15:30-17 x", "2026-11-27", "15:30-17:00"),
        ("next Friday 3:30-5pm x", "2026-11-27", "15:30-17:00"),
        ("übernächsten Freitag 8 Uhr x", "2026-12-04", "8:00-9:00"),
        ("diesen Mittwoch 8 Uhr x", "2026-11-25", "8:00-9:00"),
        ("nächste Woche Di 9 Uhr x", "2026-12-01", "9:00-10:00"),
        ("Tuesday next week 9am x", "2026-12-01", "9:00-10:00"),
        ("KW 50 Mi 9 Uhr x", "2026-12-09", "9:00-10:00"),
        # relative
        ("heute 16 Uhr x", "2026-11-23", "16:00-17:00"),
        ("morgen 8 Uhr x", "2026-11-24", "8:00-9:00"),
        ("tomorrow at 8 x", "2026-11-24", "8:00-9:00"),
        ("übermorgen 8:15 x", "2026-11-25", "8:15-9:15"),
        ("uebermorgen 8:15 x", "2026-11-25", "8:15-9:15"),
        ("in 3 Tagen 9 Uhr x", "2026-11-26", "9:00-10:00"),
        ("in einer Woche 9 Uhr x", "2026-11-30", "9:00-10:00"),
        ("in two weeks 9am x", "2026-12-07", "9:00-10:00"),
        # dates
        ("24.12. 8 Uhr x", "2026-12-24", "8:00-9:00"),
        ("24.12. 14-16 x", "2026-12-24", "14:00-16:00"),
        ("24.12.2027 14-16 x", "2027-12-24", "14:00-16:00"),
        ("24.12.27 14-16 x", "2027-12-24", "14:00-16:00"),
        ("2026-12-24 10:00 x", "2026-12-24", "10:00-11:00"),
        ("3. Dezember 14 Uhr x", "2026-12-03", "14:00-15:00"),
        ("3 Dec 2pm x", "2026-12-03", "14:00-15:00"),
        ("December 3rd at 2pm x", "2026-12-03", "14:00-15:00"),
        ("2.3. 8 Uhr x", "2027-03-02", "8:00-9:00"),  # long over: next year
        ("am 15. 8 Uhr x", "2026-12-15", "8:00-9:00"),
        ("Do, 24.12. 10 Uhr x", "2026-12-24", "10:00-11:00"),
        ("29.2. 8 Uhr x", "2028-02-29", "8:00-9:00"),
        # feasts: Easter Sunday is 28 March 2027
        ("Ostermontag 8 Uhr x", "2027-03-29", "8:00-9:00"),
        ("Karfreitag 8 Uhr x", "2027-03-26", "8:00-9:00"),
        ("Easter Monday 8:00 x", "2027-03-29", "8:00-9:00"),
        ("Silvester 10 Uhr x", "2026-12-31", "10:00-11:00"),
        # times
        ("Do 14:30-16 x", "2026-11-26", "14:30-16:00"),
        ("Do 14.30-16 Uhr x", "2026-11-26", "14:30-16:00"),
        ("Do. 14:00 - 15:30 x", "2026-11-26", "14:00-15:30"),
        ("Do 14–16 x", "2026-11-26", "14:00-16:00"),
        ("Do von 14 bis 16 Uhr x", "2026-11-26", "14:00-16:00"),
        ("Thu from 14 to 16 x", "2026-11-26", "14:00-16:00"),
        ("Thu 10am-1pm x", "2026-11-26", "10:00-13:00"),
        ("Thu 10-1pm x", "2026-11-26", "10:00-13:00"),
        ("Thu 12am x", "2026-11-26", "0:00-1:00"),
        ("Do halb 9 x", "2026-11-26", "8:30-9:30"),
        ("Do halb 3 x", "2026-11-26", "14:30-15:30"),
        ("Do viertel nach 8 x", "2026-11-26", "8:15-9:15"),
        ("Do dreiviertel 9 x", "2026-11-26", "8:45-9:45"),
        ("Thu half past 8 x", "2026-11-26", "8:30-9:30"),
        ("Thu quarter to 9 x", "2026-11-26", "8:45-9:45"),
        ("Do nachmittag x", "2026-11-26", "13:00-17:00"),
        ("Thu afternoon x", "2026-11-26", "13:00-17:00"),
        ("Do früh x", "2026-11-26", "7:00-8:00"),
        ("morgen früh x", "2026-11-24", "7:00-8:00"),
        ("Do morgen 8 Uhr x", "2026-11-26", "8:00-9:00"),
        ("Do 7 Uhr abends x", "2026-11-26", "19:00-20:00"),
        ("Do abend 7 Uhr x", "2026-11-26", "19:00-20:00"),
        ("Mo 22-2 Uhr x", "2026-11-30", "22:00-26:00"),
        # lengths
        ("Do 9 Uhr 90 min x", "2026-11-26", "9:00-10:30"),
        ("Do 9 Uhr 1,5 h x", "2026-11-26", "9:00-10:30"),
        ("Do 9 Uhr 1,25 Std x", "2026-11-26", "9:00-10:15"),
        ("Thu 9am for 2 hours x", "2026-11-26", "9:00-11:00"),
        ("Do 9 Uhr halbe Stunde x", "2026-11-26", "9:00-9:30"),
        ("Do 9 Uhr 1 h 30 min x", "2026-11-26", "9:00-10:30"),
        # no day: today as long as the time is to come
        ("14:30 x", "2026-11-23", "14:30-15:30"),
        ("8:30 x", "2026-11-24", "8:30-9:30"),
        # numbers that are none of these
        ("Do 8 Uhr Fensterweg 3-5 x", "2026-11-26", "8:00-9:00"),
        ("Do 8 Uhr 3-4 Fenster", "2026-11-26", "8:00-9:00"),
        ("so wie besprochen Do 14 Uhr", "2026-11-26", "14:00-15:00"),
        ("Do we have paint? Thu 9am", "2026-11-26", "9:00-10:00"),
    ],
)
def test_a_day_and_a_time(text: str, days: str, clock: str) -> None:
    line = read(text)
    assert (str(line.first), str(line.last), times(line)) == (days, days, clock)
    assert line.ready and not line.rule


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Di-Do Kolonne 1 Fassade", "2026-11-24", "2026-11-26"),
        ("Tue to Thu Kolonne 1 front", "2026-11-24", "2026-11-26"),
        ("Fr-Di Kolonne 1 Fassade", "2026-11-27", "2026-12-01"),
        ("nächste Woche Mo-Mi Kolonne 1 Fassade", "2026-11-30", "2026-12-02"),
        ("vom 24.12. bis 6.1. Betriebsferien", "2026-12-24", "2027-01-06"),
        ("24.-27.12. Kolonne 1 Montage", "2026-12-24", "2026-12-27"),
        ("24.12.-27.12. Kolonne 1", "2026-12-24", "2026-12-27"),
        ("Dec 24-27 Kolonne 1", "2026-12-24", "2026-12-27"),
        ("24-27 Dec Kolonne 1", "2026-12-24", "2026-12-27"),
        ("KW 50 Kolonne 2 Fenster", "2026-12-07", "2026-12-11"),
        ("nächste Woche Kolonne 2 Fenster", "2026-11-30", "2026-12-04"),
        ("Fr 3 Tage Kolonne 1 Fassade", "2026-11-27", "2026-12-01"),  # a weekend in between
        ("ab 30.12. 3 Tage Kolonne 1", "2026-12-30", "2027-01-04"),  # New Year's Day and a weekend
        ("24.12. ganztags Betriebsferien", "2026-12-24", "2026-12-24"),
        ("Dec 24 all day closed", "2026-12-24", "2026-12-24"),
        ("bis Fr Angebot Krüger", "2026-11-27", "2026-11-27"),
    ],
)
def test_whole_days(text: str, first: str, last: str) -> None:
    line = read(text)
    assert (str(line.first), str(line.last), line.all_day) == (first, last, True)
    assert line.ready and not line.rule


@pytest.mark.parametrize(
    ("text", "first", "rule"),
    [
        ("jeden Mo 7:30 x bis Ostern", "2026-11-30",
         "FREQ=WEEKLY;BYDAY=MO;UNTIL=20270328T235900"),
        ("every Mon 7:30 x until Easter", "2026-11-30",
         "FREQ=WEEKLY;BYDAY=MO;UNTIL=20270328T235900"),
        ("jeden Mo 10:30 x", "2026-11-23", "FREQ=WEEKLY;BYDAY=MO"),  # still to come today
        ("jeden Mo und Mi 7 Uhr x", "2026-11-25", "FREQ=WEEKLY;BYDAY=MO,WE"),
        ("jeden Di, Do und Fr 7 Uhr x", "2026-11-24", "FREQ=WEEKLY;BYDAY=TU,TH,FR"),
        ("jeden Mo-Fr 6:45 x", "2026-11-24", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("werktags 6:45 x", "2026-11-24", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("every weekday 6:45 x", "2026-11-24", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("montags und mittwochs 7-7:15 x", "2026-11-25", "FREQ=WEEKLY;BYDAY=MO,WE"),
        ("täglich 6:45 x bis 18.12.", "2026-11-24", "FREQ=DAILY;UNTIL=20261218T235900"),
        ("daily 6:45 x until 18 Dec", "2026-11-24", "FREQ=DAILY;UNTIL=20261218T235900"),
        ("alle 2 Wochen Di 7 Uhr x 10x", "2026-11-24",
         "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=10"),
        ("every 2 weeks on Tue 7am x 10 times", "2026-11-24",
         "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=10"),
        ("alle 14 Tage Di 7 Uhr x", "2026-11-24", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
        ("every other Friday 1pm x", "2026-11-27", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"),
        ("jeden 1. Montag im Monat 17 Uhr x", "2026-12-07", "FREQ=MONTHLY;BYDAY=1MO"),
        ("every first Monday of the month 5pm x", "2026-12-07", "FREQ=MONTHLY;BYDAY=1MO"),
        ("jeden letzten Freitag 13 Uhr x", "2026-11-27", "FREQ=MONTHLY;BYDAY=-1FR"),
        ("jeden zweiten Dienstag im Monat 9 Uhr x", "2026-12-08", "FREQ=MONTHLY;BYDAY=2TU"),
        ("jeden 15. 8 Uhr x", "2026-12-15", "FREQ=MONTHLY;BYMONTHDAY=15"),
        ("monatlich ab 1.12. 8 Uhr x", "2026-12-01", "FREQ=MONTHLY"),
        ("jedes Quartal ab 1.12. 8 Uhr x", "2026-12-01", "FREQ=MONTHLY;INTERVAL=3"),
        ("jährlich 24.12. 8 Uhr x", "2026-12-24", "FREQ=YEARLY"),
        ("Di 7 Uhr wöchentlich x bis Ende März", "2026-11-24",
         "FREQ=WEEKLY;UNTIL=20270331T235900"),
        ("jeden Mo ab 1.3. 7 Uhr x", "2027-03-01", "FREQ=WEEKLY;BYDAY=MO"),
        ("jeden Fr ganztags x bis 18.12.", "2026-11-27", "FREQ=WEEKLY;BYDAY=FR;UNTIL=20261218"),
        # a time for each of several days
        ("Di-Do 7-16 Kolonne 1 x", "2026-11-24", "FREQ=DAILY;COUNT=3"),
        ("Do-Mo 7-16 Kolonne 1 x", "2026-11-26", "FREQ=WEEKLY;BYDAY=MO,TH,FR;COUNT=3"),
        ("Di 7 Uhr 3 Tage Kolonne 1 x", "2026-11-24", "FREQ=DAILY;COUNT=3"),
        ("Mi, Do und Fr 8-10 x", "2026-11-25", "FREQ=WEEKLY;BYDAY=WE,TH,FR;COUNT=3"),
    ],
)  # fmt: skip
def test_what_repeats(text: str, first: str, rule: str) -> None:
    line = read(text)
    assert (str(line.first), line.rule) == (first, rule)
    assert line.first == line.last and line.ready


# -- who, where, what ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Do 14-16 Huber Aufmaß Küche", {"contact": 11, "kind": "visit", "title": "Aufmaß Küche"}),
        ("Do 14-16 bei Huber Aufmaß", {"contact": 11, "title": "Aufmaß"}),
        ("Do 10 Uhr Termin mit Huber", {"contact": 11, "title": "Termin"}),
        ("Thu 2-4pm Huber survey kitchen", {"contact": 11, "kind": "visit"}),
        ("Do 10 Uhr Frau Huber", {"contact": 11, "title": "Maria Huber"}),
        ("Do 10 Uhr krueger Abnahme", {"contact": 12, "kind": "acceptance"}),
        ("Do 10 Uhr Hausverwaltung Nord Wartung", {"contact": 13, "kind": "maintenance"}),
        ("Do 10 Uhr Anna Weiß Wartung", {"contact": 14, "title": "Wartung"}),
        ("Mo-Mi Kolonne 1 Fassade Nord", {"teams": (1,), "kind": "assembly", "contact": None,
                                          "title": "Fassade Nord"}),
        ("Di Kolonne 1 8-16 Montage Krüger", {"teams": (1,), "contact": 12, "start": 480}),
        ("Fr 15-17 @Büro +Jo +Sprinter", {"people": (1,), "vehicles": (1,), "place": "Büro"}),
        ("Fr 15-17 +Spr +Kolonne 2 Lager", {"vehicles": (1,), "teams": (2,), "title": "Lager"}),
        ("Fr 15-17 mit Jo und Kim Lager", {"people": (1, 2), "title": "Lager"}),
        ("Fr 15-17 Jonas Weber Lager", {"people": (1,), "title": "Lager"}),
        ("Fr 15-17 Sprinter TÜV", {"vehicles": (1,), "title": "TÜV"}),
        ("morgen 8 Uhr Krüger Ortstermin Fensterweg 3",
         {"contact": 12, "place": "Fensterweg 3", "title": "Ortstermin", "kind": "visit"}),
        ("Do 12-14 Berliner Straße 5 Krüger", {"contact": 12, "place": "Berliner Straße 5"}),
        ("Do 8 Uhr Fensterweg 3-5, 50667 Köln Krüger", {"place": "Fensterweg 3-5, 50667 Köln"}),
        ("Thu 8am 12 Mill Road Krüger", {"place": "12 Mill Road", "contact": 12}),
        ('Do 8 Uhr @"Alter Markt 3" Krüger', {"place": "Alter Markt 3", "contact": 12}),
        ("Do 8 Uhr @Fensterweg 3 Krüger", {"place": "Fensterweg 3", "contact": 12}),
        ("heute 16 Uhr Abnahme AU-2026-0031", {"reference": "sales:12", "kind": "acceptance"}),
        ("Do 10 Uhr Zahnarzt", {"kind": "private", "title": "Zahnarzt"}),
        ("bis Fr Angebot Krüger", {"kind": "deadline", "contact": 12, "title": "Angebot"}),
        ("Do 10 Uhr Baubesprechung", {"kind": "meeting"}),
        ("Di 14 Uhr Montage", {"kind": "assembly", "start": 840, "end": 1020}),
        # absences
        ("Jo Urlaub 3.8.-14.8.", {"absence": "vacation", "people": (1,), "title": "Urlaub"}),
        ("Fr nachmittag Jo Urlaub", {"absence": "vacation", "half": "afternoon", "start": None}),
        ("24.12.-6.1. Betriebsferien", {"absence": "closed", "people": ()}),
        ("Kim krank heute", {"absence": "sick", "people": (2,)}),
        ("Mo 8-10 Kim Berufsschule", {"absence": "", "people": (2,)}),  # hours: an appointment
    ],
)  # fmt: skip
def test_who_where_and_what(text: str, expected: dict[str, object]) -> None:
    line = read(text)
    assert {name: getattr(line, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("text", "code", "ready"),
    [
        ("Huber Aufmaß", "nothing-dated", False),
        ("31.2. Huber", "no-such-day", False),
        ("Do 25:00 Huber", "no-such-day", True),
        ("26.11. - 24.11. Huber", "day-order", False),
        ("jeden Mo 7 Uhr Huber bis 24.11.", "until-before", False),
        ("20.11. 9-11 Huber", "day-past", True),
        ("heute 8 Uhr Huber", "day-past", False),
        ("Fr 24.12. 10 Uhr Huber", "day-differs", True),
        ("Mo 10 Uhr Huber", "day-today", True),
        ("Do Huber", "no-time", True),
        ("14:30 Huber", "no-day", True),
        ("Do 2-4 Huber", "time-guessed", True),
        ("Do 8h Huber", "time-guessed", True),
        ("Do 8 Uhr +Otto", "name-unknown", True),
        ("Do 8 Uhr +K", "name-ambiguous", True),
        ("Do 8 Uhr Weiß Aufmaß", "contact-ambiguous", True),
        ("Do 8 Uhr", "no-title", True),
        ("jeden zweiten Dienstag 9 Uhr Lager", "repeat-unclear", True),
        ("Do " + "x" * LIMIT, "line-unfit", False),
    ],
)
def test_what_is_said_about_it(text: str, code: str, ready: bool) -> None:
    line = read(text)
    assert code in codes(line)
    assert all(one.text and "{" not in one.text + one.advice for one in line.findings)
    assert line.ready is (ready or code == "day-past")


def test_a_colleague_with_the_name_of_a_customer() -> None:
    """The customer is meant; with a plus it is the colleague."""
    known = KNOWN._replace(contacts=(*KNOWN.contacts, Named(21, "Petra Lindner", ("Lindner",))))
    line = read_line("Do 8 Uhr Lindner Aufmaß", MONDAY, known)
    assert (line.contact, line.people, codes(line)) == (21, (), {"person-or-customer"})
    line = read_line("Do 8 Uhr +Lindner Aufmaß", MONDAY, known)
    assert (line.contact, line.people, codes(line)) == (None, (3,), set())


def test_pieces_name_their_place_in_the_line() -> None:
    line = read("Do 14-16 Huber Aufmaß Küche @Büro +Jo")
    said = [(part.piece, line.text[part.start : part.end]) for part in line.parts]
    assert said == [
        (Piece.DAY, "Do"),
        (Piece.TIME, "14-16"),
        (Piece.CONTACT, "Huber"),
        (Piece.TITLE, "Aufmaß Küche"),
        (Piece.KIND, "Aufmaß"),
        (Piece.PLACE, "@Büro"),
        (Piece.PERSON, "+Jo"),
    ]


def test_words_to_look_for_in_the_contacts() -> None:
    assert name_words("Do 14-16 Huber Aufmaß Küche") == ("Huber", "Aufmaß", "Küche")
    assert name_words("8-9 +Jo, 12") == ()


def test_times_of_a_line() -> None:
    line = read("Mo 22-2 Uhr Notdienst")
    assert (line.starts, line.ends) == (at("2026-11-30", "22:00"), at("2026-12-01", "02:00"))
    line = read("24.12.-6.1. Betriebsferien")
    assert (line.starts, line.ends) == (at("2026-12-24"), at("2027-01-07"))


# -- anything typed --------------------------------------------------------------------------------

_WORDS = st.sampled_from([
    "Mo", "Di", "Do", "Thu", "Fr.", "-", "–", "bis", "until", "ab", "um", "von", "at", "14",
    "14-16", "8:30", "24.12.", "31.2.", "2026-02-30", "24.12.-6.1.", "jeden", "every", "1.",
    "letzten", "Montag", "im Monat", "alle", "2", "Wochen", "10x", "Ostern", "Easter", "heute",
    "morgen", "früh", "KW", "53", "+Jo", "+", "+Kolonne", "@", "@Büro", '@"', "Huber", "Krüger",
    "Fensterweg 3", "ganztags", "90 min", "1,5 h", "halb 9", "halb", "pm", "am", "9", "mit",
    "und", ",", "Urlaub", "krank", "Aufmaß", "AU-2026-0031", "0", "99", "24:00", "25", "0x",
    "nächste Woche", "übernächsten", "in 999 Tagen", "ß", "İ", "\x00", "ﬁ", "every 0 days",
    "0 min", "12am", "0pm",
])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(st.text(max_size=120), st.lists(_WORDS, max_size=14).map(" ".join)),
    st.datetimes(at("1990-01-01"), at("2090-01-01")),
)
def test_no_line_makes_it_stumble(text: str, now: datetime) -> None:
    """Whatever is typed: an answer, pieces within the text, an order of times, a second reading."""
    line = read_line(text, now, KNOWN)
    spans = [(part.start, part.end) for part in line.parts if part.piece is not Piece.KIND]
    assert all(0 <= start < end <= len(line.text) for start, end in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    if line.ready:
        assert line.starts is not None and line.ends is not None and line.starts < line.ends
        assert isinstance(line.first, date)
    assert (line.start is None) == (line.end is None)
    assert read_line(line.text, now, KNOWN) == line

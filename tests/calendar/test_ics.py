"""Calendar files: what is written is read by others, what others write is read or named."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Timezone

from kontor.base.errors import InputError, Severity
from kontor.calendar.formats.blocks import LARGEST
from kontor.calendar.formats.event import Answer, Attendee, Event, Method, Part, Status
from kontor.calendar.formats.ics import CENTRAL, written, zone_block
from kontor.calendar.formats.ics_read import read_calendars
from tests.calendar import outside


def wall(*parts: int) -> datetime:
    return datetime(*parts)


STAMP = datetime(2027, 2, 1, 8, 0, tzinfo=UTC)
OWNER = Attendee("buero@lindner.example", "Malerbetrieb Lindner")
PEOPLE = (
    Attendee("krueger@example.org", 'Krüger, Dr. "Eva"'),
    Attendee("bau@ohm.example", "Architekturbüro Ohm", Part.OPTIONAL, Answer.ACCEPTED),
)
WEEKLY = Event(
    "serie-1@kontor", "Baubesprechung; Fassade, Süd", wall(2027, 3, 22, 9),
    wall(2027, 3, 22, 10), sequence=2, stamp=STAMP,
    rule="FREQ=WEEKLY;UNTIL=20270412T090000;BYDAY=MO",
    gaps=(wall(2027, 3, 29, 9),), place="Fensterweg 3, 50667 Köln", note="Zeile 1\nZeile 2 – ü",
    organizer=OWNER, attendees=PEOPLE,
)  # fmt: skip
CHANGED = WEEKLY._replace(
    starts=wall(2027, 4, 5, 11), ends=wall(2027, 4, 5, 12), rule="", gaps=(),
    occurrence=wall(2027, 4, 5, 9), title="Baubesprechung später",
)  # fmt: skip
WHOLE = Event(
    "urlaub@kontor", "Betriebsferien", wall(2027, 8, 2), wall(2027, 8, 14), all_day=True,
    stamp=STAMP, busy=False, organizer=OWNER,
)  # fmt: skip


def only(data: bytes) -> Event:
    found = read_calendars(data, "x")
    assert len(found) == 1 and found[0].event is not None, found
    return found[0].event


def raw(*lines: str, around: bool = True) -> bytes:
    body = ["BEGIN:VEVENT", *lines, "END:VEVENT"]
    if around:
        body = ["BEGIN:VCALENDAR", "VERSION:2.0", *body, "END:VCALENDAR"]
    return "\r\n".join([*body, ""]).encode()


# -- written -------------------------------------------------------------------------------------


def test_the_fixed_zone_is_the_zone_of_the_computer() -> None:
    ours, theirs = (
        Timezone.from_ical(zone_block("Europe/Berlin")).to_tz(),
        ZoneInfo("Europe/Berlin"),
    )
    moment = datetime(1997, 1, 1, tzinfo=UTC)
    while moment.year < 2050:
        assert moment.astimezone(ours).utcoffset() == moment.astimezone(theirs).utcoffset(), moment
        moment += timedelta(days=9, hours=5)
    for year in range(1997, 2051):  # the hours around each change
        for month in (3, 10):
            sunday = max(d for d in range(25, 32) if date(year, month, d).weekday() == 6)
            for hour in (0, 1, 2):
                at = datetime(year, month, sunday, hour, tzinfo=UTC)
                assert at.astimezone(ours).utcoffset() == at.astimezone(theirs).utcoffset(), at


@pytest.mark.parametrize("zone", sorted(CENTRAL))
def test_every_zone_of_the_block_has_its_clock_changes(zone: str) -> None:
    berlin, other = ZoneInfo("Europe/Berlin"), ZoneInfo(zone)
    for day in range(0, 366 * 20, 3):
        at = datetime(2007, 1, 1, 12, tzinfo=UTC) + timedelta(days=day)
        assert at.astimezone(berlin).utcoffset() == at.astimezone(other).utcoffset()


@pytest.mark.parametrize("method", [Method.PUBLISH, Method.REQUEST, Method.CANCEL])
def test_written_is_read_again(method: Method) -> None:
    found = read_calendars(written([WEEKLY, CHANGED, WHOLE], method), "x")
    assert {one.method for one in found} == {method}
    series, changed, whole = (one.event for one in found)
    assert series is not None and changed is not None and whole is not None
    cancelled = {"status": Status.CANCELLED} if method is Method.CANCEL else {}
    people = () if method is Method.PUBLISH else (
        PEOPLE[0]._replace(wanted=method is Method.REQUEST), PEOPLE[1]._replace(wanted=False),
    )  # fmt: skip
    quoted = tuple(one._replace(name=one.name.replace('"', "'")) for one in people)
    boss = OWNER._replace(wanted=False)
    assert series._replace(attendees=()) == WEEKLY._replace(
        organizer=boss, attendees=(), **cancelled
    )
    assert [(p.mail, p.part, p.answer, p.wanted) for p in series.attendees] == [
        (p.mail, p.part, p.answer, p.wanted) for p in quoted
    ]
    assert changed.occurrence == wall(2027, 4, 5, 9) and changed.starts.hour == 11
    assert whole._replace(status=Status.CONFIRMED) == WHOLE._replace(organizer=boss)


def test_lines_are_folded_and_end_as_the_standard_says() -> None:
    data = written([WEEKLY._replace(note="ä" * 3000)])
    lines = data.split(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    assert only(data).note == "ä" * 3000


def test_far_zones_are_written_in_utc() -> None:
    event = WHOLE._replace(
        all_day=False, zone="America/New_York", starts=wall(2027, 7, 1, 9),
        ends=wall(2027, 7, 1, 10),
    )  # fmt: skip
    data = written([event])
    assert b"DTSTART:20270701T130000Z" in data
    assert only(data).starts == wall(2027, 7, 1, 15)


def answer_of(method: Method) -> bytes:
    mine = PEOPLE[0]._replace(answer=Answer.DECLINED, wanted=False)
    later = WEEKLY._replace(rule="", gaps=(), attendees=(mine,), comment="Da bin ich im Urlaub")
    return written([later], method)


FILES = {
    "publish": written([WEEKLY, CHANGED, WHOLE], name="Malerbetrieb Lindner"),
    "request": written([WEEKLY], Method.REQUEST),
    "cancel": written([WEEKLY._replace(sequence=3)], Method.CANCEL),
    "reply": answer_of(Method.REPLY),
    "counter": answer_of(Method.COUNTER),
}


@pytest.mark.parametrize("name", FILES)
def test_libical_has_nothing_to_object(name: str) -> None:
    assert outside.restrictions(FILES[name]) == []


def test_libical_would_object() -> None:
    broken = FILES["request"].replace(b"METHOD:REQUEST", b"METHOD:REPLY")
    assert outside.restrictions(broken)


def test_mail_programs_see_nine_o_clock_before_and_after_the_change() -> None:
    series, changed, whole = outside.in_mail_programs(FILES["publish"])
    assert series["title"] == WEEKLY.title and series["note"] == WEEKLY.note
    assert series["place"] == WEEKLY.place and series["sequence"] == 2
    every = WEEKLY._replace(gaps=())
    times = outside.in_mail_programs(written([every]))[0]["times"]
    assert times == [
        "2027-03-22T08:00:00.000Z", "2027-03-29T07:00:00.000Z", "2027-04-05T07:00:00.000Z",
        "2027-04-12T07:00:00.000Z",
    ]  # fmt: skip
    assert changed["starts"] == "2027-04-05T11:00:00"
    assert (whole["starts"], whole["ends"]) == ("2027-08-02", "2027-08-14")


def test_mail_programs_see_who_is_invited() -> None:
    (request,) = outside.in_mail_programs(FILES["request"])
    assert request["method"] == "REQUEST"
    assert request["people"][0][0] == "mailto:krueger@example.org"
    assert request["people"][0][2:] == ["NEEDS-ACTION", "REQ-PARTICIPANT", "TRUE"]
    assert request["people"][1][1:4] == ["Architekturbüro Ohm", "ACCEPTED", "OPT-PARTICIPANT"]
    (cancel,) = outside.in_mail_programs(FILES["cancel"])
    assert (cancel["method"], cancel["status"], cancel["sequence"]) == ("CANCEL", "CANCELLED", 3)


def test_khal_lists_the_series(tmp_path: Path) -> None:
    lines = outside.in_khal(FILES["publish"], tmp_path, "2027-03-20", 30)
    place = WEEKLY.place
    assert lines == [
        f"2027-03-22 09:00 {WEEKLY.title} {place}",
        f"2027-04-05 11:00 Baubesprechung später {place}",
        f"2027-04-12 09:00 {WEEKLY.title} {place}",
    ]


def test_calcurse_lists_the_series(tmp_path: Path) -> None:
    lines = outside.in_calcurse(
        written([WEEKLY._replace(gaps=())]), tmp_path, "03/20/2027", "04/20/2027"
    )
    assert [line for line in lines if "/27:" not in line] == [f"09:00 {WEEKLY.title}"] * 4


# -- read ----------------------------------------------------------------------------------------


def said(data: bytes) -> list[str]:
    return [finding.text for one in read_calendars(data, "x") for finding in one.findings]


@pytest.mark.parametrize("often", ["SECONDLY", "MINUTELY", "HOURLY"])
def test_a_series_within_the_day_is_refused(often: str) -> None:
    data = raw("UID:1", "DTSTART:20270101T090000", "DURATION:PT1H", "SUMMARY:x",
               f"RRULE:FREQ={often}")  # fmt: skip
    (found,) = read_calendars(data, "x")
    assert found.event is None and found.findings[0].severity is Severity.ERROR
    assert often in found.findings[0].text


@pytest.mark.parametrize(
    ("lines", "starts", "ends"),
    [
        (["DTSTART:20270301T080000Z", "DTEND:20270301T090000Z"], (3, 1, 9), (3, 1, 10)),
        (["DTSTART;TZID=W. Europe Standard Time:20270301T090000", "DURATION:PT90M"],
         (3, 1, 9), (3, 1, 10, 30)),
        (["DTSTART;TZID=/mozilla.org/20050126_1/Europe/Berlin:20270301T090000"],
         (3, 1, 9), (3, 1, 10)),
        (["DTSTART;VALUE=DATE:20270301"], (3, 1), (3, 2)),
        (["DTSTART;VALUE=DATE:20270301", "DTEND;VALUE=DATE:20270303"], (3, 1), (3, 3)),
        (["DTSTART;VALUE=DATE:20270301", "DURATION:P2D"], (3, 1), (3, 3)),
        (["DTSTART:20270328T013000", "DURATION:PT1H"], (3, 28, 1, 30), (3, 28, 3, 30)),
        (["DTSTART;TZID=Foo/Bar:20270301T090000", "DTEND:20270301T080000"], (3, 1, 9), (3, 1, 10)),
        (["DTSTART:20270301T090000", "DTEND:20279901"], (3, 1, 9), (3, 1, 10)),
        (["DTSTART:20270301T090000", "DURATION:Unsinn"], (3, 1, 9), (3, 1, 10)),
    ],
)  # fmt: skip
def test_times_as_others_write_them(
    lines: list[str], starts: tuple[int, ...], ends: tuple[int, ...]
) -> None:
    event = only(raw("UID:1", "SUMMARY:x", *lines))
    assert event.starts == wall(2027, *starts)
    assert event.ends == wall(2027, *ends)


def test_new_york_keeps_its_own_clock() -> None:
    event = only(raw("SUMMARY:x", "DTSTART;TZID=America/New_York:20270301T090000"))
    assert (event.zone, event.starts) == ("America/New_York", wall(2027, 3, 1, 9))


def test_a_zone_of_its_own_is_taken_as_described() -> None:
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Büro\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
        "TZOFFSETFROM:+0300\r\nTZOFFSETTO:+0300\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )
    event = raw("UID:1", "SUMMARY:x", "DTSTART;TZID=Büro:20270301T090000", around=False)
    data = f"BEGIN:VCALENDAR\r\n{zone}{event.decode()}END:VCALENDAR\r\n".encode()
    assert only(data).starts == wall(2027, 3, 1, 7)
    assert "Büro" in said(data)[0]


def test_an_unknown_zone_is_said() -> None:
    data = raw("UID:1", "SUMMARY:x", "DTSTART;TZID=Foo/Bar:20270301T090000")
    assert only(data).starts == wall(2027, 3, 1, 9)
    assert "Foo/Bar" in said(data)[0]


@pytest.mark.parametrize(
    "lines",
    [
        ["SUMMARY:x"],
        ["SUMMARY:x", "DTSTART:Unsinn"],
        ["SUMMARY:x", "DTSTART:00010101T000000"],
        ["SUMMARY:x", "DTSTART:99990101T000000Z"],
        ["SUMMARY:x", "DTSTART:20270301T090000", "RRULE:FREQ=QUATSCH"],
        ["SUMMARY:x", "DTSTART:20270301T090000", "RECURRENCE-ID:zz"],
        [
            "SUMMARY:x",
            "DTSTART:20270301T090000",
            "RECURRENCE-ID;RANGE=THISANDFUTURE:20270301T090000",
        ],
    ],
)
def test_what_cannot_be_taken_costs_only_itself(lines: list[str]) -> None:
    good = raw("UID:gut", "SUMMARY:gut", "DTSTART:20270301T090000", around=False).decode()
    bad = raw(*lines, around=False).decode()
    data = f"BEGIN:VCALENDAR\r\n{bad}{good}END:VCALENDAR\r\n".encode()
    first, second = read_calendars(data, "x.ics")
    assert first.event is None and first.place == "x.ics:1"
    assert any(finding.severity is Severity.ERROR for finding in first.findings)
    assert second.event is not None and second.event.uid == "gut"


def test_without_uid_the_content_is_the_uid() -> None:
    one = raw("SUMMARY:x", "DTSTART:20270301T090000")
    assert only(one).uid == only(one).uid
    assert only(one).uid != only(raw("SUMMARY:y", "DTSTART:20270301T090000")).uid


def test_umlauts_of_old_programs() -> None:
    data = raw("UID:1", "SUMMARY:Tür für Familie Müller", "DTSTART:20270301T090000")
    assert only(data.decode().encode("latin-1")).title == "Tür für Familie Müller"
    assert only(data.replace(b"\r\n", b"\n")).title == "Tür für Familie Müller"
    assert only(b"\xef\xbb\xbf" + data).title == "Tür für Familie Müller"


def test_several_calendars_and_what_is_left_out() -> None:
    one = raw("UID:1", "SUMMARY:a", "DTSTART:20270301T090000")
    todo = b"BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nSUMMARY:t\r\nEND:VTODO\r\nEND:VCALENDAR\r\n"
    found = read_calendars(one + todo + one.replace(b"UID:1", b"UID:2"), "x")
    assert [one.event.uid for one in found if one.event] == ["1", "2"]
    assert [one.findings[0].values for one in found if not one.event] == [(("count", 1),)]


def test_a_line_of_three_megabytes_is_cut_and_said() -> None:
    data = raw("UID:1", "SUMMARY:x", "DTSTART:20270301T090000", "DESCRIPTION:" + "a" * 3_000_000)
    assert len(only(data).note) == 20_000
    assert "DESCRIPTION" in said(data)[0]
    data = raw("UID:1", "SUMMARY:x", "DTSTART:20270301T090000",
               "ATTACH;ENCODING=BASE64;VALUE=BINARY:" + "a" * 3_000_000)  # fmt: skip
    assert only(data).title == "x" and "ATTACH" in said(data)[0]


def test_a_cut_file_gives_what_it_holds() -> None:
    whole = FILES["publish"]
    cut = whole[: whole.rindex(b"END:VEVENT")]
    *_, last = read_calendars(cut, "x")
    assert last.event is not None and last.event.title == "Betriebsferien"
    assert any("cut off" in finding.message for finding in last.findings)


def test_alarms_say_nothing_about_the_appointment() -> None:
    data = raw("UID:1", "SUMMARY:x", "DTSTART:20270301T090000", "BEGIN:VALARM", "SUMMARY:Weckruf",
               "DURATION:PT5M", "END:VALARM")  # fmt: skip
    assert only(data).title == "x" and only(data).ends.hour == 10


@pytest.mark.parametrize("data", [b"", b"hello", b"\0\1\2", b"BEGIN:VCARD\r\nEND:VCARD\r\n"])
def test_what_is_no_calendar_is_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        read_calendars(data, "x")


def test_too_large_and_too_many_are_refused() -> None:
    with pytest.raises(InputError, match="5 MB"):
        read_calendars(b"BEGIN:VCALENDAR\r\n" + b" " * LARGEST, "x")
    many = b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 5_001 + b"END:VCALENDAR\r\n"
    with pytest.raises(InputError, match="5000"):
        read_calendars(many, "x")


LINES = st.sampled_from([
    "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VALARM", "END:VALARM",
    "METHOD:REPLY", "UID:1", "SUMMARY:x", "DTSTART:20270301T090000", "DTSTART;TZID=Foo:20270301",
    "DTSTART;VALUE=DATE:20270301", "DTEND:20270301T080000", "DURATION:-P1D", "DURATION:P99999999D",
    "RRULE:FREQ=WEEKLY;UNTIL=20270101", "RRULE:FREQ=DAILY;COUNT=x", "EXDATE:1,2,20270301T090000",
    "RECURRENCE-ID:20270301T090000Z", "ATTENDEE;CN=\"a:mailto:b", "ATTENDEE:mailto:x@y.example",
    "SEQUENCE:9999999999999", "DTSTAMP:20270101T000000Z", "DTSTAMP:x", "STATUS:QUATSCH",
    "BEGIN:VTIMEZONE", "END:VTIMEZONE", "TZID:Foo", "ORGANIZER:mailto:", " fold", "\tfold", ";:=,",
])  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(LINES, st.text(max_size=30)), max_size=25))
def test_no_file_breaks_the_reader(lines: list[str]) -> None:
    data = "\r\n".join(["BEGIN:VCALENDAR", *lines, ""]).encode("utf-8", "replace")
    try:
        found = read_calendars(data, "x")
    except InputError:
        return
    for one in found:
        assert one.findings or one.event is not None
        if one.event is not None:
            assert one.event.ends > one.event.starts and one.event.uid and one.event.title


WALLS = st.datetimes(wall(1998, 1, 1), wall(2049, 1, 1)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)


@settings(max_examples=60, deadline=None)
@given(WALLS, st.integers(1, 600), st.text(st.characters(codec="utf-8"), min_size=1, max_size=60))
def test_any_appointment_comes_back(starts: datetime, minutes: int, title: str) -> None:
    from kontor.base.text import clean_text

    title = clean_text(title, limit=200)
    event = Event("u@kontor", title or "(–)", starts, starts + timedelta(minutes=minutes),
                  stamp=STAMP)  # fmt: skip
    assert only(written([event])) == event

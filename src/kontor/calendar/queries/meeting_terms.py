"""The rules of meetings on a day: what the law has, and above it what the articles say."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

from kontor.base.errors import NotFound
from kontor.base.i18n import N_, language
from kontor.base.tables import data_rows
from kontor.base.text import fold, quoted
from kontor.calendar.kinds.meetings import (
    Base,
    By,
    Form,
    Late,
    Majority,
    MeetingKind,
    MotionKind,
    Need,
    Notice,
    NoticeUnit,
    Quorum,
    QuorumBase,
    Terms,
    Topic,
)

_OWN = (
    "SELECT valid_from,notice,unit,post_days,agenda_days,form,quorum_base,quorum_num,quorum_den,"
    "quorum_more,weighed,proxies,objection_days,chair_casts,source FROM meeting_terms"
    " WHERE kind=? AND valid_from<=? ORDER BY valid_from"
)


@cache
def law_terms() -> tuple[Terms, ...]:
    """The rules that come along, oldest first."""
    return tuple(_terms(row) for row in data_rows("meeting-kinds"))


def _terms(row: dict[str, str]) -> Terms:
    notice = Notice(
        int(row["notice"]), NoticeUnit(row["unit"]), int(row["post_days"]), row["shift"] == "1",
        int(row["agenda_days"]),
    )  # fmt: skip
    quorum = Quorum(
        QuorumBase(row["quorum_base"]), int(row["quorum_num"]), int(row["quorum_den"]),
        row["quorum_more"] == "1",
    )  # fmt: skip
    return Terms(
        MeetingKind(row["kind"]), date.fromisoformat(row["valid_from"]), row["book"], notice,
        Form(row["form"]), quorum, By(row["by"]), row["proxies"] == "1", row["heals"] == "1",
        Late(row["late"]), int(row["objection_days"]), False, row["law"], row["source"],
        row["status"],
    )  # fmt: skip


def terms_on(con: sqlite3.Connection, kind: MeetingKind, day: date) -> Terms:
    """The rules of a kind of meeting on a day; later rows of the firm's own stand above."""
    there = [one for one in law_terms() if one.kind is kind]
    found = ([one for one in there if one.valid_from <= day] or there[:1])[-1]
    for row in con.execute(_OWN, (kind, day.isoformat())).fetchall():
        found = _above(found, row)
    return found


def _above(terms: Terms, row: Iterable[Any]) -> Terms:
    day, notice, unit, post, agenda, form, base, num, den, more, by, proxies, objection, *rest = row
    casts, source = rest
    notice_ = terms.notice
    quorum = terms.quorum
    return terms._replace(
        valid_from=date.fromisoformat(day),
        notice=notice_._replace(
            amount=_or(notice, notice_.amount), unit=NoticeUnit(unit or notice_.unit),
            post_days=_or(post, notice_.post_days), agenda_days=_or(agenda, notice_.agenda_days),
        ),
        form=Form(form or terms.form),
        quorum=quorum._replace(
            base=QuorumBase(base or quorum.base), num=_or(num, quorum.num),
            den=_or(den, quorum.den), more=bool(_or(more, quorum.more)),
        ),
        by=By(by or terms.by), proxies=bool(_or(proxies, terms.proxies)),
        objection_days=_or(objection, terms.objection_days),
        chair_casts=bool(_or(casts, terms.chair_casts)),
        source=source or terms.source, own=True,
    )  # fmt: skip


def _or(value: Any, other: Any) -> Any:
    return other if value is None else value


@cache
def _law_motions() -> tuple[MotionKind, ...]:
    return tuple(
        MotionKind(
            MeetingKind(row["kind"]), row["motion"], date.fromisoformat(row["valid_from"]),
            Majority(row["majority"]), Base(row["base"]), row["de"], row["en"], row["law"],
            row["source"], row["status"],
        )
        for row in data_rows("meeting-motions")
    )  # fmt: skip


def motion_kinds(con: sqlite3.Connection, kind: MeetingKind, day: date) -> list[MotionKind]:
    """The kinds of motions of a kind of meeting on a day, the usual one first."""
    found = {
        one.motion: one for one in _law_motions() if one.kind is kind and one.valid_from <= day
    }
    rows = con.execute(
        "SELECT motion,valid_from,name,majority,base,source FROM meeting_majority"
        " WHERE kind=? AND valid_from<=? ORDER BY valid_from",
        (kind, day.isoformat()),
    ).fetchall()
    for motion, since, name, majority, base, source in rows:
        law = found.get(motion)
        found[motion] = MotionKind(
            kind, motion, date.fromisoformat(since), Majority(majority), Base(base),
            name or (law.de if law else motion), name or (law.en if law else motion),
            law.law if law else "", source, law.status if law else "", True,
        )  # fmt: skip
    return list(found.values())


def motion_kind(con: sqlite3.Connection, kind: MeetingKind, text: str, day: date) -> MotionKind:
    """The kind of motion that is meant by key or name; without a word the usual one.

    Raises:
        NotFound: there is none.
    """
    there = motion_kinds(con, kind, day)
    if not text:
        return there[0]
    wanted = fold(text)
    for one in there:
        if wanted in {fold(one.motion), fold(one.de), fold(one.en)}:
            return one
    raise NotFound(
        N_("There is no kind of motion “{name}”."), name=quoted(text), field="motion",
        hint=N_("There are: {names}"), names=", ".join(motion_name(one) for one in there),
    )  # fmt: skip


def motion_name(one: MotionKind) -> str:
    """What a kind of motion is called."""
    return one.en if language() == "en" else one.de


def need_of(one: MotionKind, terms: Terms) -> Need:
    """The majority that a kind of motion needs under these rules."""
    return Need(one.majority, one.base, terms.chair_casts)


@cache
def _words() -> dict[tuple[str, str], tuple[str, str]]:
    return {
        (row["kind"], row["part"]): (row["de"], row["en"]) for row in data_rows("meeting-words")
    }


def kind_word(kind: MeetingKind, part: str = "name", code: str = "") -> str:
    """A text on a kind of meeting (name, convener, agenda, minutes) in a language."""
    german, english = _words()[(kind, part)]
    return english if (code or language()) == "en" else german


@cache
def _law_topics() -> tuple[dict[str, str], ...]:
    return tuple(data_rows("instruction-topics"))


def topics(con: sqlite3.Connection, day: date) -> list[Topic]:
    """The topics of instruction on a day; own rows stand above those that come along."""
    english = language() == "en"
    found = {
        row["topic"]: Topic(
            row["topic"], date.fromisoformat(row["valid_from"]), int(row["months"]),
            int(row["minor_months"]), tuple(row["roles"].split()),
            row["en"] if english else row["de"], row["law"], row["source"], row["status"],
        )
        for row in _law_topics()
    }  # fmt: skip
    rows = con.execute(
        "SELECT topic,valid_from,name,months,minor_months,roles,law,ended FROM instruction_topic"
        " WHERE valid_from<=? ORDER BY valid_from,id",
        (day.isoformat(),),
    ).fetchall()
    for key, since, name, months, minor, roles, law, ended in rows:
        before = found.get(key)
        if ended and ended <= day.isoformat():
            found.pop(key, None)
            continue
        since_ = before.valid_from if before else date.fromisoformat(since)
        found[key] = Topic(
            key, since_, months, minor, tuple(roles.split()),
            name or (before.name if before else key), law or (before.law if before else ""),
            before.source if before else "", before.status if before else "", True,
        )  # fmt: skip
    return list(found.values())


def topic(con: sqlite3.Connection, text: str, day: date) -> Topic:
    """The topic that is meant by key or name.

    Raises:
        NotFound: there is none.
    """
    wanted = fold(text)
    there = topics(con, day)
    named = [one for one in there if wanted in {fold(one.topic), fold(one.name)}]
    named = named or [one for one in there if fold(one.name).startswith(wanted)]
    if len(named) == 1:
        return named[0]
    raise NotFound(
        N_("There is no topic “{name}”."), name=quoted(text), field="topics",
        hint=N_("There are: {names}"), names=", ".join(one.topic for one in there),
    )  # fmt: skip

"""Who pays for a defect (Gewährleistungsurteil): from the warranties on what was built; pure.

The day that counts is the day on which the customer gave notice (Mängelanzeige): a claim that was
raised in time is not lost by later work. §§ 634a, 438 BGB, § 13 VOB/B.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from kontor.base.dates import format_day
from kontor.base.i18n import N_
from kontor.base.text import fold
from kontor.sales.rules.warranty import warranty_end
from kontor.tickets.kinds import Cause, Claim, Cover, Result, Verdict
from kontor.tickets.rules.contracts import keeps_warranty

_NOT_OURS = frozenset({Cause.WEAR, Cause.MISUSE, Cause.OTHERS})
_WITH_CONTRACT = {"vob_machines": "vob_maintained"}
_NEAR = 30  # days before the end in which the reason says that it is near


def verdict(
    covers: Iterable[Cover], part: str, noticed: date, cause: Cause = Cause.UNKNOWN
) -> Verdict:
    """Free, chargeable or unclear, with the reason, the days left and the own claim.

    Args:
        covers: warranties of what was built at the place or device; ended ones as well.
        part: of the order that has the defect, as the warranty names it; empty: not known.
        noticed: the day on which the customer gave notice.
        cause: what it comes from, once somebody has looked.
    """
    known = sorted(covers, key=lambda one: (one.ends, one.warranty), reverse=True)
    if not known:
        return _plain(Result.CHARGEABLE, N_("Nothing that was built here is known."))
    fitting = _of_part(known, part)
    if not fitting:
        return _plain(Result.UNCLEAR, N_("“{part}” is in no warranty of {numbers}."), part=part,
                      numbers=_numbers(known))  # fmt: skip
    running = [one for one in fitting if one.starts <= noticed <= one.ends]
    if not running:
        return _over(fitting, noticed)
    if cause in _NOT_OURS:
        return _caused(cause, running[0], noticed)
    if not part and (len({one.part for one in running}) > 1 or len(running) < len(fitting)):
        return _which(running, fitting)
    return _free(running[0], noticed)


def maintained(cover: Cover, contracts: Iterable[tuple[date, date | None]], noticed: date) -> Cover:
    """A warranty of machine parts that is longer while the firm itself looks after them.

    § 13 (4) Nr. 2 VOB/B. `contracts` are first and last days of the maintenance of this device.
    """
    longer = _WITH_CONTRACT.get(cover.rule)
    if longer is None or not keeps_warranty(contracts, cover.ends, noticed):
        return cover
    return cover._replace(rule=longer, ends=warranty_end(longer, cover.starts))


def _of_part(covers: Sequence[Cover], part: str) -> list[Cover]:
    """Those of the named part; where none is named so, those of whole orders."""
    if not part.strip():
        return list(covers)
    wanted = fold(part)
    named = [one for one in covers if one.part and fold(one.part) == wanted]
    return named or [one for one in covers if not one.part]


def _free(cover: Cover, noticed: date) -> Verdict:
    left = (cover.ends - noticed).days
    reason = (
        N_("Warranty of {number} ends in {days} days, on {day}: have the notice in writing.")
        if left <= _NEAR
        else N_("Warranty of {number} until {day}.")
    )
    values = (("number", cover.number), ("days", str(left)), ("day", format_day(cover.ends)))
    return Verdict(Result.FREE, reason, values, left, cover, claim_of(cover, noticed))


def _caused(cause: Cause, cover: Cover, noticed: date) -> Verdict:
    reasons = {
        Cause.WEAR: N_("Wear is no defect, although the warranty of {number} runs."),
        Cause.MISUSE: N_("Wrong use is no defect, although the warranty of {number} runs."),
        Cause.OTHERS: N_("Others caused it, although the warranty of {number} runs."),
    }
    left = (cover.ends - noticed).days
    return Verdict(
        Result.CHARGEABLE, reasons[cause], (("number", cover.number),), left, cover, None
    )


def _over(fitting: Sequence[Cover], noticed: date) -> Verdict:
    last = fitting[0]
    if last.starts > noticed:
        return Verdict(
            Result.UNCLEAR, N_("{number} was not yet accepted on that day."),
            (("number", last.number),), None, last, None,
        )  # fmt: skip
    days = (noticed - last.ends).days
    values = (("number", last.number), ("day", format_day(last.ends)), ("days", str(days)))
    return Verdict(
        Result.CHARGEABLE, N_("Warranty of {number} ended on {day}, {days} days ago."), values,
        -days, last, None,
    )  # fmt: skip


def _which(running: Sequence[Cover], fitting: Sequence[Cover]) -> Verdict:
    parts = sorted({one.part or one.number for one in fitting})
    return Verdict(
        Result.UNCLEAR, N_("Which part is it? {parts} have warranties of their own."),
        (("parts", ", ".join(parts)),), None, running[0], None,
    )  # fmt: skip


def _plain(result: Result, reason: str, **values: str) -> Verdict:
    return Verdict(result, reason, tuple(values.items()), None, None, None)


def _numbers(covers: Iterable[Cover]) -> str:
    return ", ".join(dict.fromkeys(one.number for one in covers))


def claim_of(cover: Cover, noticed: date) -> Claim | None:
    """What can be asked of who did the work or delivered the material; None without such one."""
    if not cover.partner or cover.partner_ends is None:
        return None
    return Claim(cover.partner, cover.partner_ends, (cover.partner_ends - noticed).days)

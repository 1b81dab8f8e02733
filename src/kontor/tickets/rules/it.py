"""Own IT: when something is due, and what must not be written down here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from kontor.base.dates import add_months
from kontor.base.errors import InputError
from kontor.base.i18n import N_
from kontor.tickets.it_kinds import ItItem, Outcome, Plan

# a word that announces a secret, then something that stands for it
_NAMED = re.compile(
    r"\b(?:pass(?:wor[dt]|wd|phrase)|kennwort|pwd?|pin|puk|geheimnis|secret|token|api[- ]?key"
    r"|zugangscode|wlan-?(?:schlüssel|key)|wpa2?-?(?:key|psk)?|recovery[- ]?(?:key|code))\b"
    r"(?P<said>\s*[:=]\s*|\s+(?:[-–→]|ist|is|lautet)\s+|\s+)(?P<secret>\S{4,})",
    re.IGNORECASE,
)
# words that may follow without being a secret: who keeps it, that there is one
_HARMLESS = re.compile(
    r"(?:manager|safe|tresor|liegt|steht|beim?|bei|im|in|ändern|geändert|wechseln|change|changed"
    r"|rotate|every|alle|neu|reset|vergessen|forgotten|policy|lautet|nicht|kept|with|bekannt|known"
    r"|hinterlegt|notiert|gespeichert|verwaltet|stored)\W*$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"^(?:\S+@\S+\.\w{2,}|\w+://\S+|www\.\S+|[A-Za-z]:\\\S*|\\\\\S+)$")
_SHORTEST = 8


def secret(text: str) -> bool:
    """Whether a text looks as if it held a password, a PIN or a key."""
    for found in _NAMED.finditer(text):
        word = found["secret"]
        if _HARMLESS.match(word):
            continue
        # behind a colon anything; behind a mere space what is no word of a sentence going on
        if found["said"].strip() or not word.isalpha() or found.end() == len(text.rstrip()):
            return True
    return any(_random(word) for word in text.split())


def _random(word: str) -> bool:
    """Letters of both cases, digits and a sign in one word: nobody calls a thing so."""
    word = word.strip("()\"'„“,;.:")
    if len(word) < _SHORTEST or _ADDRESS.match(word):
        return False
    return all(
        any(test(one) for one in word)
        for test in (str.islower, str.isupper, str.isdigit, "!$%&?#*+@^~=§<>".__contains__)
    )


def check_free(values: Iterable[tuple[str, str]]) -> None:
    """Refuse texts, given with the names of their fields, that look as if they held a secret.

    Raises:
        InputError: the first of them.
    """
    for name, text in values:
        if secret(text):
            raise InputError(
                N_("This looks like a password. Passwords are not kept here."), field=name,
                hint=N_("It belongs in a password manager; write down only where it lies."),
            )  # fmt: skip


def plan_due(plan: Plan) -> date:
    """When it is to be done next; after a failure at once, on the day of the failure."""
    if plan.last is None:
        return plan.first
    return plan.last if plan.outcome is Outcome.FAILED else add_months(plan.last, plan.months)


def notice_by(item: ItItem) -> date | None:
    """The last day to give notice of a licence or contract, or its end without notice."""
    if item.ends is None:
        return None
    return item.ends - timedelta(days=item.notice_days or 0)

"""Words for roles, kinds and states of contacts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kontor.base.i18n import N_, _
from kontor.contacts.words import ROLES
from kontor.tui.widgets.columns import BAD, GOOD, MUTED, PLAIN, WARN, State
from kontor.tui.widgets.fields import Choice

LIST_STATES = {
    "double": State("≈", N_("double?"), WARN),
    "archived": State("○", N_("archived"), MUTED),
}
PLAN_STATES = {
    "new": State("+", N_("new"), GOOD),
    "changed": State("●", N_("changed"), PLAIN),
    "known": State("✓", N_("known"), MUTED),
    "similar": State("≈", N_("similar"), WARN),
    "bad": State("!", N_("faulty"), BAD),
}


def choices(words: Mapping[Any, str]) -> tuple[Choice, ...]:
    """The words of a kind as choices of a field."""
    return tuple(Choice(str(code), word) for code, word in words.items())


def role_names(roles: Iterable[str]) -> str:
    """Roles in the reader's language, the most telling first."""
    have = {str(role) for role in roles}
    return ", ".join(_(word) for role, word in ROLES.items() if role in have)

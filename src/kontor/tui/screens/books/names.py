"""Words for kinds of entries and items, and the states of the books."""

from __future__ import annotations

from kontor.base.i18n import N_, _
from kontor.ledger.words import ENTRY_KINDS, ITEM_KINDS
from kontor.tui.widgets.columns import BAD, GOOD, MUTED, PLAIN, WARN, State

ENTRY_STATES = {
    "open": State("○", N_("open"), WARN),
    "sealed": State("●", N_("final"), GOOD),
    "reversed": State("↺", N_("reversed"), MUTED),
    "reversal": State("↺", N_("reversal"), MUTED),
}
ITEM_STATES = {
    "open": State("●", N_("open"), PLAIN),
    "soon": State("○", N_("due soon"), WARN),
    "overdue": State("!", N_("overdue"), BAD),
    "later": State("◷", N_("retained"), MUTED),
    "credit": State("↩", N_("credit"), MUTED),
    "settled": State("✓", N_("settled"), GOOD),
}


def kind_name(kind: str) -> str:
    """The kind of an entry in the reader's language."""
    return _(ENTRY_KINDS[kind]) if kind in ENTRY_KINDS else kind


def item_kind_name(kind: str) -> str:
    """The kind of an item in the reader's language."""
    return _(ITEM_KINDS[kind]) if kind in ITEM_KINDS else kind

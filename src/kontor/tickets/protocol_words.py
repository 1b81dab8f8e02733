"""Words for the codes of checklists and protocols, as message ids: both faces say the same."""

from __future__ import annotations

from kontor.base.i18n import N_
from kontor.tickets.protocol_kinds import ItemType, Tick, Verdict

# what people write for a kind of item: German, English
TYPES: dict[ItemType, tuple[str, str]] = {
    ItemType.TICK: ("Haken", "tick"),
    ItemType.NUMBER: ("Zahl", "number"),
    ItemType.CHOICE: ("Auswahl", "choice"),
    ItemType.TEXT: ("Text", "text"),
    ItemType.PHOTO: ("Foto", "photo"),
}
# the sign stands behind the word, so that its first letter chooses it
TICKS: dict[str, str] = {
    Tick.YES: N_("in order ✓"),
    Tick.NO: N_("defect ✗"),
    Tick.SKIP: N_("not applicable"),
}
VERDICTS: dict[str, str] = {
    Verdict.OPEN: N_("open"),
    Verdict.FINE: N_("in order"),
    Verdict.DEFECT: N_("defect"),
    Verdict.NOTED: N_("noted"),
}

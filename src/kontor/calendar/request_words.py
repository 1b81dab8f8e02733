"""Words for the codes of invitations of others, as message ids."""

from __future__ import annotations

from kontor.base.i18n import N_
from kontor.calendar.kinds.requests import Incoming, RequestState

REQUEST_STATES: dict[str, str] = {
    RequestState.OPEN: N_("answer is due"),
    RequestState.ACCEPTED: N_("we accept"),
    RequestState.TENTATIVE: N_("perhaps"),
    RequestState.DECLINED: N_("we decline"),
    RequestState.COUNTERED: N_("other time"),
    RequestState.CANCELLED: N_("called off"),
}
INCOMING: dict[str, str] = {
    Incoming.NEW: N_("new"),
    Incoming.CHANGED: N_("changed"),
    Incoming.CANCELLED: N_("called off"),
    Incoming.SAME: N_("there already"),
    Incoming.OLD: N_("older, left"),
    Incoming.OWN: N_("own"),
    Incoming.FOREIGN: N_("sent by somebody else"),
    Incoming.NOWHERE: N_("no such appointment"),
    Incoming.BAD: N_("not readable"),
}

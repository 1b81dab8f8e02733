"""Words for the codes of invitations, as message ids."""

from __future__ import annotations

from kontor.base.i18n import N_
from kontor.calendar.kinds.invitations import (
    InviteChannel,
    InviteRole,
    InviteState,
    MessageKind,
    MessageState,
    MessageWay,
    ProposalState,
)
from kontor.calendar.rules.invitations import Verdict

ROLES: dict[str, str] = {
    InviteRole.REQUIRED: N_("required"),
    InviteRole.OPTIONAL: N_("optional"),
    InviteRole.GUEST: N_("guest"),
}
INVITE_CHANNELS: dict[str, str] = {
    InviteChannel.MAIL: N_("mail"),
    InviteChannel.LETTER: N_("letter"),
    InviteChannel.HAND: N_("by word"),
}
INVITE_STATES: dict[str, str] = {
    InviteState.OPEN: N_("to be sent"),
    InviteState.SENT: N_("no answer yet"),
    InviteState.ACCEPTED: N_("accepts"),
    InviteState.TENTATIVE: N_("perhaps"),
    InviteState.DECLINED: N_("declines"),
    InviteState.DELEGATED: N_("sends somebody"),
    InviteState.WITHDRAWN: N_("taken back"),
}
MESSAGES: dict[str, str] = {
    MessageKind.REQUEST: N_("invitation"),
    MessageKind.CANCEL: N_("cancellation"),
    MessageKind.REMINDER: N_("reminder"),
    MessageKind.REPLY: N_("answer"),
    MessageKind.COUNTER: N_("another time"),
}
MESSAGE_STATES: dict[str, str] = {
    MessageState.PREPARED: N_("not yet written"),
    MessageState.LEAVING: N_("in doubt"),
    MessageState.WRITTEN: N_("went out"),
    MessageState.DROPPED: N_("given up"),
    MessageState.TAKEN: N_("came in"),
}
MESSAGE_WAYS: dict[str, str] = {
    MessageWay.MAIL: N_("mail"),
    MessageWay.LETTER: N_("letter"),
    MessageWay.HAND: N_("by word"),
}
PROPOSALS: dict[str, str] = {
    ProposalState.OPEN: N_("open"),
    ProposalState.TAKEN: N_("taken"),
    ProposalState.DECLINED: N_("declined"),
}
VERDICTS: dict[str, str] = {
    Verdict.TAKEN: N_("taken over"),
    Verdict.PROPOSAL: N_("another time"),
    Verdict.SAME: N_("there already"),
    Verdict.OLD: N_("older, left"),
    Verdict.SINGLE: N_("for one day"),
    Verdict.FOREIGN: N_("sent by somebody else"),
    Verdict.UNKNOWN: N_("was not asked"),
    Verdict.NOWHERE: N_("no such appointment"),
    Verdict.BAD: N_("not readable"),
}

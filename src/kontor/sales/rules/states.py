"""States (Zustände): which change of a document follows which, per kind."""

from __future__ import annotations

from collections.abc import Mapping

from kontor.base.errors import Refused
from kontor.base.i18n import N_, _
from kontor.sales.kinds import DocumentKind, State

_S = State
_NEXT: Mapping[DocumentKind, Mapping[State, tuple[State, ...]]] = {
    DocumentKind.INQUIRY: {
        _S.NEW: (_S.QUOTED, _S.ACCEPTED, _S.LOST, _S.DORMANT),
        _S.QUOTED: (_S.ACCEPTED, _S.LOST, _S.DORMANT),
        _S.DORMANT: (_S.NEW, _S.QUOTED, _S.ACCEPTED, _S.LOST),
        _S.LOST: (_S.NEW,),
        _S.ACCEPTED: (),
    },
    DocumentKind.QUOTE: {
        _S.DRAFT: (_S.SENT,),
        _S.SENT: (_S.ACCEPTED, _S.PARTLY, _S.REJECTED, _S.EXPIRED, _S.REPLACED),
        _S.EXPIRED: (_S.ACCEPTED, _S.PARTLY, _S.REJECTED, _S.REPLACED),
        _S.REJECTED: (_S.ACCEPTED, _S.PARTLY, _S.REPLACED),
        _S.ACCEPTED: (),
        _S.PARTLY: (),
        _S.REPLACED: (),
    },
    DocumentKind.ORDER: {
        _S.DRAFT: (_S.CONFIRMED, _S.CANCELLED),
        _S.CONFIRMED: (_S.BEGUN, _S.CANCELLED),
        _S.BEGUN: (_S.FINISHED, _S.CANCELLED),
        _S.FINISHED: (_S.BEGUN, _S.ACCEPTED, _S.BILLED, _S.CANCELLED),
        _S.ACCEPTED: (_S.BILLED, _S.CANCELLED),
        _S.BILLED: (_S.FINISHED, _S.ACCEPTED, _S.CLOSED),
        _S.CLOSED: (_S.BILLED,),
        _S.CANCELLED: (),
    },
    DocumentKind.ADDITION: {
        _S.DRAFT: (_S.SENT, _S.APPROVED, _S.DISPUTED, _S.REJECTED),
        _S.SENT: (_S.APPROVED, _S.DISPUTED, _S.REJECTED),
        _S.DISPUTED: (_S.APPROVED, _S.REJECTED),
        _S.APPROVED: (_S.BILLED,),
        _S.BILLED: (_S.APPROVED,),
        _S.REJECTED: (),
    },
    DocumentKind.MEASUREMENT: {
        _S.DRAFT: (_S.CHECKED, _S.SIGNED),
        _S.CHECKED: (_S.DRAFT, _S.SIGNED),
        _S.SIGNED: (),
    },
    DocumentKind.DELIVERY: {
        _S.DRAFT: (_S.ISSUED, _S.SIGNED),
        _S.ISSUED: (_S.SIGNED, _S.BILLED),
        _S.SIGNED: (_S.BILLED,),
        _S.BILLED: (_S.SIGNED, _S.ISSUED),
    },
    DocumentKind.TIME_NOTE: {
        _S.DRAFT: (_S.ISSUED, _S.SIGNED),
        _S.ISSUED: (_S.SIGNED, _S.DISPUTED),
        _S.DISPUTED: (_S.SIGNED,),
        _S.SIGNED: (_S.BILLED,),
        _S.BILLED: (_S.SIGNED,),
    },
    DocumentKind.ACCEPTANCE: {
        _S.REQUESTED: (_S.ACCEPTED, _S.REFUSED),
        _S.REFUSED: (_S.REQUESTED, _S.ACCEPTED),
        _S.ACCEPTED: (),
    },
    DocumentKind.INVOICE: {
        _S.DRAFT: (_S.ISSUED,),
        _S.ISSUED: (_S.SENT, _S.CANCELLED, _S.CLOSED),
        _S.SENT: (_S.CANCELLED, _S.CLOSED),
        _S.CLOSED: (_S.SENT, _S.CANCELLED),
        _S.CANCELLED: (),
    },
}
FIRST: Mapping[DocumentKind, State] = {kind: next(iter(states)) for kind, states in _NEXT.items()}
NAMES: Mapping[State, str] = {
    _S.NEW: N_("new"),
    _S.QUOTED: N_("quoted"),
    _S.DRAFT: N_("draft"),
    _S.SENT: N_("sent"),
    _S.ACCEPTED: N_("accepted"),
    _S.PARTLY: N_("accepted in part"),
    _S.REJECTED: N_("rejected"),
    _S.EXPIRED: N_("expired"),
    _S.REPLACED: N_("replaced"),
    _S.CONFIRMED: N_("confirmed"),
    _S.BEGUN: N_("in progress"),
    _S.FINISHED: N_("finished"),
    _S.APPROVED: N_("approved"),
    _S.BILLED: N_("billed"),
    _S.CLOSED: N_("completed"),
    _S.CANCELLED: N_("cancelled"),
    _S.DISPUTED: N_("disputed"),
    _S.CHECKED: N_("checked"),
    _S.SIGNED: N_("signed"),
    _S.ISSUED: N_("issued"),
    _S.REQUESTED: N_("requested"),
    _S.REFUSED: N_("refused"),
    _S.DORMANT: N_("dormant"),
    _S.LOST: N_("lost"),
}


def states_of(kind: DocumentKind) -> tuple[State, ...]:
    """All states of a kind, the first one first."""
    return tuple(_NEXT[kind])


def next_states(kind: DocumentKind, state: State) -> tuple[State, ...]:
    """What may follow a state."""
    return _NEXT[kind].get(state, ())


def check_change(kind: DocumentKind, old: State, new: State) -> None:
    """Refuse a change of state that does not follow.

    Raises:
        Refused: with both states in words.
    """
    if new not in next_states(kind, old):
        raise Refused(
            N_("What is “{old}” cannot become “{new}”."), old=_(NAMES[old]), new=_(NAMES[new]),
            field="state",
        )  # fmt: skip

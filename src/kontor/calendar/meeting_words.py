"""Words for the values of meetings: screens, commands and papers say the same."""

from __future__ import annotations

from kontor.base.i18n import N_

STATES = {
    "draft": N_("draft"), "invited": N_("invited"), "opened": N_("opened"),
    "closed": N_("closed"), "approved": N_("minutes approved"), "cancelled": N_("called off"),
}  # fmt: skip
ITEM_KINDS = {"info": N_("information"), "decision": N_("decision"), "election": N_("election")}
ITEM_STATES = {"open": N_("open"), "done": N_("dealt with"), "postponed": N_("postponed")}
ROLES = {"member": N_("member"), "guest": N_("guest")}
SENT = {
    "registered": N_("registered letter"), "letter": N_("letter"), "mail": N_("e-mail"),
    "hand": N_("in person"), "notice": N_("on the board"),
}  # fmt: skip
PAPERS = {
    "invitation": N_("invitation"), "agenda": N_("addition to the agenda"),
    "minutes": N_("minutes"),
}  # fmt: skip
FORMS = {
    "registered": N_("registered letter"), "letter": N_("letter"), "text": N_("in text form"),
    "any": N_("any form"),
}  # fmt: skip
MAJORITIES = {
    "simple": N_("simple majority"), "absolute": N_("absolute majority"),
    "two_thirds": N_("two thirds"), "three_quarters": N_("three quarters"),
    "four_fifths": N_("four fifths"), "unanimous": N_("unanimous"),
}  # fmt: skip
BASES = {
    "cast": N_("of the votes cast"), "present": N_("of the votes present"),
    "all": N_("of all votes"),
}  # fmt: skip
BOOKS = {
    "shareholders": N_("shareholders"), "members": N_("members"), "firm": N_("firm"),
}  # fmt: skip
RESULTS = {"1": N_("adopted"), "0": N_("rejected")}
CHOICES = {
    "yes": N_("yes"), "no": N_("no"), "abstain": N_("abstained"), "invalid": N_("invalid"),
}  # fmt: skip
ACCEPTANCE = {
    "pending": N_("has not said yet"), "accepted": N_("accepts the election"),
    "declined": N_("declines the election"),
}  # fmt: skip
WAYS = {"open": N_("openly"), "secret": N_("in secret")}
QUORUMS = {"none": N_("no quorum"), "heads": N_("heads"), "votes": N_("votes")}
STATUS = {"seen": N_("looked up"), "recalled": N_("from memory: check it")}
MOTION_STATES = {"open": N_("open"), "decided": N_("voted on"), "withdrawn": N_("withdrawn")}

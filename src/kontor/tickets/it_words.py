"""Words for the codes of the firm's own IT, as message ids: both faces say the same."""

from __future__ import annotations

from kontor.base.i18n import N_
from kontor.tickets.it_kinds import ItKind, Outcome, PlanKind

KINDS: dict[str, str] = {
    ItKind.PC: N_("computer"),
    ItKind.NOTEBOOK: N_("notebook"),
    ItKind.PHONE: N_("mobile phone"),
    ItKind.PRINTER: N_("printer"),
    ItKind.ROUTER: N_("router"),
    ItKind.SERVER: N_("server"),
    ItKind.STORAGE: N_("storage"),
    ItKind.SOFTWARE: N_("software licence"),
    ItKind.DOMAIN: N_("domain or contract"),
    ItKind.OTHER: N_("other device"),
}
PLANS: dict[str, str] = {
    PlanKind.CHECK: N_("check"),
    PlanKind.BACKUP: N_("backup test"),
    PlanKind.UPDATE: N_("updates"),
    PlanKind.OTHER: N_("other task"),
}
OUTCOMES: dict[str, str] = {
    Outcome.OK: N_("went well"),
    Outcome.FAILED: N_("did not work"),
}

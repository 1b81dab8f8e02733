"""Words for the calendar: both faces say the same."""

from __future__ import annotations

from kontor.base.i18n import N_

KINDS = {
    "visit": N_("Site visit"), "assembly": N_("Assembly"), "maintenance": N_("Maintenance"),
    "acceptance": N_("Acceptance"), "meeting": N_("Meeting"), "deadline": N_("Deadline"),
    "private": N_("Private"), "other": N_("Appointment"),
}  # fmt: skip
STATES = {
    "held": N_("held"), "planned": N_("planned"), "confirmed": N_("confirmed"),
    "under_way": N_("under way"), "done": N_("done"), "cancelled": N_("called off"),
}  # fmt: skip
ABSENCES = {
    "vacation": N_("Vacation"), "sick": N_("Sick"), "school": N_("Vocational school"),
    "training": N_("Training"), "parental": N_("Parental leave"), "closed": N_("Firm closed"),
    "other": N_("Absent"),
}  # fmt: skip
ABSENCE_STATES = {
    "requested": N_("applied for"), "approved": N_("granted"), "declined": N_("declined"),
    "withdrawn": N_("withdrawn"),
}  # fmt: skip
HALVES = {"": "", "morning": N_("morning"), "afternoon": N_("afternoon")}
TASK_STATES = {"open": N_("open"), "done": N_("done"), "dropped": N_("dropped")}
SCOPES = {
    "this": N_("only this one"), "following": N_("this and following"), "all": N_("all"),
}  # fmt: skip
CREW_KINDS = {"employee": N_("Person"), "vehicle": N_("Vehicle"), "team": N_("Team")}

"""The answers of winning customers to the questions that are put to every area."""

from __future__ import annotations

from kontor.store.doors import Door

AREA = "acquisition"

DOOR = Door(
    area=AREA,
    audit_tables=(
        "lead_source", "source_cost", "target_list", "campaign", "campaign_member", "lead",
        "lead_move", "follow_up", "stage_chance", "rhythm_step",
    ),
)  # fmt: skip

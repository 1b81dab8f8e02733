"""The answers of sales to the questions that are put to every area."""

from __future__ import annotations

from kontor.store.doors import Door

DOOR = Door(
    area="sales",
    audit_tables=(
        "sales_document", "position", "position_cost", "measure", "progress", "order_terms",
        "plan_part", "deduction", "sum_line", "acceptance", "defect", "warranty", "retention",
        "wage_rate",
    ),
)  # fmt: skip

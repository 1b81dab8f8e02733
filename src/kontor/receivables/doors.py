"""The answers of reminders and risk to the questions that are put to every area."""

from __future__ import annotations

from kontor.store.doors import Door

DOOR = Door(area="receivables")

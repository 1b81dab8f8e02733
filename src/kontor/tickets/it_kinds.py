"""Values of the firm's own IT, without any library."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple


class ItKind(StrEnum):
    """What an item is (Art)."""

    PC = "pc"
    NOTEBOOK = "notebook"
    PHONE = "phone"
    PRINTER = "printer"
    ROUTER = "router"
    SERVER = "server"
    STORAGE = "storage"
    SOFTWARE = "software"
    DOMAIN = "domain"
    OTHER = "other"


class PlanKind(StrEnum):
    """What is to be done with an item again and again."""

    CHECK = "check"
    BACKUP = "backup"
    UPDATE = "update"
    OTHER = "other"


class Outcome(StrEnum):
    """How it went."""

    OK = "ok"
    FAILED = "failed"


class ItItem(NamedTuple):
    """An item of the firm's own IT."""

    id: int
    kind: ItKind
    name: str
    model: str
    serial: str
    employee: int | None
    user: str
    place: str
    bought: date | None
    price: int | None
    receipt: str
    warranty_ends: date | None
    contract: str
    ends: date | None
    notice_days: int | None
    backup_what: str
    backup_to: str
    note: str
    retired: date | None
    disposal: str

    @property
    def ref(self) -> str:
        """How others name it."""
        return f"tickets:it/{self.id}"


class Plan(NamedTuple):
    """Something to be done every so many months; `last` and `outcome` of its newest log entry."""

    id: int
    item: int
    item_name: str
    kind: PlanKind
    text: str
    months: int
    first: date
    last: date | None
    outcome: Outcome | None
    note: str

    @property
    def ref(self) -> str:
        """How others name it."""
        return f"tickets:plan/{self.id}"


class Logged(NamedTuple):
    """That it was done, by whom and how it went."""

    id: int
    plan: int
    text: str
    day: date
    who: str
    outcome: Outcome
    note: str

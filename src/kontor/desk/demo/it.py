"""The own IT of the demo firm: twelve items, what is to be done with them and what was done."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

from kontor.base.dates import add_months
from kontor.company import queries as company
from kontor.desk.demo.moves import noon
from kontor.desk.demo.plan import Plan
from kontor.store.unit import Unit
from kontor.tickets.it_model import DoneInput, ItInput, PlanInput
from kontor.tickets.service import it

_NAS = "Netzspeicher Büro"


class _Task(NamedTuple):
    """A task: kind, what, months, how many days ago it was done last, and how that went."""

    kind: str
    text: str
    months: int
    ago: int
    failed: str = ""


class _Item(NamedTuple):
    """An item; days before (positive) or after (negative) the last day of the demo."""

    kind: str
    name: str
    bought: int
    values: dict[str, Any]
    warranty: int = 0  # months
    ends: int | None = None
    tasks: tuple[_Task, ...] = ()


_ITEMS = (
    _Item("pc", "Rechner Büro 1", 700, {
        "model": "Musterwerk Tower 5", "serial": "MW5-20417", "place": "Büro", "price": 94_900,
        "backup_what": "Kontor-Datei, Briefe, Pläne", "backup_to": _NAS,
    }, 24, None, (
        _Task("backup", "Rücksicherung der Kontor-Datei probiert", 3, 70),
        _Task("update", "Aktualisierungen und Virenschutz", 1, 12),
    )),
    _Item("pc", "Rechner Büro 2", 1500, {
        "model": "Musterwerk Tower 3", "serial": "MW3-11802", "place": "Büro", "price": 68_900,
    }, 24, None, (_Task("update", "Aktualisierungen und Virenschutz", 1, 40),)),
    _Item("notebook", "Notebook Chef", 250, {
        "model": "Klapp 14 Probe", "serial": "KP14-0093", "price": 112_000,
        "backup_what": "Angebote unterwegs", "backup_to": _NAS,
        "note": "Zugang liegt im Passwortspeicher des Betriebs.",
    }, 24),
    _Item("phone", "Handy Baustelle 1", 400, {
        "model": "Fon Beispiel 8", "serial": "FB8-5511", "price": 24_900,
    }, 24),
    _Item("phone", "Handy Baustelle 2", 690, {
        "model": "Fon Beispiel 8", "serial": "FB8-5512", "price": 24_900,
    }, 24),
    _Item("printer", "Drucker Büro", 900, {
        "model": "Druckhaus Muster A4", "serial": "DM4-778", "place": "Büro", "price": 32_900,
    }, 24),
    _Item("router", "Router", 1100, {
        "model": "Netz Muster 7", "serial": "NM7-4410", "place": "Büro, Wandschrank",
        "price": 18_900, "note": "Zugang liegt im Passwortspeicher des Betriebs.",
    }, 24, None, (_Task("check", "Firmware und Gastnetz geprüft", 6, 200),)),
    _Item("storage", _NAS, 620, {
        "model": "Speicherhaus Probe 2", "serial": "SP2-3021", "place": "Lager",
        "price": 41_900, "backup_what": "alle Rechner des Büros",
        "backup_to": "Festplatte im Tresor, jeden Freitag",
    }, 36, None, (
        _Task("backup", "Rücksicherung von der Festplatte im Tresor", 6, 20,
              "Festplatte nicht lesbar, neue bestellt"),
        _Task("check", "Zustand der Platten", 12, 130),
    )),
    _Item("software", "Bürosoftware, 5 Plätze", 340, {
        "contract": "Softwarehaus Beispiel, Vertrag B-1180", "notice_days": 30, "price": 45_000,
    }, 0, -75),
    _Item("software", "Aufmaß-App", 500, {
        "contract": "Maßwerk Muster, Kunde 4471", "notice_days": 90, "price": 22_800,
    }, 0, -100),
    _Item("domain", "Internetseite und E-Mail", 1400, {
        "contract": "Hoster Probe, Paket Handwerk", "price": 9_600,
    }, 0, -190, (_Task("check", "Impressum und Datenschutz angesehen", 12, 300),)),
    _Item("pc", "Rechner Werkstatt", 2600, {
        "model": "Musterwerk Tower 1", "serial": "MW1-00344", "place": "Werkstatt",
    }),
)  # fmt: skip


class OwnIt:
    """What the office works with."""

    def __init__(self, plan: Plan, until: date) -> None:
        self.until, self.small = until, not plan.profile["employees"]

    def tell(self, unit: Unit) -> None:
        """All items, the oldest retired; the backup that failed has a case."""
        people = company.employees(unit.con, self.until)
        for place, one in enumerate(_ITEMS):
            self._item(unit, one, people[place % len(people)].name if people else None)

    def _item(self, unit: Unit, one: _Item, user: str | None) -> None:
        bought = self.until - timedelta(days=one.bought)
        mobile = one.kind in {"pc", "notebook", "phone"}
        key = it.add_item(unit, ItInput.model_validate({
            **one.values, "kind": one.kind, "name": one.name, "bought": bought,
            "user": user if mobile else None,
            "warranty_ends": add_months(bought, one.warranty) if one.warranty else None,
            "ends": None if one.ends is None else self.until - timedelta(days=one.ends),
        }))  # fmt: skip
        for task in one.tasks:
            self._task(unit, key, task)
        if one.name == "Rechner Werkstatt":
            gone = self.until - timedelta(days=210)
            it.retire_item(unit, key, gone, "Platte gelöscht, zum Wertstoffhof, Beleg im Ordner")

    def _task(self, unit: Unit, key: int, task: _Task) -> None:
        done = self.until - timedelta(days=task.ago)
        plan = it.plan_task(unit, key, PlanInput.model_validate({
            "kind": task.kind, "text": task.text, "months": task.months,
            "first": add_months(done, -task.months),
        }), self.until)  # fmt: skip
        for day in (add_months(done, -task.months), done):
            said = task.failed if day == done else ""
            it.do_task(unit, plan, DoneInput.model_validate({
                "day": day, "who": "Büro", "outcome": "failed" if said else "ok", "note": said,
            }), self.until)  # fmt: skip
        if task.failed and not self.small:
            now = noon(self.until - timedelta(days=task.ago))
            it.open_it_case(unit, key, "Sicherungsplatte nicht lesbar", now, task.failed)

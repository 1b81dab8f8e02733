"""Handing the books over: what for, which period, into which folder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from kontor.base.dates import berlin_time, month_of, now_utc, parse_period
from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.store.store import Store
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.dialogs import AskText, Running
from kontor.tui.screens.firm.backups import store_of

Write = Callable[[Store, Path, date, date], Any]


def hand_over(screen: BaseScreen) -> None:
    """Ask for purpose, period and folder, then write."""
    entries = [
        Entry("datev", "DATEV", _("batch of entries for the tax adviser")),
        Entry("package", _("Month package"), _("books, documents, what is missing")),
        Entry("audit", _("Tax audit"), _("data carrier with tables and proof chains")),
    ]

    def chosen(kind: str | None) -> None:
        if kind is not None:
            _ask_period(screen, kind)

    screen.app.push_screen(Chooser(_("Hand over"), entries), chosen)


def _ask_period(screen: BaseScreen, kind: str) -> None:
    today = screen.kontor.today()
    last = parse_period(month_of(today), today).previous.short
    ask = AskText(
        _("Period"), hint=_("A month, a quarter or a year, like 03/2026, Q1 2026 or 2026"),
        typed=last if kind != "audit" else str(today.year - 1),
        read=lambda typed: parse_period(typed, today).label,
    )  # fmt: skip

    def take(typed: str | None) -> None:
        if typed is not None:
            _ask_folder(screen, kind, typed)

    screen.app.push_screen(ask, take)


def _ask_folder(screen: BaseScreen, kind: str, typed: str) -> None:
    period = parse_period(typed, screen.kontor.today())
    name, hint = f"{kind}-{period.label}", _("New folder for the files")
    if kind == "package":
        name, hint = f"Monatspaket-{period.label}.zip", _("New ZIP file")
    ask = AskText(
        _("Hand over"), hint=hint,
        typed=str(screen.kontor.folder / name), read=_new_folder,
    )  # fmt: skip

    def take(path: str | None) -> None:
        if path is None:
            return
        target, store, write = Path(path).expanduser(), store_of(screen), _WRITERS[kind]
        screen.app.push_screen(Running(
            _("Writing"), lambda _ticket: write(store, target, period.first, period.last),
            lambda _done: screen.kontor.toast(_("Written: {path}").format(path=target)),
        ))  # fmt: skip

    screen.app.push_screen(ask, take)


def _new_folder(typed: str) -> None:
    path = Path(typed).expanduser()
    if not typed.strip() or not path.parent.is_dir():
        raise InputError(N_("This folder does not exist."))
    if path.exists():
        raise InputError(N_("This file exists already; another name, please."))


def _datev(store: Store, folder: Path, first: date, last: date) -> None:
    from kontor.desk.datev import write_datev

    write_datev(store, folder, first, last, berlin_time(now_utc()))


def _package(store: Store, path: Path, first: date, last: date) -> None:
    from kontor.desk.package import write_package

    write_package(store, path, first, last, berlin_time(now_utc()))


def _audit(store: Store, folder: Path, first: date, last: date) -> None:
    from kontor.desk.audit import write_carrier

    write_carrier(store, folder, first, last)


_WRITERS: dict[str, Write] = {"datev": _datev, "package": _package, "audit": _audit}

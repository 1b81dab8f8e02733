"""Settings with the day from which they hold: value now, history, change with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, ClassVar

from kontor.base.dates import add_months
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.company.kinds import DatedValue, SettingKind
from kontor.company.law import setting_kinds
from kontor.company.queries import employees, settings_history, settings_on
from kontor.company.words import (
    GROUPS,
    STARTS,
    choice_values,
    setting_name,
    value_name,
)
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.input_form import InputForm
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Facts, Grid, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import GOOD, MUTED, WARN, Column, Kind, State
from kontor.tui.widgets.fields import Choice, Field

_HISTORY = (
    Column(N_("From"), Kind.DATE, keep=True),
    Column(N_("Value"), Kind.NAME, 24, grow=1),
    Column(N_("Reason"), width=16, priority=3, grow=1),
    Column("", Kind.STATE, 10, states={
        "now": State("✓", N_("now"), GOOD), "later": State("◷", N_("later"), WARN),
        "before": State("·", N_("before"), MUTED),
    }),
)  # fmt: skip
_KINDS = {"tax_number": "tax_number", "vat_id": "vat_id", "rate": "rate", "money": "money"}


def keys() -> tuple[str, ...]:
    """The settings in the order of the form."""
    return tuple(setting_kinds())


class SettingsScreen(ListScreen):
    """All settings; Enter changes one from a day on."""

    CANCEL = N_("Take away")
    NAME, TITLE, LETTER, HANDBOOK = (
        "firm.settings",
        N_("Settings"),
        "e",
        "firm#settings-with-a-date",
    )
    HINTS: ClassVar[tuple[str, ...]] = (
        "record.edit", "record.explain", "record.cancel", "filter.open", "actions.menu",
    )  # fmt: skip
    COLUMNS = (
        Column(N_("Setting"), Kind.NAME, 22, least=16),
        Column(N_("Value now"), Kind.NAME, 30, grow=2),
        Column(N_("From"), Kind.DATE, priority=3),
        Column(N_("Next"), width=26, priority=5, grow=1),
        Column(N_("Group"), width=14, priority=4),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Setting"), "4": N_("Group"), "2": N_("From")}

    def source(self) -> Source:
        """Value today, since when, what comes."""
        today = self.kontor.today()
        with self.kontor.store.read() as con:
            now, dated = settings_on(con, today), settings_history(con)
        rows = []
        for number, (key, kind) in enumerate(setting_kinds().items()):
            own = [one for one in dated if one.key == key]
            since = next((one.valid_from for one in own if one.valid_from <= today), None)
            later = [one for one in own if one.valid_from > today]
            coming = ""
            if later:
                day, value = _day(later[-1].valid_from), value_name(key, later[-1].value)
                coming = _("from {day}: {value}").format(day=day, value=value)
            cells = (setting_name(key), value_name(key, now.get(key, "")), since, coming,
                     _(GROUPS.get(kind.group, kind.group)))  # fmt: skip
            rows.append(Row(number, (number,), cells))
        return MemorySource(rows)

    def preview(self, row: Row) -> Sequence[Block]:
        """The history of the setting."""
        return setting_blocks(self._history(row.id), keys()[row.id], self.kontor.today())

    def _history(self, number: int) -> list[DatedValue]:
        with self.kontor.store.read() as con:
            return settings_history(con, keys()[number])

    def do_record_open(self) -> None:
        """Change it."""
        self.do_record_edit()

    def do_record_edit(self) -> None:
        """A new value from a day on."""
        if self.row is not None:
            why = self.why_not("record.edit")
            if why:
                self.kontor.toast(why, tone="warning")
                return
            self.app.push_screen(SettingForm(keys()[self.row.id]))

    def do_record_explain(self) -> None:
        """History and law, also where there is no room for the preview."""
        from kontor.tui.screens.dialogs import Paper

        if self.row is not None:
            key = keys()[self.row.id]
            blocks = setting_blocks(self._history(self.row.id), key, self.kontor.today())
            self.app.push_screen(Paper(setting_name(key), blocks))

    def do_mail_password(self) -> None:
        """Keep the password of the mail server, and log in there once."""
        from kontor.documents.mail_send import Line, keep_password, password_of, server_or_refuse
        from kontor.tui.screens.dialogs import AskSecret

        with self.kontor.store.read() as con:
            server = server_or_refuse(con, self.kontor.today())

        def take(typed: str | None) -> None:
            if typed is None:
                return

            def job() -> None:
                keep_password(server, typed)
                with Line(server, password_of(server)) as line:
                    line.check()

            said = _("{host} takes mails of this firm.").format(host=server.host)
            self.kontor.write(job, then=lambda _none: self.kontor.toast(said))

        hint = _("It lies in the key ring of this computer, never in the file.")
        self.app.push_screen(AskSecret(server.account, hint=hint), take)

    def why_not(self, name: str) -> str:
        """The first value cannot be removed; a password needs a server and its user."""
        if name == "mail.password":
            with self.kontor.store.read() as con:
                now = settings_on(con, self.kontor.today())
            if not (now["mail_server"] and now["mail_user"]):
                return _("Enter mail server and mail user first.")
        if name == "record.cancel" and self.row is not None and len(self._history(self.row.id)) < 2:
            return _("There is only one value; change it instead.")
        return super().why_not(name)

    def do_record_cancel(self) -> None:
        """Take a dated value away, so that the one before holds on."""
        if self.row is None:
            return
        key = keys()[self.row.id]
        entries = [
            Entry(one.valid_from.isoformat(), _day(one.valid_from), value_name(key, one.value))
            for one in self._history(self.row.id)[:-1]
        ]

        def take(day: str | None) -> None:
            from kontor.company.service import drop_setting

            if day:
                self.kontor.run_case(drop_setting, key, date.fromisoformat(day))

        self.app.push_screen(Chooser(_("Which value is to go?"), entries), take)


def _day(day: date) -> str:
    from kontor.base.dates import format_day

    return format_day(day)


def setting_blocks(dated: Sequence[DatedValue], key: str, today: date) -> list[Block]:
    """What a setting was, is and will be, and where it stands in the law."""
    kind = setting_kinds()[key]
    current = next((one for one in dated if one.valid_from <= today), dated[-1] if dated else None)
    rows = [
        (one.valid_from, value_name(key, one.value), one.reason or "",
         "now" if one is current else "later" if one.valid_from > today else "before")
        for one in dated
    ]  # fmt: skip
    blocks: list[Block] = [
        Head(setting_name(key), value_name(key, current.value if current else kind.default)),
        Facts((N_("Changes"), _(STARTS[kind.starts])), (N_("Law"), kind.law),
              (N_("Tax"), _("decides about taxes") if kind.tax else "")),
    ]  # fmt: skip
    if rows:
        blocks.append(Grid(_HISTORY, rows, N_("History")))
    if kind.tax:
        blocks.append(Note("", _("A change that would contradict closed months or filed returns is"
                                 " refused, with what is possible instead.")))  # fmt: skip
    return blocks


class SettingForm(InputForm):
    """A new value of a setting from a day on."""

    HANDBOOK = "firm#settings-with-a-date"

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key

    def crumb(self) -> str:
        """The setting."""
        return setting_name(self.key)

    def draft_key(self) -> str:
        """The setting."""
        return f"firm.setting:{self.key}"

    def fields(self) -> Sequence[Field]:
        """Value in its own kind, day, reason."""
        kind = setting_kinds()[self.key]
        return (
            self._staff() if kind.kind == "staff" else _value_field(kind),
            Field("valid_from", N_("From"), "date", required=True, help=_(STARTS[kind.starts])),
            Field("reason", N_("Reason"), help=N_("such as: letter of the tax office of 12 March")),
        )

    def _staff(self) -> Field:
        """Somebody who works in the firm, or nobody."""
        with self.kontor.store.read() as con:
            there = employees(con, self.kontor.today())
        people = (Choice("", "–"), *(Choice(one.short, one.name) for one in there))
        return Field("value", N_("Value"), "choice", choices=people)

    def start(self) -> dict[str, Any]:
        """The value now, and the next day on which it may change."""
        today = self.kontor.today()
        with self.kontor.store.read() as con:
            now = settings_on(con, today)[self.key]
        kind = setting_kinds()[self.key]
        day = {"year": date(today.year + 1, 1, 1), "month": add_months(today.replace(day=1), 1)}
        value: Any = int(now) if kind.kind in {"rate", "money"} and now else now
        return {"value": value, "valid_from": day.get(kind.starts, today)}

    def save(self, values: dict[str, Any]) -> None:
        """Hand it to the use case, which may refuse it with the reason."""
        from kontor.company.model import SettingInput
        from kontor.company.service import change_setting

        value = values["value"]
        if isinstance(value, int) and setting_kinds()[self.key].kind == "money":
            value = format_money(value, grouping=False)
        given = {"key": self.key, "value": "" if value is None else str(value),
                 "valid_from": values["valid_from"], "reason": values["reason"]}  # fmt: skip
        data = SettingInput.model_validate(given)
        self.kontor.run_case(change_setting, data, then=self.saved, otherwise=self.refused)

    def refused(self, error: BaseException) -> None:
        """What is wrong with the value stands at the value."""
        if getattr(error, "field", "") == self.key:
            error.field = "value"  # type: ignore[attr-defined]
        super().refused(error)

    def after(self, result: Any) -> None:
        """Say when nothing had to change; the language holds at once."""
        if result is False:
            self.kontor.toast(_("It has this value on that day already."))
        if self.key == "language":
            self.kontor.toast(_("The language holds from the next start."))


def _value_field(kind: SettingKind) -> Field:
    values = choice_values(kind)
    if values:
        names: Callable[[str], str] = lambda value: value_name(kind.key, value)  # noqa: E731
        options = tuple(Choice(value, names(value)) for value in values)
        return Field("value", N_("Value"), "choice", choices=options, required=True)
    return Field("value", N_("Value"), _KINDS.get(kind.kind, "text"))

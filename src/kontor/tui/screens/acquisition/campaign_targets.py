"""Whom a campaign is for: conditions with a running count, kept under a name if wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, NamedTuple

from textual.timer import Timer

from kontor.acquisition.queries.campaigns import Campaign, Target, target_lists, targets
from kontor.acquisition.queries.papers import purpose_of, way_of
from kontor.base.dates import add_months
from kontor.base.errors import InputError
from kontor.base.i18n import N_, _, ngettext
from kontor.base.text import fold
from kontor.contacts.queries.consent import verdicts
from kontor.contacts.words import ROLES
from kontor.tui import work
from kontor.tui.screens.acquisition.campaign_names import NOBODY, named
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.input_form import InputForm, made
from kontor.tui.screens.sales.terms_forms import CUSTOMER_KINDS
from kontor.tui.text import Part
from kontor.tui.widgets.fields import Field
from kontor.tui.widgets.form import Form

_PAUSE = 0.25
_DAYS = ("worked_from", "worked_to", "quiet_since")


class Count(NamedTuple):
    """How many meet the conditions: all, new to the campaign, forbidden by law."""

    all: int
    new: int
    forbidden: int


def choose_targets(screen: BaseScreen, one: Campaign) -> None:
    """Begin with a usual question, a saved one, or none."""
    today = screen.kontor.today()
    if not named(one):
        screen.kontor.toast(_(NOBODY), tone="warning")
        return
    with screen.kontor.store.read() as con:
        saved = {row.name: row.query for row in target_lists(con)}
    usual = usual_targets(today)
    entries = [Entry(f"usual:{key}", _(label), detail) for key, (label, detail, _q) in
               usual.items()]  # fmt: skip
    entries += [Entry(f"saved:{name}", name, _("saved")) for name in saved]
    entries.append(Entry("new", _("Own conditions")))

    def take(choice: str | None) -> None:
        if choice is None:
            return
        kind, _colon, key = choice.partition(":")
        query = {"usual": lambda: usual[key][2], "saved": lambda: saved[key]}.get(kind, dict)()
        name = key if kind == "saved" else ""
        screen.app.push_screen(TargetForm(one, query, name))

    screen.app.push_screen(Chooser(_("Whom is it for?"), entries), take)


def usual_targets(today: date) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """The questions that a firm asks most: label, detail, conditions."""
    year = today.year - 1
    ago = add_months(today, -12).isoformat()
    return {
        "year": (N_("Customers of last year"), str(year),
                 {"worked_from": f"{year}-01-01", "worked_to": f"{year}-12-31"}),
        "quiet": (N_("Customers without work for a year"), "",
                  {"worked_to": ago, "quiet_since": ago}),
        "lost": (N_("Lost and resting leads"), "", {"lost": True}),
        "all": (N_("All customers"), "", {"roles": ["customer"]}),
    }  # fmt: skip


def _codes(words: Mapping[Any, str]) -> Any:
    def read(typed: str) -> list[str]:
        known = {fold(name): code for code, word in words.items()
                 for name in (str(code), _(word), word)}  # fmt: skip
        found = []
        for part in filter(None, (part.strip() for part in typed.split(","))):
            hits = [code for name, code in known.items() if name.startswith(fold(part))]
            if not hits:
                raise InputError(
                    N_("“{word}” is not known here. There are: {names}"), word=part,
                    names=", ".join(_(word) for word in words.values()),
                )  # fmt: skip
            found.append(str(known.get(fold(part), hits[0])))
        return found

    return read


def _said(words: Mapping[Any, str]) -> Any:
    return lambda codes: ", ".join(_(words[code]) for code in codes)


def _begins(typed: str) -> list[str]:
    parts = [part.strip() for part in typed.replace(";", ",").split(",") if part.strip()]
    for part in parts:
        if not (part.isascii() and part.isalnum() and len(part) <= 10):
            raise InputError(N_("Begins of postcodes are expected, such as 50, 51065."))
    return parts


class TargetForm(InputForm):
    """Conditions; every one that is filled in must hold."""

    NAME, HANDBOOK = "acquisition.targets", "campaigns#members"
    TITLE = N_("Target list")
    SAVE = N_("Take in")
    HINTS: ClassVar[tuple[str, ...]] = ("form.save", "target.drop", "screen.back", "form.fault")
    FIELDS = (
        Field("worked_from", N_("Billed from"), "date", past=True,
              help=N_("work was billed from this day on")),
        Field("worked_to", N_("Billed until"), "date", past=True),
        Field("least", N_("At least, net"), "money", help=N_("billed in this time")),
        Field("quiet_since", N_("Quiet since"), "date", past=True,
              help=N_("nothing was billed since")),
        Field("trade", N_("Trade"), limit=60, help=N_("word in what was done or asked for")),
        Field("postcodes", N_("Postcodes"), read=_begins, show=", ".join,
              help=N_("begins, such as 50, 51065")),
        Field("kinds", N_("Kind of customer"), read=_codes(CUSTOMER_KINDS),
              show=_said(CUSTOMER_KINDS), help=N_("such as: private, property manager")),
        Field("roles", N_("Roles"), read=_codes(ROLES), show=_said(ROLES),
              help=N_("such as: customer, prospect")),
        Field("lost", N_("Lost or resting lead"), "flag"),
        Field("reachable", N_("Only reachable ones"), "flag", default=True),
        Field("name", N_("Keep under the name"), limit=200,
              help=N_("the next campaign begins with it")),
    )  # fmt: skip

    def __init__(self, one: Campaign, query: dict[str, Any], name: str = "") -> None:
        super().__init__()
        self.one, self.asked, self.saved_name = one, query, name
        self.counted: Count | None = None
        self._look: Timer | None = None

    def crumb(self) -> str:
        """For which campaign."""
        return _("Members of {name}").format(name=self.one.name)

    def start(self) -> dict[str, Any]:
        """The conditions that were chosen."""
        known = dict(self.asked)
        for day in _DAYS:
            if known.get(day):
                known[day] = date.fromisoformat(known[day])
        for name, words in (("kinds", CUSTOMER_KINDS), ("roles", ROLES)):
            known[name] = ", ".join(_(words[code]) for code in known.get(name, ()))
        known["postcodes"] = ", ".join(known.get("postcodes", ()))
        if isinstance(known.get("least"), str):
            from kontor.base.numbers import parse_money

            known["least"] = parse_money(known["least"])
        return {**known, "reachable": known.get("reachable", True), "name": self.saved_name}

    def on_mount(self) -> None:
        """Count at once."""
        self.call_after_refresh(self._count)

    def on_form_changed(self, event: Form.Changed) -> None:
        """Count again after a short rest."""
        super().on_form_changed(event)
        if self._look:
            self._look.stop()
        self._look = self.set_timer(_PAUSE, self._count)

    def _count(self) -> None:
        values, faults = self.form.values()
        if faults:
            return
        wanted, one, today = target_of(values, self.one), self.one, self.kontor.today()
        store = self.kontor.store

        def job(_ticket: work.Ticket) -> Count:
            with store.read() as con:
                found = targets(con, wanted)
                there = {
                    key
                    for (key,) in con.execute(
                        "SELECT contact FROM campaign_member WHERE campaign=?", (one.id,)
                    )
                }
                lights = verdicts(con, found, way_of(one), purpose_of(one), today)
            red = sum(not light.allowed for light in lights.values())
            return Count(len(found), len(set(found) - there), red)

        work.start(self, job, name="count", then=self._take, group="count")

    def _take(self, count: Count) -> None:
        self.counted = count
        self._sum_up()

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """How many that are."""
        if self.counted is None:
            return ()
        count = self.counted
        said = ngettext("{count} person", "{count} people", count.all).format(count=count.all)
        parts: list[Part] = [(said, "bold")]
        if count.all - count.new:
            parts.append((" · " + _("{count} already in it").format(count=count.all - count.new),
                          "$ink-soft"))  # fmt: skip
        if count.forbidden:
            parts.append((" · ✗ " + _("{count} must not be addressed").format(
                count=count.forbidden), "$bad"))  # fmt: skip
        return parts

    def why_not(self, name: str) -> str:
        """Only a saved list can be forgotten."""
        if name == "target.drop" and not self.saved_name:
            return _("These conditions are not saved.")
        return super().why_not(name)

    def save(self, values: dict[str, Any]) -> None:
        """Keep the conditions if they have a name, then take the people in."""
        from kontor.acquisition.model import TargetInput, TargetListInput
        from kontor.acquisition.service.campaigns import add_targets, save_targets

        name = (values.pop("name", "") or "").strip()
        try:
            data = made(TargetInput, values)
            kept = made(TargetListInput, {**values, "name": name}) if name else None
        except InputError as error:
            self.refused(error)
            return

        def add(_done: object = None) -> None:
            self.kontor.run_case(
                add_targets, self.one.id, data, then=self.saved, otherwise=self.refused
            )

        if kept is not None:
            self.kontor.run_case(save_targets, kept, then=add, otherwise=self.refused)
        else:
            add()

    def after(self, result: Any) -> None:
        """How many came in."""
        count = len(result or ())
        text = ngettext("{count} person taken in", "{count} people taken in", count)
        self.kontor.toast(text.format(count=count))

    def do_target_drop(self) -> None:
        """Forget the saved conditions; members stay."""
        from kontor.acquisition.service.campaigns import drop_targets

        self.kontor.run_case(
            drop_targets, self.saved_name, then=self.saved_nothing, otherwise=self.refused
        )

    def saved_nothing(self, _result: object = None) -> None:
        """The list is gone; the conditions stay in the form."""
        self.saved_name = ""
        self.put("name", "")
        self.repaint_frame()


def target_of(values: dict[str, Any], one: Campaign) -> Target:
    """The conditions of the form as the query needs them."""
    return Target(
        roles=values.get("roles") or (), kinds=values.get("kinds") or (),
        postcodes=values.get("postcodes") or (), trade=values.get("trade") or "",
        worked_from=values.get("worked_from"), worked_to=values.get("worked_to"),
        quiet_since=values.get("quiet_since"), least=values.get("least"),
        lost=bool(values.get("lost")),
        channel=one.channel if values.get("reachable") else None,
    )  # fmt: skip

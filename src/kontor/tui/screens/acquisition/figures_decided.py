"""Won and lost by groups, and where the leads come from on the map (postcodes)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from kontor.acquisition.kinds import Decided
from kontor.acquisition.queries import figures as queries
from kontor.acquisition.queries import leads
from kontor.acquisition.queries.figures import Place
from kontor.acquisition.queries.settings import reason_name, sources
from kontor.acquisition.rules import figures as rules
from kontor.acquisition.words import CUTS
from kontor.base.dates import berlin_today
from kontor.base.i18n import N_, _
from kontor.tui.screens.acquisition.figures_chance import NOTHING, percent
from kontor.tui.screens.acquisition.figures_shared import money, open_leads, piece
from kontor.tui.screens.report import ReportScreen
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.text import Rows
from kontor.tui.widgets.charts import bars, key_of_pieces, split_bars
from kontor.tui.widgets.report import Figures, Line

_ENDS = ("$good", "$ink-faint")
_ONE_SIDED = frozenset({"reason", "competitor"})  # a share of success says nothing there
_RULES = {
    "reason": N_("The reason that was noted when the lead was won or lost."),
    "competitor": N_("Who got the order in our place, as noted at the loss."),
    "trade": N_("The trade of the lead."),
    "gap": N_("Our last quote beside the net price of the competitor, as noted at the loss:"
              " (ours − theirs) ÷ theirs."),
    "speed": N_("Days from the arrival of the lead to the first quote."),
    "size": N_("Net of the order or the last quote, else the value as estimated."),
    "source": N_("Where the lead came from."),
}  # fmt: skip


class Group(NamedTuple):
    """One line: won and lost, and the leads behind."""

    by: str
    name: str
    cut: rules.Cut
    ids: tuple[int, ...]


class DecidedScreen(ReportScreen):
    """Won and lost of a period by reason, competitor, trade, price, speed, size, source."""

    NAME, TITLE, LETTER, HANDBOOK, PERIOD = (
        "acquisition.decided", N_("Won and lost"), "w", "leads-figures#won-and-lost", "year",
    )  # fmt: skip
    HINTS = ("line.open", "view.toggle", "record.explain", "period.previous", "period.choose")

    def __init__(self) -> None:
        super().__init__()
        self._groups: dict[str, list[Group]] = {}

    def report(self) -> Figures:
        """A branch per way to look at it; the first is open."""
        today, period = self.kontor.today(), self.period
        with self.kontor.store.read() as con:
            names = {one.key: one.name for one in sources(con)}
            decided = [
                one
                for one in queries.facts(con, today)
                if one.decided and period.first <= one.decided <= period.last
            ]
        self._groups = {by: _groups(decided, by, names) for by in CUTS}
        lines = []
        for by, groups in self._groups.items():
            if groups:
                kids = tuple(
                    Line(f"{by}:{one.cut.key}", one.name, _cells(one.cut, by), target=one)
                    for one in groups
                )
                folded = by != "reason"
                whole = _together([one.cut for one in groups])
                lines.append(
                    Line(by, CUTS[by], _cells(whole, by), "head", children=kids, folded=folded)
                )
        if lines:
            whole = _together(rules.cut(decided, "size"))
            lines.append(Line("all", N_("Total"), _cells(whole, ""), "sum"))
        columns = (N_("Won"), N_("Lost"), N_("Success"), N_("Value won"), N_("Value lost"))
        return Figures(columns, tuple(lines), (), _("Nothing was decided in this time."))

    def drill(self, line: Line) -> None:
        """The leads of a group."""
        if isinstance(line.target, Group):
            open_leads(self, line.target.name, line.target.ids)

    def explanation(self, line: Line) -> Sequence[Block]:
        """How the groups are made, and the rate with its counts."""
        by = line.target.by if isinstance(line.target, Group) else line.id
        if by not in CUTS:
            return ()
        blocks: list[Block] = [Head(_(line.label)), Note(_(CUTS[by]), _(_RULES[by]))]
        if isinstance(line.target, Group):
            cut = line.target.cut
            blocks.append(Facts(
                (N_("Won"), str(cut.won)), (N_("Lost"), str(cut.lost)),
                (N_("Success"), "" if by in _ONE_SIDED else percent(cut.rate)),
            ))  # fmt: skip
        blocks.append(Note("", _("Success: won ÷ (won + lost), by the day of the decision.")))
        return blocks

    def picture(self) -> Rows:
        """A bar per group: won and lost."""
        width, rows = self.picture_width, list[Any]()
        line = self.table.line
        first = line.target.by if line and isinstance(line.target, Group) else ""
        first = line.id if line and line.id in CUTS else first
        order = [by for by in CUTS if self._groups.get(by)]
        order.sort(key=lambda by: by != first)
        for by in order:
            items = [
                (one.name, (one.cut.won, one.cut.lost), _rate_text(one.cut, by))
                for one in self._groups[by][:10]
            ]
            head = [(f"{_(CUTS[by])}   ", "bold $ink-soft")]
            if not rows:
                head += key_of_pieces((_("won"), _("lost")), _ENDS)  # type: ignore[arg-type]
            rows += [head, *split_bars(items, _ENDS, width), ""]
        return rows


def _groups(decided: Sequence[Decided], by: str, names: dict[str, str]) -> list[Group]:
    there = rules.grouped(decided, by)
    found = []
    for cut in rules.cut(decided, by):
        ids = next(
            tuple(one.lead for one in group)
            for (_place, key), group in there.items()
            if key == cut.key
        )
        name = cut.key
        if by == "reason":
            name = reason_name(cut.key)
        elif by == "source":
            name = names.get(cut.key, cut.key)
        found.append(Group(by, name, cut, ids))
    return found


def _together(cuts: Sequence[rules.Cut]) -> rules.Cut:
    fields = ("won", "lost", "won_net", "lost_net")
    return rules.Cut("", *(sum(getattr(one, field) for one in cuts) for field in fields))


def _cells(cut: rules.Cut, by: str) -> tuple[int | str, ...]:
    rate = NOTHING if by in _ONE_SIDED else percent(cut.rate)
    return piece(cut.won), piece(cut.lost), rate, money(cut.won_net), money(cut.lost_net)


def _rate_text(cut: rules.Cut, by: str) -> str:
    if by in _ONE_SIDED:
        return str(cut.won + cut.lost)
    return _("{won} of {count} · {rate}").format(
        won=cut.won, count=cut.won + cut.lost, rate=percent(cut.rate)
    )


class PlacesScreen(ReportScreen):
    """Leads, success and money by postcode: an area unfolds into its places."""

    NAME, TITLE, LETTER, HANDBOOK, PERIOD = (
        "acquisition.places", N_("Postcodes"), "p", "leads-figures#postcodes", "year",
    )  # fmt: skip
    HINTS = ("line.open", "view.toggle", "record.explain", "period.previous", "period.choose")

    def __init__(self) -> None:
        super().__init__()
        self._places: list[Place] = []

    def report(self) -> Figures:
        """Areas by two digits, most billed first."""
        today, period = self.kontor.today(), self.period
        with self.kontor.store.read() as con:
            self._places = queries.by_postcode(con, period.first, period.last, today)
            fine = queries.by_postcode(con, period.first, period.last, today, digits=5)
        lines = []
        for one in self._places:
            kids = [
                Line(f"5:{place.postcode}", place.postcode, _place_cells(place), target=place)
                for place in fine
                if place.postcode.startswith(one.postcode) and one.postcode != queries.NOWHERE
            ]
            name = one.postcode if one.postcode == queries.NOWHERE else f"{one.postcode}…"
            label = _("without a place") if one.postcode == queries.NOWHERE else name
            lines.append(
                Line(f"2:{one.postcode}", label, _place_cells(one), children=tuple(kids),
                     folded=True, target=one)
            )  # fmt: skip
        columns = (N_("Leads"), N_("Won"), N_("Success"), N_("Billed"), N_("Margin"),
                   N_("Kilometres"))  # fmt: skip
        return Figures(
            columns, tuple(lines), (), _("No lead arrived in this time."), last=(0, 2, 4)
        )

    def drill(self, line: Line) -> None:
        """The leads of a place."""
        if not isinstance(line.target, Place):
            return
        code, period = line.target.postcode, self.period
        with self.kontor.store.read() as con:
            homes = queries.homes_of(con)
            ids = [
                one.id
                for one in leads.leads(con, self.kontor.today(), size=1_000_000)
                if one.duplicate_of is None
                and period.first <= berlin_today(one.received) <= period.last
                and _there(queries.place_of(one, homes), code)
            ]
        open_leads(self, line.label, ids)

    def explanation(self, line: Line) -> Sequence[Block]:
        """What counts."""
        one = line.target
        if not isinstance(one, Place):
            return ()
        text = _(
            "Leads that arrived in the period by the postcode of the work; without one by that of"
            " the contact. Money is everything billed to them until today. Kilometres: mean of one"
            " direction."
        )
        facts = Facts(
            (N_("Leads"), str(one.leads)), (N_("Won"), str(one.won)), (N_("Lost"), str(one.lost)),
            (N_("Success"), percent(one.rate)),
        )  # fmt: skip
        return [Head(line.label), facts, Note("", text)]

    def picture(self) -> Rows:
        """What was billed and how many leads there were."""
        width = self.picture_width
        named = [
            (f"{one.postcode}…" if one.postcode != queries.NOWHERE else _("without a place"), one)
            for one in self._places
        ]
        rows: list[Any] = []
        billed = [(name, one.billed) for name, one in named if one.billed]
        if billed:
            rows += [(_("Billed net"), "bold $ink-soft"), *bars(billed, width, style="$good"), ""]
        if named:
            styles = ("$good", "$signal", "$ink-faint")
            names = (_("won"), _("open"), _("lost"))
            head = [(f"{_('Leads')}   ", "bold $ink-soft"), *key_of_pieces(names, styles)]
            items = [
                (name, (one.won, one.leads - one.won - one.lost, one.lost), str(one.leads))
                for name, one in named
            ]
            rows += [head, *split_bars(items, styles, width)]
        return rows


def _there(postcode: str, code: str) -> bool:
    return not postcode if code == queries.NOWHERE else postcode.startswith(code)


def _place_cells(one: Place) -> tuple[int | str, ...]:
    way = NOTHING if one.kilometres is None else str(one.kilometres)
    return (piece(one.leads), piece(one.won), percent(one.rate), money(one.billed),
            money(one.margin), way)  # fmt: skip

"""One lead with everything that is known and everything that happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from kontor.acquisition.kinds import OPEN, Done, Stage
from kontor.acquisition.queries import leads as queries
from kontor.acquisition.queries.figures import forecast_lead
from kontor.acquisition.queries.follow import Follow, done_of, lead_step
from kontor.acquisition.queries.leads import Lead, Move
from kontor.acquisition.queries.settings import reason_name, source_name
from kontor.acquisition.rules.chance import Forecast
from kontor.acquisition.words import CHANNELS, FOLLOWS, STAGES, URGENCIES
from kontor.base.dates import format_day, now_utc
from kontor.base.errors import NotFound
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.contacts import queries as contacts
from kontor.tui import work
from kontor.tui.screens.acquisition.figures_chance import chance_blocks
from kontor.tui.screens.acquisition.names import STATES, moment_text, step_text
from kontor.tui.screens.acquisition.steps import LeadSteps
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.sheet import Block, Facts, Grid, Head, Note
from kontor.tui.widgets.columns import Column, Kind

_HAPPENED = (
    Column(N_("Date"), Kind.DATE),
    Column(N_("What"), Kind.TEXT, 24, grow=1),
    Column(N_("Note"), Kind.TEXT, 30, grow=2),
)


class LeadFile(NamedTuple):
    """A lead with what belongs to it."""

    lead: Lead
    step: Follow | None
    source: str
    contact: str
    referrer: str
    moves: Sequence[Move]
    done: Sequence[Done]


def read_lead(con: Any, key: int, today: date) -> LeadFile:
    """Everything about a lead."""
    one = queries.lead(con, key, today)

    def name(contact: int | None) -> str:
        return contacts.contact(con, contact).name if contact is not None else ""

    done = list(done_of(con, "lead", key).get(key, ()))
    for quote in queries.quotes_of(con, key, "sent", "expired", "accepted", "rejected"):
        done += done_of(con, "quote", quote).get(quote, ())
    return LeadFile(
        one, lead_step(con, key, today), source_name(con, one.source), name(one.contact),
        name(one.referrer), queries.moves(con, key), sorted(done, key=lambda act: act.day),
    )  # fmt: skip


def lead_blocks(file: LeadFile, today: date, *, full: bool) -> list[Block]:
    """The sheet of a lead; in a preview without its history."""
    one = file.lead
    place = " ".join(filter(None, (one.postcode, one.city)))
    street = " ".join(filter(None, (one.street, one.house_number)))
    step, _style = step_text(file.step, today)
    chance = f"{one.chance // 100} %"
    money = f"{format_money(one.worth)} € · {chance}" if one.worth else chance
    blocks: list[Block] = [
        Head("", one.title, STATES[one.stage]),
        Facts(
            (N_("Next step"), step if file.step else None),
            (N_("About"), one.subject), (N_("Trade"), one.trade),
            (N_("Telephone"), one.phone), (N_("E-mail"), one.mail),
            (N_("Place"), ", ".join(filter(None, (street, place)))),
            (N_("Contact"), file.contact), (N_("Quote"), one.quote_number),
            (N_("Value × chance"), money),
        ),
        Facts(
            (N_("Received"), f"{moment_text(one.received)} · {_(CHANNELS[one.channel])}"),
            (N_("First answer"), moment_text(one.answered)),
            (N_("Source"), file.source), (N_("Recommended by"), file.referrer),
            (N_("Urgency"), _(URGENCIES[one.urgency])),
            (N_("Wanted date"), one.wish), (N_("Site visit"), _visit(one)),
            (N_("Budget"), f"{format_money(one.budget)} €" if one.budget else None),
            (N_("Kilometres"), one.kilometres), (N_("Who takes care"), one.owner),
            (N_("Rests until"), one.until),
            (N_("Address from"), one.data_source), (N_("Delete on"), one.delete_on),
        ),
    ]  # fmt: skip
    if one.stage in {Stage.WON, Stage.LOST}:
        price = f"{format_money(one.lost_price)} €" if one.lost_price else None
        blocks.insert(2, Facts(
            (N_("Reason"), " · ".join(filter(None, (reason_name(one.reason), one.reason_note)))),
            (N_("Competitor"), one.lost_to),
            (N_("Their price, net"), price),
            (N_("Decided"), one.decided),
        ))  # fmt: skip
    if one.text:
        blocks.append(Note(N_("What was said"), one.text))
    if full:
        rows: list[tuple[date, str, str]] = [
            (move.day, _(STAGES[move.new]), "") for move in file.moves
        ]
        rows += [(act.day, _(FOLLOWS[act.how]), _until(act)) for act in file.done]
        if rows:
            rows.sort(key=lambda row: row[0])
            blocks.append(Grid(_HAPPENED, rows, N_("What happened")))
    return blocks


def _visit(one: Lead) -> str:
    if not one.visit:
        return ""
    day, _space, time = one.visit.partition(" ")
    year, month, number = day.split("-")
    return f"{number}.{month}.{year} {time}".strip()


def _until(act: Done) -> str:
    return _("until {day}").format(day=format_day(act.until)) if act.until else ""


class LeadScreen(LeadSteps, DetailScreen):
    """One lead."""

    NAME, HANDBOOK = "acquisition.lead", "leads"
    HINTS = ("step.next", "lead.quote", "follow.call", "lead.lost", "record.edit")

    def __init__(self, record: int) -> None:
        super().__init__(record)
        self._chance: Forecast | None = None

    def lead_key(self) -> int | None:
        """This one."""
        return self.record

    def crumb(self) -> str:
        """Who it is."""
        return self.data.lead.title if self.data else _("Lead")

    def load(self) -> LeadFile | None:
        """Read it."""
        try:
            with self.kontor.store.read() as con:
                return read_lead(con, self.record, self.kontor.today())
        except NotFound:
            return None

    def requery(self) -> None:
        """Read it again; its chance from the own history follows."""
        super().requery()
        self._chance = None
        one = self.data.lead if self.data else None
        if one is None or one.stage not in OPEN or one.duplicate_of is not None:
            return
        store, key = self.kontor.store, one.id

        def job(_ticket: work.Ticket) -> Forecast:
            with store.read() as con:
                return forecast_lead(con, key, now_utc())

        def take(found: Forecast) -> None:
            if self.record == key:
                self._chance = found
                self._lay_out()

        work.start(self, job, name="chance", group="chance", then=take)

    def blocks(self) -> Sequence[Block]:
        """Everything, and how likely it is won."""
        found = lead_blocks(self.data, self.kontor.today(), full=True)
        if self._chance is not None:
            found += chance_blocks(self._chance)
        return found

    def why_not(self, name: str) -> str:
        """What the stage forbids."""
        one = self.data.lead if self.data else None
        return super().why_not(name) or self.why_not_lead(name, one)

    async def do_actions_menu(self) -> None:
        """Everything that is possible now."""
        await self.kontor.choose_action(self)

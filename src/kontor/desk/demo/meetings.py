"""The meetings of the demo firm: a year of talks, votes and minutes, and the instructions held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from kontor.base.dates import is_working_day
from kontor.calendar.kinds.meetings import Acceptance, ItemKind, MeetingKind, Paper, Sent
from kontor.calendar.model.meeting_inputs import (
    AcceptInput,
    AddendumInput,
    ElectionInput,
    InstructionInput,
    ItemInput,
    MeetingInput,
    MeetingTaskInput,
    MotionInput,
    ObjectionInput,
    OpenInput,
    ProxyInput,
    ResolutionChange,
    SendingInput,
    VoteInput,
)
from kontor.calendar.queries import meetings as queries
from kontor.calendar.queries import minutes as said
from kontor.calendar.queries.meeting_papers import minutes_page
from kontor.calendar.queries.meeting_votes import resolutions
from kontor.calendar.service import meeting_run, meeting_votes, meetings, minutes
from kontor.calendar.service.instructions import note_instruction
from kontor.calendar.service.staff import finish_task
from kontor.company import queries as company
from kontor.company.kinds import StaffRole
from kontor.desk.demo.plan import Plan
from kontor.documents.layout.render import render_pdf
from kontor.store.unit import Unit

_LAND = "NW"
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_OLD = 40  # days after which resolutions are carried out
_NOTICE = 24  # days before at which invitations went out
_CLUB = (
    "Kurt Kleisterberg", "Gerda Spachtelmann", "Rolf Grundierer", "Ines Farbenreich",
    "Dieter Rollfeld", "Anja Lasurski", "Bernd Schleifenbaum",
)  # fmt: skip
_OWNERS = ("Klara Glasklar=12500", "Konrad Glasklar=6250", "Ursula Kitt=6250")
_ORDERS = """
SELECT d.contact, c.name, d.subject FROM sales_document d JOIN contact c ON c.id = d.contact
 WHERE d.kind = 'order' AND d.state <> 'cancelled' ORDER BY d.day DESC, d.id DESC LIMIT 4
"""


class Point(NamedTuple):
    """An item of an agenda and what became of it.

    Attributes:
        said: lines of the minutes.
        motion: wording of a motion; `kind` and `against` say which one and how many voted no.
        post: what is elected, with the votes of the candidates.
        task: title, role of who does it, days until it is due, whether it is done.
    """

    title: str
    said: tuple[str, ...] = ()
    motion: str = ""
    kind: str = ""
    against: int = 0
    abstain: int = 0
    post: str = ""
    votes: tuple[int, ...] = ()
    task: tuple[str, StaffRole, int, bool] | None = None
    postponed: bool = False


class Story(NamedTuple):
    """A meeting: so many days from the last day of the demo, and how far it came."""

    days: int
    kind: MeetingKind
    title: str
    hour: int
    people: tuple[str, ...]
    points: tuple[Point, ...]
    place: str = "Werkstatt"
    end: str = "approved"
    minutes: int = 60


_BOSS, _OFFICE, _FOREMAN = StaffRole.OWNER, StaffRole.OFFICE, StaffRole.FOREMAN
_STAFF = ("all",)
_TEAM = (
    Story(-335, MeetingKind.TEAM, "Teambesprechung Jahresplanung", 7, _STAFF, (
        Point("Rückblick auf das Jahr", ("Drei Baustellen liefen über die Frist.",)),
        Point("Arbeitskleidung", motion="Der Betrieb stellt zwei neue Garnituren je Kopf.",
              task=("Kleidung bestellen", _OFFICE, 14, True)),
        Point("Betriebsausflug", motion="Der Ausflug geht im Juni an den See.", against=2),
    )),
    Story(-250, MeetingKind.TEAM, "Teambesprechung Saisonstart", 7, _STAFF, (
        Point("Einteilung der Teams", ("Die Teams bleiben, wie sie sind.",)),
        Point("Aufräumen am Freitag", motion="Freitags ab 12 Uhr wird das Lager aufgeräumt.",
              abstain=1),
    )),
    Story(-98, MeetingKind.TEAM, "Teambesprechung Sommer", 7, _STAFF, (
        Point("Urlaub", ("Der Plan hängt in der Werkstatt.",)),
        Point("Neue Leitern", motion="Zwei Stufenleitern werden angeschafft.",
              task=("Angebote für Leitern einholen", _FOREMAN, 20, True)),
        Point("Rauchpausen", motion="Es gibt eine feste Rauchpause.", against=4),
    )),
    Story(-12, MeetingKind.TEAM, "Teambesprechung Quartal", 7, _STAFF, (
        Point("Reklamationen", ("Zwei Nacharbeiten, beide am Sockel.",),
              task=("Musterfläche für den Sockel anlegen", _FOREMAN, -3, False)),
        Point("Werkzeug", motion="Akkuschrauber werden einheitlich beschafft.",
              task=("Preise für Akkuschrauber vergleichen", _OFFICE, 10, False)),
    )),
    Story(16, MeetingKind.TEAM, "Teambesprechung", 7, _STAFF, (
        Point("Baustellen der nächsten Wochen"), Point("Arbeitszeit im Winter", motion="–"),
    ), end="draft"),
)  # fmt: skip
_FIRM = (
    Story(-285, MeetingKind.TALK, "Mitarbeitergespräch", 14, ("{boss}", "{foreman}"), (
        Point("Rückblick", ("Zufrieden mit Team und Aufgaben.",)),
        Point("Weiterbildung", motion="Teilnahme am Lehrgang für Bauleiter im Herbst.",
              task=("Lehrgang anmelden", _OFFICE, 30, True)),
    ), "Büro"),
    Story(-220, MeetingKind.INSTRUCTION, "Jährliche Unterweisung", 7, _STAFF, (
        Point("Leitern, Gerüste und Absturz", ("Mit Übung am Gerüst.",)),
        Point("Gefahrstoffe und Schutzausrüstung", ("Betriebsanweisungen ausgehändigt.",)),
    ), minutes=90),
    Story(-150, MeetingKind.WORKS, "Betriebsversammlung", 15, _STAFF, (
        Point("Bericht über Lage und Aussichten", ("Die Aufträge reichen bis in den Herbst.",)),
        Point("Aussprache", ("Gewünscht wird ein Waschplatz am Hof.",),
              task=("Waschplatz: Platz und Kosten klären", _BOSS, 60, True)),
    )),
)  # fmt: skip
_SITES = (
    Story(-310, MeetingKind.SITE, "Baubesprechung", 10, ("{site}", "{boss}", "{foreman}"), (
        Point("Stand der Arbeiten", ("Untergrund fertig, Grundierung in dieser Woche.",)),
        Point("Nachtrag", motion="Der Nachtrag über zwei weitere Räume wird beauftragt.",
              task=("Nachtrag schriftlich bestätigen", _OFFICE, 5, True)),
    ), "Baustelle"),
    Story(-125, MeetingKind.SITE, "Baubesprechung", 9, ("{site}", "{foreman}"), (
        Point("Mängel der Vorleistung", ("Der Putz ist an der Nordseite feucht.",)),
        Point("Termine", ("Beginn eine Woche später.",)),
    ), "Baustelle"),
    Story(-26, MeetingKind.SITE, "Baubesprechung", 9, ("{site}", "{boss}", "{foreman}"), (
        Point("Stand der Arbeiten", ("Zwei Fassaden sind fertig.",)),
        Point("Restarbeiten", (), task=("Liste der Restarbeiten schicken", _FOREMAN, -9, False)),
        Point("Abnahme", postponed=True),
    ), "Baustelle", end="closed"),
    Story(8, MeetingKind.SITE, "Baubesprechung vor der Abnahme", 10, ("{site}", "{foreman}"), (
        Point("Abnahme"), Point("Rest des Gerüsts"),
    ), "Baustelle", end="invited"),
)  # fmt: skip
_GUILD = Story(-190, MeetingKind.GUILD, "Innungsversammlung", 18, ("{owner}", *_CLUB), (
    Point("Bericht des Obermeisters", ("Die Zahl der Lehrlinge ist gestiegen.",)),
    Point("Wahl des Lehrlingswarts", post="Lehrlingswart", votes=(5, 3)),
    Point("Beitrag", motion="Der Beitrag bleibt, wie er ist.", abstain=1),
), "Haus des Handwerks", minutes=120)  # fmt: skip
_CLUB_MEETING = Story(-55, MeetingKind.ASSOCIATION, "Förderverein Altes Handwerk", 19,
    ("{owner}", *_CLUB), (
        Point("Kassenbericht", ("Die Kasse wurde geprüft, alles in Ordnung.",)),
        Point("Entlastung des Vorstands", motion="Der Vorstand wird entlastet.", abstain=2),
        Point("Satzung", motion="Der Sitz des Vereins wird verlegt.", kind="statutes", against=3),
    ), "Gasthaus Zum Pinsel", minutes=120)  # fmt: skip
_SHARES = Story(-170, MeetingKind.SHAREHOLDERS, "Ordentliche Gesellschafterversammlung", 10,
    _OWNERS, (
        Point("Begrüßung", ("Die Vollmacht liegt im Original vor.",)),
        Point("Jahresabschluss", motion="Der Jahresabschluss wird festgestellt, der Gewinn wird"
              " zur Hälfte vorgetragen.", kind="accounts"),
        Point("Entlastung", motion="Klara Glasklar wird als Geschäftsführerin entlastet.",
              kind="discharge"),
        Point("Gesellschaftsvertrag", motion="Der Gegenstand des Unternehmens wird um den"
              " Handel mit Sonnenschutz erweitert.", kind="articles", against=1,
              task=("Termin beim Notar vereinbaren", _BOSS, 20, True)),
        Point("Neue Halle", motion="Die Halle am Bahndamm wird gekauft.", against=2),
    ), "Büro der Gesellschaft", minutes=120)  # fmt: skip


class Meetings:
    """The meetings of the last twelve months and the weeks ahead."""

    def __init__(self, plan: Plan, until: date) -> None:
        self.plan, self.until = plan, until
        self.start = date(plan.first, 1, 1)
        self.staff: dict[str, str] = {}

    def tell(self, unit: Unit) -> None:
        """All of them, in the order of their days: the numbers of the books follow."""
        for one in company.employees(unit.con, self.until):
            self.staff.setdefault(one.role, one.short)
        sites = unit.con.execute(_ORDERS).fetchall()
        for place, story in enumerate(sorted(self._stories(), key=lambda one: one.days)):
            if self.until + timedelta(days=story.days) > self.start:
                self._meet(unit, story, sites[place % len(sites)] if sites else None)
        if len(self.staff) > 1:
            self._instruct(unit)

    def _stories(self) -> Sequence[Story]:
        if len(self.staff) < 2:
            return [_CLUB_MEETING]
        found = [*_TEAM, *_FIRM, *_SITES, _GUILD, _CLUB_MEETING]
        return [_SHARES, *found] if self.plan.profile["legal_form"] == "gmbh" else found

    def _day(self, days: int) -> date:
        day = self.until + timedelta(days=days)
        while not is_working_day(day, _LAND):
            day += _DAY
        return day

    def _meet(self, unit: Unit, story: Story, site: tuple[int, str, str] | None) -> None:
        """Plan a meeting, convene it, hold it, and bring its minutes as far as the story goes."""
        if "{site}" in story.people and site is None:
            return
        starts = datetime.combine(self._day(story.days), time(story.hour))
        known = {"boss": self.staff[_BOSS], "owner": self.staff[_BOSS],
                 "foreman": self.staff.get(_FOREMAN, ""),
                 "site": f"contacts:{site[0]}" if site else ""}  # fmt: skip
        key = meetings.new_meeting(unit, MeetingInput(
            kind=story.kind, title=f"{story.title} {site[2]}"[:200].strip()
            if site and "{site}" in story.people else story.title,
            starts=starts, ends=starts + timedelta(minutes=story.minutes), place=story.place,
            members=[name.format_map(known) for name in story.people],
        ))  # fmt: skip
        for point in story.points:
            kind = (
                ItemKind.ELECTION
                if point.post
                else (ItemKind.DECISION if point.motion else ItemKind.INFO)
            )
            meetings.add_item(unit, key, ItemInput(title=point.title, kind=kind), self.until)
        if story.end == "draft":
            return
        how = Sent.REGISTERED if story.kind is MeetingKind.SHAREHOLDERS else Sent.MAIL
        sent = min(self.until, starts.date() - timedelta(days=_NOTICE))
        meetings.note_sending(unit, key, SendingInput(how=how, day=sent), sent)
        if story.end != "invited":
            _Hall(unit, key, starts, self.staff).hold(story, self.until)

    def _instruct(self, unit: Unit) -> None:
        """Most instructions are valid, one is overdue, one is soon."""
        held = ((-388, ("ladders",)), (-352, ("fire",)), (-220, ("scaffolds", "hazardous",
                "protective", "general")), (-150, ("machines", "driving", "office")))  # fmt: skip
        for days, topics in held:
            day = self._day(days)
            if day > self.start:
                note_instruction(unit, InstructionInput(
                    topics=list(topics), persons=["all"], teacher=self.staff[_BOSS], day=day,
                    content="Gefahren, Schutz und Verhalten bei Unfällen, mit Übung.",
                    language="Deutsch",
                ), day)  # fmt: skip


class _Hall:
    """A meeting while it is held; every step takes a few minutes."""

    def __init__(self, unit: Unit, key: int, starts: datetime, staff: dict[str, str]) -> None:
        self.unit, self.key, self.clock, self.staff = unit, key, starts, staff
        self.day = starts.date()

    def hold(self, story: Story, until: date) -> None:
        """From the opening to the minutes."""
        unit, key = self.unit, self.key
        shares = story.kind is MeetingKind.SHAREHOLDERS
        if shares:
            proxy = ProxyInput(person="Ursula Kitt", holder="Konrad Glasklar", day=self.day)
            meetings.give_proxy(unit, key, proxy, self.day, ("Vollmacht.txt", b"Vollmacht"))
        there = ["Klara Glasklar", "Konrad Glasklar"] if shares else ["all"]
        meeting_run.open_meeting(unit, key, OpenInput(present=there), self._next())
        for number, point in enumerate(story.points, start=1):
            self._deal(number, point)
        meeting_run.close_meeting(unit, key, self._next())
        self._carried_out(story, until)
        if story.end == "approved":
            self._approve(story, until)

    def _next(self) -> datetime:
        self.clock += timedelta(minutes=4)
        return self.clock

    def _deal(self, number: int, point: Point) -> None:
        unit, key = self.unit, self.key
        if point.postponed:
            return
        meeting_run.begin_item(unit, key, number, self._next())
        for text in point.said:
            meeting_run.write_line(unit, key, text, number, self._next())
        if point.motion:
            self._vote(number, point)
        if point.post:
            self._elect(number, point)
        if point.task:
            title, role, days, _done = point.task
            task = MeetingTaskInput(
                title=title, owner=self.staff.get(role), due=self.day + timedelta(days=days)
            )
            meeting_run.add_task(unit, key, task, self._next())

    def _vote(self, number: int, point: Point) -> None:
        unit, key = self.unit, self.key
        hall = queries.hall(unit.con, key)
        names = {one.id: one.name for one in queries.persons(unit.con, key)}
        shares = hall.terms.kind is MeetingKind.SHAREHOLDERS
        banned = ["Klara Glasklar"] if point.kind == "discharge" else []
        motion = meeting_votes.new_motion(unit, key, MotionInput(
            item=number, wording=point.motion, motion=point.kind, banned=banned,
        ))  # fmt: skip
        if shares:
            voting = [name for name in names.values() if name not in banned]
            no = voting[len(voting) - point.against :] if point.against else []
            votes = {name: "no" if name in no else "yes" for name in voting}
            data = VoteInput.model_validate({"names": votes})
        else:
            left = hall.presence.heads - point.against - point.abstain
            data = VoteInput(yes=left, no=point.against, abstain=point.abstain)
        meeting_votes.vote(unit, motion, data, self._next())

    def _elect(self, number: int, point: Point) -> None:
        votes = dict(zip(_CLUB, point.votes, strict=False))
        ballot = ElectionInput(item=number, post=point.post, votes=votes)
        election, outcome = meeting_votes.hold_election(self.unit, self.key, ballot, self._next())
        for name in outcome.elected:
            accept = AcceptInput(name=name, acceptance=Acceptance.ACCEPTED)
            meeting_votes.accept_election(self.unit, election, accept, self._next())

    def _carried_out(self, story: Story, until: date) -> None:
        """What was to be done is done where the story says so; old resolutions are carried out."""
        done = {point.task[0] for point in story.points if point.task and point.task[3]}
        for task in said.tasks(self.unit.con, self.key):
            if task.title in done and task.due and task.due <= until:
                finish_task(self.unit, task.id, task.due)
        if story.days > -_OLD:
            return
        for one in resolutions(self.unit.con, self.key):
            if one.adopted and one.state == "open":
                change = ResolutionChange(done=True)
                day = one.day + timedelta(days=30)
                meeting_votes.change_resolution(self.unit, one.id, change, day)

    def _approve(self, story: Story, until: date) -> None:
        unit, key = self.unit, self.key
        day = min(until, self.day + timedelta(days=6))
        page = minutes_page(unit.con, key, day)
        at = datetime.combine(day, time(12), UTC)
        minutes.approve_minutes(unit, key, page, render_pdf(page), at)
        how = SendingInput(how=Sent.MAIL, paper=Paper.MINUTES, day=day)
        meetings.note_sending(unit, key, how, day)
        if story.kind is MeetingKind.SITE:
            self._object(day)
        if story.kind is MeetingKind.SHAREHOLDERS:
            text = "Zum Handelsregister angemeldet."
            minutes.add_addendum(unit, key, AddendumInput(text=text), min(until, day + 3 * _WEEK))

    def _object(self, day: date) -> None:
        who = queries.persons(self.unit.con, self.key)[0].name
        text = "Der Beginn war für Montag vereinbart, nicht für Dienstag."
        objection = ObjectionInput(who=who, text=text, day=day + _WEEK)
        key = minutes.note_objection(self.unit, self.key, objection, day)
        answer = "Richtig, der Beginn ist am Montag."
        minutes.settle_objection(self.unit, key, answer, day + _WEEK + _DAY)

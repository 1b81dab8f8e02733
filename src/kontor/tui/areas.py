"""The areas of the screen in the order of their digits; an area that is not there is not shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontor.base.i18n import N_
from kontor.tui.spec import AreaSpec

if TYPE_CHECKING:
    from kontor.tui.spec import Opens, Views


def areas() -> tuple[AreaSpec, ...]:
    """All areas; the screens of each load when they are first needed."""
    return (
        AreaSpec("today", "1", N_("Today"), load=_today),
        AreaSpec("books", "2", N_("Books"), load=_books),
        AreaSpec("sales", "3", N_("Orders"), load=_sales),
        AreaSpec("acquisition", "4", N_("Acquisition"), load=_acquisition),
        AreaSpec("calendar", "5", N_("Appointments"), load=_calendar),
        AreaSpec("tickets", "6", N_("Cases"), load=_tickets),
        AreaSpec("contacts", "7", N_("Contacts"), load=_contacts),
        AreaSpec("figures", "9", N_("Figures"), load=_figures),
        AreaSpec("firm", "0", N_("Firm"), load=_firm),
    )


def first_areas() -> tuple[AreaSpec, ...]:
    """What is shown while the file holds no firm yet."""
    from kontor.tui.screens.wizard.overview import OverviewScreen

    return (AreaSpec("wizard", "1", N_("Setting up"), (OverviewScreen,)),)


def _today() -> tuple[Views, Opens]:
    from kontor.tui.screens.today.deadlines import DeadlinesScreen
    from kontor.tui.screens.today.screen import TodayScreen

    return (TodayScreen, DeadlinesScreen), {}


def _contacts() -> tuple[Views, Opens]:
    from kontor.tui.screens.contacts.again import AgainScreen
    from kontor.tui.screens.contacts.detail import ContactScreen, SiteContact
    from kontor.tui.screens.contacts.joining import DoublesScreen
    from kontor.tui.screens.contacts.listing import ContactList
    from kontor.tui.screens.contacts.referrals import ReferralsScreen

    opens = {"contacts": ContactScreen, "site": SiteContact}
    return (ContactList, DoublesScreen, AgainScreen, ReferralsScreen), opens


def _firm() -> tuple[Views, Opens]:
    from kontor.tui.screens.documents.archive import ArchiveScreen, DocumentScreen
    from kontor.tui.screens.documents.papers import PapersScreen
    from kontor.tui.screens.firm.accounts import AccountsScreen as MoneyAccountsScreen
    from kontor.tui.screens.firm.accounts import RangesScreen
    from kontor.tui.screens.firm.backups import BackupsScreen
    from kontor.tui.screens.firm.check import CheckScreen
    from kontor.tui.screens.firm.firm import FirmScreen
    from kontor.tui.screens.firm.history import HistoryScreen, StepScreen
    from kontor.tui.screens.firm.keys import KeysScreen
    from kontor.tui.screens.firm.settings import SettingsScreen

    views = (
        FirmScreen, SettingsScreen, MoneyAccountsScreen, RangesScreen, ArchiveScreen, PapersScreen,
        BackupsScreen, CheckScreen, HistoryScreen, KeysScreen,
    )  # fmt: skip
    return views, {"step": StepScreen, "documents": DocumentScreen}


def _books() -> tuple[Views, Opens]:
    from kontor.tui.screens.books.accounts import AccountsScreen
    from kontor.tui.screens.books.assets import AssetScreen, AssetsScreen
    from kontor.tui.screens.books.bank import BankScreen
    from kontor.tui.screens.books.bank_lines import BankLinesScreen
    from kontor.tui.screens.books.closing import ClosingScreen
    from kontor.tui.screens.books.entry import EntryScreen
    from kontor.tui.screens.books.euer import EuerScreen
    from kontor.tui.screens.books.filings import FilingsScreen
    from kontor.tui.screens.books.investment import ClaimsScreen
    from kontor.tui.screens.books.items import ItemScreen, ItemsScreen
    from kontor.tui.screens.books.journal import JournalScreen
    from kontor.tui.screens.books.mandates import MandateScreen, MandatesScreen
    from kontor.tui.screens.books.payments import PaymentsScreen
    from kontor.tui.screens.books.recap import RecapScreen
    from kontor.tui.screens.books.receipt_gaps import UnprovenScreen
    from kontor.tui.screens.books.receipts import ReceiptScreen, ReceiptsScreen, UnbookedScreen
    from kontor.tui.screens.books.runs import RunScreen, RunsScreen
    from kontor.tui.screens.books.templates import TemplateScreen, TemplatesScreen
    from kontor.tui.screens.books.vat import VatScreen

    views = (
        JournalScreen, AccountsScreen, BankScreen, BankLinesScreen, PaymentsScreen, RunsScreen,
        MandatesScreen, ReceiptsScreen, UnbookedScreen, UnprovenScreen, ItemsScreen, VatScreen,
        EuerScreen, RecapScreen, FilingsScreen, TemplatesScreen, AssetsScreen,
        ClaimsScreen, ClosingScreen,
    )  # fmt: skip
    opens = {
        "ledger": EntryScreen, "item": ItemScreen, "payrun": RunScreen, "mandate": MandateScreen,
        "asset": AssetScreen, "template": TemplateScreen, "receipts": ReceiptScreen,
    }  # fmt: skip
    return views, opens


def _sales() -> tuple[Views, Opens]:
    from kontor.tui.screens.receivables.limitation import ExpiryScreen, LimitationScreen
    from kontor.tui.screens.receivables.plans import PlanScreen, PlansScreen
    from kontor.tui.screens.receivables.reminders import ReminderScreen, RemindersScreen
    from kontor.tui.screens.receivables.risk import DebtorScreen, RiskScreen
    from kontor.tui.screens.sales.document import DocumentScreen
    from kontor.tui.screens.sales.lists import InvoicesScreen, OrdersScreen, QuotesScreen
    from kontor.tui.screens.sales.site_papers import NotesScreen
    from kontor.tui.screens.sales.wage_rates import RatesScreen
    from kontor.tui.screens.sales.warranties import WarrantiesScreen

    views = (
        QuotesScreen, OrdersScreen, InvoicesScreen, RemindersScreen, PlansScreen,
        LimitationScreen, RiskScreen, NotesScreen, WarrantiesScreen, RatesScreen,
    )  # fmt: skip
    opens = {
        "sales": DocumentScreen, "receivables": ReminderScreen, "instalments": PlanScreen,
        "expiry": ExpiryScreen, "debtor": DebtorScreen,
    }  # fmt: skip
    return views, opens


def _acquisition() -> tuple[Views, Opens]:
    from kontor.tui.screens.acquisition.board import BoardScreen
    from kontor.tui.screens.acquisition.campaign import CampaignScreen
    from kontor.tui.screens.acquisition.campaigns import CampaignsScreen
    from kontor.tui.screens.acquisition.figures import NumbersScreen
    from kontor.tui.screens.acquisition.figures_decided import DecidedScreen, PlacesScreen
    from kontor.tui.screens.acquisition.figures_open import OutlookScreen, QuoteAgesScreen
    from kontor.tui.screens.acquisition.figures_sources import EarnedScreen, FunnelScreen
    from kontor.tui.screens.acquisition.lead import LeadScreen
    from kontor.tui.screens.acquisition.lists import FollowScreen, LeadsScreen
    from kontor.tui.screens.acquisition.sources import SourcesScreen

    views = (
        BoardScreen, LeadsScreen, FollowScreen, CampaignsScreen, SourcesScreen, NumbersScreen,
        FunnelScreen, EarnedScreen, DecidedScreen, PlacesScreen, QuoteAgesScreen, OutlookScreen,
    )  # fmt: skip
    return views, {"acquisition": LeadScreen, "acquisition:campaign": CampaignScreen}


def _calendar() -> tuple[Views, Opens]:
    from functools import partial

    from kontor.calendar.kinds.appointments import CrewKind
    from kontor.tui.screens.calendar.absences import AbsenceScreen, AbsencesScreen
    from kontor.tui.screens.calendar.agenda import AgendaScreen
    from kontor.tui.screens.calendar.appointment import AppointmentScreen
    from kontor.tui.screens.calendar.instructions import InstructionsScreen
    from kontor.tui.screens.calendar.invited import InvitationsScreen, InvitedScreen
    from kontor.tui.screens.calendar.meeting import MeetingScreen
    from kontor.tui.screens.calendar.meetings import MeetingsScreen, ResolutionsScreen
    from kontor.tui.screens.calendar.poll import PollScreen
    from kontor.tui.screens.calendar.polls import PollsScreen
    from kontor.tui.screens.calendar.requests import RequestsScreen
    from kontor.tui.screens.calendar.staff import StaffScreen
    from kontor.tui.screens.calendar.staff_sheet import OneScreen
    from kontor.tui.screens.calendar.tasks import TaskScreen, TasksScreen
    from kontor.tui.screens.calendar.views import CrewScreen, DayScreen, MonthScreen, WeekScreen

    views = (
        WeekScreen, CrewScreen, DayScreen, MonthScreen, AgendaScreen, PollsScreen,
        InvitationsScreen, RequestsScreen, AbsencesScreen, TasksScreen, MeetingsScreen,
        ResolutionsScreen, InstructionsScreen, StaffScreen,
    )  # fmt: skip
    opens: Opens = {
        "calendar": AppointmentScreen, "calendar:invited": InvitedScreen,
        "calendar:meeting": MeetingScreen, "calendar:task": TaskScreen,
        "calendar:absence": AbsenceScreen, "calendar:poll": PollScreen,
        **{f"company:{kind}": partial(OneScreen, kind) for kind in CrewKind},
    }  # fmt: skip
    return views, opens


def _tickets() -> tuple[Views, Opens]:
    from kontor.tui.screens.tickets.calls import CallScreen, CallsScreen
    from kontor.tui.screens.tickets.cases import CaseScreen, CasesScreen
    from kontor.tui.screens.tickets.checklists import ChecklistsScreen
    from kontor.tui.screens.tickets.contracts import ContractScreen, ContractsScreen, DueScreen
    from kontor.tui.screens.tickets.devices import DeviceScreen, DevicesScreen, SiteScreen
    from kontor.tui.screens.tickets.figures import CaseFiguresScreen
    from kontor.tui.screens.tickets.own_it import ItOfPlan, ItScreen, OwnItScreen
    from kontor.tui.screens.tickets.own_levels import LevelsScreen
    from kontor.tui.screens.tickets.own_texts import OwnTextsScreen
    from kontor.tui.screens.tickets.protocols import ProtocolScreen, ProtocolsScreen

    opens = {
        "tickets": CaseScreen, "contacts:call": CallScreen, "contacts:device": DeviceScreen,
        "tickets:protocol": ProtocolScreen, "tickets:contract": ContractScreen,
        "contacts:site": SiteScreen, "tickets:it": ItScreen, "tickets:plan": ItOfPlan,
    }  # fmt: skip
    views = (
        CasesScreen, CallsScreen, DevicesScreen, ContractsScreen, DueScreen, ProtocolsScreen,
        ChecklistsScreen, OwnTextsScreen, LevelsScreen, OwnItScreen, CaseFiguresScreen,
    )  # fmt: skip
    return views, opens


def _figures() -> tuple[Views, Opens]:
    from kontor.tui.screens.figures.balances import TrialScreen
    from kontor.tui.screens.figures.bwa import BwaScreen
    from kontor.tui.screens.figures.curves import MoneyScreen, MonthsScreen
    from kontor.tui.screens.figures.statements import BalanceScreen, ProfitScreen

    views = (BwaScreen, ProfitScreen, BalanceScreen, TrialScreen, MoneyScreen, MonthsScreen)
    return views, {}

"""What belongs to a record (Zusammenhang): from each one the way to all the others.

A case leads to its customer, site, device, order, bills, appointments, call and other cases; each
of them leads back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from kontor.base.dates import berlin_today, format_day
from kontor.base.i18n import N_, _
from kontor.calendar.queries.appointments import entries_of
from kontor.contacts import queries as contacts
from kontor.contacts.queries import devices
from kontor.tickets.contract_kinds import Contract
from kontor.tickets.it_words import KINDS as IT_KINDS
from kontor.tickets.queries import contracts, it, protocols, tickets
from kontor.tickets.words import KINDS, LINKS, STATES

_MANY = 60
_OF_INVOICE = """
SELECT id FROM ticket WHERE invoice = ?1 OR sales_order = ?1
 UNION SELECT ticket FROM ticket_line WHERE invoice = ?1 ORDER BY 1
"""
_DEVICES_OF_ORDER = "SELECT id FROM device WHERE installed_by = ? ORDER BY name, id"
_PAPERS = "SELECT id, title, day FROM document WHERE ref = ? ORDER BY day DESC, id DESC LIMIT 60"


class Related(NamedTuple):
    """A record that belongs to another one: where it is, what it is, what people call it."""

    ref: str
    what: str  # message id: customer, bill, device …
    name: str
    detail: str = ""


def related(con: sqlite3.Connection, ref: str) -> list[Related]:
    """Everything that belongs to a record, each once, without the record itself."""
    area, _colon, rest = ref.partition(":")
    kind, _slash, key = rest.rpartition("/")
    ask = _ASK.get((area, kind))
    if ask is None or not key.isdigit():
        return []
    found: dict[str, Related] = {}
    for one in ask(con, int(key)):
        if one.ref != ref:
            found.setdefault(one.ref, one)
    return list(found.values())


# -- from a record -------------------------------------------------------------------------------


def _of_case(con: sqlite3.Connection, key: int) -> Iterator[Related]:
    one = tickets.ticket(con, key)
    yield from _customer(con, one.contact)
    if one.site is not None:
        yield Related(f"contacts:site/{one.site}", N_("Site"), one.site_name)
    if one.device is not None:
        yield _device(con, one.device)
    yield from _papers_of_case(con, one)
    yield from _appointments(con, one.ref)
    yield from _other_cases(con, one)
    if one.origin.startswith("contacts:call/"):
        yield from _call(con, int(one.origin.rpartition("/")[2]))
    if one.claim_partner is not None:
        yield Related(f"contacts:{one.claim_partner}", N_("Claim against"), one.claim_name)
    if one.reference.startswith("tickets:it/"):
        yield _it(con, int(one.reference.rpartition("/")[2]))
    elif one.reference:
        yield Related(one.reference, N_("Belongs to"), one.reference)
    yield from _papers(con, one.ref)


def _papers_of_case(con: sqlite3.Connection, one: tickets.Ticket) -> Iterator[Related]:
    """Order, bills, contract and protocols."""
    if one.sales_order is not None:
        yield Related(f"sales:{one.sales_order}", N_("Order"), one.order_number)
    if one.invoice is not None:
        yield Related(f"sales:{one.invoice}", N_("Bill complained of"), one.invoice_number)
    yield from _bills(con, one.id)
    for kept in contracts.of_case(con, one.id, one.device):
        yield _contract(kept)
    for paper in protocols.protocols(con, ticket=one.id):
        yield Related(paper.ref, N_("Protocol"), f"{paper.label} {paper.title}",
                      format_day(paper.day))  # fmt: skip


def _other_cases(con: sqlite3.Connection, one: tickets.Ticket) -> Iterator[Related]:
    for member in tickets.family(con, one.id):
        if member != one.id:
            yield _case(con, member, N_("joined to it"))
    if one.merged_into is not None:
        yield _case(con, one.merged_into, N_("joined to"))
    for link in tickets.links(con, one.id):
        yield Related(f"tickets:{link.ticket}", LINKS[link.kind], f"{link.number} {link.subject}",
                      _(STATES[link.state]))  # fmt: skip


def _of_device(con: sqlite3.Connection, key: int) -> Iterator[Related]:
    one = devices.device(con, key)
    yield from _customer(con, one.contact)
    if one.site is not None:
        yield Related(f"contacts:site/{one.site}", N_("Site"), one.site_name)
    if one.installed_by:
        yield _document(con, one.installed_by)
    yield from _cases(con, tickets.TicketFilter(device=key, merged=True, size=_MANY))
    for case in tickets.page(con, tickets.TicketFilter(device=key, merged=True, size=_MANY)):
        yield from _appointments(con, case.ref)
        yield from _bills(con, case.id)
    for kept in contracts.contracts(
        con, berlin_today(), contracts.ContractFilter(device=key, ended=True)
    ):
        yield _contract(kept)
    yield from _papers(con, one.ref)


def _of_site(con: sqlite3.Connection, key: int) -> Iterator[Related]:
    one = contacts.site(con, key)
    yield from _customer(con, one.contact)
    for device in devices.devices(con, one.contact, site=key, removed=True):
        yield _device(con, device.id)
    yield from _cases(con, tickets.TicketFilter(site=key, merged=True, size=_MANY))


def _of_contact(con: sqlite3.Connection, key: int) -> Iterator[Related]:
    yield from _cases(con, tickets.TicketFilter(contact=key, merged=True, size=_MANY))
    for device in devices.devices(con, key, removed=True)[:_MANY]:
        yield _device(con, device.id)
    for kept in contracts.contracts(
        con, berlin_today(), contracts.ContractFilter(contact=key, ended=True)
    ):
        yield _contract(kept)
    for site in contacts.sites(con, key):
        yield Related(f"contacts:site/{site.id}", N_("Site"), site.name, site.city or "")
    for note in devices.calls(con, devices.CallFilter(contact=key, size=_MANY)):
        yield from _call(con, note.id)


def _of_call(con: sqlite3.Connection, key: int) -> Iterator[Related]:
    one = devices.call(con, key)
    yield from _customer(con, one.contact)
    if one.device is not None:
        yield _device(con, one.device)
    if one.became.startswith("tickets:"):
        yield _case(con, int(one.became.partition(":")[2]), N_("Case"))
    elif one.became:
        yield Related(one.became, N_("Became"), one.subject or one.who)
    yield from _appointments(con, one.ref)


def _of_document(con: sqlite3.Connection, key: int) -> Iterator[Related]:
    row = con.execute("SELECT contact FROM sales_document WHERE id = ?", (key,)).fetchone()
    yield from _customer(con, row[0] if row else None)
    cases = cases_of_document(con, key)
    for case in cases:
        yield _case(con, case.id, N_("Case"))
    for case in cases:
        if case.device is not None:
            yield _device(con, case.device)
    for (device,) in con.execute(_DEVICES_OF_ORDER, (f"sales:{key}",)).fetchall():
        yield _device(con, device)
    for kept in contracts.of_invoice(con, key):
        yield _contract(contracts.contract(con, kept))
    yield from _appointments(con, f"sales:{key}")


def cases_of_document(con: sqlite3.Connection, key: int) -> list[tickets.Ticket]:
    """Cases that a document bills, that complain of it, or that were opened about its order."""
    return [tickets.ticket(con, case) for (case,) in con.execute(_OF_INVOICE, (key,)).fetchall()]


def _of_contract(con: sqlite3.Connection, key: int) -> Iterator[Related]:
    one = contracts.contract(con, key)
    yield from _customer(con, one.contact)
    if one.site is not None:
        yield Related(f"contacts:site/{one.site}", N_("Site"), one.site_name)
    for device in contracts.devices(con, key):
        yield _device(con, device.id)
    for visit in contracts.visits(con, key):
        if visit.ticket is not None:
            yield _case(con, visit.ticket, N_("Case"))
            yield from _bills(con, visit.ticket)
        if visit.appointment is not None:
            yield Related(f"calendar:{visit.appointment}", N_("Appointment"), one.subject,
                          format_day(visit.due))  # fmt: skip
    for bill in contracts.bills(con, key):
        yield Related(f"sales:{bill.invoice}", N_("Sales invoice"), bill.number or _("Draft"))


def _of_it(con: sqlite3.Connection, key: int) -> Iterator[Related]:
    for case in it.cases(con, it.item(con, key)):
        yield _case(con, case.id, N_("Case"))


def _of_protocol(con: sqlite3.Connection, key: int) -> Iterator[Related]:
    one = protocols.protocol(con, key)
    yield from _customer(con, one.contact)
    yield _case(con, one.ticket, N_("Case"))
    if one.device is not None:
        yield _device(con, one.device)
    case = protocols.case_of_defects(con, one)
    if case is not None:
        yield _case(con, case[0], N_("Case of the defects"))


def _of_appointment(con: sqlite3.Connection, key: int) -> Iterator[Related]:
    row = con.execute("SELECT reference, contact FROM appointment WHERE id = ?", (key,)).fetchone()
    if row is None:
        return
    reference, contact = row
    if reference.startswith("tickets:"):
        yield _case(con, int(reference.partition(":")[2]), N_("Case"))
    elif reference:
        yield Related(reference, N_("Belongs to"), reference)
    yield from _customer(con, contact)


_ASK = {
    ("tickets", ""): _of_case, ("contacts", ""): _of_contact, ("contacts", "device"): _of_device,
    ("contacts", "site"): _of_site, ("contacts", "call"): _of_call, ("sales", ""): _of_document,
    ("calendar", ""): _of_appointment, ("tickets", "contract"): _of_contract,
    ("tickets", "it"): _of_it, ("tickets", "protocol"): _of_protocol,
}  # fmt: skip

# -- one record ----------------------------------------------------------------------------------


def _customer(con: sqlite3.Connection, contact: int | None) -> Iterator[Related]:
    if contact is not None:
        who = contacts.partner(con, contact)
        yield Related(f"contacts:{who.id}", N_("Customer"), who.name)


def _device(con: sqlite3.Connection, key: int) -> Related:
    one = devices.device(con, key)
    detail = " · ".join(filter(None, (one.kind, one.place, one.serial)))
    return Related(one.ref, N_("Device"), one.name, detail)


def _contract(one: Contract) -> Related:
    return Related(one.ref, N_("Maintenance contract"), f"{one.number} {one.subject}",
                   one.contact_name)  # fmt: skip


def _it(con: sqlite3.Connection, key: int) -> Related:
    one = it.item(con, key)
    return Related(one.ref, N_("Own IT"), one.name, _(IT_KINDS[one.kind]))


def _case(con: sqlite3.Connection, key: int, what: str) -> Related:
    one = tickets.ticket(con, key)
    return Related(one.ref, what, f"{one.number} {one.subject}", _(STATES[one.state]))


def _cases(con: sqlite3.Connection, wanted: tickets.TicketFilter) -> Iterator[Related]:
    for one in tickets.page(con, wanted):
        detail = f"{_(KINDS[one.kind])} · {_(STATES[one.state])}"
        yield Related(one.ref, N_("Case"), f"{one.number} {one.subject}", detail)


def _bills(con: sqlite3.Connection, case: int) -> Iterator[Related]:
    for line in tickets.lines(con, case):
        if line.invoice is not None:
            yield Related(
                f"sales:{line.invoice}", N_("Sales invoice"), line.invoice_number or _("Draft")
            )


def _call(con: sqlite3.Connection, key: int) -> Iterator[Related]:
    row = con.execute("SELECT 1 FROM call_note WHERE id = ?", (key,)).fetchone()
    if row is not None:
        one = devices.call(con, key)
        name = one.subject or one.note or one.number or "–"
        yield Related(one.ref, N_("Call"), name, format_day(berlin_today(one.at)))


def _document(con: sqlite3.Connection, reference: str) -> Related:
    key = reference.partition(":")[2]
    row = con.execute(
        "SELECT number, subject FROM sales_document WHERE id = ?", (key,)
    ).fetchone() or ("", "")
    return Related(reference, N_("Order"), row[0] or reference, row[1])


def _appointments(con: sqlite3.Connection, reference: str) -> Iterator[Related]:
    for one in entries_of(con, reference):
        yield Related(one.ref, N_("Appointment"), one.title, format_day(one.first_day))


def _papers(con: sqlite3.Connection, reference: str) -> Iterator[Related]:
    for key, title, day in con.execute(_PAPERS, (reference,)).fetchall():
        yield Related(f"documents:{key}", N_("Document"), title, day)

"""Keys of cases, calls and devices."""

from __future__ import annotations

from kontor.base.i18n import N_
from kontor.tui.action import Action, Group

_CALLS = ("tickets.calls", "tickets.callnote")
_PROTOCOLS = ("tickets.protocols", "tickets.protocol")
_IT = ("tickets.own_it", "tickets.it")
_CASES = ("tickets.cases", "tickets.case")
_DEVICES = ("tickets.devices", "tickets.device")
_CONTRACTS = ("tickets.contracts", "tickets.due", "tickets.contract")


def _case(name: str, key: str, label: str, help_: str) -> Action:
    return Action(f"ticket.{name}", (key,), label, help_, _CASES, Group.AREA, writes=True)


def _contract(name: str, key: str, label: str, help_: str, *, writes: bool = True) -> Action:
    return Action(f"contract.{name}", (key,), label, help_, _CONTRACTS, Group.AREA, writes=writes)


ACTIONS: tuple[Action, ...] = (
    Action("call.ticket", ("f7",), N_("Case"), N_("Notes the call and opens a case of it."),
           ("tickets.call",), Group.FORM, writes=True),
    Action("call.lead", ("f9",), N_("Lead"), N_("Notes the call and makes a lead of it."),
           ("tickets.call",), Group.FORM, writes=True),
    Action("call.visit", ("f3",), N_("Appointment"),
           N_("Notes the call and makes an appointment of it: day and time in one line."),
           ("tickets.call",), Group.FORM, writes=True),
    Action("call.resume", ("ctrl+o",), N_("Go on with it"),
           N_("Goes on with a call that was begun and not saved."),
           ("tickets.call",), Group.FORM),
    Action("call.back", ("E",), N_("Called back"), N_("Notes that somebody was called back."),
           _CALLS, Group.AREA, writes=True),
    Action("call.became", ("B",), N_("Became"),
           N_("Opens the case, lead or appointment that was made of the call."),
           _CALLS, Group.AREA),
    Action("call.case", ("M",), N_("Make a case"), N_("Opens a case of a call that was noted."),
           _CALLS, Group.AREA, writes=True),
    Action("call.import", ("I",), N_("Import"),
           N_("Takes over the list of calls of the router; the dry run comes first."),
           ("tickets.calls",), Group.AREA, writes=True),
    Action("device.case", ("M",), N_("Make a case"),
           N_("Opens a case about the device; customer, site and order come along."),
           _DEVICES, Group.AREA, writes=True),
    Action("record.related", ("H",), N_("What belongs"),
           N_("Goes to what belongs together: customer, device, order, bill, appointment, case."),
           (*_CASES, *_CALLS, *_DEVICES, *_CONTRACTS, *_IT, *_PROTOCOLS, "tickets.site",
            "contacts.contact", "sales.document", "calendar.appointment"), Group.AREA),
    Action("ticket.import", ("I",), N_("Mails in"),
           N_("Takes mails in: answers go to their case, others open one; first a dry run."),
           ("tickets.cases",), Group.AREA, writes=True),
    _case("wait", "Z", N_("Let it wait"), N_("Lets the case wait for somebody until a day.")),
    _case("note", "N", N_("Note"), N_("Writes down what was said or written.")),
    _case("work", "A", N_("Work"), N_("Writes down time, travel or material.")),
    _case("bear", "B", N_("Who bears it"),
          N_("Says who bears work: the warranty, goodwill, or the customer again.")),
    _case("bill", "F", N_("Bill work"),
          N_("Drafts one invoice of the open work of the marked cases and opens it.")),
    _case("payer", "P", N_("Who pays"), N_("Decides who pays, with the reason.")),
    _case("costs", "K", N_("Costs told"),
          N_("Notes that the customer was told what it costs, and agreed.")),
    _case("dispute", "S", N_("Dispute"),
          N_("Rests the reminders of the bill complained of, or lets them go on again.")),
    _case("claim", "C", N_("Claim back"),
          N_("Notes what is asked of a supplier or subcontractor.")),
    _case("assign", "O", N_("Give to"), N_("Gives the marked cases to somebody.")),
    _case("file", "D", N_("Files"),
          N_("Opens a file of the case, or adds a picture, PDF or mail.")),
    _case("rank", "E", N_("Urgency"), N_("Says how urgent the marked cases are.")),
    _case("part", "T", N_("Take apart"),
          N_("Separates joined cases, or makes a case of its own of a part.")),
    _case("join", "J", N_("Join"), N_("Joins the case to another one of the same customer.")),
    _case("link", "L", N_("Link it"), N_("Says that another case belongs to this one.")),
    _case("rate", "V", N_("Satisfaction"), N_("Notes how satisfied the customer was.")),
    _case("protocol", "Q", N_("Protocol"),
          N_("Writes a protocol by a checklist, or opens one of the case.")),
    _case("close", "X", N_("Close case"), N_("Closes the case with the reason.")),
    _contract("price", "P", N_("Price"), N_("Writes down another price, or the one agreed.")),
    _contract("devices", "D", N_("Devices"),
              N_("Marks the devices that the contract looks after.")),
    _contract("done", "E", N_("Visit done"),
              N_("Notes a visit that was made without a case of its own.")),
    _contract("case", "B", N_("To the case"), N_("Opens the case of the visit that is planned."),
              writes=False),
    _contract("announce", "K", N_("Announce"),
              N_("Writes the announcements that wait into a folder and opens them.")),
    _contract("index", "V", N_("Index value"),
              N_("Enters a value of an index that prices follow.")),
    Action("contract.how", ("H",), N_("How"),
           N_("Says who goes, how far it is, how visits are announced."),
           ("tickets.contractrun",), Group.AREA),
    _case("reopen", "W", N_("Reopen it"), N_("Takes a case up again within 30 days.")),
    Action("protocol.rest", ("f7",), N_("Rest in order"),
           N_("Puts everything to tick in order that has no answer yet."),
           ("tickets.protocolform",), Group.FORM),
    Action("protocol.addendum", ("N",), N_("Addendum"), N_("Adds to a signed protocol."),
           _PROTOCOLS, Group.AREA, writes=True),
    Action("protocol.defects", ("M",), N_("Defect case"),
           N_("Opens a case for the defects that the protocol names."),
           _PROTOCOLS, Group.AREA, writes=True),
    Action("protocol.ticket", ("B",), N_("Its case"), N_("Opens the case of the protocol."),
           _PROTOCOLS, Group.AREA),
    Action("protocol.photo", ("F",), N_("Pictures"), N_("Shows a picture of the protocol."),
           _PROTOCOLS, Group.AREA),
    Action("text.placeholder", ("f7",), N_("Placeholder"),
           N_("Puts a placeholder where the cursor is; the list says what stands for what."),
           ("tickets.text",), Group.FORM),
    Action("it.case", ("F",), N_("Case"), N_("Opens a case about the item: what is wrong with it."),
           _IT, Group.AREA, writes=True),
    Action("it.plan", ("P",), N_("Plan task"),
           N_("Plans a check, a backup test or updates every so many months."),
           _IT, Group.AREA, writes=True),
    Action("it.unplan", ("X",), N_("End task"), N_("Ends a task; what was done stays."),
           _IT, Group.AREA, writes=True),
    Action("it.restore", ("W",), N_("Use again"), N_("Takes a retired item into use again."),
           _IT, Group.AREA, writes=True),
)  # fmt: skip

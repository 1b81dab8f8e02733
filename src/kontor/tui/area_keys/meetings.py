"""Keys of meetings, the resolution book and the register of instructions."""

from __future__ import annotations

from kontor.base.i18n import N_
from kontor.tui.action import Action, Group

_BOTH = ("calendar.meetings", "calendar.meeting")
_ONE = ("calendar.meeting",)
_BOOK = ("calendar.resolutions",)
_AGENDA = ("calendar.meeting_agenda",)
_PEOPLE = ("calendar.meeting_people",)
_BALLOTS = ("calendar.meeting_ballots",)
_LINES = ("calendar.meeting_lines",)

_PLANNING = (
    Action("meeting.agenda", ("T",), N_("Agenda"),
           N_("Opens the agenda: add, change, move, attach files, call items."),
           _ONE, Group.AREA),
    Action("meeting.people", ("L",), N_("Participants"),
           N_("Opens the people: votes, proxies, who is there, what they were sent."),
           _ONE, Group.AREA),
    Action("meeting.ballots", ("S",), N_("Votes"),
           N_("Opens motions and elections with their results explained."), _ONE, Group.AREA),
    Action("meeting.lines", ("I",), N_("Read minutes"),
           N_("Opens the minutes line by line: correct, add, answer objections."),
           _ONE, Group.AREA),
    Action("meeting.invite", ("E",), N_("Invite"),
           N_("Asks everybody with the agenda: first a preview, then mails and letters go out."),
           _BOTH, Group.AREA, writes=True),
    Action("meeting.sent", ("Y",), N_("What was sent"),
           N_("Notes to whom invitation, more agenda or minutes went, how and when: the proof."),
           _BOTH, Group.AREA, writes=True),
    Action("meeting.rules", ("V",), N_("Rules"),
           N_("Shows notice, form, quorum and majorities of each kind with their law; changes "
              "them where the articles say so."), ("calendar.meetings",), Group.AREA),
    Action("agenda.up", ("minus",), N_("Earlier"), N_("Moves the item one place up."),
           _AGENDA, Group.AREA, writes=True),
    Action("agenda.down", ("plus",), N_("Later"), N_("Moves the item one place down."),
           _AGENDA, Group.AREA, writes=True),
    Action("agenda.attach", ("D",), N_("Attach"), N_("Attaches a file to the item."),
           _AGENDA, Group.AREA, writes=True),
    Action("agenda.files", ("O",), N_("Attachments"), N_("Shows what is attached to the item."),
           _AGENDA, Group.AREA),
    Action("agenda.finish", ("E",), N_("Dealt with"), N_("The item is dealt with."),
           _AGENDA, Group.AREA, writes=True),
    Action("agenda.postpone", ("X",), N_("Postpone"),
           N_("Postpones the item; the next meeting takes it over."),
           _AGENDA, Group.AREA, writes=True),
    Action("people.revoke", ("Z",), N_("End proxy"), N_("Withdraws the proxy of the person."),
           _PEOPLE, Group.AREA, writes=True),
    Action("people.proof", ("O",), N_("Signed paper"), N_("Shows the signed paper of the proxy."),
           _PEOPLE, Group.AREA),
    Action("rules.majority", ("A",), N_("Majority"),
           N_("Sets the own majority of a kind of motion."), ("calendar.meeting_rules",),
           Group.AREA, writes=True),
)  # fmt: skip
_RUNNING = (
    Action("meeting.open", ("O",), N_("Open it"),
           N_("Opens the meeting: who is there, who leads, is there a quorum."),
           _BOTH, Group.AREA, writes=True),
    Action("meeting.come", ("K",), N_("Comes"), N_("Notes that somebody comes."),
           (*_ONE, *_PEOPLE), Group.AREA, writes=True),
    Action("meeting.leave", ("X",), N_("Goes away"),
           N_("Notes that somebody leaves; the quorum is counted again."),
           (*_ONE, *_PEOPLE), Group.AREA, writes=True),
    Action("meeting.call", ("N",), N_("Call item"),
           N_("Calls an item of the agenda; the one before ends."),
           (*_ONE, *_AGENDA), Group.AREA, writes=True),
    Action("meeting.motion", ("A",), N_("Motion"),
           N_("Writes a motion and goes on to its vote."), (*_ONE, *_AGENDA, *_BALLOTS),
           Group.AREA, writes=True),
    Action("meeting.vote", ("B",), N_("Vote"),
           N_("Votes on the motion that waits; the result is explained."),
           (*_ONE, *_BALLOTS), Group.AREA, writes=True),
    Action("meeting.elect", ("V",), N_("Election"),
           N_("Holds a ballot: candidates with votes; a tie leads to a lot or a second ballot."),
           (*_ONE, *_AGENDA, *_BALLOTS), Group.AREA, writes=True),
    Action("ballot.accept", ("E",), N_("Acceptance"),
           N_("Notes whether those who were elected accept."), _BALLOTS, Group.AREA, writes=True),
    Action("meeting.write", ("P",), N_("The minutes"), N_("Writes lines of the minutes."),
           (*_ONE, *_LINES), Group.AREA, writes=True),
    Action("meeting.task", ("Z",), N_("Task"),
           N_("Notes a task: who does what until when."), (*_ONE, *_LINES), Group.AREA,
           writes=True),
    Action("meeting.proxy", ("M",), N_("Proxy"), N_("Notes who votes for whom."),
           (*_ONE, *_PEOPLE), Group.AREA, writes=True),
    Action("meeting.close", ("C",), N_("Close it"),
           N_("Closes the meeting; what is left is postponed."), _ONE, Group.AREA, writes=True),
)  # fmt: skip
_AFTER = (
    Action("meeting.approve", ("W",), N_("Approve"),
           N_("Approves the minutes: frozen, and archived as PDF."),
           _BOTH, Group.AREA, writes=True),
    Action("meeting.addendum", ("H",), N_("Addendum"),
           N_("Adds to approved minutes."), _ONE, Group.AREA, writes=True),
    Action("meeting.object", ("Q",), N_("Objection"),
           N_("Notes an objection to the minutes."), (*_ONE, *_LINES), Group.AREA, writes=True),
    Action("meeting.follow", ("F",), N_("Next meeting"),
           N_("Plans the next one with its people and what was left open."),
           _BOTH, Group.AREA, writes=True),
    Action("resolution.done", ("E",), N_("Carried out"),
           N_("Notes that a resolution is carried out, or is open again."),
           _BOOK, Group.AREA, writes=True),
)  # fmt: skip
_REGISTER = (
    Action("register.later", ("right",), N_("Next topic"), N_("Chooses the next topic."),
           ("calendar.instructions",), Group.VIEW),
    Action("register.earlier", ("left",), N_("Last topic"), N_("Chooses the topic before."),
           ("calendar.instructions",), Group.VIEW),
    Action("register.held", ("L",), N_("Held ones"),
           N_("Shows what was held, who signed, and the scanned lists."),
           ("calendar.instructions",), Group.AREA),
    Action("register.topics", ("V",), N_("Topics"),
           N_("Shows the topics with their intervals and law; changes them."),
           ("calendar.instructions",), Group.AREA),
    Action("held.sign", ("E",), N_("Signs"), N_("Notes that somebody signed later."),
           ("calendar.held",), Group.AREA, writes=True),
    Action("held.scan", ("O",), N_("Signed list"), N_("Shows the scanned list."),
           ("calendar.held",), Group.AREA),
)  # fmt: skip
ACTIONS: tuple[Action, ...] = (*_PLANNING, *_RUNNING, *_AFTER, *_REGISTER)

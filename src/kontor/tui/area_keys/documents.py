"""Keys of archive, letterhead, texts and letters."""

from __future__ import annotations

from kontor.base.i18n import N_
from kontor.tui.action import Action, Group

_FILES = ("firm.documents", "firm.document")

ACTIONS: tuple[Action, ...] = (
    Action("document.save", ("K",), N_("Save file"),
           N_("Saves the file as it was archived."), _FILES, Group.AREA),
    Action("document.record", ("b",), N_("Belongs to"),
           N_("Goes to the record or the contact that the document belongs to."),
           _FILES, Group.AREA),
    Action("letterhead.picture", ("B",), N_("As a picture"),
           N_("Shows the sample with the letterhead as a picture."),
           ("firm.papers",), Group.AREA),
    Action("letterhead.language", ("L",), N_("German/English"),
           N_("Shows the texts and the sample in the other language."),
           ("firm.papers", "tickets.texts"), Group.AREA),
    Action("letterhead.logo", ("f7",), N_("Logo"),
           N_("Takes a picture as logo, or none."), ("firm.letterhead",), Group.FORM,
           writes=True),
    Action("letterhead.show", ("f9",), N_("Show sample"),
           N_("Shows the sample as PDF with what is typed, before anything is saved."),
           ("firm.letterhead",), Group.FORM),
    Action("letter.template", ("f7",), N_("Template"),
           N_("Begins the letter with one of the firm's texts."),
           ("contacts.letter", "tickets.letter", "tickets.mail"), Group.FORM),
    Action("letter.show", ("f9",), N_("Look at it"),
           N_("Shows the letter as PDF before it is issued."),
           ("contacts.letter", "tickets.letter"), Group.FORM),
    Action("contact.labels", ("E",), N_("Labels"),
           N_("Makes address labels of the marked contacts."), ("contacts.list",), Group.AREA),
)  # fmt: skip

"""Keys of the own firm."""

from __future__ import annotations

from kontor.base.i18n import N_
from kontor.tui.action import Action, Group

_BACKUPS, _CHECK = ("firm.backups",), ("firm.check",)

ACTIONS: tuple[Action, ...] = (
    Action("firm.takeover", ("I",), N_("Take over"),
           N_("Takes over balances, open items, assets and filed returns of the program before."),
           ("firm.firm",), Group.AREA, writes=True),
    Action("firm.replay", ("J",), N_("Book a batch"),
           N_("Books a DATEV batch of the running year again as events, after a dry run."),
           ("firm.firm",), Group.AREA, writes=True),
    Action("firm.save_as", ("K",), N_("Save a copy"),
           N_("Saves the whole file once more, such as for a new computer."),
           ("firm.firm",), Group.AREA),
    Action("firm.handover", ("H",), N_("Hand over"),
           N_("Writes the books of a period for the tax adviser's DATEV or for a tax audit."),
           ("firm.firm",), Group.AREA, writes=True),
    Action("mail.password", ("P",), N_("Mail password"),
           N_("Keeps the password of the mail server in the key ring and tries it."),
           ("firm.settings",), Group.AREA),
    Action("backup.prove", ("P",), N_("Prove"), N_("Proves that the backup is whole."),
           _BACKUPS, Group.AREA),
    Action("backup.restore", ("w",), N_("Restore"),
           N_("Shows what going back to this backup would change; then a word must be typed."),
           _BACKUPS, Group.AREA, writes=True),
    Action("backup.second", ("K",), N_("Second place"),
           N_("Sets a stick or another disk to which every backup goes as well."),
           _BACKUPS, Group.AREA, writes=True),
    Action("check.run", ("n",), N_("Check"), N_("Proves the books, part by part."),
           _CHECK, Group.AREA),
    Action("check.doctor", ("I",), N_("Doctor"),
           N_("Looks at the installation, the disk and the place of the file."),
           _CHECK, Group.AREA),
    Action("step.more", ("M",), N_("More"), N_("Shows more changes of the step."),
           ("firm.step",), Group.AREA),
    Action("keys.reset", ("x",), N_("Usual keys"),
           N_("Gives the action its usual keys back."), ("firm.keys",), Group.AREA),
    Action("screen.language", ("L",), N_("Language"),
           N_("Changes between German and English."), ("firm.keys",), Group.AREA),
    Action("takeover.file", ("I",), N_("Read a file"),
           N_("Reads balances, open items, assets or returns from CSV or a DATEV batch."),
           ("firm.takeover",), Group.AREA),
    Action("takeover.prove", ("P",), N_("Dry run"),
           N_("Books everything on trial and shows each line with its finding."),
           ("firm.takeover", "firm.batch"), Group.AREA),
    Action("wizard.demo", ("f9",), N_("Demo firm"),
           N_("Leaves the setting up and opens a demo firm."),
           ("wizard.page", "wizard.overview"), Group.AREA),
    Action("wizard.back", ("f7",), N_("Page before"),
           N_("Goes back to the page before; what is typed is kept."),
           ("wizard.page", "wizard.money", "wizard.review"), Group.AREA),
)  # fmt: skip

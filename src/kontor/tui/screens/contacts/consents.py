"""Consent of one contact: the lights, what was given and objected to, every advertising."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from kontor.base.dates import format_day
from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.base.oserrors import reason_of
from kontor.contacts import queries
from kontor.contacts.consent_kinds import How, Purpose, Verdict, Way
from kontor.contacts.queries import consent as log
from kontor.contacts.words import BASES, HOWS, LIGHTS, PURPOSES, WAYS
from kontor.store.blobs import get_blob
from kontor.tui import viewer
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.contacts.names import choices
from kontor.tui.screens.files import file_search
from kontor.tui.screens.input_form import InputForm, made
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import BAD, GOOD, MUTED, WARN, Column, Kind, State
from kontor.tui.widgets.fields import Field

LIGHT_STATES = {
    "green": State("●", N_("allowed"), GOOD),
    "yellow": State("◐", N_("with care"), WARN),
    "red": State("✗", N_("forbidden"), BAD),
}
_STATES = {
    **LIGHT_STATES,
    "holds": State("✓", N_("holds"), GOOD),
    "over": State("○", N_("over"), MUTED),
    "objected": State("✗", N_("objected"), BAD),
    "sent": State("›", N_("sent"), MUTED),
}
_HOWS = {code: word for code, word in HOWS.items() if code != How.ERASURE}
_NOTHING: Any = None
_PROOFS = (".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".eml", ".txt", ".zip")
_ADVERTISING = {
    code: word for code, word in PURPOSES.items() if code not in {Purpose.ENQUIRY, Purpose.ORDER}
}


class ConsentScreen(ListScreen):
    """May somebody be called, mailed, written to - and what proves it."""

    CANCEL = N_("Withdraw")
    NAME, HANDBOOK = "contacts.consent", "consent"
    TITLE = N_("Consent")
    HINTS: ClassVar[tuple[str, ...]] = (
        "record.new", "contact.object", "record.cancel", "record.print",
    )  # fmt: skip
    COLUMNS = (
        Column(N_("What"), Kind.NAME, 16, least=14),
        Column(N_("Way"), width=12, least=10),
        Column(N_("Day"), Kind.DATE, priority=2),
        Column(N_("Why"), width=40, grow=1, priority=4, least=18),
        Column(N_("State"), Kind.STATE, 12, states=_STATES, least=11),
    )
    EMPTY = N_("Nothing is known.")

    def __init__(self, contact: int) -> None:
        super().__init__()
        self.contact = contact
        self.name_of = ""
        self.entries: list[tuple[str, Any]] = []

    def crumb(self) -> str:
        """Consent and the name."""
        return f"{_(self.TITLE)} · {self.name_of}"

    def source(self) -> Source:
        """The lights first, then the log, newest first."""
        today = self.kontor.today()
        with self.kontor.store.read() as con:
            self.name_of = queries.contact(con, self.contact).name
            lights = [
                (way, log.verdict(con, self.contact, way, Purpose.ADVERTISING, today))
                for way in (Way.PHONE, Way.MAIL, Way.LETTER)
            ]
            consents, said = log.consents(con, self.contact), log.objections(con, self.contact)
            uses = log.uses(con, self.contact)
        self.entries = [("light", one) for one in lights]
        self.entries += [("consent", one) for one in consents]
        self.entries += [("objection", one) for one in said]
        self.entries += [("use", one) for one in uses]
        rows = []
        for place, (kind, one) in enumerate(self.entries):
            cells = _cells(kind, one, today)
            rows.append(Row(place + 1, (place,), cells, str(cells[-1])))
        return MemorySource(rows)

    def preview(self, row: Row) -> Sequence[Block]:
        """The wording, or the law."""
        kind, one = self.entries[row.id - 1]
        if kind == "light":
            way, found = one
            return _light_blocks(way, found)
        if kind == "consent":
            return [
                Head(_(BASES[one.basis]), _(WAYS[one.channel])),
                Facts(
                    (N_("Purpose"), _(PURPOSES[one.purpose])), (N_("Given"), one.given),
                    (N_("How"), _(HOWS[one.how])), (N_("Recorded by"), one.recorded_by),
                    (N_("Last used"), one.last_used), (N_("Until"), one.ends),
                    (N_("Withdrawn"), one.withdrawn), (N_("Keep until"), one.keep_until),
                ),
                Facts((N_("Proof"), _("kept in the file; p shows it") if one.file else "")),
                Note(N_("Wording"), one.wording), Note(N_("Note"), one.note),
            ]  # fmt: skip
        if kind == "objection":
            return [
                Head("", _("Objection")),
                Facts((N_("Day"), one.day), (N_("How"), _(HOWS[one.how])),
                      (N_("Lifted"), one.lifted)),
                Note(N_("Note"), one.note),
            ]  # fmt: skip
        return [
            Head("", _(PURPOSES[one.purpose])),
            Facts((N_("Day"), one.day), (N_("Law"), one.law), (N_("Keep until"), one.keep_until)),
            Note(N_("Note"), one.note),
        ]

    def why_not(self, name: str) -> str:
        """Only what still holds can be ended; only a kept proof can be shown."""
        if name == "record.print" and not self._proof():
            return _("No proof is kept with it.")
        if name == "record.cancel":
            kind, one = self.entries[self.row.id - 1] if self.row else ("", _NOTHING)
            if kind == "consent" and one.withdrawn is None:
                return super().why_not(name)
            if kind == "objection" and one.lifted is None and one.how is not How.ERASURE:
                return super().why_not(name)
            return _("Choose a consent or an objection that holds.")
        return super().why_not(name)

    def _proof(self) -> str:
        """The key of the proof under the cursor."""
        kind, one = self.entries[self.row.id - 1] if self.row else ("", _NOTHING)
        return (one.file or "") if kind == "consent" else ""

    def do_record_print(self) -> None:
        """The signed form or the mail, as it was kept."""
        store, key = self.kontor.store, self._proof()
        with store.read() as con:
            content = get_blob(con, key)
        viewer.open_file(self, f"{_('Proof')} {self.name_of}{ending_of(content)}", lambda: content)

    def do_record_new(self) -> None:
        """Record a consent."""
        self.app.push_screen(GiveForm(self.contact))

    def do_contact_object(self) -> None:
        """Record an objection; it blocks at once."""
        self.app.push_screen(ObjectForm(self.contact))

    def do_record_cancel(self) -> None:
        """Withdraw the consent, or lift the objection under the cursor."""
        from kontor.contacts.consents import EndInput
        from kontor.contacts.service.consent import lift, withdraw

        if self.row is None:
            return
        kind, one = self.entries[self.row.id - 1]
        data = EndInput(day=max(self.kontor.today(), one.given if kind == "consent" else one.day))
        self.kontor.run_case(withdraw if kind == "consent" else lift, one.id, data)


def _cells(kind: str, one: Any, today: Any) -> tuple[object, ...]:
    if kind == "light":
        way, found = one
        return (_("Light"), _(WAYS[way]), None, _(found.reason), str(found.light))
    if kind == "consent":
        ended = one.withdrawn or (one.ends if one.ends and one.ends < today else None)
        why = _("until {day}").format(day=format_day(ended)) if ended else _(PURPOSES[one.purpose])
        state = "over" if ended else "holds"
        return (_(BASES[one.basis]), _(WAYS[one.channel]), one.given, why, state)
    if kind == "objection":
        way = _(WAYS[one.channel]) if one.channel else _("all ways")
        state = "over" if one.lifted else "objected"
        return (_("Objection"), way, one.day, one.note or _(HOWS[one.how]), state)
    why = one.note or _(PURPOSES[one.purpose])
    return (_("Advertising"), _(WAYS[one.channel]), one.day, why, "sent")


def _light_blocks(way: Way, found: Verdict) -> list[Block]:
    return [
        Head(_(LIGHTS[found.light]), _(WAYS[way])),
        Facts((N_("Law"), found.law)),
        Note(N_("Why"), _(found.reason)),
        *([Note(N_("To heed"), _(found.duty))] if found.duty else []),
    ]


_FORMS = (
    (b"%PDF", ".pdf"), (b"\x89PNG", ".png"), (b"\xff\xd8", ".jpg"), (b"II*", ".tif"),
    (b"MM\x00*", ".tif"), (b"PK", ".zip"),
)  # fmt: skip


def ending_of(content: bytes) -> str:
    """The ending by which the system knows what opens a proof."""
    for begin, ending in _FORMS:
        if content.startswith(begin):
            return ending
    head = content[:2000]
    if b"\0" in head:
        return ".bin"
    return ".eml" if b"From:" in head or b"Received:" in head else ".txt"


class GiveForm(InputForm):
    """A consent as it was given, with the paper or mail that proves it."""

    TITLE, HANDBOOK = N_("New consent"), "consent"
    FIELDS = (
        Field("channel", N_("Way"), "choice", choices=choices(WAYS), default=Way.MAIL),
        Field("purpose", N_("What for"), "choice", choices=choices(_ADVERTISING),
              default=Purpose.ADVERTISING),
        Field("basis", N_("Basis"), "choice", choices=choices(BASES), default="consent",
              help=N_("From a sale: mail only, the right to object was named (§ 7 (3) UWG)")),
        Field("day", N_("Given on"), "date", required=True),
        Field("how", N_("How"), "choice", choices=choices(_HOWS), default=How.FORM),
        Field("recorded_by", N_("Recorded by")),
        Field("ends", N_("Holds until"), "date", help=N_("empty: until it is withdrawn")),
        Field("wording", N_("Wording"), "multiline", help=N_("empty: the text of the firm")),
        Field("note", N_("Note"), "multiline"),
    )  # fmt: skip

    def __init__(self, contact: int) -> None:
        super().__init__()
        self.contact = contact

    def fields(self) -> Sequence[Field]:
        """The proof is chosen from the usual folders, or by its path."""
        proof = Field("proof", N_("Proof"), "picker", help=N_("form or mail; F4 lists files"),
                      search=file_search(_PROOFS, self.kontor.folder))  # fmt: skip
        return (*self.FIELDS[:-2], proof, *self.FIELDS[-2:])

    def draft_key(self) -> str:
        """The contact."""
        return f"contacts.consent:{self.contact}"

    def start(self) -> dict[str, Any]:
        """Today."""
        return {"day": self.kontor.today()}

    def save(self, values: dict[str, Any]) -> None:
        """Record it."""
        from kontor.contacts.consents import ConsentInput
        from kontor.contacts.service.consent import give

        given = {name: value for name, value in values.items() if name not in {"channel", "proof"}}
        given["channels"] = [values["channel"]]
        try:
            data = made(ConsentInput, given)
            proof = _read_proof(values["proof"])
        except InputError as error:
            self.refused(error)
            return
        self.kontor.run_case(
            give, self.contact, data, proof, then=self.saved, otherwise=self.refused
        )


def _read_proof(path: str | None) -> bytes | None:
    """The content of the proof.

    Raises:
        InputError: it cannot be read, or is empty.
    """
    if not path:
        return None
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise InputError(
            N_("“{path}” cannot be read: {reason}."), path=Path(path).name, reason=reason_of(error),
            field="proof",
        ) from error  # fmt: skip
    if not content:
        raise InputError(N_("This file is empty: it proves nothing."), field="proof")
    return content


class ObjectForm(InputForm):
    """An objection to advertising."""

    TITLE, HANDBOOK = N_("Objection to advertising"), "consent"
    FIELDS = (
        Field("channel", N_("Way"), "choice", choices=choices({"": N_("all ways"), **WAYS}),
              default=""),
        Field("day", N_("Said on"), "date", required=True),
        Field("how", N_("How"), "choice", choices=choices(_HOWS), default=How.ORAL),
        Field("note", N_("Note"), "multiline"),
    )  # fmt: skip

    def __init__(self, contact: int) -> None:
        super().__init__()
        self.contact = contact

    def draft_key(self) -> str:
        """The contact."""
        return f"contacts.objection:{self.contact}"

    def start(self) -> dict[str, Any]:
        """Today."""
        return {"day": self.kontor.today()}

    def save(self, values: dict[str, Any]) -> None:
        """Record it."""
        from kontor.contacts.consents import ObjectionInput
        from kontor.contacts.service.consent import object_to

        self.send(object_to, self.contact, model=ObjectionInput, values=values)

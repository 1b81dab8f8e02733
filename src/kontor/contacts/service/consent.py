"""Use cases of consent: given, withdrawn, objected to, lifted, used. Nothing leaves without it."""

from __future__ import annotations

from sqlmodel import select

from kontor.base.dates import format_day
from kontor.base.errors import InputError, NotFound, Refused
from kontor.base.i18n import N_
from kontor.contacts import queries
from kontor.contacts.consent_kinds import Basis, How, Purpose, Way
from kontor.contacts.consents import (
    ConsentInput,
    ConsentRow,
    ConsentTextInput,
    ConsentTextRow,
    ConsentUseRow,
    EndInput,
    ObjectionInput,
    ObjectionRow,
    UseInput,
)
from kontor.contacts.queries import consent as asked
from kontor.contacts.rules.consent import ELECTRONIC, is_advertising, keep_until
from kontor.store.blobs import put_blob
from kontor.store.faults import Words
from kontor.store.unit import Unit, use_case


@use_case(N_("Consent recorded"))
def give(unit: Unit, contact: int, data: ConsentInput, evidence: bytes | None = None) -> list[int]:
    """Record a consent for each way it names, with its whole wording; returns the records.

    Args:
        unit: the step.
        contact: who gave it; of an alias the contact it joined.
        data: what was agreed to.
        evidence: the signed form or the mail, kept in the file.

    Raises:
        InputError: the end lies before the beginning, or a sale allows no such way.
    """
    who = queries.partner(unit.con, contact).id
    basis, purpose = Basis(data.basis), Purpose(data.purpose)
    if data.ends is not None and data.ends < data.day:
        raise InputError(N_("The end lies before the beginning."), field="ends")
    if basis is Basis.SALE and not ELECTRONIC.issuperset(data.channels):
        raise InputError(
            N_("A sale allows mails and messages only."),
            hint=N_("Letters need no record; calls need a consent."),
            field="channels",
        )
    language = queries.contact(unit.con, who).language
    text = asked.text_on(unit.con, language, basis, data.day)
    said = data.wording or asked.wording(unit.con, text.text, data.channels, purpose)
    kind = "own" if text.id else "standard"
    file = put_blob(unit, evidence) if evidence else data.stored
    return [
        unit.put(ConsentRow(
            contact=who, channel=channel, purpose=purpose, basis=basis, given=data.day,
            how=How(data.how), wording=said, recorded_by=data.recorded_by, file=file,
            version="typed" if data.wording else f"{kind} {language} {text.valid_from}",
            note=data.note, ends=data.ends, keep_until=keep_until(data.day),
        )).key
        for channel in dict.fromkeys(data.channels)
    ]  # fmt: skip


@use_case(N_("Consent withdrawn"))
def withdraw(unit: Unit, consent: int, data: EndInput) -> None:
    """End a consent; it stays as evidence of what was sent before.

    Raises:
        Refused: it was withdrawn already.
    """
    row = unit.get(ConsentRow, consent)
    if row is None:
        raise NotFound(N_("There is no consent {number}."), number=consent)
    if row.withdrawn is not None:
        raise Refused(
            N_("This consent was withdrawn on {day} already."), day=format_day(row.withdrawn)
        )
    if data.day < row.given:
        raise InputError(N_("The end lies before the beginning."), field="day")
    row.withdrawn, row.withdrawn_how = data.day, How(data.how)
    unit.flush()


@use_case(N_("Objection recorded"))
def object_to(unit: Unit, contact: int, data: ObjectionInput) -> int:
    """Record an objection to advertising; from then on every such contact is refused."""
    who = queries.partner(unit.con, contact).id
    return unit.put(
        ObjectionRow(
            contact=who, channel=data.channel, day=data.day, how=How(data.how), note=data.note
        )
    ).key


@use_case(N_("Objection lifted"))
def lift(unit: Unit, objection: int, data: EndInput) -> None:
    """End an objection, because the person said so; a consent must be given anew."""
    row = unit.get(ObjectionRow, objection)
    if row is None:
        raise NotFound(N_("There is no objection {number}."), number=objection)
    if row.how is How.ERASURE:
        raise Refused(N_("This contact was erased; what is left stays blocked."))
    if row.lifted is not None:
        raise Refused(N_("This objection was lifted on {day} already."), day=format_day(row.lifted))
    if data.day < row.day:
        raise InputError(N_("The end lies before the beginning."), field="day")
    row.lifted, row.lifted_how = data.day, How(data.how)
    unit.flush()


@use_case(N_("Advertising contact noted"))
def record_use(unit: Unit, contact: int, data: UseInput) -> int | None:
    """Put one contact for advertising on the log, at the moment it goes out.

    Returns the entry of the log; None for what is no advertising and is not logged.

    Raises:
        Refused: the verdict of the day forbids it.
    """
    who = queries.partner(unit.con, contact)
    channel, purpose = Way(data.channel), Purpose(data.purpose)
    found = asked.verdict(unit.con, who.id, channel, purpose, data.day)
    if not found.allowed:
        raise Refused(
            N_("“{name}” must not be addressed this way: {reason}"),
            hint=N_("Without a ground no advertising goes out: § 7 UWG, Art. 21 DSGVO."),
            name=who.name, reason=Words(found.reason),
        )  # fmt: skip
    if not is_advertising(purpose):
        return None
    return unit.put(ConsentUseRow(
        contact=who.id, consent=found.consent, channel=channel, purpose=purpose, day=data.day,
        ground=found.ground, law=found.law, ref=data.ref, note=data.note,
        keep_until=keep_until(data.day),
    )).key  # fmt: skip


@use_case(N_("Text of the consent set"))
def set_text(unit: Unit, data: ConsentTextInput) -> int:
    """Set the firm's own text of the consent from a day on; what was given keeps its wording."""
    row = unit.exec(
        select(ConsentTextRow).where(
            ConsentTextRow.language == data.language, ConsentTextRow.valid_from == data.valid_from
        )
    ).first()
    if row is None:
        row = ConsentTextRow(language=data.language, valid_from=data.valid_from, text=data.text)
    row.text = data.text
    return unit.put(row).key

"""Texts that are often needed (Textbausteine): kept with the day from which on they hold."""

from __future__ import annotations

from kontor.base.errors import InputError, NotFound
from kontor.base.i18n import N_
from kontor.base.text import fold
from kontor.documents.texts import check_text
from kontor.store.unit import Unit, use_case
from kontor.tickets.model import ALWAYS, AnswerInput, AnswerRow


@use_case(N_("Text kept"))
def keep_answer(unit: Unit, data: AnswerInput, answer: int | None = None) -> int:
    """Keep a text from a day on; one of the same name, language and day is replaced.

    Args:
        unit: the unit of work.
        data: the text.
        answer: the own text that this one replaces, also when it gets another name.

    Raises:
        NotFound: there is no such text any more.
        InputError: a placeholder does not exist; another text has the name already.
    """
    for field in ("subject", "text"):
        for finding in check_text(getattr(data, field), data.language):
            raise InputError(
                finding.message, hint=finding.remedy, field=field, **dict(finding.values)
            )
    day = data.valid_from or ALWAYS
    rows = unit.con.execute(
        "SELECT id, name FROM canned_answer WHERE language=? AND valid_from=?",
        (data.language, day.isoformat()),
    ).fetchall()
    same = [key for key, name in rows if fold(name) == fold(data.name)]
    if answer is not None and same and same != [answer]:
        raise InputError(
            N_("Another text is called “{name}” already."), name=data.name, field="name",
            hint=N_("Choose another name, or change that text."),
        )  # fmt: skip
    row = _row(unit, answer if answer is not None else same[0] if same else None)
    row.name, row.language, row.kind = data.name, data.language, data.kind
    row.subject, row.text, row.valid_from = data.subject, data.text, day
    return unit.put(row).key


def _row(unit: Unit, key: int | None) -> AnswerRow:
    """The row with this id, a new one without it."""
    if key is None:
        return AnswerRow(name="", text="")
    row = unit.get(AnswerRow, key)
    if row is None:
        raise NotFound(N_("There is no text {number}."), number=key)
    return row


@use_case(N_("Text removed"))
def drop_answer(unit: Unit, answer: int) -> None:
    """Remove an own text; one that came along in its place is offered again."""
    unit.delete(_row(unit, answer))
    unit.flush()

"""Texts that are often needed (Textbausteine): kept with the day from which on they hold."""

from __future__ import annotations

from kontor.base.errors import InputError, NotFound
from kontor.base.i18n import N_
from kontor.base.text import fold
from kontor.documents.texts import check_text
from kontor.store.unit import Unit, use_case
from kontor.tickets.model import ALWAYS, AnswerInput, AnswerRow


@use_case(N_("Text kept"))
def keep_answer(unit: Unit, data: AnswerInput) -> int:
    """Keep a text from a day on; one of the same name, language and day is replaced.

    Raises:
        InputError: a placeholder does not exist.
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
    row = unit.get_one(AnswerRow, same[0]) if same else AnswerRow(name=data.name, text="")
    row.name, row.language, row.kind = data.name, data.language, data.kind
    row.subject, row.text, row.valid_from = data.subject, data.text, day
    return unit.put(row).key


@use_case(N_("Text removed"))
def drop_answer(unit: Unit, answer: int) -> None:
    """Remove an own text; one that came along in its place is offered again."""
    row = unit.get(AnswerRow, answer)
    if row is None:
        raise NotFound(N_("There is no text {number}."), number=answer)
    unit.delete(row)
    unit.flush()

"""JSON text, read strictly and written in one canonical form.

Numbers with a decimal point are refused on reading: amounts come as text (`"1234.50"`) or as whole
numbers, so that no program in between can round them.
"""

from __future__ import annotations

import json
from typing import NoReturn, TypeAlias

from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.base.text import quoted

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"

SIZE_LIMIT = 10_000_000
_DIGITS = 18  # whole numbers stay inside 64 bits
_DEPTH = 100
_REASONS = {
    "Expecting value": N_("a value is missing"),
    "Expecting ',' delimiter": N_("a comma is missing"),
    "Expecting ':' delimiter": N_("a colon is missing"),
    "Expecting property name enclosed in double quotes": N_(
        "a name in double quotes is missing, or there is a comma too many"
    ),
    "Unterminated string starting at": N_("a text is not closed"),
    "Invalid control character at": N_("a text holds a line break or a control character"),
    "Invalid \\escape": N_("a backslash is followed by the wrong letter"),
    "Invalid \\uXXXX escape": N_("a backslash is followed by the wrong letter"),
    "Extra data": N_("there is something after the end"),
}


def read_json(source: str | bytes, *, limit: int = SIZE_LIMIT) -> Json:
    """The value of a JSON document.

    Raises:
        InputError: too large, not UTF-8, not JSON (with line and column), a name twice in one
            object, NaN, a number with a decimal point, half a surrogate pair, too deep.
    """
    text = _text(source, limit)
    try:
        value: Json = json.loads(
            text,
            object_pairs_hook=_object,
            parse_float=_no_point,
            parse_constant=_no_constant,
            parse_int=_whole,
        )
    except json.JSONDecodeError as error:
        raise InputError(
            N_("This is not valid JSON: line {line}, column {column}: {reason}."),
            line=error.lineno,
            column=error.colno,
            reason=_(_REASONS.get(error.msg.split(":")[0], N_("this does not belong here"))),
        ) from error
    except RecursionError as error:
        raise _too_deep() from error
    _check(value)
    return value


def write_json(value: object, *, indent: int | None = None) -> str:
    """The one canonical text of a value: sorted names, no blanks, UTF-8 letters as they are.

    Args:
        value: texts, whole numbers, truth values, None, and lists and objects of these.
        indent: for people, lines with this indent.

    Raises:
        TypeError: for a float or any other type.
    """
    _check(value, writing=True)
    separators = (",", ":") if indent is None else (",", ": ")
    return json.dumps(
        value,
        ensure_ascii=False,
        allow_nan=False,
        sort_keys=True,
        indent=indent,
        separators=separators,
    )


def _text(source: str | bytes, limit: int) -> str:
    if len(source) > limit:
        raise InputError(N_("The JSON document is larger than {limit} bytes."), limit=limit)
    if isinstance(source, str):
        return source.removeprefix("\ufeff")
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            N_("The JSON document is not UTF-8 at byte {place}."), place=error.start
        ) from error


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    result: dict[str, Json] = {}
    for name, value in pairs:
        if name in result:
            raise InputError(N_("The name “{name}” occurs twice."), name=quoted(name))
        result[name] = value
    return result


def _no_point(text: str) -> NoReturn:
    raise InputError(
        N_("The number {number} has a decimal point or an exponent."),
        hint=N_('Programs write amounts as text with a decimal point: "1234.50".'),
        number=quoted(text),
    )


def _no_constant(text: str) -> NoReturn:
    raise InputError(N_("{number} is not a number."), number=quoted(text))


def _whole(text: str) -> int:
    if len(text.lstrip("-")) > _DIGITS:
        raise InputError(N_("“{text}” is too large."), text=quoted(text))
    return int(text)


def _too_deep() -> InputError:
    return InputError(N_("The JSON document is nested too deeply."))


def _check(value: object, *, writing: bool = False) -> None:
    level: list[object] = [value]
    for _depth in range(_DEPTH):
        for item in level:
            if isinstance(item, str):
                _whole_letters(item)
            elif writing and isinstance(item, dict) and not all(isinstance(k, str) for k in item):
                raise TypeError("names of a JSON object are texts")
            elif writing and not isinstance(item, (int, list, tuple, dict, type(None))):
                raise TypeError(f"{type(item).__name__} has no canonical JSON form")
        level = [part for item in level for part in _parts(item)]
        if not level:
            return
    raise _too_deep()


def _parts(item: object) -> list[object]:
    if isinstance(item, dict):
        return [*item.keys(), *item.values()]
    return list(item) if isinstance(item, (list, tuple)) else []


def _whole_letters(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InputError(N_("“{text}” holds half a letter."), text=quoted(text)) from error

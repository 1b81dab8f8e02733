"""Input models on the command line: their plain fields as options, a JSON document, its schema."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.base.numbers import plain_money
from kontor.base.oserrors import reason_of
from kontor.cli import output
from kontor.cli.commands import Command, Kind, Param
from kontor.cli.values import Clock, read

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

    from kontor.cli.call import Call

_DOCUMENT = (
    Param("input", N_("JSON document with the input; - reads it from stdin"), "path"),
    Param("schema", N_("print the JSON schema of the input and end"), "flag"),
)
# How a list of parts is typed: option, the field before the equals sign, the field after it.
_PARTS = {
    "Amount": (("net", "account", "net"), ("gross", "account", "gross")),
    "EntryLine": (("line", "account", "amount"),),
    "PayrollLine": (("line", "account", "amount"),),
    "Settles": (("settles", "item", "amount"),),
    "Discount": (("discount", "until", "rate"),),
    "Due": (("part", "due", "amount"),),
    "BookedOn": (
        ("item", "item", "amount"),
        ("account", "account", "amount"),
        ("transfer", "transfer", "amount"),
    ),
}
_PART_HELP = {
    "net": N_("ACCOUNT=NET or ACCOUNT=NET:CODE"),
    "gross": N_("ACCOUNT=GROSS or ACCOUNT=GROSS:CODE"),
    "line": N_("ACCOUNT=AMOUNT or ACCOUNT=AMOUNT:CODE; debit positive, credit negative"),
    "settles": N_("DOCUMENT or DOCUMENT=AMOUNT of an open item"),
    "discount": N_("DAY=PERCENT of a cash discount"),
    "part": N_("DAY=AMOUNT of a part that is due"),
    "item": N_("DOCUMENT or DOCUMENT=AMOUNT of an open item"),
    "account": N_("ACCOUNT or ACCOUNT=AMOUNT or ACCOUNT=AMOUNT:CODE"),
    "transfer": N_("own money account on the other side"),
}
_MONEY = r"^-?\d+\.\d\d$"
_NUMBER = r"^-?\d+(\.\d{"  # quantities, prices, percentages: up to so many decimals


def input_params(model: type[BaseModel], taken: set[str]) -> tuple[Param, ...]:
    """Options for the document, its schema and each plain field that has no option of its own."""
    return (*_DOCUMENT, *(param for param in _fields(model) if param.name not in taken))


def take_input(command: Command, values: dict[str, Any], words: Sequence[str], call: Call) -> bool:
    """Put the checked input under `data`; True when only the schema was asked for."""
    model = command.model(words) if command.model else None
    if model is None:
        return False
    if values.pop("schema", False):
        output.write_json(model.model_json_schema(), call.out)
        return True
    path = values.pop("input", None)
    document = read_document(path) if path else {}
    if not isinstance(document, dict):
        raise InputError(N_("The input must be one JSON object: {…}."))
    own = {param.name for param in command.params} - set(model.model_fields)
    typed = {name: values.pop(name) for name in list(values) if name not in own}
    document.update(_typed_fields(model, typed, lambda: call.today))
    if command.may_ask and not document:
        values["data"] = None
        return False
    if command.dated:
        document.setdefault(command.dated, call.today.isoformat())
    values["data"] = checked(model, document)
    return False


def checked(model: type[BaseModel], document: Any, *, place: str = "") -> Any:
    """The document as a checked model.

    Raises:
        InputError: all that is wrong, each with its place.
    """
    from pydantic import ValidationError

    from kontor.store.inputs import JSON

    try:
        return model.model_validate(document, context=JSON)
    except ValidationError as error:
        raise problems(error, place) from error


def read_document(path: Path) -> Any:
    """A JSON document from a file or stdin.

    Raises:
        InputError: no such file, or no JSON.
    """
    from kontor.base.jsontext import read_json

    return read_json(sys.stdin.buffer.read() if str(path) == "-" else read_bytes(path))


def read_bytes(path: Path) -> bytes:
    """The content of a file that the user named.

    Raises:
        InputError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            N_("“{path}” cannot be read: {reason}."),
            path=path,
            reason=reason_of(error),
        ) from error


def write_new(path: Path, content: bytes) -> None:
    """Write a file that the user named; one that is there stays as it is.

    Raises:
        InputError: it is there already, or cannot be written.
    """
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError as error:
        raise InputError(N_("{name} exists already."), name=str(path), field="output") from error
    except OSError as error:
        raise InputError(
            N_("“{path}” cannot be written: {reason}."),
            path=path,
            reason=reason_of(error),
        ) from error


def problems(error: ValidationError, place: str = "") -> InputError:
    """All complaints of a model in one error, in the reader's language."""
    lines = []
    for item in error.errors(include_url=False):
        where = ".".join([*filter(None, [place]), *map(str, item["loc"])])
        text = _COMPLAINTS.get(item["type"])
        context = item.get("ctx", {})
        said = _(text).format(**context) if text else str(context.get("error", item["msg"]))
        lines.append(f"{where}: {said}" if where else said)
    first = error.errors(include_url=False)[0]["loc"]
    return InputError(
        N_("The input is not right.\n{problems}"),
        field=".".join(map(str, first)),
        problems="\n".join("  " + line for line in lines),
    )


_COMPLAINTS = {
    "missing": N_("is missing"),
    "extra_forbidden": N_("is not known here"),
    "string_type": N_("must be text"),
    "string_too_short": N_("must not be empty"),
    "string_too_long": N_("is longer than {max_length} characters"),
    "date_from_datetime_parsing": N_("must be a day such as 2026-03-15"),
    "date_parsing": N_("must be a day such as 2026-03-15"),
    "date_type": N_("must be a day such as 2026-03-15"),
    "list_type": N_("must be a list"),
    "too_short": N_("needs at least {min_length} entries"),
    "literal_error": N_("must be {expected}"),
    "greater_than": N_("must be more than {gt}"),
    "greater_than_equal": N_("must be at least {ge}"),
    "less_than_equal": N_("must be at most {le}"),
    "union_tag_invalid": N_("“{tag}” is not a kind of event; possible: {expected_tags}"),
    "union_tag_not_found": N_("the kind of event is missing"),
    "bool_type": N_("must be true or false"),
    "int_type": N_("must be a whole number"),
    "enum": N_("must be {expected}"),
    "dict_type": N_("must be an object: {{…}}"),
    "model_type": N_("must be an object: {{…}}"),
    "model_attributes_type": N_("must be an object: {{…}}"),
    "string_pattern_mismatch": N_("does not have the right form"),
    "date_from_datetime_inexact": N_("must be a day such as 2026-03-15"),
}


def _schema(model: type[BaseModel]) -> dict[str, Any]:
    """The schema of an input; of one that may hold its own kind pydantic gives a reference."""
    schema = model.model_json_schema()
    return {**schema, **_shape({"$ref": schema["$ref"]}, schema)} if "$ref" in schema else schema


def _fields(model: type[BaseModel]) -> Iterator[Param]:
    schema = _schema(model)
    required = set(schema.get("required", ()))
    for name, field in schema["properties"].items():
        yield from _field(name, field, schema, needed=name in required)


def _field(
    name: str, field: dict[str, Any], schema: dict[str, Any], *, needed: bool
) -> Iterator[Param]:
    text = field.get("description", "")
    shape = _shape(field, schema)
    if "const" in shape:
        return
    if shape.get("type") == "array":
        item = _shape(shape["items"], schema)
        for option, _left, _right in _PARTS.get(item.get("title", ""), ()):
            yield Param(option, _PART_HELP[option], many=True)
        if item.get("type") == "string":
            yield Param(name, text, many=True)
        return
    kind = _kind(shape, text)
    if kind:
        choices = tuple(shape.get("enum", ())) if kind == "text" else ()
        yield Param(name, text, kind, choices=choices)


def _shape(field: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    for part in field.get("anyOf", ()):
        if part.get("type") != "null":
            return _shape(part, schema)
    if "$ref" in field:
        target: dict[str, Any] = schema["$defs"][field["$ref"].rpartition("/")[2]]
        return target
    return field


def _kind(shape: dict[str, Any], text: str) -> Kind | None:
    match shape:
        case {"type": "string", "pattern": pattern} if pattern == _MONEY:
            return "money"
        case {"type": "string", "pattern": pattern} if pattern.startswith(_NUMBER):
            return "number"
        case {"type": "string", "format": "date"}:
            return "day"
        case {"type": "string"}:
            return "text"
        case {"type": "boolean"}:
            return "flag"
        case {"type": "integer"}:
            return "rate" if text.startswith("rate in ") else "int"
    return None


def _typed_fields(model: type[BaseModel], typed: dict[str, Any], today: Clock) -> dict[str, Any]:
    """Options as the fields of the JSON document."""
    schema = _schema(model)
    given = {
        name: value for name, value in typed.items()
        if value is not None and value is not False and value != []  # 0 is given
    }  # fmt: skip
    fields: dict[str, Any] = {}
    for name, field in schema["properties"].items():
        shape = _shape(field, schema)
        if shape.get("type") == "array":
            title = _shape(shape["items"], schema).get("title", "")
            parts = [
                _part(word, left, right, today)
                for option, left, right in _PARTS.get(title, ())
                for word in given.pop(option, ())
            ]
            if parts:
                fields[name] = parts
                continue
        if name in given:
            fields[name] = _plain(given[name], money=_kind(shape, "") == "money")
    return fields


def _plain(value: Any, *, money: bool) -> Any:
    if money:
        return plain_money(value)
    return value.isoformat() if isinstance(value, date) else value


def _part(word: str, left: str, right: str, today: Clock) -> dict[str, Any]:
    key, equals, rest = word.partition("=")
    if not equals and left not in {"item", "transfer"} and right != "amount":
        raise InputError(
            N_("“{word}” needs an equals sign: {form}."),
            word=word,
            form=f"{left.upper()}={right.upper()}",
        )
    kind: Kind = "rate" if right == "rate" else "money"
    value, _colon, code = rest.partition(":")
    part: dict[str, Any] = {left: key}
    if left in {"until", "due"}:
        part[left] = read(Param(left, "", "day"), key, today).isoformat()
    if equals:
        number = read(Param(right, "", kind), value, today)
        part[right] = number if kind == "rate" else plain_money(number)
    return part | ({"code": code} if code else {})

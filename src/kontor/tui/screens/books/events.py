"""From a kind and plain values to the event's input model and its use case."""

from __future__ import annotations

from typing import Any

from kontor.base.errors import InputError
from kontor.base.i18n import N_


def event_of(kind: str, data: dict[str, Any]) -> tuple[Any, Any]:
    """The use case and the event; models load here, not with the screen.

    Raises:
        InputError: the values do not make an event; `field` says where.
    """
    from kontor.ledger.model import inputs
    from kontor.ledger.service.events import case_of

    models = {
        one.model_fields["kind"].default: one
        for one in vars(inputs).values()
        if isinstance(one, type) and issubclass(one, inputs.Event) and one is not inputs.Event
    }
    event = checked(models[kind], data)
    return case_of(event), event


def checked(model: Any, data: dict[str, Any]) -> Any:
    """Values as a checked input model.

    Raises:
        InputError: with the first field that is wrong.
    """
    from pydantic import ValidationError

    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = str(first["loc"][0]) if first["loc"] else ""
        raise InputError(
            N_("“{name}” is not right: {why}"), field=where, name=where, why=str(first["msg"])
        ) from error

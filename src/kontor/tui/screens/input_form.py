"""A form that fills one input model and hands it to one use case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from kontor.base.errors import InputError, KontorError
from kontor.base.i18n import N_
from kontor.tui.screens.form import FormScreen

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

    Model = TypeVar("Model", bound=BaseModel)

_COMPLAINTS = {
    "missing": N_("This is needed."),
    "string_too_short": N_("This is needed."),
    "string_too_long": N_("Longer than {max_length} characters."),
    "string_pattern_mismatch": N_("This does not have the right form."),
    "greater_than_equal": N_("At least {ge} is expected."),
    "less_than_equal": N_("At most {le} is expected."),
}


def made(model: type[Model], values: Mapping[str, Any], *, empty: bool = False) -> Model:
    """The model from the values of a form; empty ones are left out, unless they are wanted too.

    Raises:
        InputError: the first thing that does not fit; `field` names it.
    """
    from pydantic import ValidationError

    given = {
        name: value
        for name, value in values.items()
        if empty or (value is not None and value != "")
    }
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise complaint(error) from error


def complaint(error: ValidationError) -> InputError:
    """The first complaint of a model, at its field."""
    first = error.errors(include_url=False)[0]
    said = _COMPLAINTS.get(first["type"], N_("This does not fit here."))
    field = str(first["loc"][0]) if first["loc"] else ""
    return InputError(said, field=field, **first.get("ctx", {}))


class InputForm(FormScreen):
    """A form over an input model."""

    def send(
        self, case: Callable[..., Any], *args: Any, model: type[BaseModel],
        values: Mapping[str, Any], empty: bool = False,
    ) -> None:  # fmt: skip
        """Check the values with the model and run the use case; faults go to their fields."""
        try:
            data = made(model, values, empty=empty)
        except KontorError as error:
            self.refused(error)
            return
        self.kontor.run_case(case, *args, data, then=self.saved, otherwise=self.refused)

"""What a command is: data from which the parser, the help and the tests are made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from kontor.base.i18n import N_

if TYPE_CHECKING:
    from pydantic import BaseModel

Kind = Literal[
    "text", "int", "flag", "day", "month", "year", "period", "money", "rate", "number", "path"
]


class Param(NamedTuple):
    """One option or argument. `help` is a message id; `many` collects a list.

    Attributes:
        name: name in Python and, with dashes, on the command line.
        field: place in the input model: `("", "name")`, or the list an entry is added to.
    """

    name: str
    help: str
    kind: Kind = "text"
    positional: bool = False
    required: bool = False
    many: bool = False
    default: Any = None
    choices: tuple[str, ...] = ()

    @property
    def option(self) -> str:
        """The name as it is typed."""
        return "--" + self.name.replace("_", "-")

    @property
    def metavar(self) -> str:
        """What stands for the value in the help."""
        return "|".join(self.choices) if self.choices else _METAVARS[self.kind]


_METAVARS = {
    "text": "TEXT", "int": "N", "flag": "", "day": "DAY", "month": "MONTH", "year": "YEAR",
    "period": "PERIOD", "money": "AMOUNT", "rate": "PERCENT", "number": "NUMBER",
    "path": "PATH",
}  # fmt: skip


_OUTPUT = (
    Param("json", N_("as JSON, for programs"), "flag"),
    Param("csv", N_("as CSV, for spreadsheets"), "flag"),
)


class Command(NamedTuple):
    """One verb of an area.

    Attributes:
        run: called with a `Call` and the values by name; returns an exit code or nothing.
        model: gives the input model for the words typed; its plain fields become options beside
            `--input` and `--schema`, and `run` gets the checked model as `data`.
        may_ask: without any input `run` gets None as `data`, and may ask on the screen.
        dated: field of the input model that is today when nothing is said.
        writes: an error ends with the word that nothing was changed.
    """

    verb: str
    run: Callable[..., int | None]
    help: str
    params: tuple[Param, ...] = ()
    model: Callable[[Sequence[str]], type[BaseModel] | None] | None = None
    may_ask: bool = False
    dated: str = ""
    writes: bool = False
    output: bool = True


def all_params(command: Command, words: Sequence[str] = ()) -> tuple[Param, ...]:
    """The parameters of a command with those of its output and of its input model."""
    params = command.params + (_OUTPUT if command.output else ())
    model = command.model(words) if command.model else None
    if model is None:
        return params
    from kontor.cli.models import input_params

    return params + input_params(model, {param.name for param in params})


def arg(name: str, help: str, kind: Kind = "text", **more: Any) -> Param:  # noqa: A002  as argparse
    """A positional argument; required unless it has a default or says otherwise."""
    more.setdefault("required", "default" not in more)
    return Param(name, help, kind, positional=True, **more)


def opt(name: str, help: str, kind: Kind = "text", **more: Any) -> Param:  # noqa: A002  as argparse
    """An option."""
    return Param(name, help, kind, **more)

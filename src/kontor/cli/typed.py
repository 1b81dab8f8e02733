"""The same commands for Typer: completion in every shell, plain words for the misunderstood."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple, NoReturn

from typer import _click
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from kontor.base.errors import InputError
from kontor.base.i18n import LANGUAGES, N_, _
from kontor.cli import registry
from kontor.cli.commands import Command, Param, all_params

GLOBAL = (
    Param("file", N_("the file to work with"), "path"),
    Param("lang", N_("language of the answers"), choices=LANGUAGES),
)


class Parsed(NamedTuple):
    """A command line that Typer took apart."""

    command: Command
    raw: dict[str, list[str]]


class LazyGroup(TyperGroup):
    """A group whose commands are made when they are asked for."""

    def __init__(self, names: Sequence[str], make: Callable[[str], Any], **more: Any) -> None:
        super().__init__(rich_markup_mode=None, **more)
        self._make = make
        self.commands = dict.fromkeys(names)  # type: ignore[assignment]  # made on demand

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of this name, made now."""
        return self._make(cmd_name) if cmd_name in self.commands else None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command of the first word; an unknown one gets the names that come close."""
        if args[0] not in self.commands:
            raise unknown(args[0], list(self.commands))
        return super().resolve_command(ctx, args)


def unknown(word: str, names: Sequence[str]) -> InputError:
    """The error for a command or option that does not exist, with the names that come close."""
    near = get_close_matches(word, names, n=3)
    hint = N_("Did you mean {near}?") if near else N_("Possible: {names}.")
    return InputError(
        N_("“{word}” is not known."),
        hint=hint,
        word=word,
        near=" / ".join(near),
        names=", ".join(names),
    )


def parse(words: Sequence[str]) -> Parsed:
    """Take the command line apart.

    Raises:
        InputError: what is wrong with it.
    """
    try:
        result = _program(words).main(list(words), prog_name="kontor", standalone_mode=False)
    except _click.exceptions.UsageError as error:
        _explain(error)
    if not isinstance(result, Parsed):
        raise InputError(N_("A command is missing."), hint=N_("`kontor --help` shows them all."))
    return result


def _program(words: Sequence[str]) -> LazyGroup:
    asked = registry.understand(words)

    def leaf(place: str, verb: str) -> TyperCommand:
        return _command(registry.find(place, verb), asked.rest if asked.verb else ())

    def group(place: str) -> LazyGroup:
        def make(name: str) -> TyperCommand | LazyGroup:
            if name in registry.groups(place):
                return group(f"{place} {name}")
            return leaf(place, name)

        names = [*registry.groups(place), *registry.verbs(place)]
        return LazyGroup(names, make, name=place.rpartition(" ")[2])

    def top(name: str) -> TyperCommand | LazyGroup:
        return group(name) if name in registry.AREAS else leaf("", name)

    return LazyGroup(registry.top_names(), top, name="kontor", params=list(map(_option, GLOBAL)))


def _explain(error: Any) -> NoReturn:
    kinds = _click.exceptions
    if isinstance(error, kinds.NoSuchOption) and error.ctx:
        known = [name for param in error.ctx.command.params for name in param.opts]
        raise unknown(error.option_name, known) from None
    if isinstance(error, kinds.MissingParameter) and error.param is not None:
        param = error.param
        name = param.opts[0] if param.param_type_name == "option" else str(param.name).upper()
        raise InputError(N_("{name} is missing."), name=name) from None
    if isinstance(error, kinds.BadOptionUsage):
        raise InputError(N_("{name} needs a value, or takes none."), name=error.option_name)
    raise InputError(
        N_("This command line cannot be understood."),
        hint=N_("`{command} --help` shows what is possible."),
        command=error.ctx.command_path if error.ctx else "kontor",
    ) from None


def _command(command: Command, words: Sequence[str]) -> TyperCommand:
    params = all_params(command, words)

    def callback(**raw: Any) -> Parsed:
        return Parsed(command, {name: _words(value) for name, value in raw.items()})

    return TyperCommand(
        command.verb,
        params=[_argument(p) if p.positional else _option(p) for p in params],
        callback=callback,
        help=_(command.help),
        rich_markup_mode=None,
    )


def _words(value: Any) -> list[str]:
    if value is None or value is False:
        return []
    if value is True:
        return ["1"]
    return [value] if isinstance(value, str) else list(value)


def _argument(param: Param) -> TyperArgument:
    return TyperArgument(
        param_decls=[param.name],
        type=str,
        required=param.required,
        nargs=-1 if param.many else 1,
        help=_(param.help),
    )


def _option(param: Param) -> TyperOption:
    flag = param.kind == "flag"
    return TyperOption(
        param_decls=[param.option, param.name],
        type=None if flag else str,
        is_flag=flag or None,
        required=param.required,
        multiple=param.many,
        help=_(param.help),
    )

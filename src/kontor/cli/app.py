"""From the words of a command line to an exit code."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from kontor.base import i18n
from kontor.base.errors import Exit, InputError, KontorError
from kontor.base.i18n import N_
from kontor.cli import parse, registry
from kontor.cli.call import Call, Screen
from kontor.cli.commands import Command, all_params

_HELP = {"--help", "-h", "help"}
INTERRUPTED = 130


def run(words: Sequence[str], screen: Screen) -> int:
    """Do what the words say; nothing leaves as an exception."""
    utf8(sys.stdout)
    utf8(sys.stderr)
    state = _State()
    try:
        return _run(list(words), screen, state)
    except KontorError as error:
        from kontor.cli import present

        return present.present(error, writes=state.writes, wrote=state.wrote)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # the reader of our output had enough; Python must not complain about it at exit
        sys.stdout = sys.__stderr__
        return Exit.OK
    except Exception as error:  # the one presenter of this face
        if os.environ.get("KONTOR_DEBUG"):
            raise
        from kontor.cli import present

        return present.unexpected(error)


class _State:
    """What the presenter must know about the call."""

    command: Command | None = None
    call: Call | None = None

    @property
    def writes(self) -> bool:
        return bool(self.command and self.command.writes)

    @property
    def wrote(self) -> bool:
        return bool(self.call and self.call.wrote)


def _run(words: list[str], screen: Screen, state: _State) -> int:
    file = _take(words, "--file")
    lang = _take(words, "--lang")
    if lang is not None:
        if lang not in i18n.LANGUAGES:
            raise InputError(N_("Kontor speaks de and en, not “{lang}”."), lang=lang)
        i18n.use_language(lang)
    path = Path(file).expanduser() if file else None
    call = Call(path, screen=screen, lang=lang or "")
    state.call = call
    if not words:
        words = ["open"]
    if help_text := _help(words):
        sys.stdout.write(help_text)
        return Exit.OK
    command, rest, values = _understand(words, call, state)
    return _execute(command, values, rest, call)


def utf8(stream: TextIO) -> None:
    """Say UTF-8 on every system, and never die of a letter that a terminal lacks."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="replace")


def _take(words: list[str], option: str) -> str | None:
    """Take a global option out of the words, wherever it stands."""
    end = words.index("--") if "--" in words else len(words)
    for place, word in enumerate(words[:end]):
        if word == option:
            if place + 1 >= end:
                raise InputError(N_("{name} is missing."), name=f"{option} …")
            value = words[place + 1]
            del words[place : place + 2]
            return value
        if word.startswith(option + "="):
            del words[place]
            return word.partition("=")[2]
    return None


def _help(words: list[str]) -> str:
    asks = words[-1] in _HELP or words[0] in _HELP
    asked = registry.understand([word for word in words if word not in _HELP])
    bare_place = bool(asked.place) and not asked.verb and not asked.rest
    if not asks and not bare_place:
        return ""
    from kontor.cli import help as pages

    if asked.verb:
        return pages.command_help(asked.place, registry.find(asked.place, asked.verb), asked.rest)
    if asked.rest:
        return ""
    return pages.place_help(asked.place) if asked.place else pages.root_help()


def _understand(
    words: list[str], call: Call, state: _State
) -> tuple[Command, list[str], dict[str, object]]:
    asked = registry.understand(words)
    rest = list(asked.rest)
    if asked.verb:
        command = state.command = registry.find(asked.place, asked.verb)
        params = all_params(command, rest)
        values = parse.quick(params, rest, lambda: call.today)
        if values is not None:
            return command, rest, values
    from kontor.cli import typed

    parsed = typed.parse(words)
    params = all_params(parsed.command, rest)
    return parsed.command, rest, parse.finish(params, parsed.raw, lambda: call.today)


def _execute(command: Command, values: dict[str, object], words: list[str], call: Call) -> int:
    as_json, as_csv = bool(values.pop("json", False)), bool(values.pop("csv", False))
    if as_json and as_csv:
        raise InputError(N_("Choose --json or --csv, not both."))
    call.format = "json" if as_json else "csv" if as_csv else "table"
    if command.model:
        from kontor.cli.models import take_input

        if take_input(command, values, words, call):
            return Exit.OK
    return int(command.run(call, **values) or 0)

"""Help (Hilfe) in the reader's language, made from the table of commands."""

from __future__ import annotations

from collections.abc import Sequence

from kontor.base.i18n import N_, _
from kontor.base.text import cell_width, pad
from kontor.cli import registry
from kontor.cli.commands import Command, Param, all_params

_WIDTH = 100
_LONG = 80  # longer choices stand in the explanation


def root_help() -> str:
    """What `kontor --help` says."""
    single = [(verb, _(registry.find("", verb).help)) for verb in registry.verbs("")]
    areas = [(f"{area} …", _(text)) for area, text in registry.AREAS.items()]
    options = [
        ("--file PATH", _("the file to work with")),
        ("--lang de|en", _("language of the answers")),
        ("--version", _("say the version and end")),
        ("--help", _("explain a command and end")),
    ]
    return _page(
        _("The back office of a craft business on one keyboard and in one file."),
        "kontor [--file PATH] [--lang de|en] AREA VERB …",
        [
            (_("Without a command Kontor opens the screen."), []),
            (_("Commands"), single),
            (_("Areas"), areas),
            (_("Options"), options),
        ],
    )


def place_help(place: str) -> str:
    """What `kontor AREA --help` or `kontor AREA GROUP --help` says."""
    known = registry.groups(place)
    groups = [(f"{name} …", _(text)) for name, text in known.items()]
    rows = [(verb, _(registry.find(place, verb).help)) for verb in registry.verbs(place)]
    group = ("[GROUP] " if rows else "GROUP ") if known else ""
    return _page(
        _(registry.about(place)),
        f"kontor {place} {group}VERB …",
        [(_("Groups"), groups), (_("Verbs"), rows)],
    )


def command_help(place: str, command: Command, words: Sequence[str] = ()) -> str:
    """What `kontor AREA VERB --help` says."""
    params = all_params(command, words)
    free = [p for p in params if p.positional]
    options = [p for p in params if not p.positional]
    name = " ".join(["kontor", *filter(None, [place]), command.verb])
    usage = " ".join([name, *map(_usage, free), *(_usage(p) for p in options if p.required), "…"])
    return _page(
        _(command.help),
        usage.removesuffix(" …") if not options else usage,
        [
            (_("Arguments"), [(p.name.upper(), _explained(p)) for p in free]),
            (_("Options"), [(f"{p.option} {_short(p)}".strip(), _explained(p)) for p in options]),
        ],
    )


def _short(param: Param) -> str:
    """What stands for the value; many choices are told beside it."""
    return param.metavar if len(param.metavar) <= _LONG else param.name.upper()


def _usage(param: Param) -> str:
    word = param.name.upper() if param.positional else f"{param.option} {_short(param)}"
    word += " …" if param.many else ""
    return word if param.required else f"[{word}]"


def _explained(param: Param) -> str:
    extra = []
    if param.choices and (param.positional or _short(param) != param.metavar):
        extra.append("|".join(param.choices) if param.positional else ", ".join(param.choices))
    if param.many and not param.positional:
        extra.append(_("may be repeated"))
    if param.default is not None:
        extra.append(_("default: {default}").format(default=param.default))
    if param.required and not param.positional:
        extra.append(_("required"))
    return _(param.help) + (f" ({'; '.join(extra)})" if extra else "")


Section = tuple[str, list[tuple[str, str]]]


def _page(title: str, usage: str, sections: Sequence[Section]) -> str:
    head_word = _("Usage:")
    lines = [title, "", f"{head_word} {usage}"]
    for head, rows in sections:
        if not rows and head != _(_SCREEN):
            continue
        lines += ["", head]
        width = min(max((cell_width(name) for name, _text in rows), default=0), 34)
        for name, text in rows:
            lines += _row(name, text, width)
    return "\n".join(lines) + "\n"


_SCREEN = N_("Without a command Kontor opens the screen.")


def _row(name: str, text: str, width: int) -> list[str]:
    start = f"  {pad(name, width)}  "
    if cell_width(name) > width:
        start = f"  {name}\n" + " " * (width + 4)
    room, lines, line = _WIDTH - width - 4, [], ""
    for word in text.split():
        if line and cell_width(line) + 1 + cell_width(word) > room:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    lines.append(line)
    return [start + lines[0], *(" " * (width + 4) + more for more in lines[1:])]

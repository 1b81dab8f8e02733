"""One call of the command line: which file, which form of answer, how to read and write."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from kontor.base.i18n import _, use_language
from kontor.cli import output
from kontor.cli.output import Format, Table

if TYPE_CHECKING:
    import sqlite3

    from kontor.store.store import Changed, Store

Screen = Callable[..., int]


class Call:
    """What a command gets."""

    def __init__(self, file: Path | None, *, screen: Screen | None = None, lang: str = "") -> None:
        self.file, self.screen, self.lang = file, screen, lang
        self.format: Format = "table"
        self.wrote = False

    @cached_property
    def today(self) -> date:
        """The calendar day in Germany, asked once."""
        from kontor.base.dates import berlin_today

        return berlin_today()

    @property
    def out(self) -> TextIO:
        """Where data goes."""
        return sys.stdout

    @property
    def path(self) -> Path:
        """The file named, or the one used last."""
        from kontor.bootstrap import default_file

        return self.file or default_file()

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Ask questions of the file; takes no lock and loads no models."""
        from kontor.bootstrap import reading

        with reading(self.path) as con:
            self._speak(con)
            yield con

    def _speak(self, con: sqlite3.Connection) -> None:
        """Answer in the language that the file asks for, unless the command line chose one."""
        if self.lang:
            return
        from kontor.bootstrap import file_language

        if wanted := file_language(con):
            use_language(wanted)

    @contextmanager
    def store(self, *, write: bool = True) -> Iterator[Store]:
        """Work with the file."""
        from kontor.bootstrap import open_store

        with open_store(self.path, write=write) as store:
            with store.read() as con:
                self._speak(con)
            yield store

    def run(self, store: Store, case: Callable[..., Any], *args: Any, **more: Any) -> Changed:
        """One use case in one step of its own."""
        changed = store.run(case, *args, **more)
        self.wrote = True
        return changed

    def show(self, *tables: Table, data: Any = None) -> None:
        """Data to stdout: the tables for people and CSV, `data` (or the first table) as JSON."""
        if self.format == "json":
            value = output.records(tables[0]) if data is None else output.document(data)
            output.write_json(value, self.out)
        elif self.format == "csv":
            output.write_csv(tables[0], self.out)
        else:
            for number, table in enumerate(tables):
                if number:
                    self.out.write("\n")
                output.write_table(table, self.out)

    def say(self, text: str) -> None:
        """Talk to the person, on stderr."""
        output.talk(text)

    def done(self, changed: Changed, **data: Any) -> None:
        """Tell what a step did; as JSON its number and what it made."""
        if self.format == "json":
            output.write_json(output.document({"step": changed.step, **data}), self.out)
        elif changed.step is None:
            self.say(_("Nothing had to be changed."))
        else:
            self.say(_("Step {step}: {what}").format(step=changed.step, what=_(changed.label)))

"""A firm with customers, made and led by the command line alone, from JSON documents."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from tests.cli.conftest import Kontor, Said

FIRM: dict[str, Any] = {
    "name": "Malerbetrieb Lindner e.K.",
    "owner": "Jana Lindner",
    "street": "Farbweg",
    "house_number": "7",
    "postcode": "50667",
    "city": "Köln",
    "phone": "0221 5550100",
    "mail": "buero@maler-lindner.example",
    "started": "2026-01-01",
    "land": "NW",
    "tax_number": "215/5081/2389",
    "vat_id": "DE123456788",
    "money_accounts": [{"name": "Sparkasse", "iban": "DE89370400440532013000"}],
}
PRIVATE: dict[str, Any] = {
    "kind": "person",
    "salutation": "Frau",
    "first_name": "Erika",
    "last_name": "Krüger",
    "roles": [{"role": "customer"}],
    "addresses": [
        {"street": "Fensterweg", "house_number": "3", "postcode": "50668", "city": "Köln"}
    ],
    "channels": [{"kind": "mail", "value": "krueger@kunde.example"}],
}
BUILDER: dict[str, Any] = {
    "kind": "firm",
    "name": "Bauunternehmen Hagedorn GmbH",
    "vat_id": "DE136695976",
    "roles": [{"role": "customer"}],
    "addresses": [
        {"street": "Kranweg", "house_number": "1", "postcode": "48143", "city": "Münster"}
    ],
    "channels": [{"kind": "mail", "value": "bau@hagedorn.example"}],
}
KRUEGER, HAGEDORN = "Erika Krüger", "Bauunternehmen Hagedorn GmbH"
_MADE: dict[str, Path] = {}


class Desk:
    """Somebody at the command line: documents go in as JSON, answers come back as JSON."""

    def __init__(self, kontor: Kontor, folder: Path) -> None:
        self.kontor, self.folder = kontor, folder
        self.file = folder / "betrieb.kontor"
        self._count = 0

    def begin(self, name: str = "firm", **changes: Any) -> Desk:
        """A firm with two customers; made once for all tests, then copied."""
        if name not in _MADE:
            made = self.folder / "made"
            made.mkdir()
            path = made / "betrieb.kontor"
            self.kontor("new", path, "--input", self.document({**FIRM, **changes}))
            self.file = path
            for contact in (PRIVATE, BUILDER):
                self.ask("contacts", "add", data=contact)
            _MADE[name] = made
        for file in _MADE[name].iterdir():
            if file.suffix != ".lock":
                shutil.copy2(file, self.folder / file.name)
        self.file = self.folder / "betrieb.kontor"
        return self

    def document(self, data: Any) -> Path:
        """A JSON document as a file."""
        self._count += 1
        path = self.folder / f"input{self._count}.json"
        path.write_text(data if isinstance(data, str) else json.dumps(data), "utf-8")
        return path

    def say(self, *words: object, data: Any = None, code: int | None = 0) -> Said:
        """A command for people."""
        more = ["--input", self.document(data)] if data is not None else []
        return self.kontor(*words, *more, file=self.file, code=code)

    def ask(self, *words: object, data: Any = None) -> Any:
        """A command for programs."""
        more = ["--input", self.document(data)] if data is not None else []
        return self.kontor(*words, *more, "--json", file=self.file).json

    def new(self, group: str, *words: object, data: Any) -> int:
        """Make a document; its id."""
        key: int = self.ask("sales", group, "new", *words, data=data)["id"]
        return key

    def issue(self, group: str, document: object, *words: object) -> str:
        """Issue a document; its number."""
        number: str = self.ask("sales", group, "issue", document, *words)["number"]
        return number

    def invoice(self, **data: Any) -> str:
        """A single invoice, written and issued; its number."""
        head = {"contact": KRUEGER, "day": "2026-03-16", "service_to": "2026-03-13"}
        return self.issue("invoice", self.new("invoice", data={**head, **data}))

    def show(self, document: object, group: str = "invoice") -> Any:
        """All of a document."""
        return self.ask("sales", group, "show", document)

    def pay(self, number: str, amount: str, day: str) -> None:
        """Money of the customer on an invoice."""
        data = {"day": day, "amount": amount, "settles": [{"item": number, "amount": amount}]}
        self.ask("ledger", "post", "payment", data=data)

    def file_of(self, *words: object) -> bytes:
        """The file that a command writes."""
        self._count += 1
        path = self.folder / f"output{self._count}"
        self.say("sales", "invoice", *words, "--output", path)
        return path.read_bytes()

"""Books written by hand into a file in memory: what the views read, without the services."""

from __future__ import annotations

import csv
import sqlite3
from pathlib import Path
from typing import Any

AREAS = {"company", "contacts", "ledger", "banking", "special_depreciation",
         "investment_deduction"}  # fmt: skip
ROOT = Path(__file__).resolve().parents[2] / "src" / "kontor"


class HandBooks:
    """A chart, tax codes and whatever a test writes; debit positive."""

    def __init__(self, chart: str = "skr03", *, method: str = "soll") -> None:
        self.con = sqlite3.connect(":memory:")
        for file in sorted((ROOT / "store" / "migrations").glob("*.sql")):
            if file.stem.partition("_")[2] not in AREAS:
                continue
            self.con.executescript(file.read_text(encoding="utf-8"))
        self._chart(chart)
        self.con.execute(
            "INSERT INTO firm(name, chart, started) VALUES('Malerbetrieb Lindner', ?,"
            " '2025-01-01')",
            (chart,),
        )
        self.setting("vat_method", method)
        self.count = 0

    def _chart(self, chart: str) -> None:
        for row in _rows(chart):
            self.con.execute(
                "INSERT INTO account(number, name, kind, function, cash_role, tax_code, concept,"
                " bwa, hgb) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (row["number"], row["name_de"], row["kind"], row["function"], row["cash_role"],
                 row["tax_code"] or None, row["concept"], row["bwa"] or None, row["hgb"] or None),
            )  # fmt: skip
            for form in ("2025", "2026"):
                if row[f"euer_{form}"]:
                    self.con.execute(
                        "INSERT INTO account_form(account, form, line) SELECT max(id), ?, ?"
                        " FROM account",
                        (int(form), row[f"euer_{form}"]),
                    )
        names = [row[1] for row in self.con.execute("PRAGMA table_info(tax_code)")][1:]
        for row in _rows("tax-codes"):
            values = {**row, "name": row["name_de"], "rate": int(row["rate"])}
            self.con.execute(
                f"INSERT INTO tax_code({','.join(names)}) VALUES({','.join('?' * len(names))})",
                [values[name] if values[name] != "" else None for name in names],
            )

    def setting(self, key: str, value: str, day: str = "2025-01-01") -> None:
        """A dated setting."""
        self.con.execute(
            "INSERT INTO setting(name, valid_from, value) VALUES(?, ?, ?)", (key, day, value)
        )

    def account(self, name: str) -> int:
        """Id of an account by number or concept."""
        row = self.con.execute(
            "SELECT id FROM account WHERE number = ?1 OR concept = ?1", (name,)
        ).fetchone()
        return int(row[0])

    def partner(self, number: str, name: str, *, control: str = "forderungen") -> int:
        """A personal account below its control account."""
        kind = "asset" if control == "forderungen" else "liability"
        return int(
            self.con.execute(
                "INSERT INTO account(number, name, kind, cash_role, parent)"
                " VALUES(?, ?, ?, 'item', ?)",
                (number, name, kind, self.account(control)),
            ).lastrowid
            or 0
        )

    def entry(
        self,
        day: str,
        *lines: dict[str, Any],
        booked: str | None = None,
        document: str = "",
        text: str = "",
        general: bool = False,
        reverses: int | None = None,
    ) -> int:
        """An entry with its lines."""
        self.count += 1
        key = self.con.execute(
            "INSERT INTO entry(uuid, booked, document_day, document, kind, text, general_reversal,"
            " reverses, created) VALUES(?, ?, ?, ?, 'entry', ?, ?, ?, '2026-01-01T00:00:00Z')",
            (f"u{self.count}", booked or day, day, document, text, general, reverses),
        ).lastrowid
        assert sum(line["cents"] for line in lines) == 0
        for pos, line in enumerate(lines, 1):
            code = line.get("code")
            self.con.execute(
                "INSERT INTO line(entry, pos, day, account, cents, code, part, base, period,"
                " effect, item, loss) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (key, pos, booked or day, self.account(line["account"]), line["cents"], code,
                 line.get("part", "base" if code else ""), line.get("base"),
                 line.get("period", day[:7] if code else None), line.get("effect", "own"),
                 line.get("item"), line.get("loss", 0)),
            )  # fmt: skip
        return int(key or 0)

    def seal(self, entry: int) -> None:
        """Seal an entry without a real chain."""
        number = 1 + self.con.execute("SELECT count(*) FROM seal").fetchone()[0]
        self.con.execute(
            "INSERT INTO seal(number, entry, at, previous, hash) VALUES(?, ?, '2026', '', ?)",
            (number, entry, f"hash{number}"),
        )

    def item(
        self,
        account: str,
        document: str,
        day: str,
        weights: list[tuple[str, str | None, str, int]],
        *,
        due: str | None = None,
        side: int = 1,
        rule: str = "invoice",
        kind: str = "invoice",
        opened_by: int | None = None,
    ) -> int:
        """An open item with weights (account, code, part, cents) and one due part."""
        key = self.con.execute(
            "INSERT INTO item(account, side, kind, document, day, due_rule, opened_by)"
            " VALUES(?, ?, ?, ?, ?, ?, ?)",
            (self.account(account), side, kind, document, day, rule, opened_by),
        ).lastrowid
        for pos, (name, code, part, cents) in enumerate(weights, 1):
            self.con.execute(
                "INSERT INTO weight(item, pos, account, code, part, cents)"
                " VALUES(?, ?, ?, ?, ?, ?)",
                (key, pos, self.account(name), code, part, cents),
            )
        self.con.execute(
            "INSERT INTO due_part(item, pos, cents, due) VALUES(?, 1, ?, ?)",
            (key, sum(weight[3] for weight in weights), due or day),
        )
        return int(key or 0)

    def settle(
        self, item: int, entry: int, day: str, money: int, shares: list[int], reduction: int = 0
    ) -> int:
        """Money on an item with its shares, one per weight."""
        key = self.con.execute(
            "INSERT INTO settlement(item, entry, day, money, reduction) VALUES(?, ?, ?, ?, ?)",
            (item, entry, day, money, reduction),
        ).lastrowid
        weights = self.con.execute(
            "SELECT id FROM weight WHERE item = ? ORDER BY pos", (item,)
        ).fetchall()
        for (weight,), cents in zip(weights, shares, strict=True):
            if cents:
                self.con.execute(
                    "INSERT INTO share(settlement, weight, cents) VALUES(?, ?, ?)",
                    (key, weight, cents),
                )
        return int(key or 0)


def line(account: str, cents: int, code: str | None = None, **more: Any) -> dict[str, Any]:
    """One line of an entry."""
    return {"account": account, "cents": cents, "code": code, **more}


def _rows(name: str) -> list[dict[str, str]]:
    with (ROOT / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))

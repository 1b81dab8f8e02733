"""The floor: bare sqlite3 statements that answer the same questions, as processes of their own.

python -m tests.benchmarks.floor FILE balances|journal|account [YEAR]
"""

from __future__ import annotations

import sqlite3
import sys

BALANCES = """
SELECT a.number, sum(iif(l.day < ?, l.cents, 0)), sum(iif(l.day >= ? AND l.cents > 0, l.cents, 0)),
       sum(iif(l.day >= ? AND l.cents < 0, l.cents, 0)) FROM line l
  JOIN account a ON a.id = l.account WHERE l.day <= ? GROUP BY l.account
"""
JOURNAL = """
SELECT e.id, e.booked, e.document, e.text, l.pos, a.number, l.cents FROM entry e
  JOIN line l ON l.entry = e.id JOIN account a ON a.id = l.account
 WHERE e.booked BETWEEN ? AND ? ORDER BY e.booked DESC, e.id DESC, l.pos
"""
ACCOUNT = """
SELECT l.day, e.document, e.text, l.cents, sum(l.cents) OVER (ORDER BY l.day, l.entry, l.pos)
  FROM line l JOIN entry e ON e.id = l.entry
 WHERE l.account = (SELECT id FROM account WHERE number='1200') ORDER BY l.day, l.entry, l.pos
"""


def main(path: str, question: str, year: str = "2026") -> None:
    """Answer one question and print every row."""
    con = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    first, last = f"{year}-01-01", f"{year}-12-31"
    if question == "balances":
        rows = con.execute(BALANCES, (first, first, first, last)).fetchall()
    elif question == "journal":
        rows = con.execute(JOURNAL, (first, last)).fetchall()
    else:
        rows = con.execute(ACCOUNT).fetchall()
    sys.stdout.write("\n".join(map(repr, rows)))


if __name__ == "__main__":
    main(*sys.argv[1:])

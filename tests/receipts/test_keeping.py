"""The retention clock and the right to be forgotten: what goes, what stays, and what it leaves."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kontor.base.errors import Refused
from kontor.bootstrap import doors
from kontor.receipts.model import ReceiptChange
from kontor.receipts.queries import missing, records
from kontor.receipts.rules.keeping import term
from kontor.receipts.service.keeping import change_receipt, drop_expired, set_aside
from kontor.store.check import check
from kontor.store.erasing import erase_person
from kontor.store.store import Store
from tests.receipts.kit import ask, booked, firm, put, take
from tests.receipts.photo import photo
from tests.receipts.test_booking import PICTURE, bill

TABLES = ("receipt", "receipt_line", "receipt_vat", "receipt_entry")


def left(store: Store) -> list[int]:
    """Rows of each table of receipts, then files."""
    counts = [ask(store, f"SELECT count(*) FROM {table}")[0][0] for table in TABLES]
    return [*counts, ask(store, "SELECT count(*) FROM blob")[0][0]]


@pytest.mark.parametrize(
    ("kind", "day", "arrival", "until"),
    [
        # eight years since 2025, from the end of the year in which it came or was written
        ("invoice", date(2026, 3, 1), date(2026, 3, 2), date(2034, 12, 31)),
        ("invoice", date(2025, 12, 30), date(2026, 1, 3), date(2034, 12, 31)),
        ("invoice", None, date(2026, 6, 1), date(2034, 12, 31)),
        # ten years by the law before; customs papers and closings keep them
        ("invoice", date(2024, 5, 1), date(2024, 5, 1), date(2034, 12, 31)),
        ("customs", date(2026, 3, 1), date(2026, 3, 2), date(2036, 12, 31)),
        ("letter", date(2026, 3, 1), date(2026, 3, 2), date(2032, 12, 31)),
    ],
)
def test_the_clock_begins_with_the_end_of_the_year(
    kind: str, day: date | None, arrival: date, until: date
) -> None:
    assert term(kind, day, arrival).until == until


def test_the_clock_follows_what_is_corrected(tmp_path: Path) -> None:
    with firm(tmp_path) as store:
        (one,) = take(store, put(tmp_path, "IMG.png", PICTURE))
        for change, until in (
            (ReceiptChange(kind="letter"), date(2032, 12, 31)),
            (ReceiptChange(kind="customs"), date(2036, 12, 31)),
            (ReceiptChange(kind="voucher", day=date(2026, 1, 5)), date(2034, 12, 31)),
        ):
            store.run(change_receipt, one.receipt, change)
            with store.read() as con:
                assert records.receipt(con, one.receipt or 0).keep_until == until


def test_only_what_is_over_is_dropped_and_the_books_stay(tmp_path: Path) -> None:
    """A bill of 2026 may go on 1 January 2035; its entry and a younger letter stay."""
    with firm(tmp_path) as store:
        (one,) = take(store, bill(tmp_path))
        posted = booked(store, one.receipt or 0, new_supplier=True)
        (other,) = take(store, put(tmp_path, "IMG.png", PICTURE))
        store.run(change_receipt, other.receipt, ReceiptChange(kind="customs"))
        last, after = date(2034, 12, 31), date(2035, 1, 1)
        with store.read() as con:
            assert missing.expired(con, last) == []
            assert missing.expired(con, after) == [one.receipt]
        before = left(store)
        with pytest.raises(Refused, match=r"2034-12-31.*§ 14b"):
            store.run(drop_expired, [one.receipt], last)
        with pytest.raises(Refused, match="2036"):  # all or nothing
            store.run(drop_expired, [one.receipt, other.receipt], after)
        assert left(store) == before
        entry = ask(store, "SELECT * FROM entry WHERE id=?", posted.entry)
        assert store.run(drop_expired, [one.receipt], after).value == 1
        assert left(store) == [1, 0, 0, 0, 1]  # the other receipt and its file
        assert ask(store, "SELECT * FROM entry WHERE id=?", posted.entry) == entry
        assert [each.text for each in check(store)] == []
        with pytest.raises(Refused, match="Dateien"):  # deleted is deleted
            store.undo()


def test_a_person_is_forgotten_as_far_as_the_law_allows(tmp_path: Path) -> None:
    with firm(tmp_path) as store:
        (one,) = take(store, bill(tmp_path))
        booked(store, one.receipt or 0, new_supplier=True)
        (partner,) = ask(store, "SELECT partner FROM receipt")[0]
        # the same supplier sends advertising, which is set aside, and a picture
        (private,) = take(store, bill(tmp_path, number="R-2"))
        (picture,) = take(store, put(tmp_path, "IMG.png", photo()))
        for key in (private.receipt, picture.receipt):
            store.run(change_receipt, key, ReceiptChange(partner=partner))
        store.run(set_aside, private.receipt, "Werbung")
        assert left(store) == [3, 2, 2, 1, 3]
        with store.step("forget") as unit:
            kept = erase_person(unit, doors(), partner, date(2027, 1, 1))
        mine = {one.ref: (one.until, one.law) for one in kept if one.ref.startswith("receipts:")}
        law = "UStG § 14b (1); AO § 147 (3)"
        assert mine == {
            f"receipts:{one.receipt}": (date(2034, 12, 31), law),
            f"receipts:{picture.receipt}": (date(2034, 12, 31), law),
        }
        assert left(store) == [2, 1, 1, 1, 2]
        gone = ask(store, "SELECT count(*) FROM receipt WHERE number='R-2'")
        assert gone == [(0,)]
        assert b"R-2" not in b"".join(
            bytes(row[0]) for row in ask(store, "SELECT content FROM blob")
        )
        with store.step("forget") as unit:
            assert [each.ref for each in erase_person(unit, doors(), partner, date(2035, 1, 1))
                    if each.ref.startswith("receipts:")] == []  # fmt: skip
        assert left(store) == [0, 0, 0, 0, 0]


def test_a_mail_that_goes_leaves_its_attachments(tmp_path: Path) -> None:
    from tests.receipts.test_bad_input import MAIL
    from tests.receipts.test_booking import BILL, PLAIN

    with firm(tmp_path) as store:
        mail, part = take(store, put(tmp_path, "post.eml", MAIL % BILL.format(**PLAIN)))
        with store.step("older") as unit:
            unit.con.execute(
                "UPDATE receipt SET keep_until='2026-01-01' WHERE id=?", (mail.receipt,)
            )
        store.run(drop_expired, [mail.receipt], date(2026, 6, 1))
        assert ask(store, "SELECT id,parent FROM receipt") == [(part.receipt, None)]
        assert [each.text for each in check(store)] == []

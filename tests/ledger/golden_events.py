"""The 28 worked cases as business events, one function per case, for every regime."""

from __future__ import annotations

from datetime import date

from kontor.ledger.model.inputs import (
    Amount,
    Bill,
    Charge,
    CreditNote,
    EntryLine,
    FreeEntry,
    Invoice,
    Payment,
    Payroll,
    PayrollLine,
    Purchase,
    Request,
    Reverse,
    Sale,
    Settles,
    TaxPayment,
    Transfer,
    WriteOff,
)
from tests.ledger.kit import CUSTOMER, SUPPLIER, Case


def day(text: str) -> date:
    """2026-03-16 as a date; a text without year is in 2026."""
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def invoice(
    case: Case, when: str, *lines: tuple[str, int], document: str = "RE-1", **more: object
) -> None:
    """Invoice with net lines."""
    amounts = [Amount(account=account, net=net) for account, net in lines]
    case.post(
        Invoice(day=day(when), partner=CUSTOMER, document=document, lines=amounts, **more)  # type: ignore[arg-type]
    )


def bill(
    case: Case,
    when: str,
    *lines: tuple[str, int, str | None],
    document: str = "ER-1",
    **more: object,
) -> None:
    """Bill with net lines and codes."""
    amounts = [Amount(account=account, net=net, code=code) for account, net, code in lines]
    case.post(
        Bill(day=day(when), partner=SUPPLIER, document=document, lines=amounts, **more)  # type: ignore[arg-type]
    )


def pay(
    case: Case, when: str, item: str, amount: int | None = None, discount: int = 0, **more: object
) -> None:
    """Payment on one item; without amount all that is open less the discount."""
    side = -1 if item.startswith("ER") else 1
    bank = side * (case.open(item) - discount if amount is None else amount)
    settles = Settles(item=item, discount=discount, amount=amount)
    case.post(Payment(day=day(when), amount=bank, settles=[settles], **more))  # type: ignore[arg-type]


def free(case: Case, when: str, *lines: tuple[object, ...], **more: object) -> int | None:
    """Free entry: account, amount, code."""
    made = [
        EntryLine(
            account=str(line[0]), amount=int(str(line[1])), code=line[2] if len(line) > 2 else None
        )  # type: ignore[arg-type]
        for line in lines
    ]
    return case.post(FreeEntry(day=day(when), lines=made, **more)).entry  # type: ignore[arg-type]


def purchase(
    case: Case, when: str, account: str, net: int, code: str | None, money: str = "bank"
) -> int | None:
    """Direct purchase."""
    line = Amount(account=account, net=net, code=code)
    return case.post(Purchase(day=day(when), money=money, lines=[line])).entry


def c01(case: Case, small: bool) -> None:
    invoice(case, "03-16", ("erl19", 200000))
    pay(case, "04-02", "RE-1")


def c02(case: Case, small: bool) -> None:
    invoice(case, "03-20", ("erl19", 150000))
    pay(case, "05-08", "RE-1")


def c03(case: Case, small: bool) -> None:
    invoice(case, "04-10", ("erl19", 500000))
    pay(case, "04-20", "RE-1", discount=case.open("RE-1") * 2 // 100)


def c04(case: Case, small: bool) -> None:
    bill(case, "05-05", ("wareneingang19", 100000, None))
    pay(case, "05-15", "ER-1", discount=3570)


def c05(case: Case, small: bool) -> None:
    line = Amount(account="erl19", net=400000)
    case.post(Request(day=day("05-01"), partner=CUSTOMER, document="AR-1", lines=[line]))
    pay(case, "05-12", "AR-1")
    invoice(case, "07-15", ("erl19", 1000000), advances=["AR-1"])
    pay(case, "08-03", "RE-1")


def c06(case: Case, small: bool) -> None:
    invoice(case, "06-10", ("erl_13b", 800000))
    pay(case, "07-01", "RE-1")


def c07(case: Case, small: bool) -> None:
    bill(case, "06-20", ("rc_bau19", 300000, None))
    pay(case, "07-05", "ER-1")


def c08(case: Case, small: bool) -> None:
    bill(case, "07-08", ("ig_erwerb19", 120000, None))
    pay(case, "07-20", "ER-1")


def c09(case: Case, small: bool) -> None:
    purchase(case, "09-14", "edv_wartung", 4900, "RC_EU_DL")


def c10(case: Case, small: bool) -> None:
    invoice(case, "05-11", ("erl19", 85000))
    pay(case, "05-18", "RE-1")


def c11(case: Case, small: bool) -> None:
    purchase(case, "05-12", "kleinwerkzeug", 20000, "VST19")


def c12(case: Case, small: bool) -> None:
    if small:
        free(case, "02-18", ("bewirtung", 11522), ("bewirtung_na", 4938), ("bank", -16460))
        return
    free(
        case,
        "02-18",
        ("bewirtung", 10500),
        ("bewirtung_na", 4500),
        ("vst7", 700),
        ("vst19", 760),
        ("bank", -16460),
    )


def c13(case: Case, small: bool) -> None:
    purchase(case, "03-03", "gwg", 69000, "VST19")
    value = 82110 if small else 69000
    free(case, "12-31", ("gwg_sofort", value), ("gwg", -value))


def c14(case: Case, small: bool) -> None:
    bill(case, "04-20", ("maschinen", 600000, "VST19"))
    pay(case, "04-30", "ER-1")
    value = 160650 if small else 135000
    free(case, "12-31", ("afa_sach", value), ("maschinen", -value))


def c15(case: Case, small: bool) -> None:
    lines = [Amount(account="kfz_priv19", net=36720), Amount(account="kfz_priv0", net=9180)]
    case.post(Sale(day=day("01-31"), money="wertabgaben_privat", lines=lines))


def c16(case: Case, small: bool) -> None:
    invoice(case, "08-03", ("erl19", 100000))
    line = Amount(account="erl_schmael19", net=20000)
    case.post(CreditNote(day=day("09-07"), item="RE-1", document="GS-1", lines=[line]))
    pay(case, "09-10", "RE-1")


def c17(case: Case, small: bool) -> None:
    invoice(case, "08-28", ("erl19", 50000))
    total = case.open("RE-1")
    pay(case, "09-02", "RE-1", total)
    pay(case, "09-04", "RE-1", total)
    case.post(Payment(day=day("09-09"), amount=-total, settles=[Settles(item="G-RE-1")]))


def c18(case: Case, small: bool) -> None:
    gross = 10000 if small else 11900
    case.post(Sale(day=day("05-20"), money="cash", lines=[Amount(account="erl19", gross=gross)]))
    case.post(
        Transfer(day=day("05-21"), origin="cash", target="bank", amount=50000, arrives=day("05-22"))
    )


def c19(case: Case, small: bool) -> None:
    purchase(case, "06-30", "bankgebuehren", 1290, None)


def c20(case: Case, small: bool) -> None:
    free(case, "01-15", ("bank", 2000000), ("darlehen_bank", -2000000))
    free(case, "02-15", ("darlehen_bank", 31667), ("zinsen_av", 8333), ("bank", -40000))


def c21(case: Case, small: bool) -> None:
    wrong = purchase(case, "03-05", "buerobedarf", 5000, "VST19")
    case.post(Reverse(day=day("03-06"), entry=f"entry:{wrong}", reason="falsches Konto"))
    purchase(case, "03-06", "telefon", 5000, "VST19")


def c22(case: Case, small: bool) -> None:
    purchase_of(case, "05-27", "verb_sv", 125000)
    for lines in (
        (("loehne", 300000), ("verb_lohn", -200200), ("verb_lst", -37800), ("verb_sv", -62000)),
        (("soz_aufw", 63000), ("verb_sv", -63000)),
    ):
        made = [PayrollLine(account=account, amount=amount) for account, amount in lines]
        case.post(Payroll(day=day("05-31"), lines=made))
    purchase_of(case, "05-31", "verb_lohn", 200200)
    purchase_of(case, "06-10", "verb_lst", 37800)


def purchase_of(case: Case, when: str, account: str, amount: int) -> None:
    """Payment of a wage liability."""
    free(case, when, (account, amount), ("bank", -amount))


def c23(case: Case, small: bool) -> None:
    case.post(TaxPayment(day=day("01-09"), amount=-125000, period="2025-12"))


def c24(case: Case, small: bool) -> None:
    case.post(TaxPayment(day=day("02-10"), amount=-120000, period="2026", what="special"))


def c25(case: Case, small: bool) -> None:
    invoice(case, "2025-10-01", ("erl19", 100000))
    case.post(WriteOff(day=day("09-21"), item="RE-1", reason="Insolvenz ohne Quote"))


def c26(case: Case, small: bool) -> None:
    invoice(case, "06-01", ("erl19", 300000))
    lines = [
        Amount(account="zinsertrag", net=6379),
        Amount(account="sonst_ertrag_unregel", net=4000),
    ]
    case.post(Charge(day=day("08-31"), partner=CUSTOMER, document="VZ-1", lines=lines))
    total = case.open("RE-1") + 10379
    case.post(
        Payment(
            day=day("08-31"), amount=total, settles=[Settles(item="RE-1"), Settles(item="VZ-1")]
        )
    )


def c27(case: Case, small: bool) -> None:
    invoice(case, "05-18", ("erl0pv", 1400000))
    pay(case, "06-01", "RE-1")


def c28(case: Case, small: bool) -> None:
    purchase(case, "10-07", "rhb19", 6000, None, money="privateinlage")


CASES = {f"C{number:02}": globals()[f"c{number:02}"] for number in range(1, 29)}

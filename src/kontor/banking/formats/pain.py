"""Files for the bank: pain.001.001.09 (transfers) and pain.008.001.08 (direct debits).

Written by `sepaxml` without its silent cutting; message and payment numbers are ours, so that the
same run gives the same bytes; the result must pass the official schema before it leaves.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path

from lxml import etree

from kontor.banking.rules.sepa import Order, Sender, sepa_text
from kontor.base.errors import Refused
from kontor.base.i18n import N_

TRANSFER, DEBIT = "pain.001.001.09", "pain.008.001.08"


def transfer_file(own: Sender, orders: list[Order], message: str, made: datetime) -> bytes:
    """A file of transfers.

    Args:
        own: the account that pays.
        orders: checked payments.
        message: number of the file (MsgId), at most 35 letters.
        made: local time.
    """
    from sepaxml import SepaTransfer

    config = {"name": sepa_text(own.name), "IBAN": own.iban, "batch": True, "currency": "EUR"}
    if own.bic:
        config["BIC"] = own.bic
    writer = SepaTransfer(config, schema=TRANSFER, clean=False)
    for one in orders:
        writer.add_payment(_common(one) | {"execution_date": one.day})
    return _finished(writer.export(validate=False), TRANSFER, own, message, made)


def debit_file(own: Sender, orders: list[Order], message: str, made: datetime) -> bytes:
    """A file of direct debits of one scheme (CORE or B2B); see `transfer_file`."""
    from sepaxml import SepaDD

    config = {
        "name": sepa_text(own.name), "IBAN": own.iban, "batch": True, "currency": "EUR",
        "creditor_id": own.creditor_id, "instrument": own.scheme,
    }  # fmt: skip
    if own.bic:
        config["BIC"] = own.bic
    writer = SepaDD(config, schema=DEBIT, clean=False)
    for one in orders:
        more = {
            "type": one.sequence, "collection_date": one.day, "mandate_id": one.mandate,
            "mandate_date": one.signed,
        }  # fmt: skip
        writer.add_payment(_common(one) | more)
    return _finished(writer.export(validate=False), DEBIT, own, message, made)


def schema_errors(content: bytes, schema: str) -> list[str]:
    """What the official schema says against a file; nothing when it is valid."""
    checker = _schema(schema)
    if checker.validate(etree.fromstring(content, _parser())):
        return []
    return str(checker.error_log).splitlines()


def _common(one: Order) -> dict[str, object]:
    order: dict[str, object] = {
        "name": sepa_text(one.name), "IBAN": one.iban, "amount": one.cents,
        "description": sepa_text(one.purpose), "endtoend_id": one.end_to_end,
    }  # fmt: skip
    return order | ({"BIC": one.bic} if one.bic else {})


def _finished(raw: bytes, schema: str, own: Sender, message: str, made: datetime) -> bytes:
    """Own numbers and time in place of random ones, then the schema's verdict."""
    root = etree.fromstring(raw, _parser())
    space = f"{{urn:iso:std:iso:20022:tech:xsd:{schema}}}"
    for tag, text in (("MsgId", message), ("CreDtTm", f"{made:%Y-%m-%dT%H:%M:%S}")):
        for one in root.iter(f"{space}{tag}"):
            one.text = text
    for place, one in enumerate(root.iter(f"{space}PmtInfId"), 1):
        one.text = f"{message[:31]}-{place}"
    for one in root.iter(f"{space}BtchBookg"):
        one.text = "true" if own.together else "false"
    etree.indent(root)
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    if wrong := schema_errors(content, schema):
        raise Refused(
            N_("The file for the bank would not be valid: {why}"), why="; ".join(wrong[:3])
        )
    return content


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


@cache
def _schema(name: str) -> etree.XMLSchema:
    import sepaxml

    folder = Path(sepaxml.__file__).parent / "schemas"
    return etree.XMLSchema(etree.parse(str(folder / f"{name}.xsd")))

"""Commands for terms of business: certificates, how invoices go out, limit and block."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from kontor.base.errors import InputError
from kontor.base.i18n import N_
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Money, Table, shown
from kontor.contacts.kinds import CertificateKind, CustomerKind

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kontor.cli.call import Call

_CONTACT = arg("contact", N_("name, number or reference such as contacts:12"))
_CERTIFICATE = arg("certificate", N_("id of the certificate"), "int")
CERTIFICATES: dict[str, str] = {
    CertificateKind.EXEMPTION_48B: N_("exemption from construction withholding tax (§ 48b EStG)"),
    CertificateKind.CONSTRUCTION_13B: N_("building work under § 13b UStG (USt 1 TG)"),
    CertificateKind.INSURANCE: N_("insurance"),
    CertificateKind.HEALTH_FUND: N_("clearance of a health fund"),
    CertificateKind.TRADE_BODY: N_("clearance of a trade body"),
    CertificateKind.OTHER: N_("other certificate"),
}
CUSTOMERS: dict[str, str] = {
    CustomerKind.PRIVATE: N_("private customer"),
    CustomerKind.BUSINESS: N_("business customer"),
    CustomerKind.BUILDER: N_("business that does building work itself"),
    CustomerKind.PUBLIC: N_("public customer"),
    CustomerKind.LANDLORD: N_("landlord"),
}
_LIST = (
    Column("id", N_("Id"), "int"),
    Column("contact", N_("Contact"), "int"),
    Column("contact_name", N_("Name")),
    Column("kind", N_("Kind"), "code", CERTIFICATES),
    Column("number", N_("Number"), "code"),
    Column("valid_from", N_("From"), "day"),
    Column("valid_to", N_("Until"), "day"),
    Column("checked", N_("Checked"), "day"),
)
_TERMS = {
    "format": N_("Form of invoice"), "leitweg_id": N_("Leitweg-ID"),
    "electronic_address": N_("Electronic address"), "electronic_scheme": N_("Its scheme"),
    "customer_kind": N_("Kind of customer"), "supplier_number": N_("Our number there"),
    "credit_limit": N_("Credit limit"), "risk_class": N_("Risk class"), "score": N_("Score"),
    "blocked": N_("Blocked"), "day": N_("Written down on"), "reasons": N_("Reasons"),
}  # fmt: skip
_FIELDS = (
    Column("field", N_("Field"), "code", _TERMS),
    Column("value", N_("Value"), "code", CUSTOMERS),
)


def _model(name: str) -> Callable[[Sequence[str]], type[BaseModel]]:
    def model(_words: Sequence[str]) -> type[BaseModel]:
        from kontor.contacts import terms

        found: type[BaseModel] = getattr(terms, name)
        return found

    return model


def certificates(call: Call, *, contact: str | None, own: bool) -> None:
    """Certificates of a contact, or those of the own firm."""
    from kontor.contacts import queries, terms_queries

    if (contact is None) == (not own):
        raise InputError(N_("Name a contact, or say --own for those of the own firm."))
    with call.read() as con:
        key = queries.resolve(con, contact).id if contact else None
        found = terms_queries.certificates(con, key)
    rows = [tuple(getattr(one, column.name) for column in _LIST) for one in found]
    call.show(Table(_LIST, rows, empty=N_("No certificate is there.")))


def add_certificate(call: Call, *, data: Any) -> None:
    """Add a certificate."""
    from kontor.contacts.service.terms import add_certificate as case

    with call.store() as store:
        changed = call.run(store, case, data)
    call.done(changed, id=changed.value)


def change_certificate(call: Call, *, certificate: int, data: Any) -> None:
    """Change a certificate."""
    from kontor.contacts.service.terms import change_certificate as case

    with call.store() as store:
        call.done(call.run(store, case, certificate, data))


def drop_certificate(call: Call, *, certificate: int) -> None:
    """Remove a certificate."""
    from kontor.contacts.service.terms import drop_certificate as case

    with call.store() as store:
        call.done(call.run(store, case, certificate))


def terms(call: Call, *, contact: str) -> None:
    """How a customer gets invoices, and what is known of his standing."""
    from kontor.contacts import queries, terms_queries

    with call.read() as con:
        key = queries.resolve(con, contact).id
        wish = terms_queries.invoicing(con, key)
        standing = terms_queries.standing(con, key)
    data: dict[str, Any] = wish._asdict()
    told = dict(data)
    if standing is not None:
        limit = standing.credit_limit
        data |= {**standing._asdict(), "credit_limit": None if limit is None else Money(limit)}
        told |= {
            **standing._asdict(), "credit_limit": shown(limit, "money"),
            "day": shown(standing.day, "day"), "reasons": "; ".join(standing.reasons),
        }  # fmt: skip
    rows = [(name, value) for name, value in told.items() if value not in (None, "")]
    call.show(Table(_FIELDS, rows), data=data)


def set_terms(call: Call, *, contact: str, data: Any) -> None:
    """Set how a customer gets invoices."""
    from kontor.contacts import queries
    from kontor.contacts.service.terms import set_invoicing

    with call.store() as store:
        with store.read() as con:
            key = queries.resolve(con, contact).id
        call.done(call.run(store, set_invoicing, key, data))


def set_standing(call: Call, *, contact: str, data: Any) -> None:
    """Write down limit, class and block of a customer."""
    from kontor.contacts import queries
    from kontor.contacts.service.terms import set_standing as case

    with call.store() as store:
        with store.read() as con:
            key = queries.resolve(con, contact).id
        call.done(call.run(store, case, key, data, call.today))


COMMANDS = (
    Command("certificates", certificates, N_("certificates of a contact, or of the own firm"), (
        arg("contact", N_("name, number or reference such as contacts:12"), required=False),
        opt("own", N_("those of the own firm"), "flag"),
    )),
    Command("add-certificate", add_certificate, N_("add a certificate with its validity"),
            model=_model("CertificateInput"), writes=True),
    Command("change-certificate", change_certificate,
            N_("change a certificate; all its fields are given"), (_CERTIFICATE,),
            model=_model("CertificateInput"), writes=True),
    Command("drop-certificate", drop_certificate, N_("remove a certificate"), (_CERTIFICATE,),
            writes=True),
    Command("terms", terms, N_("how a customer gets invoices, his limit and block"), (_CONTACT,)),
    Command("set-terms", set_terms, N_("set how a customer gets invoices; what is not given stays"),
            (_CONTACT,), model=_model("InvoicingInput"), writes=True),
    Command("set-standing", set_standing, N_("write down limit, class and block of a customer"),
            (_CONTACT,), model=_model("StandingInput"), writes=True),
)  # fmt: skip

"""The form of a contact; likely doubles are shown while typing, nothing is joined by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.timer import Timer

from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.contacts import queries
from kontor.contacts.kinds import (
    AddressKind,
    Candidate,
    ChannelKind,
    Contact,
    ContactKind,
    Draft,
    Role,
)
from kontor.contacts.words import KINDS, ROLES
from kontor.tui import work
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.contacts.names import choices
from kontor.tui.screens.contacts.parts import PLACE
from kontor.tui.screens.dialogs import Window
from kontor.tui.screens.input_form import InputForm
from kontor.tui.text import Part, stacked
from kontor.tui.widgets.fields import Choice, Field
from kontor.tui.widgets.form import Form

_PAUSE = 0.3
_CHANNELS = {"phone": ChannelKind.PHONE, "mobile": ChannelKind.MOBILE, "mail": ChannelKind.MAIL,
             "web": ChannelKind.WEB}  # fmt: skip
_PLAIN = ("salutation", "first_name", "last_name", "vat_id", "tax_number", "terms_days",
          "discount_rate", "discount_days", "note", "source", "language")  # fmt: skip


def days(text: str) -> int:
    """A number of days."""
    bare = text.strip()
    if not (bare.isascii() and bare.isdigit() and int(bare[:5]) <= 365):
        raise InputError(N_("Days from 0 to 365 are expected."))
    return int(bare)


_NAMES = (
    Field("kind", N_("Kind"), "choice", choices=choices(KINDS), default=ContactKind.PERSON),
    Field("name", N_("Name"), help=N_("firm, or a person as on letters")),
    Field("first_name", N_("First name")),
    Field("last_name", N_("Last name"), help=N_("persons: first and last name will do")),
)
_REACH = (
    Field("phone", N_("Telephone"), "phone"),
    Field("mobile", N_("Mobile"), "phone"),
    Field("mail", N_("Mail"), "email"),
    Field("iban", N_("IBAN"), "iban"),
)
_REST = (
    Field("vat_id", N_("VAT id"), "vat_id", help=N_("needed for § 13b and deliveries abroad")),
    Field("tax_number", N_("Tax number"), help=N_("of subcontractors, for § 48b")),
    Field("salutation", N_("Salutation"), limit=60),
    Field("terms_days", N_("Terms, days"), read=days, help=N_("empty: the terms of the firm")),
    Field("discount_rate", N_("Discount"), "rate"),
    Field("discount_days", N_("Discount days"), read=days),
    Field("web", N_("Web")),
    Field("source", N_("Found us by")),
    Field("note", N_("Note"), "multiline"),
    Field("language", N_("Language"), "choice",
          choices=(Choice("de", N_("German")), Choice("en", N_("English"))), default="de"),
)  # fmt: skip


class ContactForm(InputForm):
    """A new contact, or one that is changed."""

    NAME, HANDBOOK = "contacts.form", "contacts"
    HINTS: ClassVar[tuple[str, ...]] = ("form.save", "screen.back", "contact.doubles", "form.fault")

    def __init__(
        self,
        contact: int | None = None,
        *,
        copy_of: int | None = None,
        role: Role | None = None,
        name: str = "",
    ) -> None:
        super().__init__()
        self._typed_name = name
        self.contact, self._copy, self._role = contact, copy_of, role
        self._there: Contact | None = None
        self.doubles: tuple[Candidate, ...] = ()
        self._look: Timer | None = None
        self._sure_about: frozenset[int] = frozenset()

    def crumb(self) -> str:
        """New, or whom it changes."""
        if self._there is not None and self.contact is not None:
            return _("Change {name}").format(name=self._there.name)
        return _("New contact")

    def draft_key(self) -> str:
        """Form and contact."""
        return f"contacts.contact:{self.contact or 'new'}"

    def fields(self) -> Sequence[Field]:
        """A new contact has a role to begin with; an old one gets more in its file."""
        role = Field("role", N_("Role"), "choice", choices=choices(ROLES),
                     default=self._role or Role.CUSTOMER,
                     help=N_("the account number comes by itself"))  # fmt: skip
        roles = (role,) if self.contact is None else ()
        return (*_NAMES[:1], *roles, *_NAMES[1:], *PLACE, *_REACH, *_REST)

    def start(self) -> dict[str, Any]:
        """What is known of the contact."""
        key = self.contact or self._copy
        if key is None:
            return {"name": self._typed_name} if self._typed_name else {}
        with self.kontor.store.read() as con:
            one = self._there = queries.contact(con, key)
        values: dict[str, Any] = {name: getattr(one, name) for name in _PLAIN if hasattr(one, name)}
        values |= {"kind": str(one.kind), "terms_days": one.terms.days,
                   "discount_rate": one.terms.discount_rate,
                   "discount_days": one.terms.discount_days}  # fmt: skip
        full = " ".join(part for part in (one.first_name, one.last_name) if part)
        values["name"] = "" if one.name == full else one.name
        if one.address:
            values |= {
                name: getattr(one.address, name)
                for name in ("street", "house_number", "postcode", "city")
            }
        if self.contact is None:  # a copy keeps the place, not the person
            for name in (
                "first_name",
                "last_name",
                "name",
                "vat_id",
                "tax_number",
                "note",
                "salutation",
            ):
                values.pop(name, None)
            return values
        for name, kind in _CHANNELS.items():
            values[name] = next((c.value for c in one.channels if c.kind is kind), None)
        values["iban"] = next((bank.iban for bank in one.banks), None)
        return values

    # doubles

    def on_form_changed(self, event: Form.Changed) -> None:
        """Look for doubles after a short rest."""
        super().on_form_changed(event)
        if self._look:
            self._look.stop()
        self._look = self.set_timer(_PAUSE, self._search_doubles)

    def _search_doubles(self) -> None:
        values = self.form.values()[0]
        store, contact = self.kontor.store, self.contact or 0

        def job(_ticket: work.Ticket) -> tuple[Candidate, ...]:
            from kontor.contacts.duplicates import find_duplicates

            draft = draft_from(values, contact)
            if not (draft.name or draft.channels or draft.ibans or draft.vat_id):
                return ()
            with store.read() as con:
                return tuple(find_duplicates(con, draft)[:5])

        work.start(self, job, name="doubles", group="doubles", then=self._take_doubles)

    def _take_doubles(self, found: tuple[Candidate, ...]) -> None:
        self.doubles = found
        self._sum_up()
        self.repaint_frame()

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """Who may be the same, with the reason."""
        from kontor.contacts.duplicates import REASONS

        if not self.doubles:
            return ()
        key = self.kontor.key_of("contact.doubles")
        rows: list[Part | list[Part]] = [
            [(_("Perhaps there already:"), "bold $warn"),
             (f"  {key} " + _("opens one of them"), "$ink-soft")]
        ]  # fmt: skip
        for one in self.doubles[:3]:
            why = ", ".join(_(REASONS[reason]) for reason in one.reasons)
            rows.append(
                ["≈ ", (one.name, "bold"), (f"  {why}", "$warn" if one.sure else "$ink-soft")]
            )
        return [stacked(*rows)]

    def why_not(self, name: str) -> str:
        """Doubles can be opened when there are some."""
        if name == "contact.doubles" and not self.doubles:
            return _("Nobody similar is known.")
        return super().why_not(name)

    def do_contact_doubles(self) -> None:
        """Leave the form as a draft and open the contact that is there."""
        from kontor.contacts.duplicates import REASONS

        entries = [
            Entry(str(one.id), one.name, ", ".join(_(REASONS[reason]) for reason in one.reasons))
            for one in self.doubles
        ]

        def take(value: str | None) -> None:
            from kontor.tui.screens.contacts.detail import ContactScreen

            if value:
                self.app.push_screen(ContactScreen(int(value)))

        self.app.push_screen(Chooser(_("Perhaps there already"), entries), take)

    # saving

    def save(self, values: dict[str, Any]) -> None:
        """Ask once when somebody is surely the same, then save."""
        values = values | self._telephones()
        sure = frozenset(one.id for one in self.doubles if one.sure)
        if self.contact is None and sure - self._sure_about:
            self._saving = False
            self._ask_sure(sure)
            return
        if self.contact is None:
            self._create(values)
        else:
            self._change(values)

    def _telephones(self) -> dict[str, str]:
        """Telephone numbers stay as they were written; their normal form is kept beside."""
        found: dict[str, str] = {}
        for name in ("phone", "mobile"):
            raw = str(self.form.rows[name].editor.raw).strip()
            old = (
                [c for c in self._there.channels if c.kind is _CHANNELS[name]]
                if self._there
                else []
            )
            kept = self.contact is not None and old and raw == self.form.start[name]
            found[name] = old[0].value if kept else raw
        return found

    def _ask_sure(self, sure: frozenset[int]) -> None:
        from kontor.contacts.duplicates import REASONS

        known = [one for one in self.doubles if one.id in sure]
        rows: list[Part | list[Part]] = [
            [(one.name, "bold"), "  ", (", ".join(_(REASONS[r]) for r in one.reasons), "$warn")]
            for one in known
        ]
        choices_ = (
            ("add", _("Add anyway"), "a"), ("open", _("Open it"), "o"), ("no", _("Back"), "z"),
        )  # fmt: skip

        def take(choice: str | None) -> None:
            if choice == "add":
                self._sure_about |= sure
                self.do_form_save()
            elif choice == "open":
                from kontor.tui.screens.contacts.detail import ContactScreen

                self.app.push_screen(ContactScreen(known[0].id))

        self.app.push_screen(
            Window(_("Is this somebody you know?"), rows, choices_, first="no"), take
        )

    def _create(self, values: dict[str, Any]) -> None:
        from kontor.contacts.model import ContactInput
        from kontor.contacts.service import create_contact

        document = {**_plain(values), "kind": values["kind"], "name": values["name"],
                    "roles": [{"role": values["role"]}], **_lists(values, None)}  # fmt: skip
        self.send(create_contact, model=ContactInput, values=document)

    def _change(self, values: dict[str, Any]) -> None:
        from kontor.contacts.model import ContactChange
        from kontor.contacts.service import change_contact

        full = " ".join(part for part in (values["first_name"], values["last_name"]) if part)
        document = {"kind": values["kind"], "name": values["name"] or full,
                    **_plain(values), **_lists(values, self._there)}  # fmt: skip
        for name in _PLAIN:  # emptied fields are a change as well
            document.setdefault(name, None)
        try:
            data = _validated(ContactChange, document)
        except InputError as error:
            self.refused(error)
            return
        self.kontor.run_case(
            change_contact, self.contact, data, then=self.saved, otherwise=self.refused
        )

    def refused(self, error: BaseException) -> None:
        """A fault of a list stands at the field that it came from."""
        field = getattr(error, "field", "")
        renamed = {"channels": "phone", "banks": "iban", "addresses": "postcode", "roles": "role"}
        if field in renamed:
            error.field = renamed[field]  # type: ignore[attr-defined]
        super().refused(error)

    def after(self, result: Any) -> None:
        """Show the new contact."""
        if self.contact is None and isinstance(result, int):
            self.made(result)

    def made(self, contact: int) -> None:
        """What follows a new contact: its file."""
        from kontor.tui.screens.contacts.detail import ContactScreen

        self.kontor.push_screen(ContactScreen(contact))


def _validated(model: Any, document: dict[str, Any]) -> Any:
    from pydantic import ValidationError

    from kontor.tui.screens.input_form import complaint

    if document.get("language") is None:
        document["language"] = "de"
    try:
        return model.model_validate(document)
    except ValidationError as error:
        raise complaint(error) from error


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in _PLAIN if values.get(name) not in {None, ""}}


def _lists(values: dict[str, Any], there: Contact | None) -> dict[str, Any]:
    """Address, channels and bank account of the form, with what else the contact has."""
    place = {name: values[name] or None for name in ("street", "house_number", "postcode", "city")}
    main = there.address if there else None
    others = [one for one in there.addresses if one is not main] if there else []
    addresses: list[dict[str, Any]] = []
    if any(place.values()):
        kept = {"addition": main.addition, "country": main.country} if main else {}
        addresses.append({**place, **kept, "kind": main.kind if main else AddressKind.MAIN})
    addresses += [{k: v for k, v in one._asdict().items() if k != "id"} for one in others]
    channels: list[dict[str, Any]] = []
    for name, kind in _CHANNELS.items():
        old = [one for one in there.channels if one.kind is kind] if there else []
        if values.get(name):
            note = old[0].note if old else None
            channels.append({"kind": kind, "value": values[name], "note": note})
        channels += [{"kind": one.kind, "value": one.value, "note": one.note} for one in old[1:]]
    if there:
        shown = set(_CHANNELS.values())
        channels += [{"kind": c.kind, "value": c.value, "note": c.note}
                     for c in there.channels if c.kind not in shown]  # fmt: skip
    banks = [{"iban": b.iban, "bic": b.bic, "holder": b.holder}
             for b in (there.banks[1:] if there else ())]  # fmt: skip
    if values.get("iban"):
        first = there.banks[0] if there and there.banks else None
        holder = first.holder if first and first.iban == values["iban"] else None
        banks.insert(0, {"iban": values["iban"], "bic": None, "holder": holder})
    return {"addresses": addresses, "channels": channels, "banks": banks}


def draft_from(values: dict[str, Any], contact: int) -> Draft:
    """What is compared of a form that is not finished."""
    from kontor.contacts.rules import reach

    def text(name: str) -> str:
        return str(values.get(name) or "")

    full = text("name") or " ".join(p for p in (text("first_name"), text("last_name")) if p)
    return Draft(
        full, text("first_name"), text("last_name"), text("vat_id"),
        (text("iban"),) if text("iban") else (),
        tuple(reach(kind, text(name)).normal for name, kind in _CHANNELS.items()
              if text(name) and kind is not ChannelKind.WEB),
        ((text("street"), text("house_number"), text("postcode")),) if text("postcode") else (),
        (), contact,
    )  # fmt: skip

"""Forms of service protocols: the answers in one pass, the signature, an addendum."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from kontor.base.dates import now_utc
from kontor.base.errors import InputError
from kontor.base.i18n import N_, _, ngettext
from kontor.base.numbers import format_quantity, plain_number
from kontor.tickets.protocol_kinds import (
    Answered,
    Checklist,
    Item,
    ItemType,
    Photo,
    Tick,
    Verdict,
)
from kontor.tickets.protocol_words import TICKS
from kontor.tickets.queries.protocols import Protocol
from kontor.tickets.queries.tickets import Ticket
from kontor.tickets.rules.protocols import (
    limits,
    next_due,
    plain_choices,
    read_measure,
    verdict,
)
from kontor.tui import work
from kontor.tui.protocols import Hit
from kontor.tui.screens.files import file_search
from kontor.tui.screens.input_form import InputForm, made
from kontor.tui.text import Part
from kontor.tui.widgets.fields import Choice, Field

PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".pdf")
_SIGNED = (".png", ".jpg", ".jpeg")


def _picture_search(folder: Path, endings: tuple[str, ...]) -> Callable[[str], Sequence[Hit]]:
    """Pictures of the usual folders; what is chosen is their path."""
    find = file_search(endings, folder)
    return lambda typed: [hit._replace(label=hit.target) for hit in find(typed)]


def _existing(known: str) -> Callable[[str], str]:
    """Reads a path; the name of a picture that is kept already stays."""

    def read(typed: str) -> str:
        path = Path(typed).expanduser()
        if typed != known and not path.is_file():
            raise InputError(
                N_("There is no file {path}."), path=typed, hint=N_("F4 shows pictures.")
            )
        return typed if typed == known else str(path)

    return read


def _name(item: Item) -> str:
    return f"item{item.place}"


def _judge(item: Item) -> Callable[[Any], str]:
    def judge(value: Any) -> str:
        number = value if isinstance(value, int) else None
        if verdict(item, str(value), number) is not Verdict.DEFECT:
            return ""
        if number is None:
            return _("a defect")
        return _("{value} is outside {limits}: a defect").format(
            value=f"{format_quantity(number)} {item.unit}".strip(), limits=limits(item)
        )

    return judge


def _shown(item: Item) -> Callable[[Any], str]:
    sign = " ✓" if limits(item) else ""
    return lambda value: f"{format_quantity(value)} {item.unit}".strip() + sign


class ProtocolForm(InputForm):
    """All items of a checklist, one after the other; Enter goes on, F7 puts the rest in order."""

    NAME, HANDBOOK = "tickets.protocolform", "tickets#checklists-and-protocols"
    HINTS = ("form.save", "protocol.rest", "screen.back", "form.fault")

    def __init__(
        self, case: Ticket, found: Checklist | None = None, protocol: Protocol | None = None,
        answers: Sequence[Answered] = (),
    ) -> None:  # fmt: skip
        super().__init__()
        self.case, self.found, self.protocol = case, found, protocol
        self.known = {one.item.place: one for one in answers}
        self.items = found.items if found else tuple(one.item for one in answers)

    def crumb(self) -> str:
        """Which checklist, of which case."""
        name = self.found.name if self.found else self.protocol.title if self.protocol else ""
        return f"{name} · {self.protocol.label if self.protocol else self.case.number}"

    def draft_key(self) -> str:
        """Case and checklist, or the protocol."""
        if self.protocol is not None:
            return f"tickets.protocol:{self.protocol.id}"
        return f"tickets.protocol:{self.case.id}/{self.found.checklist if self.found else ''}"

    def fields(self) -> Sequence[Field]:
        """The items, then what goes with all of them."""
        return (
            *(self._field(item) for item in self.items),
            Field("note", N_("Remark"), "multiline", limit=20_000),
            Field("worker", N_("Carried out by"), limit=60),
            Field("day", N_("Day"), "date", past=True, required=True),
            Field("next_due", N_("Due again"), "date", help=N_("empty: never")),
        )

    def _field(self, item: Item) -> Field:
        sign = ("*", "$warn") if item.required else ("", "")
        name, text = _name(item), f"{item.place}. {item.text}"
        if item.type is ItemType.TICK:
            ticks = tuple(Choice(value, word) for value, word in TICKS.items())
            return Field(name, text, "choice", choices=ticks, judge=_judge(item), sign=sign)
        if item.type is ItemType.CHOICE:
            choices = tuple(Choice(one, one) for one in plain_choices(item))
            return Field(name, text, "choice", choices=choices, judge=_judge(item), sign=sign)
        if item.type is ItemType.NUMBER:
            return Field(name, text, read=read_measure, show=_shown(item), judge=_judge(item),
                         help=limits(item) or item.unit, sign=sign)  # fmt: skip
        if item.type is ItemType.PHOTO:
            kept = self.known.get(item.place)
            return Field(
                name, text, search=_picture_search(self.kontor.folder, PICTURES), limit=500,
                read=_existing(kept.value if kept else ""), help=N_("F4 shows pictures"),
                sign=sign,
            )  # fmt: skip
        return Field(name, text, limit=500, sign=sign)

    def start(self) -> dict[str, Any]:
        """What is answered already; the day, who, and when it is due again."""
        one, found, today = self.protocol, self.found, self.kontor.today()
        values: dict[str, Any] = {_name(self.known[place].item): self._raw(self.known[place])
                                  for place in self.known}  # fmt: skip
        if one is not None:
            return values | {"note": one.note, "worker": one.worker, "day": one.day,
                             "next_due": one.next_due}  # fmt: skip
        return {"day": today, "worker": self.case.owner,
                "next_due": next_due(today, found.months if found else None)}  # fmt: skip

    def _raw(self, one: Answered) -> str:
        return one.value if one.number is None else format_quantity(one.number)

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """How far it is, and how many defects."""
        given = [(item, values.get(_name(item))) for item in self.items]
        found = [
            verdict(item, str(value), value if isinstance(value, int) else None)
            for item, value in given if value not in (None, "")
        ]  # fmt: skip
        bad = found.count(Verdict.DEFECT)
        done = _("{done} of {count} answered").format(done=len(found), count=len(given))
        if not bad:
            return ((done, "$ink-soft"),)
        said = ngettext("{count} defect", "{count} defects", bad).format(count=bad)
        return ((done, "$ink-soft"), "  ", (f"✗ {said}", "bold $bad"))

    def do_protocol_rest(self) -> None:
        """Everything to tick that has no answer yet is in order."""
        for item in self.items:
            row = self.form.rows[_name(item)]
            if item.type is ItemType.TICK and not row.editor.raw:
                row.editor.raw = Tick.YES.value

    def _answers(self, values: dict[str, Any]) -> dict[str, str]:
        answers = {}
        for item in self.items:
            value = values[_name(item)]
            text = plain_number(value, 3) if isinstance(value, int) else value or ""
            before = self.known.get(item.place)
            was = "" if before is None else (
                before.value if before.number is None else plain_number(before.number, 3)
            )  # fmt: skip
            if text != was and not (item.type is ItemType.PHOTO and text):
                answers[str(item.place)] = text
        return answers

    def _photos(self, values: dict[str, Any]) -> dict[int, Photo]:
        found = {}
        for item in self.items:
            value = values[_name(item)]
            before = self.known.get(item.place)
            if item.type is ItemType.PHOTO and value and value != (before and before.value):
                path = Path(value)
                found[item.place] = Photo(path.name, path.read_bytes())
        return found

    def save(self, values: dict[str, Any]) -> None:
        """Write it down; what is open can be filled in later."""
        from kontor.tickets.protocol_model import ProtocolChange, ProtocolInput
        from kontor.tickets.service.protocols import fill_protocol, write_protocol

        given = {
            "answers": self._answers(values), "day": values["day"], "note": values["note"] or "",
            "worker": values["worker"] or "", "next_due": values["next_due"],
        }  # fmt: skip
        try:
            photos = self._photos(values)
        except OSError as error:
            self.refused(InputError(N_("The picture cannot be read: {reason}."), reason=error))
            return
        if self.protocol is not None:
            self.kontor.run_case(
                fill_protocol, self.protocol.id, ProtocolChange.model_validate(given), photos,
                then=self.saved, otherwise=self.refused,
            )  # fmt: skip
            return
        key = self.found.checklist if self.found else ""
        self.kontor.run_case(
            write_protocol, self.case.id, ProtocolInput.model_validate(given | {"checklist": key}),
            self.kontor.today(), photos, then=self.saved, otherwise=self.refused,
        )  # fmt: skip

    def after(self, result: Any) -> None:
        """A new one is shown, ready to be signed."""
        if self.protocol is None and isinstance(result, int):
            from kontor.tui.screens.tickets.protocols import ProtocolScreen

            self.kontor.push_screen(ProtocolScreen(result))


class SignForm(InputForm):
    """Who signs; then the protocol is set, frozen and archived."""

    NAME, HANDBOOK, SAVE = "tickets.sign", "tickets#checklists-and-protocols", N_("Sign")

    def __init__(self, protocol: Protocol) -> None:
        super().__init__()
        self.protocol = protocol

    def crumb(self) -> str:
        """Which protocol."""
        return _("Sign {number}").format(number=self.protocol.label)

    def fields(self) -> Sequence[Field]:
        """Who, where, when; or why nobody."""
        search = _picture_search(self.kontor.folder, _SIGNED)
        return (
            Field("signer", N_("Signed by"), help=N_("name of who signs for the customer")),
            Field("place", N_("Place"), limit=60),
            Field("day", N_("Day"), "date", required=True),
            Field("unsigned", N_("Not signed"), help=N_("why nobody signs, such as: not there")),
            Field("picture", N_("Picture of it"), search=search, read=_existing(""), limit=500,
                  help=N_("PNG or JPEG, if there is one; F4 shows pictures")),
        )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """The customer, today."""
        from kontor.tickets.queries.protocol_papers import signer_of

        with self.kontor.store.read() as con:
            name = signer_of(con, self.protocol)
        return {"signer": name, "day": self.kontor.today()}

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """What signing means."""
        return ((_("From then on nothing can be changed; what comes later is an addendum or a new"
                   " version."), "$ink-soft"),)  # fmt: skip

    def save(self, values: dict[str, Any]) -> None:
        """Set the page in a thread, then sign what was set."""
        from kontor.documents.layout.render import render_pdf
        from kontor.tickets.queries.protocol_papers import Paper, Signed, protocol_page
        from kontor.tickets.service.protocols import check_signing, sign_protocol

        unsigned = (values["unsigned"] or "").strip()
        # the name stands there already: a reason is typed over it
        signer = "" if unsigned and values["signer"] == self.protocol.who else values["signer"]
        signed = Signed(signer or "", values["place"] or "", values["day"], unsigned)
        key, store = self.protocol.id, self.kontor.store

        def job(_ticket: work.Ticket) -> tuple[Paper, bytes | None]:
            picture = Path(values["picture"]).read_bytes() if values["picture"] else None
            with store.read() as con:
                check_signing(con, key, signed)
                page = protocol_page(con, key, signed.day, signed)
            return Paper(page, render_pdf(page)), picture

        def take(found: tuple[Paper, bytes | None]) -> None:
            paper, picture = found
            self.kontor.run_case(
                sign_protocol, key, signed, paper, now_utc(), picture=picture,
                then=self.saved, otherwise=self.refused,
            )  # fmt: skip

        work.start(self, job, name="sign", then=take, otherwise=self.refused, group="sign")

    def after(self, result: Any) -> None:
        """Say what comes of defects."""
        from kontor.tickets.queries.protocols import defect_counts

        with self.kontor.store.read() as con:
            count = defect_counts(con, [self.protocol.id])[self.protocol.id]
        if not count:
            self.kontor.toast(_("Signed and archived."))
            return
        bad = ngettext("{count} defect", "{count} defects", count).format(count=count)
        said = _("Signed and archived. {defects}: {key} opens a case for them.")
        self.kontor.toast(said.format(defects=bad, key=self.kontor.key_of("step.next")))


class AddendumForm(InputForm):
    """What is added to a signed protocol."""

    NAME, HANDBOOK = "tickets.addendum", "tickets#checklists-and-protocols"
    FIELDS = (
        Field("text", N_("What"), "multiline", required=True, limit=20_000),
        Field("author", N_("Who"), limit=60),
    )

    def __init__(self, protocol: Protocol) -> None:
        super().__init__()
        self.protocol = protocol

    def crumb(self) -> str:
        """Of which protocol."""
        return _("Addendum to {number}").format(number=self.protocol.label)

    def draft_key(self) -> str:
        """Form and protocol."""
        return f"tickets.addendum:{self.protocol.id}"

    def save(self, values: dict[str, Any]) -> None:
        """Write it down."""
        from kontor.tickets.protocol_model import ProtocolAddendum
        from kontor.tickets.service.protocols import add_to_protocol

        self.kontor.run_case(
            add_to_protocol, self.protocol.id, made(ProtocolAddendum, values), self.kontor.today(),
            then=self.saved, otherwise=self.refused,
        )  # fmt: skip

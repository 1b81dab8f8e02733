"""Forms of letterhead and texts, with what they make of a document beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from kontor.base.errors import Finding, InputError, KontorError
from kontor.base.i18n import N_, _
from kontor.base.numbers import parse_quantity
from kontor.documents.kinds import Wording
from kontor.documents.layout.page import Page
from kontor.documents.layout.text import as_text
from kontor.documents.letterhead import Look, look
from kontor.documents.sample import sample_page, sampled
from kontor.documents.texts import check_text, default_text
from kontor.documents.words import LAYOUTS, kind_name, part_name
from kontor.tui import viewer
from kontor.tui.screens.dialogs import Letters
from kontor.tui.screens.documents.beside import BesideForm
from kontor.tui.screens.documents.papers import as_pdf, placeholder_text
from kontor.tui.screens.files import choose_file
from kontor.tui.screens.input_form import complaint
from kontor.tui.sheet import Note as SheetNote
from kontor.tui.sheet import lay_out_sheet
from kontor.tui.text import Part
from kontor.tui.widgets.fields import Choice, Field

_PICTURES = (".png", ".jpg", ".jpeg", ".svg")


def read_colour(typed: str) -> str:
    """A colour as RRGGBB, with or without a sign in front."""
    text = typed.strip().removeprefix("#").lower()
    if not re.fullmatch("[0-9a-f]{6}", text):
        raise InputError(
            N_("This is no colour."), hint=N_("Six digits and letters a to f, such as 1f4e79.")
        )
    return text


def read_height(typed: str) -> int:
    """A height in millimetres as tenths of them."""
    tenths = parse_quantity(typed.lower().removesuffix("mm")) // 100
    if not 50 <= tenths <= 280:
        raise InputError(N_("A logo is between 5 and 28 mm high."))
    return tenths


def height_text(tenths: int) -> str:
    """Tenths of millimetres as people read them."""
    whole, rest = divmod(tenths, 10)
    return f"{whole},{rest} mm" if rest else f"{whole} mm"


class LetterheadForm(BesideForm):
    """How documents look, with a sample that changes while typing."""

    NAME, TITLE, HANDBOOK = "firm.letterhead", N_("Letterhead"), "documents#look"
    DRAFT = "firm.letterhead:1"
    HINTS: ClassVar[tuple[str, ...]] = (
        "form.save", "letterhead.logo", "letterhead.show", "screen.back",
    )  # fmt: skip
    FIELDS = (
        Field("layout", N_("Layout"), "choice", required=True,
              choices=tuple(Choice(code, word) for code, word in LAYOUTS.items())),
        Field("accent", N_("Colour"), read=read_colour, show=lambda value: f"#{value}",
              help=N_("such as 1f4e79 dark blue, 7a1f1f dark red, 2e6b34 green")),
        Field("slogan", N_("Line under the name"), limit=150,
              help=N_("empty: the trade of the firm")),
        Field("managers", N_("Managers"), limit=200,
              help=N_("empty: the owner; a GmbH names all managing directors")),
        Field("logo_height", N_("Height of the logo"), read=read_height, show=height_text,
              help=N_("between 5 and 28 mm")),
        Field("marks", N_("Marks for folding and punching"), "flag"),
    )  # fmt: skip

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code

    def _now(self) -> Look:
        with self.kontor.store.read() as con:
            return look(con)

    def start(self) -> dict[str, Any]:
        """The look as it is."""
        now = self._now()
        with self.kontor.store.read() as con:
            row = con.execute("SELECT logo_height FROM letterhead LIMIT 1").fetchone()
        height = height_text(row[0] if row else 180)
        return {
            "layout": str(now.layout), "accent": now.accent, "slogan": now.slogan,
            "managers": now.managers, "logo_height": height, "marks": now.marks,
        }  # fmt: skip

    def _chosen(self) -> Look:
        """The look as typed; what is not understood stays as it was."""
        values, now = self.form.values()[0], self._now()
        logo = now.logo
        if logo is not None and values.get("logo_height"):
            logo = logo._replace(height=values["logo_height"])
        return Look(
            values.get("layout") or now.layout, values.get("accent") or now.accent,
            bool(values.get("marks")), values.get("slogan") or "", values.get("managers") or "",
            logo,
        )  # fmt: skip

    def _page(self) -> Page:
        with self.kontor.store.read() as con:
            return sample_page(con, self.kontor.today(), self.code, self._chosen())

    def beside(self, width: int) -> str:
        """The sample as text: what stands above and below it comes from the firm."""
        page = self._page()
        head = [page.sender.name, page.sender.slogan, *page.sender.contact]
        foot = [" · ".join(column) for column in page.sender.footer]
        rule = "─" * width
        parts = ["\n".join(filter(None, head)), rule, as_text(page, width), rule, "\n".join(foot)]
        return "\n".join(parts)

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """The colour as it is, and the logo."""
        logo = self._now().logo
        said = _("with a logo") if logo else _("the name stands in place of a logo")
        if values.get("layout") != "modern" or not values.get("accent"):
            return [(said, "$ink-soft")]
        return [("██████  ", f"#{values['accent']}"), (said, "$ink-soft")]

    def save(self, values: dict[str, Any]) -> None:
        """Change the look; emptied lines become empty."""
        from pydantic import ValidationError

        from kontor.documents.model import LetterheadInput
        from kontor.documents.service import set_letterhead

        given = {name: value for name, value in values.items() if value not in {None, ""}}
        given |= {name: values[name] or "" for name in ("slogan", "managers")}
        try:
            data = LetterheadInput.model_validate(given)
        except ValidationError as error:
            self.refused(complaint(error))
            return
        self.kontor.run_case(set_letterhead, data, then=self.saved, otherwise=self.refused)

    def do_letterhead_show(self) -> None:
        """The sample as PDF with what is typed."""
        viewer.open_file(self, f"{_('Sample')}.pdf", as_pdf(self._page()))

    def do_letterhead_logo(self) -> None:
        """Choose a picture, or take the logo away."""
        items = [("b", _("Picture from a file"), "file"), ("k", _("No logo"), "none")]

        def take(choice: str | None) -> None:
            if choice == "file":
                window = choose_file(_("Logo: PNG, JPEG or SVG"), _PICTURES, self.kontor.folder)
                self.app.push_screen(window, self._take_logo)
            elif choice == "none":
                self._set_logo(None)

        self.app.push_screen(Letters(_("Logo"), items), take)

    def _take_logo(self, path: str | None) -> None:
        if path:
            try:
                content = Path(path).read_bytes()
            except OSError as error:
                text = _("“{path}” cannot be read: {reason}")
                reason = error.strerror or str(error)
                self.kontor.toast(text.format(path=path, reason=reason), tone="warning")
                return
            self._set_logo(content)

    def _set_logo(self, content: bytes | None) -> None:
        from kontor.documents.service import set_logo

        def then(_value: object) -> None:
            self._sum_up()
            self._paint()

        self.kontor.run_case(set_logo, content, then=then)


class WordingForm(BesideForm):
    """One text of the firm for documents."""

    NAME, HANDBOOK = "firm.wording", "documents#texts"

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self.wording = wording

    def crumb(self) -> str:
        """Document and part."""
        return f"{kind_name(self.wording.kind)} · {part_name(self.wording.part)}"

    def draft_key(self) -> str:
        """The text."""
        one = self.wording
        return f"firm.wording:{one.kind}.{one.language}.{one.part}"

    def fields(self) -> Sequence[Field]:
        """The text."""
        return (
            Field("text", N_("Text"), "multiline", limit=200,
                  help=N_("empty: the text that came along")),
        )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """The text as it is."""
        return {"text": self.wording.text}

    def beside(self, width: int) -> str:
        """What the text reads like, what came along, the placeholders."""
        one, typed = self.wording, str(self.form.values()[0].get("text") or "")
        came = default_text(one.kind, one.language, one.part)
        shown = typed or came
        blocks = [SheetNote(N_("Reads like"), self._read(shown))]
        if came and came != typed:
            blocks.append(SheetNote(N_("The text that came along"), came))
        blocks.append(SheetNote(N_("Placeholders"), placeholder_text(one.language)))
        return lay_out_sheet(blocks, width).plain

    def _read(self, text: str) -> str:
        one = self.wording
        findings = check_text(text, one.language)
        if findings:
            return findings[0].text
        return sampled(text, self.kontor.today(), one.language)

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """What is wrong with the text, else what it reads like where there is no pane for it."""
        text = str(values.get("text") or "")
        for finding in check_text(text, self.wording.language):
            return [(f"{finding.text} {finding.advice}", "$bad")]
        if self.has_class("-wide"):
            return ()
        names = placeholder_text(self.wording.language)
        return [(_("Placeholders") + ": ", "bold $ink-soft"), (names, "$ink-soft")]

    def check(self, values: dict[str, Any]) -> Sequence[Finding]:
        """Placeholders that do not exist."""
        return check_text(str(values.get("text") or ""), self.wording.language)

    def save(self, values: dict[str, Any]) -> None:
        """Keep it; the text that came along is nobody's own."""
        from kontor.documents.model import WordingInput
        from kontor.documents.service import set_wording

        one, text = self.wording, str(values.get("text") or "")
        if text == default_text(one.kind, one.language, one.part):
            text = ""
        try:
            data = WordingInput(kind=one.kind, language=one.language, part=one.part, text=text)
        except KontorError as error:
            self.refused(error)
            return
        self.kontor.run_case(set_wording, data, then=self.saved, otherwise=self.refused)

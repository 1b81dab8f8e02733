"""Disclosure (Auskunft, Art. 15 DSGVO): one ZIP to hand over, for reading and for machines.

`Auskunft.html` says what is held and why, with the rights of the person; `Auskunft.json` is the
same for programs (Art. 20); the papers that went out to the person lie beside them as they are.
"""

from __future__ import annotations

import html
import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from kontor.base.dates import format_day
from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.base.text import safe_file_name
from kontor.company.queries import firm_or_none
from kontor.contacts import queries
from kontor.contacts.file_kinds import RequestKind
from kontor.contacts.queries import file as known
from kontor.contacts.service.file import answer_request
from kontor.desk.customer.privacy import Area, Correction, corrections, held
from kontor.desk.customer.words import AREAS
from kontor.desk.folders import on_record
from kontor.desk.package import packed
from kontor.documents.kinds import DocumentFilter
from kontor.documents.queries import document_bytes, documents
from kontor.store.doors import Door, Held
from kontor.store.store import Store

_PAPERS = 2_000
_PURPOSES = (
    N_("Carrying out quotes, orders and invoices; keeping books as the law demands."),
    N_("Advertising only with a consent or where the law allows it, until it is objected to."),
)
_RECIPIENTS = (
    N_("Tax adviser and tax office, bank; insurers and courts in a dispute. No other country."),
)
_RIGHTS = (
    N_("Correction of wrong data (Art. 16), erasure (Art. 17), restriction (Art. 18)."),
    N_("Your data for other programs (Art. 20): the file Auskunft.json."),
    N_("Objection to advertising at any time (Art. 21), withdrawal of a consent (Art. 7 (3))."),
    N_("Complaint to the data protection authority of the Land (Art. 77)."),
)
_DECISIONS = N_(
    "Nothing is decided by a machine alone (Art. 22); a risk class is a hint for the owner."
)
_STYLE = (
    "body{font:15px/1.5 sans-serif;max-width:46em;margin:2em auto;padding:0 1em;color:#1b1b1b}"
    "h1{font-size:1.5em}h2{font-size:1.15em;margin-top:1.8em}"
    "table{border-collapse:collapse;width:100%}"
    "td,th{border-bottom:1px solid #ccc;padding:.3em .6em .3em 0;text-align:left;"
    "vertical-align:top}th{font-weight:600}small{color:#555}"
)


class Disclosure(NamedTuple):
    """Everything that is said to the person."""

    name: str
    address: str
    firm: str
    firm_address: str
    firm_mail: str
    made: datetime
    source: str
    since: str
    areas: tuple[Area, ...]
    corrections: tuple[Correction, ...]


class Written(NamedTuple):
    """What was written."""

    path: Path
    facts: int
    papers: int
    answered: int


def disclosure(
    con: sqlite3.Connection, doors: Sequence[Door], contact: int, made: datetime
) -> Disclosure:
    """What is held on a person, read from all areas."""
    one = queries.contact(con, queries.partner(con, contact).id)
    own = firm_or_none(con)
    since = con.execute(
        "SELECT s.at FROM change c JOIN step s ON s.id=c.step WHERE c.tbl='contact' AND c.row=?"
        " ORDER BY c.id LIMIT 1",
        (one.id,),
    ).fetchone()
    place = one.address
    return Disclosure(
        one.name, " ".join(str(part) for part in (place[2:7] if place else ()) if part),
        own.name if own else "",
        " ".join(
            part for part in (own.street, own.house_number, own.postcode, own.city) if part
        ) if own else "",
        (own.mail if own else None) or "", made, one.source or "", since[0][:10] if since else "",
        tuple(held(con, doors, one.id)), tuple(corrections(con, one.id)),
    )  # fmt: skip


def write_disclosure(store: Store, contact: int, path: Path, made: datetime) -> Written:
    """Write the package; an open request for it counts as answered.

    Raises:
        InputError: the file exists already.
    """
    if path.suffix.lower() != ".zip":
        path = path.with_name(f"{path.name}.zip")
    if path.exists():
        raise InputError(
            N_("“{file}” exists already."), hint=N_("Choose another name."), file=path.name,
            field="folder",
        )  # fmt: skip
    with store.read() as con:
        main = queries.partner(con, contact).id
        found = disclosure(con, tuple(store.doors), main, made)
        papers = dict(_papers(con, main))
        waiting = [
            one.id for one in known.requests(con, main, open_only=True)
            if one.kind is RequestKind.DISCLOSURE
        ]  # fmt: skip
    files = {
        "Auskunft.html": as_html(found, sorted(papers)).encode(),
        "Auskunft.json": as_json(found).encode(),
        **papers,
    }
    path.write_bytes(packed(files, made))
    answered = 0
    if not store.read_only:
        for request in waiting:
            store.run(answer_request, request, made.date())
            answered += 1
    on_record(
        store, N_("Disclosure written"), "auto.disclosure",
        N_("Disclosure of {count} facts and {papers} papers to a person"),
        count=sum(len(area.held) for area in found.areas), papers=len(papers),
    )  # fmt: skip
    return Written(path, sum(len(area.held) for area in found.areas), len(papers), answered)


def _papers(con: sqlite3.Connection, contact: int) -> Iterator[tuple[str, bytes]]:
    """The archived papers that a person got, each once."""
    for key in queries.aliases(con, contact):
        for one in documents(con, DocumentFilter(partner=f"contacts:{key}"), limit=_PAPERS):
            name = safe_file_name(f"{one.day.isoformat()}_{one.id}_{one.name}")
            yield f"{_('Papers')}/{name}", document_bytes(con, one.id)


def as_json(found: Disclosure) -> str:
    """The disclosure for programs."""
    document = {
        "name": found.name, "address": found.address, "controller": found.firm,
        "controller_mail": found.firm_mail, "made": found.made.date().isoformat(),
        "source": found.source, "since": found.since,
        "purposes": [_(text) for text in _PURPOSES],
        "recipients": [_(text) for text in _RECIPIENTS],
        "rights": [_(text) for text in _RIGHTS],
        "automated_decisions": _(_DECISIONS),
        "areas": {
            area.area: [
                {"what": _(one.what), "content": one.content, "law": one.law,
                 "until": one.until.isoformat() if one.until else None, "ref": one.ref}
                for one in area.held
            ]
            for area in found.areas
        },
        "corrections": [one._asdict() for one in found.corrections],
    }  # fmt: skip
    return json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n"


def as_html(found: Disclosure, papers: Sequence[str]) -> str:
    """The disclosure for people: one page that needs nothing else and prints well."""
    return "\n".join(_page(found, papers)) + "\n"


def _page(found: Disclosure, papers: Sequence[str]) -> Iterator[str]:
    title = _("Information on your data (Art. 15 GDPR)")
    yield f"<!doctype html><html><head><meta charset='utf-8'><title>{_h(title)}</title>"
    yield f"<style>{_STYLE}</style></head><body>"
    sender = f"{found.firm_address} {found.firm_mail}"
    yield f"<p>{_h(found.firm)}<br><small>{_h(sender)}</small></p>"
    yield f"<h1>{_h(title)}</h1><p>{_h(found.name)}<br>{_h(found.address)}</p>"
    yield f"<p>{_h(_('As of {day}').format(day=format_day(found.made.date())))}</p>"
    for label, texts in (
        (_("What for"), _PURPOSES), (_("Who gets it"), _RECIPIENTS), (_("Your rights"), _RIGHTS),
        (_("Decisions"), (_DECISIONS,)),
    ):  # fmt: skip
        yield f"<h2>{_h(label)}</h2>" + "".join(f"<p>{_h(_(text))}</p>" for text in texts)
    origin = found.source or _("from you, with your enquiry or order")
    since = format_day(date.fromisoformat(found.since)) if found.since else ""
    yield f"<h2>{_h(_('Where the data come from'))}</h2><p>{_h(origin)}"
    yield (
        f"<br><small>{_h(_('held since {day}').format(day=since))}</small></p>" if since else "</p>"
    )
    for area in found.areas:
        yield from _area(area)
    yield from _corrected(found.corrections)
    if papers:
        yield f"<h2>{_h(_('Papers that you got'))}</h2><ul>"
        yield from (f"<li>{_h(name)}</li>" for name in papers)
        yield "</ul>"
    yield "</body></html>"


def _area(area: Area) -> Iterator[str]:
    yield f"<h2>{_h(_(AREAS.get(area.area, area.area)))}</h2><table><tr>"
    for label in (_("What"), _("Content"), _("Why"), _("Kept until")):
        yield f"<th>{_h(label)}</th>"
    yield "</tr>"
    yield from (_line(one) for one in area.held)
    yield "</table>"


def _line(one: Held) -> str:
    until = format_day(one.until) if one.until else _("until you ask us to erase it")
    cells = (_(one.what), one.content, one.law or "DSGVO Art. 6 (1) b", until)
    return "<tr>" + "".join(f"<td>{_h(cell)}</td>" for cell in cells) + "</tr>"


def _corrected(found: Sequence[Correction]) -> Iterator[str]:
    if not found:
        return
    yield f"<h2>{_h(_('What was corrected'))}</h2><table>"
    for one in found:
        cells = (one.at[:10], one.field, one.before, one.after)
        yield "<tr>" + "".join(
            f"<td>{_h('' if cell is None else str(cell))}</td>" for cell in cells
        ) + "</tr>"  # fmt: skip
    yield "</table>"


def _h(text: object) -> str:
    return html.escape(str(text))

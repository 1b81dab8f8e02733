"""Campaigns: nobody gets anything without a ground and without a look at it first."""

from __future__ import annotations

import email
import io
from datetime import UTC, date, datetime
from email.policy import default
from typing import Any

import pytest
from pypdf import PdfReader

from kontor.acquisition.kinds import CampaignState
from kontor.acquisition.model import (
    CampaignChange,
    CampaignInput,
    ConvertInput,
    LeadInput,
    MemberInput,
    TargetInput,
    TargetListInput,
)
from kontor.acquisition.queries import campaigns as queries
from kontor.acquisition.queries import figures, leads, papers
from kontor.acquisition.service import campaigns as service
from kontor.acquisition.service import leads as lead_service
from kontor.acquisition.service.letters import files, labels, letters
from kontor.base.errors import InputError, NotFound, Refused
from kontor.contacts.consents import ConsentInput, ObjectionInput
from kontor.contacts.queries import consent as consents
from kontor.contacts.service import consent
from kontor.store.inputs import JSON
from tests.sales.office import DAY, Office

NOW = datetime(2026, 3, 16, 8, 30, tzinfo=UTC)
TEXT = "für {Objekt} wäre jetzt die Zeit.\n\nIhr {Firma}."


@pytest.fixture
def people(office: Office) -> dict[str, int]:
    """Weiß and Tal with address and mail, Berg without an address; all of them private."""
    found = {}
    for name, code in (("Weiß", "50667"), ("Tal", "20457"), ("Berg", "")):
        mail = f"{name.lower().replace('ß', 'ss')}@kunde.example"
        more: dict[str, Any] = {
            "first_name": "Petra",
            "last_name": name,
            "salutation": "Frau",
            "channels": [{"kind": "mail", "value": mail}],
        }
        if code:
            more["addresses"] = [
                {"street": "Amselweg", "house_number": "7", "postcode": code, "city": "Ort"}
            ]
            more["sites"] = [{"name": "Haus am Amselweg"}]
        found[name] = office.customer(f"Petra {name}", **more)
    return found


def plan(office: Office, **data: Any) -> int:
    values = {"name": "Frühjahr", "subject": "Frühjahrsanstrich für {Name}", "text": TEXT,
              "kind": "spring_paint", "cost": "120.00", **data}  # fmt: skip
    key: int = office.do(service.new_campaign, CampaignInput.model_validate(values, context=JSON),
                         DAY)  # fmt: skip
    return key


def add(office: Office, key: int, *names: str) -> None:
    office.do(service.add_members, key, names)


def test_letters_leave_out_who_objected(office: Office, people: dict[str, int]) -> None:
    key = plan(office)
    assert office.ask(queries.campaign, key).code == "FRUHJA2603"
    add(office, key, "Petra Weiß", "Petra Tal", "Petra Berg")
    objection = ObjectionInput(day=DAY, how="oral")
    office.do(consent.object_to, people["Tal"], objection)
    shown = office.ask(papers.preview, key, DAY)
    assert [row.name for row in shown.going] == ["Petra Weiß"]
    assert [row.name for row in shown.left_out] == ["Petra Berg", "Petra Tal"]
    (row,) = shown.going
    assert row.subject == "Frühjahrsanstrich für Petra Weiß"
    assert row.text.startswith("für Haus am Amselweg wäre jetzt die Zeit.")
    assert "keine Werbung mehr" in row.text  # the hint of Art. 21 (4) DSGVO
    with pytest.raises(Refused):  # nobody looked
        office.do(service.send_campaign, key, "", DAY)
    pdf = PdfReader(io.BytesIO(office.ask(letters, shown)))
    words = pdf.pages[0].extract_text()
    assert len(pdf.pages) == 1 and "Petra Weiß" in words and "Amselweg 7" in words
    assert office.do(service.send_campaign, key, shown.mark, DAY) == [people["Weiß"]]
    states = {one.name: (one.state.value, one.reason) for one in office.ask(queries.members, key)}
    assert states["Petra Weiß"] == ("sent", "")
    assert states["Petra Tal"][0] == "excluded" and states["Petra Tal"][1]
    assert states["Petra Berg"] == ("excluded", "Die Adresse ist unvollständig.")
    (use,) = office.ask(consents.uses)
    assert (use.contact, use.ref) == (people["Weiß"], f"acquisition:campaign/{key}")
    with pytest.raises(Refused):  # nobody is left
        office.do(service.send_campaign, key, office.ask(papers.preview, key, DAY).mark, DAY)
    with pytest.raises(Refused):  # what was sent is sent
        office.store.undo()


def test_a_text_never_goes_out_with_a_gap(office: Office, people: dict[str, int]) -> None:
    key = plan(office, text="nach dem Auftrag {LetzterAuftrag} und für {Objekt}.")
    add(office, key, "Petra Weiß", "Petra Tal")
    (one, other) = office.ask(papers.preview, key, DAY).rows
    assert not one.allowed and not other.allowed  # there was no order yet
    order = office.order(contact=f"contacts:{people['Weiß']}", subject="Flur streichen")
    assert order
    (row,) = office.ask(papers.preview, key, DAY).going
    assert row.text.startswith("nach dem Auftrag Flur streichen (16.03.2026) und für Haus am")


def test_a_letter_in_another_language_fills_the_words_of_both(
    office: Office, people: dict[str, int]
) -> None:
    home = {"street": "Amselweg", "house_number": "9", "postcode": "50667", "city": "Ort"}
    guest = {"first_name": "Ann", "last_name": "Fell", "language": "en", "addresses": [home]}
    office.customer("Ann Fell", **guest)
    key = plan(office)
    add(office, key, "Ann Fell")
    (row,) = office.ask(papers.preview, key, DAY).going
    assert row.subject == "Frühjahrsanstrich für Ann Fell" and "{" not in row.text
    assert "no more advertising" in row.text
    for field in ("subject", "text"):
        with pytest.raises(InputError, match="Unsinn"):
            office.do(service.change_campaign, key, CampaignChange(**{field: "für {Unsinn}"}))
        with pytest.raises(InputError, match="Frist"):  # known elsewhere, nothing to fill in here
            plan(office, name="Neu", **{field: "bis {Frist}"})


def test_what_went_out_is_set_again_without_who_objected(
    office: Office, people: dict[str, int]
) -> None:
    key = plan(office)
    add(office, key, "Petra Weiß", "Petra Tal")
    with pytest.raises(Refused):  # nothing was sent: no paper without the preview
        office.ask(papers.sent_again, key, DAY)
    office.do(service.send_campaign, key, office.ask(papers.preview, key, DAY).mark, DAY)
    office.do(consent.object_to, people["Tal"], ObjectionInput(day=DAY, how="oral"))
    again = office.ask(papers.sent_again, key, DAY)
    assert [row.name for row in again.going] == ["Petra Weiß"]
    ((name, content),) = office.ask(files, again)
    assert name == "FRUHJA2603.pdf" and len(PdfReader(io.BytesIO(content)).pages) == 1
    sheet, missing = office.ask(labels, again, 0)
    words = PdfReader(io.BytesIO(sheet)).pages[0].extract_text()
    assert "Petra Weiß" in words and "Tal" not in words and missing == ()
    table = papers.address_file(office.ask(papers.addresses, again.going)).decode("utf-8-sig")
    assert "Weiß;Petra Weiß;Amselweg;7;50667;Ort" in table and "Tal" not in table
    assert len(office.ask(consents.uses)) == 2  # printing again is no new use


def test_what_changed_since_the_preview_stays_here(office: Office, people: dict[str, int]) -> None:
    key = plan(office)
    add(office, key, "Petra Weiß", "Petra Tal")
    mark = office.ask(papers.preview, key, DAY).mark
    office.do(service.change_campaign, key, CampaignChange(text="Anders"))
    with pytest.raises(Refused):
        office.do(service.send_campaign, key, mark, DAY)
    mark = office.ask(papers.preview, key, DAY).mark
    office.do(consent.object_to, people["Weiß"], ObjectionInput(day=DAY, how="mail"))
    with pytest.raises(Refused):
        office.do(service.send_campaign, key, mark, DAY)
    assert office.ask(consents.uses) == []


def test_mails_need_a_consent(office: Office, people: dict[str, int]) -> None:
    key = plan(office, channel="mail", text="Guter Rat zum Anstrich.")
    add(office, key, "Petra Weiß", "Petra Tal")
    assert office.ask(papers.preview, key, DAY).going == []
    with pytest.raises(Refused, match="Niemand"):
        office.do(service.send_campaign, key, office.ask(papers.preview, key, DAY).mark, DAY)
    given = ConsentInput(channels=["mail"], purpose="advertising", day=DAY, how="form")
    office.do(consent.give, people["Weiß"], given)
    shown = office.ask(papers.preview, key, DAY)
    assert [row.place for row in shown.going] == ["weiss@kunde.example"]
    ((name, content),) = office.ask(papers.mails, shown)
    draft = email.message_from_bytes(content, policy=default)
    assert name == "FRUHJA2603-001.eml"
    assert (draft["To"], draft["X-Unsent"]) == ("weiss@kunde.example", "1")
    body = draft.get_body()
    assert body is not None and body.get_content().startswith("Sehr geehrte Frau Weiß,")
    office.do(service.send_campaign, key, shown.mark, DAY)
    (use,) = office.ask(consents.uses)
    assert use.consent is not None


def test_who_answers_becomes_a_lead_of_the_campaign(office: Office, people: dict[str, int]) -> None:
    key = plan(office)
    add(office, key, "Petra Weiß", "Petra Tal")
    office.do(service.send_campaign, key, office.ask(papers.preview, key, DAY).mark, DAY)
    office.do(service.set_member, key, MemberInput(contact="Petra Tal", state="declined"), DAY)
    data = LeadInput(contact=f"contacts:{people['Weiß']}", subject="Fassade", campaign="fruhja2603")
    lead = office.do(lead_service.capture, data, NOW).lead
    found = office.ask(leads.lead, lead, DAY)
    assert (found.campaign, found.source) == (key, "letter")
    states = {one.name: one.state.value for one in office.ask(queries.members, key)}
    assert states == {"Petra Weiß": "lead", "Petra Tal": "declined"}
    office.do(lead_service.convert, lead, ConvertInput(), DAY)
    (earned,) = office.ask(figures.by_campaign, DAY)
    assert (earned.sent, earned.answers, earned.leads, earned.quotes) == (2, 1, 1, 0)
    assert (earned.cost, earned.result, earned.per_lead) == (12_000, -12_000, 12_000)
    (source,) = office.ask(figures.by_source, DAY, DAY, DAY)
    assert (source.key, source.cost) == ("letter", 12_000)


def test_targets_by_conditions(office: Office, people: dict[str, int]) -> None:
    def found(**wanted: Any) -> list[int]:
        target = TargetInput.model_validate(wanted, context=JSON)
        key = plan(office, name=f"Z{len(office.ask(queries.campaigns))}")
        got: list[int] = office.do(service.add_targets, key, target)
        return got

    assert set(found(roles=["customer"])) >= {people["Weiß"], people["Tal"]}
    assert people["Berg"] not in found(roles=["customer"])  # no letter can reach her
    assert people["Berg"] in found(roles=["customer"], reachable=False)
    assert found(postcodes=["50"]) == [people["Weiß"]]
    assert found(postcodes=["50"], least="1.00") == []
    lead = LeadInput(contact=f"contacts:{people['Tal']}", trade="Fassade", subject="Giebel")
    office.do(lead_service.capture, lead, NOW)
    assert found(trade="fassade") == [people["Tal"]]
    saved = TargetListInput(name="Köln", postcodes=["50"])
    office.do(service.save_targets, saved)
    (kept,) = office.ask(queries.target_lists)
    assert kept.query == {"postcodes": ["50"]}
    office.do(service.drop_targets, "Köln")
    with pytest.raises(NotFound):
        office.do(service.drop_targets, "Köln")


def test_campaigns_without_addresses(office: Office) -> None:
    key = plan(office, channel="flyer")
    with pytest.raises(Refused):
        add(office, key, "Krüger")
    with pytest.raises(Refused):
        office.ask(papers.preview, key, DAY)
    office.do(service.launch_campaign, key)
    assert office.ask(queries.campaign, key).state is CampaignState.SENT
    with pytest.raises(Refused):
        office.do(service.change_campaign, key, CampaignChange(text="neu"))
    office.do(service.close_campaign, key, date(2026, 4, 1))
    assert office.ask(queries.campaign, key).ends == date(2026, 4, 1)
    with pytest.raises(InputError):
        plan(office, code="FRUHJA2603")
    letter = plan(office, name="Brief")
    with pytest.raises(Refused):
        office.do(service.launch_campaign, letter)

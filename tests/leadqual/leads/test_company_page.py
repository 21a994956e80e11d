"""The page of one company: every field, to whom it sells and why, who works there."""

import re
from typing import Any

import pytest
from django.db.models import Field
from django.test import Client
from django.utils.html import escape

from leadqual.accounts.models import User, Workspace
from leadqual.companies.page import business_model_view, company_facts
from leadqual.leads.company_fields import COMPANY_FIELDS, FieldKind
from leadqual.leads.firmographics.derivation import DERIVED
from leadqual.leads.models import Company
from leadqual.leads.models.records import WorkflowFields
from leadqual.taxonomy.models import Level
from leadqual.taxonomy.selectors import cost_table
from leadqual.taxonomy.services import set_costs
from tests.leadqual.leads.people import make_company, make_contact, make_title
from tests.product import client_of

pytestmark = pytest.mark.django_db
SHARES = [0.55, 0.35, 0.05, 0.03, 0.02]
FULL: dict[str, Any] = {
    "domain": "kelvia.example",
    "external_id": "crm-17",
    "website": "https://www.kelvia.example/en",
    "linkedin_url": "https://www.linkedin.com/company/kelvia",
    "overview": "Plans loading docks.",
    "industry": "Logistics software",
    "categories": ["Supply chain"],
    "specialties": ["Yards"],
    "sic_codes": ["7372"],
    "technologies": ["PostgreSQL"],
    "hubs": ["Munich start-ups"],
    "events": ["Raised a round"],
    "type": "Privately held",
    "ownership_type": "Founders",
    "size": "51-200",
    "employees": 120,
    "followers": 4100,
    "founded": 2016,
    "headquarters": "Dock Street 1",
    "city": "Munich",
    "state": "Bavaria",
    "country": "Germany",
    "total_funding": 14_200_000,
    "alexa_rank": 210_000,
}
OF_KIND: dict[FieldKind, object] = {
    FieldKind.ENTRIES: ["Entry"],
    FieldKind.SENTENCES: ["A sentence."],
    FieldKind.WHOLE: 17,
    FieldKind.YEAR: 1999,
    FieldKind.AMOUNT: 1_700,
}
FULL |= {
    field.code: OF_KIND.get(field.kind, "Something")
    for field in COMPANY_FIELDS
    if field.code not in FULL and field.code != "name"
}


def read_company(workspace: Workspace, **fields: Any) -> Company:
    """Create a company that the model has read."""
    fields = {"business_model": "b2b", "business_model_probability": SHARES[0], **fields}
    return make_company(
        workspace,
        business_model_probabilities=SHARES,
        business_model_why=[
            {"label": "b2b", "because": "overview", "text": "for <shippers>", "score": 0.41}
        ],
        business_model_version="companies-1",
        **fields,
    )


def page_of(client: Client, company: Company) -> str:
    """Return the page with its spaces folded."""
    return re.sub(r"\s+", " ", client.get(f"/companies/{company.pk}/").content.decode())


def test_every_field_that_a_company_can_have_is_shown(
    viewer_client: Client, workspace: Workspace
) -> None:
    company = make_company(workspace, **FULL)

    html = page_of(viewer_client, company)

    said = {
        *("crm-17", "https://www.kelvia.example/en", "https://www.linkedin.com/company/kelvia"),
        *("Plans loading docks.", "Logistics software", "Supply chain", "Yards", "7372"),
        *("PostgreSQL", "Munich start-ups", "Raised a round", "Privately held", "Founders"),
        *(
            "51–200 (120 in our data)",
            "4,100",
            "2016",
            "Dock Street 1",
            "Munich",
            "Bavaria",
            "Germany",
        ),
        *("US$ 14,200,000", "210,000", "kelvia.example"),
    }
    assert {words for words in said if words not in html} == set()
    assert 'href="https://www.linkedin.com/company/kelvia" rel="noreferrer"' in html
    assert 'href="https://www.kelvia.example/en" rel="noreferrer"' in html


def test_no_field_is_forgotten(workspace: Workspace) -> None:
    own = {"id", "workspace", "name", "name_key", "overview", "created_at", "updated_at"}
    own |= {
        "facts_changed_at",
        *DERIVED,
        *(field.name for field in WorkflowFields._meta.get_fields()),
    }
    names = {f.name for f in Company._meta.concrete_fields if "business_model" not in f.name}
    full = company_facts(Company(workspace=workspace, name="Kelvia", **FULL))

    assert names - own == set(FULL) - {"overview"}
    for name in names - own:
        field = Company._meta.get_field(name)
        assert isinstance(field, Field)
        lacking = {**FULL, name: field.get_default()}
        assert company_facts(Company(workspace=workspace, name="Kelvia", **lacking)) != full, name


def test_company_of_which_only_the_name_is_known(
    viewer_client: Client, workspace: Workspace
) -> None:
    html = page_of(viewer_client, make_company(workspace, name="<Kelvia>"))

    assert "&lt;Kelvia&gt;" in html
    assert "No description yet." in html
    assert "Being analyzed" in html
    assert "No people on record yet." in html


def test_answer_stands_with_its_reasons_five_bars_and_its_mark(
    viewer_client: Client, workspace: Workspace
) -> None:
    html = page_of(viewer_client, read_company(workspace))

    card = html[html.index('id="business-model"') :]
    card = card[: card.index("</section>")]
    assert "Sells to businesses (B2B)" in card
    assert 'aria-label="0.55, threshold 0.45"' in card  # Half way to the next.
    assert "Below the threshold of 0.45, it would be B2C." in card
    assert escape("for <shippers>") in card
    assert "+0.41" in card
    assert re.findall(r"<span>(\d\.\d\d)</span></li>", card) == [f"{p:.2f}" for p in SHARES]
    assert "Save correction" not in card


def test_costs_that_turn_the_answer_are_said(viewer_client: Client, workspace: Workspace) -> None:
    set_costs({("b2c", "b2b"): 3.0}, reason="dear")
    company = read_company(workspace, business_model="b2c", business_model_probability=SHARES[1])

    html = page_of(viewer_client, company)

    assert "B2B is more likely (0.55), but B2C is predicted because" in html
    assert "Misclassification costs favor B2C; the text suggests B2B: " in html
    assert "Below the threshold of 0.23, it would be B2B." in html


def test_api_says_that_costs_turned_the_answer(api: Client, workspace: Workspace) -> None:
    turned = read_company(workspace, business_model="b2c", business_model_probability=SHARES[1])
    likeliest = read_company(workspace, name="Other")

    notes = [
        api.get(f"/api/v1/companies/{one.pk}").json()["business_model_note"]
        for one in (turned, likeliest)
    ]

    assert notes[0].startswith("B2B is more likely (0.55), but B2C is predicted because")
    assert notes[1] == ""


def test_mark_follows_the_costs(workspace: Workspace) -> None:
    company = read_company(workspace)

    usual = business_model_view(company, cost_table())
    careful = business_model_view(company, {**cost_table(), ("b2c", "b2b"): 1.3})

    assert usual.threshold == pytest.approx(0.45)
    assert careful.threshold == pytest.approx(0.509, abs=1e-3)
    assert careful.note == "Below the threshold of 0.51, it would be B2C, given the error costs."


def test_people_are_shown_most_senior_first_and_by_department(
    viewer_client: Client, workspace: Workspace, taxonomy: None
) -> None:
    company = make_company(workspace)
    for title, level in (("Sales rep", "specialist"), ("Chief of sales", "c_level")):
        row = make_title(workspace, title, {"sales": 0.9}, level=Level.objects.get(slug=level))
        make_contact(workspace, f"{title} Person", job_title=row, company=company)

    html = page_of(viewer_client, company)

    assert html.index("Chief of sales") < html.index("Sales rep")
    assert f"/people/?department=sales&amp;company={company.pk}" in html
    assert 'aria-label="2 people"' in html


def test_only_staff_are_led_to_the_costs(
    manager_client: Client, manager: User, workspace: Workspace
) -> None:
    company = read_company(workspace)

    before = page_of(manager_client, company)
    manager.is_staff = True
    manager.save(update_fields=["is_staff"])

    assert "/companies/costs/" not in before
    assert "/companies/costs/" in page_of(client_of(manager), company)

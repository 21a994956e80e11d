"""What LeadQual adds leaves for a CRM under names of its own."""

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.taxonomy.models import Level
from tests.leadqual.leads.exporting.files import read_csv
from tests.leadqual.leads.people import make_company, make_contact, make_title

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
OF_COMPANY = {
    "LeadQual business model": "b2b",
    "LeadQual owner": "manager@leadqual.example",
    "LeadQual status": "Qualified",
    "LeadQual tags": "fair; key account",
}


def added(row: dict[str, str]) -> dict[str, str]:
    return {name: cell for name, cell in row.items() if name.startswith("LeadQual ")}


@pytest.mark.parametrize(
    ("tool", "no", "yes"), [("hubspot", "no", "yes"), ("salesforce", "0", "1")]
)
def test_people_carry_what_leadqual_adds(
    api: Client, workspace: Workspace, manager: User, tool: str, no: str, yes: str
) -> None:
    level = Level.objects.get(slug="director")
    title = make_title(workspace, "Head", {"marketing": 0.7, "sales": 0.9}, level=level)
    person = make_contact(
        workspace,
        email="j@x.example",
        company=make_company(workspace, business_model="b2b"),
        job_title=title,
        owner=manager,
        status="qualified",
        tags=["fair", "key account"],
        lead_score=87,
        lead_tier="A",
    )
    stopped = make_contact(workspace, email="n@x.example", do_not_contact=True)
    address = f"/api/v1/contacts/export?format={tool}"

    (row,) = read_csv(b"".join(api.get(address)))
    both = read_csv(b"".join(api.get(f"{address}&include_do_not_contact=true")))

    assert added(row) == {
        "LeadQual functions": "Sales; Marketing",
        "LeadQual level": level.name,
        "LeadQual lead score": "87",
        "LeadQual lead tier": "A",
        **(OF_COMPANY | {"LeadQual owner": manager.email}),
        "LeadQual do not contact": no,
        "LeadQual ID": str(person.pk),
    }
    marks = {one["LeadQual ID"]: one["LeadQual do not contact"] for one in both}
    assert marks == {str(person.pk): no, str(stopped.pk): yes}
    assert "do_not_contact" not in row


@pytest.mark.parametrize("tool", ["hubspot", "salesforce"])
def test_companies_carry_what_leadqual_adds(
    api: Client, workspace: Workspace, manager: User, tool: str
) -> None:
    work = {"owner": manager, "status": "qualified", "tags": ["fair", "key account"]}
    company = make_company(workspace, "Acme", business_model="b2b", **work)
    make_company(workspace, "Zeta")

    known, unknown = read_csv(
        b"".join(api.get(f"/api/v1/companies/export?format={tool}&sort=name"))
    )

    expected = OF_COMPANY | {"LeadQual owner": manager.email, "LeadQual ID": str(company.pk)}
    assert added(known) == expected
    assert unknown["LeadQual business model"] == ""

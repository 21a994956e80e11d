"""One contact or company by API, found by a key that another system knows."""

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Company, Contact

pytestmark = pytest.mark.django_db
CONTACT = "/api/v1/contacts/lookup"
COMPANY = "/api/v1/companies/lookup"


@pytest.fixture
def ann(workspace: Workspace) -> Contact:
    """A contact with every key."""
    return Contact.objects.create(
        workspace=workspace,
        last_name="Lee",
        email="ann@nordkran.example",
        external_id="c-1",
        linkedin_url="https://www.linkedin.com/in/ann-lee",
    )


@pytest.fixture
def nordkran(workspace: Workspace) -> Company:
    """A company with every key."""
    return Company.objects.create(
        workspace=workspace,
        name="Nordkran",
        name_key="nordkran",
        domain="nordkran.com",
        external_id="k-1",
    )


@pytest.mark.parametrize(
    "key",
    [
        {"external_id": "c-1"},
        {"email": "Ann@Nordkran.example"},
        {"linkedin_url": "linkedin.com/in/ann-lee/"},
    ],
)
def test_contact_is_found_by_each_key(api: Client, ann: Contact, key: dict[str, str]) -> None:
    assert api.get(CONTACT, key).json()["id"] == ann.pk


@pytest.mark.parametrize(
    "key", [{"external_id": "k-1"}, {"domain": "https://www.nordkran.com/about"}]
)
def test_company_is_found_by_each_key(api: Client, nordkran: Company, key: dict[str, str]) -> None:
    assert api.get(COMPANY, key).json()["id"] == nordkran.pk


def test_key_of_another_workspace_or_of_nobody_is_not_found(
    api: Client, other_workspace: Workspace
) -> None:
    Contact.objects.create(workspace=other_workspace, last_name="X", external_id="c-1")

    assert api.get(CONTACT, {"external_id": "c-1"}).status_code == 404
    assert api.get(COMPANY, {"domain": "nobody.com"}).status_code == 404


def test_anything_but_one_key_is_refused(api: Client) -> None:
    two = {"email": "a@b.example", "external_id": "1"}
    for sent in ({"email": ""}, two, {"name": "Lee"}):
        assert api.get(CONTACT, sent).status_code == 422
    assert api.get(CONTACT).status_code == 422


def test_key_of_a_merged_contact_finds_the_one_that_was_kept(
    api: Client, workspace: Workspace, manager: User, ann: Contact
) -> None:
    other = Contact.objects.create(workspace=workspace, last_name="Lee", external_id="c-2")
    answer = api.post(
        "/api/v1/merges",
        {"kind": "contact", "kept_id": ann.pk, "other_id": other.pk},
        content_type="application/json",
    )

    assert answer.status_code < 300, answer.content
    assert api.get(CONTACT, {"external_id": "c-2"}).json()["id"] == ann.pk

"""The part of a person's page with the scores over all titles."""

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.function_groups import save_group
from leadqual.leads.models import Contact
from leadqual.leads.upserts import ContactValues, save_contact

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def anna(workspace: Workspace, models: None) -> Contact:
    """A person with a current and two past titles."""
    held = {"past_titles": "Account Executive\n<b>Chef</b>"}
    values = ContactValues("anna@kelvia.example", title="Head of Legal", fields=held)
    return save_contact(workspace=workspace, values=values)[0]


def test_titles_and_scores_are_a_part_of_the_page_of_a_person(
    viewer_client: Client, stranger_client: Client, anna: Contact
) -> None:
    url = f"/people/{anna.pk}/scores/"

    person = viewer_client.get(f"/people/{anna.pk}/", headers=HTMX).content.decode()
    part = viewer_client.get(url, headers=HTMX).content.decode()

    assert f'hx-get="{url}"' in person
    assert f'href="{url}"' in person
    assert part.count('data-period="current"') == 1
    assert part.count('data-period="past"') == 2
    assert 'data-function="sales"' in part
    assert 'data-department="legal"' in part
    assert "&lt;b&gt;Chef" in part
    page = viewer_client.get(url).content.decode()  # Of its own without script.
    assert "<h1>" in page
    assert f"?person={anna.pk}" in page
    assert 'data-department="legal"' in page
    assert stranger_client.get(url).status_code == 404


def test_a_function_group_that_a_title_belongs_to_is_shown_with_a_link_to_its_search(
    viewer_client: Client, workspace: Workspace, manager: User, anna: Contact
) -> None:
    with_sales = save_group(workspace=workspace, name="GTM", slugs=["sales"], author=manager)
    without = save_group(workspace=workspace, name="Care", slugs=["nursing"], author=manager)

    part = viewer_client.get(f"/people/{anna.pk}/scores/", headers=HTMX).content.decode()

    assert f'data-group="{with_sales.pk}"' in part
    assert f'href="/people/saved/{with_sales.pk}/"' in part
    assert f'data-group="{without.pk}"' not in part


def test_a_person_without_titles_says_so(
    viewer_client: Client, workspace: Workspace, models: None
) -> None:
    contact, _ = save_contact(workspace=workspace, values=ContactValues("bo@kelvia.example"))

    person = viewer_client.get(f"/people/{contact.pk}/", headers=HTMX).content.decode()
    part = viewer_client.get(f"/people/{contact.pk}/scores/", headers=HTMX)

    assert "/scores/" not in person
    assert part.status_code == 200

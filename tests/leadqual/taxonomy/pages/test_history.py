"""The history says who changed what and why; staff go back from it."""

from functools import partial

import pytest
from django.test import Client

from leadqual.accounts.models import User
from leadqual.taxonomy.document import edits
from leadqual.taxonomy.document.from_tables import read_document
from leadqual.taxonomy.drafts.publish_draft import publish
from leadqual.taxonomy.drafts.services import edit_draft, start_draft
from leadqual.taxonomy.models import TaxonomyVersion

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("models")]


def published(staff: User, about: str) -> TaxonomyVersion:
    draft = start_draft(name=about, author=staff)
    edit = partial(edits.set_field, slug="sales", name="about", value=about)
    edit_draft(draft_id=draft.pk, edit=edit)
    return publish(draft_id=draft.pk, reason=f"says {about}", author=staff)


@pytest.mark.slow
def test_history_names_who_what_and_why_for_everybody(viewer_client: Client, staff: User) -> None:
    version = published(staff, "sells")

    page = viewer_client.get("/taxonomy/?panel=history").content.decode()
    one = viewer_client.get(f"/taxonomy/history/{version.pk}/").content.decode()

    for html in (page, one):
        assert "says sells" in html
        assert str(staff) in html
        assert "Description of “Sales”: sells" in html
    assert "Go back" not in one


@pytest.mark.slow
def test_going_back_says_what_it_would_change_and_does_it(
    staff_client: Client, staff: User
) -> None:
    first = published(staff, "sells")
    said = read_document()
    published(staff, "trades")
    page = staff_client.get(f"/taxonomy/history/{first.pk}/").content.decode()
    assert "1 change for all workspaces" in page
    assert "Description of “Sales”: sells" in page

    answer = staff_client.post(
        f"/taxonomy/history/{first.pk}/restore/", {"reason": "better"}, follow=True
    )

    assert read_document() == said
    newest = TaxonomyVersion.objects.latest("pk")
    assert (newest.went_back_to, newest.reason, newest.author) == (first, "better", staff)
    assert f"Reverted to version {first.pk}" in answer.content.decode()


def test_version_of_which_nothing_was_kept_offers_no_way_back(staff_client: Client) -> None:
    bare = TaxonomyVersion.objects.create(reason="long ago")

    page = staff_client.get(f"/taxonomy/history/{bare.pk}/").content.decode()
    answer = staff_client.post(f"/taxonomy/history/{bare.pk}/restore/", follow=True)

    assert "you cannot revert to it" in page
    assert "was not stored" in answer.content.decode()
    assert staff_client.get("/taxonomy/history/999999/").status_code == 404

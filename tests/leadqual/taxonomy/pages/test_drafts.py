"""The page of a draft: changes are taken back one by one, it is brought up to date, published."""

from functools import partial

import pytest
from django.test import Client

from leadqual.accounts.models import User
from leadqual.taxonomy.document import edits
from leadqual.taxonomy.document.from_tables import read_document
from leadqual.taxonomy.drafts.services import edit_draft, start_draft
from leadqual.taxonomy.models import Function, TaxonomyDraft, TaxonomyVersion
from tests.leadqual.taxonomy.documents import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("models")]

ABOUT = partial(edits.set_field, slug="sales", name="about", value="sells")
TITLE = partial(edits.change_titles, slug="sales", add={"Seller of Seas"})


@pytest.fixture
def draft(staff: User) -> TaxonomyDraft:
    """A draft with two changes."""
    draft = start_draft(name="Seas", author=staff)
    edit_draft(draft_id=draft.pk, edit=ABOUT)
    return edit_draft(draft_id=draft.pk, edit=TITLE)


@pytest.mark.slow
def test_change_is_taken_back_and_the_toast_undoes_that(
    staff_client: Client, draft: TaxonomyDraft
) -> None:
    address = f"/taxonomy/drafts/{draft.pk}/"
    page = staff_client.get(address).content.decode()
    assert "Added the title “Seller of Seas” to “Sales”." in page
    assert 'id="effect"' in page

    taken = staff_client.post(
        address, {"do": "take-back", "key": "function:sales:about"}, follow=True
    )

    assert "Reverted: Description of “Sales”: sells" in taken.content.decode()
    assert words_of(draft) == ["Added the title “Seller of Seas” to “Sales”."]
    staff_client.post(f"{address}undo/")
    assert len(words_of(draft)) == 2


@pytest.mark.slow
def test_publishing_asks_why_and_can_be_undone_from_its_toast(
    staff_client: Client, draft: TaxonomyDraft, staff: User
) -> None:
    before, address = read_document(), f"/taxonomy/drafts/{draft.pk}/"

    unsaid = staff_client.post(address, {"do": "publish", "confirmed": "1", "reason": "  "})
    done = staff_client.post(
        address, {"do": "publish", "confirmed": "1", "reason": "clearer"}, follow=True
    )

    assert unsaid.status_code == 400
    assert "Enter a reason" in unsaid.content.decode()
    version = TaxonomyVersion.objects.latest("pk")
    assert (version.author, version.reason) == (staff, "clearer")
    html = done.content.decode()
    assert f"Published as version {version.pk}" in html
    undo = f"/taxonomy/history/{version.pk}/undo/"
    assert f'action="{undo}"' in html
    assert Function.objects.get(slug="sales").about == "sells"

    staff_client.post(undo)

    assert read_document() == before
    assert (
        staff_client.post(
            address, {"do": "publish", "confirmed": "1", "reason": "again"}
        ).status_code
        == 409
    )


@pytest.mark.slow
def test_draft_that_is_behind_says_so_and_keeps_its_word_where_it_is_asked_to(
    staff_client: Client, draft: TaxonomyDraft
) -> None:
    Function.objects.filter(slug="sales").update(about="something else")
    address = f"/taxonomy/drafts/{draft.pk}/"
    assert "The live taxonomy has changed" in staff_client.get(address).content.decode()

    refused = staff_client.post(address, {"do": "rebase"})
    published = staff_client.post(address, {"do": "publish", "confirmed": "1", "reason": "x"})
    kept = staff_client.post(address, {"do": "rebase-mine"}, follow=True)

    assert (refused.status_code, published.status_code) == (409, 409)
    assert "Live: Description of “Sales”: something else" in refused.content.decode()
    assert "Keep draft changes" in refused.content.decode()
    assert "Its changes are kept" in kept.content.decode()
    assert words_of(draft) == [
        "Description of “Sales”: sells",
        "Added the title “Seller of Seas” to “Sales”.",
    ]


def test_draft_is_put_away_and_taken_up_again(staff_client: Client, draft: TaxonomyDraft) -> None:
    address = f"/taxonomy/drafts/{draft.pk}/"

    away = staff_client.post(address, {"do": "put-away"}, follow=True).content.decode()

    assert "Published or discarded" in away
    assert (
        staff_client.post(address, {"do": "publish", "confirmed": "1", "reason": "x"}).status_code
        == 409
    )
    staff_client.post(address, {"do": "take-up"})
    draft.refresh_from_db()
    assert draft.is_open
    assert staff_client.post(address, {"do": "explode"}).status_code == 400


@pytest.mark.slow
def test_gate_says_on_the_page_what_it_refuses(staff_client: Client, staff: User) -> None:
    draft = start_draft(name="Wrong", author=staff)
    edit = partial(edits.set_phrase, phrase="sales manager", functions=frozenset({"nursing"}))
    edit_draft(draft_id=draft.pk, edit=edit)

    page = staff_client.post(
        f"/taxonomy/drafts/{draft.pk}/", {"do": "publish", "confirmed": "1", "reason": "wrong"}
    )

    assert page.status_code >= 400
    assert "Sales" in page.content.decode()
    assert 'value="wrong"' in page.content.decode()
    draft.refresh_from_db()
    assert draft.is_open

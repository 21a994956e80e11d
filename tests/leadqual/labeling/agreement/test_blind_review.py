"""The second person who labels a title sees nothing of what the first one said."""

import pytest
from django.test import Client
from django.utils.html import strip_tags

from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.labeling.blind_titles import blind_title
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import classify_batch, record_correction
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.suggestions import Suggestion
from leadqual.leads.models import JobTitle
from tests.leadqual.labeling.conftest import labels_of, make_title
from tests.product import client_of

pytestmark = pytest.mark.django_db
NOTE = "A secret reason of the first person"
FORM = {"second": "1", "functions": "nursing", "level": "director"}


@pytest.fixture
def spoken(workspace: Workspace, qualifier: User, models: None) -> JobTitle:
    """A known title of which one person said what nobody else would."""
    Workspace.objects.filter(pk=workspace.pk).update(title_overlap=100)
    title = make_title(workspace, "Chief Financial Officer", people=3)
    classify_batch()
    title.refresh_from_db()
    word = CorrectionInput(("nursing",), "specialist", note=NOTE, propagate=False)
    record_correction(job_title=title, correction_input=word, author=qualifier)
    title.refresh_from_db()
    return title


def test_the_second_person_sees_what_the_product_says_and_nothing_of_the_first(
    manager_client: Client, qualifier_client: Client, viewer_client: Client, spoken: JobTitle
) -> None:
    for queue in ("todo", "second", "uncertain", "unclassified"):
        page = manager_client.get(
            "/titles/", {"queue": queue, "title": str(spoken.pk)}, follow=True
        ).content.decode()
        card = page[page.index('id="title"') :]
        assert "their labels are hidden" in card
        assert 'name="second" value="1"' in card
        assert "Finance" in card
        for told in ("Nursing", 'value="nursing"', NOTE, 'value="specialist" selected'):
            assert told not in card
        assert "person’s word" not in card
        assert "/preview/" not in card
        assert "Nursing" not in page[page.find('id="list"') : page.index('id="title"')]
    second = f"/titles/review/?queue=second&title={spoken.pk}"
    page = manager_client.get(second).content.decode()
    chosen = page.partition("data-chosen")[2].partition("</div>")[0]
    assert "Finance" in chosen
    assert "checked" not in chosen
    unapproved = manager_client.get("/titles/review/?queue=unapproved").content.decode()
    assert spoken.title not in unapproved
    assert "awaiting review" not in manager_client.get("/").content.decode()

    for shown in (  # Elsewhere and for the first person the card is as ever.
        manager_client.get(f"/titles/{spoken.pk}/"),
        manager_client.get(f"/titles/done/?queue=corrected&title={spoken.pk}"),
        qualifier_client.get(f"/titles/done/?queue=corrected&title={spoken.pk}"),
        viewer_client.get(second),
    ):
        assert "Nursing" in shown.content.decode()
        assert 'name="second"' not in shown.content.decode()


def test_the_word_is_kept_the_labels_stay_and_undo_takes_it_back(
    manager_client: Client, spoken: JobTitle, manager: User
) -> None:
    form = {**FORM, "functions": "sales", "next": "/titles/review/?queue=second"}

    done = manager_client.post(f"/titles/{spoken.pk}/correct/", form, follow=True)

    page = done.content.decode()
    assert "next to the first person’s" in page
    assert "No titles for double labeling" in page
    assert f"/titles/{spoken.pk}/second-label/undo/" in page
    assert labels_of(spoken) == {"nursing": "correction"}
    assert Suggestion.objects.get().is_second
    reviewed = manager_client.get("/titles/review/?queue=suggested").content.decode()
    assert "double labeling" in reviewed
    manager_client.post(f"/titles/{spoken.pk}/second-label/undo/")
    again = manager_client.post(
        f"/titles/{spoken.pk}/second-label/undo/", follow=True
    ).content.decode()
    assert Suggestion.objects.get().state == "withdrawn"
    assert "Nothing was changed" in again
    assert spoken.title in manager_client.get("/titles/review/?queue=second").content.decode()


def test_a_third_is_told_that_two_have_spoken(
    manager_client: Client, qualifier_client: Client, spoken: JobTitle, staff: User, viewer: User
) -> None:
    manager_client.post(f"/titles/{spoken.pk}/correct/", {**FORM, "level": "specialist"})
    viewer.memberships.update(role="qualifier")

    answer = client_of(viewer).post(
        f"/titles/{spoken.pk}/correct/",
        {**FORM, "next": "/titles/review/?queue=second"},
        follow=True,
    )

    assert "Two other people have labeled this title" in answer.content.decode()
    assert Correction.objects.get().approved_by == staff
    assert not Suggestion.objects.exists()


def test_what_cannot_be_read_is_asked_for_again_and_still_hides_the_first_word(
    manager_client: Client, spoken: JobTitle
) -> None:
    form = {
        "second": "1",
        "level": "director",
        "next": f"/titles/review/?queue=second&title={spoken.pk}",
    }

    answer = manager_client.post(f"/titles/{spoken.pk}/correct/", form)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose a function" in page
    assert 'name="second" value="1"' in page
    assert "Nursing" not in page[page.index('id="title"') :]


def test_every_so_many_answers_of_ones_own_a_second_look_comes(
    manager_client: Client, spoken: JobTitle, workspace: Workspace
) -> None:
    rows = [make_title(workspace, f"Wizard of {place}", people=2) for place in ("Oz", "Rye", "Ur")]
    classify_batch()
    went = []
    for row in rows[:2]:
        form = {"functions": "sales", "level": "manager", "next": "/titles/?queue=todo"}
        answer = manager_client.post(f"/titles/{row.pk}/correct/", form)
        went.append(answer.headers["Location"])

    assert f"title={spoken.pk}#" in went[0]
    assert f"title={rows[2].pk}#" in went[1]


def test_only_who_is_to_be_second_gets_a_look(
    spoken: JobTitle, manager: User, qualifier: User
) -> None:
    look = blind_title(spoken, manager.pk)

    assert look is not None
    assert [function.slug for function in look["kept"]["offered"]] != ["nursing"]
    assert look["kept"]["level"] != "specialist"
    assert blind_title(spoken, qualifier.pk) is None
    spoken.workspace.title_overlap = 0
    assert blind_title(spoken, manager.pk) is None


def test_a_manager_sets_the_share_in_the_settings(
    manager_client: Client, qualifier_client: Client, workspace: Workspace
) -> None:
    address = "/settings/title-overlap/"

    assert 'value="5"' in manager_client.get("/settings/").content.decode()
    for bad in ("", "101", "-1", "x", "4.5"):
        assert manager_client.post(address, {"percent": bad}).status_code == 422
    assert qualifier_client.post(address, {"percent": "50"}).status_code == 403
    assert not AuditRow.objects.filter(action="workspace.title_overlap_changed").exists()
    assert manager_client.post(address, {"percent": "20"}).status_code == 302

    workspace.refresh_from_db()
    audit = AuditRow.objects.get(action="workspace.title_overlap_changed")
    assert workspace.title_overlap == 20
    assert (audit.before, audit.after) == (
        {"title_overlap_percent": 5},
        {"title_overlap_percent": 20},
    )
    shown = strip_tags(qualifier_client.get("/settings/").content.decode())
    assert "20% of titles" in shown

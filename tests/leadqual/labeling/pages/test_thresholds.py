"""The page of a threshold: what each one would do, and its way into a draft."""

import re
from functools import partial

import pytest
from django.test import Client
from django.utils.html import strip_tags
from pytest_django.fixtures import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from leadqual.accounts.models import User, Workspace
from leadqual.core.jobs import Job
from leadqual.labeling.corrections.services import classify_batch
from leadqual.labeling.models.scores import ChanceRun, FunctionChances
from leadqual.labeling.quality_gate import frozen_titles
from leadqual.labeling.requested_runs import request_run
from leadqual.labeling.score_counts import counts_of
from leadqual.labeling.tasks import count_probabilities
from leadqual.labeling.thresholds import measured
from leadqual.registry.versions.loading import load_titles
from leadqual.taxonomy.document import edits
from leadqual.taxonomy.drafts.services import (
    discard,
    draft_document,
    edit_draft,
    start_draft,
)
from leadqual.taxonomy.models import Function, TaxonomyDraft
from leadqual.taxonomy.services import note_change
from tests.leadqual.labeling.conftest import make_title

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("models")]

PAGE = "/taxonomy/functions/sales/threshold/"


@pytest.fixture
def counted(workspace: Workspace) -> None:
    """Titles that the model reads, counted."""
    for text in ("Chief Revenue Wizard", "Deal closer, northern territory", "Growth hacker"):
        make_title(workspace, text, people=5)
    classify_batch()
    request_run(ChanceRun, Job.COUNT_CHANCES, workspace=workspace)
    count_probabilities(workspace_id=workspace.pk)


def threshold_of(draft: TaxonomyDraft, slug: str = "sales") -> float | None:
    draft.refresh_from_db()
    function = draft_document(draft).function(slug)
    assert function is not None
    return function.threshold


def test_it_is_for_staff_alone(manager_client: Client) -> None:
    assert manager_client.get(PAGE).status_code == 403
    assert manager_client.post(f"{PAGE}save/", {"threshold": "0.5"}).status_code == 403
    assert manager_client.post(f"{PAGE}count/").status_code == 403
    assert not TaxonomyDraft.objects.exists()


def test_what_is_not_counted_yet_is_counted_by_a_button(
    staff_client: Client,
    workspace: Workspace,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    make_title(workspace, "Chief Revenue Wizard")
    classify_batch()
    assert "not counted yet" in staff_client.get(PAGE).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        answer = staff_client.post(f"{PAGE}count/")

    assert answer.headers["Location"] == PAGE
    assert ChanceRun.objects.get(workspace=workspace).n_titles == 1
    assert "Figures cover" in staff_client.get(PAGE).content.decode()


@pytest.mark.slow
@pytest.mark.usefixtures("counted")
def test_a_lower_threshold_says_how_many_appear_and_names_them(
    staff_client: Client, workspace: Workspace
) -> None:
    row = FunctionChances.objects.get(workspace=workspace, function__slug="sales")
    n_low = sum(row.titles[1:])
    Function.objects.filter(slug="sales").update(threshold=0.99)
    note_change("raised")

    page = staff_client.get(PAGE, {"at": "0.01"}).content.decode()

    assert n_low > sum(row.titles[99:]) == 0
    assert f"+{n_low}" in page
    assert f"+{5 * n_low}" in page
    assert "Titles that would get it" in page
    assert "Chief Revenue Wizard" in page
    assert "has changed since" in page


@pytest.mark.usefixtures("counted")
def test_figures_are_from_the_test_set_until_ten_titles_are_corrected(
    staff_client: Client, workspace: Workspace
) -> None:
    tested = " ".join(strip_tags(staff_client.get(PAGE, {"at": "0.5"}).content.decode()).split())
    row = FunctionChances.objects.get(workspace=workspace, function__slug="sales")
    row.right, row.n_carry = [*[0] * 90, 9, *[0] * 10], 9
    row.save()
    nearly = " ".join(strip_tags(staff_client.get(PAGE, {"at": "0.5"}).content.decode()).split())
    row.right, row.n_carry = [*[0] * 90, 10, *[0] * 10], 10
    row.save()
    corrected = " ".join(strip_tags(staff_client.get(PAGE, {"at": "0.5"}).content.decode()).split())

    for page in (tested, nearly):
        assert "On the test set Based on the test set that comes with the product" in page
        assert re.search(r"\d+% ?precision, \d+% to \d+% \(n = \d+\)", page)
        assert re.search(r"\d+% ?recall, \d+% to \d+% \(n = \d+\)", page)
    assert "(9 so far)" in nearly
    assert "On corrected titles" in corrected
    assert "100%precision, 72% to 100% (n = 10)" in corrected


@pytest.mark.usefixtures("counted")
def test_precision_and_recall_of_the_test_set_are_those_of_its_labels(workspace: Workspace) -> None:
    cascade = load_titles()
    keys, wanted = frozen_titles(cascade)
    found = measured(counts_of("nursing", workspace=workspace), "nursing")
    at = found.everywhere.at(0.5)

    given = cascade.chances(keys, least=0.5)
    column = cascade.model.functions.index("nursing")
    rows = {int(row) for row, each in zip(given.rows, given.columns, strict=True) if each == column}
    certain = {row for row, each in given.certain if each == column}
    carry = {row for row, slugs in enumerate(wanted) if "nursing" in slugs} - certain
    assert found.n_tested == len(keys)
    assert (at.n_judged, at.n_right, at.n_carry) == (len(rows), len(rows & carry), len(carry))
    assert at.n_right > 0


@pytest.mark.usefixtures("counted")
def test_the_slider_gets_the_part_alone_with_few_queries(
    staff_client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(40):
        part = staff_client.get(
            PAGE, {"at": "0.20"}, headers={"HX-Request": "true", "HX-Target": "at"}
        ).content.decode()

    assert "At 0.20" in part
    assert "<main" not in part


@pytest.mark.slow
@pytest.mark.usefixtures("counted")
def test_a_threshold_goes_into_a_draft_and_nothing_is_live(
    staff_client: Client, staff: User
) -> None:
    answer = staff_client.post(f"{PAGE}save/", {"threshold": "0.62"}, follow=True)

    draft = TaxonomyDraft.objects.get()
    page = answer.content.decode()
    assert answer.redirect_chain[-1][0] == (
        f"/taxonomy/drafts/{draft.pk}/functions/sales/threshold/"
    )
    assert "Changed in the draft: Threshold of “Sales”: the model default → 0.62." in page
    assert "This draft uses" in page
    assert (threshold_of(draft), draft.author) == (0.62, staff)
    assert Function.objects.get(slug="sales").threshold is None

    again = staff_client.post(f"{PAGE}save/", {"threshold": "0.7"}, follow=True)
    assert threshold_of(TaxonomyDraft.objects.get()) == 0.7
    assert "Changed in the draft: Threshold of “Sales”: 0.62 → 0.70." in again.content.decode()
    staff_client.get("/")  # The toast was seen.

    same = staff_client.post(f"{PAGE}save/", {"threshold": "0.7"}, follow=True)
    assert "Threshold of “Sales”: 0.62 → 0.70." not in same.content.decode()


@pytest.mark.usefixtures("counted")
def test_in_a_draft_it_is_left_to_the_model_again(staff_client: Client, staff: User) -> None:
    draft = start_draft(name="Mine", author=staff)
    start_draft(name="Newer", author=staff)
    page = f"/taxonomy/drafts/{draft.pk}/functions/sales/threshold/"
    staff_client.post(f"{page}save/", {"threshold": "0.9"})
    assert threshold_of(draft) == 0.9

    staff_client.post(f"{page}save/", {"threshold": ""})

    assert threshold_of(draft) is None
    live = staff_client.get("/taxonomy/functions/sales/").content.decode()
    own = staff_client.get(f"/taxonomy/drafts/{draft.pk}/functions/sales/").content.decode()
    assert f'href="{PAGE}"' in live
    assert f'href="{page}"' in own
    discard(draft_id=draft.pk, is_archived=True)
    answer = staff_client.post(f"{page}save/", {"threshold": "0.9"})
    assert answer.status_code == 422
    assert "is discarded" in answer.content.decode()
    assert threshold_of(draft) is None


def test_what_is_no_threshold_is_refused_with_the_reason(staff_client: Client) -> None:
    for typed in ("2", "-1", "many", "nan"):
        answer = staff_client.post(f"{PAGE}save/", {"threshold": typed})
        assert answer.status_code == 422, typed
        assert "Nothing was changed." in answer.content.decode()
        assert staff_client.get(PAGE, {"at": typed}).status_code == 200, typed
    assert not TaxonomyDraft.objects.exists()


def test_a_function_that_the_model_does_not_know_has_no_slider(
    staff_client: Client, function: Function
) -> None:
    page = staff_client.get(f"/taxonomy/functions/{function.slug}/threshold/").content.decode()

    assert "No threshold for this function" in page
    assert staff_client.get("/taxonomy/functions/nothing/threshold/").status_code == 404


@pytest.mark.usefixtures("counted")
def test_while_it_counts_only_how_far_it_is_comes_and_then_the_page_anew(
    staff_client: Client, workspace: Workspace
) -> None:
    request_run(ChanceRun, Job.COUNT_CHANCES, workspace=workspace)
    asks = {"hx-request": "true", "hx-target": "run"}
    page = staff_client.get(PAGE).content.decode()
    assert f'id="run" class="row" hx-get="{PAGE}"' in page

    waiting = staff_client.get(PAGE, headers=asks)
    ChanceRun.objects.update(total=10, done=5)
    moving = staff_client.get(PAGE, headers=asks)

    assert "Starting…" in waiting.content.decode()
    assert "Counting the titles" in moving.content.decode()
    assert "hx-refresh" not in moving.headers
    assert "at-value" not in moving.content.decode()  # The slider is left alone.
    count_probabilities(workspace_id=workspace.pk)
    assert staff_client.get(PAGE, headers=asks).headers["hx-refresh"] == "true"


@pytest.mark.usefixtures("counted")
def test_function_that_a_draft_renames_has_its_numbers_there(
    staff_client: Client, staff: User
) -> None:
    draft = start_draft(name="Names", author=staff)
    rename = partial(edits.rename_function, former="sales", slug="selling")
    edit_draft(draft_id=draft.pk, edit=rename, author=staff)
    address = f"/taxonomy/drafts/{draft.pk}/functions/selling/threshold/"

    page = staff_client.get(address, {"at": "0.20"}).content.decode()
    part = staff_client.get(
        address, {"at": "0.20"}, headers={"hx-request": "true", "hx-target": "at"}
    ).content.decode()

    for html in (page, part):
        assert "No threshold for this function" not in html
        assert "At 0.20" in html

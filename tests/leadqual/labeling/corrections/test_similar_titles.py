"""Titles near one title: found by likeness, labelled with it as one undoable step."""

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.corrections import similar_titles as similar
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import classify_batch, record_correction
from leadqual.labeling.corrections.similar_titles import MIN_SIMILARITY, similar_titles
from leadqual.labeling.models.queues import BulkCorrection
from leadqual.leads.models import JobTitle
from tests.leadqual.labeling.conftest import labels_of, make_title

pytestmark = pytest.mark.django_db

NEAR = (
    "Night dragon tamer",
    "Cave dragon tamer",
    "Dragon tamer of the cave and night",
    "Forest dragon tamer",
)
FAR = ("Sales Engineer", "Chief Financial Officer", "Nurse")


@pytest.fixture
def titles(workspace: Workspace, other_workspace: Workspace, models: None) -> list[JobTitle]:
    """Titles that are like each other, beside others."""
    rows = [make_title(workspace, text, people=9 - n) for n, text in enumerate(NEAR)]
    for text in FAR:
        make_title(workspace, text)
    make_title(other_workspace, "Stone dragon tamer")
    classify_batch()
    for row in rows:
        row.refresh_from_db()
    return rows


def test_the_likest_come_first_and_those_of_other_workspaces_never(
    api: Client, titles: list[JobTitle]
) -> None:
    assert similar_titles(JobTitle.objects.get(title="Nurse")) == []
    rows = api.get(f"/api/v1/titles/{titles[0].pk}/similar").json()["results"]
    assert {row["id"] for row in rows} == {row.pk for row in titles[1:]}
    assert set(rows[0]) == {"id", "title", "n_contacts", "functions", "similarity", "is_sure"}
    assert api.get("/api/v1/titles/999999/similar").status_code == 404
    found = similar_titles(titles[0])

    assert {each.title for each in found} == set(titles[1:])
    likeness = [each.likeness for each in found]
    assert likeness == sorted(likeness, reverse=True)
    assert all(MIN_SIMILARITY <= each <= 1 for each in likeness)


def test_titles_that_a_person_settled_are_left_out_with_those_that_follow(
    workspace: Workspace, manager: User, titles: list[JobTitle]
) -> None:
    follower = make_title(workspace, "Tamer, cave dragon")
    classify_batch()
    assert follower in {each.title for each in similar_titles(titles[0])}

    word = CorrectionInput(("nursing",), "lead", propagate=True)
    record_correction(job_title=titles[1], correction_input=word, author=manager)

    left = {each.title for each in similar_titles(titles[0])}
    assert titles[1] not in left
    assert follower not in left
    assert titles[3] in left


def test_ticked_near_titles_are_labelled_in_one_step_that_is_taken_back(
    qualifier_client: Client,
    titles: list[JobTitle],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    before = [labels_of(row) for row in titles]
    address = f"/titles/{titles[0].pk}/similar/"
    qualifier_client.get(address)  # Reads what the process keeps.
    with django_assert_max_num_queries(32):
        page = qualifier_client.get(address).content.decode()
    assert 'name="titles"' in page
    assert all(row.title in page for row in titles)
    form = {
        "titles": [row.pk for row in titles[:3]],
        "functions": "nursing",
        "propagate": "1",
        "near": titles[0].pk,
        "next": address,
        "name": "Near “Night dragon tamer”",
    }

    reach = qualifier_client.post(
        "/titles/bulk-corrections/preview/", form, headers={"HX-Request": "true"}
    )
    saved = qualifier_client.post("/titles/bulk-corrections/", form)

    assert "will change" in reach.content.decode()
    assert saved.headers["Location"] == address
    step = BulkCorrection.objects.get()
    assert [set(labels_of(row)) for row in titles[:3]] == [{"nursing"}] * 3
    assert labels_of(titles[3]) == before[3]
    qualifier_client.post(f"/titles/bulk-corrections/{step.pk}/undo/")
    assert [labels_of(row) for row in titles] == before


def test_the_form_opens_with_what_the_title_is(
    qualifier_client: Client, manager: User, titles: list[JobTitle]
) -> None:
    word = CorrectionInput(("nursing",), "lead", propagate=False)
    record_correction(job_title=titles[0], correction_input=word, author=manager)

    page = qualifier_client.get(f"/titles/{titles[0].pk}/similar/").content.decode()

    assert 'name="functions" value="nursing" checked' in page
    assert ", confirmed by a person" in page
    assert f'name="titles" value="{titles[0].pk}"' not in page  # It is settled already.


def test_viewers_look_only_and_strangers_find_nothing(
    viewer_client: Client, stranger_client: Client, titles: list[JobTitle]
) -> None:
    address = f"/titles/{titles[0].pk}/similar/"

    assert "Save corrections" not in viewer_client.get(address).content.decode()
    assert stranger_client.get(address).status_code == 404
    form = {"titles": [titles[1].pk], "near": titles[0].pk}
    assert stranger_client.post("/titles/bulk-corrections/", form).status_code == 404


def test_titles_that_share_little_are_only_asked_for_where_few_share_much(
    titles: list[JobTitle], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    alone = {each.title for each in similar_titles(titles[0])}
    near_titles_asked = "similarity_threshold"

    with django_assert_max_num_queries(16) as asked:
        assert {each.title for each in similar_titles(titles[0])} == alone
    few = sum(near_titles_asked in query["sql"] for query in asked.captured_queries)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(similar, "_MAX_COMPARED", 1)
        with django_assert_max_num_queries(16) as asked:
            (likest,) = similar_titles(titles[0])
    many = sum(near_titles_asked in query["sql"] for query in asked.captured_queries)

    assert (few, many) == (4, 3)
    assert likest.title in alone

"""The page of Unclassified by group: a group is corrected as one step, with and without script."""

import re
from typing import Any

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.corrections.bulk import record_step
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.queues import BulkCorrection, QueueRun, TitleGroup
from leadqual.leads.models import JobTitle
from tests.leadqual.labeling.conftest import labels_of

pytestmark = pytest.mark.django_db


def form_of(grouped: list[JobTitle], **more: object) -> dict[str, object]:
    return {"titles": [row.pk for row in grouped], "propagate": "1", "was_other": "1", **more}


def test_the_page_opens_the_group_of_most_people_and_says_when_it_was_made(
    viewer_client: Client, grouped: list[JobTitle]
) -> None:
    body = viewer_client.get("/titles/?queue=groups").content.decode()

    assert "Dragon Tamer" in body
    assert "Sand Snake Charmer" in body
    assert all(row.title in body for row in grouped)
    assert re.search(r"\w{3} \d+, \d{4}", body)
    assert "Save corrections" not in body  # Viewers look only.


def test_the_page_of_a_workspace_costs_few_queries(
    qualifier_client: Client, grouped: list[JobTitle], django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(30):  # type: ignore[operator]  # a fixture of pytest-django
        qualifier_client.get("/titles/?queue=groups")


@pytest.mark.slow
def test_several_functions_are_said_at_once_ticked_and_typed(
    qualifier_client: Client, grouped: list[JobTitle]
) -> None:
    form = form_of(grouped, functions="nursing", typed="sales engineering; Recruiting", other="1")

    response = qualifier_client.post("/titles/bulk-corrections/", form)

    step = BulkCorrection.objects.get()
    assert response.status_code == 302
    assert all(
        set(labels_of(row)) == {"nursing", "sales_engineering", "recruiting"} for row in grouped
    )
    assert step.corrections.count() == 3
    page = qualifier_client.get("/titles/?queue=groups").content.decode()
    assert "3 titles are corrected" in page
    assert f"/titles/bulk-corrections/{step.pk}/undo/" in page


def test_reach_is_shown_before_and_nothing_is_written(
    qualifier_client: Client, grouped: list[JobTitle]
) -> None:
    form = form_of(grouped, functions="nursing")

    partial = qualifier_client.post(
        "/titles/bulk-corrections/preview/", form, headers={"HX-Request": "true"}
    ).content.decode()
    page = qualifier_client.post("/titles/bulk-corrections/preview/", form).content.decode()

    for body in (partial, page):
        assert re.search(
            r"change <b class=\"num\">3</b> titles and <b class=\"num\">9</b> people", body
        )
    assert 'name="functions" value="nursing"' in page  # Saved from there without script.
    assert not Correction.objects.exists()


def test_what_cannot_be_read_is_asked_again_with_what_was_typed(
    qualifier_client: Client, grouped: list[JobTitle]
) -> None:
    cases: list[tuple[dict[str, Any], str]] = [
        ({"typed": "management"}, "Choose one"),
        ({"typed": "qqqqzzzz"}, "No function matches “qqqqzzzz”"),
        ({"functions": "no_such"}, "no function no_such"),
        ({}, "Choose a function"),
        ({"functions": ["nursing", "sales", "finance", "legal"]}, "up to 3 functions"),
        ({"functions": "nursing", "titles": "x"}, "must be a number"),
        ({"functions": "nursing", "titles": []}, "Select at least one title"),
    ]
    for more, words in cases:
        form = {**form_of(grouped), "group": TitleGroup.objects.first().pk, **more}  # type: ignore[union-attr]  # there is one

        response = qualifier_client.post("/titles/bulk-corrections/", form)

        body = response.content.decode()
        assert response.status_code == 422
        assert words in body
        assert f'value="{more.get("typed", "")}"' in body
        assert not Correction.objects.exists()


def test_undo_by_its_page_brings_all_back(
    qualifier_client: Client, workspace: Workspace, manager: User, grouped: list[JobTitle]
) -> None:
    keys = [row.pk for row in grouped]
    word = CorrectionInput(("nursing",), "")
    step = record_step(
        workspace=workspace, title_ids=keys, correction_input=word, name="Dragons", author=manager
    )
    page = qualifier_client.get(f"/titles/bulk-corrections/{step.pk}/").content.decode()
    assert all(row.title in page for row in grouped)

    response = qualifier_client.post(f"/titles/bulk-corrections/{step.pk}/undo/", follow=True)

    assert "3 titles have their previous labels again." in response.content.decode()
    assert not any(labels_of(row) for row in grouped)
    again = qualifier_client.post(f"/titles/bulk-corrections/{step.pk}/undo/", follow=True)
    assert "nothing was changed" in again.content.decode()


def test_strangers_and_viewers_change_nothing(
    stranger_client: Client,
    viewer_client: Client,
    workspace: Workspace,
    manager: User,
    grouped: list[JobTitle],
) -> None:
    keys = [row.pk for row in grouped]
    word = CorrectionInput(("nursing",), "")
    step = record_step(
        workspace=workspace, title_ids=keys, correction_input=word, name="", author=manager
    )
    form = form_of(grouped, functions="sales")

    assert stranger_client.get(f"/titles/bulk-corrections/{step.pk}/").status_code == 404
    assert stranger_client.post(f"/titles/bulk-corrections/{step.pk}/undo/").status_code == 404
    assert stranger_client.post("/titles/bulk-corrections/", form).status_code == 422
    assert "Dragon" not in stranger_client.get("/titles/?queue=groups").content.decode()
    for path in (
        "/titles/bulk-corrections/",
        "/titles/bulk-corrections/preview/",
        "/titles/queues/rebuild/",
    ):
        assert viewer_client.post(path, form).status_code == 403
    assert all(set(labels_of(row)) == {"nursing"} for row in grouped)


def test_making_is_asked_for_once_and_the_page_says_how_far_it_is(
    qualifier_client: Client, workspace: Workspace, grouped: list[JobTitle]
) -> None:
    response = qualifier_client.post("/titles/queues/rebuild/", {"next": "/titles/?queue=groups"})
    assert response["Location"] == "/titles/?queue=groups"
    QueueRun.objects.update(phase="Grouping unclassified titles", done=1, total=4)

    body = qualifier_client.get("/titles/?queue=groups").content.decode()

    assert "Grouping unclassified titles…" in body
    assert "you see the result from" in body


def test_functions_are_found_by_name_slip_and_job_title(
    viewer_client: Client, models: None
) -> None:
    for typed, first in [
        ("Recruiting", "recruiting"),
        ("recruting", "recruiting"),
        ("vertriebsingenieur", "sales_engineering"),
        ("nurse", "nursing"),
    ]:
        found = viewer_client.get("/titles/functions/", {"q": typed}).json()["functions"]

        assert found[0]["slug"] == first
        assert set(found[0]) == {"slug", "name", "department", "why"}
    assert viewer_client.get("/titles/functions/").json() == {"functions": []}

"""Titles selected in a queue are corrected together; similar ones stand beside an open title."""

import re

import pytest
from django.test import Client

from leadqual.accounts.models import Workspace
from leadqual.labeling.corrections.services import classify_batch
from leadqual.leads.models import JobTitle
from tests.leadqual.labeling.conftest import labels_of, make_title

pytestmark = pytest.mark.django_db


@pytest.fixture
def titles(workspace: Workspace, models: None) -> list[JobTitle]:
    """Four titles to do."""
    who = ("Snake", "Newt", "Toad", "Wyvern")
    rows = [make_title(workspace, f"{each} charmer", people=9 - n) for n, each in enumerate(who)]
    classify_batch()
    return rows


def _address(rows: list[JobTitle]) -> str:
    return "/titles/?queue=todo&" + "&".join(f"selected={row.pk}" for row in rows)


def test_selected_titles_are_corrected_as_one_step_and_the_queue_goes_on(
    qualifier_client: Client, titles: list[JobTitle]
) -> None:
    page = qualifier_client.get(_address(titles[1:3])).content.decode()
    form = {"titles": [row.pk for row in titles[1:3]], "functions": "nursing"}
    saved = qualifier_client.post(
        "/titles/bulk-corrections/", {**form, "shown": form["titles"], "next": "/titles/"}
    )

    assert "2 selected titles" in page
    assert re.findall(r'name="titles" value="(\d+)"[^>]*checked', page) == [
        str(row.pk) for row in titles[1:3]
    ]
    assert saved.headers["Location"] == "/titles/"
    assert [set(labels_of(row)) for row in titles] == [set(), {"nursing"}, {"nursing"}, set()]


def test_viewers_select_nothing_and_strangers_see_nothing(
    viewer_client: Client, stranger_client: Client, titles: list[JobTitle]
) -> None:
    seen = viewer_client.get(_address(titles)).content.decode()
    strange = stranger_client.get(_address(titles)).content.decode()

    assert 'name="selected"' not in seen
    assert "selected titles" not in seen
    assert "charmer" not in strange
    for key in ["0", "-1", "x", "9" * 30, "\0", ""]:
        answer = viewer_client.get("/titles/", {"selected": key, "page": "²"})
        assert answer.status_code == 200
        assert "charmer" in answer.content.decode()


def test_three_similar_titles_are_shown_and_the_rest_is_folded(
    qualifier_client: Client, workspace: Workspace, titles: list[JobTitle]
) -> None:
    for place in ("sand", "sea", "river"):
        make_title(workspace, f"Snake charmer of the {place}")
    classify_batch()

    short = qualifier_client.get(
        f"/titles/{titles[0].pk}/similar/",
        headers={"HX-Request": "true", "HX-Target": "similar-titles"},
    ).content.decode()

    first, _, folded = short.partition("<details")
    assert first.count("<li>") == 3
    assert folded.count("<li>") >= 1
    assert "Unclassified" in first
    assert "<main" not in short

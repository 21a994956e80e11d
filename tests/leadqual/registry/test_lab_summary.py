"""Promises about the first page of the Lab: sentences with the figures of the reports."""

from html import unescape

import pytest
from django.test import Client

from leadqual.core import clock
from leadqual.registry.models import ModelVersion
from leadqual.registry.selectors import active_model

pytestmark = pytest.mark.django_db


def _lab(client: Client) -> str:
    return unescape(client.get("/lab/").content.decode())


def _with_share(version: ModelVersion, share: float) -> None:
    version.report["evaluations"][0]["figures"]["all functions right"] = share
    version.save(update_fields=["report"])


def test_figures_of_the_live_models_stand_in_sentences_and_nothing_is_to_do(
    viewer_client: Client, models: None
) -> None:
    _with_share(active_model("titles"), 0.7977)

    page = _lab(viewer_client)

    assert "80 of 100 test titles" in page
    assert page.count("No new version to decide on.") == 3
    assert "Nothing to do" in page
    assert "0.80" not in page.partition('id="main"')[2]


@pytest.mark.parametrize(("share", "words"), [(0.82, "up 2"), (0.79, "down 1"), (0.8, "unchanged")])
def test_a_change_is_told_against_the_version_before(
    viewer_client: Client, models: None, share: float, words: str
) -> None:
    live = active_model("titles")
    ModelVersion.objects.create(
        kind="titles",
        version="titles-before",
        folder="x",
        checksum="x",
        promoted_at=clock.now(),
        report={"evaluations": [{"figures": {"all functions right": 0.80}}]},
    )
    _with_share(live, share)

    assert f"{words} since titles-before" in _lab(viewer_client)


def test_a_version_that_was_not_measured_has_no_invented_figure(
    viewer_client: Client, models: None
) -> None:
    live = active_model("replies")
    live.report = {}
    live.save(update_fields=["report"])

    page = _lab(viewer_client)

    assert "This version has not been measured." in page
    assert "test replies" not in page


def test_details_are_sections_and_the_old_address_of_a_kind_leads_to_its_figures(
    viewer_client: Client, models: None
) -> None:
    page = _lab(viewer_client)
    answer = viewer_client.get("/lab/", {"kind": "replies"})

    sections = page.partition('aria-label="Sections"')[2].partition("</nav>")[0]
    assert '<a href="/lab/models/">' in sections
    assert "System status" not in sections
    assert answer.headers["Location"] == "/lab/models/?kind=replies"

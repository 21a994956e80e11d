"""Titles that disagree are shown with what speaks against them, and answered with one form."""

import re

import pytest
from django.test import Client

from leadqual.accounts.models import Workspace
from leadqual.labeling.corrections.services import classify_batch
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.queues import LabelConflict
from leadqual.labeling.queues.conflict_evidence import conflict_evidence
from leadqual.labeling.queues.selectors import conflicts_of
from leadqual.leads.models import JobTitle
from tests.leadqual.labeling.conftest import labels_of, make_title

pytestmark = pytest.mark.django_db

RECRUITING = "Recruiting & Talent Acquisition"


@pytest.fixture
def titles(workspace: Workspace, models: None) -> list[JobTitle]:
    """A title against which a near one speaks, and one against which the model does."""
    rows = [
        make_title(workspace, "Heath dragon tamer", people=5),
        make_title(workspace, "Night nurse of the castle"),
    ]
    beside = make_title(workspace, "Recruiter", people=9)
    classify_batch()
    for row, kind, functions, near in (
        (rows[0], LabelConflict.Kind.SIMILAR, ["recruiting"], beside),
        (rows[1], LabelConflict.Kind.SUSPECT, [], None),
    ):
        LabelConflict.objects.create(
            workspace=workspace,
            job_title=row,
            kind=kind,
            functions=functions,
            beside=near,
            score=0.91,
            newest=0,
        )
    return rows


def test_what_speaks_against_a_title_is_said_in_names(
    workspace: Workspace, titles: list[JobTitle]
) -> None:
    found = conflict_evidence(conflicts_of(workspace, [row.pk for row in titles]))

    first, second = (found[row.pk] for row in titles)
    assert (first["words"], first["rather"]) == ("A similar title has different labels", RECRUITING)
    assert first["beside"] is not None
    assert first["beside"].title == "Recruiter"
    assert [each["words"] for each in first["proposals"]] == [
        "Keep Unclassified",
        f"Use {RECRUITING}",
    ]
    assert [each["words"] for each in second["proposals"]] == ["Keep Nursing", "Use Unclassified"]
    gone = LabelConflict.objects.filter(job_title=titles[0])
    gone.update(functions=["no_such", "recruiting"])
    found = conflict_evidence(conflicts_of(workspace, [titles[0].pk]))
    assert found[titles[0].pk]["rather"] == RECRUITING


def test_the_queue_shows_it_and_either_answer_settles_it(
    qualifier_client: Client, workspace: Workspace, titles: list[JobTitle]
) -> None:
    body = qualifier_client.get("/titles/?queue=conflicts").content.decode()
    assert "A similar title has different labels: Recruiting &amp; Talent Acquisition" in body
    (form,) = re.findall(r"<form(?:(?!</form>).)*Use Recruiting.*?</form>", body, re.DOTALL)
    assert 'aria-keyshortcuts="2"' in form
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))

    response = qualifier_client.post(f"/titles/{titles[0].pk}/correct/", fields)

    assert set(labels_of(titles[0])) == {"recruiting"}
    assert f"title={titles[1].pk}" in response["Location"]  # The next one of the queue is open.
    after = qualifier_client.get("/titles/?queue=conflicts").content.decode()
    assert "Labels of other titles" in after
    assert "A similar title has different labels" not in after


def test_each_answer_says_before_what_it_changes(
    qualifier_client: Client, workspace: Workspace, titles: list[JobTitle]
) -> None:
    make_title(workspace, "Dragon tamer, heath", people=4)
    classify_batch()
    body = qualifier_client.get("/titles/?queue=conflicts").content.decode()
    forms = re.findall(r"<form(?:(?!</form>).)*?(?:Keep Uncl|Use Recr).*?</form>", body, re.DOTALL)

    said = []
    for form in forms:
        (address,) = set(re.findall(r'hx-post="([^"]+brief=1)"', form))
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
        answer = qualifier_client.post(address, fields, headers={"HX-Request": "true"})
        said.append(" ".join(re.sub(r"<[^>]+>", "", answer.content.decode()).split()))

    variant = "1 close variant gets the same labels: “Dragon tamer, heath”."
    assert said == [
        "Confirms the labels of this title. No close variants change.",
        f"Changes 2 titles and 9 people. {variant}",
    ]
    assert not Correction.objects.exists()


def test_an_answer_that_would_be_refused_says_so_before(
    qualifier_client: Client, workspace: Workspace, models: None
) -> None:
    row = make_title(workspace, "Gerente de compras")
    classify_batch()
    form = {"functions": "nursing", "level": "lead", "propagate": "1"}

    answer = qualifier_client.post(
        f"/titles/{row.pk}/preview/?brief=1", form, headers={"HX-Request": "true"}
    )

    assert "Close variants would get wrong labels. Nothing is saved" in answer.content.decode()


def test_viewers_see_it_without_the_answers(
    viewer_client: Client, stranger_client: Client, titles: list[JobTitle]
) -> None:
    strange = stranger_client.get("/titles/?queue=conflicts").content.decode()
    assert "Heath dragon" not in strange
    body = viewer_client.get("/titles/?queue=conflicts").content.decode()

    assert "A similar title has different labels" in body
    assert "Use Recruiting" not in body

"""Titles of a long queue are stored without the words that decided; whoever looks sees them."""

import pytest
from django.test import Client
from django.urls import reverse

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import classify_batch, record_correction
from leadqual.leads.models import Contact, JobTitle
from leadqual.search.level_explanations import reason_of_level
from leadqual.search.title_explanations import add_reasons, reasons_of
from tests.leadqual.labeling.conftest import make_title

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("models")]

TITLES = ("Chief Revenue Wizard", "Sales Engineer", "Heath dragon tamer", "Leiter Einkauf", "CEO")
Said = list[dict[str, object]]


def classified(workspace: Workspace, *, size: int) -> dict[str, JobTitle]:
    for text in TITLES:
        make_title(workspace, text)
    while classify_batch(size=size):
        pass
    return {row.title: row for row in JobTitle.objects.filter(workspace=workspace)}


def kinds(why: Said) -> list[tuple[object, object, object]]:
    return [(one["label"], one["because"], one["text"]) for one in why]


def test_a_long_queue_has_the_same_labels_and_reasons_as_a_short_one(
    workspace: Workspace, other_workspace: Workspace
) -> None:
    short = classified(workspace, size=100)
    long = classified(other_workspace, size=len(TITLES))
    assert all(not row.level_why for row in long.values())

    add_reasons(long.values())

    for title, row in long.items():
        assert row.level_why
        assert kinds(row.why) == kinds(short[title].why)
        assert kinds(row.level_why) == kinds(short[title].level_why)
        assert [one.sentences for one in reasons_of(row)] == [
            one.sentences for one in reasons_of(short[title])
        ]


def test_reasons_of_people_stay_and_titles_that_wait_have_none(
    workspace: Workspace, manager: User
) -> None:
    rows = classified(workspace, size=len(TITLES))
    said = rows["Chief Revenue Wizard"]
    record_correction(
        job_title=said, correction_input=CorrectionInput(("sales",), "lead"), author=manager
    )
    waiting = rows["Leiter Einkauf"]
    JobTitle.objects.filter(pk=waiting.pk).update(classified_at=None)
    said.refresh_from_db()
    waiting.refresh_from_db()

    add_reasons([said, waiting, None])

    assert {one["because"] for one in said.why} == {"correction"}
    assert waiting.level_why == []


def test_pages_and_api_show_them_and_tips_of_the_table_ask_the_model_when_pointed_at(
    client: Client, workspace: Workspace, manager: User
) -> None:
    rows = classified(workspace, size=len(TITLES))
    client.force_login(manager)
    wizard, ceo = (
        Contact.objects.get(job_title=rows[name]) for name in ("Chief Revenue Wizard", "CEO")
    )

    opened = client.get(reverse("search:people"), {"person": wizard.pk}).content.decode()
    assert "Model, based on “" in opened
    assert reason_of_level(rows["Chief Revenue Wizard"]) is not None
    listed = client.get("/api/v1/contacts").json()["results"]
    stored = client.get("/api/v1/titles?title=Chief+Revenue+Wizard").json()["results"]
    assert all(row["why"] and row["level_why"] for row in [*listed, *stored])
    page = client.get(reverse("search:people")).content.decode()
    tip = client.get(reverse("search:why", args=[wizard.pk])).content.decode()

    assert f'hx-get="/people/{wizard.pk}/why/"' in page
    assert f'hx-get="/people/{ceo.pk}/why/"' not in page, "the dictionary said it"
    assert "Model, based on" in tip
    assert "Model, based on" not in page
    assert client.get(reverse("search:why", args=[0])).status_code == 404

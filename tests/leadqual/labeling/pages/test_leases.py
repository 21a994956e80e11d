"""Two people in one queue of titles see different ones, and each other's names."""

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.corrections.services import classify_batch
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.queues import TitleLease
from leadqual.leads.models import JobTitle
from tests.leadqual.labeling.conftest import make_title
from tests.product import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
FORM = {"functions": "nursing", "level": "lead"}


@pytest.fixture
def rows(workspace: Workspace, models: None) -> list[JobTitle]:
    """Three titles in the order of the queue."""
    made = [make_title(workspace, f"Wizard of {place}", people=3) for place in ("Oz", "Rye", "Ur")]
    classify_batch()
    return made


def _opened(page: str) -> str:
    """Return the name of the title that is open beside the list."""
    return page.partition('id="title" aria-label="')[2].partition('"')[0]


@pytest.mark.costs("where it is the first of a process, compiles the pages of titles")
def test_the_second_person_is_given_the_next_title_and_sees_who_has_the_first(
    manager_client: Client, qualifier_client: Client, rows: list[JobTitle], manager: User
) -> None:
    pages = [client.get("/titles/").content.decode() for client in (manager_client,) * 2]
    other = qualifier_client.get("/titles/").content.decode()

    assert [_opened(page) for page in pages] == [rows[0].title] * 2  # A second tab shows it, too.
    assert "has this open" not in pages[1]
    assert _opened(other) == rows[1].title
    assert other.count(f"{manager} has this open") == 1
    assert "Assigned to you" in other
    for address in (f"/titles/?title={rows[0].pk}", f"/titles/{rows[0].pk}/"):
        page = qualifier_client.get(address).content.decode()
        assert f'<p class="note warn">{manager} has this open.</p>' in page
        assert "Save correction" in page
        assert "Assigned to you" not in page
    form = {"functions": "nonsense", "level": "lead", "next": "/titles/"}
    refused = manager_client.post(f"/titles/{rows[0].pk}/correct/", form)
    assert refused.status_code == 422
    assert not Correction.objects.exists()
    assert not TitleLease.objects.get(pk=rows[0].pk).is_over
    for after in ["0", "-1", "²", "x", "9" * 30, "\0", ""]:
        for name in ("after", "title"):
            answer = manager_client.get("/titles/", {name: after}, follow=True)
            assert _opened(answer.content.decode()) == rows[0].title


def test_a_skip_and_an_answer_give_the_next_free_title_and_a_skip_frees_its_own(
    manager_client: Client, qualifier_client: Client, rows: list[JobTitle]
) -> None:
    manager_client.get("/titles/")
    qualifier_client.get("/titles/")

    skipped = manager_client.get("/titles/", {"after": str(rows[0].pk)}).headers["Location"]
    back = {**FORM, "next": f"/titles/?title={rows[1].pk}"}
    saved = qualifier_client.post(f"/titles/{rows[1].pk}/correct/", back).headers["Location"]

    assert f"title={rows[2].pk}#" in skipped
    assert f"title={rows[0].pk}#" in saved
    assert TitleLease.objects.get(pk=rows[1].pk).is_over


def test_where_others_have_all_nothing_opens_by_itself(
    manager_client: Client, qualifier_client: Client, rows: list[JobTitle]
) -> None:
    JobTitle.objects.filter(pk__in=[row.pk for row in rows[1:]]).update(n_contacts=0)
    for row in rows:
        manager_client.get(f"/titles/?title={row.pk}")

    page = qualifier_client.get("/titles/").content.decode()
    passed = qualifier_client.get("/titles/", {"after": str(rows[0].pk)})

    assert _opened(page) == ""
    assert "Colleagues have every title on this page open" in page
    assert "title=" not in passed.headers["Location"]


def test_an_open_page_keeps_its_title_and_hears_when_it_is_free(
    manager_client: Client, qualifier_client: Client, rows: list[JobTitle], manager: User
) -> None:
    address = f"/titles/{rows[0].pk}/lease/"
    manager_client.get(f"/titles/{rows[0].pk}/")

    assert manager_client.post(address, {"mine": "1"}).status_code == 204
    heard = qualifier_client.post(address, {"mine": "1"}).content.decode()  # It was theirs before.
    assert f"{manager} has this open" in heard
    assert qualifier_client.post(address, {"name": str(manager)}).status_code == 204
    manager_client.get("/titles/", {"after": str(rows[0].pk)})
    assert (
        "Assigned to you" in qualifier_client.post(address, {"name": str(manager)}).content.decode()
    )


def test_who_only_looks_takes_nothing_and_strangers_see_nothing(
    viewer_client: Client, stranger: User, rows: list[JobTitle]
) -> None:
    assert _opened(viewer_client.get("/titles/").content.decode()) == rows[0].title
    assert viewer_client.get("/titles/", {"after": str(rows[0].pk)}).status_code == 200
    assert viewer_client.post(f"/titles/{rows[0].pk}/lease/").status_code == 403
    assert client_of(stranger).post(f"/titles/{rows[0].pk}/lease/").status_code == 404
    client_of(stranger).get("/titles/", {"after": str(rows[0].pk)})
    assert not TitleLease.objects.exists()

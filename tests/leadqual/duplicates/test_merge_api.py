"""Duplicates by API and on pages."""

import re
from collections.abc import Mapping

import pytest
from django.test import Client
from django.urls import reverse

from leadqual.accounts.models import User, Workspace
from leadqual.core.formats import rounded_down
from leadqual.duplicates.models import DuplicatePair, DuplicateRun
from leadqual.duplicates.selectors import bulk_pairs, open_pairs
from leadqual.leads.models import Company, Contact, MergedRecord
from tests.leadqual.duplicates.conftest import company, person, run
from tests.problems import wrong_values

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def pair(workspace: Workspace, manager: User, people: list[Contact]) -> DuplicatePair:
    run(workspace, "contact", "find", manager)
    return DuplicatePair.objects.get()


def test_the_api_lists_merges_and_undoes(manager_client: Client, pair: DuplicatePair) -> None:
    (listed,) = manager_client.get("/api/v1/duplicates").json()["results"]
    assert listed["id"] == pair.pk
    assert {"code", "text", "bits"} == set(listed["reasons"][0])

    merged = manager_client.post(
        f"/api/v1/duplicates/{pair.pk}/merge",
        {"kept_id": listed["second_id"], "fields_from": {"city": "other"}},
        content_type=JSON,
    )

    assert merged.status_code == 201
    assert merged.json()["kept_id"] == listed["second_id"]
    assert Contact.objects.get(pk=listed["second_id"]).city == "Bonn"
    assert manager_client.get("/api/v1/merges").json()["results"] == [merged.json()]

    undone = manager_client.post(f"/api/v1/merges/{merged.json()['id']}/undo")

    assert undone.status_code == 204
    assert Contact.objects.filter(pk=listed["first_id"]).exists()


def test_the_api_dismisses_and_restores(manager_client: Client, pair: DuplicatePair) -> None:
    path = f"/api/v1/duplicates/{pair.pk}/dismissal"

    assert manager_client.put(path).status_code == 204
    assert manager_client.get("/api/v1/duplicates").json()["results"] == []
    assert manager_client.delete(path).status_code == 204
    assert len(manager_client.get("/api/v1/duplicates").json()["results"]) == 1


def test_the_api_merges_any_two(manager_client: Client, workspace: Workspace) -> None:
    one, two = company(workspace, "Acme"), company(workspace, "Umbra", city="Ulm")
    body = {"kind": "company", "kept_id": one.pk, "other_id": two.pk}

    answer = manager_client.post("/api/v1/merges", body, content_type=JSON)

    assert answer.status_code == 201
    assert Company.objects.get().city == "Ulm"


def test_bad_input_is_refused(manager_client: Client, workspace: Workspace) -> None:
    kept = company(workspace, "Acme").pk
    runs: dict[str, object] = {"kind": "contact", "task": "merge"}
    cases: list[tuple[str, dict[str, object], int]] = [
        ("merges", {"kind": "contact", "kept_id": 1, "other_id": 1}, 422),
        ("merges", {"kind": "company", "kept_id": kept, "other_id": 10**8}, 422),
        ("merges", {"kind": "reply", "kept_id": 2, "other_id": 1}, 422),
        ("duplicates/999999/merge", {}, 404),
        ("duplicates/runs", runs | {"task": "undo"}, 422),
        ("duplicates/runs", runs, 422),
        ("duplicates/runs", runs | {"min_score": 0.95}, 400),
        ("duplicates/runs", runs | {"task": "find", "ids": [1]}, 422),
    ]
    for path, body, status in cases:
        answer = manager_client.post(f"/api/v1/{path}", body, content_type=JSON)

        assert answer.status_code == status, body
        if kept in body.values():
            assert wrong_values(answer) == ["other_id"]  # The record that is not there.
    assert not MergedRecord.objects.exists()
    assert manager_client.get("/api/v1/duplicates?kind=reply").status_code == 422


@pytest.mark.django_db(transaction=True)
def test_the_api_merges_the_pairs_that_were_listed(
    manager_client: Client, pair: DuplicatePair
) -> None:
    """Pairs that are gone are counted, not left out."""
    body = {"kind": "contact", "task": "merge", "ids": [pair.pk, 10**9]}

    answer = manager_client.post("/api/v1/duplicates/runs", body, content_type=JSON)

    assert answer.status_code == 202
    done = DuplicateRun.objects.get(pk=answer.json()["id"])
    assert (done.status, done.n_all, done.n_results, done.n_kept) == ("done", 2, 1, 1)
    assert MergedRecord.objects.count() == 1


def test_the_page_shows_both_records_and_merges_what_was_chosen(
    manager_client: Client, pair: DuplicatePair
) -> None:
    page = manager_client.get("/duplicates/").content.decode()
    assert 'aria-keyshortcuts="M"' in page
    assert 'name="field.email" value="other"' in page

    answer = manager_client.post(f"/duplicates/{pair.pk}/merge/", {"field.email": "other"})

    assert answer.status_code == 302
    merged = MergedRecord.objects.get()
    assert Contact.objects.get(pk=merged.kept_id).email == "anna.quandt+crm@acme.example"
    page = manager_client.get("/duplicates/").content.decode()
    assert f"/duplicates/merges/{merged.pk}/undo/" in page

    undone = manager_client.post(f"/duplicates/merges/{merged.pk}/undo/", follow=True)

    assert not MergedRecord.objects.exists()
    assert undone.redirect_chain[0][0] == f"/people/{merged.record_id}/"
    assert "are separate records again" in undone.content.decode()


def test_the_page_dismisses_and_restores(manager_client: Client, pair: DuplicatePair) -> None:
    manager_client.post(f"/duplicates/{pair.pk}/merge/")
    undo = f"/duplicates/merges/{MergedRecord.objects.get().pk}/undo/"
    answer = manager_client.post(undo, {"next": "/duplicates/?kind=contact"})
    assert answer["Location"] == "/duplicates/?kind=contact"  # Where the message was.

    manager_client.post(f"/duplicates/{pair.pk}/dismiss/")
    assert DuplicatePair.objects.get().dismissed_at

    manager_client.post(f"/duplicates/{pair.pk}/restore/")
    assert DuplicatePair.objects.get().dismissed_at is None


def test_a_bulk_merge_shows_its_pairs_least_sure_first_with_boxes(
    manager_client: Client, workspace: Workspace, manager: User, people: list[Contact]
) -> None:
    for _ in range(2):
        person(workspace, "Ben Quandtmeier", phone="+49 171 8841207", city="Ulm")
    run(workspace, "contact", "find", manager)
    shown = list(bulk_pairs(workspace, "contact"))
    address = "/duplicates/merge-likely/?kind=contact"

    page = manager_client.get(address, follow=True).content.decode()

    assert [pair.score for pair in shown] == sorted(pair.score for pair in shown)
    boxes = re.findall(r'<input type="checkbox" name="pair" value="(\d+)" checked>', page)
    assert boxes == [str(pair.pk) for pair in shown]
    assert len(boxes) == 2
    assert ">1.00<" not in page

    manager_client.post(address)  # Nothing is selected.
    assert not DuplicateRun.objects.filter(task="merge").exists()

    assert manager_client.post(address, {"pair": boxes[1]}).status_code == 302
    assert DuplicateRun.objects.get(task="merge").pair_ids == [shown[1].pk]


def test_scores_are_rounded_down() -> None:
    shown = [rounded_down(score) for score in (0.996, 0.29, 0.9999999, 1.0, 0.5)]

    assert shown == ["0.99", "0.29", "0.99", "1.00", "0.50"]


def test_a_group_of_three_is_merged_by_hand_and_undone_as_one(
    manager_client: Client, workspace: Workspace, manager: User
) -> None:
    names = ["Quandtmeier", "QUANDTMEIER", "Quandtmeier GmbH"]
    ulm = [company(workspace, name, headquarters="Ringstraße 9, Ulm") for name in names]
    Company.objects.filter(pk=ulm[2].pk).update(domain="quandtmeier.de", city="Ulm")
    run(workspace, "company", "find", manager)
    pair = open_pairs(workspace, "company")[0]
    address = reverse("duplicates:merge_companies")
    query = "&".join(f"company={one.pk}" for one in ulm)
    listed = manager_client.get(f"/duplicates/?kind=company&pair={pair.pk}").content.decode()
    assert f"{address}?{query}".replace("&", "&amp;") in listed
    page = manager_client.get(f"{address}?{query}", follow=True).content.decode()
    assert 'name="field.name" value="other-2"' in page
    assert 'name="field.domain" value="other-2" checked' in page

    manager_client.post(f"{address}?{query}", {"field.name": "other", "field.domain": "other-2"})

    kept = Company.objects.get()
    assert (kept.pk, kept.name, kept.domain) == (ulm[0].pk, "QUANDTMEIER", "quandtmeier.de")
    assert kept.city == "Ulm"
    (step,) = set(MergedRecord.objects.values_list("step", flat=True))

    run(workspace, "company", "undo", manager, step=step)

    assert list(Company.objects.order_by("pk").values_list("name", flat=True)) == names


def test_an_empty_page_says_what_to_do(manager_client: Client) -> None:
    for query in ("?kind=company", "?kind=x&pair=x&page=z"):
        page = manager_client.get(f"/duplicates/{query}")

        assert page.status_code == 200
        assert "Find duplicates" in page.content.decode()


def test_the_page_is_loaded_again_as_soon_as_its_job_has_ended(
    manager_client: Client, workspace: Workspace, manager: User
) -> None:
    def polled() -> Mapping[str, str]:
        return manager_client.get("/duplicates/?progress=1", headers={"HX-Request": "true"}).headers

    job = DuplicateRun.objects.create(
        workspace=workspace, kind="contact", task="find", author=manager
    )
    assert "HX-Refresh" not in polled()

    job.status, job.finished_at = DuplicateRun.Status.DONE, job.created_at
    job.save()

    assert polled()["HX-Refresh"] == "true"


def test_two_selected_records_are_merged(
    manager_client: Client, workspace: Workspace, people: list[Contact]
) -> None:
    address = f"/duplicates/merge-people/?q=ada&contact={people[0].pk}&contact={people[4].pk}"
    page = manager_client.get(address, follow=True)
    assert page.status_code == 200
    assert "<td>New</td>" in page.content.decode()

    answer = manager_client.post(address, {"field.first_name": "other"})

    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/people/{people[0].pk}/?q=ada"
    assert Contact.objects.get(pk=people[0].pk).first_name == "Eva"
    timeline = manager_client.get(f"/people/{people[0].pk}/timeline/").content.decode()
    assert "Merged with" in timeline
    assert "merged into" not in timeline
    crowd = [*people, *(person(workspace, f"Ben {n}") for n in range(7))]
    too_many = "&".join(f"contact={one.pk}" for one in crowd)
    for bad in ("contact=x", too_many, f"contact={10**30}"):
        assert (
            manager_client.get(f"/duplicates/merge-people/?{bad}", follow=True).status_code == 422
        )
    assert manager_client.post("/duplicates/merge-people/").status_code == 422
    # As any page of a workspace, it opens also without a query.
    assert manager_client.get("/duplicates/merge-people/", follow=True).status_code == 200


def test_viewers_read_and_do_not_merge(viewer_client: Client, pair: DuplicatePair) -> None:
    page = viewer_client.get("/duplicates/")
    assert page.status_code == 200
    assert 'aria-keyshortcuts="M"' not in page.content.decode()

    for path in (f"{pair.pk}/merge", f"{pair.pk}/dismiss", "find"):
        assert viewer_client.post(f"/duplicates/{path}/").status_code == 403
    assert viewer_client.post(f"/api/v1/duplicates/{pair.pk}/merge").status_code == 403
    assert not MergedRecord.objects.exists()

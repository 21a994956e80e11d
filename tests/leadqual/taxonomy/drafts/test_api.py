"""Drafts of the taxonomy by API: edited with a tag, published, undone and restored by staff."""

from typing import Any

import pytest
from django.test import Client

from leadqual.accounts.models import AuditRow, User
from leadqual.taxonomy.document.document import to_plain
from leadqual.taxonomy.document.from_tables import read_document
from leadqual.taxonomy.drafts.services import edit_draft, start_draft
from leadqual.taxonomy.models import DraftEffect, TaxonomyDraft, TaxonomyVersion
from leadqual.taxonomy.selectors import function_names
from leadqual.taxonomy.versions import live_version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("models")]
DRAFTS, VERSIONS = "/api/v1/taxonomy/drafts", "/api/v1/taxonomy/versions"
JSON = "application/json"
WHY = {"reason": "A better name."}
SALES = "sales"


def named(name: str) -> dict[str, Any]:
    """Return the live taxonomy with another name of one function."""
    document = to_plain(read_document())
    for department in document["departments"]:
        for function in department["functions"]:
            if function["slug"] == SALES:
                function["name"] = name
    return {"document": document}


def begun(api: Client, name: str = "Deals") -> str:
    """Start a draft that renames one function; returns its address."""
    made = api.post(DRAFTS, {"name": "Deals", **named(name)}, content_type=JSON)
    assert made.status_code == 201, made.content
    return f"{DRAFTS}/{made.json()['id']}"


def published(api: Client, name: str = "Deals") -> str:
    """Publish such a draft; returns the address of the version."""
    answer = api.post(f"{begun(api, name)}/publish", WHY, content_type=JSON)
    assert answer.status_code == 200, answer.content
    return f"{VERSIONS}/{answer.json()['id']}"


def live_name() -> str:
    return function_names()[SALES]


@pytest.mark.slow
def test_draft_says_what_it_changes_and_leaves_the_taxonomy_alone(staff_api: Client) -> None:
    before = live_name()

    draft = staff_api.get(begun(staff_api)).json()

    assert [change["key"] for change in draft["changes"]] == [f"function:{SALES}:name"]
    assert (draft["is_open"], draft["is_stale"]) == (True, False)
    assert staff_api.get(DRAFTS).json()["results"][0]["id"] == draft["id"]
    assert live_name() == before


@pytest.mark.slow
@pytest.mark.parametrize("method", ["put", "delete"])
def test_draft_that_was_changed_since_it_was_read_is_not_overwritten(
    staff_api: Client, method: str
) -> None:
    path = begun(staff_api)
    read = staff_api.get(path).headers["ETag"]
    saved = staff_api.put(path, named("Trades"), content_type=JSON, headers={"if-match": read})

    late = getattr(staff_api, method)(
        path, named("Lost"), content_type=JSON, headers={"if-match": read}
    )

    assert saved.status_code == 200
    assert (late.status_code, late.json()["code"]) == (412, "changed_since_read")
    assert saved.headers["ETag"] == staff_api.get(path).headers["ETag"]
    unchanged = staff_api.get(path, headers={"if-none-match": saved.headers["ETag"]})
    assert unchanged.status_code == 304
    assert "Trades" in staff_api.get(path).json()["changes"][0]["words"]


@pytest.mark.slow
def test_discarded_draft_is_closed_until_it_is_reopened(staff_api: Client) -> None:
    path = begun(staff_api)

    assert [staff_api.delete(path).status_code for _ in range(2)] == [204, 204]
    closed = [
        staff_api.put(path, named("Lost"), content_type=JSON),
        staff_api.post(f"{path}/publish", WHY, content_type=JSON),
        staff_api.post(f"{path}/undo"),
    ]
    reopened = staff_api.post(f"{path}/reopen").json()

    assert {(one.status_code, one.json()["code"]) for one in closed} == {(409, "draft_closed")}
    assert (reopened["is_open"], reopened["discarded_at"]) == (True, None)
    assert "Deals" in reopened["changes"][0]["words"]


@pytest.mark.slow
def test_preview_is_computed_for_the_last_edit(staff_api: Client) -> None:
    path = begun(staff_api)

    states = [staff_api.get(f"{path}/preview").json()["state"]]
    started = staff_api.post(f"{path}/preview")
    states += [started.json()["state"], staff_api.get(f"{path}/preview").json()["state"]]
    staff_api.put(path, named("Trades"), content_type=JSON)
    states.append(staff_api.get(f"{path}/preview").json()["state"])

    assert started.status_code == 202
    assert states == ["none", "running", "running", "none"]
    assert DraftEffect.objects.count() == 1


@pytest.mark.slow
def test_published_draft_is_live_and_undone_and_restored(staff_api: Client, staff: User) -> None:
    before, former = live_name(), live_version()

    version = published(staff_api)
    assert live_name() == "Deals"
    undone = staff_api.post(f"{version}/undo")
    assert (undone.status_code, live_name()) == (200, before)
    restored = staff_api.post(f"{version}/restore", WHY, content_type=JSON)

    assert live_name() == "Deals"
    key = int(version.rpartition("/")[2])
    assert (undone.json()["restored_version"], restored.json()["restored_version"]) == (
        former.pk,
        key,
    )
    rows = AuditRow.objects.filter(action__startswith="taxonomy.").order_by("pk")
    assert [(row.action, row.actor, row.workspace) for row in rows] == [
        ("taxonomy.published", staff, None),
        *[("taxonomy.gone_back", staff, None)] * 2,
    ]
    assert all(row.api_key is not None for row in rows)


@pytest.mark.slow
def test_version_that_is_not_the_newest_is_not_undone(staff_api: Client) -> None:
    first = published(staff_api)
    published(staff_api, "Trades")

    undone = staff_api.post(f"{first}/undo")
    same = staff_api.post(f"{VERSIONS}/{live_version().pk}/restore", WHY, content_type=JSON)

    assert (undone.status_code, undone.json()["code"]) == (409, "taxonomy_moved")
    assert (same.status_code, same.json()["code"]) == (409, "nothing_to_publish")
    assert live_name() == "Trades"


@pytest.mark.slow
def test_older_draft_is_rebased_before_it_is_published(staff_api: Client) -> None:
    path = begun(staff_api)
    published(staff_api, "Trades")

    stale = staff_api.post(f"{path}/publish", WHY, content_type=JSON)
    both = staff_api.post(f"{path}/rebase", {}, content_type=JSON)
    won = staff_api.post(f"{path}/rebase", {"draft_wins": True}, content_type=JSON)

    assert (stale.status_code, stale.json()["code"]) == (409, "draft_stale")
    assert (both.status_code, both.json()["code"]) == (409, "draft_stale")
    (conflict,) = both.json()["conflicts"]
    assert "Deals" in conflict
    assert "Trades" in conflict
    assert (won.status_code, won.json()["is_stale"]) == (200, False)
    assert staff_api.post(f"{path}/publish", WHY, content_type=JSON).status_code == 200
    assert live_name() == "Deals"


def test_unusable_body_changes_no_draft(staff_api: Client) -> None:
    path = begun(staff_api)
    for step, body, pointer in [
        ("", {}, "#/document"),
        ("", {"document": []}, "#/document"),
        ("/publish", {}, "#/reason"),
        ("/publish", {"reason": "x" * 201}, "#/reason"),
        ("/revert", {}, "#/key"),
        ("/rebase", {"draft_wins": "perhaps"}, "#/draft_wins"),
    ]:
        send = staff_api.post if step else staff_api.put

        answer = send(f"{path}{step}", body, content_type=JSON)

        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
        assert TaxonomyDraft.objects.get().edits == 0
        assert TaxonomyDraft.objects.get().is_open


def test_document_that_cannot_be_the_taxonomy_is_refused(staff_api: Client) -> None:
    path = begun(staff_api)
    for document in [
        {"departments": "none"},
        {"departments": [{"slug": "a", "name": "A", "functions": [{"slug": "b"}]}]},
        {"departments": [], "extra": 1},
    ]:
        answers = [
            staff_api.put(path, {"document": document}, content_type=JSON),
            staff_api.post(DRAFTS, {"name": "Bad", "document": document}, content_type=JSON),
        ]

        assert {(one.status_code, one.json()["code"]) for one in answers} == {(400, "bad_taxonomy")}
        assert TaxonomyDraft.objects.get().edits == 0


def test_managers_change_nothing(api: Client, staff: User) -> None:
    draft = start_draft(name="Deals", author=staff)
    path, version = f"{DRAFTS}/{draft.pk}", f"{VERSIONS}/{TaxonomyVersion.objects.latest('pk').pk}"
    n_versions = TaxonomyVersion.objects.count()

    answers = [
        api.get(DRAFTS),
        api.get(path),
        api.post(DRAFTS, {"name": "x"}, content_type=JSON),
        api.put(path, named("Deals"), content_type=JSON),
        api.delete(path),
        *(api.post(f"{path}/{step}") for step in ("undo", "reopen", "preview", "rebase")),
        api.post(f"{path}/publish", WHY, content_type=JSON),
        api.post(f"{version}/restore", WHY, content_type=JSON),
        api.post(f"{version}/undo"),
    ]

    assert {(one.status_code, one.json()["code"]) for one in answers} == {(403, "missing_scope")}
    draft.refresh_from_db()
    assert (draft.edits, draft.is_open, TaxonomyDraft.objects.count()) == (0, True, 1)
    assert TaxonomyVersion.objects.count() == n_versions


@pytest.mark.slow
def test_edit_of_a_colleague_is_not_undone(staff_api: Client, staff: User) -> None:
    path = begun(staff_api)
    other = User.objects.create_user("other@leadqual.example", is_staff=True)
    live = read_document()
    edit_draft(draft_id=int(path.rpartition("/")[2]), edit=lambda _: live, author=other)

    answer = staff_api.post(f"{path}/undo")

    assert (answer.status_code, answer.json()["code"]) == (409, "draft_moved")
    assert staff_api.get(path).json()["changes"] == []

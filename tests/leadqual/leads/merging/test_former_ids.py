"""The address of a merged record leads to the one that it was merged into."""

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.leads.merging.services import MergeRequest, merge_records, undo_merge
from leadqual.leads.models import Company, Contact

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("kind", "path"), [("contact", "contacts"), ("company", "companies")])
def test_pages_and_api_lead_to_the_merged_record_until_the_undo(
    workspace: Workspace, manager: User, manager_client: Client, kind: str, path: str
) -> None:
    model = Contact if kind == "contact" else Company
    names = [{"last_name": n} if model is Contact else {"name": n, "name_key": n} for n in "ab"]
    kept, other = (model.objects.create(workspace=workspace, **one) for one in names)
    request = MergeRequest(kind, kept.pk, other.pk)
    page = "people" if kind == "contact" else path

    merged = merge_records(workspace=workspace, request=request, author=manager)

    answer = manager_client.get(f"/api/v1/{path}/{other.pk}")
    assert answer.status_code == 307
    assert answer.headers["Location"].endswith(f"/api/v1/{path}/{kept.pk}")
    assert str(kept.pk) in manager_client.get(f"/{page}/{other.pk}/").headers["Location"]
    assert manager_client.get("/api/v1/deletions").json()["results"] == []
    deletion = merged.deletion
    assert deletion is not None
    restored = manager_client.post(f"/api/v1/deletions/{deletion.pk}/restore")
    assert restored.status_code == 404

    undo_merge(merged=merged, author=manager)

    assert manager_client.get(f"/api/v1/{path}/{other.pk}").json()["id"] == other.pk

"""The taxonomy is taken out as a file, and a file becomes a draft that shows what it changes."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from leadqual.accounts.models import User
from leadqual.taxonomy.document.from_tables import read_document
from leadqual.taxonomy.document.yaml_files import MAX_BYTES, read_yaml
from leadqual.taxonomy.drafts.services import draft_changes
from leadqual.taxonomy.models import TaxonomyDraft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("models")]
ADDRESS = "/taxonomy/drafts/import/"


def sent(staff_client: Client, content: bytes, name: str = "mine.yaml") -> str:
    file = SimpleUploadedFile(name, content)
    return staff_client.post(ADDRESS, {"file": file}, follow=True).content.decode()


@pytest.mark.slow
def test_exported_file_is_changed_and_imported_as_a_draft_that_says_what_changes(
    staff_client: Client,
) -> None:
    live = read_document()
    answer = staff_client.get("/taxonomy/export/")
    assert answer["Content-Disposition"].startswith('attachment; filename="taxonomy-version-')
    assert read_yaml(answer.content) == live

    changed = answer.content.replace(b"name: Sales Enablement", b"name: Enablement")
    page = sent(staff_client, changed)

    draft = TaxonomyDraft.objects.get()
    assert "From mine.yaml" in page
    assert [change.words for change in draft_changes(draft)] == [
        "Renamed “Sales Enablement” to “Enablement”."
    ]
    assert "Renamed “Sales Enablement” to “Enablement”." in page
    assert read_document() == live
    taken = staff_client.get(f"/taxonomy/drafts/{draft.pk}/export/")
    assert read_yaml(taken.content) == read_yaml(changed)


@pytest.mark.slow
def test_file_that_says_what_is_live_begins_no_draft(staff_client: Client) -> None:
    page = sent(staff_client, staff_client.get("/taxonomy/export/").content)

    assert "The file matches the live taxonomy." in page
    assert not TaxonomyDraft.objects.exists()


@pytest.mark.slow
def test_bad_file_is_refused_with_its_lines_and_nothing_is_begun(staff_client: Client) -> None:
    content = staff_client.get("/taxonomy/export/").content
    for bad, said in (
        (b"departments: [", "not valid YAML"),
        (content.replace(b"slug: sales\n", b"slug: sales sales\n", 1), "is not a valid slug"),
        (b"x" * (MAX_BYTES + 1), "The file has 5.1 MB; the maximum is 5"),
        (b"x" * (3 * MAX_BYTES), "The file has 15.0 MB; the maximum is 5"),
        (b"", "must be a mapping"),
    ):
        assert said in sent(staff_client, bad)
    assert "Choose a file" in staff_client.post(ADDRESS, {}).content.decode()
    assert "Choose a file" in staff_client.post(ADDRESS, {"file": "text"}).content.decode()
    assert not TaxonomyDraft.objects.exists()


@pytest.mark.slow
def test_everybody_takes_out_what_is_live_and_only_staff_the_rest(
    staff_client: Client, manager: User
) -> None:
    sent(
        staff_client,
        staff_client.get("/taxonomy/export/").content.replace(b"name: Sales\n", b"name: Sale\n"),
    )
    draft = TaxonomyDraft.objects.get()
    manager.is_staff = False
    manager.save()

    assert staff_client.get("/taxonomy/export/").status_code == 200
    assert staff_client.get(f"/taxonomy/drafts/{draft.pk}/export/").status_code == 403
    assert staff_client.get(ADDRESS).status_code == 403
    assert staff_client.post(ADDRESS, {"file": SimpleUploadedFile("a", b"b")}).status_code == 403

"""Functions and departments give way to others; addresses and searches still lead there."""

from collections.abc import Callable
from functools import partial

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.api.titles import answers
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import classify_batch, record_correction
from leadqual.labeling.learned_functions.merged_functions import carry_over_merges
from leadqual.labeling.tasks import reclassify_titles
from leadqual.leads.models import JobTitle, TitleLabel
from leadqual.search.query.query import ContactQuery
from leadqual.search.query.query_parsing import read_contact_query
from leadqual.search.results.taxonomy import vocabulary
from leadqual.search.saved_search_changes import save_search
from leadqual.taxonomy.document import edits
from leadqual.taxonomy.document.document import Document
from leadqual.taxonomy.drafts.publish_draft import go_back, publish
from leadqual.taxonomy.drafts.services import edit_draft, start_draft
from leadqual.taxonomy.models import Department, DictionaryEntry, Function
from leadqual.taxonomy.selectors import retired_slugs
from leadqual.taxonomy.versions import live_version
from tests.leadqual.leads.people import make_contact, make_title
from tests.leadqual.search.pages.test_people_and_companies import html_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("models")]


def function(slug: str) -> Function:
    return Function.objects.get(slug=slug)


def publish_edits(author: User, *done: Callable[[Document], Document]) -> None:
    draft = start_draft(name="Edits", author=author)
    for edit in done:
        edit_draft(draft_id=draft.pk, edit=edit)
    publish(draft_id=draft.pk, reason="because", author=author)


def merging(slug: str, into: str) -> Callable[[Document], Document]:
    return partial(edits.merge_function, slug=slug, into=into)


def read(**params: list[str]) -> tuple[ContactQuery, list[str], dict[str, str]]:
    query, notes = read_contact_query(params, vocabulary())
    return query, notes.replaced, dict(notes)


@pytest.mark.slow
def test_address_with_a_merged_function_leads_to_the_one_that_took_its_place(manager: User) -> None:
    publish_edits(manager, merging("sales_enablement", "revenue_operations"))
    publish_edits(manager, merging("revenue_operations", "sales"))

    query, moved, notes = read(
        function=["sales_enablement"], exclude=["function:revenue_operations"]
    )

    assert (query.function, query.exclude) == ((), ("function:sales",))
    assert moved == ["“Sales Enablement” is now “Sales”.", "“Revenue Operations” is now “Sales”."]
    assert notes == {"function": "Function “sales” is both selected and excluded."}


def test_retired_function_and_a_slug_of_nobody_say_so() -> None:
    gone = function("sales_enablement")
    gone.retired_at = "2026-11-20T00:00Z"
    gone.save()

    query, moved, notes = read(function=["sales_enablement", "alchemy", "sales"])

    assert (query.function, moved) == (("alchemy", "sales", "sales_enablement"), [])
    assert notes["function"].startswith("There is no function “alchemy”.")
    assert notes["function"].endswith("“Sales Enablement” was retired.")


@pytest.mark.slow
def test_former_slugs_lead_to_the_row_also_after_a_second_change(manager: User) -> None:
    for former, slug in (("sales_enablement", "enablement"), ("enablement", "sales_coaching")):
        publish_edits(manager, partial(edits.rename_function, former=former, slug=slug))

    assert read(function=["sales_enablement"])[0].function == ("sales_coaching",)
    assert read(function=["enablement"])[0].function == ("sales_coaching",)
    back = partial(edits.rename_function, former="sales_coaching", slug="enablement")
    publish_edits(manager, back)  # The slug is its own again, no alias.
    assert ("function", "enablement") not in retired_slugs()


@pytest.mark.slow
def test_dictionary_and_corrections_of_the_merged_function_say_the_other(
    workspace: Workspace, manager: User
) -> None:
    entry = DictionaryEntry.objects.create(normalised="zorbing lead")
    entry.functions.add(function("sales_enablement"))
    title = make_title(workspace, "Chief Zorber", {"sales": 0.9})
    word = CorrectionInput(functions=("sales_enablement",), level="manager", industry=None)
    correction = record_correction(job_title=title, correction_input=word, author=manager)

    publish_edits(manager, merging("sales_enablement", "revenue_operations"))
    reclassify_titles()
    while classify_batch():
        pass

    (answer,) = answers(workspace=workspace, titles=["Zorbing Lead"])
    assert set(answer["labels"]) == {"revenue_operations"}  # type: ignore[call-overload]
    labels = TitleLabel.objects.filter(job_title=title).values_list("function__slug", "source")
    assert list(labels) == [("revenue_operations", "correction")]
    said = set(correction.functions.values_list("slug", flat=True))
    assert said == {"sales_enablement", "revenue_operations"}  # The trail.
    assert carry_over_merges() == 0


@pytest.mark.slow
def test_correction_says_what_the_person_said_again_when_the_merge_is_taken_back(
    workspace: Workspace, manager: User
) -> None:
    before = live_version()
    titles = [make_title(workspace, name, {"sales": 0.9}) for name in ("Chief Zorber", "Zorber")]
    said = [("sales_enablement",), ("sales_enablement", "revenue_operations")]
    corrections = [
        record_correction(
            job_title=title,
            correction_input=CorrectionInput(functions=functions, level="manager", industry=None),
            author=manager,
        )
        for title, functions in zip(titles, said, strict=True)
    ]
    edit = partial(edits.merge_function, slug="sales_enablement", into="revenue_operations")
    draft = start_draft(name="Merge", author=manager)
    edit_draft(draft_id=draft.pk, edit=edit)
    publish(draft_id=draft.pk, reason="one", author=manager)
    settle()
    assert labels_of(titles[0]) == ["revenue_operations"]

    go_back(version=before, reason="two", author=manager)
    settle()

    for title, correction, functions in zip(titles, corrections, said, strict=True):
        assert set(correction.functions.values_list("slug", flat=True)) == set(functions)
        assert labels_of(title) == sorted(functions)
    assert carry_over_merges() == 0


@pytest.mark.slow
def test_of_two_merges_in_a_row_the_last_one_is_taken_back(
    workspace: Workspace, manager: User
) -> None:
    title = make_title(workspace, "Chief Zorber", {"sales": 0.9})
    word = CorrectionInput(functions=("sales_enablement",), level="manager", industry=None)
    correction = record_correction(job_title=title, correction_input=word, author=manager)
    versions = []
    for slug, into in (("sales_enablement", "revenue_operations"), ("revenue_operations", "sales")):
        versions.append(live_version())
        draft = start_draft(name=f"Merge {slug}", author=manager)
        edit_draft(draft_id=draft.pk, edit=partial(edits.merge_function, slug=slug, into=into))
        publish(draft_id=draft.pk, reason="more", author=manager)
    settle()
    assert labels_of(title) == ["sales"]

    go_back(version=versions[1], reason="less", author=manager)
    settle()

    assert labels_of(title) == ["revenue_operations"]
    said = set(correction.functions.values_list("slug", flat=True))
    assert said == {"sales_enablement", "revenue_operations"}
    assert carry_over_merges() == 0


def settle() -> None:
    """Do what the jobs do after the taxonomy changed."""
    reclassify_titles()
    while classify_batch():
        pass


def labels_of(title: JobTitle) -> list[str]:
    labels = TitleLabel.objects.filter(job_title=title)
    return sorted(labels.values_list("function__slug", flat=True))


def test_pages_saved_searches_and_the_api_lead_on_to_what_others_were_merged_into(
    manager_client: Client, workspace: Workspace, manager: User
) -> None:
    finance, sales = (Department.objects.get(slug=slug) for slug in ("finance", "sales"))
    n = finance.functions.count() + sales.functions.count()
    title = make_title(workspace, "Rev Ops", {"revenue_operations": 0.9})
    contact = make_contact(workspace, "Jana Brandt", job_title=title)
    query = ContactQuery(function=("sales_enablement",))
    row = save_search(workspace=workspace, name="Mine", query=query, author=manager)

    publish_edits(
        manager,
        partial(edits.merge_department, slug="finance", into="sales"),
        merging("sales_enablement", "revenue_operations"),
    )
    html = html_of(manager_client.get(f"/people/saved/{row.pk}/", follow=True))
    found = manager_client.get("/api/v1/contacts?function=sales_enablement").json()["results"]

    assert "“Sales Enablement” is now “Revenue Operations”." in html
    assert "Jana Brandt" in html
    assert 'aria-label="Remove Revenue Operations"' in html
    assert [row["id"] for row in found] == [contact.pk]
    assert sales.functions.filter(retired_at=None).count() == n - 1
    merged, moved, _ = read(department=["finance"])
    assert (merged.department, moved) == (("sales",), ["“Finance” is now “Sales”."])

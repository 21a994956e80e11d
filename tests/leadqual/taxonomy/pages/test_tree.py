"""Pages of the tree: read by everybody, edited by staff in a draft."""

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from leadqual.accounts.models import User
from leadqual.taxonomy.drafts.services import start_draft
from leadqual.taxonomy.models import TaxonomyDraft, TaxonomyVersion

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response
from tests.leadqual.taxonomy.documents import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


@pytest.fixture
def draft(staff: User) -> TaxonomyDraft:
    """A draft that says what is live."""
    return start_draft(name="Owls", author=staff)


def send(staff_client: Client, draft: TaxonomyDraft, page: str, **body: object) -> "Response":
    """Send a form of a page of a draft as the browser would: with what it showed."""
    address = f"/taxonomy/drafts/{draft.pk}/{page}"
    shown = staff_client.get(address)
    form = shown.context["forms"][body["do"]]
    data: dict[str, object] = {}
    for bound in form:
        if bound.field.show_hidden_initial:
            value = bound.initial
            data[bound.html_name] = data[bound.html_initial_name] = "" if value is None else value
    return staff_client.post(address, data | body)


def test_everybody_reads_the_tree_and_only_staff_may_edit(
    viewer_client: Client, draft: TaxonomyDraft
) -> None:
    tree = viewer_client.get("/taxonomy/").content.decode()
    page = viewer_client.get("/taxonomy/functions/sales/").content.decode()

    assert "Sales Enablement" in tree
    assert "Representative titles" in page
    assert "in a draft" not in page
    for name in ("draft", "draft-tree", "draft-new", "draft-dictionary"):
        assert viewer_client.get(reverse(f"taxonomy:{name}", args=[draft.pk])).status_code == 403
    assert viewer_client.get("/taxonomy/drafts/").status_code == 403
    for address in (
        "/taxonomy/drafts/start/",
        f"/taxonomy/drafts/{draft.pk}/",
        f"/taxonomy/drafts/{draft.pk}/undo/",
        f"/taxonomy/drafts/{draft.pk}/functions/sales/",
        f"/taxonomy/history/{draft.base_id}/restore/",
        f"/taxonomy/history/{draft.base_id}/undo/",
    ):
        assert viewer_client.post(address, {"do": "retire"}).status_code == 403
    assert words_of(draft) == []


def test_tree_is_searched_by_name_title_and_phrase(viewer_client: Client) -> None:
    for words, function in [
        ("enablement", "Sales Enablement"),
        ("chief commercial", "Sales Leader"),
        ("sales engineers", "Sales Engineering"),
    ]:
        found = viewer_client.get("/taxonomy/", {"q": words}).context["branches"]

        names = [leaf["name"] for branch in found for leaf in branch["leaves"]]
        assert function in names
        assert "Nursing" not in names


def test_words_that_find_nothing_say_so(viewer_client: Client) -> None:
    page = viewer_client.get("/taxonomy/", {"q": "<zzz>"}).content.decode()

    assert "No matches for “&lt;zzz&gt;”" in page


def test_fields_of_a_function_are_changed_in_the_draft_alone(
    staff_client: Client, draft: TaxonomyDraft
) -> None:
    answer = send(
        staff_client,
        draft,
        "functions/sales_enablement/",
        do="save",
        name="Enablement",
        slug_field="enablement",
        threshold="0.4",
        department="marketing",
    )

    assert answer.status_code == 302
    assert answer["Location"] == f"/taxonomy/drafts/{draft.pk}/functions/enablement/"
    assert words_of(draft) == [
        "Changed the slug “sales_enablement” to “enablement”; the former slug redirects.",
        "Moved “Enablement” from “Sales” to “Marketing”.",
        "Renamed “Sales Enablement” to “Enablement”.",
        "Threshold of “Enablement”: the model default → 0.40.",
    ]
    assert (
        "Sales Enablement"
        in staff_client.get("/taxonomy/functions/sales_enablement/").content.decode()
    )
    old = staff_client.get(f"/taxonomy/drafts/{draft.pk}/functions/sales_enablement/")
    assert old["Location"] == answer["Location"]


@pytest.mark.slow
def test_form_that_was_shown_before_another_edit_writes_only_what_was_changed_in_it(
    staff_client: Client, draft: TaxonomyDraft
) -> None:
    address = f"/taxonomy/drafts/{draft.pk}/functions/sales/"
    form = staff_client.get(address).context["forms"]["save"]
    shown = {bound.html_initial_name: bound.initial or "" for bound in form}
    old = {bound.html_name: bound.initial or "" for bound in form}
    send(staff_client, draft, "functions/sales/", do="save", about="sells")

    staff_client.post(address, {**shown, **old, "do": "save", "threshold": "0.6"})

    assert words_of(draft) == [
        "Description of “Sales”: sells",
        "Threshold of “Sales”: the model default → 0.60.",
    ]


@pytest.mark.slow
def test_titles_and_names_in_other_tools_are_changed(
    staff_client: Client, draft: TaxonomyDraft
) -> None:
    send(
        staff_client,
        draft,
        "functions/founder/",
        do="titles",
        titles="Founder\r\n  Owner \r\nCo-Founder\r\n\r\nInventor of it all",
    )
    send(staff_client, draft, "functions/founder/", do="called", hubspot="Owners")

    assert words_of(draft) == [
        "Removed the title “Founding Partner” from “Founder”.",
        "Added the title “Inventor of it all” to “Founder”.",
        "“Founder” is “Owners” in HubSpot.",
    ]


@pytest.mark.slow
def test_functions_are_split_merged_and_retired(staff_client: Client, draft: TaxonomyDraft) -> None:
    send(
        staff_client,
        draft,
        "functions/founder/",
        do="split",
        name="Owners",
        department="senior_leadership",
        titles=["Owner"],
    )
    merged = send(staff_client, draft, "functions/sales_enablement/", do="merge", into="sales")
    gone = send(staff_client, draft, "functions/nursing/", do="retire")

    assert merged["Location"].endswith("/functions/sales/")
    assert gone["Location"].endswith(f"/taxonomy/drafts/{draft.pk}/tree/")
    words = words_of(draft)
    assert words[0] == "Split “Owners” off “Founder”, with 1 representative title."
    assert words[1] == "Merged “Sales Enablement” into “Sales”."
    assert words[2].startswith("Retired “Nursing”")


@pytest.mark.slow
def test_department_is_split(staff_client: Client, draft: TaxonomyDraft) -> None:
    page = f"/taxonomy/drafts/{draft.pk}/departments/finance/"
    assert "Split department" in staff_client.get(page).content.decode()
    none = send(staff_client, draft, "departments/finance/", do="split", name="Accounts")
    taken = send(
        staff_client,
        draft,
        "departments/finance/",
        do="split",
        name="Accounts",
        functions=["accounting"],
    )

    assert none.status_code == 422
    assert "Select at least one function" in none.content.decode()
    assert taken["Location"].endswith("/departments/accounts/")
    assert words_of(draft) == [
        "Added the department “Accounts”.",
        "Moved “Accounting” from “Finance” to “Accounts”.",
    ]


@pytest.mark.slow
def test_department_is_renamed_put_elsewhere_and_merged(
    staff_client: Client, draft: TaxonomyDraft
) -> None:
    send(staff_client, draft, "departments/finance/", do="save", name="Money", place="1")
    full = send(staff_client, draft, "departments/legal/", do="retire")
    send(staff_client, draft, "departments/legal/", do="merge", into="finance")

    assert full.status_code == 422
    assert "Move, merge or retire its functions first." in full.content.decode()
    assert words_of(draft) == [
        "Merged the department “Legal” into “Money”.",
        "Renamed the department “Finance” to “Money”.",
        "Reordered departments.",
    ]


def test_what_cannot_be_is_said_beside_the_field_and_what_was_typed_is_kept(
    staff_client: Client, draft: TaxonomyDraft
) -> None:
    for what, field, value, said in [
        ("save", "name", "n" * 101, "at most 100 characters"),
        ("save", "threshold", "nan", "Enter a number"),
        ("save", "slug_field", "sales", "A function “sales” already exists."),
        ("titles", "titles", "t" * 201, "the maximum is 200"),
        ("split", "name", "!!!", "Enter a slug"),
    ]:
        answer = send(staff_client, draft, "functions/recruiting/", **{"do": what, field: value})

        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert words_of(draft) == []


def test_unknown_forms_pages_and_closed_drafts_are_refused(
    staff_client: Client, draft: TaxonomyDraft
) -> None:
    page = f"/taxonomy/drafts/{draft.pk}/functions/sales/"
    assert staff_client.post(page, {"do": "explode"}).status_code == 400
    assert staff_client.post("/taxonomy/functions/sales/", {"do": "retire"}).status_code == 400
    assert staff_client.get(f"/taxonomy/drafts/{draft.pk}/functions/nobody/").status_code == 404
    assert staff_client.get("/taxonomy/functions/nobody/").status_code == 404
    assert staff_client.get("/taxonomy/departments/nobody/").status_code == 404
    assert staff_client.get("/taxonomy/drafts/999999/").status_code == 404
    staff_client.post(f"/taxonomy/drafts/{draft.pk}/", {"do": "put-away"})

    closed = staff_client.post(page, {"do": "retire"})

    assert closed.status_code == 400
    assert "This draft is closed" in staff_client.get(page).content.decode()
    assert staff_client.get(f"/taxonomy/drafts/{draft.pk}/new/").status_code == 404
    assert words_of(draft) == []


def test_live_page_leads_to_the_open_draft_of_the_person(staff_client: Client, staff: User) -> None:
    first = staff_client.post("/taxonomy/drafts/start/", {"function": "sales"})
    again = staff_client.post("/taxonomy/drafts/start/", {"department": "sales"})

    draft = TaxonomyDraft.objects.get()
    assert first["Location"] == f"/taxonomy/drafts/{draft.pk}/functions/sales/"
    assert again["Location"] == f"/taxonomy/drafts/{draft.pk}/departments/sales/"
    named = staff_client.post(
        "/taxonomy/drafts/start/", {"new": "1", "name": " Owls\x00 & " + "o" * 200}
    )
    assert TaxonomyDraft.objects.count() == 2
    assert TaxonomyDraft.objects.latest("pk").name == "Owls & " + "o" * 93
    assert TaxonomyVersion.objects.filter(pk=draft.base_id).exists()
    assert named.status_code == 302
    stray = staff_client.post("/taxonomy/drafts/start/", {"function": "../ sales?"})
    assert stray.headers["Location"].endswith("/tree/")


def test_dictionary_and_phrases_are_found_by_words_and_by_function(viewer_client: Client) -> None:
    entries = viewer_client.get("/taxonomy/dictionary/", {"q": "head of marketing"}, follow=True)
    phrases = viewer_client.get(
        "/taxonomy/dictionary/", {"kind": "phrases", "function": "sales_engineering"}, follow=True
    )
    none = viewer_client.get("/taxonomy/dictionary/", {"q": "zzzz", "page": "-3"}, follow=True)

    assert "head of marketing" in entries.content.decode()
    assert "sales engineer" in phrases.content.decode()
    assert "No matches" in none.content.decode()


def test_an_address_with_the_former_slug_of_a_department_leads_to_the_one_of_now(
    staff_client: Client, draft: TaxonomyDraft
) -> None:
    send(staff_client, draft, "departments/sales/", do="save", slug_field="selling")

    answer = staff_client.get(f"/taxonomy/drafts/{draft.pk}/departments/sales/")

    assert answer.headers["Location"] == f"/taxonomy/drafts/{draft.pk}/departments/selling/"

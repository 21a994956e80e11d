"""“This is wrong” in Look up: into the review queue, counted by address, and never live."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.predictions import ShownPrediction
from leadqual.labeling.models.suggestions import Suggestion
from leadqual.labeling.suggestions import give_back
from leadqual.lookup.suggestions import MAX_SUGGESTIONS
from tests.leadqual.lookup.test_pages import COMPANY, REPLY, ask

PREDICTIONS = "/look-up/?panel=title"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("models")]
TITLE = "Office Manager"
SAID = {"title": TITLE, "functions": "sales", "note": "They sell."}


@pytest.fixture
def public(settings: Settings) -> Client:
    """A browser of somebody unknown, where the page is open to all."""
    settings.TRY_IS_PUBLIC = True
    return Client(REMOTE_ADDR="192.0.2.44")


def test_the_public_suggests_to_the_only_workspace_and_no_label_changes(
    public: Client, workspace: Workspace
) -> None:
    before = ask(public, TITLE)
    assert 'action="/look-up/title/suggest/"' in before

    answer = public.post("/look-up/title/suggest/", SAID)
    public.post("/look-up/title/suggest/", SAID)

    assert answer["Location"] == "/look-up/?title=Office+Manager"
    row = Suggestion.objects.get()
    assert (row.workspace, row.functions, row.n_times) == (workspace, ["sales"], 2)
    assert (row.author, len(row.visitor)) == (None, 32)
    assert "192.0.2" not in str(vars(row))
    assert Correction.objects.count() == 0
    assert "Sales</b>" not in ask(public, TITLE)


def test_who_suggested_it_reads_the_note_where_they_said_it(
    public: Client, workspace: Workspace, manager: User
) -> None:
    public.post("/look-up/title/suggest/", SAID)
    give_back(suggestion=Suggestion.objects.get(), note="They order pens.", reviewer=manager)

    assert "They order pens." in ask(public, TITLE)
    elsewhere = Client(REMOTE_ADDR="192.0.2.45")
    assert "They order pens." not in ask(elsewhere, TITLE)


def test_with_several_workspaces_the_setting_says_whose_reviewers_decide(
    public: Client, workspace: Workspace, other_workspace: Workspace, settings: Settings
) -> None:
    assert "/suggest/" not in ask(public, TITLE)
    assert public.post("/look-up/title/suggest/", SAID).status_code == 404
    settings.TRY_WORKSPACE = other_workspace.slug

    public.post("/look-up/title/suggest/", SAID)

    assert Suggestion.objects.get().workspace == other_workspace


def test_a_member_suggests_to_their_own_workspace(
    viewer_client: Client, workspace: Workspace, other_workspace: Workspace, viewer: User
) -> None:
    viewer_client.post("/look-up/title/suggest/", {"title": TITLE, "wrong": "1"})

    row = Suggestion.objects.get()
    assert (row.workspace, row.author, row.visitor, row.functions) == (workspace, viewer, "", None)


def test_companies_and_replies_too(public: Client, workspace: Workspace) -> None:
    public.post("/look-up/company/suggest/", {**COMPANY, "label": "b2c"})
    public.post("/look-up/reply/suggest/", {**REPLY, "label": "out_of_office"})
    public.post("/look-up/reply/suggest/", {**REPLY, "text": "No", "label": "no_such"})

    rows = Suggestion.objects.order_by("pk")
    assert [(row.kind, row.label) for row in rows] == [
        ("company", "b2c"),
        ("reply", "out_of_office"),
    ]
    assert COMPANY["overview"] in rows[0].text


def test_the_reviewer_reads_what_was_shown_in_words_and_may_accept_at_once(
    public: Client, workspace: Workspace, manager_client: Client
) -> None:
    public.post("/look-up/title/suggest/", SAID)
    public.post("/look-up/reply/suggest/", {**REPLY, "label": "out_of_office"})
    title, reply = Suggestion.objects.order_by("pk")

    ((function, score),) = title.shown["labels"]
    assert (function, score > 0.99) == ("office_operations", True)
    of_title = manager_client.get(
        f"/titles/review/?queue=suggested&open={title.pk}"
    ).content.decode()
    of_reply = manager_client.get(
        f"/titles/review/?queue=suggested&open={reply.pk}"
    ).content.decode()
    assert "LeadQual predicted <b>Office Operations</b>" in of_title
    assert f'value="{title.shown["level"]}" selected' in of_title
    assert 'value="office_operations">Office Operations' in of_title
    assert "<b>Out of office</b>" in of_reply
    assert "LeadQual predicted <b>Unsubscribe</b>" in of_reply


def test_what_was_typed_is_not_lost_where_a_suggestion_is_refused(
    public: Client, workspace: Workspace
) -> None:
    refused = public.post("/look-up/company/suggest/", {**COMPANY, "label": ""})

    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Choose the correct label" in page
    assert f">\n{COMPANY['overview']}</textarea>" in page
    assert "Suggest a correction" in page


def test_members_see_what_is_on_record_about_a_text(
    public: Client, workspace: Workspace, viewer_client: Client
) -> None:
    strangers = public.post("/look-up/?panel=reply", REPLY).content.decode()
    public.post("/look-up/reply/suggest/", {**REPLY, "label": "out_of_office"})
    other = {**REPLY, "text": REPLY["text"].upper()}  # The same to whoever looks it up.

    page = viewer_client.post("/look-up/?panel=reply", other).content.decode()

    assert "Past predictions" not in strangers
    assert "to an anonymous visitor" in page
    assert page.count("shown 1 time,") == 2
    assert "Out of office</b>" in page
    assert "Stored for “Office Manager”" in ask(viewer_client, TITLE)


def test_too_many_suggestions_of_one_address_wait(public: Client, workspace: Workspace) -> None:
    for _ in range(MAX_SUGGESTIONS):
        answer = public.post("/look-up/title/suggest/", {**SAID, "functions": ""})
    assert answer.status_code == 302
    refused = public.post("/look-up/title/suggest/", SAID)

    assert refused.status_code in {302, 429}  # A minute may begin between two of them.
    assert refused.status_code == 302 or "Retry-After" in refused.headers


def test_what_cannot_be_stored_says_so(public: Client, workspace: Workspace) -> None:
    public.post("/look-up/title/suggest/", {"title": TITLE, "functions": "no_such_function"})
    page = public.get("/look-up/").content.decode()

    assert "no function no_such_function" in page
    assert Suggestion.objects.count() == 0


def test_answers_can_be_shared_and_are_found_by_no_search_engine(public: Client) -> None:
    title = public.get("/look-up/?title=Office+Manager")
    company = public.post("/look-up/?panel=company", COMPANY)

    assert title["X-Robots-Tag"] == company["X-Robots-Tag"] == "noindex"
    assert 'href="http://testserver/look-up/?title=Office+Manager"' in title.content.decode()
    assert (
        'href="http://testserver/look-up/?panel=company#name=Berthline&amp;'
        in company.content.decode()
    )


def test_answers_stay_on_record_by_hash(public: Client, viewer_client: Client) -> None:
    ask(public, TITLE)
    ask(viewer_client, "office  MANAGER")

    rows = ShownPrediction.objects.order_by("pk")
    assert [(row.workspace is None, row.labels[0][0]) for row in rows] == [
        (True, "office_operations"),
        (False, "office_operations"),
    ]
    assert rows[0].text_hash == rows[1].text_hash
    page = viewer_client.get(f"{PREDICTIONS}&title=office+manager").content.decode()
    assert "Shown but not stored" in page

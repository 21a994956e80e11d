"""Look up: who may, what it answers, and that nothing breaks it or stays behind."""

import logging
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import record_correction
from leadqual.leads.models import JobTitle
from leadqual.lookup import suggestions
from leadqual.taxonomy.services import set_costs
from tests.examples import examples

REPLY_PAGE = "/look-up/?panel=reply"
COMPANY_PAGE = "/look-up/?panel=company"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("models")]
PAGES = ("/look-up/", COMPANY_PAGE, REPLY_PAGE)
COMPANY = {
    "name": "Berthline",
    "overview": "Software with which port operators plan berths. Sold to terminals, yearly.",
}
REPLY = {
    "subject": "Re: Berth planning",
    "text": "Please take me off your list.\n\nOn Monday Jo Park wrote:\n> Would you like a demo?",
}
ANY_TEXT = st.text(max_size=300)


@pytest.fixture
def public(settings: Settings) -> Client:
    """A browser of somebody unknown, where the page is open to all."""
    settings.TRY_IS_PUBLIC = True
    return Client()


def ask(client: Client, title: str) -> str:
    """Return the page that says what a title means."""
    answer = client.get(f"/look-up/?{urlencode({'title': title})}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_without_the_setting_only_members_see_it(viewer_client: Client) -> None:
    stranger = Client()

    for page in PAGES:
        assert stranger.get(page).headers["Location"].startswith("/account/login/")
        assert stranger.post(page, REPLY).headers["Location"].startswith("/account/login/")
        assert viewer_client.get(page).status_code == 200


def test_with_the_setting_everybody_sees_it_without_navigation(public: Client) -> None:
    for page in PAGES:
        html = public.get(page).content.decode()

        assert 'class="nav"' not in html
        assert "Sign in" in html
        assert "Your text is not stored." in html


def test_two_roles_get_two_labels_with_department_threshold_and_reason(public: Client) -> None:
    html = ask(public, "Head of Sales & Office Manager | ex-Google")

    assert "Two jobs, two labels" in html
    assert "read as “head of sales” + “office manager”" in html
    assert "<b>Office Operations</b>" in html
    assert "Operations · " in html
    assert "VP &amp; Head" in html
    assert "titles-" in html


def test_title_below_every_threshold_names_the_likeliest_function(public: Client) -> None:
    html = ask(public, "Member for topics")
    unlike_any = ask(public, "Helping people grow")

    assert '<h2 id="answer-name">Unclassified</h2>' in html
    assert "No function reached its threshold. The most likely is " in html
    assert "No function reached its threshold." in unlike_any
    assert "The most likely is" not in unlike_any


def test_what_names_no_job_is_said_to_name_none(public: Client) -> None:
    for title in ("!!!", "\u200b", "🙂"):
        html = public.get(f"/look-up/?{urlencode({'title': title})}").content.decode()

        assert "Unclassified" in html or "Enter a job title" in html


def test_members_get_the_corrections_of_their_workspace_and_nobody_else_does(
    workspace: Workspace,
    manager: User,
    manager_client: Client,
    stranger_client: Client,
    public: Client,
) -> None:
    title = JobTitle.objects.create(
        workspace=workspace, title="Cloud Wrangler", normalised="cloud wrangler"
    )
    record_correction(
        job_title=title, correction_input=CorrectionInput(("recruiting",), "other"), author=manager
    )

    assert "confirmed by a person" in ask(manager_client, "Cloud Wrangler")
    assert "confirmed by a person" not in ask(stranger_client, "Cloud Wrangler")
    assert "confirmed by a person" not in ask(public, "Cloud Wrangler")


def test_a_company_gets_its_business_model_and_why(public: Client) -> None:
    html = public.post(COMPANY_PAGE, COMPANY).content.decode()

    assert '<h2 id="answer-name">B2B</h2>' in html
    assert "Reasons" in html
    assert "Overview: “" in html
    assert html.count('class="score"') == 5
    assert "companies-" in html


def test_a_company_with_only_a_name_gets_an_answer(public: Client) -> None:
    answer = public.post(COMPANY_PAGE, {"name": "Kelvia", "overview": ""})

    assert answer.status_code == 200
    assert 'id="answer-name"' in answer.content.decode()


def test_a_reply_gets_its_intent_and_shows_what_was_left_out(public: Client) -> None:
    html = public.post(REPLY_PAGE, REPLY).content.decode()

    assert '<h2 id="answer-name">Unsubscribe</h2>' in html
    assert "Action: Mark Do not contact." in html
    assert '<p class="said">Please take me off your list.</p>' in html
    assert "Removed: 1 part" in html


def test_a_reply_in_an_unsupported_language_gets_no_intent(public: Client) -> None:
    html = public.post(REPLY_PAGE, {"text": "配信停止をお願いします。"}).content.decode()

    assert '<h2 id="answer-name">No intent proposed</h2>' in html
    assert "Japanese is not supported, so a person reviews the reply." in html
    assert "threshold" not in html[html.index('id="answer-name"') :].split("<form")[0].lower()


def test_a_subject_that_asks_to_stop_is_read_where_the_text_is_empty(public: Client) -> None:
    html = public.post(REPLY_PAGE, {"subject": "unsubscribe", "text": "-- "}).content.decode()

    assert '<h2 id="answer-name">Unsubscribe</h2>' in html


def test_what_cannot_be_read_is_said_at_its_field_and_kept(public: Client) -> None:
    for page, fields, words in (
        (COMPANY_PAGE, {"name": ""}, "Enter a company name."),
        (COMPANY_PAGE, {"name": "x" * 301}, "at most 300 characters (it has 301)"),
        (COMPANY_PAGE, COMPANY | {"overview": "x" * 10_001}, "at most 10000 characters"),
        (COMPANY_PAGE, COMPANY | {"name": "a\x00b"}, "Null characters are not allowed."),
        (REPLY_PAGE, {"text": ""}, "Paste a reply."),
        (REPLY_PAGE, {"text": "x" * 10_001}, "at most 10000 characters (it has 10001)"),
        (REPLY_PAGE, {"text": "a\x00b"}, "Null characters are not allowed."),
    ):
        answer = public.post(page, fields)

        html = answer.content.decode()
        assert answer.status_code == 422
        assert words in html
        assert 'aria-invalid="true"' in html
        assert 'id="answer-name"' not in html


def test_a_new_line_counts_as_one_character(public: Client) -> None:
    lines = "x\r\n" * 5_000  # 15,000 characters as a browser sends them, 10,000 as it counts.

    assert public.post(REPLY_PAGE, {"text": lines}).status_code == 200
    assert public.post(REPLY_PAGE, {"text": lines + "x"}).status_code == 422


def test_titles_that_cannot_be_read_are_refused(public: Client) -> None:
    for title in ("", "   ", "x" * 10_001, "a\x00b"):
        answer = public.get(f"/look-up/?{urlencode({'title': title})}")

        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.content.decode()
    assert public.get("/look-up/?title=%ff%fe%00").status_code == 422
    assert public.get("/look-up/?title=%ff%fesales").status_code == 200


def test_a_title_goes_from_the_form_to_an_address_that_can_be_shared(public: Client) -> None:
    title = "营销总监 " * 20 + "& Co"

    sent = public.post("/look-up/", {"title": f" {title} "})

    assert sent.status_code == 302
    assert sent.headers["Location"] == f"/look-up/?{urlencode({'title': title})}"
    assert 'id="answer-name"' in public.get(sent.headers["Location"]).content.decode()


def test_a_title_that_is_too_long_is_refused_in_place_with_the_limit(public: Client) -> None:
    answer = public.post("/look-up/", {"title": "x" * 201})

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "up to 200 characters here; this one has 201." in html
    assert "maxlength" not in html  # A browser would cut what is pasted, and say nothing.


def test_markup_is_shown_as_text(public: Client) -> None:
    html = ask(public, "<script>alert(1)</script> manager")
    said = public.post(REPLY_PAGE, {"text": "No thanks <img src=x onerror=alert(1)>"})

    assert "<script>alert(1)" not in html
    assert "<img src=x" not in said.content.decode()


@settings(
    max_examples=examples(20),
    deadline=None,
)
@given(one=ANY_TEXT, other=ANY_TEXT)
def test_no_text_makes_a_page_fail(
    one: str, other: str, public: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggestions, "MAX_ANSWERS", 10_000)
    one, other = (text.encode("utf-8", "replace").decode() for text in (one, other))

    answers = [
        public.get(f"/look-up/?{urlencode({'title': one})}"),
        public.post(COMPANY_PAGE, {"name": one, "overview": other}),
        public.post(REPLY_PAGE, {"subject": one, "text": other}),
    ]

    assert {answer.status_code for answer in answers} <= {200, 422}


@pytest.mark.quick_cases(1)
@pytest.mark.parametrize("unit", ["> ", "\r\n", "-- \n", "(a.b)", "<div>", "\u202e"])
def test_the_longest_texts_are_answered(public: Client, unit: str) -> None:
    text = (unit * 10_000)[:9_990] + "x"

    company = public.post(COMPANY_PAGE, {"name": "x", "overview": text})
    reply = public.post(REPLY_PAGE, {"text": text})

    assert (company.status_code, reply.status_code) == (200, 200)


def test_too_many_answers_end_on_a_page_that_says_when_to_come_back(
    public: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggestions, "MAX_ANSWERS", 3)
    public.post(COMPANY_PAGE, COMPANY)

    answers = [public.get("/look-up/?title=cto") for _ in range(8)]  # A minute may end in between.

    refused = next(answer for answer in answers if answer.status_code == 429)
    assert 2 <= answers.index(refused) < 7
    assert "Too many requests" in refused.content.decode()
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert public.get("/look-up/").status_code == 200  # The form itself is not counted.
    elsewhere = Client(REMOTE_ADDR="192.0.2.9").get("/look-up/?title=cto")
    assert elsewhere.status_code == 200


def test_nothing_that_was_typed_is_stored_or_logged(
    public: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), CaptureQueriesContext(connection) as queries:
        public.post(REPLY_PAGE, {"subject": "Zanzibar", "text": "Zanzibar, please call me."})
        public.post(COMPANY_PAGE, {"name": "Zanzibar", "overview": "Zanzibar"})
        public.get("/look-up/?title=zanzibar+manager")

    assert not any("zanzibar" in query["sql"].lower() for query in queries)
    written = [q["sql"] for q in queries if "INSERT" in q["sql"] or "UPDATE" in q["sql"]]
    assert len(written) == 3  # Labels and model of each answer, beside a hash of its text.
    assert all("INSERT INTO labeling_shownprediction" in sql for sql in written)
    own = [record for record in caplog.records if record.name.startswith("leadqual")]
    assert not any("zanzibar" in record.getMessage().lower() for record in own)


def test_a_reply_is_never_read_from_an_address(public: Client) -> None:
    html = public.get(f"{REPLY_PAGE}&{urlencode(REPLY)}").content.decode()

    assert "take me off" not in html
    assert 'id="answer-name"' not in html


def test_costs_that_choose_another_answer_than_the_likeliest_are_said(
    viewer_client: Client,
) -> None:
    likeliest = viewer_client.post(COMPANY_PAGE, COMPANY).content.decode()
    truths = ("b2c", "both", "public", "unknown")
    set_costs({(truth, "b2b"): 1000.0 for truth in truths}, reason="dear")

    turned = viewer_client.post(COMPANY_PAGE, COMPANY).content.decode()

    assert "is predicted because it has the lower expected error cost" not in likeliest
    assert "B2B is more likely, at" in turned
    assert "Reasons for B2B" in turned

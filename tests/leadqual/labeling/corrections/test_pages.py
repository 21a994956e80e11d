"""Pages of titles."""

import pytest
from django.test import Client
from django.utils.html import escape, strip_tags

from classifiers.titles.training.frozen_test_set import MetricDrop
from classifiers.titles.workspace_cascade import WorkspaceCascade
from leadqual.accounts.models import User, Workspace
from leadqual.labeling.corrections import recording
from leadqual.labeling.corrections.selectors import coverage
from leadqual.labeling.corrections.services import (
    classify_batch,
    mark_all_for_reclassification,
    record_correction,
)
from leadqual.labeling.corrections.suggested_labels import CorrectionInput
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.queues import Suggestion
from leadqual.labeling.quality_gate import metric_drops_of
from leadqual.labeling.queues.selectors import title_queue
from leadqual.labeling.queues.title_queues import QUEUES
from leadqual.leads.models import JobTitle
from leadqual.taxonomy.models import Function
from tests.leadqual.labeling.conftest import labels_of, make_title

pytestmark = pytest.mark.django_db


@pytest.mark.quick_cases(3)
@pytest.mark.parametrize("queue", [*QUEUES, "nonsense"])
def test_every_queue_opens(
    manager_client: Client, title: JobTitle, manager: User, queue: str
) -> None:
    make_title(title.workspace, "Sales Engineer", people=2)
    classify_batch()
    record_correction(job_title=title, word=CorrectionInput(("sales",), "lead"), author=manager)

    response = manager_client.get("/titles/", {"queue": queue}, follow=True)

    assert response.status_code == 200


def test_search_finds_what_is_shown_and_what_is_read(workspace: Workspace, models: None) -> None:
    make_title(workspace, "Assistant to the CEO", people=9)
    make_title(workspace, "CEO", people=1)
    make_title(workspace, "Chief Executive Officer, Retail", people=2)
    for shown in ("Director", "CTO", "Sales Engineer"):
        make_title(workspace, shown, people=5)
    classify_batch()

    def found(words: str) -> list[str]:
        return [row.title for row in title_queue(workspace, "done", words=words)]

    assert found("ceo") == ["CEO", "Assistant to the CEO", "Chief Executive Officer, Retail"]
    assert found("cto") == ["CTO"]
    assert found("engin sal") == ["Sales Engineer"]
    assert found("irector") == []
    assert found("c++ (x") == []


@pytest.mark.quick_cases(8)
@pytest.mark.parametrize("words", ["ceo", "[", "\\", "\0", "?", "..."])
@pytest.mark.parametrize("queue", QUEUES)
def test_search_by_the_page_takes_any_words(
    manager_client: Client, title: JobTitle, queue: str, words: str
) -> None:
    classify_batch()

    response = manager_client.get("/titles/", {"queue": queue, "q": words}, follow=True)

    assert response.status_code == 200


def test_a_title_shows_why_it_is_what_it_is(manager_client: Client, title: JobTitle) -> None:
    other = make_title(title.workspace, "Senior Sales Operations Analyst")
    classify_batch()

    body = manager_client.get(f"/titles/{other.pk}/").content.decode()

    assert "Sales Operations" in body
    assert "Threshold 0." in body or "By the" in body


def test_correction_by_the_page_counts_and_undo_gives_it_back(
    qualifier_client: Client, title: JobTitle
) -> None:
    classify_batch()
    before = labels_of(title)
    form = {"functions": "revenue_operations", "level": "lead", "industry": "", "next": "/titles/"}

    response = qualifier_client.post(f"/titles/{title.pk}/correct/", form)
    corrected = labels_of(title)
    undo = qualifier_client.post(f"/titles/corrections/{Correction.objects.get().pk}/undo/")

    assert (response.status_code, response.headers["Location"]) == (
        302,
        "/titles/?queue=todo",
    )
    assert corrected == {"revenue_operations": "correction"}
    assert undo.status_code == 302
    assert labels_of(title) == before


def test_save_opens_the_next_title_of_the_queue_and_marks_it(
    qualifier_client: Client, workspace: Workspace, models: None
) -> None:
    rows = [make_title(workspace, f"Wizard of {place}", people=9) for place in ("Oz", "Rye", "Ur")]
    classify_batch()
    form = {"functions": "nursing", "level": "lead", "next": f"/titles/?title={rows[1].pk}"}

    page = qualifier_client.get(f"/titles/?title={rows[1].pk}").content.decode()
    skipped = qualifier_client.get("/titles/", {"after": str(rows[1].pk)})
    done = qualifier_client.post(f"/titles/{rows[1].pk}/correct/", form)
    after = qualifier_client.get(done.headers["Location"]).content.decode()

    onward = f"/titles/?queue=todo&title={rows[2].pk}#title"
    past = f"/titles/?queue=todo&after={rows[1].pk}"
    assert f'href="{escape(past)}" hx-get' in page
    assert skipped.headers["Location"] == onward
    assert done.headers["Location"] == onward
    assert after.count('aria-current="true"') == 1
    assert f'title={rows[2].pk}" hx-target="#queue" hx-select="#queue" ' in after
    assert f'aria-label="{rows[2].title}"' in after


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every correction that moves like titles is refused."""
    fall = MetricDrop("engineering", before=0.9, after=0.8796, alone=0.9, n_titles=21, n_lost=3)

    def asked(before: WorkspaceCascade, after: WorkspaceCascade) -> list[MetricDrop]:
        moves = any(saying.signature for saying in after.book.sayings)
        return [fall] if moves else metric_drops_of(before, after)

    monkeypatch.setattr(recording, "metric_drops_of", asked)


def test_preview_of_what_is_refused_says_of_no_title_that_it_would_follow(
    qualifier_client: Client, workspace: Workspace, title: JobTitle, refused: None
) -> None:
    make_title(workspace, f"Senior {title.title}", people=2)
    classify_batch()
    form = {"functions": "nursing", "level": "specialist", "propagate": "1"}

    shown = qualifier_client.post(
        f"/titles/{title.pk}/preview/", form, headers={"HX-Request": "true"}
    ).content.decode()

    assert "Close variants would get wrong labels." in shown
    assert "stays unchanged:" in shown
    assert "would follow" not in shown
    assert "No close variants" not in shown


def test_preview_is_one_live_region(qualifier_client: Client, title: JobTitle) -> None:
    page = qualifier_client.get(f"/titles/{title.pk}/").content.decode()
    form = {"functions": "nursing", "level": "specialist", "propagate": "1"}
    shown = qualifier_client.post(
        f"/titles/{title.pk}/preview/", form, headers={"HX-Request": "true"}
    ).content.decode()

    assert page.count('hx-swap="innerHTML" aria-live="polite"') == 1
    assert "aria-live" not in shown


def test_people_who_are_other_are_counted_on_phones_too(
    qualifier_client: Client, title: JobTitle
) -> None:
    page = qualifier_client.get("/titles/").content.decode()

    around = page[: page.index("people unclassified")].rsplit("<section", 1)[1]
    assert 'class="covered"' in around
    assert "hide-s" not in around


def test_refused_correction_stays_in_the_queue_with_one_message_and_the_one_way_on(
    qualifier_client: Client, title: JobTitle, refused: None
) -> None:
    make_title(title.workspace, "Sales Engineer", people=2)
    classify_batch()
    here = f"/titles/?queue=todo&title={title.pk}"
    form = {"functions": "nursing", "level": "lead", "propagate": "1", "next": here}
    name = Function.objects.get(slug="engineering").name

    preview = qualifier_client.post(
        f"/titles/{title.pk}/preview/", form, headers={"HX-Request": "true"}
    ).content.decode()
    answer = qualifier_client.post(f"/titles/{title.pk}/correct/", form)
    page = answer.content.decode()
    nothing_yet = not Correction.objects.exists()
    done = qualifier_client.post(f"/titles/{title.pk}/correct/", {**form, "only": "1"})

    said = f"{escape(name)}: 3 of 21 would no longer get it."
    for text in (preview, page):
        assert text.count(said) == 1
        assert text.count("Close variants would get wrong labels.") == 1
    assert 'name="only" value="1" aria-keyshortcuts="Shift+Enter"' in page
    for text in (preview, page):
        assert "lower it by 0.021; up to 0.020 is allowed" in text
    assert (answer.status_code, nothing_yet) == (422, True)
    assert "Sales Engineer" in page
    assert 'name="q"' in page
    assert 'hx-trigger="change from:closest form"' in page
    assert 'value="nursing" checked' in page
    assert answer.headers["HX-Push-Url"] == "false"
    assert done.status_code == 302
    assert Correction.objects.get().signature == ""


def test_preview_says_first_how_many_titles_and_people_change(
    qualifier_client: Client, title: JobTitle
) -> None:
    make_title(title.workspace, f"Senior {title.title}", people=2)
    classify_batch()
    form = {"functions": "nursing", "level": "lead", "propagate": "1"}

    page = qualifier_client.post(f"/titles/{title.pk}/preview/", form).content.decode()
    alone = qualifier_client.post(
        f"/titles/{title.pk}/preview/", {**form, "propagate": ""}
    ).content.decode()

    said = 'This will change <b class="num">{}</b> {} and <b class="num">{}</b> people.'
    assert said.format(2, "titles", 5) in page
    assert said.format(1, "title", 3) in alone


def test_the_line_above_save_counts_everybody_whom_it_relabels(
    qualifier_client: Client, title: JobTitle
) -> None:
    make_title(title.workspace, f"Senior {title.title}", people=54)
    classify_batch()
    form = {"functions": "nursing", "level": "lead", "propagate": "1"}

    def line(sent: dict[str, str]) -> str:
        answer = qualifier_client.post(
            f"/titles/{title.pk}/preview/", sent, headers={"HX-Request": "true"}
        )
        found = " ".join(answer.content.decode().split('id="save-reach"')[1].split())
        return found.replace('<span class="num">', "").replace("</span>", "")

    assert "Saves for 57 people</b>: this title and 1 close variant" in line(form)
    assert "Saves for 3 people with this title" in line({**form, "propagate": ""})
    page = qualifier_client.get(f"/titles/{title.pk}/").content.decode()
    bar = page.split("actions-bar")[1]
    assert bar.index('id="save-reach"') < bar.index('id="save-title"') < bar.index('name="only"')


def test_an_unchanged_save_confirms(
    qualifier_client: Client, title: JobTitle, manager: User
) -> None:
    record_correction(job_title=title, word=CorrectionInput(("sales",), "lead"), author=manager)
    form = {"functions": "sales", "level": "lead", "next": "/titles/"}

    same = qualifier_client.post(f"/titles/{title.pk}/correct/", form, follow=True)
    other = qualifier_client.post(
        f"/titles/{title.pk}/correct/", {**form, "level": "manager"}, follow=True
    )

    assert f"Confirmed “{title.title}” for 3 people." in same.content.decode()
    assert f"Corrected “{title.title}” for 3 people." in other.content.decode()


def test_each_answer_brings_the_counts_of_tabs_and_filters(
    qualifier_client: Client, workspace: Workspace, models: None
) -> None:
    make_title(workspace, "Wizard of Oz", people=9)
    classify_batch()

    page = qualifier_client.get("/titles/").content.decode()

    assert 'id="queue-tabs"' in page
    assert 'id="queue-filters"' in page
    assert 'hx-select-oob="#toasts,#coverage,#queue-tabs,#queue-filters"' in page
    n_links = page.count('hx-select="#queue"')
    assert page.count('#queue-tabs,#queue-filters"') == n_links > 2


def test_empty_to_do_says_why_people_are_unclassified(
    qualifier_client: Client, title: JobTitle, manager: User
) -> None:
    record_correction(job_title=title, word=CorrectionInput((), "lead"), author=manager)

    page = qualifier_client.get("/titles/").content.decode()

    assert "3 people are unclassified because a colleague or the dictionary says" in page


def test_the_way_back_never_leads_out(qualifier_client: Client, title: JobTitle) -> None:
    form = {"functions": "sales", "level": "lead", "next": "https://evil.example/"}

    response = qualifier_client.post(f"/titles/{title.pk}/correct/", form)

    assert response.headers["Location"] == f"/titles/{title.pk}/"


NEITHER = "Choose a function, or “None fits (unclassified)”."
BOTH = "Choose either “None fits” or functions"


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"other": "1"},
        {"level": "none_such", "other": "1"},
        {"level": "lead", "functions": "nothing"},
    ],
)
def test_unusable_form_writes_nothing_and_says_so(
    qualifier_client: Client, title: JobTitle, form: dict[str, str]
) -> None:
    response = qualifier_client.post(f"/titles/{title.pk}/correct/", form)

    assert response.status_code == 422
    assert "othing was saved" in response.content.decode()
    assert Correction.objects.count() == 0


@pytest.mark.parametrize(
    ("functions", "reason"),
    [({}, NEITHER), ({"functions": "sales", "other": "1"}, BOTH)],
)
@pytest.mark.parametrize("path", ["correct", "preview"])
def test_functions_or_none_fits_and_never_both(
    qualifier_client: Client, title: JobTitle, functions: dict[str, str], reason: str, path: str
) -> None:
    form = {"level": "lead", **functions}

    response = qualifier_client.post(f"/titles/{title.pk}/{path}/", form)

    assert reason in response.content.decode()
    assert Correction.objects.count() == 0


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_form_that_asks_again_keeps_what_was_typed(
    qualifier_client: Client, title: JobTitle, headers: dict[str, str]
) -> None:
    form = {
        "functions": "sales",
        "other": "1",
        "level": "lead",
        "note": "Heard so",
        "next": "/people/",
    }

    response = qualifier_client.post(f"/titles/{title.pk}/correct/", form, headers=headers)
    body = response.content.decode()

    assert response.status_code == 422
    assert 'name="functions" value="sales" checked' in body
    assert '<option value="lead" selected>' in body
    assert 'name="other" value="1" checked' in body
    assert 'name="note" value="Heard so"' in body
    assert 'name="next" value="/people/"' in body
    assert 'name="propagate" value="1" checked' not in body
    assert ("<html" in body) != bool(headers)


def test_none_fits_alone_is_stored_as_other(qualifier_client: Client, title: JobTitle) -> None:
    form = {"other": "1", "level": "lead"}

    shown = qualifier_client.post(f"/titles/{title.pk}/preview/", form).content.decode()
    response = qualifier_client.post(f"/titles/{title.pk}/correct/", form)

    assert '<input type="hidden" name="other" value="1">' in shown
    assert response.status_code == 302
    assert not Correction.objects.get().functions.exists()


def test_viewer_may_look_but_not_correct(viewer_client: Client, title: JobTitle) -> None:
    page = viewer_client.get(f"/titles/{title.pk}/")
    answer = viewer_client.post(f"/titles/{title.pk}/correct/", {"level": "lead"})

    assert "Correct labels" not in page.content.decode()
    assert answer.status_code == 403


def test_a_viewer_suggests_on_the_page_of_a_title_and_no_tab_leads_to_what_they_may_not_see(
    viewer_client: Client, title: JobTitle
) -> None:
    classify_batch()
    queue = viewer_client.get("/titles/review/").content.decode()
    page = viewer_client.get(f"/titles/{title.pk}/").content.decode()

    answer = viewer_client.post(
        f"/titles/{title.pk}/suggest/",
        {"functions": "nursing", "was_other": "1", "other": "1", "next": f"/titles/{title.pk}/"},
    )

    assert f'action="/titles/{title.pk}/suggest/"' in page
    assert answer.headers["Location"] == f"/titles/{title.pk}/"
    assert Suggestion.objects.get().functions == ["nursing"]
    assert 'href="/titles/review/?queue=mine" aria-current="page"' in queue
    assert "queue=suggested" not in queue
    assert viewer_client.get("/titles/review/?queue=suggested").status_code == 403
    assert "queue=unapproved" not in queue


def test_title_of_another_workspace_does_not_exist(
    stranger_client: Client, title: JobTitle
) -> None:
    shown = stranger_client.get(f"/titles/{title.pk}/")
    answer = stranger_client.post(f"/titles/{title.pk}/correct/", {"level": "lead"})
    listed = stranger_client.get("/titles/", {"title": title.pk}).content.decode()

    assert (shown.status_code, answer.status_code) == (404, 404)
    assert title.title not in listed


def test_coverage_counts_people_and_not_titles(
    workspace: Workspace, title: JobTitle, manager: User
) -> None:
    make_title(workspace, "Queen of the World", people=2)
    make_title(workspace, "Sales Engineer", people=4)
    classify_batch()
    record_correction(job_title=title, word=CorrectionInput(("sales",), "lead"), author=manager)

    found = coverage(workspace)

    assert (found.n_people, found.n_corrected, found.n_pending) == (9, 3, 0)
    assert found.n_other == 2
    assert found.share == pytest.approx((3 + found.n_known) / 9)


def test_form_opens_with_what_the_title_is_now_ticked(
    manager_client: Client, workspace: Workspace, models: None
) -> None:
    row = make_title(workspace, "Office Manager")
    classify_batch()

    for address in ("/titles/done/", f"/titles/{row.pk}/"):
        page = manager_client.get(address).content.decode()
        assert 'name="functions" value="office_operations" checked' in page, address
        assert 'name="other" value="1" checked' not in page


@pytest.mark.parametrize(
    ("is_read", "has_label", "is_ticked"),
    [(True, False, True), (True, True, False), (False, False, False)],
)
def test_form_of_a_title_that_is_other_opens_with_none_fits_ticked(
    qualifier_client: Client,
    title: JobTitle,
    manager: User,
    *,
    is_read: bool,
    has_label: bool,
    is_ticked: bool,
) -> None:
    if is_read:
        functions = ("sales",) if has_label else ()
        record_correction(job_title=title, word=CorrectionInput(functions, "lead"), author=manager)

    page = qualifier_client.get(f"/titles/{title.pk}/").content.decode()

    assert ('name="other" value="1" checked' in page) == is_ticked


def test_function_counts_where_the_form_itself_had_ticked_none_fits(
    qualifier_client: Client, title: JobTitle, manager: User
) -> None:
    record_correction(job_title=title, word=CorrectionInput((), "lead"), author=manager)
    page = qualifier_client.get(f"/titles/{title.pk}/").content.decode()
    form = {"functions": "sales", "other": "1", "was_other": "1", "level": "lead"}

    qualifier_client.post(f"/titles/{title.pk}/correct/", form)

    assert 'name="was_other" value="1"' in page
    assert labels_of(title) == {"sales": "correction"}


def test_preview_says_what_is_missing_and_not_that_nothing_was_written(
    qualifier_client: Client, title: JobTitle
) -> None:
    for path in ("preview", "preview/learned-functions"):
        body = qualifier_client.post(
            f"/titles/{title.pk}/{path}/", {"level": "lead"}, headers={"HX-Request": "true"}
        ).content.decode()
        assert NEITHER in body
        assert "othing was saved" not in body


def test_preview_of_an_untouched_form_says_that_nothing_is_changed(
    qualifier_client: Client, title: JobTitle, manager: User
) -> None:
    record_correction(job_title=title, word=CorrectionInput(("sales",), "lead"), author=manager)

    def preview(**said: str) -> str:
        form = {"propagate": "1", **said}
        return qualifier_client.post(
            f"/titles/{title.pk}/preview/", form, headers={"HX-Request": "true"}
        ).content.decode()

    assert "No changes yet" in preview(functions="sales", level="lead")
    for changed in ({"functions": "sales", "level": "vp"}, {"other": "1", "level": "lead"}):
        assert "No changes yet" not in preview(**changed)


def test_titles_that_are_read_again_stay_in_their_queue_and_are_counted(
    manager_client: Client, workspace: Workspace, models: None
) -> None:
    make_title(workspace, "CTO", people=2)
    classify_batch()
    mark_all_for_reclassification()
    make_title(workspace, "Sales Engineer")

    body = manager_client.get("/titles/done/").content.decode()
    empty = manager_client.get("/titles/?queue=uncertain").content.decode()

    assert ">CTO</span>" in body
    assert ">Sales Engineer</span>" not in body
    assert "Classifying titles" in body
    assert coverage(workspace).share_read == 0
    assert "this queue fills in as titles are classified" in empty.lower()
    assert "settled." not in empty


@pytest.mark.parametrize(
    ("queue", "words"),
    [
        ("corrected", "No corrections yet"),
        ("propagated", "No propagated labels"),
        ("done", ">CTO</span>"),
        ("todo", "Nothing to do"),
        ("uncertain", "No uncertain titles"),
        ("conflicts", "Not checked yet"),
        ("unclassified", "No unclassified titles"),
    ],
)
def test_each_empty_queue_has_its_own_words(
    manager_client: Client, workspace: Workspace, models: None, queue: str, words: str
) -> None:
    make_title(workspace, "CTO")
    classify_batch()

    page = manager_client.get("/titles/", {"queue": queue}, follow=True)
    assert words in page.content.decode()


def test_title_that_follows_names_whom_it_follows(
    manager_client: Client, title: JobTitle, manager: User
) -> None:
    make_title(title.workspace, f"Senior {title.title}")
    classify_batch()
    record_correction(job_title=title, word=CorrectionInput(("sales",), "lead"), author=manager)

    following = manager_client.get("/titles/done/?queue=propagated").content.decode()
    corrected = manager_client.get("/titles/done/?queue=corrected").content.decode()

    assert f"propagated from “{title.title}”" in strip_tags(following)
    assert "(confirmed by a person)" not in following
    assert "(confirmed by a person)" in corrected


def test_meter_tells_a_person_from_the_dictionary(
    manager_client: Client, workspace: Workspace, models: None
) -> None:
    make_title(workspace, "CTO", people=3)
    classify_batch()

    body = manager_client.get("/titles/done/").content.decode()

    said = " ".join(strip_tags(body).split())
    assert "100.0% of people have a confirmed title." in said
    assert "0.0% by a person, 100.0% by the dictionary" in said
    assert "matched in the dictionary</span>" in body


def test_a_title_that_was_asked_for_has_a_way_back_to_the_list(
    manager_client: Client, title: JobTitle
) -> None:
    classify_batch()

    assert "Back to the list" in manager_client.get(f"/titles/?title={title.pk}").content.decode()
    assert "Back to the list" not in manager_client.get("/titles/").content.decode()

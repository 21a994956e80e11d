"""Pages of titles."""

from itertools import cycle

import pytest
from django.test import Client
from django.utils.html import escape, strip_tags

from classifiers.titles.training.metric_drops import MetricDrop
from classifiers.titles.workspace_cascade import WorkspaceCascade
from leadqual.accounts.models import User, Workspace
from leadqual.labeling.corrections import recording
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.selectors import coverage
from leadqual.labeling.corrections.services import (
    classify_batch,
    mark_all_for_reclassification,
    record_correction,
)
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.suggestions import Suggestion
from leadqual.labeling.quality_gate import metric_drops_of
from leadqual.labeling.queues.selectors import title_queue
from leadqual.labeling.queues.title_queues import QUEUES
from leadqual.leads.models import JobTitle
from leadqual.taxonomy.models import Function
from tests.leadqual.labeling.conftest import labels_of, make_title

pytestmark = pytest.mark.django_db


def test_every_queue_opens_with_any_words(
    manager_client: Client, title: JobTitle, manager: User
) -> None:
    make_title(title.workspace, "Sales Engineer", people=2)
    classify_batch()
    record_correction(
        job_title=title, correction_input=CorrectionInput(("sales",), "lead"), author=manager
    )

    for queue, words in zip([*QUEUES, "nonsense"], cycle(["", "[", "\\", "\0", "?", "..."])):
        response = manager_client.get("/titles/", {"queue": queue, "q": words}, follow=True)
        assert response.status_code == 200, (queue, words)


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
        moves = any(saying.signature for saying in after.memory.corrections)
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
        assert "aria-live" not in answer.content.decode()  # The page has one around it.
        found = " ".join(answer.content.decode().split('id="save-reach"')[1].split())
        return found.replace('<span class="num">', "").replace("</span>", "")

    said = 'This will change <b class="num">{}</b> {} and <b class="num">{}</b> people.'
    preview = f"/titles/{title.pk}/preview/"
    assert said.format(2, "titles", 57) in qualifier_client.post(preview, form).content.decode()
    alone = qualifier_client.post(preview, form | {"propagate": ""}).content.decode()
    assert said.format(1, "title", 3) in alone
    assert "Saves for 57 people</b>: this title and 1 close variant" in line(form)
    assert "Saves for 3 people with this title" in line({**form, "propagate": ""})
    page = qualifier_client.get(f"/titles/{title.pk}/").content.decode()
    assert page.count('hx-swap="innerHTML" aria-live="polite"') == 1
    bar = page.split("actions-bar")[1]
    assert bar.index('id="save-reach"') < bar.index('id="save-title"') < bar.index('name="only"')


def test_an_unchanged_save_confirms(
    qualifier_client: Client, title: JobTitle, manager: User
) -> None:
    record_correction(
        job_title=title, correction_input=CorrectionInput(("sales",), "lead"), author=manager
    )
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
    record_correction(job_title=title, correction_input=CorrectionInput((), "lead"), author=manager)

    page = qualifier_client.get("/titles/").content.decode()

    assert "3 people are unclassified because a colleague or the dictionary says" in page


def test_form_opens_with_what_the_title_is_now_ticked(
    qualifier_client: Client, title: JobTitle, manager: User
) -> None:
    def opened(*functions: str) -> str:
        record_correction(
            job_title=title, correction_input=CorrectionInput(functions, "lead"), author=manager
        )
        return qualifier_client.get(f"/titles/{title.pk}/").content.decode()

    unread = qualifier_client.get(f"/titles/{title.pk}/").content.decode()
    ticked = {"": unread, "sales": opened("sales"), "other": opened()}

    none, sales = 'name="other" value="1" checked', 'name="functions" value="sales" checked'
    assert {name: (none in page, sales in page) for name, page in ticked.items()} == {
        "": (False, False),
        "sales": (False, True),
        "other": (True, False),
    }
    assert 'name="was_other" value="1"' in ticked["other"]
    form = {"functions": "sales", "other": "1", "was_other": "1", "level": "lead"}
    outside = {"next": "https://evil.example/"}
    done = qualifier_client.post(f"/titles/{title.pk}/correct/", form | outside)
    assert done.headers["Location"] == f"/titles/{title.pk}/"
    assert labels_of(title) == {"sales": "correction"}


NEITHER = "Choose a function, or “None fits (unclassified)”."
BOTH = "Choose either “None fits” or functions"


def test_unusable_form_writes_nothing_says_so_and_keeps_what_was_typed(
    qualifier_client: Client, title: JobTitle
) -> None:
    both = {"functions": "sales", "other": "1", "level": "lead"}
    address = f"/titles/{title.pk}"
    for form, reason in (
        ({}, "othing was saved"),
        ({"other": "1"}, "othing was saved"),
        ({"level": "none_such", "other": "1"}, "othing was saved"),
        ({"level": "lead", "functions": "nothing"}, "othing was saved"),
        ({"level": "lead"}, NEITHER),
        (both, BOTH),
    ):
        response = qualifier_client.post(f"{address}/correct/", form)
        assert response.status_code == 422, form
        assert reason in response.content.decode()
    assert BOTH in qualifier_client.post(f"{address}/preview/", both).content.decode()
    htmx = {"HX-Request": "true"}
    for path in ("preview", "preview/learned-functions"):
        body = qualifier_client.post(f"{address}/{path}/", {"level": "lead"}, headers=htmx)
        assert NEITHER in body.content.decode()
        assert "othing was saved" not in body.content.decode()

    typed = both | {"note": "Heard so", "next": "/people/"}
    for headers in ({}, htmx):
        response = qualifier_client.post(f"{address}/correct/", typed, headers=headers)
        page = response.content.decode()
        assert 'name="functions" value="sales" checked' in page
        assert '<option value="lead" selected>' in page
        assert 'name="other" value="1" checked' in page
        assert 'name="note" value="Heard so"' in page
        assert 'name="next" value="/people/"' in page
        assert 'name="propagate" value="1" checked' not in page
        assert ("<html" in page) != bool(headers)
    assert Correction.objects.count() == 0


def test_none_fits_alone_is_stored_as_other(qualifier_client: Client, title: JobTitle) -> None:
    form = {"other": "1", "level": "lead"}

    shown = qualifier_client.post(f"/titles/{title.pk}/preview/", form).content.decode()
    response = qualifier_client.post(f"/titles/{title.pk}/correct/", form)

    assert '<input type="hidden" name="other" value="1">' in shown
    assert response.status_code == 302
    assert not Correction.objects.get().functions.exists()


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

    assert "Correct labels" not in page
    assert viewer_client.post(f"/titles/{title.pk}/correct/", {}).status_code == 403
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
    record_correction(
        job_title=title, correction_input=CorrectionInput(("sales",), "lead"), author=manager
    )

    found = coverage(workspace)

    assert (found.n_people, found.n_corrected, found.n_pending) == (9, 3, 0)
    assert found.n_other == 2
    assert found.share == pytest.approx((3 + found.n_known) / 9)


def test_preview_of_an_untouched_form_says_that_nothing_is_changed(
    qualifier_client: Client, title: JobTitle, manager: User
) -> None:
    record_correction(
        job_title=title, correction_input=CorrectionInput(("sales",), "lead"), author=manager
    )

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


def test_each_queue_has_its_own_words_and_the_meter_tells_a_person_from_the_dictionary(
    manager_client: Client, workspace: Workspace, models: None
) -> None:
    title = make_title(workspace, "CTO", people=3)
    classify_batch()

    pages = {
        queue: manager_client.get("/titles/", {"queue": queue}, follow=True).content.decode()
        for queue in ("corrected", "propagated", "done", "todo", "conflicts", "unclassified")
    }

    words = {
        "corrected": "No corrections yet",
        "propagated": "No propagated labels",
        "done": ">CTO</span>",
        "todo": "Nothing to do",
        "conflicts": "Not checked yet",
        "unclassified": "No unclassified titles",
    }
    assert {queue: words[queue] in page for queue, page in pages.items()} == dict.fromkeys(
        words, True
    )
    said = " ".join(strip_tags(pages["done"]).split())
    assert "100.0% of people have a confirmed title." in said
    assert "0.0% by a person, 100.0% by the dictionary" in said
    assert "matched in the dictionary</span>" in pages["done"]
    assert "Back to the list" not in pages["todo"]
    asked = manager_client.get("/titles/done/", {"title": title.pk}).content.decode()
    assert "Back to the list" in asked
    around = pages["todo"][: pages["todo"].index("people unclassified")].rsplit("<section", 1)[1]
    assert 'class="covered"' in around  # Also on a phone.
    assert "hide-s" not in around

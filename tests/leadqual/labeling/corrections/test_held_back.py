"""What a learned function takes is seen, and a weak one waits for a person."""

import pytest
from django.test import Client
from django.utils.html import escape
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from classifiers.titles.training.metric_drops import MetricDrop
from leadqual.accounts.keys.scopes import covered_scopes
from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import AuditRow, Role, User, Workspace
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.selectors import TitleCount, counts_taken, titles_claimed
from leadqual.labeling.corrections.services import (
    classify_batch,
    predict,
    preview_correction,
    record_correction,
    undo_correction,
)
from leadqual.labeling.errors import NotLearnedError
from leadqual.labeling.learned_functions import fitting, overrides
from leadqual.labeling.learned_functions.rollout import roll_out_chunk
from leadqual.labeling.models.learned import LearnedFunction
from leadqual.leads.models import JobTitle
from leadqual.taxonomy.models import DictionaryEntry, Function
from leadqual.taxonomy.services import note_change
from tests.leadqual.labeling.conftest import CORRECTED, NEW, UNSEEN, labels_of, make_title

pytestmark = pytest.mark.django_db
OTHER_JOB = "Sales Manager"


def newest() -> LearnedFunction:
    rows = LearnedFunction.objects.exclude(state__in=["replaced", "newer"])
    return rows.select_related("workspace").get()


def functions_of(workspace: Workspace, title: str) -> set[str]:
    return {label.slug for label in predict(workspace=workspace, titles=[title])[0].functions}


def correct(workspace: Workspace, author: User, text: str, *functions: str) -> JobTitle:
    title = make_title(workspace, text)
    record_correction(
        job_title=title, correction_input=CorrectionInput(functions, "specialist"), author=author
    )
    return title


@pytest.mark.slow
def test_function_that_finds_less_than_half_of_its_titles_is_held_back(
    workspace: Workspace, weak: None, corrected: JobTitle
) -> None:
    row = newest()

    assert row.state == "on_hold"
    assert NEW not in functions_of(workspace, UNSEEN)
    assert NEW not in labels_of(corrected)
    assert [title.pk for title in titles_claimed(row)] == [corrected.pk]
    assert counts_taken(workspace)[row.pk] == TitleCount(n_titles=1, n_contacts=2)


@pytest.mark.slow
def test_manager_puts_it_in_force_and_what_it_becomes_stays_so(
    workspace: Workspace,
    manager: User,
    weak: None,
    corrected: JobTitle,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        overrides.activate_override(learned=newest(), author=manager)
    in_force = NEW in functions_of(workspace, UNSEEN), NEW in labels_of(corrected)
    with django_capture_on_commit_callbacks(execute=True):
        correct(workspace, manager, "Mountain dragon tamer", NEW)

    assert in_force == (True, True)
    row = newest()
    assert (row.state, row.author, row.n_titles) == ("active", manager, len(CORRECTED) + 1)
    assert AuditRow.objects.filter(action="learned_function.put_in_force").count() == 1
    with pytest.raises(NotLearnedError):
        overrides.activate_override(learned=row, author=manager)


@pytest.mark.slow
def test_frozen_test_set_is_asked_once_more_before_it_goes_in_force(
    workspace: Workspace,
    manager: User,
    weak: None,
    corrected: JobTitle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    deep = MetricDrop("marketing", before=0.9, after=0.5, alone=0.9, n_titles=80)
    monkeypatch.setattr(fitting, "metric_drops_of", lambda *_, **__: [deep])

    row = overrides.activate_override(learned=newest(), author=manager)

    assert (row.state, row.author) == ("rejected", None)
    assert NEW not in functions_of(workspace, UNSEEN)


@pytest.mark.slow
def test_one_in_force_stays_beside_a_weaker_one_unless_titles_were_taken_from_it(
    workspace: Workspace,
    manager: User,
    corrected: JobTitle,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    former = newest()
    monkeypatch.setattr(LearnedFunction, "MIN_RECALL", 1.01)

    with django_capture_on_commit_callbacks(execute=True):
        correct(workspace, manager, "Mountain dragon tamer", NEW)
    beside = newest()
    with django_capture_on_commit_callbacks(execute=True):
        for correction in workspace.corrections.filter(is_current=True)[:2]:
            undo_correction(correction=correction, author=manager)

    assert (beside.pk, beside.state) == (former.pk, "active")
    assert newest().state == "on_hold"
    assert NEW not in functions_of(workspace, UNSEEN)


@pytest.mark.slow
def test_titles_that_come_later_are_listed_and_corrected_ones_are_not(
    workspace: Workspace, manager: User, weak: None, corrected: JobTitle
) -> None:
    late = make_title(workspace, "Assistant lake dragon feeder", people=5)
    n_before = counts_taken(workspace)[newest().pk].n_titles
    make_title(workspace, OTHER_JOB)
    classify_batch()
    both = [title.pk for title in titles_claimed(newest())]

    word = CorrectionInput(("nursing",), "lead", propagate=False)
    correction = record_correction(job_title=late, correction_input=word, author=manager)
    after = [title.pk for title in titles_claimed(newest())]
    undo_correction(correction=correction, author=manager)

    assert both == [late.pk, corrected.pk]  # The most frequent first.
    assert after == [corrected.pk]
    assert (n_before, counts_taken(workspace)[newest().pk].n_titles) == (1, 2)
    assert [title.pk for title in titles_claimed(newest())] == both


def test_walk_shows_how_far_it_is_and_lists_chunk_by_chunk(
    workspace: Workspace, manager_client: Client, corrected: JobTitle
) -> None:
    row = newest()
    row.learned_titles.all().delete()
    workspace.spread.finished_at = None
    workspace.spread.position = workspace.spread.done = 0
    workspace.spread.save()

    roll_out_chunk(workspace=workspace, size=1)
    page = manager_client.get(f"/titles/learned-functions/{row.pk}/").content.decode()
    while roll_out_chunk(workspace=workspace, size=4):
        pass

    assert "Applying learned functions to stored titles" in page
    assert [title.pk for title in titles_claimed(row)] == [corrected.pk]


def test_page_of_a_held_function_says_why_shows_its_titles_and_lets_managers_decide(
    manager_client: Client,
    qualifier_client: Client,
    stranger_client: Client,
    corrected: JobTitle,
) -> None:
    LearnedFunction.objects.filter(state="active").update(state="on_hold", recall=0.4)
    address = f"/titles/learned-functions/{newest().pk}/"

    listed = manager_client.get("/taxonomy/?panel=learned-functions").content.decode()
    page = manager_client.get(address).content.decode()
    seen = qualifier_client.get(address).content.decode()
    refused = qualifier_client.post(f"{address}activate/")
    strange = stranger_client.get(address), stranger_client.post(f"{address}activate/")
    done = manager_client.post(f"{address}activate/", follow=True).content.decode()

    assert f'href="{address}"' in listed
    assert "On hold" in page
    assert "It activates automatically" in page
    assert UNSEEN in page
    assert '<button class="btn small primary">Activate' in page
    assert "Not recommended" not in page
    assert UNSEEN in seen
    assert "Activate" not in seen
    assert refused.status_code == 403
    assert [answer.status_code for answer in strange] == [404, 404]
    assert "is active" in done
    assert newest().state == "active"


def test_one_that_finds_nothing_warns_and_is_not_the_main_button(
    manager_client: Client, corrected: JobTitle
) -> None:
    LearnedFunction.objects.filter(state="active").update(state="on_hold", recall=0.0)

    page = manager_client.get(f"/titles/learned-functions/{newest().pk}/").content.decode()

    assert "Activate" in page
    assert '<button class="btn small primary">Activate' not in page
    assert "Not recommended: its recall is 0" in page


@pytest.mark.slow
def test_api_shows_what_a_function_takes_and_puts_it_in_force(
    api: Client, workspace: Workspace, manager: User, weak: None, corrected: JobTitle
) -> None:
    _, secret = create_api_key(
        workspace=workspace, name="q", scopes=covered_scopes(Role.QUALIFIER), author=manager
    )
    qualifier = Client(headers={"Authorization": f"Bearer {secret}"})
    address = f"/api/v1/titles/learned-functions/{newest().pk}"

    shown = api.get(address).json()
    titles = api.get(f"{address}/titles").json()["results"]
    not_theirs = [
        qualifier.post(f"{address}/activation", {}, content_type="application/json"),
        qualifier.delete(address),
    ]
    done = api.post(f"{address}/activation", {}, content_type="application/json")

    assert shown["state"] == "on_hold"
    assert shown["coverage"] == {"n_titles": 1, "n_contacts": 2, "is_complete": True}
    assert [row["title"] for row in titles] == [UNSEEN]
    assert [answer.status_code for answer in not_theirs] == [403, 403]
    assert (done.status_code, done.json()["state"]) == (200, "active")
    again = api.post(f"{address}/activation", {}, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "not_learned")


@pytest.mark.slow
def test_preview_says_that_the_fifth_title_lets_a_function_be_learned(
    workspace: Workspace, manager: User, function: Function, qualifier_client: Client
) -> None:
    word = CorrectionInput((NEW,), "specialist")
    for text in CORRECTED[:3]:
        correct(workspace, manager, text, NEW)
    title = make_title(workspace, CORRECTED[4])
    before = preview_correction(job_title=title, correction_input=word).teaches
    correct(workspace, manager, CORRECTED[3], NEW)

    found = preview_correction(job_title=title, correction_input=word).teaches
    form = {"functions": NEW, "level": "specialist", "propagate": "1"}
    page = qualifier_client.post(f"/titles/{title.pk}/preview/", form).content.decode()

    assert before == ()
    assert [(each.function, each.n_titles, each.is_known) for each in found] == [(NEW, 5, False)]
    assert "Also trains <b>Dragon Care</b>" in page
    assert "Learned functions" in page


def test_preview_says_that_a_function_is_learned_anew_but_not_when_switched_off(
    workspace: Workspace, manager: User, corrected: JobTitle
) -> None:
    word = CorrectionInput((NEW,), "specialist")
    found = preview_correction(job_title=corrected, correction_input=word).teaches
    fitting.switch_off(learned=newest(), author=manager)

    assert [(each.n_titles, each.is_known) for each in found] == [(len(CORRECTED) + 1, True)]
    assert preview_correction(job_title=corrected, correction_input=word).teaches == ()


def test_preview_says_nothing_of_learning_where_the_model_knows_better_than_that(
    workspace: Workspace, manager: User, models: None
) -> None:
    for town in ("Oslo", "Bergen", "Trondheim", "Tromso", "Moss", "Bodo"):
        correct(workspace, manager, f"Sales Manager {town}", "sales")

    title = make_title(workspace, "Sales Manager Berlin")
    assert (
        preview_correction(
            job_title=title, correction_input=CorrectionInput(("sales",), "manager")
        ).teaches
        == ()
    )


@pytest.mark.slow
@pytest.mark.quick_cases(1)
@pytest.mark.parametrize(("people", "is_warned"), [(100, True), (99, False)])
def test_preview_warns_where_the_dictionary_loses_many_people(
    workspace: Workspace,
    manager: User,
    qualifier_client: Client,
    titles_settled: JobTitle,
    people: int,
    *,
    is_warned: bool,
) -> None:
    JobTitle.objects.filter(pk=titles_settled.pk).update(n_contacts=people)
    name = Function.objects.get(slug="design").name
    form = {"functions": "nursing", "level": "lead"}

    page = qualifier_client.post(f"/titles/{titles_settled.pk}/preview/", form).content.decode()
    kept = preview_correction(
        job_title=titles_settled, correction_input=CorrectionInput(("design", "nursing"), "lead")
    ).cautions
    record_correction(
        job_title=titles_settled,
        correction_input=CorrectionInput(("design",), "lead"),
        author=manager,
    )
    after = preview_correction(
        job_title=titles_settled, correction_input=CorrectionInput(("nursing",), "lead")
    ).cautions

    assert ("Warning: this removes" in page) == is_warned
    assert (f"removes <b>{escape(name)}</b>" in page) == is_warned
    assert ("although the dictionary assigns it" in page) == is_warned
    assert kept == after == ()


@pytest.mark.slow
def test_preview_warns_where_a_model_is_nearly_certain(
    workspace: Workspace, manager: User, titles_settled: JobTitle
) -> None:
    JobTitle.objects.filter(pk=titles_settled.pk).update(n_contacts=100)
    word = CorrectionInput(("nursing",), "lead")

    def warned(score: float) -> list[bool]:
        titles_settled.labels.update(source="model", score=score)
        return [
            each.is_settled
            for each in preview_correction(job_title=titles_settled, correction_input=word).cautions
        ]

    assert (warned(0.95), warned(0.94)) == ([False], [])


@pytest.fixture
def titles_settled(workspace: Workspace, models: None) -> JobTitle:
    """A title that the dictionary settles."""
    DictionaryEntry.objects.create(normalised="zebra stylist").functions.set(
        Function.objects.filter(slug="design")
    )
    note_change("the dictionary knows it")
    title = make_title(workspace, "Zebra Stylist", people=0)
    classify_batch()
    return title

"""To do, Review and Done: every tab says how many wait, and no title of the dictionary waits."""

import re

import pytest
from django.test import Client

from leadqual.accounts.models import Role, User, Workspace
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import classify_batch, record_correction
from leadqual.labeling.models.queues import LabelConflict
from leadqual.labeling.queues.label_filter import LabelFilter
from leadqual.labeling.queues.queue_tabs import QueueReader, first_review, queue_navigation
from leadqual.labeling.queues.selectors import title_queue
from leadqual.labeling.queues.title_queues import QUEUES
from leadqual.labeling.suggestions import SuggestionAuthor, SuggestionInput, suggest
from leadqual.leads.models import JobTitle
from tests.leadqual.labeling.conftest import make_title

pytestmark = pytest.mark.django_db


@pytest.fixture
def titles(workspace: Workspace, models: None) -> dict[str, JobTitle]:
    """One title of each kind, and one of nobody."""
    texts = {
        "unclassified": "Snake charmer",
        "uncertain": "Wizard of Oz",
        "conflict": "Wizard of Rye",
        "dictionary": "CTO",
        "disputed entry": "CEO",
        "confident": "Wizard of Ur",
        "nobody": "Wizard of Ys",
    }
    rows = {kind: make_title(workspace, text) for kind, text in texts.items()}
    classify_batch()
    kept = JobTitle.objects.filter(pk__in=[rows[kind].pk for kind in ("conflict", "confident")])
    kept.update(surest=0.98)
    JobTitle.objects.filter(pk=rows["uncertain"].pk).update(surest=0.55)
    JobTitle.objects.filter(pk=rows["nobody"].pk).update(n_contacts=0)
    for kind in ("conflict", "disputed entry"):
        LabelConflict.objects.create(
            workspace=workspace,
            job_title=rows[kind],
            kind=LabelConflict.Kind.SUSPECT,
            functions=["nursing"],
            score=0.9,
            newest=0,
        )
    return rows


def _queues(workspace: Workspace, titles: dict[str, JobTitle]) -> dict[str, set[str]]:
    names = {row.pk: kind for kind, row in titles.items()}
    return {
        queue: {names[row.pk] for row in title_queue(workspace, queue)}
        for queue in ("todo", "uncertain", "conflicts", "unclassified", "confident", "dictionary")
    }


def test_each_title_is_where_it_is_looked_for(
    workspace: Workspace, titles: dict[str, JobTitle]
) -> None:
    assert _queues(workspace, titles) == {
        "todo": {"uncertain", "conflict", "unclassified"},
        "uncertain": {"uncertain"},
        "conflicts": {"conflict"},
        "unclassified": {"unclassified"},
        "confident": {"conflict", "confident"},
        "dictionary": {"dictionary", "disputed entry"},
    }


def test_a_corrected_title_leaves_what_is_to_do(
    workspace: Workspace, manager: User, titles: dict[str, JobTitle]
) -> None:
    word = CorrectionInput(("nursing",), "lead", propagate=False)
    for kind in ("uncertain", "unclassified", "conflict"):
        record_correction(job_title=titles[kind], correction_input=word, author=manager)

    found = _queues(workspace, titles)

    assert (found["todo"], found["confident"]) == (set(), {"confident"})
    assert titles["uncertain"] in title_queue(workspace, "corrected")
    assert titles["uncertain"] in title_queue(workspace, "done")


def test_tabs_say_how_many_wait_and_an_empty_one_has_no_number(
    workspace: Workspace, manager: User, titles: dict[str, JobTitle]
) -> None:
    ways = queue_navigation(QueueReader(workspace, manager, Role.MANAGER), "todo")

    assert [(tab.words, tab.count) for tab in ways["tabs"]] == [
        ("To do", 3),
        ("Review", None),
        ("Done", None),
        ("Functions", None),
    ]
    assert [(each.words, each.count, each.is_here) for each in ways["filters"]] == [
        ("All", 3, True),
        ("Uncertain", 1, False),
        ("In conflict", 1, False),
        ("Unclassified", 1, False),
    ]


def test_review_opens_where_something_waits(
    workspace: Workspace,
    manager: User,
    qualifier: User,
    viewer: User,
    manager_client: Client,
    titles: dict[str, JobTitle],
) -> None:
    Workspace.objects.update(title_overlap=0)
    workspace.refresh_from_db()
    readers = {
        role: QueueReader(workspace, person, role)
        for role, person in (
            (Role.MANAGER, manager),
            (Role.QUALIFIER, qualifier),
            (Role.VIEWER, viewer),
        )
    }
    empty = {role: first_review(reader) for role, reader in readers.items()}
    word = CorrectionInput(("nursing",), "lead", propagate=False)
    record_correction(job_title=titles["unclassified"], correction_input=word, author=qualifier)

    assert empty == {Role.MANAGER: "suggested", Role.QUALIFIER: "suggested", Role.VIEWER: "mine"}
    assert first_review(readers[Role.MANAGER]) == "unapproved"
    assert first_review(readers[Role.QUALIFIER]) == "suggested"
    page = manager_client.get("/titles/review/", follow=True).content.decode()
    assert 'Review<span class="num">1</span>' in page
    assert "Snake charmer" in page

    said = SuggestionInput("title", "CTO", ("nursing",))
    suggester = SuggestionAuthor(viewer)
    suggest(workspace=workspace, suggested=said, suggester=suggester, title=titles["dictionary"])
    ways = queue_navigation(readers[Role.MANAGER], "suggested")
    assert [(each.words, each.count) for each in ways["filters"]] == [
        ("Suggested", 1),
        ("Awaiting review", 1),
        ("Double labeling", None),
        ("My suggestions", None),
    ]


def test_a_queue_of_one_function_holds_its_titles_conflicts_and_likely_ones(
    workspace: Workspace, titles: dict[str, JobTitle]
) -> None:
    likely = {"because": "below threshold", "label": "nursing", "text": "0.5"}
    JobTitle.objects.filter(pk=titles["unclassified"].pk).update(why=[{**likely, "score": 0.31}])
    JobTitle.objects.filter(pk=titles["uncertain"].pk).update(why=[{**likely, "score": 0.04}])

    def found(labels: LabelFilter, queue: str = "todo") -> set[str]:
        return {row.title for row in title_queue(workspace, queue, labels=labels)}

    wanted = {titles[kind].title for kind in ("unclassified", "conflict")}
    assert found(LabelFilter(function="nursing")) == wanted
    assert found(LabelFilter(department="medical_health")) == wanted
    assert found(LabelFilter(function="nursing", department="sales")) == set()
    assert found(LabelFilter(function="no_such")) == set()
    assert found(LabelFilter(function="executive"), "dictionary") == {"CEO"}


def test_the_next_title_and_the_way_on_stay_in_the_filter(
    qualifier_client: Client, api: Client, workspace: Workspace, titles: dict[str, JobTitle]
) -> None:
    where = {"department": "medical_health"}
    shown = {**where, "title": str(titles["conflict"].pk)}
    asked = api.get("/api/v1/titles/next", where).json()
    listed = api.get("/api/v1/titles", {**where, "queue": "todo"}).json()["results"]

    page = qualifier_client.get("/titles/", shown).content.decode()

    assert re.findall(r'id="title" aria-label="([^"]+)"', page) == ["Wizard of Rye"]
    assert "queue=todo&amp;department=medical_health&amp;after=" in page
    assert asked["title"]["title"] == "Wizard of Rye"
    assert [row["title"] for row in listed] == ["Wizard of Rye"]
    for address in ("/api/v1/titles/next", "/api/v1/titles"):
        assert api.get(address, {"function": "no_such"}).status_code == 422


def test_what_the_first_person_said_is_not_told_by_a_filter(
    workspace: Workspace, manager: User, qualifier: User, titles: dict[str, JobTitle]
) -> None:
    Workspace.objects.update(title_overlap=100)
    workspace.refresh_from_db()
    word = CorrectionInput(("nursing",), "lead", propagate=False)
    record_correction(job_title=titles["unclassified"], correction_input=word, author=manager)

    for function in ("nursing", "sales"):
        labels = LabelFilter(function=function)
        rows = title_queue(workspace, "second", reader=qualifier.pk, labels=labels)
        assert [row.title for row in rows] == ["Snake charmer"]


def test_every_queue_is_in_a_place() -> None:
    assert {queue.place for queue in QUEUES.values()} == {"todo", "review", "done"}

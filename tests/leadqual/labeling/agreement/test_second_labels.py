"""Two people label a share of the titles: never one twice, never a third, each by itself."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadqual.accounts.models import Role, User, Workspace
from leadqual.accounts.workspaces.services import set_title_overlap
from leadqual.core.double_review import is_double_reviewed
from leadqual.core.errors import NothingToUndoError
from leadqual.labeling.agreement import agreement_on_titles
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import (
    classify_batch,
    record_correction,
    undo_correction,
)
from leadqual.labeling.double_labeling import awaiting
from leadqual.labeling.errors import DoubleLabeledError, UnknownLabelError
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.suggestions import Suggestion
from leadqual.labeling.queues.selectors import title_queue
from leadqual.labeling.second_labels import record_second_label, undo_second_label
from leadqual.labeling.suggestions import accept, give_back
from leadqual.leads.models import JobTitle
from tests.examples import examples
from tests.leadqual.labeling.conftest import labels_of, make_title
from tests.problems import refused
from tests.product import make_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("models")]
SALES = CorrectionInput(("sales",), "manager", propagate=False)
NURSING = CorrectionInput(("nursing",), "manager", propagate=False)


@pytest.fixture
def spoken(workspace: Workspace, qualifier: User) -> JobTitle:
    """A title of which one person spoke, in a workspace where two label every title."""
    Workspace.objects.filter(pk=workspace.pk).update(title_overlap=100)
    workspace.refresh_from_db()
    return _said(make_title(workspace, "Snake charmer", people=3), qualifier, SALES)


def _said(title: JobTitle, person: User, word: CorrectionInput) -> JobTitle:
    classify_batch()
    title.refresh_from_db()
    record_correction(job_title=title, correction_input=word, author=person)
    title.refresh_from_db()
    return title


def _waits_for(workspace: Workspace, *people: User) -> list[list[str]]:
    found = [title_queue(workspace, "second", reader=person.pk) for person in people]
    return [[title.title for title in titles] for titles in found]


def test_somebody_else_is_asked_once_and_the_labels_stay_the_first_ones(
    workspace: Workspace, spoken: JobTitle, qualifier: User, manager: User, viewer: User
) -> None:
    waiting = _waits_for(workspace, qualifier, manager, viewer)
    assert waiting == [[], ["Snake charmer"], ["Snake charmer"]]
    unknown = CorrectionInput(("dragons",), "manager")
    with pytest.raises(UnknownLabelError):
        record_second_label(job_title=spoken, correction_input=unknown, author=manager)
    assert not Suggestion.objects.exists()

    assert record_second_label(job_title=spoken, correction_input=NURSING, author=manager) is None

    assert _waits_for(workspace, qualifier, manager, viewer) == [[], [], []]
    assert labels_of(spoken) == {"sales": "correction"}
    assert Correction.objects.count() == 1
    with pytest.raises(DoubleLabeledError):
        record_second_label(job_title=spoken, correction_input=NURSING, author=viewer)
    assert Suggestion.objects.filter(author=viewer).count() == 0


def test_agreement_counts_the_pair_and_a_difference_is_open_until_it_is_settled(
    workspace: Workspace, spoken: JobTitle, manager: User, viewer: User
) -> None:
    before = agreement_on_titles(workspace)
    record_second_label(job_title=spoken, correction_input=NURSING, author=viewer)
    apart = agreement_on_titles(workspace)
    record_second_label(job_title=spoken, correction_input=SALES, author=viewer)
    together = agreement_on_titles(workspace)

    assert (before.measured.n, before.n_awaiting) == (0, 1)
    assert (apart.measured.n, apart.measured.n_agreed, apart.n_open, apart.n_awaiting) == (
        1,
        0,
        1,
        0,
    )
    assert (together.measured.n, together.measured.n_agreed, together.n_open) == (1, 1, 0)
    record_second_label(job_title=spoken, correction_input=NURSING, author=viewer)
    (suggestion,) = Suggestion.objects.filter(state="suggested")
    give_back(suggestion=suggestion, note="They sell.", reviewer=manager)
    assert agreement_on_titles(workspace).n_open == 0


def test_neither_of_the_two_settles_but_a_manager_or_a_third_person_does(
    workspace: Workspace, spoken: JobTitle, qualifier: User, manager: User
) -> None:
    second = make_member(workspace, "second@leadqual.example", Role.QUALIFIER)
    third = make_member(workspace, "third@leadqual.example", Role.QUALIFIER)
    record_second_label(job_title=spoken, correction_input=NURSING, author=second)
    suggestion = Suggestion.objects.get()

    for person in (qualifier, second):
        with refused("own_pair"):
            accept(suggestion=suggestion, correction_input=NURSING, reviewer=person)
        with refused("own_pair"):
            give_back(suggestion=suggestion, note="No.", reviewer=person)
    assert labels_of(spoken) == {"sales": "correction"}
    accept(suggestion=suggestion, correction_input=NURSING, reviewer=third)

    found = agreement_on_titles(workspace)
    assert labels_of(spoken) == {"nursing": "correction"}
    assert (found.measured.n, found.measured.n_agreed, found.n_open) == (1, 0, 0)
    assert _waits_for(workspace, manager) == [[]]


def test_another_level_is_a_difference_that_is_named(spoken: JobTitle, manager: User) -> None:
    word = CorrectionInput(("sales",), "director", propagate=False)

    record_second_label(job_title=spoken, correction_input=word, author=manager)

    said = Suggestion.objects.get()
    assert (said.functions, said.level, said.note) == (["sales"], "director", "")
    assert Correction.objects.get().approved_by is None


def test_undo_makes_it_wait_for_a_second_person_again(
    workspace: Workspace, spoken: JobTitle, manager: User, viewer: User
) -> None:
    record_second_label(job_title=spoken, correction_input=SALES, author=manager)
    with pytest.raises(NothingToUndoError):
        undo_second_label(job_title=spoken, author=viewer)

    undo_second_label(job_title=spoken, author=manager)

    assert _waits_for(workspace, manager, viewer) == [["Snake charmer"]] * 2
    with pytest.raises(NothingToUndoError):
        undo_second_label(job_title=spoken, author=manager)


def test_where_the_first_word_was_taken_back_the_second_is_a_correction(
    spoken: JobTitle, qualifier: User, manager: User
) -> None:
    undo_correction(correction=Correction.objects.get(), author=qualifier)

    said = record_second_label(job_title=spoken, correction_input=NURSING, author=manager)

    assert said is not None
    assert labels_of(spoken) == {"nursing": "correction"}
    again = record_second_label(job_title=spoken, correction_input=SALES, author=manager)
    assert again is not None


def test_only_the_share_waits_and_nothing_of_another_workspace(
    workspace: Workspace, other_workspace: Workspace, qualifier: User, manager: User
) -> None:
    titles = [make_title(workspace, f"Wizard {n}") for n in range(6)]
    for title in titles:
        _said(title, qualifier, SALES)
    other_workspace.title_overlap = 100

    for percent in (0, 30, 100):
        set_title_overlap(workspace=workspace, percent=percent, author=manager)
        waiting = set(awaiting(workspace, manager.pk).values_list("job_title_id", flat=True))
        assert waiting == {title.pk for title in titles if is_double_reviewed(title.pk, percent)}
    assert not awaiting(other_workspace).exists()


_ACTS = st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["walk", "undo"])), max_size=14)


@pytest.mark.slow
@settings(
    max_examples=examples(12),
    deadline=None,
)
@given(_ACTS)
def test_nobody_is_given_a_title_twice_and_none_has_three(
    workspace: Workspace, spoken: JobTitle, viewer: User, acts: Sequence[tuple[int, str]]
) -> None:
    Suggestion.objects.all().delete()
    Correction.objects.all().delete()
    JobTitle.objects.update(classified_at=None)
    classify_batch()
    people = [User.objects.get_or_create(email=f"person{n}@leadqual.example")[0] for n in range(3)]
    said: list[int] = []

    for who, act in acts:
        person = people[who]
        first = title_queue(workspace, "todo", reader=person.pk).first()
        second = title_queue(workspace, "second", reader=person.pk).first()
        if act == "undo" and len(said) == 2 and said[1] == person.pk:
            undo_second_label(job_title=spoken, author=person)
            said.pop()
            continue
        assert (first is not None) == (not said)
        assert (second is not None) == (len(said) == 1 and person.pk not in said)
        if first is not None:
            record_correction(job_title=first, correction_input=SALES, author=person)
            said.append(person.pk)
        elif second is not None:
            word = NURSING if who else SALES
            record_second_label(job_title=second, correction_input=word, author=person)
            said.append(person.pk)

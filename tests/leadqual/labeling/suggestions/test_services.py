"""Suggestions: one voice for each person, accepted as corrections, returned, put back by undo."""

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import classify_batch, undo_correction
from leadqual.labeling.errors import SuggestionDecidedError, UnknownLabelError
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.suggestions import Suggestion, waiting
from leadqual.labeling.suggestions import (
    SuggestionAuthor,
    SuggestionInput,
    accept,
    give_back,
    keep_as_example,
    proposals_about,
    review_queue,
    suggest,
    withdraw,
)
from leadqual.leads.models import JobTitle
from leadqual.taxonomy.models import FormerSlug, Function
from leadqual.taxonomy.services import note_change
from tests.leadqual.labeling.conftest import labels_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
TEXT = "Revenue Wizard Extraordinaire"


@pytest.fixture(autouse=True)
def _read(title: JobTitle) -> None:
    classify_batch()
    title.refresh_from_db()


def say(
    workspace: Workspace, suggester: SuggestionAuthor, *functions: str, text: str = TEXT
) -> Suggestion:
    return suggest(
        workspace=workspace,
        suggested=SuggestionInput("title", text, functions),
        suggester=suggester,
    )


def test_labels_stay_until_a_reviewer_accepts(
    workspace: Workspace, viewer: User, manager: User, title: JobTitle
) -> None:
    before = labels_of(title)
    row = say(workspace, SuggestionAuthor(viewer), "sales_operations")
    assert labels_of(title) == before
    assert row.job_title == title

    said = accept(
        suggestion=row,
        correction_input=CorrectionInput(("sales_operations",), "manager"),
        reviewer=manager,
    )

    assert labels_of(title) == {"sales_operations": "correction"}
    assert said.author == manager
    assert [one.author for one in said.suggestions.all()] == [viewer]
    assert Suggestion.objects.get().state == "accepted"


def test_one_person_counts_once_and_the_last_word_of_theirs_holds(
    workspace: Workspace, viewer: User, qualifier: User
) -> None:
    say(workspace, SuggestionAuthor(viewer), "sales")
    say(workspace, SuggestionAuthor(viewer), "nursing")
    say(workspace, SuggestionAuthor(visitor="a"), "nursing")
    say(workspace, SuggestionAuthor(visitor="a"), "nursing", text="revenue  wizard EXTRAORDINAIRE")
    say(workspace, SuggestionAuthor(qualifier), "nursing")

    rows = Suggestion.objects.order_by("pk")

    assert [(row.functions, row.n_times) for row in rows] == [
        (["nursing"], 2),
        (["nursing"], 2),
        (["nursing"], 1),
    ]


def test_who_said_the_same_is_accepted_and_others_are_told_what_it_became(
    workspace: Workspace, viewer: User, qualifier: User, manager: User
) -> None:
    mine = say(workspace, SuggestionAuthor(viewer), "sales")
    same = say(workspace, SuggestionAuthor(visitor="a"), "sales")
    other = say(workspace, SuggestionAuthor(qualifier), "nursing")

    accept(
        suggestion=mine, correction_input=CorrectionInput(("sales",), "manager"), reviewer=manager
    )

    for row in (mine, same, other):
        row.refresh_from_db()
    assert [mine.state, same.state, other.state] == ["accepted", "accepted", "returned"]
    assert other.answer == "The title was corrected to: Sales."
    assert not other.is_open
    with pytest.raises(UnknownLabelError):
        say(workspace, SuggestionAuthor(viewer), "no_such_function")
    changed = say(workspace, SuggestionAuthor(viewer), "sales", text="Wand buyer")
    accept(
        suggestion=changed,
        correction_input=CorrectionInput(("nursing",), "manager"),
        reviewer=manager,
    )
    changed.refresh_from_db()
    assert (changed.state, changed.answer) == ("accepted", "Accepted, changed to: Nursing.")


def test_undo_of_the_correction_puts_all_back_into_the_queue(
    workspace: Workspace, viewer: User, qualifier: User, manager: User, title: JobTitle
) -> None:
    before = labels_of(title)
    row = say(workspace, SuggestionAuthor(viewer), "sales")
    say(workspace, SuggestionAuthor(qualifier), "nursing")
    said = accept(
        suggestion=row, correction_input=CorrectionInput(("sales",), "manager"), reviewer=manager
    )
    assert not Suggestion.objects.filter(waiting()).exists()

    undo_correction(correction=said, author=manager)

    assert Suggestion.objects.filter(waiting()).count() == 2
    assert labels_of(title) == before
    row.refresh_from_db()
    assert row.is_open
    assert "undone" in row.state_text
    accept(
        suggestion=row, correction_input=CorrectionInput(("sales",), "manager"), reviewer=manager
    )
    assert labels_of(title) == {"sales": "correction"}


def test_a_returned_suggestion_carries_the_note_to_everybody_who_made_it(
    workspace: Workspace, viewer: User, qualifier: User, manager: User
) -> None:
    row = say(workspace, SuggestionAuthor(viewer), "sales")
    say(workspace, SuggestionAuthor(visitor="a"), "sales")
    other = say(workspace, SuggestionAuthor(qualifier), "nursing")

    assert give_back(suggestion=row, note="It is marketing.", reviewer=manager) == 2

    told = Suggestion.objects.filter(state="returned", answer="It is marketing.")
    assert told.count() == 2
    other.refresh_from_db()
    assert other.is_open
    assert Correction.objects.count() == 0


def test_what_was_decided_is_not_decided_again(
    workspace: Workspace, viewer: User, manager: User
) -> None:
    row = say(workspace, SuggestionAuthor(viewer), "sales")
    withdraw(suggestion=row)

    with pytest.raises(SuggestionDecidedError):
        accept(
            suggestion=row,
            correction_input=CorrectionInput(("sales",), "manager"),
            reviewer=manager,
        )
    with pytest.raises(SuggestionDecidedError):
        give_back(suggestion=row, note="No.", reviewer=manager)
    assert Correction.objects.count() == 0


def test_a_title_that_nobody_carries_is_stored_once_it_is_accepted(
    workspace: Workspace, manager: User
) -> None:
    row = say(workspace, SuggestionAuthor(visitor="a"), "nursing", text="Chief Moonbeam Officer")
    assert not JobTitle.objects.filter(title="Chief Moonbeam Officer").exists()

    said = accept(
        suggestion=row, correction_input=CorrectionInput(("nursing",), "manager"), reviewer=manager
    )

    stored = JobTitle.objects.get(title="Chief Moonbeam Officer")
    assert (said.job_title, stored.n_contacts) == (stored, 0)
    assert labels_of(stored) == {"nursing": "correction"}
    undo_correction(correction=said, author=manager)
    assert "nursing" not in labels_of(stored)


def test_a_reply_is_kept_as_an_example_and_never_becomes_a_correction(
    workspace: Workspace, manager: User
) -> None:
    said = SuggestionInput("reply", "Please stop.", label="unsubscribe")
    row = suggest(workspace=workspace, suggested=said, suggester=SuggestionAuthor(visitor="a"))

    with pytest.raises(SuggestionDecidedError):
        accept(
            suggestion=row,
            correction_input=CorrectionInput(("sales",), "manager"),
            reviewer=manager,
        )
    kept = keep_as_example(suggestion=row, reviewer=manager)

    assert kept.state == "accepted"
    assert Correction.objects.count() == 0


def test_one_person_waits_once_after_an_undo_with_what_they_said_last(
    workspace: Workspace, viewer: User, qualifier: User, manager: User
) -> None:
    said = accept(
        suggestion=say(workspace, SuggestionAuthor(viewer), "sales"),
        correction_input=CorrectionInput(("sales",), "manager"),
        reviewer=manager,
    )
    newest = say(workspace, SuggestionAuthor(viewer), "nursing")
    say(workspace, SuggestionAuthor(visitor="a"), "nursing")
    say(workspace, SuggestionAuthor(qualifier), "sales")
    first = Suggestion.objects.get(state="accepted")
    undo_correction(correction=said, author=manager)

    (row,) = review_queue(workspace)

    assert (row["n_voices"], row["n_said"]) == (3, 3)
    proposals = proposals_about(newest)
    assert [(one.slugs, len(one.voices)) for one in proposals] == [
        (("nursing",), 2),
        (("sales",), 1),
    ]
    first.refresh_from_db()
    assert not first.is_open
    with pytest.raises(SuggestionDecidedError):
        accept(
            suggestion=first,
            correction_input=CorrectionInput(("sales",), "manager"),
            reviewer=manager,
        )


def test_what_somebody_said_before_they_were_told_does_not_wait_again(
    workspace: Workspace, viewer: User, manager: User
) -> None:
    said = accept(
        suggestion=say(workspace, SuggestionAuthor(viewer), "sales"),
        correction_input=CorrectionInput(("sales",), "manager"),
        reviewer=manager,
    )
    give_back(
        suggestion=say(workspace, SuggestionAuthor(viewer), "nursing"), note="No.", reviewer=manager
    )

    undo_correction(correction=said, author=manager)

    assert not Suggestion.objects.filter(waiting()).exists()


@pytest.mark.costs("reads a changed taxonomy")
def test_functions_that_were_merged_or_renamed_since_count_as_what_they_are_now(
    workspace: Workspace, viewer: User, qualifier: User, manager: User, title: JobTitle
) -> None:
    row = say(workspace, SuggestionAuthor(viewer), "nursing")
    same = say(workspace, SuggestionAuthor(qualifier), "sales")
    sales = Function.objects.get(slug="sales")
    Function.objects.filter(slug="nursing").update(retired_at=clock.now(), merged_into=sales)
    Function.objects.filter(slug="sales").update(slug="selling")
    FormerSlug.objects.create(kind="function", slug="sales", function=sales)
    note_change("merged and renamed")

    (proposal,) = proposals_about(row)
    assert (proposal.slugs, proposal.functions, proposal.gone) == (("selling",), ("Sales",), ())
    assert len(proposal.voices) == 2
    accept(
        suggestion=row, correction_input=CorrectionInput(("nursing",), "manager"), reviewer=manager
    )

    assert set(labels_of(title)) == {"selling"}
    for one in (row, same):
        one.refresh_from_db()
        assert (one.state, one.answer) == ("accepted", "")


def test_a_function_that_is_none_any_more_is_named_and_is_not_other(
    workspace: Workspace, viewer: User, qualifier: User
) -> None:
    row = say(workspace, SuggestionAuthor(viewer), "nursing", "sales")
    say(workspace, SuggestionAuthor(qualifier))
    Function.objects.filter(slug="nursing").update(retired_at=clock.now())

    found = proposals_about(row)

    assert [(one.slugs, one.gone) for one in found] == [(("sales",), ("Nursing",)), ((), ())]

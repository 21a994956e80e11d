"""Old records go: answers that were shown, suggestions that were decided; the rest stays."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.business_models import undo_business_model
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import classify_batch, undo_correction
from leadqual.labeling.models.predictions import ShownPrediction
from leadqual.labeling.models.suggestions import Suggestion, waiting
from leadqual.labeling.prediction_log import ShownAnswer, log_shown
from leadqual.labeling.prediction_retention import delete_old_records
from leadqual.labeling.suggestions import (
    SuggestionAuthor,
    SuggestionInput,
    accept,
    accept_business_model,
    give_back,
    keep_as_example,
    suggest,
    suggestions_about,
    withdraw,
)
from leadqual.labeling.tasks import delete_old_records as delete_old_records_job
from tests.leadqual.labeling.conftest import make_title
from tests.leadqual.leads.people import make_company

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("models")]

MODEL = "titles-1"


def show(workspace: Workspace | None, *texts: str, days: int = 0) -> None:
    """Put answers on record that were last shown so many days ago."""
    answers = [ShownAnswer("title", text, [("sales", 0.5)], "vp", MODEL) for text in texts]
    known = set(ShownPrediction.objects.values_list("pk", flat=True))
    for answer in answers:
        log_shown([answer], workspace=workspace)
    new = ShownPrediction.objects.exclude(pk__in=known)
    new.update(last_at=timezone.now() - timedelta(days=days))


def test_answers_go_once_they_were_not_shown_for_long(
    workspace: Workspace, settings: Settings
) -> None:
    settings.SHOWN_DAYS = 30
    show(workspace, "One", "Two", days=31)
    show(None, "One", days=31)
    show(workspace, "Three", days=29)
    show(workspace, "One")  # Again: it is newer now.

    assert delete_old_records() == 2

    assert ShownPrediction.objects.filter(workspace=workspace).count() == 2
    assert delete_old_records() == 0


def test_of_too_many_answers_of_a_workspace_the_oldest_go(
    workspace: Workspace, other_workspace: Workspace, settings: Settings
) -> None:
    settings.SHOWN_MOST = 2
    show(workspace, "One", days=3)
    show(workspace, "Two", "Three", "Four", days=2)  # At the same time, to the microsecond.
    show(workspace, "Five", days=1)
    show(other_workspace, "One", "Two", days=9)
    newest = ShownPrediction.objects.filter(workspace=workspace).order_by("-last_at", "-pk")[:2]
    kept = {row.pk for row in newest}

    delete_old_records_job()

    left = ShownPrediction.objects.filter(workspace=workspace)
    assert {row.pk for row in left} == kept
    assert ShownPrediction.objects.filter(workspace=other_workspace).count() == 2


def test_old_decided_suggestions_go_and_those_that_wait_or_teach_stay(
    workspace: Workspace, manager: User, viewer: User, qualifier: User, settings: Settings
) -> None:
    settings.SUGGESTIONS_DAYS = 30
    make_title(workspace, "Wizard")
    classify_batch()

    def say(author: User, text: str, kind: str = "title", **more: object) -> Suggestion:
        said = SuggestionInput(kind, text, **({"functions": ("sales",)} | more))  # type: ignore[arg-type]
        return suggest(workspace=workspace, suggested=said, suggester=SuggestionAuthor(author))

    word = CorrectionInput(("sales",), "manager", propagate=False)
    gone = {
        withdraw(suggestion=say(viewer, "One")).pk,
        say(viewer, "Two").pk,
        say(viewer, "Wizard").pk,
    }
    give_back(suggestion=Suggestion.objects.get(text="Two"), note="No.", reviewer=manager)
    accept(
        suggestion=Suggestion.objects.get(text="Wizard"), correction_input=word, reviewer=manager
    )
    waits = say(viewer, "Three")
    again = say(viewer, "Four")
    undo_correction(
        correction=accept(suggestion=again, correction_input=word, reviewer=manager), author=manager
    )
    example = say(viewer, "Stop.", kind="reply", functions=None, label="unsubscribe")
    keep_as_example(suggestion=example, reviewer=manager)
    old = timezone.now() - timedelta(days=31)
    Suggestion.objects.update(updated_at=old)
    Suggestion.objects.exclude(reviewed_at=None).update(reviewed_at=old)
    young = say(qualifier, "Five")
    give_back(suggestion=young, note="No.", reviewer=manager)

    delete_old_records()

    left = set(Suggestion.objects.values_list("pk", flat=True))
    assert left == {waits.pk, again.pk, example.pk, young.pk}
    assert not left & gone


def test_what_was_accepted_and_undone_does_not_wait_again_once_a_later_word_is_gone(
    workspace: Workspace, manager: User, viewer: User, settings: Settings
) -> None:
    settings.SUGGESTIONS_DAYS = 30
    company = make_company(workspace, business_model="both", business_model_version="companies-1")

    def say(label: str) -> Suggestion:
        said, suggester = suggestions_about(company, label), SuggestionAuthor(viewer)
        return suggest(workspace=workspace, suggested=said, suggester=suggester, company=company)

    accepted = accept_business_model(suggestion=say("b2b"), business_model="b2b", reviewer=manager)
    withdraw(suggestion=say("b2c"))
    undo_business_model(correction=accepted, author=manager)
    assert not Suggestion.objects.filter(waiting()).exists()
    old = timezone.now() - timedelta(days=31)
    Suggestion.objects.update(updated_at=old)
    Suggestion.objects.exclude(reviewed_at=None).update(reviewed_at=old)

    delete_old_records()

    assert not Suggestion.objects.exists()

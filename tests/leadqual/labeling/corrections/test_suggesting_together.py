"""Somebody says something again while a reviewer decides: neither word is lost."""

import pytest
from django.db import transaction

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import classify_batch
from leadqual.labeling.models.suggestions import Suggestion
from leadqual.labeling.suggestions import (
    SuggestionAuthor,
    SuggestionInput,
    accept,
    suggest,
)
from tests.leadqual.at_once import Racer
from tests.leadqual.labeling.conftest import make_title

pytestmark = pytest.mark.django_db(transaction=True)

TITLE = "Revenue Wizard Extraordinaire"


def test_a_word_said_again_while_it_is_accepted_waits_beside_the_accepted_one(
    workspace: Workspace, viewer: User, manager: User, models: None
) -> None:
    make_title(workspace, TITLE)
    classify_batch()

    def say(*functions: str) -> Suggestion:
        said = SuggestionInput("title", TITLE, functions)
        return suggest(workspace=workspace, suggested=said, suggester=SuggestionAuthor(viewer))

    first = say("sales")
    with transaction.atomic():
        said = accept(
            suggestion=first,
            correction_input=CorrectionInput(("sales",), "manager"),
            reviewer=manager,
        )
        beside = Racer(lambda: say("nursing"))
        beside.until_waiting()
    beside.result()

    first.refresh_from_db()
    assert (first.state, first.correction) == ("accepted", said)
    newest = Suggestion.objects.exclude(pk=first.pk).get()
    assert (newest.state, newest.functions, newest.n_times) == ("suggested", ["nursing"], 1)

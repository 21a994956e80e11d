"""Answers of the models beside what people said of them."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db.models import F

from classifiers.evaluation.human_evaluation import Outcome, tally
from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.labeling.business_models import correct_business_model
from leadqual.labeling.corrections.correction_input import word_of
from leadqual.labeling.corrections.services import record_correction, undo_correction
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.predictions import FormerPrediction
from leadqual.labeling.prediction_log import ShownAnswer, log_shown
from leadqual.leads.models import Company, JobTitle
from leadqual.monitoring.outcomes import (
    COMPANIES,
    REPLIES,
    TITLES,
    shown_by_day,
)
from leadqual.monitoring.outcomes import outcomes as outcomes_between
from leadqual.replies.corrections import correct_reply
from leadqual.replies.models import Reply
from leadqual.taxonomy.models import Level
from tests.leadqual.leads.people import make_title

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("models")]


@pytest.fixture(autouse=True)
def _day(frozen: None) -> None:
    """The moment at which the test begins: the database dates what a person ends by its own clock.

    A correction and what it ended are found by their times. On a busy machine minutes lie between
    the beginning of the transaction, of which the database speaks, and the correction.
    """


def today() -> datetime:
    return clock.now()


def outcomes(kind: str, workspace: Workspace) -> list[Outcome]:
    """Return the outcomes around now."""
    now = clock.now().date()
    one_day = timedelta(days=1)
    return [said for _, said in outcomes_between(kind, workspace, now - one_day, now + one_day)]


def title_of(workspace: Workspace, name: str, functions: dict[str, float]) -> JobTitle:
    return make_title(
        workspace,
        name,
        functions,
        level=Level.objects.get(slug="manager"),
        level_score=0.9,
        source="model",
        model_version="titles-1",
    )


def an_hour_passes() -> None:
    """Move what was said and what it ended into the past; in a test all is one transaction."""
    earlier = F("ended_at") - timedelta(hours=1)
    FormerPrediction.objects.update(ended_at=earlier)
    Correction.objects.update(created_at=F("created_at") - timedelta(hours=1))


def correct(title: JobTitle, functions: list[str], author: User) -> Correction:
    word = word_of({"functions": functions, "level": "manager", "propagate": False})
    return record_correction(job_title=title, correction_input=word, author=author)


def test_a_corrected_title_says_each_label_right_wrong_or_missed(
    workspace: Workspace, manager: User
) -> None:
    title = title_of(workspace, "Quilt of Revenue", {"sales": 0.8, "marketing": 0.6})
    correct(title, ["sales", "accounting"], manager)

    (outcome,) = outcomes(TITLES, workspace)

    counted = tally([outcome])
    assert (counted.n_judged, counted.n_changed) == (1, 1)
    assert {slug: (one.right, one.wrong, one.missed) for slug, one in counted.labels.items()} == {
        "sales": (1, 0, 0),
        "marketing": (0, 1, 0),
        "accounting": (0, 0, 1),
    }
    assert sum(one.n for one in counted.bins) == 2


def test_a_confirmed_title_counts_as_judged_and_not_as_changed(
    workspace: Workspace, manager: User
) -> None:
    correct(title_of(workspace, "Quilt of Revenue", {"sales": 0.8}), ["sales"], manager)

    counted = tally(outcomes(TITLES, workspace))

    assert (counted.n_judged, counted.n_changed) == (1, 0)


def test_a_second_word_answers_a_person_and_one_that_was_taken_back_says_nothing(
    workspace: Workspace, manager: User, qualifier: User
) -> None:
    twice = title_of(workspace, "Quilt of Revenue", {"sales": 0.8})
    undone = title_of(workspace, "Quilt of Ledgers", {"accounting": 0.8})
    correct(twice, ["marketing"], manager)
    an_hour_passes()
    twice.refresh_from_db()
    correct(twice, ["sales"], qualifier)
    undo_correction(correction=correct(undone, ["sales"], manager), author=manager)

    found = outcomes(TITLES, workspace)

    assert [sorted(outcome.judged) for outcome in found] == [["marketing"]]


def test_a_second_word_seconds_later_leaves_the_first_one(
    workspace: Workspace, manager: User
) -> None:
    title = title_of(workspace, "Quilt of Revenue", {"sales": 0.8})
    for functions in (["marketing"], ["sales"]):
        correct(title, functions, manager)
        title.refresh_from_db()

    assert [sorted(outcome.judged) for outcome in outcomes(TITLES, workspace)] == [["marketing"]]


def test_who_says_the_same_again_answers_a_person(
    workspace: Workspace, manager: User, qualifier: User
) -> None:
    title = title_of(workspace, "Quilt of Revenue", {"sales": 0.8})
    correct(title, ["marketing"], manager)
    an_hour_passes()
    title.refresh_from_db()
    correct(title, ["marketing"], qualifier)

    assert len(outcomes(TITLES, workspace)) == 1


def test_answers_that_were_shown_count_for_the_model_that_gave_them(workspace: Workspace) -> None:
    for kind, n in (("title", 1), ("company", 2), ("reply", 3)):
        shown = [
            ShownAnswer(kind, f"text {place}", [("b2b", 0.5)], "", "one") for place in range(n)
        ]
        log_shown(shown, workspace=workspace)
    one_day, now = timedelta(days=1), clock.now().date()

    counted: Counter[str] = Counter()
    for (kind, _), n in shown_by_day(workspace, now - one_day, now + one_day).items():
        counted[kind] += n

    assert counted == {TITLES: 1, COMPANIES: 2, REPLIES: 3}


def test_a_title_that_no_model_read_has_no_answer_to_judge(
    workspace: Workspace, manager: User
) -> None:
    correct(make_title(workspace, "Quilt of Revenue", classified_at=None), ["sales"], manager)

    assert outcomes(TITLES, workspace) == []


def test_business_models_are_held_against_the_model_alone(
    workspace: Workspace, manager: User, qualifier: User
) -> None:
    company = Company.objects.create(
        workspace=workspace,
        name="Port",
        name_key="port",
        business_model="b2c",
        business_model_probability=0.7,
        business_model_probabilities=[0.1, 0.7, 0.1, 0.05, 0.05],
        business_model_version="companies-1",
    )
    correct_business_model(company=company, business_model="b2b", author=manager)
    correct_business_model(company=company, business_model="both", author=qualifier)

    (outcome,) = outcomes(COMPANIES, workspace)

    assert (outcome.given, outcome.judged) == ({"b2c": 0.7}, frozenset({"b2b"}))


def test_replies_are_held_against_their_first_intent(workspace: Workspace, manager: User) -> None:
    reply = Reply.objects.create(
        workspace=workspace,
        message_id="1@x",
        received_at=today(),
        intent="objection_financial",
        category="objection",
        score=0.62,
        source="model",
        state=Reply.State.REVIEW,
        classified_at=today(),
    )
    correct_reply(reply=reply, intent="objection_bad_timing", author=manager)
    reply.refresh_from_db()
    correct_reply(reply=reply, intent="objection_financial", author=manager)

    (outcome,) = outcomes(REPLIES, workspace)

    assert outcome.given == {"objection_financial": 0.62}
    assert outcome.judged == {"objection_bad_timing"}


def test_other_workspaces_are_left_out(
    workspace: Workspace, other_workspace: Workspace, manager: User
) -> None:
    correct(title_of(workspace, "Quilt of Revenue", {"sales": 0.8}), ["marketing"], manager)
    now = clock.now().date()

    assert outcomes(TITLES, other_workspace) == []
    around = (now - timedelta(days=1), now + timedelta(days=1))
    assert shown_by_day(other_workspace, *around) == {}

"""A model learns further from what people said, step by step; it never goes live by itself."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from classifiers.examining import is_apart
from leadqual.accounts.models import User, Workspace
from leadqual.labelling.models import BusinessModelCorrection
from leadqual.leads.models import Company
from leadqual.leads.names import name_key
from leadqual.registry.errors import NothingToLearnError
from leadqual.registry.models import ModelVersion
from leadqual.registry.models_trials import Training, Trial
from leadqual.registry.promoting import models_home
from leadqual.registry.readers import reader_of
from leadqual.registry.retraining import ask, ask_where_due, go_on, open_trainings
from leadqual.registry.selectors import active_model
from leadqual.registry.sources import source_of

pytestmark = pytest.mark.django_db
Step = Training.Step
N_SAID = 24


def correct(workspace: Workspace, author: User, *, count: int) -> None:
    """Have people say of invented shops that they are authorities."""
    companies = [
        Company.objects.create(
            workspace=workspace,
            name=f"Glimmerwick {number}",
            name_key=name_key(f"Glimmerwick {number}"),
            overview="We sell zorbly grommets to zorbly people.",
        )
        for number in range(count)
    ]
    BusinessModelCorrection.objects.bulk_create(
        BusinessModelCorrection(
            workspace=workspace,
            company=company,
            business_model="public",
            former={"business_model": "b2c", "probabilities": None, "why": []},
            author=author,
        )
        for company in companies
    )


def test_a_candidate_has_learned_what_people_said_and_is_measured_and_not_live(
    models: None, workspace: Workspace, staff: User
) -> None:
    correct(workspace, staff, count=N_SAID)
    live = active_model("companies")
    older = ModelVersion.objects.create(
        kind="companies",
        version="companies-older",
        folder="/nowhere",
        checksum="3" * 64,
        origin=ModelVersion.Origin.RETRAINED,
    )
    training = ask(kind="companies", cause=Training.Cause.PERSON, author=staff)

    while go_on(training.pk):
        pass

    training.refresh_from_db()
    candidate = training.candidate
    assert training.step == Step.DONE, training.problem
    assert candidate is not None
    assert candidate.state == ModelVersion.State.CANDIDATE
    assert candidate.origin == ModelVersion.Origin.RETRAINED
    assert candidate.data_hash
    assert active_model("companies") == live
    assert Trial.objects.filter(candidate=candidate, live=live).exists()
    corrected = source_of("companies").corrected(limit=100)
    said = {
        version: sum(
            "public" in each.labels for each in reader_of(version)([one.input for one in corrected])
        )
        for version in (live, candidate)
    }
    assert said == {live: 0, candidate: N_SAID}
    assert [path.name for path in models_home().iterdir()] == ["companies"]
    older.refresh_from_db()
    assert older.withdrawn_at is not None  # The newer one has learned what it learned.


def test_one_in_five_is_kept_apart_and_not_learned_from(
    models: None, workspace: Workspace, staff: User
) -> None:
    correct(workspace, staff, count=N_SAID)
    training = ask(kind="companies", cause=Training.Cause.PERSON)

    go_on(training.pk)

    training.refresh_from_db()
    apart = {company.pk for company in Company.objects.all() if is_apart(name_key(company.name))}
    assert apart
    assert {row for row, _ in training.said} == {
        company.pk for company in Company.objects.all()
    } - apart


def test_a_killed_training_goes_on_with_its_step_and_gives_up_in_the_end(
    models: None, workspace: Workspace, staff: User
) -> None:
    correct(workspace, staff, count=N_SAID)
    training = ask(kind="companies", cause=Training.Cause.PERSON)
    assert go_on(training.pk)
    training.refresh_from_db()
    said = training.said

    assert training.step == Step.FIT
    assert open_trainings() == [training.pk]
    Training.objects.filter(pk=training.pk).update(step=Step.REGISTER)  # Its files are not there.
    assert go_on(training.pk)
    training.refresh_from_db()
    assert (training.step, training.said) == (Step.FIT, said)
    Training.objects.filter(pk=training.pk).update(n_tries=3)  # It was killed each time.
    assert not go_on(training.pk)

    training.refresh_from_db()
    assert training.step == Step.STOPPED
    assert "3 times" in training.problem
    assert open_trainings() == []


def test_enough_corrections_ask_for_one_and_fewer_do_not(
    models: None, workspace: Workspace, staff: User, settings: Settings
) -> None:
    settings.RETRAIN_CORRECTIONS, settings.RETRAIN_DAYS = 5, 0
    correct(workspace, staff, count=4)
    ask_where_due()
    assert not Training.objects.exists()
    correct_more = Company.objects.create(workspace=workspace, name="One more", name_key="one more")
    BusinessModelCorrection.objects.create(
        workspace=workspace, company=correct_more, business_model="b2b", former={}, author=staff
    )

    ask_where_due()
    ask_where_due()  # It is being trained already.

    (training,) = Training.objects.all()
    assert (training.kind, training.cause) == ("companies", Training.Cause.CORRECTIONS)
    Training.objects.update(step=Step.DONE)
    ask_where_due()  # Nothing was said since.
    assert Training.objects.count() == 1


def test_a_schedule_asks_when_its_days_have_passed_and_something_was_said(
    models: None, workspace: Workspace, staff: User, settings: Settings
) -> None:
    settings.RETRAIN_CORRECTIONS, settings.RETRAIN_DAYS = 0, 7
    ModelVersion.objects.filter(kind="companies").update(
        promoted_at=timezone.now() - timedelta(days=8)
    )
    ask_where_due()
    assert not Training.objects.exists()
    correct(workspace, staff, count=1)

    ask_where_due()

    assert Training.objects.get().cause == Training.Cause.SCHEDULE


def test_without_corrections_there_is_nothing_to_learn(models: None, staff: User) -> None:
    with pytest.raises(NothingToLearnError):
        ask(kind="replies", cause=Training.Cause.PERSON, author=staff)

    assert not Training.objects.exists()


def test_the_page_asks_for_a_candidate_and_says_why_not(
    models: None, workspace: Workspace, staff: User, staff_client: Client
) -> None:
    refused = staff_client.post("/lab/train/", {"kind": "companies"}, follow=True)
    correct(workspace, staff, count=1)
    asked = staff_client.post("/lab/train/", {"kind": "companies"}, follow=True)

    assert "nothing to learn" in refused.content.decode()
    assert "A candidate is being trained" in asked.content.decode()
    assert Training.objects.count() == 1

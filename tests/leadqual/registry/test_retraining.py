"""A model learns further from what people said, step by step; it never goes live by itself."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from signal import SIGKILL

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from classifiers.companies.business_model import incremental
from classifiers.core import artifacts
from classifiers.evaluation.comparison import is_held_out
from classifiers.titles.text.normalize import normalize
from classifiers.titles.training import incremental as titles_further
from classifiers.titles.training.dataset import read_frozen
from leadqual.accounts.models import User, Workspace
from leadqual.core.locks import hold_once
from leadqual.labeling.models.corrections import BusinessModelCorrection
from leadqual.leads.company_identity import name_key
from leadqual.leads.models import Company, JobTitle, TitleLabel
from leadqual.registry.errors import NothingToLearnError
from leadqual.registry.model_sources import source_of
from leadqual.registry.models import ModelVersion, Training, Trial
from leadqual.registry.selectors import active_model
from leadqual.registry.training import ask, go_on, open_trainings, request_due_trainings
from leadqual.registry.versions.model_files import models_home
from leadqual.registry.versions.readers import reader_of
from leadqual.registry.versions.services import promote
from tests.leadqual.at_once import Racer
from tests.processes import ending
from tests.waiting import until
from tests.worker import database_url

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


@pytest.mark.slow
def test_a_candidate_has_learned_what_people_said_and_is_measured_and_not_live(
    models: None, workspace: Workspace, staff: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        incremental, "MAX_REPLAYED_EXAMPLES", 100
    )  # Reading their texts takes long.
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
    apart = {company.pk for company in Company.objects.all() if is_held_out(name_key(company.name))}
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


WORKER = """
import django
django.setup()
from leadqual.registry.tasks import retrain
retrain()
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_while_it_learns_leaves_the_step_to_the_next_one(
    models: None, workspace: Workspace, staff: User, state_folder: Path
) -> None:
    correct(workspace, staff, count=N_SAID)
    training = Training.objects.create(
        kind="companies", cause=Training.Cause.PERSON, base=active_model("companies")
    )
    environment = os.environ | {"DATABASE_URL": database_url(), "STATE_DIR": str(state_folder)}
    with ending(subprocess.Popen([sys.executable, "-c", WORKER], env=environment)) as worker:

        def learns() -> bool:
            training.refresh_from_db()
            return training.step != Step.GATHER and training.n_tries > 0

        until(lambda: learns() or worker.poll() is not None, "the worker learns")
        worker.kill()
        worker.wait()
    training.refresh_from_db()
    assert (worker.returncode, training.step, training.n_tries) == (-SIGKILL, Step.FIT, 1)
    assert training.said  # What was gathered is kept.

    def is_free() -> bool:
        with hold_once("registry.retrain") as is_ours:
            return is_ours

    until(is_free, "the database sees that the worker is gone")
    assert open_trainings() == [training.pk]


@pytest.mark.slow
def test_what_is_only_measured_on_is_not_learned_from_as_weak_labels_either(
    models: None, workspace: Workspace, staff: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(titles_further, "MAX_REPLAYED", 100)
    invented = [f"Zorbly {letter}orb Grommeter" for letter in "BCDFGHJKLM"]
    seen = next(title for title in invented if not is_held_out(normalize(title)))
    apart = next(title for title in invented if is_held_out(normalize(title)))
    tested = [row.title for row in read_frozen()]
    frozen = next(
        title for title in tested if normalize(title) and not is_held_out(normalize(title))
    )
    for title in (seen, apart, frozen):
        JobTitle.objects.create(
            workspace=workspace,
            title=title,
            normalised=normalize(title),
            source=TitleLabel.Source.DICTIONARY,
            classified_at=timezone.now(),
        )
    weak = source_of("titles").weak(limit=10)
    training = Training.objects.create(
        kind="titles", cause=Training.Cause.PERSON, base=active_model("titles"), step=Step.FIT
    )

    assert go_on(training.pk)

    report = json.loads((models_home() / f".training-{training.pk}" / "report.json").read_text())
    assert {one.input for one in weak} == {seen, apart, frozen}
    assert report["learned_further"]["weak labels"] == 1


@pytest.mark.django_db(transaction=True)
def test_an_older_candidate_may_go_live_while_a_training_ends(
    models: None, workspace: Workspace, staff: User
) -> None:
    shipped = artifacts.load(artifacts.pretrained("companies"), kind="companies")
    older = ModelVersion.objects.create(
        kind="companies",
        version="companies-older",
        folder="/nowhere",
        checksum="3" * 64,
        origin=ModelVersion.Origin.RETRAINED,
    )
    training = Training.objects.create(
        kind="companies",
        cause=Training.Cause.PERSON,
        base=active_model("companies"),
        step=Step.REGISTER,
    )
    artifacts.save(
        models_home() / f".training-{training.pk}",
        kind="companies",
        version="companies-further",
        config={**shipped.config, "by_name": {"": 1.0, "words_": 1.0}},
        arrays=shipped.arrays,
        report={},
    )
    with transaction.atomic():
        promote(version=older, author=staff)
        ending = Racer(lambda: go_on(training.pk))
        ending.until_waiting()
    ending.result()

    training.refresh_from_db()
    assert (training.step, training.problem) == (Step.DONE, "")
    assert active_model("companies") == older
    assert training.candidate is not None
    assert Trial.objects.filter(candidate=training.candidate, live=older).exists()


def test_enough_corrections_ask_for_one_and_fewer_do_not(
    models: None, workspace: Workspace, staff: User, settings: Settings
) -> None:
    settings.RETRAIN_CORRECTIONS, settings.RETRAIN_DAYS = 5, 0
    correct(workspace, staff, count=4)
    request_due_trainings()
    assert not Training.objects.exists()
    correct_more = Company.objects.create(workspace=workspace, name="One more", name_key="one more")
    BusinessModelCorrection.objects.create(
        workspace=workspace, company=correct_more, business_model="b2b", former={}, author=staff
    )

    request_due_trainings()
    request_due_trainings()  # It is being trained already.

    (training,) = Training.objects.all()
    assert (training.kind, training.cause) == ("companies", Training.Cause.CORRECTIONS)
    Training.objects.update(step=Step.DONE)
    request_due_trainings()  # Nothing was said since.
    assert Training.objects.count() == 1


def test_a_schedule_asks_when_its_days_have_passed_and_something_was_said(
    models: None, workspace: Workspace, staff: User, settings: Settings
) -> None:
    settings.RETRAIN_CORRECTIONS, settings.RETRAIN_DAYS = 0, 7
    ModelVersion.objects.filter(kind="companies").update(
        promoted_at=timezone.now() - timedelta(days=8)
    )
    request_due_trainings()
    assert not Training.objects.exists()
    correct(workspace, staff, count=1)

    request_due_trainings()

    assert Training.objects.get().cause == Training.Cause.SCHEDULE


def test_without_corrections_there_is_nothing_to_learn(models: None, staff: User) -> None:
    with pytest.raises(NothingToLearnError):
        ask(kind="replies", cause=Training.Cause.PERSON, author=staff)

    assert not Training.objects.exists()


def test_the_page_asks_for_a_candidate_and_says_why_not(
    models: None, workspace: Workspace, staff: User, staff_client: Client, settings: Settings
) -> None:
    settings.RETRAIN_CORRECTIONS = 5
    refused = staff_client.post("/lab/train/", {"kind": "companies"}, follow=True)
    correct(workspace, staff, count=1)
    before = staff_client.get("/lab/models/", {"kind": "companies"}).content.decode()
    asked = staff_client.post("/lab/train/", {"kind": "companies"}, follow=True)

    assert "no corrections to learn from" in refused.content.decode()
    assert "1 of 5 corrections until retraining" in before
    assert "A candidate is being trained" in asked.content.decode()
    assert "0 of 5 corrections until retraining" in asked.content.decode()
    assert Training.objects.count() == 1

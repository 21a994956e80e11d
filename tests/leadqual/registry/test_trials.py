"""A candidate is measured beside the live model, part by part."""

import math
import time
from pathlib import Path

import numpy as np
import pytest

from classifiers.core import artifacts
from leadqual.registry.errors import NotACandidateError
from leadqual.registry.models import ModelVersion, Trial
from leadqual.registry.trials import measure, newest_trial, open_trials, start_trial

pytestmark = pytest.mark.django_db


def failed(trial: Trial) -> set[str]:
    """Return the gates that fail, but that of time, which the machine decides."""
    return {gate["key"] for gate in trial.gates if not gate["passes"]} - {"speed"}


@pytest.mark.slow
def test_a_model_that_forgot_functions_fails_and_the_refusal_names_them(
    damaged: ModelVersion, shipped: ModelVersion
) -> None:
    trial = start_trial(damaged)

    assert measure(trial.pk, until=math.inf)

    trial.refresh_from_db()
    assert (trial.state, trial.live) == (Trial.State.DONE, shipped)
    assert failed(trial) == {"macro_f1", "labels"}
    refusal = next(gate["refusal"] for gate in trial.gates if gate["key"] == "labels")
    assert "Nursing falls by" in refusal or "Accounting falls by" in refusal
    assert trial.figures["n_turned"] > 0
    assert not trial.parts.exists()
    assert not open_trials()
    damaged.refresh_from_db()
    labels = damaged.report["frozen test set"]["labels"]
    assert labels["nursing"]["f1"] < 0.5 < labels["level:manager"]["f1"]


@pytest.mark.slow
def test_a_killed_measurement_goes_on_behind_its_last_part(
    damaged_live: ModelVersion, models: None
) -> None:
    candidate = ModelVersion.objects.get(kind="titles", is_active=False)
    trial = start_trial(candidate)

    assert not measure(trial.pk, until=time.monotonic())  # It asked one part and was stopped.
    (first,) = trial.parts.values_list("pk", flat=True)
    assert open_trials() == [trial.pk]
    assert not measure(trial.pk, until=time.monotonic())
    parts = list(trial.parts.order_by("pk").values_list("pk", flat=True))
    trial.refresh_from_db()
    n_done = trial.n_done
    assert measure(trial.pk, until=math.inf)

    trial.refresh_from_db()
    assert (parts[0], len(parts)) == (first, 2)
    assert n_done == 200
    assert trial.n_done == trial.n_total
    assert failed(trial) == set()  # The shipped one knows what the damaged one forgot.
    assert newest_trial(candidate) == trial


def test_a_model_that_takes_its_worker_with_it_is_given_up_after_three_times(
    damaged: ModelVersion,
) -> None:
    trial = start_trial(damaged)
    tries = Trial.objects.filter(pk=trial.pk)
    tries.update(n_tries=2)  # So often it was killed.
    assert not measure(trial.pk, until=time.monotonic())
    assert tries.get().n_tries == 0  # It got on, so what was before does not count.
    tries.update(n_tries=3)

    assert measure(trial.pk, until=math.inf)

    trial.refresh_from_db()
    assert (trial.state, open_trials()) == (Trial.State.STOPPED, [])
    assert "3 times" in trial.problem


def test_a_trial_is_asked_for_once_and_only_of_a_candidate(
    damaged: ModelVersion, shipped: ModelVersion
) -> None:
    assert start_trial(damaged) == start_trial(damaged)

    with pytest.raises(NotACandidateError):
        start_trial(shipped)
    assert Trial.objects.count() == 1


def test_a_candidate_whose_files_are_gone_is_not_measured_and_says_why(
    damaged: ModelVersion, tmp_path: Path
) -> None:
    ModelVersion.objects.filter(pk=damaged.pk).update(folder=str(tmp_path / "gone"))
    trial = start_trial(damaged)

    assert measure(trial.pk, until=math.inf)

    trial.refresh_from_db()
    assert trial.state == Trial.State.STOPPED
    assert "cannot be read" in trial.problem
    assert trial.n_tries == 1  # Counted before it is loaded, which may end the worker.


@pytest.mark.slow
def test_scores_that_are_no_probabilities_are_not_measured(models: None, tmp_path: Path) -> None:
    shipped = artifacts.load(artifacts.pretrained("companies"), kind="companies")
    arrays = {
        name: np.full_like(each, np.nan) if "intercepts" in name else each
        for name, each in shipped.arrays.items()
    }
    artifacts.save(
        tmp_path / "blurred",
        kind="companies",
        version="companies-blurred",
        config=shipped.config,
        arrays=arrays,
        report={},
    )
    blurred = ModelVersion.objects.create(
        kind="companies",
        version="companies-blurred",
        folder=str(tmp_path / "blurred"),
        checksum="b" * 64,
        origin=ModelVersion.Origin.REGISTERED,
    )
    trial = start_trial(blurred)

    assert measure(trial.pk, until=math.inf)

    trial.refresh_from_db()
    assert trial.state == Trial.State.STOPPED
    assert "not probabilities" in trial.problem

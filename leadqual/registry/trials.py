"""Compare a candidate with the live model, part by part, and apply the quality gates.

Runs in a job. Each part is a row, so that a killed job resumes after the last one; the page shows
the progress.
"""

import time
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.db import transaction

from classifiers.core.errors import ArtifactError, ClassifierError
from classifiers.evaluation.comparison import (
    EvaluationExample,
    Figures,
    ModelOutput,
    Reader,
    figures_of,
    is_held_out,
    repeated,
    request_times,
)
from classifiers.evaluation.frozen_test_sets import frozen_examples, further_shares
from classifiers.evaluation.headline import REPORT
from classifiers.evaluation.release_gates import Gate, gates
from leadqual.core import clock
from leadqual.core.errors import LeadqualError
from leadqual.core.jobs import Job, enqueue
from leadqual.registry.errors import NotACandidateError
from leadqual.registry.model_sources import source_of
from leadqual.registry.models import ModelVersion, Trial, TrialPart
from leadqual.registry.selectors import active_model
from leadqual.registry.versions.readers import megabytes_of, reader_of
from leadqual.taxonomy.library_values import load_knowledge

CHUNK = 100
MAX_TRIES = 3
"""Tries per part: a model that needs too much memory kills its worker each time."""
MAX_CORRECTIONS = 500
N_TIMED = 40  # Requests of each model; the median of fewer is not steady.
N_CHANGED = 50
LONGEST = 90  # Characters of an example on the page.
State = Trial.State
_OPEN = (State.WAITING, State.RUNNING)


@transaction.atomic
def start_trial(candidate: ModelVersion) -> Trial:
    """Start a trial of a candidate against the live model; no second one while one is open.

    Raises:
        NotACandidateError: it is live, was withdrawn, or is a model of embeddings.
        NoModelError: there is no live model to compare with.
    """
    is_measured = candidate.kind != ModelVersion.Kind.ENCODER
    if not is_measured or candidate.is_active or candidate.withdrawn_at is not None:
        raise NotACandidateError(f"{candidate.version} is not a candidate. Nothing was started.")
    live = active_model(candidate.kind)
    trial, _ = Trial.objects.get_or_create(candidate=candidate, live=live, state__in=_OPEN)
    enqueue(Job.MEASURE_CANDIDATES)
    return trial


def open_trials() -> list[int]:
    """Return the keys of the trials that are pending or were interrupted, oldest first."""
    rows = Trial.objects.filter(state__in=_OPEN).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def measure(trial_id: int, *, until: float) -> bool:
    """Continue a trial.

    Args:
        trial_id: its key.
        until: `time.monotonic` seconds; it stops after the part that passes it.

    Returns:
        Whether nothing is left to do.
    """
    rows = Trial.objects.select_related("candidate", "live").filter(state__in=_OPEN)
    trial = rows.filter(pk=trial_id).first()
    if trial is None:
        return True
    if trial.n_tries >= MAX_TRIES:
        _stop(trial, f"It was interrupted {MAX_TRIES} times at the same point.")
        return True
    trial.n_tries += 1
    trial.save(update_fields=["n_tries"])
    try:
        return _Run(trial).go_on(until=until)
    except (ClassifierError, LeadqualError, OSError) as error:
        _stop(trial, str(error))
        return True


def give_up(trial_id: int) -> None:
    """Mark a trial as failed; the page shows it."""
    trial = Trial.objects.filter(pk=trial_id, state__in=_OPEN).first()
    if trial is not None:
        _stop(trial, "It failed with an error; see the log.")


class _Run:
    """Runs one slice of a trial.

    Raises:
        ArtifactError: one of the models cannot be loaded.
    """

    def __init__(self, trial: Trial) -> None:
        self._trial = trial
        self._kind = trial.candidate.kind
        self._examples = frozen_examples(self._kind, taxonomy=load_knowledge().taxonomy)
        self._readers: dict[bool, Reader] = {
            True: reader_of(trial.live),
            False: reader_of(trial.candidate),
        }
        self._trial.state = State.RUNNING
        self._trial.n_total = 2 * len(self._examples)
        self._trial.save(update_fields=["state", "n_total"])

    def go_on(self, *, until: float) -> bool:
        """Ask part by part, and judge when all was asked."""
        there = set(self._trial.parts.values_list("is_live", "place"))
        for index in range(0, len(self._examples), CHUNK):
            for is_live in (True, False):
                if (is_live, index) not in there:
                    self._ask(index, is_live=is_live)
                    if time.monotonic() > until:
                        return False
        self._judge()
        return True

    def _ask(self, index: int, *, is_live: bool) -> None:
        examples = self._examples[index : index + CHUNK]
        outputs = self._readers[is_live]([example.input for example in examples])
        if not all(each.has_valid_scores for each in outputs):
            version = self._trial.live if is_live else self._trial.candidate
            raise ArtifactError(f"The scores of {version} are not probabilities.")
        TrialPart.objects.bulk_create(
            [
                TrialPart(
                    trial=self._trial,
                    is_live=is_live,
                    place=index,
                    said=[each.as_json() for each in outputs],
                )
            ],
            ignore_conflicts=True,
        )
        self._trial.n_done = min(self._trial.n_done + len(examples), self._trial.n_total)
        self._trial.n_tries = 0
        self._trial.save(update_fields=["n_done", "n_tries"])

    def _judge(self) -> None:
        outputs = {is_live: self._stored_outputs(is_live=is_live) for is_live in (True, False)}
        order = [self._readers[True], self._readers[False]]
        step = max(1, len(self._examples) // N_TIMED)
        times = request_times(order, [example.input for example in self._examples[::step]])
        live, new = (
            self._figures(outputs[is_live], milliseconds, is_live=is_live)
            for is_live, milliseconds in zip((True, False), times, strict=True)
        )
        found = gates(live, new, names=source_of(self._kind).label_names())
        changed = self._worse_examples(outputs[True], outputs[False])
        with transaction.atomic():
            if not ModelVersion.objects.filter(pk=self._trial.live_id, is_active=True).exists():
                _stop(self._trial, "Another model went live in the meantime. Evaluate it again.")
                return
            self._trial.figures = {
                "live": live.as_json(),
                "new": new.as_json(),
                "turned": changed[:N_CHANGED],
                "n_turned": len(changed),
            }
            self._trial.gates = [plain(gate) for gate in found]
            self._trial.state, self._trial.finished_at = State.DONE, clock.now()
            self._trial.save()
            self._trial.parts.all().delete()
            keys = (self._trial.live_id, self._trial.candidate_id)
            versions = ModelVersion.objects.select_for_update().in_bulk(keys)
            for key, figures in zip(keys, (live, new), strict=True):
                versions[key].report |= {REPORT: _report(figures)}
                versions[key].save(update_fields=["report"])

    def _stored_outputs(self, *, is_live: bool) -> list[ModelOutput]:
        parts = self._trial.parts.filter(is_live=is_live).order_by("place")
        return [ModelOutput.from_json(each) for part in parts for each in part.said]

    def _figures(
        self, outputs: list[ModelOutput], milliseconds: float, *, is_live: bool
    ) -> Figures:
        version = self._trial.live if is_live else self._trial.candidate
        corrected = source_of(self._kind).corrected(limit=MAX_CORRECTIONS)
        examples = [
            EvaluationExample(correction.input, correction.labels) for correction in corrected
        ]
        answers = self._readers[is_live]([correction.input for correction in corrected])
        held_out = [n for n, correction in enumerate(corrected) if is_held_out(correction.name)]
        return figures_of(
            self._examples,
            outputs,
            milliseconds=milliseconds,
            megabytes=megabytes_of(version),
            corrections=repeated(examples, answers),
            apart=repeated([examples[n] for n in held_out], [answers[n] for n in held_out]),
            others=further_shares(self._kind, self._examples, outputs),
        )

    def _worse_examples(
        self, live: list[ModelOutput], new: list[ModelOutput]
    ) -> list[dict[str, Any]]:
        """Return examples that the live model has right and the candidate has not."""
        return [
            {
                "text": _example_text(example.input),
                "wanted": sorted(example.labels),
                "new": sorted(after.labels),
            }
            for example, before, after in zip(self._examples, live, new, strict=True)
            if before.labels == example.labels != after.labels
        ]


def plain(gate: Gate) -> dict[str, Any]:
    return {**asdict(gate), "passes": gate.passes, "change": gate.change}


def newest_trial(candidate: ModelVersion) -> Trial | None:
    """Return the last trial of a candidate; one query."""
    return Trial.objects.filter(candidate=candidate).select_related("live").first()


def n_passed(trial: Trial) -> int:
    return sum(bool(gate["passes"]) for gate in trial.gates)


def newest_trials(versions: Iterable[ModelVersion]) -> dict[int, Trial]:
    """Return the last trial of each version that has one, by the key of the version; one query."""
    rows = Trial.objects.filter(candidate__in=[version.pk for version in versions])
    rows = rows.order_by("candidate_id", "-pk").distinct("candidate_id")
    return {trial.candidate_id: trial for trial in rows.select_related("live").defer("figures")}


def _report(figures: Figures) -> dict[str, Any]:
    """Return figures as the report of a version keeps them, those of each label among them."""
    return {
        "figures": {
            "examples": figures.n_examples,
            "macro-F1": round(figures.macro_f1, 4),
            "calibration error": round(figures.calibration_error, 4),
        },
        "labels": {
            label: {"f1": round(f1, 4), "examples": n}
            for label, (f1, n) in sorted(figures.labels.items())
        },
    }


def _stop(trial: Trial, problem: str) -> None:
    trial.state, trial.problem = State.STOPPED, problem[:300]
    trial.save(update_fields=["state", "problem"])
    trial.parts.all().delete()


def _example_text(example: object) -> str:
    """Return an example of any kind as one line."""
    text = example if isinstance(example, str) else ""
    for name in ("text", "name", "overview"):
        text = text or str(getattr(example, name, None) or "")
    return " ".join(text.split())[:LONGEST]

"""Train models on corrections: by schedule, after enough corrections, or on request.

The progress is stored in a row: after a crash the current step is run again. The result is a
candidate. Its quality gates run automatically; it never goes live automatically.
"""

import shutil
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from classifiers.companies.business_model.classifier import BusinessModelClassifier
from classifiers.core import artifacts
from classifiers.core.errors import ClassifierError
from classifiers.evaluation.comparison import is_held_out
from classifiers.evaluation.frozen_test_sets import LEVEL, OTHER, frozen_names, names_of
from classifiers.replies.cascade import load_cascade
from classifiers.titles.model.network import load_model, save_model
from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User
from leadqual.core import clock
from leadqual.core.errors import LeadqualError
from leadqual.core.jobs import Job, enqueue
from leadqual.registry.candidates import register_folder
from leadqual.registry.errors import NothingToLearnError
from leadqual.registry.model_sources import HumanCorrection, kinds, source_of
from leadqual.registry.models import ModelVersion, Training
from leadqual.registry.selectors import NoModelError, active_model
from leadqual.registry.versions.loading import load_encoder
from leadqual.registry.versions.model_files import folder_of, models_home
from leadqual.registry.versions.promotion import retire
from leadqual.registry.versions.services import lock_kind
from leadqual.taxonomy.library_values import load_knowledge

LabeledInputs = Sequence[tuple[Any, Sequence[str]]]
"""Inputs of a kind, each with its labels."""
Save = Callable[..., str]
"""Writes an artifact into a folder, with its report and the hash of its data."""
Progress = Callable[[float], None]

MAX_CORRECTIONS = 20_000
MAX_TRIES = 3
_PROGRESS_SECONDS = 2.0  # Between two notes of how far a fit is.
Step = Training.Step
Cause = Training.Cause
OPEN = (Step.GATHER, Step.FIT, Step.REGISTER)


def fit_further(
    base: ModelVersion,
    corrections: LabeledInputs,
    *,
    weak: LabeledInputs,
    folder: Path,
    progress: Progress,
) -> None:
    """Train a model further and write it as a new artifact.

    Args:
        base: the model to start from; not changed.
        corrections: inputs and labels.
        weak: records with labels that are probably right; they count less.
        folder: where the artifact goes.
        progress: called with the completed share, 0 to 1.

    Raises:
        ArtifactError: the files of the model are missing or damaged.
    """
    fits = {
        ModelVersion.Kind.TITLES: _titles,
        ModelVersion.Kind.COMPANIES: _companies,
        ModelVersion.Kind.REPLIES: _replies,
    }
    report: dict[str, object] = {
        "learned_further": {
            "from": base.version,
            "corrections": len(corrections),
            "weak labels": len(weak),
        }
    }
    rows = [base.checksum, base.data_hash, *((row, list(labels)) for row, labels in corrections)]
    save = fits[ModelVersion.Kind(base.kind)](base, corrections, weak, progress)
    save(folder, report=report, data_hash=artifacts.hash_of([*rows, "weak", *weak]))


def _titles(
    base: ModelVersion, corrections: LabeledInputs, weak: LabeledInputs, progress: Progress
) -> Save:
    from classifiers.titles.recipe import WRITTEN_WEIGHT
    from classifiers.titles.training.dataset import (
        LabeledTitle,
        read_taught,
        read_written,
    )
    from classifiers.titles.training.incremental import learn_further  # SciPy

    def labeled(rows: LabeledInputs) -> list[LabeledTitle]:
        return [
            LabeledTitle(
                title=title,
                functions=tuple(
                    slug for slug in labels if slug != OTHER and not slug.startswith(LEVEL)
                ),
                level=next(
                    (slug.removeprefix(LEVEL) for slug in labels if slug.startswith(LEVEL)), None
                ),
                industry=None,
            )
            for title, labels in rows
        ]

    now = load_knowledge().taxonomy.former
    taught = [*read_written(), *read_taught(weight=WRITTEN_WEIGHT)]
    model = learn_further(
        load_model(folder_of(base.folder)),
        labeled(corrections),
        taught=taught,
        weak=labeled(weak),
        now=now,
        version=_version(base),
        progress=progress,
    )
    return partial(save_model, model=model)


def _companies(
    base: ModelVersion, corrections: LabeledInputs, _weak: LabeledInputs, progress: Progress
) -> Save:
    from classifiers.companies.business_model.incremental import learn_further  # SciPy
    from classifiers.companies.datasets import (
        LabeledCompany,
        read_learned,
    )

    classifier = learn_further(
        BusinessModelClassifier.load(folder_of(base.folder)),
        [LabeledCompany(record, labels[0]) for record, labels in corrections],
        taught=read_learned(),
        encoder=load_encoder(),
        version=_version(base),
        progress=progress,
    )
    return classifier.save


def _replies(
    base: ModelVersion, corrections: LabeledInputs, _weak: LabeledInputs, progress: Progress
) -> Save:
    from classifiers.replies.training.fitting import (
        TEST_WRITER,
        LabeledReply,
        save,
    )
    from classifiers.replies.training.incremental import learn_further  # scikit-learn
    from classifiers.replies.training.recipe import labeled_replies

    trained = learn_further(
        load_cascade(folder_of(base.folder)),
        [LabeledReply(reply, labels[0], "people", "") for reply, labels in corrections],
        taught=[row for row in labeled_replies() if row.writer != TEST_WRITER],
        progress=progress,
    )
    return partial(save, trained=trained, version=_version(base))


def _version(base: ModelVersion) -> str:
    """Return what people call it; saving adds a unique suffix."""
    return f"{base.kind}-{clock.now():%Y.%m.%d}-further"


@transaction.atomic
def ask(*, kind: str, cause: Training.Cause, author: User | None = None) -> Training:
    """Request a training; no second one while one is open.

    Raises:
        NothingToLearnError: there are no corrections of this kind.
        NoModelError: no model of this kind is live.
    """
    live = active_model(kind)
    if not source_of(kind).n_corrected_since(None):
        raise NothingToLearnError("There are no corrections to learn from yet.")
    training, is_new = Training.objects.get_or_create(
        kind=kind, step__in=OPEN, defaults={"cause": cause, "base": live, "author": author}
    )
    if is_new:
        record_audit(
            workspace=None,
            actor=author,
            action="model.training",
            subject=f"model:{live.version}",
            name=live.version,
            details={"cause": cause},
        )
    enqueue(Job.RETRAIN)
    return training


def request_due_trainings() -> None:
    """Request a training of each kind with enough corrections, or that is due by schedule."""
    for kind in kinds():
        try:
            cause = _due_cause(kind)
            if cause is not None:
                ask(kind=kind, cause=cause)
        except (NoModelError, NothingToLearnError):
            continue


def _due_cause(kind: str) -> Training.Cause | None:
    if Training.objects.filter(kind=kind, step__in=OPEN).exists():
        return None
    last = Training.objects.filter(kind=kind).first()
    n_corrections = n_new(kind)
    if settings.RETRAIN_CORRECTIONS and n_corrections >= settings.RETRAIN_CORRECTIONS:
        return Cause.CORRECTIONS
    if settings.RETRAIN_DAYS and n_corrections:
        live = active_model(kind)
        since = last.asked_at if last else live.promoted_at or live.created_at
        if clock.now() - since >= timedelta(days=settings.RETRAIN_DAYS):
            return Cause.SCHEDULE
    return None


def n_new(kind: str) -> int:
    """Count the corrections of a kind since its last training; two queries."""
    last = Training.objects.filter(kind=kind).first()
    return source_of(kind).n_corrected_since(last.asked_at if last else None)


def open_trainings() -> list[int]:
    """Return the keys of the trainings that are pending or were interrupted."""
    return list(Training.objects.filter(step__in=OPEN).order_by("pk").values_list("pk", flat=True))


def go_on(training_id: int) -> bool:
    """Do the next step of a training.

    Returns:
        Whether a step is left.
    """
    training = Training.objects.select_related("base").filter(pk=training_id).first()
    if training is None or training.step not in OPEN:
        return False
    if training.n_tries >= MAX_TRIES:
        give_up(training.pk, f"It was interrupted {MAX_TRIES} times.")
        return False
    training.n_tries += 1
    training.save(update_fields=["n_tries"])
    steps: dict[str, Callable[[Training], None]] = {
        Step.GATHER: _gather,
        Step.FIT: _fit,
        Step.REGISTER: _register,
    }
    try:
        steps[training.step](training)
    except (ClassifierError, LeadqualError, OSError) as error:
        give_up(training.pk, str(error))
        return False
    return training.step in OPEN


def give_up(training_id: int, problem: str = "It failed with an error; see the log.") -> None:
    """Mark a training as failed; the page shows it."""
    rows = Training.objects.filter(pk=training_id, step__in=OPEN)
    rows.update(step=Step.STOPPED, problem=problem[:300], finished_at=clock.now())
    shutil.rmtree(_folder(training_id), ignore_errors=True)


def _gather(training: Training) -> None:
    """Store the training data, without the evaluation data."""
    corrected = source_of(training.kind).corrected(limit=MAX_CORRECTIONS)
    training.said = [
        [row.row, sorted(row.labels)] for row in _without_evaluation_data(training.kind, corrected)
    ]
    if not training.said:
        raise NothingToLearnError(
            "All corrections are held out for evaluation. Add more corrections first."
        )
    _next(training, Step.FIT)


def _without_evaluation_data(kind: str, found: Sequence[HumanCorrection]) -> list[HumanCorrection]:
    """Exclude evaluation data: the frozen test set, and held out corrections."""
    frozen = frozen_names(kind) if found else frozenset()
    return [
        row for row in found if not is_held_out(row.name) and not names_of(kind, row.input) & frozen
    ]


def _fit(training: Training) -> None:
    source, labels = source_of(training.kind), dict(training.said)
    corrected = source.corrected(list(labels), limit=MAX_CORRECTIONS)
    weak = _without_evaluation_data(training.kind, source.weak(limit=MAX_CORRECTIONS))
    noted = time.monotonic()

    def note(done: float) -> None:
        nonlocal noted
        if time.monotonic() - noted > _PROGRESS_SECONDS:
            noted = time.monotonic()
            Training.objects.filter(pk=training.pk).update(progress=min(done, 1.0))

    folder = _folder(training.pk)
    shutil.rmtree(folder, ignore_errors=True)
    fit_further(
        training.base,
        [(correction.input, labels[correction.row]) for correction in corrected],
        weak=[(row.input, sorted(row.labels)) for row in weak],
        folder=folder,
        progress=note,
    )
    _next(training, Step.REGISTER)


def _register(training: Training) -> None:
    folder = _folder(training.pk)
    if not folder.is_dir():  # Deleted meanwhile: it is made again.
        _next(training, Step.FIT)
        return
    with transaction.atomic():
        versions = lock_kind(training.kind)  # An older candidate may be promoted meanwhile.
        candidate = register_folder(folder, author=None, origin=ModelVersion.Origin.RETRAINED)
        for older in _former_candidates(versions, candidate):
            retire(version=older, author=None, reason=f"Replaced by {candidate.version}.")
        training.candidate, training.finished_at = candidate, clock.now()
        training.save(update_fields=["candidate", "finished_at"])
        _next(training, Step.DONE)
    shutil.rmtree(folder, ignore_errors=True)


def _former_candidates(
    versions: Sequence[ModelVersion], candidate: ModelVersion
) -> list[ModelVersion]:
    """Return candidates that used fewer corrections and never went live."""
    return [
        version
        for version in versions
        if version.origin == ModelVersion.Origin.RETRAINED
        and version.state == ModelVersion.State.CANDIDATE
        and version.pk != candidate.pk
    ]


def _next(training: Training, step: Training.Step) -> None:
    training.step, training.n_tries, training.progress = step, 0, 0.0
    training.save(update_fields=["step", "n_tries", "progress", "said"])


def _folder(training_id: int) -> Path:
    return models_home() / f".training-{training_id}"

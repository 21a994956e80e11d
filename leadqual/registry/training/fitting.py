"""The live model and people's words → an artifact that has learned them; one way for each kind."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from classifiers.companies.business_model.classifier import BusinessModelClassifier
from classifiers.core import artifacts
from classifiers.evaluation.frozen_test_sets import LEVEL, OTHER
from classifiers.replies.cascade import load_cascade
from classifiers.titles.model.network import load_model, save_model
from leadqual.core import clock
from leadqual.registry.models import ModelVersion
from leadqual.registry.versions.loading import load_encoder
from leadqual.registry.versions.model_folders import folder_of
from leadqual.taxonomy.library_values import load_knowledge

Said = Sequence[tuple[Any, Sequence[str]]]
"""Inputs of a kind, each with its labels."""
Progress = Callable[[float], None]


def fit_further(
    base: ModelVersion, said: Said, *, weak: Said, folder: Path, progress: Progress
) -> None:
    """Let a model learn further and write it as an artifact; what it read stays as it is.

    Args:
        base: is not changed.
        said: what people said.
        weak: stored things with labels that are probably right; they count less.
        folder: where the artifact goes.
        progress: called with the share that is done, 0 to 1.

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
            "corrections": len(said),
            "weak labels": len(weak),
        }
    }
    rows = [base.checksum, base.data_hash, *((one, list(labels)) for one, labels in said)]
    made = (report, artifacts.hash_of([*rows, "weak", *weak]))
    fits[ModelVersion.Kind(base.kind)](base, said, weak, folder, made, progress)


def _titles(
    base: ModelVersion,
    said: Said,
    weak: Said,
    folder: Path,
    made: tuple[dict[str, object], str],
    progress: Progress,
) -> None:
    from classifiers.titles.recipe import WRITTEN_WEIGHT
    from classifiers.titles.training.dataset import (
        LabelledTitle,
        read_taught,
        read_written,
    )
    from classifiers.titles.training.incremental import learn_further  # SciPy

    def labelled(rows: Said) -> list[LabelledTitle]:
        return [
            LabelledTitle(
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
    report, data_hash = made
    model = learn_further(
        load_model(folder_of(base.folder)),
        labelled(said),
        taught=taught,
        weak=labelled(weak),
        now=now,
        version=_version(base),
        progress=progress,
    )
    save_model(folder, model, report=report, data_hash=data_hash)


def _companies(
    base: ModelVersion,
    said: Said,
    weak: Said,  # noqa: ARG001  # there are none
    folder: Path,
    made: tuple[dict[str, object], str],
    progress: Progress,
) -> None:
    from classifiers.companies.business_model.incremental import learn_further  # SciPy
    from classifiers.companies.datasets import (
        LabelledCompany,
        read_learned,
    )

    report, data_hash = made
    classifier = learn_further(
        BusinessModelClassifier.load(folder_of(base.folder)),
        [LabelledCompany(record, labels[0]) for record, labels in said],
        taught=read_learned(),
        encoder=load_encoder(),
        version=_version(base),
        progress=progress,
    )
    classifier.save(folder, report=report, data_hash=data_hash)


def _replies(
    base: ModelVersion,
    said: Said,
    weak: Said,  # noqa: ARG001  # there are none
    folder: Path,
    made: tuple[dict[str, object], str],
    progress: Progress,
) -> None:
    from classifiers.replies.training.fitting import (
        TEST_WRITER,
        LabelledReply,
        save,
    )
    from classifiers.replies.training.incremental import learn_further  # scikit-learn
    from classifiers.replies.training.recipe import labelled_replies

    report, data_hash = made
    trained = learn_further(
        load_cascade(folder_of(base.folder)),
        [LabelledReply(reply, labels[0], "people", "") for reply, labels in said],
        taught=[row for row in labelled_replies() if row.writer != TEST_WRITER],
        progress=progress,
    )
    save(folder, trained=trained, version=_version(base), report=report, data_hash=data_hash)


def _version(base: ModelVersion) -> str:
    """Return what people call it; saving adds what tells it from all others."""
    return f"{base.kind}-{clock.now():%Y.%m.%d}-further"

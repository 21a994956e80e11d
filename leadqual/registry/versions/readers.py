"""A registered version as something that can be asked, whether it is live or not."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from classifiers.companies.business_model.classifier import BusinessModelClassifier
from classifiers.companies.business_model.error_costs import as_table, decided
from classifiers.core import artifacts
from classifiers.core.errors import ArtifactError
from classifiers.core.types import CompanyRecord
from classifiers.evaluation.comparison import ModelOutput, Reader
from classifiers.evaluation.frozen_test_sets import title_labels
from classifiers.replies.cascade import load_cascade
from classifiers.titles.cascade import TitleCascade
from classifiers.titles.dictionary import Dictionary
from classifiers.titles.model.network import load_model
from classifiers.titles.phrase_rules import PhraseRules
from leadqual.registry.models import ModelVersion
from leadqual.registry.versions.loading import load_encoder
from leadqual.registry.versions.model_files import folder_of
from leadqual.taxonomy.library_values import load_knowledge
from leadqual.taxonomy.selectors import cost_table

MEGABYTE = 2**20


def reader_of(version: ModelVersion) -> Reader:
    """Load a version, separate from the live one, and return its prediction function.

    It predicts as if live: with the taxonomy, dictionary, thresholds and costs of this
    installation, and without corrections.

    Raises:
        ArtifactError: its files are missing, damaged or of no use.
    """
    return reader_in(folder_of(version.folder), version.kind)


def reader_in(folder: Path, kind: str) -> Reader:
    """Return how to ask the model of a folder; see `reader_of`.

    Raises:
        ArtifactError: its files are missing, damaged or of no use.
    """
    try:
        if kind == ModelVersion.Kind.TITLES:
            return _titles(folder)
        if kind == ModelVersion.Kind.COMPANIES:
            return _companies(folder)
        return _replies(folder)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise ArtifactError(f"{folder} contains no compatible {kind} model: {error!r}.") from error


def megabytes_of(version: ModelVersion) -> float:
    folder = folder_of(version.folder)
    names = (artifacts.MANIFEST, *artifacts.FILES)
    return sum((folder / name).stat().st_size for name in names) / MEGABYTE


def _titles(folder: Path) -> Reader:
    knowledge = load_knowledge()
    cascade = TitleCascade(
        taxonomy=knowledge.taxonomy,
        dictionary=Dictionary(knowledge.dictionary),
        phrases=PhraseRules(knowledge.phrases),
        model=load_model(folder),
        thresholds=knowledge.thresholds,
    )

    def read(titles: Sequence[Any]) -> list[ModelOutput]:
        return [
            ModelOutput(
                labels=title_labels([f.slug for f in answer.functions], answer.level.slug),
                chances=tuple((f.slug, f.score) for f in answer.functions),
            )
            for answer in cascade.predict(list(titles), explain=False)
        ]

    return read


def _companies(folder: Path) -> Reader:
    classifier, encoder = BusinessModelClassifier.load(folder), load_encoder()

    def read(records: Sequence[Any]) -> list[ModelOutput]:
        found = classifier.read(list[CompanyRecord](records), encoder=encoder)
        return [
            ModelOutput(
                labels=frozenset({answer.business_model}),
                chances=((answer.business_model, answer.probability),),
            )
            for answer in decided(found, as_table(cost_table()))
        ]

    return read


def _replies(folder: Path) -> Reader:
    cascade = load_cascade(folder)

    def read(replies: Sequence[Any]) -> list[ModelOutput]:
        return [
            ModelOutput(
                labels=frozenset({answer.intent}),
                chances=((answer.intent, answer.score),),
                done="" if answer.action == "review" else answer.action,
            )
            for answer in cascade.predict(list(replies))
        ]

    return read

"""What a stored title is: each label with its score, its threshold and its reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from leadqual.leads.models import JobTitle, TitleLabel

MOST_NEIGHBOURS = 3


@dataclass(frozen=True, slots=True)
class Alike:
    """A known title that is near."""

    title: str
    likeness: float


@dataclass(frozen=True, slots=True)
class ExplainedLabel:
    """One label of a title and why it is there.

    Args:
        name: of the function.
        slug: of the function.
        score: probability, 0 to 1.
        is_person: whether a person said it.
        threshold: probability from which the model shows it; None where no model decided.
        source: who decided, for people.
        known: dictionary entry or phrase that fired; empty for the model.
        words: words that carried the score, the strongest first.
        alike: nearest representative titles.
    """

    name: str
    slug: str
    score: float
    is_person: bool
    threshold: float | None
    source: str
    known: str
    words: tuple[str, ...]
    alike: tuple[Alike, ...]


def explain(title: JobTitle, thresholds: Mapping[str, float]) -> list[ExplainedLabel]:
    """Return the labels of a title, best first; no query where the labels were fetched with it."""
    labels = sorted(title.labels.all(), key=lambda label: -label.score)
    return [_explained(label, title.why, thresholds) for label in labels]


def marked_words(title: JobTitle) -> set[str]:
    """Return the words that carried the score of any label, in lower case."""
    reasons = [reason for reason in title.why if reason["because"] in {"words", "rule"}]
    return {word for reason in reasons for word in str(reason["text"]).lower().split()}


def _explained(
    label: TitleLabel, why: list[dict[str, Any]], thresholds: Mapping[str, float]
) -> ExplainedLabel:
    slug = label.function.slug
    reasons = [reason for reason in why if reason["label"] == slug]
    is_model = label.source == TitleLabel.Source.MODEL
    return ExplainedLabel(
        name=label.function.name,
        slug=slug,
        score=label.score,
        is_person=label.source == TitleLabel.Source.CORRECTION,
        threshold=thresholds.get(slug) if is_model else None,
        source=label.get_source_display(),
        known=next((r["text"] for r in reasons if r["because"] in {"dictionary", "rule"}), ""),
        words=tuple(r["text"] for r in reasons if r["because"] == "words"),
        alike=tuple(
            Alike(r["text"], r["score"] or 0.0) for r in reasons if r["because"] == "similar title"
        )[:MOST_NEIGHBOURS],
    )

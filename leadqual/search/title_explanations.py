"""Explain the labels of a title in sentences, from the reasons stored with it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from weakref import WeakKeyDictionary

from django.db.models import prefetch_related_objects

from classifiers.core.types import TitlePrediction
from classifiers.titles.cascade import TitleCascade
from classifiers.titles.prediction_json import source_label
from leadqual.leads.models import JobTitle, TitleLabel
from leadqual.registry.errors import BrokenModelError
from leadqual.registry.selectors import NoModelError
from leadqual.registry.versions.loading import load_titles
from leadqual.taxonomy.library_values import load_knowledge

_MODEL_SOURCES = {"words", "similar title"}
_MAX_CACHED = 2_000
_prediction_cache: WeakKeyDictionary[TitleCascade, dict[str, TitlePrediction]] = WeakKeyDictionary()
"""Title → cached prediction, as the same titles are viewed repeatedly."""

_SENTENCES = {
    "correction": "Confirmed by a person.",
    "neighbour": "Propagated from “{text}”, a close variant.",
    "learned": "Learned from {text}.",
    "dictionary": "Dictionary entry “{text}”.",
    "rule": "Phrase rule “{text}”.",
    "words": "Model, based on “{text}”.",
    "source": "Source: {text}.",
    "representative title": "Similar to the representative title “{text}”{score}.",
    "similar title": "Most similar known title: “{text}”{score}.",
}
_UNCLASSIFIED_SENTENCES = {
    "correction": "A person confirmed that no function fits.",
    "neighbour": "Propagated from “{text}”, a close variant: no function fits.",
    "dictionary": "Dictionary entry “{text}”: no function fits.",
    "rule": "Phrase rule “{text}”: no function fits.",
    "nothing known": "It does not look like a job title.",
    "below threshold": "No function reached its threshold. "
    "The most likely is {name} at {score:.2f} (threshold {text}).",
}
_STAGE_SENTENCES = {  # Titles classified before reasons were stored.
    "correction": "A person confirmed that no function fits.",
    "dictionary": "Dictionary: no function fits.",
    "rules": "Phrase rule: no function fits.",
}
_NO_THRESHOLD_REACHED = "No function reached its threshold."
_MIN_NAMED = 0.05
"""Minimum probability to name the most likely function of an unclassified title."""
_MARKED_SOURCES = {"dictionary", "rule", "words"}  # Their text consists of words of the title.
_WORD = re.compile(r"\w+")


def add_reasons(titles: Iterable[JobTitle | None]) -> None:
    """Add the model's reasons to titles stored without them; nothing is written.

    If another model went live since, a title has none until it is classified again.

    Args:
        titles: of any workspace; those with reasons are unchanged, without a query.
    """
    without_reasons = [
        title for title in titles if title is not None and _lacks_level_reasons(title)
    ]
    if not without_reasons:
        return
    try:
        cascade = load_titles()
    except (NoModelError, BrokenModelError):
        return
    without_reasons = [title for title in without_reasons if title.model_version == cascade.version]
    prefetch_related_objects(without_reasons, "level", "labels__function")
    predictions = _predict(cascade, {title.title for title in without_reasons})
    for title in without_reasons:
        _add_model_reasons(title, predictions[title.title])


def lacks_reasons(title: JobTitle) -> bool:
    """Return whether only the model can say why a title has its labels; see `add_reasons`."""
    if not _lacks_level_reasons(title):
        return False
    explained = {reason["label"] for reason in title.why}
    return any(label.function.slug not in explained for label in title.labels.all())


def _predict(cascade: TitleCascade, titles: set[str]) -> dict[str, TitlePrediction]:
    """Return title → prediction of the model, cached if possible."""
    cache = _prediction_cache.setdefault(cascade, {})
    found = {title: cache[title] for title in titles if title in cache}
    unknown = sorted(titles - found.keys())
    explained = dict(zip(unknown, cascade.predict(unknown), strict=True)) if unknown else {}
    if len(cache) + len(explained) > _MAX_CACHED:
        cache.clear()
    cache.update(explained)
    return found | explained


def _lacks_level_reasons(title: JobTitle) -> bool:
    return title.level_id is not None and title.classified_at is not None and not title.level_why


def _add_model_reasons(title: JobTitle, prediction: TitlePrediction) -> None:
    explained = {reason["label"] for reason in title.why}
    open_labels = {label.function.slug for label in title.labels.all()} - explained
    title.why = title.why + [
        asdict(reason)
        for reason in prediction.why
        if reason.because in _MODEL_SOURCES and reason.label in open_labels
    ]
    if title.level is not None and title.level.slug == prediction.level.slug:
        title.level_why = [asdict(reason) for reason in prediction.level_why]


@dataclass(frozen=True, slots=True)
class LabelReason:
    """One label with its reasons.

    Args:
        score: 0 to 1.
        threshold: minimum score for the label; None if no model decided.
        sentences: what decided, and the threshold.
        brief: the first of them.
    """

    slug: str
    name: str
    score: float
    threshold: float | None
    is_person: bool
    sentences: str
    brief: str = ""


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A part of a title, marked if its words were decisive."""

    text: str
    is_marked: bool


def reasons_of(job_title: JobTitle) -> list[LabelReason]:
    """Explain each label of a title, best first; at most three queries."""
    add_reasons([job_title])
    labels = list(job_title.labels.all())
    thresholds = _thresholds() if any(label.source == "model" for label in labels) else {}
    return [_reason(label, job_title.why, thresholds) for label in labels]


def why_other(job_title: JobTitle) -> str:
    """Return why a title without labels has none; at most one query."""
    return sentences_about_other(job_title.why) or _STAGE_SENTENCES.get(
        job_title.source, _NO_THRESHOLD_REACHED
    )


def sentences_about_other(why: Sequence[Mapping[str, Any]]) -> str:
    """Return sentences on why a title is Other, from its reasons; empty without any."""
    return " ".join(
        _sentence_about_other(because, reason).format(
            text=reason.get("text", ""),
            name=_name(reason) if because == "below threshold" else "",
            score=reason.get("score") or 0.0,
        )
        for reason in why
        if (because := str(reason.get("because", ""))) in _UNCLASSIFIED_SENTENCES
    )


def _sentence_about_other(because: str, reason: Mapping[str, Any]) -> str:
    """Return the sentence of a reason; very unlikely candidates are not named."""
    if because == "below threshold" and (reason.get("score") or 0.0) < _MIN_NAMED:
        return _NO_THRESHOLD_REACHED
    return _UNCLASSIFIED_SENTENCES[because]


def _name(reason: Mapping[str, Any]) -> str:
    """Return the name of the function of a reason, or its slug if it is gone."""
    slug = str(reason.get("label", ""))
    function = load_knowledge().taxonomy.by_slug.get(slug)
    return function.name if function else slug


def source_of_title(job_title: JobTitle) -> str:
    """Return the source of a title's functions, like `api_shape.source_label`."""
    return source_label(
        job_title.source,
        labels=[label.function.slug for label in job_title.labels.all()],
        why=[(reason.get("label", ""), reason.get("because", "")) for reason in job_title.why],
    )


def mark_title(title: str, why: Sequence[Mapping[str, Any]]) -> list[MarkedText]:
    """Split a title into decisive and other parts, which joined are the title."""
    texts = (reason.get("text") or "" for reason in why if reason.get("because") in _MARKED_SOURCES)
    decisive_words = {word for text in texts for word in _WORD.findall(text.casefold())}
    parts: list[MarkedText] = []
    position = 0
    for word in _WORD.finditer(title):
        if word.group().casefold() in decisive_words:
            parts.append(MarkedText(title[position : word.start()], is_marked=False))
            parts.append(MarkedText(word.group(), is_marked=True))
            position = word.end()
    parts.append(MarkedText(title[position:], is_marked=False))
    return [part for part in parts if part.text]


def _reason(
    label: TitleLabel, why: Sequence[Mapping[str, Any]], thresholds: Mapping[str, float]
) -> LabelReason:
    threshold = thresholds.get(label.function.slug) if label.source == "model" else None
    slug = label.function.slug
    if not any(reason.get("label") == slug for reason in why):
        why = [{"label": slug, "because": "source", "text": label.get_source_display()}]
    return LabelReason(
        slug=slug,
        name=label.function.name,
        score=label.score,
        threshold=threshold,
        is_person=label.source == TitleLabel.Source.CORRECTION and label.score == 1,
        sentences=sentences_about(slug, why, threshold=threshold),
        brief=next(filter(None, (_sentence(reason, slug) for reason in why)), ""),
    )


def sentences_about(
    slug: str, why: Sequence[Mapping[str, Any]], *, threshold: float | None = None
) -> str:
    """Return the reasons for one label, and its threshold."""
    sentences = [sentence for reason in why if (sentence := _sentence(reason, slug))]
    if threshold is not None:
        sentences.append(f"Threshold {threshold:.2f}.")
    return " ".join(sentences)


def _sentence(reason: Mapping[str, Any], slug: str) -> str:
    if reason.get("label") != slug:
        return ""
    score = reason.get("score")
    shown = f" {score:.2f}" if isinstance(score, float) else ""
    because = str(reason.get("because", ""))
    pattern = _SENTENCES.get(because, f"{because.capitalize()}: “{{text}}”.")
    return pattern.format(text=reason.get("text", ""), score=shown)


def _thresholds() -> dict[str, float]:
    try:
        return load_titles().all_limits()
    except (NoModelError, BrokenModelError):  # No thresholds without a live model.
        return {}

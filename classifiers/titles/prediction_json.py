"""A prediction about one title as plain values, in the shape of the API."""

from collections.abc import Collection

from classifiers.core.taxonomy import Taxonomy
from classifiers.core.types import Evidence, Label, TitlePrediction
from classifiers.titles.workspace_cascade import CORRECTION, DICTIONARY, LEARNED, MODEL, NEIGHBOR

PROPAGATED = "propagated"
_NOT_OF_MODEL = {CORRECTION, DICTIONARY, "rule", LEARNED}


def as_json(prediction: TitlePrediction, taxonomy: Taxonomy) -> dict[str, object]:
    """Return the answer of the API: labels by slug, level, industry, source, model and reasons."""
    return {
        "title": prediction.title,
        "labels": {
            label.slug: {
                "category": f"master_{taxonomy.by_slug[label.slug].department}",
                "score": label.score,
            }
            for label in prediction.functions
        },
        "level": _label_json(prediction.level),
        "industry": _label_json(prediction.industry) if prediction.industry else None,
        "source": source_of(prediction),
        "model": prediction.model,
        "why": [_evidence_json(evidence) for evidence in prediction.why],
        "level_why": [_evidence_json(evidence) for evidence in prediction.level_why],
    }


def source_of(prediction: TitlePrediction) -> str:
    """Return what gave a title its functions; see `source_label`."""
    labels = [label.slug for label in prediction.functions]
    why = [(reason.label, reason.because) for reason in prediction.why]
    return source_label(prediction.source, labels=labels, why=why)


def source_label(source: str, *, labels: Collection[str], why: Collection[tuple[str, str]]) -> str:
    """Return what gave a title its functions, distinguished where the cascade counts it as one.

    `propagated` where a person corrected a close variant and not this title; `learned` with or in
    index of `model` where functions were learned from corrections.
    """
    kinds = {because for _, because in why}
    if NEIGHBOR in kinds:
        return PROPAGATED
    if LEARNED not in kinds:
        return source
    explained = {label for label, because in why if because in _NOT_OF_MODEL}
    is_modelled = bool(set(labels) - explained)
    parts = [part for part in source.split(" + ") if part != MODEL or is_modelled]
    return " + ".join([*parts, LEARNED])


def _label_json(label: Label) -> dict[str, object]:
    return {"label": label.slug, "score": label.score}


def _evidence_json(evidence: Evidence) -> dict[str, object]:
    shape: dict[str, object] = {
        "label": evidence.label,
        "because": evidence.because,
        "text": evidence.text,
    }
    return shape if evidence.score is None else shape | {"score": evidence.score}

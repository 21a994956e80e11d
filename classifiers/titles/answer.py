"""The answer about one title as plain values, in the shape of the API."""

from classifiers.taxonomy import Taxonomy
from classifiers.types import Evidence, Label, TitlePrediction


def as_json(prediction: TitlePrediction, taxonomy: Taxonomy) -> dict[str, object]:
    """Return the answer of the API: labels by slug, level, industry, source, model and why."""
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
        "source": prediction.source,
        "model": prediction.model,
        "why": [_evidence_json(evidence) for evidence in prediction.why],
    }


def _label_json(label: Label) -> dict[str, object]:
    return {"label": label.slug, "score": label.score}


def _evidence_json(evidence: Evidence) -> dict[str, object]:
    shape: dict[str, object] = {
        "label": evidence.label,
        "because": evidence.because,
        "text": evidence.text,
    }
    return shape if evidence.score is None else shape | {"score": evidence.score}

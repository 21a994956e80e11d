"""Explain the level of a title in sentences."""

from collections.abc import Mapping, Sequence
from typing import Any

from classifiers.titles.model.level_reasons import DEFAULT
from leadqual.leads.models import JobTitle
from leadqual.search.title_explanations import LabelReason

_SENTENCES = {
    "correction": "Confirmed by a person.",
    "dictionary": "Dictionary entry “{text}”.",
    "words": "Model, based on “{text}”.",
    "whole title": "Model, based on the title as a whole.",
    "similar title": "Most similar known title of this level: “{text}”{score}.",
    "part": "Read from the part “{text}”.",
    "no level named": "“{text}” names no level.",
    "nothing known": "It does not look like a job title.",
}
_DEFAULT_SENTENCES = {"no level named": "“{text}” names no level. A job that names none is {name}."}
_REASON_MISSING = "The reason is added when the title is classified again."


def reason_of_level(job_title: JobTitle) -> LabelReason | None:
    """Explain the level of a title; None if it has none. No query if the level is loaded."""
    level = job_title.level
    if level is None:
        return None
    kinds = {reason.get("because") for reason in job_title.level_why}
    return LabelReason(
        slug=level.slug,
        name=level.name,
        score=job_title.level_score or 0.0,
        threshold=None,
        is_person="correction" in kinds,
        sentences=sentences_about_level(job_title.level_why, name=level.name) or _REASON_MISSING,
        brief=_sentence(job_title.level_why[0], level.name) if job_title.level_why else "",
    )


def sentences_about_level(why: Sequence[Mapping[str, Any]], *, name: str) -> str:
    """Return sentences on what decided a level, from its reasons; empty without any."""
    return " ".join(_sentence(reason, name) for reason in why)


def _sentence(reason: Mapping[str, Any], name: str) -> str:
    because = str(reason.get("because", ""))
    patterns = _SENTENCES | _DEFAULT_SENTENCES if reason.get("label") == DEFAULT else _SENTENCES
    pattern = patterns.get(because, f"{because.capitalize()}: “{{text}}”.")
    score = reason.get("score")
    shown = f" {score:.2f}" if isinstance(score, float) else ""
    return pattern.format(text=reason.get("text", ""), name=name, score=shown)

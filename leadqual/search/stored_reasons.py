"""Reasons of titles that were classified by the million: added when somebody looks at them.

A long queue is stored without the words that decided (`TitleCascade.predict`, `words=False`): they
take longer than the labels, and few of so many titles are ever looked at.
"""

from collections.abc import Iterable
from dataclasses import asdict
from weakref import WeakKeyDictionary

from django.db.models import prefetch_related_objects

from classifiers.core.types import TitlePrediction
from classifiers.titles.cascade import TitleCascade
from leadqual.leads.models import JobTitle
from leadqual.registry.errors import BrokenModelError
from leadqual.registry.selectors import NoModelError
from leadqual.registry.versions.loading import load_titles

_OF_MODEL = {"words", "similar title"}
_MAX_KNOWN = 20_000
_known: WeakKeyDictionary[TitleCascade, dict[str, TitlePrediction]] = WeakKeyDictionary()
"""Title → what a cascade says of it: the same titles are looked at again and again."""


def add_reasons(titles: Iterable[JobTitle | None]) -> None:
    """Add the model's reasons to titles that were stored without; nothing is written.

    Where another model has gone live since, a title waits to be classified again and stays without.

    Args:
        titles: of any workspace; those with their reasons are left as they are, without a query.
    """
    bare = [title for title in titles if title is not None and _is_bare(title)]
    if not bare:
        return
    try:
        cascade = load_titles()
    except (NoModelError, BrokenModelError):
        return
    bare = [title for title in bare if title.model_version == cascade.version]
    prefetch_related_objects(bare, "level", "labels__function")
    answers = _answers(cascade, {title.title for title in bare})
    for title in bare:
        _add(title, answers[title.title])


def _answers(cascade: TitleCascade, titles: set[str]) -> dict[str, TitlePrediction]:
    """Return title → what the model says of it, from what is known where it can."""
    known = _known.setdefault(cascade, {})
    found = {title: known[title] for title in titles if title in known}
    unknown = sorted(titles - found.keys())
    told = dict(zip(unknown, cascade.predict(unknown), strict=True)) if unknown else {}
    if len(known) + len(told) > _MAX_KNOWN:
        known.clear()
    known.update(told)
    return found | told


def _is_bare(title: JobTitle) -> bool:
    return title.level_id is not None and title.classified_at is not None and not title.level_why


def _add(title: JobTitle, answer: TitlePrediction) -> None:
    told = {reason["label"] for reason in title.why}
    open_labels = {label.function.slug for label in title.labels.all()} - told
    title.why = title.why + [
        asdict(reason)
        for reason in answer.why
        if reason.because in _OF_MODEL and reason.label in open_labels
    ]
    if title.level is not None and title.level.slug == answer.level.slug:
        title.level_why = [asdict(reason) for reason in answer.level_why]

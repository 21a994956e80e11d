"""The frozen test set runs before staff change the dictionary, a phrase rule or a threshold."""

from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache

from classifiers.titles.cascade import TitleCascade
from classifiers.titles.lookup.dictionary import Dictionary, Entry, load_dictionary
from classifiers.titles.lookup.phrases import PhraseRules, load_phrases
from classifiers.titles.text.normalize import normalise
from classifiers.titles.training.frozen_test_set import MetricDrop
from leadqual.labeling.quality_gate.frozen_test import metric_drops_by_staff, refuse_metric_drops
from leadqual.labeling.quality_gate.metric_drops import named_drops
from leadqual.registry.selectors import NoModelError
from leadqual.registry.versions.loading import load_titles
from leadqual.taxonomy.library_values import TitleKnowledge

ADVICE = "Narrow it: use the exact title in the dictionary, or a longer phrase."


def refuse_worse_figures(knowledge: TitleKnowledge, *, spared: Collection[str] = ()) -> None:
    """Refuse a change by which another function, or a level, falls above its margin.

    Args:
        knowledge: as it would be.
        spared: functions whose fall is wanted: the one whose threshold is moved.

    Raises:
        LabelFallsError: names the functions and levels with their figures.
    """
    try:
        found = falls_with(knowledge, spared=spared)
    except NoModelError:
        return
    refuse_metric_drops(named_drops(found), advice=ADVICE)


def falls_with(knowledge: TitleKnowledge, *, spared: Collection[str] = ()) -> list[MetricDrop]:
    """Return what falls on the frozen test set with another taxonomy, above the margin or not.

    Falls are counted from the model with the dictionary and rules that come with the product. A
    title of the test set of which staff wrote a dictionary entry is left out.

    Args:
        knowledge: as it would be.
        spared: functions whose fall is wanted.

    Raises:
        NoModelError: no model of titles is live.
    """
    now = load_titles()
    taxonomy, written = knowledge.taxonomy, Dictionary(knowledge.dictionary)
    shipped = Dictionary(
        {
            title: replace(entry, functions=taxonomy.now(entry.functions))
            for title, entry in _shipped_dictionary().items()
        }
    )
    phrases = {phrase: taxonomy.now(meant) for phrase, meant in load_phrases().items()}
    alone = TitleCascade(
        taxonomy=taxonomy, model=now.model, dictionary=shipped, phrases=PhraseRules(phrases)
    )
    then = TitleCascade(
        taxonomy=taxonomy,
        model=now.model,
        dictionary=written,
        phrases=PhraseRules(knowledge.phrases),
        thresholds=knowledge.thresholds,
    )
    return metric_drops_by_staff(
        alone,
        before=now,
        after=then,
        is_spoken=lambda key: _says(written, key) != _says(shipped, key),
        spared={*spared, *taxonomy.now(spared)},
    )


@lru_cache(maxsize=1)
def _shipped_dictionary() -> dict[str, Entry]:
    return {normalise(title): entry for title, entry in load_dictionary().items()}


def _says(dictionary: Dictionary, key: str) -> tuple[frozenset[str], str | None] | None:
    """Return functions and level of an entry, without the order in which they were stored."""
    found = dictionary.find(key)
    return None if found is None else (frozenset(found[1].functions), found[1].level)

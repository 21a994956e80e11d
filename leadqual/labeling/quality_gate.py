"""The frozen test set runs before anything that people teach counts."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from threading import Lock
from typing import NamedTuple

from classifiers.core.array_types import Floats
from classifiers.core.taxonomy import Taxonomy
from classifiers.core.types import TitlePrediction
from classifiers.titles.cascade import TitleCascade
from classifiers.titles.dictionary import Dictionary, Entry, load_dictionary
from classifiers.titles.phrase_rules import PhraseRules, load_phrases
from classifiers.titles.propagation import CorrectionMemory
from classifiers.titles.text.normalize import normalize
from classifiers.titles.text.signature import signature
from classifiers.titles.training.dataset import LabeledTitle, read_frozen
from classifiers.titles.training.metric_drops import (
    FUNCTION,
    LEVEL,
    Labels,
    MetricDrop,
    metric_drops,
)
from classifiers.titles.workspace_cascade import WorkspaceCascade
from leadqual.core.errors import LeadqualError
from leadqual.labeling.errors import CORRECT_ALONE
from leadqual.labeling.metric_drop_texts import drop_text, name_drops
from leadqual.registry.selectors import NoModelError
from leadqual.registry.versions.loading import load_titles
from leadqual.taxonomy.library_values import TitleKnowledge

_reading = Lock()
ADVICE = "Narrow it: use the exact title in the dictionary, or a longer phrase."


class MetricDropError(LeadqualError, code="label_falls", status=409):
    """The frozen test set says that other functions or levels would be found less well."""

    def __init__(self, falls: Sequence[MetricDrop], *, advice: str = CORRECT_ALONE) -> None:
        self.falls = tuple(falls)
        self.advice = advice
        text = " ".join(map(drop_text, falls))
        super().__init__(f"{text} It fails the quality gate. Nothing was saved. {advice}")


class _Given(NamedTuple):
    """Functions and levels of the test set, title by title."""

    functions: Labels
    levels: Labels

    def of(self, positions: Sequence[int]) -> "_Given":
        return _Given(*([labels[index] for index in positions] for labels in self))


@dataclass(frozen=True, slots=True)
class WorseTitle:
    """A title of the test set that a change makes worse; slugs of functions.

    Args:
        after: what is given to it with the change.
    """

    title: str
    wanted: Sequence[str]
    before: Sequence[str]
    after: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Frozen:
    """The test set and what the cascade alone says of it."""

    keys: tuple[str, ...]
    titles: tuple[LabeledTitle, ...]
    signatures: tuple[str, ...]
    wanted: _Given
    answers: tuple[TitlePrediction, ...]
    given: _Given
    vectors: dict[str, Floats]


def metric_drops_of(
    before: WorkspaceCascade,
    after: WorkspaceCascade,
    *,
    exempt: Collection[str] = (),
    contradicted: Collection[str] = (),
) -> list[MetricDrop]:
    """Return the functions and levels that a change makes worse on the frozen test set.

    A title of the test set that a person corrected is left out. What the cascade says of the set is
    remembered for each model and version of the taxonomy.

    Args:
        before: the cascade as it is.
        after: the cascade with the change.
        exempt: functions whose fall is wanted.
        contradicted: signatures that people gave an exempt function; titles of the test set with
            one of them and without the function are left out too.
    """
    frozen = _frozen(after.cascade)
    given = [_given(each, frozen) for each in (before, after)]
    if given[0] == given[1]:
        return []
    kept = _scored_titles(frozen, before, after, exempt=exempt, contradicted=contradicted)
    return _all_drops(
        *(each.of(kept) for each in (frozen.wanted, frozen.given, *given)), exempt=exempt
    )


def worse_titles(
    before: WorkspaceCascade,
    after: WorkspaceCascade,
    functions: Collection[str],
    *,
    exempt: Collection[str] = (),
    contradicted: Collection[str] = (),
) -> list[WorseTitle]:
    """Return the titles of the test set by which some functions are found less well.

    Args:
        before: the cascade as it is.
        after: the cascade with the change.
        functions: those that fall, as `metric_drops_of` says.
        exempt: as there.
        contradicted: as there.
    """
    frozen = _frozen(after.cascade)
    old, new = (_given(each, frozen).functions for each in (before, after))
    return [
        WorseTitle(frozen.titles[n].title, frozen.wanted.functions[n], old[n], new[n])
        for n in _scored_titles(frozen, before, after, exempt=exempt, contradicted=contradicted)
        if any(_is_worse(slug, frozen.wanted.functions[n], old[n], new[n]) for slug in functions)
    ]


def _is_worse(
    slug: str, wanted: Sequence[str], before: Sequence[str], after: Sequence[str]
) -> bool:
    return (slug in wanted) == (slug in before) != (slug in after)


def _scored_titles(
    frozen: _Frozen,
    before: WorkspaceCascade,
    after: WorkspaceCascade,
    *,
    exempt: Collection[str],
    contradicted: Collection[str],
) -> list[int]:
    """Return the places of the titles that count: nobody corrected them or a close variant."""
    corrected_keys = before.memory.entries.keys() | after.memory.entries.keys()
    return [
        n
        for n, key in enumerate(frozen.keys)
        if key not in corrected_keys
        and (
            frozen.signatures[n] not in contradicted
            or not set(exempt).isdisjoint(frozen.wanted.functions[n])
        )
    ]


def _all_drops(
    wanted: _Given, alone: _Given, before: _Given, after: _Given, *, exempt: Collection[str]
) -> list[MetricDrop]:
    functions, levels = (
        metric_drops(wanted=right, alone=own, before=first, after=second, kind=kind, exempt=kept)
        if first != second
        else []
        for kind, kept, right, own, first, second in zip(
            (FUNCTION, LEVEL), (exempt, ()), wanted, alone, before, after, strict=True
        )
    )
    return [*functions, *levels]


def metric_drops_by_staff(
    alone: TitleCascade,
    *,
    before: TitleCascade,
    after: TitleCascade,
    is_spoken: Callable[[str], bool],
    exempt: Collection[str] = (),
) -> list[MetricDrop]:
    """Return what another dictionary, other rules or thresholds make worse on the test set.

    What is right has the slugs of after the change, also where functions are merged.

    Args:
        alone: with what comes with the product; falls are counted from it.
        before: the cascade as it is.
        after: the cascade as it would be.
        is_spoken: whether staff said what a normalized title is; those are left out.
        exempt: functions whose fall is wanted.
    """
    frozen = _frozen(before)
    kept = [n for n, key in enumerate(frozen.keys) if not is_spoken(key)]
    keys = [frozen.keys[n] for n in kept]
    first, last = (_labels(each.predict(keys, explain=False)) for each in (alone, after))
    wanted = _wanted([frozen.titles[n] for n in kept], after.taxonomy)
    now = frozen.given.of(kept)  # With the slugs of before.
    given = now._replace(functions=[after.taxonomy.now(slugs) for slugs in now.functions])
    return _all_drops(wanted, first, given, last, exempt=exempt)


def refuse_metric_drops(found: Sequence[MetricDrop], *, advice: str = CORRECT_ALONE) -> None:
    """Refuse a change that takes more than the margin from a function or level.

    Args:
        found: what falls, above the margin or not.
        advice: what can be done instead.

    Raises:
        MetricDropError: names them with their figures.
    """
    if deep := [drop for drop in found if drop.is_above_margin]:
        raise MetricDropError(deep, advice=advice)


def frozen_titles(cascade: TitleCascade) -> tuple[Sequence[str], Labels]:
    """Return the normalized titles of the test set, and the functions that each really has."""
    frozen = _frozen(cascade)
    return frozen.keys, frozen.wanted.functions


def preload(cascade: TitleCascade) -> None:
    """Read the test set once, so that the first correction of a process need not wait."""
    _frozen(cascade)


def _frozen(cascade: TitleCascade) -> _Frozen:
    with _reading:  # Whoever comes while it is read waits, and does not read it again.
        return _read_test_set(cascade)


@lru_cache(maxsize=2)
def _read_test_set(cascade: TitleCascade) -> _Frozen:
    keys, titles, signatures = _shipped_test_titles()
    texts_of_heads = WorkspaceCascade(cascade, CorrectionMemory(())).texts_of_heads
    texts = list(dict.fromkeys(text for key in keys for text in texts_of_heads(key)))
    vectors = cascade.model.unit_vectors(texts)
    answers = tuple(cascade.predict(keys, explain=False))
    return _Frozen(
        keys=keys,
        titles=titles,
        signatures=signatures,
        wanted=_wanted(titles, cascade.taxonomy),
        answers=answers,
        given=_labels(answers),
        vectors=dict(zip(texts, vectors, strict=True)),
    )


@cache
def _shipped_test_titles() -> tuple[tuple[str, ...], tuple[LabeledTitle, ...], tuple[str, ...]]:
    """Return the titles of the test set, normalized, as written and as signatures."""
    titles = {normalize(title.title): title for title in read_frozen()}
    titles.pop("", None)
    return tuple(titles), tuple(titles.values()), tuple(map(signature, titles))


def _wanted(titles: Sequence[LabeledTitle], taxonomy: Taxonomy) -> _Given:
    """Return what is right, with the slugs that functions have now."""
    return _Given(
        [taxonomy.now(title.functions) for title in titles],
        [(title.level or "",) for title in titles],
    )


def _given(online: WorkspaceCascade, frozen: _Frozen) -> _Given:
    """Return what is given to the test set; only what the book or heads may touch is read again."""
    functions, levels = list(frozen.given.functions), list(frozen.given.levels)
    touched = [
        n
        for n, text in enumerate(frozen.signatures)
        if len(online.heads) or online.memory.has_candidates(text)
    ]
    found = online.corrected([frozen.answers[n] for n in touched], vectors=frozen.vectors)
    for n, *labels in zip(touched, *_labels(found), strict=True):
        functions[n], levels[n] = labels
    return _Given(functions, levels)


def _labels(answers: Sequence[TitlePrediction]) -> _Given:
    return _Given(
        [tuple(label.slug for label in answer.functions) for answer in answers],
        [(answer.level.slug,) for answer in answers],
    )


def refuse_worse_figures(knowledge: TitleKnowledge, *, exempt: Collection[str] = ()) -> None:
    """Refuse a change by which another function, or a level, falls above its margin.

    Args:
        knowledge: as it would be.
        exempt: functions whose fall is wanted: the one whose threshold is moved.

    Raises:
        MetricDropError: names the functions and levels with their figures.
    """
    try:
        found = drops_with_taxonomy(knowledge, exempt=exempt)
    except NoModelError:
        return
    refuse_metric_drops(name_drops(found), advice=ADVICE)


def drops_with_taxonomy(
    knowledge: TitleKnowledge, *, exempt: Collection[str] = ()
) -> list[MetricDrop]:
    """Return what falls on the frozen test set with another taxonomy, above the margin or not.

    Falls are counted from the model with the dictionary and rules that come with the product. A
    title of the test set of which staff wrote a dictionary entry is left out.

    Args:
        knowledge: as it would be.
        exempt: functions whose fall is wanted.

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
        is_spoken=lambda key: _meaning_of(written, key) != _meaning_of(shipped, key),
        exempt={*exempt, *taxonomy.now(exempt)},
    )


@lru_cache(maxsize=1)
def _shipped_dictionary() -> dict[str, Entry]:
    return {normalize(title): entry for title, entry in load_dictionary().items()}


def _meaning_of(dictionary: Dictionary, key: str) -> tuple[frozenset[str], str | None] | None:
    """Return functions and level of an entry, without the order in which they were stored."""
    found = dictionary.find(key)
    return None if found is None else (frozenset(found[1].functions), found[1].level)

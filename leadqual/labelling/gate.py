"""The frozen test set runs before anything that people teach counts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from classifiers.titles.book import Book
from classifiers.titles.cascade import TitleCascade
from classifiers.titles.frozen import Fall, falls, read_frozen
from classifiers.titles.learned import LearnedHeads
from classifiers.titles.model import Floats
from classifiers.titles.normalise import normalise
from classifiers.titles.online import OnlineCascade
from classifiers.types import TitlePrediction
from leadqual.labelling.errors import LabelFallsError


@dataclass(frozen=True, slots=True)
class _Frozen:
    """The test set and what the cascade alone says of it."""

    keys: tuple[str, ...]
    wanted: tuple[tuple[str, ...], ...]
    answers: tuple[TitlePrediction, ...]
    vectors: dict[str, Floats]


def what_falls(
    before: OnlineCascade, after: OnlineCascade, *, spared: Collection[str] = ()
) -> list[Fall]:
    """Return the functions that a change makes worse on the frozen test set.

    A title of the test set that a person spoke of is left out: their word is no mistake. What the
    cascade says of the set is remembered for each model and version of the taxonomy.

    Args:
        before: the cascade as it is.
        after: the cascade with the change.
        spared: functions whose fall is wanted.
    """
    frozen = _frozen(after.cascade)
    spoken = before.book.entries.keys() | after.book.entries.keys()
    kept = [n for n, key in enumerate(frozen.keys) if key not in spoken]
    alone = _slugs(frozen.answers)
    given = [_given(each.cascade, each.book, each.heads) for each in (before, after)]
    wanted, first, second, third = (
        [labels[n] for n in kept] for labels in (frozen.wanted, alone, *given)
    )
    return falls(wanted=wanted, alone=first, before=second, after=third, spared=spared)


def refuse_falls(found: Sequence[Fall]) -> None:
    """Refuse a change that takes more than the margin from a function.

    Raises:
        LabelFallsError: names the functions with their figures.
    """
    if deep := [fall for fall in found if fall.is_above_margin]:
        raise LabelFallsError(deep)


def warm(cascade: TitleCascade) -> None:
    """Read the test set once, so that the first correction of a process need not wait."""
    _frozen(cascade)


@lru_cache(maxsize=2)
def _frozen(cascade: TitleCascade) -> _Frozen:
    titles = {normalise(title.title): title for title in read_frozen()}
    keys = tuple(key for key in titles if key)
    vectors = cascade.model.predict(keys).vectors
    return _Frozen(
        keys=keys,
        wanted=tuple(titles[key].functions for key in keys),
        answers=tuple(cascade.predict(keys, explain=False)),
        vectors=dict(zip(keys, vectors, strict=True)),
    )


@lru_cache(maxsize=8)
def _given(cascade: TitleCascade, book: Book, heads: LearnedHeads) -> tuple[tuple[str, ...], ...]:
    """Return what is given to the test set; the state before a change is asked for many times."""
    frozen = _frozen(cascade)
    online = OnlineCascade(cascade, book, heads)
    return _slugs(online.corrected(frozen.answers, vectors=frozen.vectors))


def _slugs(answers: Sequence[TitlePrediction]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(label.slug for label in answer.functions) for answer in answers)

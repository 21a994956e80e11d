"""The frozen test set runs before anything that people teach counts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from classifiers.titles.book import Book
from classifiers.titles.cascade import TitleCascade
from classifiers.titles.frozen import Fall, falls, read_frozen
from classifiers.titles.model import Floats
from classifiers.titles.normalise import normalise
from classifiers.titles.online import OnlineCascade
from classifiers.titles.signature import signature
from classifiers.types import TitlePrediction
from leadqual.labelling.errors import LabelFallsError

_reading = Lock()


@dataclass(frozen=True, slots=True)
class _Frozen:
    """The test set and what the cascade alone says of it."""

    keys: tuple[str, ...]
    wanted: tuple[tuple[str, ...], ...]
    signatures: tuple[str, ...]
    answers: tuple[TitlePrediction, ...]
    slugs: tuple[tuple[str, ...], ...]
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
    given = [_given(each, frozen) for each in (before, after)]
    if given[0] == given[1]:
        return []
    spoken = before.book.entries.keys() | after.book.entries.keys()
    kept = [n for n, key in enumerate(frozen.keys) if key not in spoken]
    wanted, alone, first, second = (
        [labels[n] for n in kept] for labels in (frozen.wanted, frozen.slugs, *given)
    )
    return falls(wanted=wanted, alone=alone, before=first, after=second, spared=spared)


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


def _frozen(cascade: TitleCascade) -> _Frozen:
    with _reading:  # Whoever comes while it is read waits, and does not read it again.
        return _read(cascade)


@lru_cache(maxsize=2)
def _read(cascade: TitleCascade) -> _Frozen:
    titles = {normalise(title.title): title for title in read_frozen()}
    keys = tuple(key for key in titles if key)
    texts_of_heads = OnlineCascade(cascade, Book(())).texts_of_heads
    texts = list(dict.fromkeys(text for key in keys for text in texts_of_heads(key)))
    vectors = cascade.model.predict(texts).vectors
    answers = tuple(cascade.predict(keys, explain=False))
    return _Frozen(
        keys=keys,
        wanted=tuple(titles[key].functions for key in keys),
        signatures=tuple(map(signature, keys)),
        answers=answers,
        slugs=_slugs(answers),
        vectors=dict(zip(texts, vectors, strict=True)),
    )


def _given(online: OnlineCascade, frozen: _Frozen) -> list[tuple[str, ...]]:
    """Return what is given to the test set; only what the book or heads may touch is read anew."""
    given = list(frozen.slugs)
    touched = [
        n
        for n, text in enumerate(frozen.signatures)
        if len(online.heads) or online.book.may_reach(text)
    ]
    found = online.corrected([frozen.answers[n] for n in touched], vectors=frozen.vectors)
    for n, slugs in zip(touched, _slugs(found), strict=True):
        given[n] = slugs
    return given


def _slugs(answers: Sequence[TitlePrediction]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(label.slug for label in answer.functions) for answer in answers)

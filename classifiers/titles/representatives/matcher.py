"""Gives functions to titles that are similar to their representative titles.

A function that the model has never seen is found by its representative titles alone, from the
moment it has them. Of a function that the model knows, titles that it learned with say nothing
new; those that staff added take part beside the model.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

import numpy as np

from classifiers.core.taxonomy import Taxonomy, load_default
from classifiers.titles.model.network import Floats, Scores, TitleModel
from classifiers.titles.representatives.features import Doubles, RepresentativeSpace, Similarities
from classifiers.titles.representatives.similarity_weights import LearnedWeights, load_weights
from classifiers.titles.text.normalize import normalise

DECIMALS = 4


@dataclass(frozen=True, slots=True)
class RepresentativeMatch:
    """A function that a title has by its similarity to a representative title.

    Args:
        score: chance, 0 to 1.
        similarity: to that title, 0 to 1.
    """

    slug: str
    score: float
    title: str
    similarity: float


@dataclass(frozen=True, slots=True)
class RepresentedFunction:
    """A function with representative titles that take part.

    Args:
        column: of the model; None where it has never seen the function.
    """

    slug: str
    titles: tuple[str, ...]
    column: int | None
    threshold: float


class RepresentativeMatcher:
    """Asks for all functions at once how similar titles are to their representative titles.

    Args:
        functions: each with a title at least.
    """

    def __init__(
        self,
        functions: Sequence[RepresentedFunction],
        *,
        model: TitleModel,
        learned: LearnedWeights,
    ) -> None:
        self.functions = tuple(functions)
        self._model = model
        self._learned = learned
        self._titles = [title for function in functions for title in function.titles]
        keys = [normalise(title) for title in self._titles]
        owners = [place for place, one in enumerate(functions) for _ in one.titles]
        self._exact: dict[str, list[int]] = {}
        for key, owner in zip(keys, owners, strict=True):
            self._exact.setdefault(key, []).append(owner)
        starts = [0, *accumulate(len(function.titles) for function in functions)][:-1]
        self._space = RepresentativeSpace(keys, starts, model.predict(keys).vectors, learned.words)
        self._columns = np.array([f.column or 0 for f in functions], dtype=np.intp)
        self._is_known = np.array([f.column is not None for f in functions], dtype=np.bool_)
        self.limits = np.array([f.threshold for f in functions])

    @classmethod
    def under(
        cls,
        taxonomy: Taxonomy,
        model: TitleModel,
        thresholds: Mapping[str, float],
        learned: LearnedWeights | None = None,
    ) -> "RepresentativeMatcher | None":
        """Return the matcher of a taxonomy; None where its titles are those the model learned with.

        Args:
            taxonomy: its functions with their representative titles.
            model: under the slugs of the taxonomy.
            thresholds: function → threshold, where it is not that of the model or the learned one.
            learned: what comes with the product where left out.
        """
        columns = {slug: place for place, slug in enumerate(model.functions)}
        taught = _taught(taxonomy)
        found = [
            (function, titles, columns.get(function.slug))
            for function in taxonomy.functions
            if (
                titles := _untaught(
                    function.titles,
                    taught.get(function.slug, ()) if function.slug in columns else (),
                )
            )
        ]
        if not found:
            return None
        learned = learned or load_weights()
        return cls(
            [
                RepresentedFunction(
                    function.slug,
                    titles,
                    column,
                    thresholds.get(
                        function.slug,
                        learned.new.threshold
                        if column is None
                        else float(model.thresholds[column]),
                    ),
                )
                for function, titles, column in found
            ],
            model=model,
            learned=learned,
        )

    def chances(self, keys: Sequence[str], scores: Scores) -> Doubles:
        """Return the chances of functions for normalized titles, shape (n_titles, n_functions)."""
        return self._chances(keys, self._beside(keys, scores))

    def matches(self, keys: Sequence[str], scores: Scores) -> list[tuple[RepresentativeMatch, ...]]:
        """Return the functions above their thresholds, best first."""
        beside = self._beside(keys, scores)
        chances = self._chances(keys, beside)
        found: list[list[RepresentativeMatch]] = [[] for _ in keys]
        rows, places = np.nonzero(chances >= self.limits)
        for row, place in zip(rows.tolist(), places.tolist(), strict=True):
            found[row].append(
                RepresentativeMatch(
                    slug=self.functions[place].slug,
                    score=round(float(chances[row, place]), DECIMALS),
                    title=self._titles[int(beside.nearest[row, place])],
                    similarity=round(float(beside.likeness[row, place]), 3),
                )
            )
        return [tuple(sorted(one, key=lambda match: -match.score)) for one in found]

    def _beside(self, keys: Sequence[str], scores: Scores) -> Similarities:
        known: Floats = np.where(self._is_known, scores.functions[:, self._columns], 0)
        return self._space.beside(
            keys, scores.vectors, known, scores.functions.max(axis=1, initial=0.0)
        )

    def _chances(self, keys: Sequence[str], beside: Similarities) -> Doubles:
        """Return chances; a representative title itself is certain: a person wrote it down."""
        found: Doubles = np.where(
            self._is_known,
            self._learned.known.chances(beside.features),
            self._learned.new.chances(beside.features),
        )
        for row, key in enumerate(keys):
            for place in self._exact.get(key, ()):
                found[row, place] = 1.0
        return found


def _untaught(titles: Iterable[str], taught: Collection[str]) -> tuple[str, ...]:
    """Return the titles of a function that the model did not learn with it; each spelling once."""
    left = [title for title in titles if title not in taught]
    if not left:
        return ()
    known = set(map(normalise, taught))
    by_key = {key: title for title in left if (key := normalise(title)) and key not in known}
    return tuple(by_key.values())


def _taught(taxonomy: Taxonomy) -> dict[str, frozenset[str]]:
    """Return slug → representative titles that come with the product, under the slugs of now."""
    found: dict[str, frozenset[str]] = {}
    for former, titles in _shipped().items():
        for slug in taxonomy.now([former]):
            found[slug] = found.get(slug, frozenset()) | titles
    return found


@lru_cache(maxsize=1)
def _shipped() -> dict[str, frozenset[str]]:
    return {function.slug: frozenset(function.titles) for function in load_default().functions}

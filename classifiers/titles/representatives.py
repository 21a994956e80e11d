"""Finds the functions whose representative titles a title is similar to.

A function that the model has never seen is found by its representative titles alone, from the
moment it has them. Of a function that the model knows, titles that it learned with say nothing
new; those that staff added take part next to the model.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

import numpy as np

from classifiers.core.array_types import Doubles, Floats
from classifiers.core.taxonomy import Taxonomy, load_default
from classifiers.titles.model.network import Scores, TitleModel
from classifiers.titles.representative_space import RepresentativeSpace, Similarities
from classifiers.titles.representative_weights import LearnedWeights, load_weights
from classifiers.titles.text.normalize import normalize

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
        keys = [normalize(title) for title in self._titles]
        owners = [index for index, item in enumerate(functions) for _ in item.titles]
        self._exact: dict[str, list[int]] = {}
        for key, owner in zip(keys, owners, strict=True):
            self._exact.setdefault(key, []).append(owner)
        starts = [0, *accumulate(len(function.titles) for function in functions)][:-1]
        self._space = RepresentativeSpace(keys, starts, model.unit_vectors(keys), learned.words)
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
        columns = {slug: index for index, slug in enumerate(model.functions)}
        shipped_titles = _shipped_titles_by_slug(taxonomy)
        found = [
            (function, titles, columns.get(function.slug))
            for function in taxonomy.functions
            if (
                titles := _titles_not_shipped(
                    function.titles,
                    shipped_titles.get(function.slug, ()) if function.slug in columns else (),
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
        return self._chances(keys, self._similarities(keys, scores))

    def matches(self, keys: Sequence[str], scores: Scores) -> list[tuple[RepresentativeMatch, ...]]:
        """Return the functions above their thresholds, best first."""
        compared = self._similarities(keys, scores)
        chances = self._chances(keys, compared)
        found: list[list[RepresentativeMatch]] = [[] for _ in keys]
        rows, indexes = np.nonzero(chances >= self.limits)
        for row, index in zip(rows.tolist(), indexes.tolist(), strict=True):
            found[row].append(
                RepresentativeMatch(
                    slug=self.functions[index].slug,
                    score=round(float(chances[row, index]), DECIMALS),
                    title=self._titles[int(compared.nearest[row, index])],
                    similarity=round(float(compared.similarity[row, index]), 3),
                )
            )
        return [tuple(sorted(row_matches, key=lambda match: -match.score)) for row_matches in found]

    def _similarities(self, keys: Sequence[str], scores: Scores) -> Similarities:
        known: Floats = np.where(self._is_known, scores.functions[:, self._columns], 0)
        return self._space.compare(
            keys, scores.vectors, known, scores.functions.max(axis=1, initial=0.0)
        )

    def _chances(self, keys: Sequence[str], compared: Similarities) -> Doubles:
        """Return chances; a representative title itself is certain: a person wrote it down."""
        found: Doubles = np.where(
            self._is_known,
            self._learned.known.chances(compared.features),
            self._learned.new.chances(compared.features),
        )
        for row, key in enumerate(keys):
            for index in self._exact.get(key, ()):
                found[row, index] = 1.0
        return found


def _titles_not_shipped(titles: Iterable[str], shipped_titles: Collection[str]) -> tuple[str, ...]:
    """Return the titles of a function that the model did not learn with it; each spelling once."""
    left = [title for title in titles if title not in shipped_titles]
    if not left:
        return ()
    known = set(map(normalize, shipped_titles))
    by_key = {key: title for title in left if (key := normalize(title)) and key not in known}
    return tuple(by_key.values())


def _shipped_titles_by_slug(taxonomy: Taxonomy) -> dict[str, frozenset[str]]:
    """Return slug → representative titles that come with the product, under the slugs of now."""
    found: dict[str, frozenset[str]] = {}
    for former, titles in _shipped().items():
        for slug in taxonomy.now([former]):
            found[slug] = found.get(slug, frozenset()) | titles
    return found


@lru_cache(maxsize=1)
def _shipped() -> dict[str, frozenset[str]]:
    return {function.slug: frozenset(function.titles) for function in load_default().functions}

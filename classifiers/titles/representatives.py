"""Gives functions to titles that are similar to their representative titles.

A function that the model has never seen is found by its representative titles alone, from the
moment it has them. Of a function that the model knows, titles that it learned with say nothing
new; those that staff added take part beside the model.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from classifiers.core.taxonomy import Taxonomy, load_default
from classifiers.core.text import DATA, words
from classifiers.core.types import Evidence, Label
from classifiers.titles.lookup import (
    Dictionary,
    PhraseMatch,
    PhraseRules,
    load_dictionary,
    load_phrases,
)
from classifiers.titles.model.network import Floats, Scores, TitleModel
from classifiers.titles.model.roles import Role, StageAnswer
from classifiers.titles.text.normalize import normalise
from classifiers.titles.text.signature import signature

# How similar titles are to the representative titles of functions, as numbers to decide by.

NAMES = (
    "vector",
    "words",
    "both",
    "second",
    "covered",
    "spread",
    "known",
    "best",
)
"""What `Similarities.features` holds, in the order of its last axis."""

MAX_LOG_ODDS = 6.0

Doubles = NDArray[np.float64]
Rows = NDArray[np.intp]

WEIGHTS = DATA / "titles/representative_weights.json"
DECIMALS = 4
REPRESENTATIVE = "representative title"  # Kind of evidence.


@dataclass(frozen=True, slots=True)
class WordWeights:
    """How much a word tells of what a job does.

    Args:
        weights: word of a signature → its weight; words of many jobs weigh little.
    """

    weights: Mapping[str, float]
    unknown: float

    def of(self, key: str) -> dict[str, float]:
        """Return word → weight of a normalized title, without rank, order and spelling."""
        said = words(signature(key)) or [key]
        return {word: self.weights.get(word, self.unknown) for word in said}


@dataclass(frozen=True, slots=True)
class Similarities:
    """Titles beside the representative titles of functions.

    Args:
        features: shape (n_titles, n_functions, len(NAMES)).
        nearest: place of the most similar representative title, shape (n_titles, n_functions).
        likeness: to that title, 0 to 1, shape (n_titles, n_functions).
    """

    features: Doubles
    nearest: Rows
    likeness: Doubles


class RepresentativeSpace:
    """The representative titles of several functions.

    Args:
        keys: normalized titles, those of one function together.
        vectors: unit vectors of the titles, shape (n_titles, n_dimensions).
    """

    def __init__(
        self, keys: Sequence[str], starts: Sequence[int], vectors: Floats, weights: WordWeights
    ) -> None:
        self._starts = np.array(starts, dtype=np.intp)
        self._vectors = vectors.astype(np.float64)
        self._weights = weights
        said = [weights.of(key) for key in keys]
        self._columns = {
            word: column
            for column, word in enumerate(dict.fromkeys(w for one in said for w in one))
        }
        self._words = self._of_words(said)[0]
        self._owners = np.repeat(np.arange(len(starts)), np.diff([*starts, len(keys)]))
        self._vocabularies = np.zeros((len(self._columns), len(starts)))
        for owner, one in zip(self._owners.tolist(), said, strict=True):
            self._vocabularies[[self._columns[word] for word in one], owner] = 1
        self._spread = self._spreads()

    def beside(
        self, keys: Sequence[str], vectors: Floats, chances: Floats, best: Floats
    ) -> Similarities:
        """Compare titles with the representative ones.

        Args:
            keys: normalized.
            vectors: their unit vectors, shape (n_titles, n_dimensions).
            chances: that of each function by the model, 0 where it does not know it, shape
                (n_titles, n_functions).
            best: the largest chance of any function by the model, shape (n_titles,).
        """
        said = [self._weights.of(key) for key in keys]
        own, shares = self._of_words(said)
        by_vector = vectors.astype(np.float64) @ self._vectors.T
        by_words = own @ self._words.T
        both = (by_vector + by_words) / 2
        nearest = self._nearest(both)
        highest = np.take_along_axis(both, nearest, axis=1)
        features = [
            np.maximum.reduceat(by_vector, self._starts, axis=1),
            np.maximum.reduceat(by_words, self._starts, axis=1),
            highest,
            self._second(both, nearest),
            shares @ self._vocabularies,
            np.broadcast_to(self._spread, highest.shape),
            _log_odds(chances),
            np.broadcast_to(_log_odds(best)[:, None], highest.shape),
        ]
        return Similarities(np.stack(features, axis=2), nearest, np.clip(highest, 0, 1))

    def _of_words(self, said: Sequence[Mapping[str, float]]) -> tuple[Doubles, Doubles]:
        """Return unit vectors of known words, and what share of a title's weight each word has."""
        found = np.zeros((len(said), len(self._columns)))
        lengths, totals = np.ones(len(said)), np.ones(len(said))
        for row, one in enumerate(said):
            for word, weight in one.items():
                if (column := self._columns.get(word)) is not None:
                    found[row, column] = weight
            lengths[row] = sum(weight * weight for weight in one.values()) ** 0.5
            totals[row] = sum(one.values())
        return found / lengths[:, None], found / totals[:, None]

    def _nearest(self, both: Doubles) -> Rows:
        ends = np.append(self._starts[1:], both.shape[1])
        return np.stack(
            [
                start + both[:, start:end].argmax(axis=1)
                for start, end in zip(self._starts, ends, strict=True)
            ],
            axis=1,
        )

    def _second(self, both: Doubles, nearest: Rows) -> Doubles:
        """Return the second highest likeness to a title of each function; the highest of one."""
        left = both.copy()
        counts = np.bincount(self._owners, minlength=len(self._starts))
        several = counts > 1
        np.put_along_axis(left, nearest[:, several], -1.0, axis=1)
        return np.maximum.reduceat(left, self._starts, axis=1)

    def _spreads(self) -> Doubles:
        """Return how like its titles are to each other, for each function; 0.5 of a single one."""
        both = (self._vectors @ self._vectors.T + self._words @ self._words.T) / 2
        np.fill_diagonal(both, -1.0)
        both[self._owners[:, None] != self._owners[None, :]] = -1.0
        nearest = both.max(axis=1)
        found = np.full(len(self._starts), 0.5)
        for place in range(len(self._starts)):
            own = nearest[self._owners == place]
            if len(own) > 1:
                found[place] = own.mean()
        return found


def _log_odds(chances: Floats) -> Doubles:
    bounded = np.clip(chances.astype(np.float64), 1e-9, 1 - 1e-9)
    return np.clip(np.log(bounded / (1 - bounded)), -MAX_LOG_ODDS, MAX_LOG_ODDS)


# What was learned about similarity to representative titles: weights of words and of features.


@dataclass(frozen=True, slots=True)
class FeatureWeights:
    """How features of similarity become a chance: a logistic regression.

    Args:
        features: weight of each feature, shape (len(NAMES),).
        bias: log-odds of a title whose features are all 0.
        threshold: chance from which a function is given, where staff set none.
    """

    features: Doubles
    bias: float
    threshold: float

    def chances(self, features: Doubles) -> Doubles:
        """Return chances, 0 to 1, of features whose last axis is that of `NAMES`."""
        return 1 / (1 + np.exp(-(features @ self.features + self.bias)))


@dataclass(frozen=True, slots=True)
class LearnedWeights:
    """All that was fitted, once for all functions.

    Args:
        new: for functions that the model has never seen.
    """

    words: WordWeights
    new: FeatureWeights
    known: FeatureWeights

    def as_json(self) -> dict[str, object]:
        """Return it as it is stored."""
        return {
            "new": _as_json(self.new),
            "known": _as_json(self.known),
            "unknown_word": self.words.unknown,
            "words": dict(sorted(self.words.weights.items())),
        }


@lru_cache(maxsize=2)
def load_weights(path: Path = WEIGHTS) -> LearnedWeights:
    """Read what was fitted; what comes with the product where no file is named."""
    content = json.loads(path.read_text("utf-8"))
    return LearnedWeights(
        words=WordWeights(content["words"], content["unknown_word"]),
        new=_weights(content["new"]),
        known=_weights(content["known"]),
    )


def _as_json(weights: FeatureWeights) -> dict[str, object]:
    pairs = zip(NAMES, weights.features.tolist(), strict=True)
    return {
        "features": {name: round(weight, 4) for name, weight in pairs},
        "bias": round(weights.bias, 4),
        "threshold": weights.threshold,
    }


def _weights(content: Mapping[str, object]) -> FeatureWeights:
    features = cast("Mapping[str, float]", content["features"])
    return FeatureWeights(
        features=np.array([features.get(name, 0.0) for name in NAMES]),
        bias=cast("float", content["bias"]),
        threshold=cast("float", content["threshold"]),
    )


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


# The stage of the cascade that asks for similarity to representative titles, role by role.


Found = tuple[RepresentativeMatch, ...]


class RepresentativeStage:
    """Adds functions to what dictionary, rules and model say of a role.

    An entry or a rule that staff wrote is all that there is to say. Those that come with the
    product know nothing of functions that were added later, so these may stand beside them.
    """

    def __init__(
        self, matcher: RepresentativeMatcher, model: TitleModel, taxonomy: Taxonomy
    ) -> None:
        self.matcher = matcher
        self._model = model
        self._taxonomy = taxonomy
        self._limits = {one.slug: one.threshold for one in matcher.functions}
        self._added = {one.slug for one in matcher.functions if one.column is None}

    def find(
        self, roles: Sequence[Role], matches: Sequence[PhraseMatch | None], scores: Scores
    ) -> dict[int, Found]:
        """Return place of a role → the functions that it has by similarity, best first."""
        places = [
            place
            for place, (role, match) in enumerate(zip(roles, matches, strict=True))
            if self._is_open(role, match)
        ]
        texts = [roles[place].text for place in places]
        alone = self._scores(roles, places, scores)
        answers = self.matcher.matches(texts, alone)
        shares = self._shares([roles[place] for place in places], alone)
        kept = {
            place: self._lowered(self._kept(roles[place], matches[place], given), share)
            for place, given, share in zip(places, answers, shares, strict=True)
            if given
        }
        return {place: given for place, given in kept.items() if given}

    def _is_open(self, role: Role, match: PhraseMatch | None) -> bool:
        """Return whether similarity may add to what is known of a role."""
        if role.source == "correction":
            return False
        if role.entry is not None:
            known = _shipped_dictionary().find(role.text)
            return known is not None and self._are_same(known[1].functions, role.entry.functions)
        if match is None:
            return True
        shipped = _shipped_rules().predict([role.text])[0]
        return (
            shipped is not None
            and shipped.phrases == match.phrases
            and self._are_same(shipped.functions, match.functions)
        )

    def _are_same(self, shipped: Iterable[str], slugs: Iterable[str]) -> bool:
        """Return whether functions that came with the product are these, by the slugs of now."""
        return set(self._taxonomy.now(shipped)) == set(self._taxonomy.now(slugs))

    def _kept(self, role: Role, match: PhraseMatch | None, given: Found) -> Found:
        """Return what a role may have: beside an entry or a rule only functions added later."""
        if role.entry is None and match is None:
            return given
        return tuple(one for one in given if one.slug in self._added)

    def _scores(self, roles: Sequence[Role], places: Sequence[int], scores: Scores) -> Scores:
        """Return what the model says of roles alone; of most of them it was asked already."""
        rows, row = {}, 0
        for place, role in enumerate(roles):
            if role.needs_model:
                if not role.is_weighed:
                    rows[place] = row
                row += 1
        others = [place for place in places if place not in rows]
        joined = Scores.joined([scores, self._model.predict([roles[n].text for n in others])])
        rows |= {place: row + n for n, place in enumerate(others)}
        order = [rows[place] for place in places]
        names = ("functions", "levels", "industries", "vectors")
        return Scores(*(getattr(joined, name)[order] for name in names))

    def _shares(self, roles: Sequence[Role], alone: Scores) -> list[float]:
        """Return how likely each role says what a person does; 1 for a title of one role."""
        headlines = self._model.headlines
        if headlines is None:
            return [1.0] * len(roles)
        shares = headlines.relevance(alone.functions, alone.levels).tolist()
        return [
            share if role.is_weighed else 1.0 for role, share in zip(roles, shares, strict=True)
        ]

    def _lowered(self, given: Found, share: float) -> Found:
        """Lower chances by how likely a part says what a person does; drop what is too low."""
        if share == 1:
            return given
        return tuple(
            replace(one, score=round(one.score * share, DECIMALS))
            for one in given
            if one.score * share >= self._limits[one.slug]
        )


def similar_answers(answer: StageAnswer, found: Found, *, explain: bool) -> list[StageAnswer]:
    """Return what the stage adds to the answer of a role; nothing where that names all of it."""
    named = {label.slug for label in answer.functions}
    new = [one for one in found if one.slug not in named]
    if not new:
        return []
    why = [Evidence(one.slug, REPRESENTATIVE, one.title, one.similarity) for one in new]
    labels = tuple(Label(one.slug, one.score) for one in new)
    reasons = tuple(why) if explain else ()
    return [StageAnswer(labels, answer.level, answer.industry, "model", reasons)]


@lru_cache(maxsize=1)
def _shipped_dictionary() -> Dictionary:
    return Dictionary(load_dictionary())


@lru_cache(maxsize=1)
def _shipped_rules() -> PhraseRules:
    return PhraseRules(load_phrases())

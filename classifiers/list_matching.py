"""The best matches of texts in a list, by meaning and by spelling."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from sklearn.feature_extraction.text import TfidfVectorizer

from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.core.array_types import Floats
from classifiers.duplicates.company_names import parse_company_name
from classifiers.titles.cascade import TitleCascade
from classifiers.titles.model.similarity import title_features

BLOCK = 256  # Texts that are compared with the whole list at once; bounds the memory.
MIN_CANDIDATES = 25


@dataclass(frozen=True, slots=True)
class ReadTexts:
    """Texts as they are compared; one key and one row for each.

    Args:
        keys: normalized spelling; "" for a text that matches nothing.
        vectors: unit vectors of the meaning, shape (n_texts, n_dimensions).
    """

    keys: tuple[str, ...]
    vectors: Floats


class TextReader(Protocol):
    """Reads the texts of one kind of list."""

    meaning_weight: float
    """Weight of the meaning in the score, 0 to 1; the spelling gets the rest."""

    def read(self, texts: Sequence[str]) -> ReadTexts:
        """Return what texts are compared by, in their order."""
        ...


class TitleTexts:
    """Reads job titles with the title model, which knows the words of jobs in many languages.

    "Vertriebsleiter" and "Head of Sales" have a cosine of 0.86 here, and of 0.14 with the sentence
    encoder. The spelling is compared after normalizing: "CFO" is "chief financial officer".
    """

    meaning_weight = 0.7

    def __init__(self, cascade: TitleCascade) -> None:
        self._cascade = cascade

    def read(self, texts: Sequence[str]) -> ReadTexts:
        found = self._cascade.predict(texts, explain=False)
        features = title_features(found, model=self._cascade.model, taxonomy=self._cascade.taxonomy)
        return ReadTexts(features.keys, features.vectors)


class CompanyTexts:
    """Reads names of companies without their legal forms.

    A name says little of what a company does, so the spelling counts more than the meaning.
    """

    meaning_weight = 0.3

    def __init__(self, encoder: CompanyEncoder) -> None:
        self._encoder = encoder

    def read(self, texts: Sequence[str]) -> ReadTexts:
        """Return folded names, and the vectors of the sentence encoder."""
        keys = tuple(" ".join(parse_company_name(text).words) for text in texts)
        return ReadTexts(keys, self._encoder.encode(keys))


@dataclass(frozen=True, slots=True)
class TextMatch:
    """A text of the list, and how well it matches; all numbers from 0 to 1.

    Args:
        score: weighted mean of the other two.
        meaning: cosine of the vectors; negative values are clipped to 0.
    """

    index: int
    score: float
    meaning: float
    spelling: float


class MatchList:
    """A list in which matches are looked for.

    The texts closest in meaning and those closest in pieces of three letters are candidates; both
    parts are computed exactly for each of them.
    """

    def __init__(self, texts: Sequence[str], *, reader: TextReader) -> None:
        self._reader = reader
        self._read = reader.read(texts)
        self._is_empty = np.array([not key for key in self._read.keys], dtype=np.bool_)
        self._pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3), dtype=np.float32)
        has_text = not self._is_empty.all()
        self._list_pieces = self._pieces.fit_transform(self._read.keys).T if has_text else None

    def matches(
        self, texts: Sequence[str], *, top: int, threshold: float = 0.0
    ) -> list[list[TextMatch]]:
        """Return for each text its matches, the best first; none for a text without words."""
        if not texts or self._list_pieces is None:
            return [[] for _ in texts]
        wanted = self._reader.read(texts)
        found: list[list[TextMatch]] = []
        for number, candidates, meanings in self._candidates(wanted, top=top):
            scored = self._scored(wanted.keys[number], candidates, meanings)
            best = sorted(
                (match for match in scored if match.score >= threshold),
                key=lambda match: (-match.score, match.index),
            )
            found.append(best[:top])
        return found

    def _candidates(
        self, wanted: ReadTexts, *, top: int
    ) -> Iterator[tuple[int, NDArray[np.intp], NDArray[np.float32]]]:
        """Yield the index of each text, the indexes of its candidates and their meaning scores."""
        n_candidates = min(max(MIN_CANDIDATES, 4 * top), len(self._is_empty))
        for start in range(0, len(wanted.keys), BLOCK):
            keys = wanted.keys[start : start + BLOCK]
            meaning = (wanted.vectors[start : start + BLOCK] @ self._read.vectors.T).clip(0, 1)
            spelling = (self._pieces.transform(keys) @ self._list_pieces).toarray()
            meaning[:, self._is_empty] = -1
            for row, key in enumerate(keys):
                if not key:
                    yield start + row, np.array([], dtype=np.intp), meaning[row, :0]
                    continue
                both = np.union1d(
                    _largest(meaning[row], n_candidates), _largest(spelling[row], n_candidates)
                )
                both = both[~self._is_empty[both]]
                yield start + row, both, meaning[row, both]

    def _scored(
        self, key: str, candidates: NDArray[np.intp], meanings: NDArray[np.float32]
    ) -> Iterator[TextMatch]:
        weight = self._reader.meaning_weight
        for index, meaning in zip(candidates.tolist(), meanings.tolist(), strict=True):
            spelling = fuzz.token_sort_ratio(key, self._read.keys[index]) / 100
            score = weight * meaning + (1 - weight) * spelling
            yield TextMatch(index, round(score, 4), round(meaning, 4), round(spelling, 4))


def _largest(values: NDArray[np.float32], count: int) -> NDArray[np.intp]:
    """Return the indexes of the largest values; of equal values, the first."""
    if count >= len(values):
        return np.arange(len(values))
    lowest = np.partition(values, -count)[-count]
    above = np.flatnonzero(values > lowest)
    level = np.flatnonzero(values == lowest)[: count - len(above)]
    return np.concatenate([above, level])

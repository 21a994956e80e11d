"""What texts of a list are compared by: a key for the spelling, and a vector for the meaning."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.duplicates.company_names import read_company
from classifiers.titles.cascade import TitleCascade
from classifiers.titles.model.similarity import title_features

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ReadTexts:
    """Texts as they are compared; one key and one row for each.

    Args:
        keys: normalized spelling; "" for a text that matches nothing.
        vectors: unit vectors of the meaning, shape (n_texts, n_dimensions).
    """

    keys: tuple[str, ...]
    vectors: Vectors


class TextReader(Protocol):
    """Reads the texts of one kind of list."""

    meaning_weight: float
    """How much the meaning counts, 0 to 1; the spelling has the rest."""

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
        keys = tuple(" ".join(read_company(text).words) for text in texts)
        return ReadTexts(keys, self._encoder.encode(keys))

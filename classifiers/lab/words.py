"""Texts as weighted words and pieces of words (TF-IDF)."""

from collections.abc import Sequence

from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion

WORD = r"(?u)\b\w+\b"
MAX_WORDS = 20_000
"""Features of a kind that are kept, the most frequent ones."""


def word_features() -> TfidfVectorizer:
    return TfidfVectorizer(
        ngram_range=(1, 2), sublinear_tf=True, token_pattern=WORD, max_features=MAX_WORDS
    )


def word_and_letter_features() -> FeatureUnion:
    """Return words, pairs of words, and runs of three to five letters inside words."""
    letters = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, max_features=MAX_WORDS
    )
    return FeatureUnion([("words", word_features()), ("letters", letters)])


def fitted_matrix(features: TfidfVectorizer | FeatureUnion, texts: Sequence[str]) -> csr_matrix:
    """Learn the features of texts and return them, shape (n_texts, n_features)."""
    return csr_matrix(features.fit_transform(texts))

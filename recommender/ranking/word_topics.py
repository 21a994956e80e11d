"""The words that companies use, as unit vectors over a hundred topics of their own corpus."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from recommender.ranking.factors import centered

N_TOPICS = 100
"""More topics follow single words: 300 lose a hundredth of nDCG (`benchmarks ranking`)."""

MIN_TEXTS = 50
"""Below this, words that two companies share by chance decide too much."""


class WordTopics:
    """Latent topics of weighted words, found in the texts that are ranked.

    Says what a sentence encoder blurs: the same rare words mean the same trade.

    Args:
        n_topics: most topics; fewer where there are few texts.
    """

    def __init__(self, *, n_topics: int = N_TOPICS, seed: int = 0) -> None:
        self.n_topics = n_topics
        self.seed = seed

    def fit_transform(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Find the topics of `texts` and place each text in them.

        Returns:
            Unit rows of shape (n_texts, at most n_topics); zeros where a text shares no word
            with another, and for all texts where there are fewer than `MIN_TEXTS`.
        """
        from sklearn.decomposition import TruncatedSVD  # slow to import
        from sklearn.feature_extraction.text import TfidfVectorizer

        if len(texts) < MIN_TEXTS:
            return np.zeros((len(texts), 1), dtype=np.float32)
        words = TfidfVectorizer(
            sublinear_tf=True, min_df=2, max_df=0.3, stop_words="english", dtype=np.float32
        )
        try:
            weighted = words.fit_transform(texts)
        except ValueError:  # No word is in two texts.
            return np.zeros((len(texts), 1), dtype=np.float32)
        n_topics = min(self.n_topics, weighted.shape[1] - 1, len(texts) // 5)
        if n_topics < 1:
            return np.zeros((len(texts), 1), dtype=np.float32)
        topics = TruncatedSVD(n_topics, random_state=self.seed).fit_transform(weighted)
        return centered(topics.astype(np.float32))

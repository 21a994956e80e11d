"""Errors of the recommender; each message says what to do."""


class RecommenderError(Exception):
    """Base of all errors of the recommender."""


class NotFittedError(RecommenderError):
    """`rank` was called before `fit`."""


class VerdictError(RecommenderError):
    """Verdicts and companies do not match."""


class IndexFileError(RecommenderError):
    """A file of an index is missing or damaged; it must be rebuilt from the companies."""

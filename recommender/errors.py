"""Errors of the recommender; each message says what to do."""


class RecommenderError(Exception):
    """Base of all errors that the recommender raises on purpose."""


class NotFittedError(RecommenderError):
    """`rank` was called before `fit`."""


class VerdictError(RecommenderError):
    """Verdicts and companies do not belong together."""


class IndexFileError(RecommenderError):
    """A file of an index is missing or torn; it is built again from the companies."""

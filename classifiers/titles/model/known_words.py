"""Whether the title model has seen the words of a title."""

from classifiers.core.text import words
from classifiers.titles.model.features import word_buckets
from classifiers.titles.model.network import TitleModel

ALL, SOME, NONE = "all known", "some unknown", "none known"


def familiarity(normalised: str, model: TitleModel) -> str:
    """Return whether the model has seen all, some or none of the words of a normalized title.

    Words share buckets: a quarter of those that it never saw look known, on all days alike.
    """
    seen = [bool(model.rows[word_buckets(word)[0]]) for word in words(normalised)]
    if all(seen):
        return ALL
    return SOME if any(seen) else NONE

"""One spelling for names of companies, by which the same company is found again."""

from functools import lru_cache

from classifiers.duplicates.legal_forms import split_legal_form

LONGEST_KEY = 300


@lru_cache(maxsize=200_000)
def name_key(name: str) -> str:
    """Bring a company's name to one spelling, without case, accents, signs and legal form.

    Two names with the same key are taken for the same company where nothing else speaks against it.
    Never empty for a name that is not; at most 300 characters.
    """
    words, _ = split_legal_form(name)
    return (" ".join(words) or " ".join(name.split()).casefold())[:LONGEST_KEY]

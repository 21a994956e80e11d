"""Names of subjects and methods, in the order in which pages and reports show them."""

from collections.abc import Mapping

SUBJECTS: tuple[str, ...] = ("replies", "titles", "companies")

METHODS: Mapping[str, str] = {
    "own": "The product's own",
    "tuned": "Tuned model",
    "sentences-linear": "Frozen model",
    "words-linear": "Words, linear",
    "words-boosted": "Boosted trees",
}
"""Short name → name for people."""


def title_of(method: str) -> str:
    """Return the name for people, also of a method that is no more."""
    return METHODS.get(method, method)

"""Names of subjects and methods in the order in which they are shown, and the usual sizes."""

from collections.abc import Mapping

SUBJECTS: tuple[str, ...] = ("replies", "titles", "companies")

SIZES: tuple[int, ...] = (25, 50, 100, 200, 300, 500, 1_000, 2_000)
"""Numbers of examples that are measured where nobody names others; beside them, all."""

METHODS: Mapping[str, str] = {
    "own": "LeadQual",
    "tuned": "Tuned model",
    "sentences-linear": "Frozen model",
    "words-linear": "Linear model on words",
    "words-boosted": "Boosted trees",
}
"""Short name → name for people."""


def title_of(method: str) -> str:
    """Return the name for people, also of a method that is no more."""
    return METHODS.get(method, method)

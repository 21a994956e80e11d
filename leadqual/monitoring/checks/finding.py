"""What a check found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong.

    Args:
        problem: what is wrong, in one sentence.
        fix: what to do about it, in one sentence.
    """

    problem: str
    fix: str


Check = Callable[[], Iterator[Finding]]
"""Yields what is wrong; nothing where all is well."""

"""Titles of one job with different labels, one of which is probably wrong."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from classifiers.titles.training.label_errors import Functions


@dataclass(frozen=True, slots=True)
class Conflict:
    """A title whose labels differ from those of a title of the same job.

    Args:
        similarity: of the two, 0 to 1.
    """

    row: int
    other: int
    similarity: float


def same_job(
    signatures: Sequence[str],
    functions: Functions,
    *,
    trusted: Sequence[bool],
    people: Sequence[int],
) -> list[Conflict]:
    """Return titles whose labels are others than most people with the same job have.

    Args:
        signatures: of the titles.
        functions: slugs that each has.
        trusted: whether a person or the dictionary says so; these are believed first.
        people: how many carry each.
    """
    jobs: defaultdict[str, list[int]] = defaultdict(list)
    for row, signature in enumerate(signatures):
        jobs[signature].append(row)
    found = []
    for rows in jobs.values():
        if len({functions[row] for row in rows}) > 1:
            found += _least_supported(rows, functions, trusted, people)
    return found


def _least_supported(
    rows: Sequence[int], functions: Functions, trusted: Sequence[bool], people: Sequence[int]
) -> list[Conflict]:
    trusted_rows = [row for row in rows if trusted[row]] or rows
    votes = Counter[frozenset[str]]()
    for row in trusted_rows:
        votes[functions[row]] += 1 + people[row]
    most = max(votes, key=lambda each: (votes[each], sorted(each)))
    other = max(
        (row for row in trusted_rows if functions[row] == most), key=lambda row: people[row]
    )
    return [
        Conflict(row, other, 1.0) for row in rows if _contradicts(functions[row], functions[other])
    ]


def _contradicts(labels: frozenset[str], others: frozenset[str]) -> bool:
    """Return whether labels exclude others, or miss one of them.

    Where each has one of its own next to a common one, the words are often grouped another way:
    "Product, Technology and Marketing" is no "Technology and Product Marketing".
    """
    if labels == others:
        return False
    return labels.isdisjoint(others) or labels < others or others < labels

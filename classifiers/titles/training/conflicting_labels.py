"""Titles of one job that have other labels: one of the two is probably wrong.

Titles that merely share most of their words are not compared: of 50 such pairs of real titles, read
one by one, three pointed at a wrong label. A word more is another job ("Marketing Technology").
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

Functions = Sequence[frozenset[str]]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A title beside which another one has other labels.

    Args:
        likeness: of the two, 0 to 1.
    """

    row: int
    beside: int
    likeness: float


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
            found += _against_most(rows, functions, trusted, people)
    return found


def _against_most(
    rows: Sequence[int], functions: Functions, trusted: Sequence[bool], people: Sequence[int]
) -> list[Conflict]:
    believed = [row for row in rows if trusted[row]] or rows
    votes = Counter[frozenset[str]]()
    for row in believed:
        votes[functions[row]] += 1 + people[row]
    most = max(votes, key=lambda each: (votes[each], sorted(each)))
    beside = max((row for row in believed if functions[row] == most), key=lambda row: people[row])
    return [
        Conflict(row, beside, 1.0)
        for row in rows
        if _contradicts(functions[row], functions[beside])
    ]


def _contradicts(labels: frozenset[str], others: frozenset[str]) -> bool:
    """Return whether labels exclude others, or miss one of them.

    Where each has one of its own beside a common one, the words are often grouped another way:
    "Product, Technology and Marketing" is no "Technology and Product Marketing".
    """
    if labels == others:
        return False
    return labels.isdisjoint(others) or labels < others or others < labels

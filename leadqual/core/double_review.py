"""Double labeling: which items two people review, and how far they agree.

The primary key alone decides which items are double reviewed: nothing is stored, the choice is
stable, and a larger percentage includes all items of a smaller one.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import BigIntegerField, QuerySet
from django.db.models.expressions import Combinable, F
from django.db.models.functions import Cast

from recommender.agreement import Agreement, cohen_kappa, measure

MAX_PERCENT = 100
UNKNOWN_REVIEWER = "an anonymous visitor"

_MULTIPLIER = 2_654_435_761
"""Odd, near 2**32 / golden ratio: spreads consecutive keys evenly over 32 bits."""

_KEY_MODULUS, _HASH_MODULUS = 2**31, 2**32

POSITION = f"{{column}} %% {_KEY_MODULUS} * {_MULTIPLIER} %% {_HASH_MODULUS}"
"""SQL: pseudorandom position of the key in `column`."""

REVIEWER_COUNT = f"CASE WHEN {POSITION} < %(doubled)s THEN 2 ELSE 1 END"
"""SQL: number of reviewers for the key in `column`; see `double_reviewed_below`."""


def position_of(name: str) -> Combinable:
    """Return the position of a key as an expression; see `POSITION`.

    Args:
        name: of the column with the key.
    """
    return Cast(F(name), BigIntegerField()) % _KEY_MODULUS * _MULTIPLIER % _HASH_MODULUS


def double_reviewed_below(percent: int) -> int:
    """Return the position below which items are double reviewed, for 0 to 100 percent."""
    return percent * _HASH_MODULUS // MAX_PERCENT


def is_double_reviewed(key: int, percent: int) -> bool:
    """Return whether the item with this key is reviewed by two people."""
    return key % _KEY_MODULUS * _MULTIPLIER % _HASH_MODULUS < double_reviewed_below(percent)


def is_double_review_turn(percent: int, n_given: int) -> bool:
    """Return whether a person's next card should be one that somebody else already reviewed.

    Every tenth at 5 %, every second from 25 % on: twice as often as needed, so that none waits
    long, but never several in a row.

    Args:
        percent: of all cards that are double reviewed.
        n_given: cards that the person has reviewed one by one.
    """
    every = double_review_interval(percent)
    return n_given % every == every - 1


def double_review_interval(percent: int) -> int:
    """Return n if every n-th card of a person should be one that somebody else reviewed before."""
    return max(2, MAX_PERCENT // 2 // max(percent, 1))


@dataclass(frozen=True, slots=True)
class PairOfPeople:
    """Two people who reviewed the same items.

    Args:
        n: items that both reviewed.
        n_agreed: of these, items on which they agree.
        kappa: Cohen's kappa, -1 to 1; None if both gave one label to everything.
    """

    first: str
    second: str
    n: int
    n_agreed: int
    kappa: float | None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """An item on which people disagree.

    Args:
        thing: its row.
        opinions: name and opinion of each person, in order.
        decided: the decision; None while open.
    """

    thing: Any
    opinions: tuple[tuple[str, Any], ...]
    decided: Any


@dataclass(frozen=True, slots=True)
class DoubleReview:
    """Opinions on items reviewed by two people or more, and their agreement.

    Args:
        said: key of an item → key of a person, or name of a visitor → opinion.
        decided: key of an item → decision.
        percent: of all items that are double reviewed.
        n_awaiting: items that wait for a second person.
        most: number of people per item to compare, from the first; None for all.
    """

    said: Mapping[int, Mapping[Any, Hashable]]
    measured: Agreement
    decided: Mapping[int, Any]
    percent: int
    n_awaiting: int
    most: int | None = None

    @property
    def n_open(self) -> int:
        """Count the disagreements without a decision."""
        return len(self.measured.differing) - len(self.decided)

    @property
    def pairs(self) -> list[PairOfPeople]:
        """Compare people in pairs, those with most items in common first; one query."""
        names = list_names(who for opinions in self.said.values() for who in opinions)
        shared_opinions: defaultdict[tuple[Any, Any], list[tuple[Hashable, Hashable]]] = (
            defaultdict(list)
        )
        for opinions in self.said.values():
            for one, other in combinations(sorted(opinions, key=_sort_key), 2):
                shared_opinions[one, other].append((opinions[one], opinions[other]))
        pairs = [
            PairOfPeople(
                first=names.get(one, UNKNOWN_REVIEWER),
                second=names.get(other, UNKNOWN_REVIEWER),
                n=len(both),
                n_agreed=sum(first == second for first, second in both),
                kappa=cohen_kappa(both),
            )
            for (one, other), both in shared_opinions.items()
        ]
        return sorted(pairs, key=lambda pair: (-pair.n, pair.first, pair.second))

    def disagreements(
        self,
        rows: QuerySet[Any],
        in_order: Iterable[int],
        *,
        most: int,
        words: Callable[[Any], object] = str,
    ) -> list[Disagreement]:
        """List disagreements, open ones first; two queries.

        Args:
            rows: of the items.
            in_order: keys of the items with disagreement.
            most: maximum number to list.
            words: formats an opinion.
        """
        shown = sorted(in_order, key=self.decided.__contains__)[:most]
        records = rows.in_bulk(shown)
        names = list_names(who for key in shown for who in self.said[key])
        return [
            Disagreement(
                thing=records[key],
                opinions=tuple(
                    (names.get(who, UNKNOWN_REVIEWER), words(said))
                    for who, said in islice(self.said[key].items(), self.most)
                ),
                decided=self.decided.get(key),
            )
            for key in shown
            if key in records
        ]


def measure_agreement(
    said: Mapping[int, Mapping[Any, Hashable]], *, most: int | None = None
) -> Agreement:
    """Measure the agreement; arguments as for `DoubleReview`."""
    return measure({key: [*opinions.values()] for key, opinions in said.items()}, most=most)


def _sort_key(who: object) -> tuple[int, str]:
    return (who, "") if isinstance(who, int) else (2**63, str(who))


def list_names(keys: Iterable[object]) -> dict[Any, str]:
    """Return key → name of people; visitors have no key and are omitted."""
    people = {key for key in keys if isinstance(key, int)}
    return {person.pk: str(person) for person in get_user_model().objects.filter(pk__in=people)}

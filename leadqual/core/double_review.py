"""Several people work on one list: what two of them judge, and how far they agree on it.

What two people judge is told by its key alone: nothing is stored, what is one of them is one for
good, and a larger share holds all of a smaller one.
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
SOMEBODY = "an anonymous visitor"

_SPREAD = 2_654_435_761
"""Odd, near 2**32 over the golden ratio: keys in a row are spread evenly over 32 bits."""

_KEYS, _SPACE = 2**31, 2**32

PLACE = f"{{column}} %% {_KEYS} * {_SPREAD} %% {_SPACE}"
"""SQL: the place of a key among all, in an order that means nothing; key in `column`."""

WANTED = f"CASE WHEN {PLACE} < %(doubled)s THEN 2 ELSE 1 END"
"""SQL: how many people judge what has its key in `column`; see `double_reviewed_below`."""


def position_of(name: str) -> Combinable:
    """Return the place of a key among all as an expression; see `PLACE`.

    Args:
        name: of the column that holds the key.
    """
    return Cast(F(name), BigIntegerField()) % _KEYS * _SPREAD % _SPACE


def double_reviewed_below(percent: int) -> int:
    """Return the place below which keys are judged by two; 0 to 100 percent of them."""
    return percent * _SPACE // MAX_PERCENT


def is_double_reviewed(key: int, percent: int) -> bool:
    """Return whether what has this key is judged by two people."""
    return key % _KEYS * _SPREAD % _SPACE < double_reviewed_below(percent)


def is_turn(percent: int, n_given: int) -> bool:
    """Return whether the next card of a person is one that somebody else judged before.

    Every tenth at 5 %, every second from 25 % on: twice as often as needed, so that none waits
    long, and seldom enough that nobody judges a row of them.

    Args:
        percent: of all cards that two people judge.
        n_given: cards that the person judged one by one.
    """
    every = turn_of(percent)
    return n_given % every == every - 1


def turn_of(percent: int) -> int:
    """Return every how many cards a person gets one that somebody else judged, where one waits."""
    return max(2, MAX_PERCENT // 2 // max(percent, 1))


@dataclass(frozen=True, slots=True)
class PairOfPeople:
    """Two people who judged the same things.

    Args:
        n: things that both judged.
        n_agreed: of these, things of which both said the same.
        kappa: Cohen's, -1 to 1; None where both said the same of everything.
    """

    first: str
    second: str
    n: int
    n_agreed: int
    kappa: float | None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A thing that people see differently.

    Args:
        thing: its row.
        opinions: name of each person and what they say, in their order.
        decided: the decision; None while it is open.
    """

    thing: Any
    opinions: tuple[tuple[str, Any], ...]
    decided: Any


@dataclass(frozen=True, slots=True)
class DoubleReview:
    """What people say of things that two of them judged or more, and how far they agree.

    Args:
        said: key of a thing → key of a person, or a name of a visitor → what they say.
        decided: key of a thing → what was decided there.
        percent: of all things that two people judge.
        n_awaiting: things that wait for a second person.
        most: people of a thing who are compared, the first ones; None for all.
    """

    said: Mapping[int, Mapping[Any, Hashable]]
    measured: Agreement
    decided: Mapping[int, Any]
    percent: int
    n_awaiting: int
    most: int | None = None

    @property
    def n_open(self) -> int:
        """Count the things that people see differently and of which nobody decided."""
        return len(self.measured.differing) - len(self.decided)

    @property
    def pairs(self) -> list[PairOfPeople]:
        """Compare people two by two, those who share most things first; one query."""
        names = names_of(who for opinions in self.said.values() for who in opinions)
        together: defaultdict[tuple[Any, Any], list[tuple[Hashable, Hashable]]] = defaultdict(list)
        for opinions in self.said.values():
            for one, other in combinations(sorted(opinions, key=_members_first), 2):
                together[one, other].append((opinions[one], opinions[other]))
        pairs = [
            PairOfPeople(
                first=names.get(one, SOMEBODY),
                second=names.get(other, SOMEBODY),
                n=len(both),
                n_agreed=sum(first == second for first, second in both),
                kappa=cohen_kappa(both),
            )
            for (one, other), both in together.items()
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
        """List what people see differently, open ones first; two queries.

        Args:
            rows: of the things.
            in_order: keys of those that people see differently.
            most: how many are listed.
            words: what somebody says, in words.
        """
        shown = sorted(in_order, key=self.decided.__contains__)[:most]
        things = rows.in_bulk(shown)
        names = names_of(who for key in shown for who in self.said[key])
        return [
            Disagreement(
                thing=things[key],
                opinions=tuple(
                    (names.get(who, SOMEBODY), words(said))
                    for who, said in islice(self.said[key].items(), self.most)
                ),
                decided=self.decided.get(key),
            )
            for key in shown
            if key in things
        ]


def measured(said: Mapping[int, Mapping[Any, Hashable]], *, most: int | None = None) -> Agreement:
    """Measure how far people agree; arguments as for `DoubleReview`."""
    return measure({key: [*opinions.values()] for key, opinions in said.items()}, most=most)


def _members_first(who: object) -> tuple[int, str]:
    return (who, "") if isinstance(who, int) else (2**63, str(who))


def names_of(keys: Iterable[object]) -> dict[Any, str]:
    """Return key → name of people; visitors, who have no key, have none."""
    people = {key for key in keys if isinstance(key, int)}
    return {person.pk: str(person) for person in get_user_model().objects.filter(pk__in=people)}

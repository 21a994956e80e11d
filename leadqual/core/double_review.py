"""Several people work on one list: what two of them judge.

What two people judge is told by its key alone: nothing is stored, what is one of them is one for
good, and a larger share holds all of a smaller one.
"""

from django.db.models import BigIntegerField
from django.db.models.expressions import Combinable, F
from django.db.models.functions import Cast

MAX_PERCENT = 100

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

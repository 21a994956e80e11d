"""What two people judge is told by its key alone."""

from itertools import product

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from leadqual.core.double_review import (
    POSITION,
    double_reviewed_below,
    is_double_review_turn,
    is_double_reviewed,
    position_of,
)
from leadqual.leads.models import JobTitle

KEYS = [1, 2, 3, 17, 1_000_000, 2**31 - 1, 2**31, 2**40 + 5]


def test_so_many_percent_of_the_keys_are_judged_by_two() -> None:
    for percent, start in product((0, 5, 100), (1, 10_000_000)):
        n = sum(is_double_reviewed(key, percent) for key in range(start, start + 10_000))

        assert n == pytest.approx(100 * percent, abs=20)


@given(st.integers(1, 2**62), st.integers(0, 100), st.integers(0, 100))
def test_a_larger_share_holds_all_of_a_smaller_one(key: int, one: int, other: int) -> None:
    less, more = sorted((one, other))

    assert is_double_reviewed(key, less) <= is_double_reviewed(key, more)


@pytest.mark.django_db
def test_the_database_says_the_same() -> None:
    with connection.cursor() as cursor:
        query = f"SELECT {POSITION.format(column='k')} FROM unnest(%s::bigint[]) k"
        cursor.execute(query, [KEYS])
        places = [place for (place,) in cursor.fetchall()]
    compiled = str(JobTitle.objects.annotate(place=position_of("pk")).values("place").query)

    assert [place < double_reviewed_below(5) for place in places] == [
        is_double_reviewed(key, 5) for key in KEYS
    ]
    assert "2147483648) * 2654435761) % 4294967296" in compiled.replace("%%", "%")


def test_every_tenth_is_a_second_look_at_five_percent() -> None:
    assert [n for n in range(30) if is_double_review_turn(5, n)] == [9, 19, 29]
    assert [n for n in range(6) if is_double_review_turn(100, n)] == [1, 3, 5]

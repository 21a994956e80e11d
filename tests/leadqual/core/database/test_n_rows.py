"""Rows of several query sets are counted in one query."""

import pytest
from pytest_django import DjangoAssertNumQueries

from leadqual.core.row_counts import count_rows
from leadqual.taxonomy.models import Department, Function, Level

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


def test_each_set_has_its_number_in_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    sets = (
        Department.objects.all(),
        Level.objects.none(),
        Function.objects.filter(slug="sales"),
        Function.objects.order_by().values("department").distinct(),
    )
    expected = [each.count() for each in sets]

    with django_assert_num_queries(1):
        found = count_rows(*sets)

    assert found == expected
    assert found[1:3] == [0, 1]


def test_nothing_is_asked_where_nothing_can_be_found(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(0):
        assert count_rows(Level.objects.none(), Function.objects.none()) == [0, 0]

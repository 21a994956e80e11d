"""Columns of exports."""

import pytest

from leadqual.leads.errors import UnknownColumnError
from leadqual.search.exports.export_columns import (
    DEFAULT_COLUMNS,
    MARK,
    all_columns,
    chosen_columns,
)

pytestmark = pytest.mark.django_db  # Tools are columns, too.


def test_columns_keep_one_order_however_they_are_asked_for() -> None:
    chosen = chosen_columns(["country", "email", "email"], has_stopped=False)

    assert [column.code for column in chosen] == ["email", "country"]


def test_usual_columns_are_taken_where_none_is_named() -> None:
    assert [one.code for one in chosen_columns([])] == DEFAULT_COLUMNS["people"]
    assert MARK in [one.code for one in chosen_columns([], has_stopped=True)]


def test_unknown_column_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownColumnError, match=r"“e-mail”.*first_name"):
        chosen_columns(["e-mail"], has_stopped=False)


def test_no_label_stands_twice_in_a_group() -> None:
    shown = [(column.group, column.label) for column in all_columns().values()]

    assert len(set(shown)) == len(shown)

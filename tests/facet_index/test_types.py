from facet_index.types import TitleRow, last_row_by_key


def test_of_several_rows_of_a_key_the_last_counts() -> None:
    rows = [TitleRow(1, level="head"), TitleRow(2), TitleRow(1, level="clerk")]

    assert last_row_by_key(rows) == [TitleRow(1, level="clerk"), TitleRow(2)]
    assert last_row_by_key(rows[:0]) == []

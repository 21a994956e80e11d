from pyroaring import BitMap

from facet_index.index import LongTail


def test_value_without_a_bitmap_has_no_more_than_the_smallest_bitmap_at_first() -> None:
    assert LongTail([BitMap(range(9)), BitMap(range(4))], n_values=3).most == 4


def test_nobody_is_without_a_bitmap_where_each_value_has_one() -> None:
    assert LongTail([BitMap(range(9))], n_values=1).most == 0
    assert LongTail([], n_values=0).most == 0


def test_what_comes_to_a_value_is_added_to_what_it_may_have_had() -> None:
    unlisted = LongTail([BitMap(range(4))], n_values=3)

    unlisted.add(7, 2)
    unlisted.add(8, 3)
    unlisted.add(7, 2)

    assert unlisted.most == 8

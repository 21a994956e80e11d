from pyroaring import BitMap

from facet_index.cardinalities import Sizes


def test_rows_are_added_up_again_after_a_change() -> None:
    bitmaps, sizes = {4: BitMap([1]), 2: BitMap([1, 2, 3])}, Sizes()

    assert list(sizes.of(bitmaps, as_of=0).items()) == [(2, 3), (4, 1)]
    bitmaps[4] |= BitMap(range(9))
    assert list(sizes.of(bitmaps, as_of=0).items()) == [(2, 3), (4, 1)]
    assert list(sizes.of(bitmaps, as_of=1).items()) == [(4, 9), (2, 3)]

"""Hashes of many texts at once are those of `zlib`."""

from zlib import crc32

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.titles.model import crc
from tests.examples import examples


@settings(max_examples=examples(100), deadline=None)
@given(text=st.binary(min_size=5, max_size=40), size=st.integers(1, 5), before=st.binary())
def test_runs_of_bytes(text: bytes, size: int, before: bytes) -> None:
    begun = crc32(before)

    found = crc.crc_of_windows(np.frombuffer(text, np.uint8), size, begun=begun)

    wanted = [crc32(text[at : at + size], begun) for at in range(len(text) - size + 1)]
    assert found.tolist() == wanted


@settings(max_examples=examples(100), deadline=None)
@given(pairs=st.lists(st.tuples(st.binary(), st.binary()), min_size=1, max_size=8))
def test_pairs_of_texts(pairs: list[tuple[bytes, bytes]]) -> None:
    first = np.array([crc32(one) for one, _ in pairs], np.uint32)
    second = np.array([crc32(other) for _, other in pairs], np.uint32)
    tables = np.stack([crc.shift_table(len(other)) for _, other in pairs])

    found = crc.joined(first, second, np.arange(len(pairs)), tables)

    assert found.tolist() == [crc32(one + other) for one, other in pairs]

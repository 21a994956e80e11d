"""CRC-32 of many short texts at once, as `zlib.crc32` gives it for one.

A CRC is linear: that of a text is the exclusive or of what each of its bytes gives at its distance
from the end, and what a text gives that is n bytes before the end is a matrix of bits times
its CRC. Both are looked up in tables, byte by byte.
"""

from functools import lru_cache
from typing import cast
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint32]

N_BYTES = 256
WIDTH = 4  # Bytes of a CRC.


def crc_of_windows(text: NDArray[np.uint8], size: int, *, begun: int) -> Hashes:
    """Return the CRC of each run of bytes of a text, shape (n_bytes - size + 1,).

    Args:
        text: at least as long as a run, shape (n_bytes,).
        size: of a run.
        begun: CRC of what comes before each run.
    """
    tables = _of_bytes(size)
    count = len(text) - size + 1
    found = np.full(count, crc32(bytes(size), begun), np.uint32)
    for index in range(size):
        found ^= tables[size - 1 - index].take(text[index : index + count])
    return found


def joined(first: Hashes, second: Hashes, shifts: NDArray[np.intp], tables: Hashes) -> Hashes:
    """Return the CRC of pairs of texts, shape (n_pairs,).

    Args:
        first: CRC of the first text of each pair, shape (n_pairs,).
        second: CRC of the second text of each pair, shape (n_pairs,).
        shifts: row of the length of the second text in `tables`, shape (n_pairs,).
        tables: `shift_table` of each length, shape (n_lengths, 4, 256).
    """
    flat = tables.reshape(-1)
    rows = shifts * (WIDTH * N_BYTES)
    found = second.copy()
    for index in range(WIDTH):
        found ^= flat.take(rows + (N_BYTES * index) + ((first >> (8 * index)) & 0xFF))
    return found


@lru_cache(maxsize=1024)
def shift_table(n_bytes: int) -> Hashes:
    """Return what each byte of a CRC becomes once so many bytes follow, shape (4, 256)."""
    nothing = bytes(n_bytes)
    none = crc32(nothing)
    bits = np.array([crc32(nothing, 1 << bit) ^ none for bit in range(8 * WIDTH)], np.uint32)
    return np.stack([_combined(bits[start : start + 8]) for start in range(0, 8 * WIDTH, 8)])


@lru_cache(maxsize=8)
def _of_bytes(size: int) -> Hashes:
    """Return what each byte gives at each distance from the end, shape (size, 256)."""
    rows = []
    for distance in range(size):
        behind = bytes(distance)
        none = crc32(bytes(distance + 1))
        rows.append([crc32(bytes((byte,)) + behind) ^ none for byte in range(N_BYTES)])
    return np.array(rows, np.uint32)


def _combined(bits: Hashes) -> Hashes:
    """Return the exclusive or of every choice of eight numbers, shape (256,)."""
    found = np.zeros(1, np.uint32)
    for bit in bits:
        found = np.concatenate([found, found ^ bit])
    return cast("Hashes", found)

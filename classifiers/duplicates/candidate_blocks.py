"""Candidates: only records that share a key are compared, so the work grows with the records.

Comparing everybody with everybody costs n²; sharing one of several keys is looked up in a table.
A key that very many share says nothing ("Müller" at "Siemens") and is left to finer ones.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator

MAX_BLOCK = 40
"""Records under one key; larger blocks are skipped, as each coarse key has finer ones."""


def candidate_pairs(
    keys: Iterable[tuple[int, Hashable]], *, max_block: int = MAX_BLOCK
) -> Iterator[tuple[int, int]]:
    """Yield each two records that share a key, once.

    Args:
        keys: (record, key) of all records; a record may have many keys.
        max_block: keys that more records share are skipped.
    """
    blocks: dict[Hashable, list[int]] = defaultdict(list)
    for record, key in keys:
        block = blocks[key]
        if len(block) <= max_block and (not block or block[-1] != record):
            block.append(record)
    seen: set[tuple[int, int]] = set()
    for block in blocks.values():
        if not 1 < len(block) <= max_block:
            continue
        ordered = sorted(set(block))
        for at, low in enumerate(ordered):
            for high in ordered[at + 1 :]:
                if (low, high) not in seen:
                    seen.add((low, high))
                    yield low, high

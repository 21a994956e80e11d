"""Many long texts by code, and which of them hold a word: found by the words that they use."""

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from facet_index.columns.text_column import TextColumn, clean, run_of

MANY = 1_024
"""A word of more texts than these marks them by itself; rarer ones do it together."""

_SLICE = 10_000


class PostingLists:
    """Texts as the words between their spaces, each once with the texts that use it.

    Whatever is looked for holds no space, so it stands in a text where it stands in one of its
    words: far fewer of them are there than texts.

    Args:
        used: every word, lower case, by code; that of code 0 is empty.
        starts: where the texts of each word begin in `users`, and behind them its length.
        users: codes of texts.
        n: number of texts, that of code 0 among them.
    """

    def __init__(
        self, used: TextColumn, starts: NDArray[np.int64], users: NDArray[np.int32], n: int
    ) -> None:
        self.used = used
        self.starts = starts
        self.users = users
        self._n = n
        self._later: dict[int, str] = {}

    @classmethod
    def none(cls) -> "PostingLists":
        """Return texts of which there is none but that of code 0."""
        return cls(TextColumn(), np.zeros(2, dtype=np.int64), np.empty(0, dtype=np.int32), 1)

    @classmethod
    def of(cls, texts: pa.ChunkedArray) -> "PostingLists":
        """Return texts, the first of which has code 1."""
        found: dict[str, int] = {"": 0}
        parts = [_read(slice_, first, found) for first, slice_ in _slices(texts.cast(pa.string()))]
        n_users = np.zeros(len(found) + 1, dtype=np.int64)
        for words, n, _ in parts:
            n_users[words + 1] += n
        starts = np.cumsum(n_users)
        users = np.empty(starts[-1], dtype=np.int32)
        free = starts[:-1].copy()
        for words, n, owners in parts:
            before = np.cumsum(n) - n
            users[np.repeat(free[words] - before, n) + np.arange(len(owners))] = owners
            free[words] += n
        return cls(run_of(list(found)), starts, users, len(texts) + 1)

    def __len__(self) -> int:
        return self._n

    def put(self, codes: Sequence[int], texts: Sequence[str]) -> None:
        """Change texts, or add those of the next codes."""
        self._later |= zip(codes, (clean(text) for text in texts), strict=True)
        self._n = max(self._n, max(codes, default=-1) + 1)

    def holding(self, word: str) -> NDArray[np.bool_]:
        """Return True for each code whose text holds the word; lower case, without space."""
        found = np.zeros(self._n, dtype=np.bool_)
        words = np.flatnonzero(self.used.holding(word))
        first, n = self.starts[words], self.starts[words + 1] - self.starts[words]
        has_many = n > MANY
        for start, size in zip(first[has_many].tolist(), n[has_many].tolist(), strict=True):
            found[self.users[start : start + size]] = True
        first, n = first[~has_many], n[~has_many]
        before = np.cumsum(n) - n
        found[self.users[np.repeat(first - before, n) + np.arange(n.sum())]] = True
        for code, text in self._later.items():
            found[code] = word in text
        return found


def _slices(texts: pa.ChunkedArray) -> Iterator[tuple[int, pa.ChunkedArray]]:
    for start in range(0, len(texts), _SLICE):
        yield start + 1, texts.slice(start, _SLICE)


def _read(
    texts: pa.ChunkedArray, first: int, found: dict[str, int]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]:
    """Return the words of some texts, how many texts use each, and these, word after word.

    Args:
        texts: of the codes from `first` on.
        first: code of the first text.
        found: word → its code; new ones get the next codes.
    """
    lists = pc.utf8_split_whitespace(texts.combine_chunks())
    owners = np.repeat(
        np.arange(first, first + len(lists), dtype=np.int32), pc.list_value_length(lists)
    )
    words = lists.flatten().dictionary_encode()
    here: dict[str, int] = {"": 0}  # Numbers of these texts alone: small ones sort fast.
    numbers = [here.setdefault(clean(word), len(here)) for word in words.dictionary.to_pylist()]
    kind = np.uint16 if len(here) <= np.iinfo(np.uint16).max else np.int32
    used = np.array(numbers, dtype=kind)[words.indices.to_numpy()]
    order = np.argsort(used, kind="stable")
    used, owners = used[order], owners[order]
    is_next_word = np.append(True, used[1:] != used[:-1])[: len(used)]
    is_new = is_next_word | np.append(True, owners[1:] != owners[:-1])[: len(used)]
    is_new &= used > 0
    owners, starts = owners[is_new], np.flatnonzero(is_next_word[is_new])
    code_of = [found.setdefault(word, len(found)) for word in here]
    codes = np.array(code_of, dtype=np.int64)[used[is_new][starts]]
    return codes, np.diff(np.append(starts, len(owners))), owners

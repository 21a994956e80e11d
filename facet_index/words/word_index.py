"""Find texts by words or beginnings of words."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from facet_index.text_column import TextColumn, text_column_of
from facet_index.words.folded_terms import terms

_SLICE = 10_000
_HIGHEST_CHARACTER = "\U0010ffff"
MAX_COUNTED = 255


@dataclass(frozen=True, slots=True)
class SearchedTexts:
    """Texts by code together with their words."""

    texts: TextColumn
    words: "WordIndex"

    @classmethod
    def empty(cls) -> "SearchedTexts":
        return cls(TextColumn(), WordIndex.empty())

    def add(self, texts: Sequence[str]) -> NDArray[np.int32]:
        codes = self.texts.add(texts)
        self.words.put(codes.tolist(), texts)
        return codes


class WordIndex:
    """The words of texts in alphabetical order, each with the texts that contain it.

    Words with the same beginning are consecutive, and so are the texts that contain them.

    Args:
        words: all folded words by code, in alphabetical order; code 0 is empty.
        n_words: number of distinct words of each text, at most 255.
    """

    def __init__(
        self,
        words: TextColumn,
        starts: NDArray[np.int64],
        users: NDArray[np.int32],
        n_words: NDArray[np.uint8],
    ) -> None:
        self.words = words
        self.starts = starts
        self.users = users
        self.n_words = n_words
        self._n = len(n_words)
        self._changed: dict[int, frozenset[str]] = {}

    @classmethod
    def empty(cls) -> "WordIndex":
        """Return no texts, only code 0."""
        no_users = np.empty(0, dtype=np.int32)
        return cls(TextColumn(), np.zeros(2, dtype=np.int64), no_users, np.zeros(1, dtype=np.uint8))

    @classmethod
    def of(cls, texts: pa.ChunkedArray) -> "WordIndex":
        """Index texts, the first of which has code 1."""
        found: dict[str, int] = {"": 0}
        parts = [
            _index_slice(slice_, first, found)
            for first, slice_ in _slice_texts(texts.cast(pa.string()))
        ]
        in_order = sorted(found)
        position = np.empty(len(found), dtype=np.int64)
        position[[found[word] for word in in_order]] = np.arange(len(found))
        n_users = np.zeros(len(found) + 1, dtype=np.int64)
        for words, n, _ in parts:
            n_users[position[words] + 1] += n
        starts = np.cumsum(n_users)
        users = np.empty(starts[-1], dtype=np.int32)
        next_slot = starts[:-1].copy()
        for words, n, owners in parts:
            before = np.cumsum(n) - n
            users[np.repeat(next_slot[position[words]] - before, n) + np.arange(len(owners))] = (
                owners
            )
            next_slot[position[words]] += n
        n_words = np.bincount(users, minlength=len(texts) + 1)
        counted = np.minimum(n_words, MAX_COUNTED).astype(np.uint8)
        return cls(text_column_of(in_order), starts, users, counted)

    def __len__(self) -> int:
        return self._n

    def put(self, codes: Sequence[int], texts: Sequence[str]) -> None:
        """Change texts, or add those of the next codes."""
        self._changed |= zip(codes, (frozenset(terms(text)) for text in texts), strict=True)
        self._n = max(self._n, max(codes, default=-1) + 1)

    def with_word(self, word: str, *, is_prefix: bool = False) -> NDArray[np.bool_]:
        """Return True for each code whose text contains a folded word, or with it as prefix."""
        found = np.zeros(self._n, dtype=np.bool_)
        first, last = self._range(word, is_prefix=is_prefix)
        found[self.users[self.starts[first] : self.starts[last]]] = True
        for code, text_words in self._changed.items():
            found[code] = _contains_word(text_words, word, is_prefix=is_prefix)
        return found

    def has(self, word: str, *, is_prefix: bool = False) -> bool:
        """Return whether any text contains a word or prefix, or did before it changed."""
        first, last = self._range(word, is_prefix=is_prefix)
        return last > first or any(
            _contains_word(text_words, word, is_prefix=is_prefix)
            for text_words in self._changed.values()
        )

    def sizes(self) -> NDArray[np.uint8]:
        """Return the number of distinct words of each text, at most 255."""
        if not self._changed:
            return self.n_words
        sizes = np.zeros(self._n, dtype=np.uint8)
        sizes[: len(self.n_words)] = self.n_words
        for code, text_words in self._changed.items():
            sizes[code] = min(len(text_words), MAX_COUNTED)
        return sizes

    def vocabulary(self) -> Iterator[tuple[str, int]]:
        """Yield every word with its number of texts; changed texts count once per word."""
        n = np.diff(self.starts).tolist()
        listed = bytes(self.words.content).decode().split("\n")
        yield from zip(listed[1 : len(n)], n[1:], strict=False)
        yield from ((word, 1) for text_words in self._changed.values() for word in text_words)

    def _range(self, word: str, *, is_prefix: bool) -> tuple[int, int]:
        """Return the first word, and the one after the last, that match."""
        codes = range(len(self.words))
        first = bisect_left(codes, word, lo=1, key=self.words.of) if word else 1
        if is_prefix:
            return first, bisect_left(codes, word + _HIGHEST_CHARACTER, lo=first, key=self.words.of)
        is_there = first < len(codes) and self.words.of(first) == word
        return first, first + is_there


def _contains_word(text_words: frozenset[str], word: str, *, is_prefix: bool) -> bool:
    return any(other.startswith(word) for other in text_words) if is_prefix else word in text_words


def _slice_texts(texts: pa.ChunkedArray) -> Iterator[tuple[int, pa.ChunkedArray]]:
    for start in range(0, len(texts), _SLICE):
        yield start + 1, texts.slice(start, _SLICE)


def _index_slice(
    texts: pa.ChunkedArray, first: int, found: dict[str, int]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]:
    """Return the words of texts, the number of texts of each, and the texts by word.

    Args:
        texts: of the codes from `first` on.
        first: code of the first text.
        found: word → its code; new ones get the next codes.
    """
    lists = pc.utf8_split_whitespace(texts.combine_chunks())
    owners = np.repeat(
        np.arange(first, first + len(lists), dtype=np.int32), pc.list_value_length(lists)
    )
    written = lists.flatten().dictionary_encode()
    # The text between two spaces may have several words: "co-founder/cto".
    text_words = [terms(text) for text in written.dictionary.to_pylist()]
    local_codes: dict[str, int] = {}  # Codes within this slice: small numbers sort fast.
    codes = [
        local_codes.setdefault(word, len(local_codes)) for words in text_words for word in words
    ]
    kind = np.uint16 if len(local_codes) <= np.iinfo(np.uint16).max else np.int32
    n_held = np.array([len(words) for words in text_words], dtype=np.int64)
    text_codes = written.indices.to_numpy()
    n, begins = n_held[text_codes], (np.cumsum(n_held) - n_held)[text_codes]
    before = np.cumsum(n) - n
    used = np.array(codes, dtype=kind)[np.repeat(begins - before, n) + np.arange(n.sum())]
    owners = np.repeat(owners, n)
    order = np.argsort(used, kind="stable")
    used, owners = used[order], owners[order]
    is_next_word = np.append(True, used[1:] != used[:-1])[: len(used)]
    is_new = is_next_word | np.append(True, owners[1:] != owners[:-1])[: len(used)]
    used, owners = used[is_new], owners[is_new]
    starts = np.flatnonzero(np.append(True, used[1:] != used[:-1])[: len(used)])
    code_of = np.array([found.setdefault(word, len(found)) for word in local_codes], dtype=np.int64)
    return code_of[used[starts]], np.diff(np.append(starts, len(owners))), owners

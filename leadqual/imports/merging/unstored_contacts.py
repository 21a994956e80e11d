"""New people of a dry run, kept out of its tables until a later row may mean one of them."""

from collections.abc import Mapping, Sequence
from tempfile import TemporaryFile

import numpy as np
from numpy.typing import NDArray

_Keys = Mapping[str, Sequence[str]]
_Integers = NDArray[np.int64]


class UnstoredContacts:
    """People with keys that nobody else has: only a row with such a key can mean one of them.

    A hash of each key is in memory, the rest is in a temporary file. What a chunk adds and takes
    counts once it is kept; another try of the chunk replaces it.
    """

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115  # `close` does
        self._ends = [np.zeros(1, np.int64)]  # Of the lines of each chunk, in bytes.
        self._firsts = [0]  # First person of each chunk, and of the next one.
        self._known: dict[str, list[tuple[_Integers, _Integers]]] = {}  # Hashes, sorted; people.
        self._added: tuple[_Keys, Sequence[str]] = ({}, ())
        self._taken: set[int] = set()
        self._taken_now: set[int] = set()

    def close(self) -> None:
        """Forget all of them."""
        self._file.close()

    def add(self, keys: _Keys, lines: Sequence[str]) -> None:
        """Add the new people of a chunk.

        Args:
            keys: those in use → the value of each person; "" for none.
            lines: their rows as COPY reads them.
        """
        self._added = (keys, lines)

    def take(self, keys: _Keys) -> list[str]:
        """Return the lines of the people who may have any of these keys, each only once."""
        found: set[int] = set()
        for key, values in keys.items():
            hashes_of_values = _hashes([*filter(None, values)])
            for hashes, people in self._known.get(key, ()):
                first = np.searchsorted(hashes, hashes_of_values, "left")
                last = np.searchsorted(hashes, hashes_of_values, "right")
                for at in np.flatnonzero(first < last):
                    found.update(people[first[at] : last[at]].tolist())
        self._added, self._taken_now = ({}, ()), found - self._taken
        return list(map(self._line, sorted(self._taken_now)))

    def keep(self) -> None:
        """Remember what the last chunk added and took, once it is stored."""
        keys, lines = self._added
        self._taken |= self._taken_now
        self._added, self._taken_now = ({}, ()), set()
        if not lines:
            return
        start, first = self._ends[-1][-1], self._firsts[-1]
        texts = list(map(str.encode, lines))
        self._file.seek(start)
        self._file.write(b"".join(texts))
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        self._ends.append(start + np.concatenate(([0], np.cumsum(lengths))))
        self._firsts.append(first + len(lines))
        for key, values in keys.items():
            filled = np.flatnonzero(np.fromiter(map(bool, values), bool, len(values)))
            parts = self._known.setdefault(key, [])
            parts.append((_hashes([*filter(None, values)]), first + filled))
            _merge(parts)

    def _line(self, person: int) -> str:
        chunk = int(np.searchsorted(self._firsts, person, "right"))
        ends, at = self._ends[chunk], person - self._firsts[chunk - 1]
        self._file.seek(ends[at])
        return self._file.read(ends[at + 1] - ends[at]).decode()


def _hashes(values: Sequence[str]) -> _Integers:
    return np.fromiter(map(hash, values), np.int64, len(values))


def _merge(parts: list[tuple[_Integers, _Integers]]) -> None:
    """Sort the last part, and join it with those before it that are not larger."""
    some = [parts.pop()]
    while parts and len(parts[-1][0]) <= sum(len(hashes) for hashes, _ in some):
        some.append(parts.pop())
    hashes, people = (np.concatenate(one) for one in zip(*some, strict=True))
    order = np.argsort(hashes, kind="stable")
    parts.append((hashes[order], people[order]))

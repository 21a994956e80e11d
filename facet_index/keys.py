"""Database keys and their codes: consecutive integers from 1 on."""

import numpy as np
from numpy.typing import NDArray

from facet_index.columns import NumberColumn


class Keys:
    """Map database keys to codes and back.

    Args:
        by_code: key of each code; that of code 0 is 0.
        sorted_keys: the keys of the first codes, sorted, without the 0.
        codes: code of each sorted key; None if it is the position, from 1 on.
    """

    def __init__(
        self,
        by_code: NumberColumn,
        sorted_keys: NDArray[np.int64],
        codes: NDArray[np.int32] | None = None,
    ) -> None:
        self._by_code = by_code
        self._sorted = sorted_keys
        self._codes = codes
        first_new = len(sorted_keys) + 1
        self._added = {
            int(key): first_new + position
            for position, key in enumerate(by_code.values[first_new:].tolist())
        }

    @classmethod
    def empty(cls) -> "Keys":
        """Return no keys, only code 0."""
        return cls(NumberColumn(np.zeros(1, dtype=np.int64)), np.empty(0, dtype=np.int64))

    def __len__(self) -> int:
        return len(self._by_code)

    @property
    def by_code(self) -> NDArray[np.int64]:
        """Key of each code."""
        return self._by_code.values

    def codes_of(self, keys: NDArray[np.int64]) -> NDArray[np.int32]:
        """Return the code of each key; 0 if it is unknown."""
        codes = np.zeros(len(keys), dtype=np.int32)
        if len(self._sorted):
            positions = np.minimum(np.searchsorted(self._sorted, keys), len(self._sorted) - 1)
            found = self._sorted[positions] == keys
            codes[found] = (
                positions[found] + 1 if self._codes is None else self._codes[positions[found]]
            )
        if self._added:
            unknown = np.flatnonzero(codes == 0)
            codes[unknown] = [self._added.get(key, 0) for key in keys[unknown].tolist()]
        return codes

    def add(self, keys: NDArray[np.int64]) -> NDArray[np.int32]:
        """Return the code of each key; unknown keys get the next codes.

        Keys of 0 and below have code 0.
        """
        codes = self.codes_of(keys)
        new = np.unique(keys[(codes == 0) & (keys > 0)])
        self._added |= {key: len(self) + position for position, key in enumerate(new.tolist())}
        self._by_code.append(new)
        return self.codes_of(keys) if len(new) else codes

"""Values of a facet ↔ codes from 1 on; 0 is the empty value, which nobody can tick."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray


class ValueCodes:
    """The different values of one facet, in the order of their codes.

    Args:
        texts: the values of code 1 and up.
    """

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._texts = ["", *texts]
        self._codes = {text: code for code, text in enumerate(self._texts)}

    def __len__(self) -> int:
        return len(self._texts)

    @property
    def texts(self) -> Sequence[str]:
        """Value of each code."""
        return self._texts

    def code(self, text: str) -> int:
        """Return the code of a value; -1 where nothing has it."""
        return self._codes.get(text, -1) if text else -1

    def known(self, texts: Sequence[str]) -> NDArray[np.int32]:
        """Return the code of each value; 0 where it is not known."""
        return np.array([max(self.code(text), 0) for text in texts], dtype=np.int32)

    def add(self, texts: Sequence[str]) -> NDArray[np.int32]:
        """Return the code of each value; new ones get the next codes."""
        for text in texts:
            if text not in self._codes:
                self._codes[text] = len(self._texts)
                self._texts.append(text)
        return np.array([self._codes[text] for text in texts], dtype=np.int32)

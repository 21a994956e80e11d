"""Many texts by code, and which of them contain a word."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


class TextColumn:
    r"""Texts by code; those of files are one string of bytes, each followed by `\n`.

    Args:
        content: UTF-8, lower case; the text of code 0 is empty.
    """

    def __init__(
        self, content: memoryview | bytes = b"\n", starts: NDArray[np.int64] | None = None
    ) -> None:
        self.content = content
        self.starts = np.array([0, 1], dtype=np.int64) if starts is None else starts
        self._n = len(self.starts) - 1
        self._changed: dict[int, str] = {}

    def __len__(self) -> int:
        return self._n

    def of(self, code: int) -> str:
        if (text := self._changed.get(code)) is not None:
            return text
        start, end = self.starts[code], self.starts[code + 1]
        return str(self.content[start : end - 1], "utf-8")

    def put(self, codes: Sequence[int], texts: Sequence[str]) -> None:
        """Change texts, or add those of the next codes."""
        self._changed |= zip(codes, (clean(text) for text in texts), strict=True)
        self._n = max(self._n, max(codes, default=-1) + 1)

    def add(self, texts: Sequence[str]) -> NDArray[np.int32]:
        """Add texts and return their codes; a text may have several."""
        codes = np.arange(self._n, self._n + len(texts), dtype=np.int32)
        self.put(codes.tolist(), texts)
        return codes

    def with_word(self, word: str) -> NDArray[np.bool_]:
        """Return True for each code whose text contains the word; lower case, not empty."""
        found = np.zeros(self._n, dtype=np.bool_)
        word = clean(word)
        # The match includes the rest of the line, so that each text is found once.
        pattern = re.compile(re.escape(word.encode(errors="surrogatepass")) + rb"[^\n]*")
        positions = np.array(
            [match.start() for match in pattern.finditer(self.content)], dtype=np.int64
        )
        found[np.searchsorted(self.starts, positions, side="right") - 1] = True
        for code, text in self._changed.items():
            found[code] = word in text
        return found


def clean(text: str) -> str:
    """Return a text in lower case on one line."""
    return text.lower().replace("\n", " ")


def text_column_of(texts: Sequence[str]) -> TextColumn:
    """Return cleaned texts by code; the first one, of code 0, is empty."""
    lines = [text.encode() for text in texts]
    starts = np.zeros(len(lines) + 1, dtype=np.int64)
    np.cumsum([len(line) + 1 for line in lines], out=starts[1:])
    return TextColumn(b"\n".join(lines) + b"\n", starts)

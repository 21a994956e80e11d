"""A file sent while it is written."""

import io


class StreamBuffer(io.RawIOBase):
    """A write-only file that keeps only what was not yet taken."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self._n_bytes = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._n_bytes

    def write(self, block: bytes) -> int:  # type: ignore[override]  # what the writers give
        """Keep a block until it is taken."""
        kept = bytes(block)
        self._blocks.append(kept)
        self._n_bytes += len(kept)
        return len(kept)

    def take(self) -> bytes:
        """Return what was written since the last call."""
        blocks, self._blocks = self._blocks, []
        return b"".join(blocks)

"""Messages read line by line; long attachments of large messages are omitted."""

import re

MAX_TEXT_LENGTH = 200_000
MAX_MESSAGE_BYTES = 10 * 2**20
"""Bytes of a message without the omitted parts of attachments."""

MAX_SENT_BYTES = 50 * 2**20
"""Bytes of a message with its attachments; mail servers accept 10 to 50 MB."""

MAX_LINE_BYTES = 64 * 2**10
"""Bytes read at once."""


_MAX_BASE64 = 6 * MAX_TEXT_LENGTH
"""Bytes kept of each run of base64: more than is read of a base64 text."""

_BASE64 = re.compile(rb"[A-Za-z0-9+/]+={0,2}[\r\n]*")
_MAX_LAST_LINE = 40  # Only the last line of a file is shorter.
_OMITTED = re.compile(r"\*of (\d{1,12}) bytes\*")


class TrimmedMessage:
    """Collects the lines of a message, without long attachments if it is large.

    A line longer than `MAX_LINE_BYTES` may be added in pieces.
    """

    def __init__(self) -> None:
        self.size = 0
        self._full = bytearray()  # A list of millions of short lines would take a gigabyte.
        self._trimmed = bytearray()
        self._n_trimmed = 0
        self._run = 0
        self._is_ending = False

    @property
    def is_too_large(self) -> bool:
        """Return whether the message is too large, whatever follows."""
        return self.size > MAX_SENT_BYTES or self._n_trimmed > MAX_MESSAGE_BYTES

    def add(self, line: bytes) -> None:
        """Add the next line."""
        self.size += len(line)
        if self.size <= MAX_MESSAGE_BYTES:
            self._full += line
        is_short = len(line) < _MAX_LAST_LINE
        may_be_base64 = self._run > 0 and not self._is_ending if is_short else True
        if may_be_base64 and _BASE64.fullmatch(line):
            self._run += len(line.rstrip(b"=\r\n"))
            self._is_ending = is_short
            if self._run <= _MAX_BASE64:
                self._keep(line)
        else:
            self._end_run()
            self._keep(line)

    def raw(self) -> bytes | None:
        """Return the message, trimmed if it is large; None if it is still too large."""
        if self.size <= MAX_MESSAGE_BYTES:
            return bytes(self._full)
        self._end_run()
        return None if self.is_too_large else bytes(self._trimmed)

    def _end_run(self) -> None:
        if self._run > _MAX_BASE64:
            self._keep(b"*of %d bytes*\n" % (self._run * 3 // 4))
        self._run, self._is_ending = 0, False

    def _keep(self, line: bytes) -> None:
        self._n_trimmed += len(line)
        if not self.is_too_large:
            self._trimmed += line


def full_size(payload: str) -> int | None:
    """Return the original size of a trimmed file; None if nothing was omitted."""
    found = _OMITTED.search(payload)
    return int(found.group(1)) if found else None

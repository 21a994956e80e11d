"""The validator that looks passwords up in a file of breached ones."""

import hashlib
import os
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError

_HASH_DIGITS = 40  # of a SHA-1 hash; the rest of a line is a count


class BreachedPasswordValidator:
    """Refuses passwords listed in `BREACHED_PASSWORDS_FILE`; without the file, accepts all."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ValidationError for a password in the file."""
        path: str = settings.BREACHED_PASSWORDS_FILE
        if path and is_listed(password, Path(path)):
            raise ValidationError(
                "This password was found in a data breach elsewhere. Choose another one.",
                code="password_breached",
            )

    def get_help_text(self) -> str:
        return "Your password cannot be one that was found in a data breach."


def is_listed(password: str, path: Path) -> bool:
    """Look up a password in a file of sorted hashes; about 36 reads for a billion hashes."""
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest()
    wanted = digest.upper().encode()
    with path.open("rb") as file:
        low, high = 0, file.seek(0, os.SEEK_END)
        while low < high:  # A line with this hash would begin in [low, high).
            middle = (low + high) // 2
            found = _read_line(file, middle)[:_HASH_DIGITS].upper()
            if found == wanted:
                return True
            if found and found < wanted:
                low = file.tell()
            else:
                high = middle
    return False


def _read_line(file: BinaryIO, place: int) -> bytes:
    """Return the first line that begins at or after an offset; empty if there is none."""
    file.seek(max(place - 1, 0))
    if place:
        file.readline()
    return file.readline()

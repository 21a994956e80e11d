"""Password validators, including an offline check against a file of breached passwords."""

import hashlib
import os
import re
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.password_validation import get_default_password_validators
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_DIGITS = 40  # of a SHA-1 hash; the rest of a line is a count

_WORDS = {
    "MinimumLengthValidator": "At least 12 characters; a few unrelated words are easy to remember",
    "MaximumLengthValidator": "Up to 1,000 characters, including spaces and any script",
    "CommonPasswordValidator": "Not a common password",
    "UserAttributeSimilarityValidator": "Not similar to your name or email",
    "RepeatedTextValidator": "Not a repeated text or “LeadQual”",
}
MAX_LENGTH = 1_000  # Longer ones only cost time.
_OWN_NAME = "leadqual"


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
            found = _line_from(file, middle)[:_DIGITS].upper()
            if found == wanted:
                return True
            if found and found < wanted:
                low = file.tell()
            else:
                high = middle
    return False


def _line_from(file: BinaryIO, place: int) -> bytes:
    """Return the first line that begins at or after an offset; empty if there is none."""
    file.seek(max(place - 1, 0))
    if place:
        file.readline()
    return file.readline()


# The password rules as a short list for forms.


def password_rules() -> SafeString:
    """Return the rules of all validators, with their own help text as a fallback."""
    validators = get_default_password_validators()
    lines = [_WORDS.get(type(one).__name__) or one.get_help_text() for one in validators]
    return format_html(
        "<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((one,) for one in lines))
    )


# Validators that Django lacks; `AUTH_PASSWORD_VALIDATORS` lists all in use.


class MaximumLengthValidator:
    """Refuses very long passwords."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ValidationError for a password of more than 1,000 characters."""
        if len(password) > MAX_LENGTH:
            raise ValidationError(
                f"This password is too long. Use at most {MAX_LENGTH:,} characters.",
                code="password_too_long",
            )

    def get_help_text(self) -> str:
        return f"Your password can have up to {MAX_LENGTH:,} characters of any script."


class RepeatedTextValidator:
    """Refuses repeated short texts and passwords made of the product's name."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ValidationError for passwords such as `abcabcabcabc` or `LeadQual2026!`."""
        letters = re.sub(r"[\W\d_]", "", password.casefold())
        is_repeated = re.fullmatch(r"(.{1,10}?)\1+.{0,3}", password, re.DOTALL) is not None
        is_own_name = _OWN_NAME in letters and not letters.replace(_OWN_NAME, "")
        if is_repeated or is_own_name:
            raise ValidationError(
                "This password is easy to guess. Use words or characters that do not repeat.",
                code="password_repeated",
            )

    def get_help_text(self) -> str:
        return "Your password cannot be a repeated text or the name of this product."

"""Rules of passwords that Django does not bring; `AUTH_PASSWORD_VALIDATORS` lists all of them."""

import re

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError

MAX_LENGTH = 1_000  # Longer ones only cost time: this is far above what 64 characters ask for.
_OWN_NAME = "leadqual"


class MaximumLengthValidator:
    """Refuse what is no password but a document."""

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
    """Refuse a short text repeated, and passwords made of the product's name."""

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

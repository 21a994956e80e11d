"""The rules for passwords, and the validators that Django lacks."""

import re

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.password_validation import get_default_password_validators
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

MAX_LENGTH = 1_000  # Longer ones only cost time.
_PRODUCT_NAME = "leadqual"
_RULE_TEXTS = {
    "MinimumLengthValidator": "At least 12 characters; a few unrelated words are easy to remember",
    "MaximumLengthValidator": "Up to 1,000 characters, including spaces and any script",
    "CommonPasswordValidator": "Not a common password",
    "UserAttributeSimilarityValidator": "Not similar to your name or email",
    "RepeatedTextValidator": "Not a repeated text or “LeadQual”",
}


def password_rules() -> SafeString:
    """Return the rules of all validators, with their own help text as a fallback."""
    validators = get_default_password_validators()
    lines = [_RULE_TEXTS.get(type(one).__name__) or one.get_help_text() for one in validators]
    return format_html(
        "<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((one,) for one in lines))
    )


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
        is_own_name = _PRODUCT_NAME in letters and not letters.replace(_PRODUCT_NAME, "")
        if is_repeated or is_own_name:
            raise ValidationError(
                "This password is easy to guess. Use words or characters that do not repeat.",
                code="password_repeated",
            )

    def get_help_text(self) -> str:
        return "Your password cannot be a repeated text or the name of this product."

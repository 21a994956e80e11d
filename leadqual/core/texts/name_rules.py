"""Validation of names that people give to searches, lists, campaigns, keys and workspaces."""

import unicodedata

from django.core.exceptions import ValidationError

from leadqual.core.errors import LeadqualError, WrongValue

MAX_NAME = 100

_UNSEEN = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})
_TURNING = frozenset(
    "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)
_JOINING = frozenset("\u200b\u200c\u200d\u2060\u00ad")


def problem_of_name(name: str) -> str:
    """Return why a text is not a valid name, or ""."""
    if len(name) > MAX_NAME:
        return f"Names have at most {MAX_NAME} characters; this one has {len(name):,}."
    if any(unicodedata.category(letter) in _UNSEEN or letter in _TURNING for letter in name):
        return "Names cannot contain control characters, such as tabs and line breaks."
    if all(letter.isspace() or letter in _JOINING for letter in name):
        return "A name needs a character that can be seen."
    return ""


def check_name(name: str) -> None:
    """Validate a name; for fields of forms and of the API.

    Raises:
        ValidationError: the name is invalid.
    """
    if problem := problem_of_name(name):
        raise ValidationError(problem, code="invalid_name")


def require_name(name: str) -> str:
    """Return a valid name, stripped; for services.

    Raises:
        LeadqualError: the name is invalid.
    """
    name = name.strip()
    if problem := problem_of_name(name):
        raise LeadqualError(
            f"{problem} Nothing was changed.", WrongValue("name"), code="invalid_name", status=422
        )
    return name

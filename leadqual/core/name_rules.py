"""Names that people give to searches, lists, campaigns, keys and workspaces: what they may hold."""

import unicodedata

from django.core.exceptions import ValidationError

from leadqual.core.errors import InvalidNameError, WrongValue

MAX_NAME = 100

_UNSEEN = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})
_TURNING = frozenset(
    "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)
_JOINING = frozenset("\u200b\u200c\u200d\u2060\u00ad")


def problem_of_name(name: str) -> str:
    """Return why a text cannot be a name; empty where it can."""
    if len(name) > MAX_NAME:
        return f"Names have at most {MAX_NAME} characters; this one has {len(name):,}."
    if any(unicodedata.category(letter) in _UNSEEN or letter in _TURNING for letter in name):
        return "Names cannot contain control characters, such as tabs and line breaks."
    if all(letter.isspace() or letter in _JOINING for letter in name):
        return "A name needs a character that can be seen."
    return ""


def check_name(name: str) -> None:
    """Refuse what cannot be a name; for fields of forms and of the API.

    Raises:
        ValidationError: says why.
    """
    if problem := problem_of_name(name):
        raise ValidationError(problem, code="invalid_name")


def require_name(name: str) -> str:
    """Return a name without spaces at its ends; for services, whoever calls them.

    Raises:
        InvalidNameError: it cannot be a name; says why.
    """
    name = name.strip()
    if problem := problem_of_name(name):
        raise InvalidNameError(f"{problem} Nothing was changed.", WrongValue("name"))
    return name

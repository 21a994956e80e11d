"""The values that the product can store: checked once, where requests of all kinds come in."""

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

from django.db import DataError

MAX_NUMBER = 2**63 - 1
MAX_DEPTH = 100
NULL = ("null_characters_not_allowed", "Null characters are not allowed.")
SURROGATE = ("surrogate_characters_not_allowed", "Surrogate characters are not allowed.")
TOO_LARGE = ("max_value", f"Numbers have to be between -{MAX_NUMBER:,} and {MAX_NUMBER:,}.")
Path = tuple[str | int, ...]
Problem = tuple[str, str]
"""A code for programs, and the sentence."""


def problem_of(value: object) -> Problem | None:
    """Return why a text or number cannot be stored; None for other values."""
    if isinstance(value, str):
        if "\0" in value:
            return NULL
        return None if is_encodable(value) else SURROGATE
    if isinstance(value, int):
        return None if -MAX_NUMBER <= value <= MAX_NUMBER else TOO_LARGE
    if isinstance(value, float):
        return None if isfinite(value) else TOO_LARGE
    return None


def problems_in(body: Any, path: Path = ()) -> Iterator[tuple[Path, Problem]]:
    """Yield where a body of JSON has a value that cannot be stored, or an object with such a name.

    Raises:
        RecursionError: it has more than `MAX_DEPTH` levels.
    """
    if len(path) > MAX_DEPTH:
        raise RecursionError
    is_object = isinstance(body, Mapping)
    if problem := next(filter(None, map(problem_of, [body, *(body if is_object else ())])), None):
        yield path, problem
        return
    items = body.items() if is_object else enumerate(body if isinstance(body, list) else ())
    for name, value in items:
        if isinstance(value, dict | list):
            yield from problems_in(value, (*path, name))
        elif problem := problem_of(value):
            yield (*path, name), problem


def is_unreadable(error: BaseException) -> bool:
    """Return whether an error is of a value that the database cannot store, or no text can hold.

    Which numbers fit into a column, only the database knows.
    """
    return isinstance(error, DataError | UnicodeEncodeError)


def is_encodable(text: str) -> bool:
    """Return whether a text has no lone surrogates, which are not part of UTF-8."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def replace_surrogates(text: str) -> str:
    """Return a text with a question mark for each lone surrogate."""
    return text if is_encodable(text) else text.encode(errors="replace").decode()

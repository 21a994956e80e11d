"""Reads the problems with which the API refuses."""

from typing import Any


def wrong_values(answer: Any) -> list[str]:
    """Return the names of the values that a problem calls wrong: `title`, `titles/1`, `sort`."""
    named = (
        str(one.get("pointer") or one.get("parameter")).removeprefix("#/")
        for one in answer.json()["errors"]
    )
    return list(dict.fromkeys(named))

"""Reads the problems with which services and the API refuse."""

from typing import Any

import pytest

from leadqual.core.errors import LeadqualError


def refused(code: str) -> pytest.RaisesExc[LeadqualError]:
    """Expect a `LeadqualError` with this code: `with refused("last_manager"): …`."""
    return pytest.raises(LeadqualError, check=lambda error: error.code == code)


def wrong_values(answer: Any) -> list[str]:
    """Return the names of the values that a problem calls wrong: `title`, `titles/1`, `sort`."""
    named = (
        str(one.get("pointer") or one.get("parameter")).removeprefix("#/")
        for one in answer.json()["errors"]
    )
    return list(dict.fromkeys(named))

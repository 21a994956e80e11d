"""One contact or company by whichever key the caller has."""

from typing import Any, Self

from pydantic import model_validator

from leadqual.mcp_server.api_operations import Operation, ask
from leadqual.mcp_server.callers import Caller
from leadqual.mcp_server.tools.tool import Input


class OneKey(Input):
    """Keys of which exactly one is given."""

    @model_validator(mode="after")
    def has_one(self) -> Self:
        """Refuse none and several."""
        if len(self.model_dump(exclude_none=True)) != 1:
            raise ValueError(f"pass exactly one of {', '.join(type(self).model_fields)}")
        return self


def found_by(
    caller: Caller, key: OneKey, own: str, by_id: Operation, by_key: Operation
) -> dict[str, Any]:
    """Return a record by its ID, or by a key that another system knows.

    Args:
        caller: for whom.
        key: which record.
        own: name of the ID among the keys.
        by_id: the operation whose address has the ID.
        by_key: the operation that takes the other keys.
    """
    given = key.model_dump(exclude_none=True)
    found: dict[str, Any] = (
        ask(caller, by_id, given[own]) if own in given else ask(caller, by_key, query=given)
    )
    return found

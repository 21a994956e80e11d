"""One call of an operation by the generated client."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from leadqual.accounts.models import Member, Role, User

Keys = dict[str, Any]
"""Keys of the rows of the prepared workspace, by the name of an argument of addresses."""


@dataclass(frozen=True, slots=True)
class Call:
    """What is sent to an operation, and what it may refuse.

    Args:
        body: JSON, or the fields of a form; made from keys where it names rows.
        files: of a form: name of the field → name, bytes and type.
        content: a body that is no JSON.
        query: parameters of the address.
        headers: further ones.
        prepare: changes rows so that there is something to do; may return other keys.
        problem: status of HTTP and code with which the state of the workspace refuses the call.
    """

    body: Mapping[str, Any] | Callable[[Keys], Mapping[str, Any]] | None = None
    files: Mapping[str, tuple[str, bytes, str]] | None = None
    query: Mapping[str, Any] | Callable[[Keys], Mapping[str, Any]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    prepare: Callable[[Keys], Keys | None] | None = None
    problem: tuple[int, str] | None = None

    def arguments(self, keys: Keys) -> dict[str, Any]:
        """Return what the method of the client is called with, beside keys of the address."""
        query = self.query(keys) if callable(self.query) else self.query
        body = self.body(keys) if callable(self.body) else self.body
        name = "body" if self.files is None else "fields"
        given = {name: body, "files": self.files, "headers": self.headers or None}
        return {**query, **{name: value for name, value in given.items() if value is not None}}


def author_of(keys: Keys) -> User:
    """Return who wrote the rows of the prepared workspace, and owns the key of the client."""
    return User.objects.get(email=keys["author"])


def colleague_of(keys: Keys) -> User:
    """Add another manager to the prepared workspace."""
    user = User.objects.create_user("bo@kelvia.example")
    workspace_id = Member.objects.get(pk=keys["member_id"]).workspace_id
    Member.objects.create(workspace_id=workspace_id, user=user, role=Role.MANAGER)
    return user

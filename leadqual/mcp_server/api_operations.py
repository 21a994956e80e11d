"""Operations of the API, asked inside this process: same checks, same answers, no connection."""

import io
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.core.handlers.wsgi import WSGIRequest
from django.urls import resolve, reverse
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request
from rest_framework.response import Response

from leadqual.accounts.audit.records import note_api_key, origin_of
from leadqual.accounts.keys.state import OperationAccess, covered_scopes, operation_access
from leadqual.accounts.models import ApiKey, Member, Role, User, Workspace
from leadqual.core.api.operations import view_of
from leadqual.core.database import workspace_scope

# Who calls tools: the owner of an API key, or somebody at the server.

_MOVED = 307
_REFUSED = 400
_MAX_REASONS = 10
Query = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls tools, and what they may use.

    Args:
        workspace: the only one whose records tools see.
        user: the owner of the key, for whom verdicts count.
        member: with the role that the user has in the workspace.
        key: with which the caller signed in; None for somebody at the server.
        is_previous_secret: the key was rotated since.
        environ: of the request that carries the call: address, host and scheme.
    """

    workspace: Workspace
    user: User
    member: Member
    scopes: Collection[str]
    key: ApiKey | None = None
    is_previous_secret: bool = False
    environ: Mapping[str, str] = field(default_factory=dict)

    def may(self, needed: OperationAccess) -> bool:
        """Return whether the caller may use an operation of the API that needs this."""
        role, is_staff = Role(self.member.role), bool(self.user.is_staff)
        return (
            needed.scope in self.scopes
            and role.includes(needed.role)
            and needed.scope in covered_scopes(role, is_staff=is_staff)
        )


class OperationRefusedError(Exception):
    """The API refused; the message says why, in words for whoever called the tool."""


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of the API.

    Args:
        name: of its address, as in `urls`.
        method: of the request.
        n_keys: how many keys the address has.
    """

    name: str
    method: str = "GET"
    n_keys: int = 0

    @property
    def access(self) -> OperationAccess:
        """Return the scope and the role that it needs."""
        return operation_access(view_of(resolve(self.path(*[1] * self.n_keys)).func), self.method)

    def path(self, *keys: int) -> str:
        """Return its address."""
        return reverse(f"api:{self.name}", args=keys)


def ask(
    caller: Caller,
    operation: Operation,
    *keys: int,
    query: Query | None = None,
    body: Mapping[str, object] | None = None,
) -> Any:
    """Return the body of the answer of an operation of the API.

    Args:
        caller: for whom; their workspace, role and scopes hold.
        operation: that is asked.
        keys: in its address.
        query: parameters; None is left out, a list is repeated.
        body: of a request that is not GET.

    Raises:
        OperationRefusedError: the answer is a problem.
    """
    request = _request(caller, operation, operation.path(*keys), query or {}, body)
    response = _answer(caller, request)
    if response.status_code == _MOVED:
        there = urlsplit(response.headers["Location"]).path
        response = _answer(caller, _request(caller, operation, there, {}, None))
    content = json.loads(response.render().content or b"null")
    if response.status_code >= _REFUSED:
        raise OperationRefusedError(_words(content))
    return content


def _answer(caller: Caller, request: WSGIRequest) -> Response:
    match = resolve(request.path)
    callback: Any = match.func
    view = callback.cls.as_view(
        *filter(None, [getattr(callback, "actions", None)]),
        **callback.initkwargs,
        authentication_classes=[_signed_in_as(caller)],
        throttle_classes=[],  # The request that carries the call was counted.
    )
    # No request carries the call where somebody at the server asks.
    with origin_of(request), workspace_scope(caller.workspace.pk):
        if caller.key is not None:
            note_api_key(caller.key)
        response: Response = view(request, *match.args, **match.kwargs)
        return response


def _request(
    caller: Caller,
    operation: Operation,
    path: str,
    query: Query,
    body: Mapping[str, object] | None,
) -> WSGIRequest:
    sent = b"" if body is None else json.dumps(body).encode()
    given = {name: value for name, value in query.items() if value is not None}
    request = WSGIRequest(
        {
            **caller.environ,
            "REQUEST_METHOD": operation.method,
            "PATH_INFO": path,
            "QUERY_STRING": urlencode(given, doseq=True),
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(sent)),
            "HTTP_ACCEPT": "application/json",
            "wsgi.input": io.BytesIO(sent),
        }
    )
    request.user = caller.user
    request.workspace = caller.workspace  # type: ignore[attr-defined]  # as the middleware does
    request.member = caller.member  # type: ignore[attr-defined]  # as the middleware does
    request.is_previous_secret = caller.is_previous_secret  # type: ignore[attr-defined]  # as the key does
    return request


def _signed_in_as(caller: Caller) -> Callable[[], BaseAuthentication]:
    class SignedIn(BaseAuthentication):
        """The request that carries the call was authenticated."""

        def authenticate(self, _request: Request) -> tuple[User, ApiKey | None]:
            """Return who that was."""
            return caller.user, caller.key

    return SignedIn


def _words(problem: Mapping[str, Any]) -> str:
    """Return the sentences of a problem: what is wrong, and with what."""
    said = [str(problem.get("detail") or "The request was refused.")]
    errors = problem.get("errors")
    for place, reasons in errors.items() if isinstance(errors, dict) else enumerate(errors or []):
        where = f"{place}: " if isinstance(place, str) else ""
        said.append(where + (reasons if isinstance(reasons, str) else json.dumps(reasons)))
    return "\n".join(said[: _MAX_REASONS + 1])

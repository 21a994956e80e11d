"""Operations of the API, asked inside this process: same checks, same answers, no connection."""

import io
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.core.handlers.wsgi import WSGIRequest
from django.urls import URLPattern, resolve, reverse
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request
from rest_framework.response import Response

from leadqual.accounts.api.view_sets import api_routes
from leadqual.accounts.audit.origin import note_api_key, origin_of
from leadqual.accounts.keys.scopes import OperationAccess, covered_scopes, operation_access
from leadqual.accounts.models import ApiKey, Member, Role, User, Workspace
from leadqual.core.api.operations import view_of

_REDIRECT_STATUS = 307
_MIN_ERROR_STATUS = 400
_MAX_REASONS = 10


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
    """The API refused; the message says why, for the caller of the tool."""


@cache
def _operations() -> Mapping[str, tuple[URLPattern, str]]:
    return {
        name: (pattern, method)
        for pattern in api_routes()
        for method, name in pattern.callback.actions.items()  # type: ignore[attr-defined]  # of a view set
    }


def find_operation(name: str) -> tuple[URLPattern, str]:
    """Return the address of an operation, and its method in small letters."""
    return _operations()[name]


def keys_of(operation: str) -> list[str]:
    """Return the names of the keys in the address of an operation."""
    return list(find_operation(operation)[0].pattern.converters)


def access_of(operation: str) -> OperationAccess:
    """Return the scope and the role that an operation needs."""
    pattern, method = find_operation(operation)
    return operation_access(view_of(pattern.callback), method)


def call_operation(caller: Caller, operation: str, *keys: int, sent: Mapping[str, object]) -> Any:
    """Return the body of the answer of an operation of the API.

    Args:
        caller: for whom; their workspace, role and scopes hold.
        operation: that is asked.
        keys: in its address.
        sent: parameters of a `GET`, where a list is repeated; else the body.

    Raises:
        OperationRefusedError: the answer is a problem.
    """
    pattern, method = find_operation(operation)
    address = reverse(f"api:{pattern.name}", args=keys)
    response = _call_view(caller, _build_request(caller, method.upper(), address, sent))
    if response.status_code == _REDIRECT_STATUS:
        address = urlsplit(response.headers["Location"]).path
        response = _call_view(caller, _build_request(caller, "GET", address, {}))
    content = json.loads(response.render().content or b"null")
    if response.status_code >= _MIN_ERROR_STATUS:
        raise OperationRefusedError(_describe_problem(content))
    return content


def _call_view(caller: Caller, request: WSGIRequest) -> Response:
    match = resolve(request.path)
    callback: Any = match.func
    view = callback.cls.as_view(
        *filter(None, [getattr(callback, "actions", None)]),
        **callback.initkwargs,
        authentication_classes=[_authentication_for(caller)],
        throttle_classes=[],  # The request that carries the call was counted.
    )
    # No request carries the call where somebody at the server asks.
    with origin_of(request):
        if caller.key is not None:
            note_api_key(caller.key)
        response: Response = view(request, *match.args, **match.kwargs)
        return response


def _build_request(
    caller: Caller, method: str, address: str, sent: Mapping[str, object]
) -> WSGIRequest:
    body = b"" if method == "GET" else json.dumps(sent).encode()
    request = WSGIRequest(
        {
            **caller.environ,
            "REQUEST_METHOD": method,
            "PATH_INFO": address,
            "QUERY_STRING": urlencode(sent, doseq=True) if method == "GET" else "",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_ACCEPT": "application/json",
            "wsgi.input": io.BytesIO(body),
        }
    )
    request.user = caller.user
    request.workspace = caller.workspace  # type: ignore[attr-defined]  # as the middleware does
    request.member = caller.member  # type: ignore[attr-defined]  # as the middleware does
    request.is_previous_secret = caller.is_previous_secret  # type: ignore[attr-defined]  # as the key does
    return request


def _authentication_for(caller: Caller) -> Callable[[], BaseAuthentication]:
    class CallerAuthentication(BaseAuthentication):
        """The request that carries the call was authenticated."""

        def authenticate(self, _request: Request) -> tuple[User, ApiKey | None]:
            """Return who that was."""
            return caller.user, caller.key

    return CallerAuthentication


def _describe_problem(problem: Mapping[str, Any]) -> str:
    """Return the sentences of a problem: what is wrong, and with what."""
    sentences = [str(problem.get("detail") or "The request was refused.")]
    errors = problem.get("errors")
    for field_name, reasons in (
        errors.items() if isinstance(errors, dict) else enumerate(errors or [])
    ):
        prefix = f"{field_name}: " if isinstance(field_name, str) else ""
        sentences.append(prefix + (reasons if isinstance(reasons, str) else json.dumps(reasons)))
    return "\n".join(sentences[: _MAX_REASONS + 1])

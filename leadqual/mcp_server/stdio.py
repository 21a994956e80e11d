"""The protocol over standard input and output, for a client that starts `leadqual mcp`."""

import io
from collections.abc import Callable

import anyio
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.db import close_old_connections
from mcp.server.stdio import stdio_server
from rest_framework.exceptions import APIException, Throttled
from rest_framework.request import Request
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiKeyAuthentication, WorkspaceThrottle
from leadqual.accounts.audit.origin import origin_of
from leadqual.accounts.models import Member, Role, Scope, User, Workspace
from leadqual.core.api.rate_limits import KeyThrottle
from leadqual.mcp_server.api_operations import Caller, OperationRefusedError
from leadqual.mcp_server.protocol import server_for

AT_SERVER = (Scope.READ, Scope.CLASSIFY, Scope.REPLIES)
"""What somebody at the server may use without a key: nothing that a person is responsible for."""


def serve(caller_now: Callable[[], Caller]) -> None:
    """Answer messages until standard input ends."""

    def fresh() -> Caller:
        close_old_connections()  # Hours may have passed since the last message.
        return caller_now()

    async def run() -> None:
        server = server_for(fresh)
        async with stdio_server() as (read, write):
            await server.run(read, write, server.create_initialization_options())

    anyio.run(run)


def caller_with_key(secret: str) -> Caller:
    """Return the owner of a key, after counting the call against its rate.

    Raises:
        OperationRefusedError: the key does not work, or its rate is used up.
    """
    carrying = {
        "REQUEST_METHOD": "POST",
        "HTTP_AUTHORIZATION": f"Bearer {secret}",
        "wsgi.input": io.BytesIO(),
    }
    sent = WSGIRequest(_environ() | carrying)
    request, throttle = Request(sent), KeyThrottle()
    with origin_of(sent):
        try:
            found = ApiKeyAuthentication().authenticate(request)
        except APIException as error:
            raise OperationRefusedError(str(error.detail)) from error
    if found is None:
        raise OperationRefusedError("Set LEADQUAL_KEY to an API key.")
    request.user, request.auth = found
    if not throttle.allow_request(request, APIView()):
        raise OperationRefusedError(f"Too many calls. Try again in {throttle.wait():.0f} seconds.")
    try:
        WorkspaceThrottle().allow_request(request, APIView())
    except Throttled as error:
        raise OperationRefusedError(str(error.detail)) from error
    user, key = found
    return Caller(
        workspace=key.workspace,
        user=user,
        member=sent.member,  # type: ignore[attr-defined]  # set by the authentication
        scopes=key.scopes,
        key=key,
        is_previous_secret=sent.is_previous_secret,  # type: ignore[attr-defined]  # set by the authentication
        environ=_environ(),
    )


def caller_at_server(workspace: Workspace, user: User) -> Caller:
    """Return somebody who may only read, in the place of a manager."""
    member = Member(workspace=workspace, user=user, role=Role.QUALIFIER)
    return Caller(workspace, user, member, AT_SERVER, environ=_environ())


def _environ() -> dict[str, str]:
    named = [host for host in settings.ALLOWED_HOSTS if not host.startswith((".", "*"))]
    return {
        "SERVER_NAME": next(iter(named), "localhost"),
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
    }

"""Who calls tools where a client starts `leadqual mcp`."""

import io

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from rest_framework.exceptions import APIException, Throttled
from rest_framework.request import Request
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiKeyAuthentication, WorkspaceThrottle
from leadqual.accounts.audit.origin import origin_of
from leadqual.accounts.models import Member, Role, Scope, User, Workspace
from leadqual.core.api.rate_limits import KeyThrottle
from leadqual.mcp_server.api_operations import Caller, OperationRefusedError

LOCAL_SCOPES = (Scope.READ, Scope.CLASSIFY, Scope.REPLIES)
"""What somebody at the server may use without a key: nothing that a person is responsible for."""


def caller_with_key(secret: str) -> Caller:
    """Return the owner of a key, after counting the call against its rate.

    Raises:
        OperationRefusedError: the key does not work, or its rate is used up.
    """
    key_headers = {
        "REQUEST_METHOD": "POST",
        "HTTP_AUTHORIZATION": f"Bearer {secret}",
        "wsgi.input": io.BytesIO(),
    }
    sent = WSGIRequest(_request_environment() | key_headers)
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
        environ=_request_environment(),
    )


def local_caller(workspace: Workspace, user: User) -> Caller:
    """Return somebody who may only read, in the place of a manager."""
    member = Member(workspace=workspace, user=user, role=Role.QUALIFIER)
    return Caller(workspace, user, member, LOCAL_SCOPES, environ=_request_environment())


def _request_environment() -> dict[str, str]:
    named = [host for host in settings.ALLOWED_HOSTS if not host.startswith((".", "*"))]
    return {
        "SERVER_NAME": next(iter(named), "localhost"),
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
    }

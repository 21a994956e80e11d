"""The protocol over HTTP: one POST is one message, and gets one answer in JSON."""

from typing import cast

from django.http import HttpResponse
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiKeyAuthentication
from leadqual.accounts.models import ApiKey
from leadqual.core.api.views import AnyAccept
from leadqual.mcp_server.callers import Caller


class HasKey(BasePermission):
    """An API key; tools ask for its scopes. A session of a browser does not count."""

    message = "This requires an API key."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Return whether the request signed in with a key."""
        return isinstance(request.auth, ApiKey)


class McpView(APIView):
    """The endpoint for clients of the Model Context Protocol (streamable HTTP, stateless)."""

    schema = None  # The protocol describes itself.
    authentication_classes = [ApiKeyAuthentication]
    permission_classes = [HasKey]
    content_negotiation_class = AnyAccept

    def post(self, request: Request) -> HttpResponse:
        """Answer one message."""
        from leadqual.mcp_server.message_exchange import exchange  # its SDK takes a second

        return exchange(request._request, _caller(request))


def _caller(request: Request) -> Caller:
    key = cast("ApiKey", request.auth)  # `HasKey` let it in.
    sent = request._request
    environ = {name: value for name, value in sent.META.items() if isinstance(value, str)}
    return Caller(
        workspace=sent.workspace,  # type: ignore[attr-defined]  # set by the authentication
        user=key.created_by,
        member=sent.member,  # type: ignore[attr-defined]  # set by the authentication
        scopes=key.scopes,
        key=key,
        is_previous_secret=sent.is_previous_secret,  # type: ignore[attr-defined]  # set by the authentication
        environ=environ | {"wsgi.url_scheme": sent.scheme or "http"},
    )

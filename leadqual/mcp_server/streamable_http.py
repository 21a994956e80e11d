"""The protocol over HTTP: one POST is one message, and gets one answer in JSON."""

from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Any, cast

import anyio
from asgiref.sync import async_to_sync
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiKeyAuthentication
from leadqual.accounts.models import ApiKey
from leadqual.core.api.views import AnyAccept
from leadqual.mcp_server.api_operations import Caller

if TYPE_CHECKING:
    from mcp.server.transport_security import TransportSecuritySettings

Message = MutableMapping[str, Any]


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
        return answer_message(request._request, _caller(request))


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


def answer_message(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Let the SDK answer a request; it takes a second to import, which is done before forking.

    It is asynchronous and speaks ASGI; it runs in a loop that lives for this one message. Tools run
    in the thread of the request, so they use its connection to the database.
    """
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

    from leadqual.mcp_server.protocol import build_server

    body, response = request.body, HttpResponse()
    parts: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        if not parts:
            await anyio.sleep_forever()
        return parts.pop()

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            response.status_code = message["status"]
            del response["Content-Type"]
            for name, value in message.get("headers", ()):
                response[name.decode()] = value.decode()
        else:
            response.write(message.get("body", b""))

    async def answer() -> None:
        manager = StreamableHTTPSessionManager(
            build_server(lambda: caller),
            json_response=True,
            stateless=True,
            security_settings=_security_settings(request),
            max_request_body_size=settings.DATA_UPLOAD_MAX_MEMORY_SIZE or len(body) + 1,
        )
        async with manager.run():
            await manager.handle_request(_asgi_scope(request), receive, send)

    async_to_sync(answer)()
    return response


def _asgi_scope(request: HttpRequest) -> dict[str, Any]:
    omitted_headers = {
        "authorization",
        "host",
    }  # Tools know who calls; Django has checked the host.
    headers = [
        (name.lower().encode(), value.encode("latin-1", "replace"))
        for name, value in request.headers.items()
        if name.lower() not in omitted_headers
    ]
    headers.append((b"host", request.get_host().encode()))
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": request.scheme,
        "path": request.path,
        "raw_path": request.path.encode(),
        "query_string": request.META.get("QUERY_STRING", "").encode(),
        "headers": headers,
    }


def _security_settings(request: HttpRequest) -> "TransportSecuritySettings":
    """Allow the host that Django allows, and pages of the product itself, no page elsewhere.

    A page that a browser has open elsewhere cannot use a server of the local network this way.
    """
    from mcp.server.transport_security import TransportSecuritySettings

    omitted_headers = f"{request.scheme}://{request.get_host()}"
    return TransportSecuritySettings(
        allowed_hosts=[request.get_host()],
        allowed_origins=[omitted_headers, *settings.CSRF_TRUSTED_ORIGINS],
    )

"""Who tries an address: a person in a browser, or a program with a key."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache as cache_once
from functools import partial
from http import HTTPStatus
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.handlers.base import BaseHandler
from django.http import HttpResponseBase
from django.test import RequestFactory

from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import ApiKey, User, Workspace
from leadqual.core.middleware import FORM_ONLY_MESSAGE
from tests.product import client_of

AS_PART = {"HX-Request": "true"}
"""Headers of htmx, which gets parts of pages."""


@cache_once
def _handler() -> BaseHandler:
    """Return one handler for all: each reads the static files."""
    handler = BaseHandler()
    handler.load_middleware()
    return handler


@dataclass(slots=True)
class Somebody:
    """Who tries.

    Attributes:
        headers: of a program.
        session: key of the session of a person.
        role: of the owner of a key.
        scopes: of a key.
        is_dead: the key; for one reason or another it works no more.
    """

    headers: dict[str, str] = field(default_factory=dict)
    session: str = ""
    role: str = ""
    scopes: tuple[str, ...] = ()
    is_dead: bool = False

    def ask(
        self,
        method: str,
        path: str,
        sent: Mapping[str, object] | str | None = None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> HttpResponseBase:
        """Send a request; a program sends JSON, a browser a form, GET has it in the address.

        A text is sent as it is. It goes to the handler itself: the client of Django copies the
        context of every template.
        """
        is_program = path.startswith(("/api/", "/mcp")) and method != "GET"
        encode = partial(json.dumps, default=str) if is_program else partial(urlencode, doseq=True)
        text = sent if isinstance(sent, str) else encode(sent or {})
        if method == "GET":
            path += f"?{text}" if text else ""
            body = ("", "")
        else:
            kind = "application/json" if is_program else "application/x-www-form-urlencoded"
            body = (text, kind)
        given = {**self.headers, **(headers or {})}
        request = RequestFactory().generic(method, path, *body, headers=given)
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]  # as Django's client
        if self.session:
            request.COOKIES[settings.SESSION_COOKIE_NAME] = self.session
        answer = _handler().get_response(request)
        answer.wsgi_request = request  # type: ignore[attr-defined]  # as Django's client
        return answer


def person(user: User) -> Somebody:
    """Return somebody who is signed in."""
    return Somebody(session=str(client_of(user).session.session_key))


def program(owner: User, workspace: Workspace, *scopes: str) -> tuple[ApiKey, Somebody]:
    """Return a key, and a program that has it."""
    key, secret = create_api_key(workspace=workspace, name="key", scopes=scopes, author=owner)
    headers = {"Authorization": f"Bearer {secret}"}
    return key, Somebody(headers=headers, scopes=tuple(scopes), role="staff")


def content_of(answer: HttpResponseBase) -> bytes:
    """Return the whole body, also of one that comes in parts."""
    if answer.streaming:
        return b"".join(answer)
    return bytes(answer.content)  # type: ignore[attr-defined]


def is_led_up(answer: HttpResponseBase, path: str) -> bool:
    """Return whether an address that only takes forms led to one above, before any row was read."""
    if answer.status_code != HTTPStatus.FOUND:
        return False
    said = map(str, get_messages(answer.wsgi_request))  # type: ignore[attr-defined]
    return path.startswith(answer.headers["Location"]) and FORM_ONLY_MESSAGE in said

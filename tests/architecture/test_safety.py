"""Promises about every address: a login, a workspace, a strict policy."""

from uuid import UUID

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from leadqual.accounts.models import Workspace

pytestmark = pytest.mark.django_db
OPEN = {
    *("/account/login/", "/account/invitations/", "/account/invitations/1/"),
    *("/healthz", "/readyz", "/metrics", "/api/v1/openapi.json", "/api/v1/schema", "/api/docs/"),
    # For who cannot sign in: deactivated, or without the password.
    *("/account/inactive/", "/account/password/reset/", "/account/password/reset/sent/"),
    *("/account/password/reset/1/1/", "/account/password/reset/complete/"),
    *("/account/sso/1/", "/account/sso/1/callback/"),
    *("/account/sso/canceled/", "/account/sso/failed/"),
    "/inbound/1/",  # Takes what forms of websites send; unknown addresses are not found.
    "/account/logout/",  # Also ends a sign-in that waits for its second step.
}


def addresses(patterns: list[URLPattern | URLResolver], prefix: str = "/") -> list[str]:
    """Return every address with its arguments as they are written; the admin is Django's own."""
    found: list[str] = []
    for pattern in patterns:
        part = str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if not part.startswith("admin"):
                found += addresses(pattern.url_patterns, prefix + part)
        else:
            found.append(prefix + part)
    return found


def filled(address: str) -> str:
    """Put 1 in the place of each argument, as a number or as a UUID."""
    uuid = str(UUID(int=1))
    parts = [uuid if part.startswith("<uuid:") else part for part in address.split("/")]
    return "/".join("1" if part.startswith("<") else part for part in parts)


def all_addresses() -> list[str]:
    """Return every address of pages and API."""
    return sorted({filled(one) for one in addresses(get_resolver().url_patterns)} - OPEN)


def is_closed(answer: HttpResponseBase) -> bool:
    """Say whether an answer asks for a login or a key, or does not take the method."""
    if answer.status_code == 302:
        return "/account/login/" in answer.headers["Location"]
    return answer.status_code in {401, 403, 405}


def test_nothing_is_shown_without_login_or_key(workspace: Workspace) -> None:
    client, shown = Client(), []
    for address in all_addresses():
        client.cookies.clear()
        answers = client.get(address), client.post(address, {}, content_type="application/json")
        shown += [f"{address}: {one.status_code}" for one in answers if not is_closed(one)]

    assert shown == []


def test_pages_forbid_inline_scripts_and_styles(manager_client: Client) -> None:
    policy = manager_client.get("/settings/").headers["Content-Security-Policy"]

    assert "script-src 'self';" in policy + ";"
    assert "style-src 'self';" in policy + ";"
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_answers_of_the_api_load_nothing(api: Client) -> None:
    policy = api.get("/api/v1/members").headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "self" not in policy


def test_health_needs_no_login(db: None) -> None:
    answer = Client().get("/healthz")

    assert answer.status_code == 200
    assert answer.json()["status"] in {"ok", "degraded"}

"""Promises about every address: a login, a workspace, a strict policy."""

from uuid import UUID

import pytest
from django.http import HttpResponseBase
from django.test import Client

from leadqual.accounts.models import Workspace
from tests.architecture.access import addresses

pytestmark = pytest.mark.django_db
OPEN = {
    *("account/login/", "account/invitations/", "account/invitations/<str:token>/"),
    *("healthz", "readyz", "metrics", "api/v1/openapi.json", "api/v1/schema", "api/docs/"),
    # For who cannot sign in: deactivated, or without the password.
    *("account/inactive/", "account/password/reset/", "account/password/reset/sent/"),
    "account/password/reset/<str:uidb36>/<str:key>/",
    "account/password/reset/complete/",
    *("account/sso/<str:provider_id>/", "account/sso/<str:provider_id>/callback/"),
    *("account/sso/canceled/", "account/sso/failed/"),
    "inbound/<slug:token>/",  # Takes forms of websites; unknown addresses are not found.
    "shared/<str:token>/",  # Shows what its secret names; without it nothing.
    "account/logout/",  # Also ends a sign-in that waits for its second step.
}


def is_closed(answer: HttpResponseBase) -> bool:
    """Return whether an answer asks for a login or a key, or does not take the method."""
    if answer.status_code == 302:
        return "/account/login/" in answer.headers["Location"]
    return answer.status_code in {401, 403, 405}


@pytest.mark.costs("asks every operation")
def test_nothing_is_shown_without_login_or_key(workspace: Workspace) -> None:
    client, shown, all_of_them = Client(), [], addresses()
    for address in all_of_them:
        if address.route in OPEN or address.route.startswith("admin/"):  # Django's own.
            continue
        uuids = {name for name in address.arguments if f"<uuid:{name}>" in address.route}
        path = address.path({one: UUID(int=1) if one in uuids else 1 for one in address.arguments})
        client.cookies.clear()
        answers = client.get(path), client.post(path, {}, content_type="application/json")
        shown += [f"{path}: {one.status_code}" for one in answers if not is_closed(one)]

    assert shown == []
    assert {one.route for one in all_of_them} >= OPEN


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

"""Keys, roles and the audit trail."""

import pytest
from django.test import Client

from leadqual.accounts.models import ApiKey, AuditRow, Member, Role, User, Workspace
from leadqual.accounts.selectors import active_key
from leadqual.accounts.services import (
    LastManagerError,
    change_role,
    create_api_key,
    revoke_api_key,
)

pytestmark = pytest.mark.django_db


def test_key_is_stored_hashed_and_found_by_its_secret(workspace: Workspace, manager: User) -> None:
    key, secret = create_api_key(
        workspace=workspace, name="crm", role=Role.QUALIFIER, author=manager
    )

    assert secret not in str(vars(ApiKey.objects.get()))
    assert active_key(secret) == key
    assert AuditRow.objects.get(action="api_key.created").actor == manager


def test_revoked_key_opens_nothing(workspace: Workspace, manager: User) -> None:
    key, secret = create_api_key(workspace=workspace, name="crm", role=Role.VIEWER, author=manager)

    revoke_api_key(key=key, author=manager)

    assert active_key(secret) is None


def test_last_manager_keeps_the_role(workspace: Workspace, manager: User) -> None:
    member = Member.objects.get(user=manager)

    with pytest.raises(LastManagerError):
        change_role(member=member, role=Role.VIEWER, author=manager)

    member.refresh_from_db()
    assert member.role == Role.MANAGER


def test_viewer_cannot_create_a_key(viewer_client: Client) -> None:
    response = viewer_client.post("/settings/keys/", {"name": "x", "role": "viewer"})

    assert response.status_code == 403
    assert ApiKey.objects.count() == 0


def test_nobody_sees_a_page_without_login() -> None:
    response = Client().get("/settings/")

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/account/login/")


def test_switch_to_a_foreign_workspace_is_refused(
    manager_client: Client, other_workspace: Workspace
) -> None:
    manager_client.post("/account/workspace/", {"workspace": other_workspace.pk})

    assert manager_client.session.get("workspace_id") is None

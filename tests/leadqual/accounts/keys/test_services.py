"""Creating, changing, rotating, revoking and taking over keys."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from leadqual.accounts.keys.scopes import role_of_key
from leadqual.accounts.keys.services import (
    KeyLimits,
    change_api_key,
    create_api_key,
    revoke_api_key,
    rotate_api_key,
    take_over_api_key,
)
from leadqual.accounts.keys.state import KeyState, keys_of, state_of
from leadqual.accounts.models import ApiKey, AuditRow, Member, Role, Scope, User, Workspace
from tests.leadqual.accounts.keys.programs import new_program
from tests.problems import refused

pytestmark = pytest.mark.django_db


def test_installation_is_granted_by_staff_alone(workspace: Workspace, manager: User) -> None:
    with refused("scope_not_granted"):
        new_program(manager, workspace, Scope.INSTALLATION)

    assert not ApiKey.objects.exists()


def test_author_grants_no_more_than_their_role(workspace: Workspace, qualifier: User) -> None:
    with refused("scope_not_granted"):
        new_program(qualifier, workspace, Scope.ADMIN)


def test_key_acts_as_manager_only_with_the_scope_admin() -> None:
    weak = ApiKey(scopes=[scope for scope in Scope if scope != Scope.ADMIN])
    strong = ApiKey(scopes=[Scope.ADMIN])

    assert role_of_key(strong, Role.MANAGER) == Role.MANAGER
    assert role_of_key(weak, Role.MANAGER) == Role.QUALIFIER
    assert role_of_key(weak, Role.VIEWER) == Role.VIEWER


def test_key_grants_no_more_than_it_has(workspace: Workspace, manager: User) -> None:
    weak, _ = new_program(manager, workspace, Scope.ADMIN)
    strong, _ = new_program(manager, workspace, Scope.ADMIN, Scope.EXPORT)

    with refused("scope_not_granted"):
        create_api_key(
            workspace=workspace, name="a", scopes=["export"], author=manager, by_key=weak
        )
    with refused("scope_not_granted"):
        rotate_api_key(key=strong, author=manager, by_key=weak)
    with refused("scope_not_granted"):
        change_api_key(
            key=weak,
            name="a",
            scopes=["admin", "export"],
            requests_per_minute=None,
            author=manager,
            by_key=weak,
        )


def test_manager_gets_no_secret_with_a_scope_of_staff(
    workspace: Workspace, staff: User, qualifier: User
) -> None:
    key, _ = new_program(staff, workspace, Scope.READ, Scope.INSTALLATION)
    Member.objects.filter(user=qualifier).update(role=Role.MANAGER)

    with refused("not_key_owner"):
        rotate_api_key(key=key, author=qualifier)

    taken, _ = take_over_api_key(key=key, author=qualifier)
    assert (taken.created_by, taken.scopes) == (qualifier, ["read"])


def test_scopes_are_known_and_at_least_one(workspace: Workspace, manager: User) -> None:
    for scopes in (["all"], []):
        with pytest.raises(IntegrityError), transaction.atomic():
            ApiKey.objects.create(
                workspace=workspace, name="a", key_hash="a", scopes=scopes, created_by=manager
            )


def test_installation_limits_expiry_and_rate(
    workspace: Workspace, manager: User, settings: Settings
) -> None:
    settings.API_KEY_MAX_DAYS, settings.API_KEY_MAX_RATE = 90, 1_000

    for limits in (KeyLimits(365), KeyLimits(None), KeyLimits(0), KeyLimits(90, 1_001)):
        with refused("api_key_limit"):
            create_api_key(
                workspace=workspace, name="a", scopes=["read"], author=manager, limits=limits
            )
    key, _ = create_api_key(
        workspace=workspace, name="a", scopes=["read"], author=manager, limits=KeyLimits(90, 1_000)
    )

    assert key.expires_at is not None
    assert timedelta(days=89) < key.expires_at - timezone.now() <= timedelta(days=90)


def test_overlap_ends_with_the_expiry_of_the_former_secret(
    workspace: Workspace, manager: User
) -> None:
    key, _ = new_program(manager, workspace)
    soon = timezone.now() + timedelta(hours=2)
    ApiKey.objects.update(expires_at=soon)

    rotated, _ = rotate_api_key(key=key, author=manager, overlap_hours=24)

    assert rotated.previous_valid_until == soon
    with refused("api_key_limit"):
        rotate_api_key(key=key, author=manager, overlap_hours=169)


def test_revoking_is_final(workspace: Workspace, manager: User) -> None:
    key, _ = new_program(manager, workspace)
    revoke_api_key(key=key, author=manager)

    with refused("api_key_revoked"):
        rotate_api_key(key=key, author=manager)
    with refused("api_key_revoked"):
        take_over_api_key(key=key, author=manager)
    with refused("api_key_revoked"):
        revoke_api_key(key=key, author=manager)


def test_every_write_is_in_the_audit_log_by_the_name_of_the_key(
    workspace: Workspace, manager: User, qualifier: User
) -> None:
    key, _ = new_program(qualifier, workspace)
    rotate_api_key(key=key, author=qualifier)
    change_api_key(
        key=key, name="ERP", scopes=["read", "write"], requests_per_minute=5, author=manager
    )
    take_over_api_key(key=key, author=manager)
    revoke_api_key(key=key, author=manager)

    rows = AuditRow.objects.filter(subject=f"api_key:{key.pk}").order_by("pk")
    assert [row.action.removeprefix("api_key.") for row in rows] == [
        *("created", "rotated", "changed", "taken_over", "revoked")
    ]
    assert all("lq_" in row.name for row in rows)
    changed = rows[2]
    assert changed.before is not None
    assert changed.after is not None
    assert (changed.before["scopes"], changed.after["scopes"]) == (["read"], ["read", "write"])


def test_states_of_a_workspace_are_told_apart(
    workspace: Workspace, manager: User, qualifier: User
) -> None:
    now = timezone.now()
    for name, expires in (("late", 300), ("soon", 3), ("expired", -1)):
        key, _ = create_api_key(workspace=workspace, name=name, scopes=["read"], author=manager)
        ApiKey.objects.filter(pk=key.pk).update(expires_at=now + timedelta(days=expires))
    create_api_key(workspace=workspace, name="gone", scopes=["read"], author=qualifier)
    Member.objects.get(user=qualifier).delete()

    assert {key.name: state_of(key) for key in keys_of(workspace)} == {
        "late": KeyState.ACTIVE,
        "soon": KeyState.EXPIRES_SOON,
        "expired": KeyState.EXPIRED,
        "gone": KeyState.OWNER_REMOVED,
    }

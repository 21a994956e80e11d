"""Workspaces that nobody sees without two-step verification."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from leadqual.accounts.audit.services import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.core.errors import LeadqualError

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class OwnFactorMissingError(LeadqualError, code="own_second_factor_missing", status=409):
    """Who requires two-step verification has not set it up, and would be locked out."""

    def __init__(self) -> None:
        super().__init__(
            "Set up two-step verification for your own account first. Nothing was changed."
        )


def has_second_factor(user: User) -> bool:
    """Return whether a person has an authenticator app or a passkey."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists())


def users_with_second_factor(workspace: Workspace) -> set[int]:
    """Return the keys of the members who have one."""
    factors = Authenticator.objects.filter(user__memberships__workspace=workspace, type__in=FACTORS)
    return set(factors.values_list("user_id", flat=True))


def requiring_workspace(
    user: User, workspace: Workspace | None, *, is_admin: bool = False
) -> Workspace | None:
    """Return the workspace that a person may not see yet; None where nothing is missing.

    Args:
        user: who asks.
        workspace: what is asked for; None where the person is in none.
        is_admin: for the admin, which shows rows of every workspace.
    """
    found = workspace if workspace is not None and workspace.requires_two_step else None
    if found is None and is_admin:
        found = Workspace.objects.filter(requires_two_step=True).first()
    return None if found is None or has_second_factor(user) else found


@transaction.atomic
def require_two_step(*, workspace: Workspace, is_required: bool, author: User) -> None:
    """Ask every member for two-step verification, or stop asking.

    Raises:
        OwnFactorMissingError: the author has none; nothing has changed.
    """
    if is_required and not has_second_factor(author):
        raise OwnFactorMissingError
    before = workspace.requires_two_step
    workspace.requires_two_step = is_required
    workspace.save(update_fields=["requires_two_step"])
    record_audit(
        workspace=workspace,
        actor=author,
        action="workspace.two_step_required" if is_required else "workspace.two_step_optional",
        subject=f"workspace:{workspace.pk}",
        name=workspace.name,
        before={"requires_two_step": before},
        after={"requires_two_step": is_required},
    )

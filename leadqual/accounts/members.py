"""Members of a workspace: list, change the role, remove."""

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.email_queue import queue_templates
from leadqual.accounts.models import Member, Role, User, Workspace
from leadqual.core.errors import LeadqualError


def members_of(workspace: Workspace) -> QuerySet[Member]:
    """Return all members, oldest membership first."""
    return workspace.members.select_related("user").order_by("pk")


def has_other_manager(member: Member) -> bool:
    """Return whether an active manager remains without this member."""
    if member.role != Role.MANAGER:
        return True
    managers = Member.objects.filter(workspace=member.workspace_id, role=Role.MANAGER)
    return managers.filter(user__is_active=True).exclude(pk=member.pk).exists()


@transaction.atomic
def remove_member(*, member: Member, author: User) -> None:
    """Remove a person from a workspace; the account and its history stay.

    The person gets an email if somebody else removed them.

    Raises:
        LeadqualError: the workspace would have no manager left; nothing has changed.
    """
    _require_other_manager(member)
    is_leaving = member.user_id == author.pk
    record_audit(
        workspace=member.workspace,
        actor=author,
        action="member.left" if is_leaving else "member.removed",
        subject=f"member:{member.pk}",
        name=str(member.user),
        before={"role": member.role},
    )
    member.delete()
    if not is_leaving and member.user.is_active:
        queue_templates(
            "accounts/email/member_removed",
            to=member.user.email,
            context={
                "user": member.user,
                "workspace": member.workspace.name,
                "author": author,
                "home_url": settings.PUBLIC_URL,
            },
            user=member.user,
        )


@transaction.atomic
def change_role(*, member: Member, role: Role, author: User) -> None:
    """Change the role of a member.

    Raises:
        LeadqualError: the workspace would have no manager left; nothing has changed.
    """
    if role != Role.MANAGER:
        _require_other_manager(member)
    former = member.role
    member.role = role
    member.save(update_fields=["role"])
    record_audit(
        workspace=member.workspace,
        actor=author,
        action="member.role_changed",
        subject=f"member:{member.pk}",
        name=str(member.user),
        before={"role": former},
        after={"role": role},
    )


def _require_other_manager(member: Member) -> None:
    """Refuse to lose the last active manager; locks the workspace against concurrent changes."""
    Workspace.objects.select_for_update(no_key=True).get(pk=member.workspace_id)
    if not has_other_manager(member):
        raise LeadqualError(
            "A workspace needs at least one manager. Make someone else a manager first.",
            code="last_manager",
            status=409,
        )

"""Writes of accounts: members, workspaces."""

from django.conf import settings
from django.db import transaction

from leadqual.accounts.audit.services import record_audit
from leadqual.accounts.emails.email_queue import queue_templates
from leadqual.accounts.models import Member, Role, User, Workspace
from leadqual.accounts.selectors import has_other_manager
from leadqual.core.double_review import MAX_PERCENT
from leadqual.core.errors import LeadqualError, WrongValue


class AlreadyMemberError(LeadqualError, code="already_member", status=409):
    """The person is in the workspace already."""


class TitleOverlapError(LeadqualError, code="title_overlap", status=422):
    """The share of titles for two people is none."""


class LastManagerError(LeadqualError, code="last_manager", status=409):
    """A workspace needs at least one manager."""


@transaction.atomic
def remove_member(*, member: Member, author: User) -> None:
    """Remove a person from a workspace, or let them leave; the account and what they did stay.

    A person whom somebody else removed gets an email.

    Raises:
        LastManagerError: nobody would be left to manage the workspace; nothing has changed.
    """
    _keep_a_manager(member)
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
    """Give a member another role.

    Raises:
        LastManagerError: nobody would be left to manage the workspace; nothing has changed.
    """
    if role != Role.MANAGER:
        _keep_a_manager(member)
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


def _keep_a_manager(member: Member) -> None:
    """Refuse to lose the last manager who can sign in; one at a time for each workspace."""
    Workspace.objects.select_for_update(no_key=True).get(pk=member.workspace_id)
    if not has_other_manager(member):
        raise LastManagerError(
            "A workspace needs at least one manager. Make someone else a manager first."
        )


@transaction.atomic
def rename_workspace(*, workspace: Workspace, name: str, author: User) -> None:
    """Give a workspace another name; its slug stays."""
    former = workspace.name
    workspace.name = name
    workspace.save(update_fields=["name"])
    record_audit(
        workspace=workspace,
        actor=author,
        action="workspace.renamed",
        subject=f"workspace:{workspace.pk}",
        name=name,
        before={"name": former},
        after={"name": name},
    )


@transaction.atomic
def set_title_overlap(*, workspace: Workspace, percent: int, author: User) -> None:
    """Say how many of the titles that one person labeled are given to a second one, in percent.

    Raises:
        TitleOverlapError: less than 0 or more than 100; nothing has changed.
    """
    if not 0 <= percent <= MAX_PERCENT:
        raise TitleOverlapError(
            f"Enter 0 to {MAX_PERCENT} percent. Nothing was changed.", WrongValue("title_overlap")
        )
    former = workspace.title_overlap
    workspace.title_overlap = percent
    workspace.save(update_fields=["title_overlap"])
    record_audit(
        workspace=workspace,
        actor=author,
        action="workspace.title_overlap_changed",
        subject=f"workspace:{workspace.pk}",
        name=workspace.name,
        before={"title_overlap_percent": former},
        after={"title_overlap_percent": percent},
    )

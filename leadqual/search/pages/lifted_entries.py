"""What a button that allows contacting again lifts, on pages of people and of companies."""

from django.contrib import messages
from django.db.models import QuerySet

from leadqual.accounts.models import Role
from leadqual.accounts.routing import WorkspaceRequest
from leadqual.leads.do_not_contact.entries import lift_entries
from leadqual.leads.do_not_contact.removal import OF_OTHERS, liftable_by
from leadqual.leads.models import DoNotContact


def lift_of(request: WorkspaceRequest, asked: QuerySet[DoNotContact], name: str) -> int | None:
    """Lift the entries that the member may lift, and say where others stay.

    Args:
        request: of the member.
        asked: the active entries of a person or a company.
        name: of the person or the company.

    Returns:
        How many were lifted; None where others stay.
    """
    entries = asked.filter(liftable_by(Role(request.member.role)))
    n = lift_entries(workspace=request.workspace, entries=entries, author=request.user)
    if not asked.exists():
        return n
    messages.warning(
        request,
        f"{name} stays marked Do not contact: {OF_OTHERS} requires it. Only managers can remove "
        "the entry.",
    )
    return None

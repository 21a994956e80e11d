"""Invitations to a workspace that went to an erased person."""

from leadqual.accounts.models import Invitation, Member, Workspace
from leadqual.privacy.erasure.person import Person
from leadqual.privacy.erasure.traces import Traces

_NOBODY = "erased-{}@invalid"


def delete_invitations(workspace: Workspace, person: Person, _traces: Traces) -> int:
    """Delete the invitations of a person; their link opens nothing from then on.

    An accepted one stays as the record of who let somebody in. Its address stays while the member
    does, as the account. Returns how many were deleted or redacted.
    """
    rows = Invitation.objects.filter(workspace=workspace, email__in=list(person.emails))
    n_rows, _ = rows.filter(accepted_at=None).delete()
    members = Member.objects.filter(workspace=workspace).values_list("user__email", flat=True)
    for row in rows.exclude(email__in=[one.lower() for one in members]):
        n_rows += Invitation.objects.filter(pk=row.pk).update(email=_NOBODY.format(row.pk))
    return n_rows

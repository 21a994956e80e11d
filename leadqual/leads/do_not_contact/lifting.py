"""Who can lift a do-not-contact entry: requests from outside the workspace need a manager."""

from django.db.models import Q, QuerySet

from leadqual.accounts.models import Role
from leadqual.core.errors import NotAllowedError
from leadqual.leads.models import DoNotContact

OF_OTHERS = "an imported file, a suppression list, a reply, a merge or an erasure request"
"""Origins of entries that no member added by hand."""
_SET_BY_MEMBERS = ("settings", "api")
_SET_BY_MEMBERS_ON = ("contact:", "company:", "step:")


def liftable_by(role: Role) -> Q:
    """Match the entries that a role can lift.

    Qualifiers can lift entries that a member added by hand. Only managers can lift those of
    `OF_OTHERS` and those of unknown origin.
    """
    if role.includes(Role.MANAGER):
        return ~Q(pk__in=())
    if not role.includes(Role.QUALIFIER):
        return Q(pk__in=())
    by_hand = Q(origin__in=_SET_BY_MEMBERS)
    for start in _SET_BY_MEMBERS_ON:
        by_hand |= Q(origin__startswith=start)
    return by_hand & Q(suppression_list=None)


def refuse_lifting(entries: QuerySet[DoNotContact], role: Role) -> None:
    """Raise an error if a role cannot lift all entries.

    Raises:
        NotAllowedError: nothing was changed.
    """
    if entries.exclude(liftable_by(role)).exists():
        raise NotAllowedError(
            f"This entry comes from {OF_OTHERS}. Only a manager can remove it. Nothing was changed."
        )

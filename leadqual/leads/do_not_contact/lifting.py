"""Who can lift a do-not-contact entry: requests from outside the workspace need a manager."""

from django.db.models import Q, QuerySet

from leadqual.accounts.models import Role
from leadqual.core.errors import NotAllowedError
from leadqual.leads.models import DoNotContact

OTHER_ORIGINS = "an imported file, a suppression list, a reply, a merge or an erasure request"
"""Origins of entries that no member added by hand."""
_MEMBER_ORIGINS = ("settings", "api")
_MEMBER_ORIGIN_PREFIXES = ("contact:", "company:", "step:")


def liftable_by(role: Role) -> Q:
    """Match the entries that a role can lift.

    Qualifiers can lift entries that a member added by hand. Only managers can lift those of
    `OTHER_ORIGINS` and those of unknown origin.
    """
    if role.includes(Role.MANAGER):
        return ~Q(pk__in=())
    if not role.includes(Role.QUALIFIER):
        return Q(pk__in=())
    member_entries = Q(origin__in=_MEMBER_ORIGINS)
    for start in _MEMBER_ORIGIN_PREFIXES:
        member_entries |= Q(origin__startswith=start)
    return member_entries & Q(suppression_list=None)


def require_liftable(entries: QuerySet[DoNotContact], role: Role) -> None:
    """Raise an error if a role cannot lift all entries.

    Raises:
        NotAllowedError: nothing was changed.
    """
    if entries.exclude(liftable_by(role)).exists():
        raise NotAllowedError(
            f"This entry comes from {OTHER_ORIGINS}. Only a manager can remove it. "
            "Nothing was changed."
        )

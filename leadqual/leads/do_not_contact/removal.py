"""Who may lift an entry: what somebody outside the workspace asked for needs a manager."""

from django.db.models import Q, QuerySet

from leadqual.accounts.models import Role
from leadqual.core.errors import NotAllowedError
from leadqual.leads.models import DoNotContact

OF_OTHERS = "an imported file, a suppression list, a reply, a merge or an erasure request"
"""Where entries come from that no member set by hand."""

_SET_BY_MEMBERS = ("settings", "api")
_SET_BY_MEMBERS_ON = ("contact:", "company:", "step:")


def liftable_by(role: Role) -> Q:
    """Match the entries that a role may lift.

    Qualifiers lift what a member set by hand. Those of `OF_OTHERS`, and those whose source is not
    known, are lifted by managers alone.
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
    """Refuse to lift entries of which a role may not lift all.

    Raises:
        NotAllowedError: nothing has been changed.
    """
    if entries.exclude(liftable_by(role)).exists():
        raise NotAllowedError(
            f"This entry comes from {OF_OTHERS}. Only a manager can remove it. Nothing was changed."
        )

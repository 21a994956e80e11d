"""Owners of records: members of the workspace, and how a search names them."""

from collections.abc import Mapping

from django.db.models import Exists, OuterRef, QuerySet

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Company, Contact

NO_OWNER = "none"
"""Value of a search for records without an owner."""


def owners_of(workspace: Workspace) -> dict[int, User]:
    """Return the members of a workspace by key, in the order of their names; one query."""
    members = workspace.members.select_related("user")
    users = sorted((member.user for member in members), key=lambda user: str(user).casefold())
    return {user.pk: user for user in users}


def with_no_owner_first(names: Mapping[str, str]) -> dict[str, str]:
    """Return key → name of owners, in the order of their names, behind that of no owner."""
    sorted_names = sorted(names.items(), key=lambda item: item[1].casefold())
    return {NO_OWNER: "No owner", **dict(sorted_names)}


def possible_owners(workspace: Workspace) -> QuerySet[User]:
    """Return who owns records, or may: members, and others who own some."""
    owns_records = [
        Exists(model.objects.filter(workspace=workspace, owner=OuterRef("pk")))
        for model in (Contact, Company)
    ]
    members = Exists(workspace.members.filter(user=OuterRef("pk")))
    return User.objects.filter(members | owns_records[0] | owns_records[1])

"""Who may own records of a workspace."""

from leadqual.accounts.models import User, Workspace


def owners_of(workspace: Workspace) -> dict[int, User]:
    """Return the members of a workspace by key, in the order of their names; one query."""
    members = workspace.members.select_related("user")
    users = sorted((member.user for member in members), key=lambda user: str(user).casefold())
    return {user.pk: user for user in users}

"""Programs that ask the API with a key."""

from django.test import Client

from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import ApiKey, Member, Role, Scope, User, Workspace


def program_with(secret: str) -> Client:
    """Return a program that sends this secret."""
    return Client(headers={"Authorization": f"Bearer {secret}"})


def new_program(author: User, workspace: Workspace, *scopes: Scope) -> tuple[ApiKey, Client]:
    """Create a key with these scopes, and return it with a program that uses it."""
    key, secret = create_api_key(
        workspace=workspace, name="CRM sync", scopes=scopes or [Scope.READ], author=author
    )
    return key, program_with(secret)


def set_role(user: User, role: Role) -> None:
    """Give a member another role."""
    Member.objects.filter(user=user).update(role=role)

"""`leadqual keys`: list, create, rotate and revoke API keys.

Needs the database: the one of the environment, or of what `make run` started in this folder.
"""

from typing import TYPE_CHECKING, Annotated

import typer

from leadqual.cli.files.input_files import FileError
from leadqual.cli.installation.database import (
    WorkspaceOption,
    connect,
    manager_of,
    workspace_named,
)

if TYPE_CHECKING:
    from leadqual.accounts.models import ApiKey, User, Workspace

app = typer.Typer(help="List, create, rotate and revoke API keys.", no_args_is_help=True)

OwnerOption = Annotated[
    str | None,
    typer.Option(help="Email address of the owner; default: the first manager."),
]
DaysOption = Annotated[int, typer.Option(min=0, help="Days until the key expires; 0: never.")]
KeyArgument = Annotated[int, typer.Argument(help="ID of the key, from `leadqual keys list`.")]


@app.command(name="list")
def list_keys(workspace: WorkspaceOption = None) -> None:
    """List the keys of a workspace with their scopes, owner and state."""
    connect()
    from leadqual.accounts.keys.state import keys_of, state_of

    for key in keys_of(workspace_named(workspace)):
        used = f"{key.last_used_at:%Y-%m-%d %H:%M}" if key.last_used_at else "never"
        expires = f"{key.expires_at:%Y-%m-%d}" if key.expires_at else "never"
        typer.echo(
            f"{key.pk}  {key}  {state_of(key).label}  {','.join(key.scopes)}  "
            f"owner {key.created_by.email}  last used {used}  expires {expires}"
        )


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="Name of the key, e.g. the program that uses it.")],
    scope: Annotated[list[str], typer.Option(help="Repeatable, e.g. --scope read.")],
    days: DaysOption = 365,
    owner: OwnerOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Create a key and print its secret, this once."""
    connect()
    from leadqual.accounts.keys.services import KeyLimits, create_api_key
    from leadqual.accounts.models import Scope

    if unknown := sorted(set(scope) - set(Scope.values)):
        raise FileError(f"Unknown scope: {', '.join(unknown)}. Scopes: {', '.join(Scope.values)}.")
    place = workspace_named(workspace)
    _, secret = create_api_key(
        workspace=place,
        name=name,
        scopes=scope,
        author=_find_owner(place, owner),
        limits=KeyLimits(days or None),
    )
    typer.echo(secret)


@app.command()
def rotate(
    key_id: KeyArgument,
    overlap: Annotated[int, typer.Option(min=0, help="Hours the old secret keeps working.")] = 24,
    days: DaysOption = 365,
    workspace: WorkspaceOption = None,
) -> None:
    """Give a key a new secret and print it, this once; it acts for its owner as before."""
    connect()
    from leadqual.accounts.keys.services import rotate_api_key

    key = _find_key(workspace_named(workspace), key_id)
    _, secret = rotate_api_key(
        key=key, author=key.created_by, overlap_hours=overlap, expires_in_days=days or None
    )
    typer.echo(secret)


@app.command()
def revoke(key_id: KeyArgument, workspace: WorkspaceOption = None) -> None:
    """Revoke a key; requests with it are refused from now on, and that is final."""
    connect()
    from leadqual.accounts.keys.services import revoke_api_key

    place = workspace_named(workspace)
    key = _find_key(place, key_id)
    revoke_api_key(key=key, author=manager_of(place))
    typer.echo(f"{key} is revoked.")


def _find_key(workspace: "Workspace", key_id: int) -> "ApiKey":
    from leadqual.accounts.keys.state import keys_of

    key = keys_of(workspace).filter(pk=key_id).first()
    if key is None:
        raise FileError(f"The workspace {workspace.slug} has no key {key_id}.")
    return key


def _find_owner(workspace: "Workspace", address: str | None) -> "User":
    from leadqual.accounts.members import members_of
    from leadqual.accounts.services import sign_in_address

    if address is None:
        return manager_of(workspace)
    member = members_of(workspace).filter(user__email=sign_in_address(address)).first()
    if member is None:
        raise FileError(f"The workspace {workspace.slug} has no member with this email address.")
    return member.user

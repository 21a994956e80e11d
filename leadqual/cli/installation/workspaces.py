"""`leadqual workspace`: list, delete and restore workspaces.

Needs the database: the one of the environment, or of what `make run` started in this folder.
"""

from typing import TYPE_CHECKING, Annotated

import typer

from leadqual.cli.files.input_files import FileError
from leadqual.cli.installation.database import connect

if TYPE_CHECKING:
    from leadqual.accounts.models import Workspace

app = typer.Typer(help="List, delete and restore workspaces.", no_args_is_help=True)

SlugArgument = Annotated[str, typer.Argument(help="Slug, see `leadqual workspace list`.")]


@app.command(name="list")
def list_workspaces() -> None:
    """List all workspaces; deleted ones with the day from which they are removed for good."""
    connect()
    from django.db.models import Count

    from leadqual.accounts.models import Workspace

    for workspace in Workspace.objects.annotate(n=Count("members")).order_by("pk"):
        purged_from = workspace.purged_from
        state = f"deleted, can be restored until {purged_from:%Y-%m-%d}" if purged_from else "open"
        n_members = workspace.n
        typer.echo(f"{workspace.slug}  {workspace.name}  {n_members} members  {state}")


@app.command()
def delete(
    slug: SlugArgument,
    name: Annotated[str, typer.Option(help="Name of the workspace, to confirm.")],
) -> None:
    """Close a workspace at once; it can be restored until its deadline."""
    connect()
    from leadqual.accounts.workspaces.services import delete_workspace
    from leadqual.core.errors import LeadqualError

    workspace = _workspace(slug)
    try:
        delete_workspace(workspace=workspace, typed_name=name, author=None)
    except LeadqualError as error:
        raise FileError(f"{error.message} Nothing was changed.") from error
    workspace.refresh_from_db()
    typer.echo(
        f"{workspace} is deleted. It can be restored until "
        f"{workspace.purged_from:%Y-%m-%d} with `leadqual workspace restore {slug}`."
    )


@app.command()
def restore(slug: SlugArgument) -> None:
    """Open a deleted workspace again, with everything that was in it."""
    connect()
    from leadqual.accounts.workspaces.services import restore_workspace
    from leadqual.core.errors import LeadqualError

    workspace = _workspace(slug)
    try:
        restore_workspace(workspace=workspace, author=None)
    except LeadqualError as error:
        raise FileError(f"{error.message} Nothing was changed.") from error
    typer.echo(f"{workspace} is restored.")


def _workspace(slug: str) -> "Workspace":
    from leadqual.accounts.models import Workspace

    workspace = Workspace.objects.filter(slug=slug).first()
    if workspace is None:
        raise FileError(f"There is no workspace {slug!r}. See `leadqual workspace list`.")
    return workspace

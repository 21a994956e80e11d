"""`leadqual workspace`: list, delete, restore and limit workspaces.

Needs the database: the one of the environment, or of what `make run` started in this folder.
"""

from typing import TYPE_CHECKING, Annotated

import typer

from leadqual.cli.files.input_files import FileError
from leadqual.cli.installation.database import connect

if TYPE_CHECKING:
    from leadqual.accounts.models import Workspace

app = typer.Typer(help="List, delete, restore and limit workspaces.", no_args_is_help=True)

SlugArgument = Annotated[str, typer.Argument(help="Slug, see `leadqual workspace list`.")]

LimitOption = Annotated[str, typer.Option(help="A number, none, or default.", show_default=False)]
MAX_LIMIT = 2_000_000_000


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

    workspace = _find_workspace(slug)
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

    workspace = _find_workspace(slug)
    try:
        restore_workspace(workspace=workspace, author=None)
    except LeadqualError as error:
        raise FileError(f"{error.message} Nothing was changed.") from error
    typer.echo(f"{workspace} is restored.")


@app.command()
def limit(
    slug: SlugArgument,
    contacts: LimitOption = "",
    companies: LimitOption = "",
    jobs: LimitOption = "",
    requests: LimitOption = "",
) -> None:
    """Set limits of a workspace, or show them; what it has beyond them stays."""
    connect()
    from leadqual.accounts.workspaces.quotas import Quota, usage_of
    from leadqual.accounts.workspaces.services import set_limits

    workspace = _find_workspace(slug)
    asked = dict(zip(Quota, (contacts, companies, jobs, requests), strict=True))
    limits = {quota: _parse_limit(text) for quota, text in asked.items() if text}
    set_limits(workspace=workspace, limits=limits, author=None)
    for usage in usage_of(workspace):
        most = "no limit" if usage.limit is None else f"limit {usage.limit:,}"
        own_limit_note = (
            "" if getattr(workspace, f"max_{usage.quota}") is None else ", set for this workspace"
        )
        used = "not counted" if usage.used is None else f"{usage.used:,}"
        typer.echo(f"{usage.label}: {used}, {most}{own_limit_note}")


def _parse_limit(text: str) -> int | None:
    if text == "default":
        return None
    if text == "none":
        return 0
    if not text.isdecimal() or not 0 < int(text) <= MAX_LIMIT:
        raise FileError(
            f"A limit is a number from 1 to {MAX_LIMIT:,}, none or default, not {text!r}. "
            "Nothing was changed."
        )
    return int(text)


def _find_workspace(slug: str) -> "Workspace":
    from leadqual.accounts.models import Workspace

    workspace = Workspace.objects.filter(slug=slug).first()
    if workspace is None:
        raise FileError(f"There is no workspace {slug!r}. See `leadqual workspace list`.")
    return workspace

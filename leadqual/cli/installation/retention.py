"""`leadqual retention`: remove what is older than the settings keep.

Needs the database: the one of the environment, or of what `make run` started in this folder.
"""

from typing import Annotated

import typer

from leadqual.cli.installation.database import WorkspaceOption, connect, workspace_named

app = typer.Typer(
    help="Delete data that is older than the retention settings allow.", no_args_is_help=True
)


@app.callback()
def _group() -> None:
    """Remove data that is older than the settings keep."""


@app.command()
def run(
    workspace: WorkspaceOption = None,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Dry run: only report what would be deleted.")
    ] = False,
) -> None:
    """Remove what is due now, as the job does each night."""
    connect()
    from django.conf import settings

    from leadqual.privacy.retention import count_due, delete_old_emails, old_emails, run_retention
    from leadqual.privacy.retention_rules import RULES

    place = workspace_named(workspace)
    if dry_run:
        counts = {rule.code: n_rows for rule, n_rows in count_due(place)}
        n_emails = len(old_emails())
    else:
        done = run_retention(place)
        if done is None:
            typer.echo("The nightly job is running for this workspace. Try again later.")
            raise typer.Exit(1)
        counts = done.counts
        n_emails = delete_old_emails()
    for rule in RULES:
        typer.echo(f"{counts.get(rule.code, 0):>8,}  {rule.words} ({_format_period(rule.days)})")
    days = _format_period(settings.RETENTION_EMAIL_DAYS)
    typer.echo(f"{n_emails:>8,}  Emails in files, of all workspaces ({days})")
    typer.echo("This was a dry run: nothing was deleted." if dry_run else "Removed.")


def _format_period(days: int) -> str:
    return f"kept {days} days" if days else "no limit"

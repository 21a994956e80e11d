"""`leadqual monitor`: evaluate the days that are over and list alerts."""

from typing import Annotated

import typer

from leadqual.cli.installation.database import (
    WorkspaceOption,
    connect,
    workspace_named,
)

MAX_SHOWN = 50
OPEN_ALERTS_EXIT = 1  # The exit code where an alert is open, for scripts; 2 is a mistake.


def monitor(
    workspace: WorkspaceOption = None,
    *,
    all_: Annotated[bool, typer.Option("--all", help="Include closed alerts.")] = False,
    only_show: Annotated[
        bool, typer.Option("--show", help="Only list alerts; do not evaluate new days.")
    ] = False,
) -> None:
    """Evaluate all days that are over, as the schedule does each night, and list alerts.

    Ends with 1 where an alert is open.
    """
    connect()
    from leadqual.monitoring.alerts.alert_texts import words_of
    from leadqual.monitoring.daily_job import monitor_workspace
    from leadqual.monitoring.selectors import alerts_of

    place = workspace_named(workspace)
    if not only_show:
        n_days = monitor_workspace(place)
        typer.echo(f"{n_days} {'day' if n_days == 1 else 'days'} evaluated.")
    rows = alerts_of(place, with_operation=True)
    if not all_:
        rows = rows.filter(closed_at=None)
    shown = list(rows[:MAX_SHOWN])
    for alert in shown:
        words = words_of(alert)
        until = f"closed {alert.closed_at:%Y-%m-%d}" if alert.closed_at else "open"
        typer.echo(f"{alert.since:%Y-%m-%d}  {words.title} ({until})")
        typer.echo(f"  {words.happened}")
        typer.echo(f"  {words.to_do}")
    if not shown:
        typer.echo("No alerts.")
    if alerts_of(place, with_operation=True).filter(closed_at=None).exists():
        raise typer.Exit(OPEN_ALERTS_EXIT)

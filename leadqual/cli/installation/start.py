"""`leadqual up`, `leadqual stop`, `leadqual status`: everything on one machine.

Imports are inside the commands, so that the command line starts quickly.
"""

from typing import Annotated

import typer

from leadqual.cli.installation.database import require_settings

PORT_HELP = "Port of the web server. Default: the last one used, else 8000, else a free one."
SECONDS_PER_MINUTE = 60
SECONDS_PER_HOUR = 3600


def mount(app: typer.Typer) -> None:
    """Add the commands of one machine to the top of the command line."""
    app.command()(up)
    app.command()(stop)
    app.command()(status)


def up(
    port: Annotated[int | None, typer.Option(help=PORT_HELP, min=1, max=65535)] = None,
) -> None:
    """Start Postgres, Redis, worker, beat and web server, and stay until Ctrl-C."""
    from launcher import up as local
    from launcher.console import terminal
    from launcher.errors import LocalError
    from launcher.supervision.supervisor import Plan

    require_settings()
    console = terminal()
    try:
        local.up(local.state_folder(), console=console, plan=Plan(port=port))
    except LocalError as error:
        console.line(f"\nLeadQual did not start: {error}")
        raise typer.Exit(1) from error


def stop() -> None:
    """End what `leadqual up` started in this folder, and nothing else."""
    from launcher import up as local
    from launcher.console import terminal
    from launcher.errors import LocalError

    console = terminal()
    try:
        local.stop_all(local.state_folder(), console=console)
    except LocalError as error:
        console.line(str(error))
        raise typer.Exit(1) from error


def status() -> None:
    """Show each part with its process number, port and how long it has run."""
    from launcher import up as local

    found = local.status(local.state_folder())
    if not any(part.uptime is not None for part in found.parts):
        typer.echo("LeadQual is not running in this folder. Start it with `make run`.")
        raise typer.Exit(3)
    typer.echo(f"{'process':<12}{'pid':>8}{'port':>8}   up for")
    for part in found.parts:
        port = "" if part.port is None else str(part.port)
        typer.echo(f"{part.name:<12}{part.pid:>8}{port:>8}   {_format_duration(part.uptime)}")
    typer.echo(f"address     {found.address or 'not all processes respond yet'}")
    if found.address and found.not_ready:
        typer.echo(
            f"not ready   {', '.join(found.not_ready)}. `leadqual check` says what to do; "
            f"logs are in {local.state_folder() / 'logs'}."
        )


def _format_duration(seconds: float | None) -> str:
    """Put seconds into words as a person reads them."""
    if seconds is None:
        return "has ended"
    total_seconds = int(seconds)
    hours, minutes = (
        total_seconds // SECONDS_PER_HOUR,
        total_seconds // SECONDS_PER_MINUTE % SECONDS_PER_MINUTE,
    )
    return f"{hours}:{minutes:02}:{total_seconds % SECONDS_PER_MINUTE:02}"


# `leadqual worker`: a worker next to those of other hosts, for some queues or all.

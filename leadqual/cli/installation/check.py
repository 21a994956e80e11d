"""`leadqual check`: look for data that contradicts itself and for what is not set up; repair it.

Needs the database: the one of the environment, or of what `make run` started in this folder.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from leadqual.cli.files.input_files import FileError
from leadqual.cli.installation.database import WorkspaceOption, connect, workspace_named

if TYPE_CHECKING:
    from leadqual.accounts.models import Workspace

DIFFERENCES = 1  # The exit code where something differs and was not repaired, for scripts.

Check = Callable[["Workspace", bool], list[str]]
InstallationCheck = Callable[[bool], list[str]]


def check(
    names: Annotated[list[str] | None, typer.Argument(help="Checks to run; default: all.")] = None,
    workspace: WorkspaceOption = None,
    *,
    fix: Annotated[bool, typer.Option("--fix", help="Repair differences.")] = False,
) -> None:
    """Check one workspace, or all and the installation; ends with 1 where something differs."""
    known = [*CHECKS, *INSTALLATION_CHECKS]
    unknown = [name for name in names or () if name not in known]
    if unknown:
        raise FileError(f"Unknown check “{unknown[0]}”. Checks: {', '.join(known)}.")
    connect()
    from leadqual.accounts.models import Workspace

    places = [workspace_named(workspace)] if workspace else list(Workspace.objects.order_by("pk"))
    n_found = 0
    for name in names or (CHECKS if workspace else known):
        found = _differences(name, places, is_fixing=fix)
        n_found += len(found)
        typer.echo(f"{name}: {'no differences' if not found else ''}".rstrip())
        for line in found:
            typer.echo(f"  {line}")
    if n_found and not fix:
        typer.echo("Run `leadqual check --fix` to repair.")
        raise typer.Exit(DIFFERENCES)


def _differences(name: str, places: "Sequence[Workspace]", *, is_fixing: bool) -> list[str]:
    if name in INSTALLATION_CHECKS:
        return INSTALLATION_CHECKS[name](is_fixing)
    end = " Repaired." if is_fixing else ""
    found = [(place, line) for place in places for line in CHECKS[name](place, is_fixing)]
    return [f"{place.slug}: {line}{end}" for place, line in found]


def _do_not_contact(workspace: "Workspace", is_fixing: bool) -> list[str]:  # noqa: FBT001  # a Check
    from leadqual.leads.do_not_contact.repair import differences_of, repair_workspace

    found = repair_workspace(workspace) if is_fixing else differences_of(workspace)
    lines = {
        "contacts are covered by an entry but not marked Do not contact.": found.n_missing,
        "contacts are marked Do not contact but not covered by an entry.": found.n_extra,
        "entries do not match EMAIL_PLUS_ALIASES.": found.n_keys,
    }
    return [f"{n:,} {words}" for words, n in lines.items() if n]


def _row_security(is_fixing: bool) -> list[str]:  # noqa: FBT001  # an InstallationCheck
    from leadqual.accounts.row_security.role_setup import (
        row_security_problems,
        set_up_row_security,
    )

    found = row_security_problems()
    if not is_fixing or not found:
        return found
    return set_up_row_security() or [f"{line} Done." for line in found]


CHECKS: Mapping[str, Check] = {"do-not-contact": _do_not_contact}
"""By name: each returns what differs in a workspace, one line each, and repairs it if asked to."""
INSTALLATION_CHECKS: Mapping[str, InstallationCheck] = {"row-security": _row_security}
"""By name: each returns what is wrong with the installation, and repairs it if asked to."""

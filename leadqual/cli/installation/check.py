"""`leadqual check`: what is wrong with an installation and its data, and how to fix it.

Needs settings: those of the environment, or of what `make run` started in this folder.
"""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from leadqual.cli.files.input_files import FileError
from leadqual.cli.installation.database import (
    WorkspaceOption,
    connect,
    find_setting_problems,
    workspace_named,
)

if TYPE_CHECKING:
    from leadqual.accounts.models import Workspace
    from leadqual.environment import SettingProblem
    from leadqual.monitoring.checks import Finding

PROBLEMS_EXIT = 1  # The exit code where something is wrong, for scripts.

Found = Mapping[str, Sequence["Finding | SettingProblem"]]
"""Problems by the name of the check."""

DATA_CHECKS = ("do-not-contact",)
"""Checks of the data of each workspace."""


def check(
    names: Annotated[list[str] | None, typer.Argument(help="Checks to run; default: all.")] = None,
    workspace: WorkspaceOption = None,
    *,
    fix: Annotated[bool, typer.Option("--fix", help="Repair data that differs.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write the result as JSON.")] = False,
) -> None:
    """Check the installation and its data, and say how to fix what is wrong.

    Ends with 1 where anything is wrong. With `--fix` alone only data is checked, and repaired.
    """
    problems = find_setting_problems()
    try:
        connect()
    except FileError:  # Nothing else can be checked with such settings.
        if not problems:
            raise
        found: Found = {"settings": problems}
    else:
        found = _run_checks(names, workspace, is_fixing=fix)
    if as_json:
        rows = {
            name: [{"problem": each.problem, "fix": each.fix} for each in several]
            for name, several in found.items()
        }
        typer.echo(json.dumps({"is_ok": not any(rows.values()), "checks": rows}, indent=2))
    else:
        _print_problems(found)
    if any(each.fix for several in found.values() for each in several):
        raise typer.Exit(PROBLEMS_EXIT)


def _run_checks(names: list[str] | None, workspace: str | None, *, is_fixing: bool) -> Found:
    from leadqual.monitoring.checks import checks, findings_of

    known = [*checks(), *DATA_CHECKS]
    asked = names or (DATA_CHECKS if is_fixing else known)
    if unknown := [name for name in asked if name not in known]:
        raise FileError(f"Unknown check “{unknown[0]}”. Checks: {', '.join(known)}.")
    found: dict[str, Sequence[Finding]] = {}  # By name; a database that is away has no data.
    for name in asked:
        if name in checks():
            found[name] = findings_of(name)
        elif names or not (found.get("database") or found.get("migrations")):
            found[name] = _data_findings(name, workspace, is_fixing=is_fixing)
    return found


def _print_problems(found: Found) -> None:
    for name, several in found.items():
        typer.echo(f"{name}: {'' if several else 'OK'}".rstrip())
        for each in several:
            typer.echo(f"  {each.problem}")
            if each.fix:
                typer.echo(f"    {each.fix}")


def _data_findings(name: str, slug: str | None, *, is_fixing: bool) -> list["Finding"]:
    """Return what differs in the data; what was repaired needs no fix."""
    from django.db import Error

    from leadqual.accounts.models import Workspace
    from leadqual.monitoring.checks import Finding

    try:
        places = [workspace_named(slug)] if slug else list(Workspace.objects.order_by("pk"))
        lines = [
            (place, line) for place in places for line in _check_do_not_contact(place, is_fixing)
        ]
    except Error:
        return [Finding("The database does not answer.", "Start Postgres, and check DATABASE_URL.")]
    fix = "" if is_fixing else f"Run `leadqual check {name} --fix`."
    repaired = " Repaired." if is_fixing else ""
    return [Finding(f"{place.slug}: {line}{repaired}", fix) for place, line in lines]


def _check_do_not_contact(workspace: "Workspace", is_fixing: bool) -> list[str]:
    from leadqual.leads.do_not_contact.repair import differences_of, repair_workspace

    found = repair_workspace(workspace) if is_fixing else differences_of(workspace)
    lines = {
        "contacts are covered by an entry but not marked Do not contact.": found.n_missing,
        "contacts are marked Do not contact but not covered by an entry.": found.n_extra,
        "entries do not match EMAIL_PLUS_ALIASES.": found.n_keys,
    }
    return [f"{n:,} {words}" for words, n in lines.items() if n]

"""The database of the commands that need one, the workspace they work in, and for whom they act."""

from typing import TYPE_CHECKING, Annotated

import typer

from leadqual.cli.files.input_files import FileError
from leadqual.core.command_line import note_command_line

if TYPE_CHECKING:
    from leadqual.accounts.models import User, Workspace
    from leadqual.environment import SettingProblem

WorkspaceOption = Annotated[
    str | None, typer.Option(help="Slug of the workspace; required if there are several.")
]


def connect() -> None:
    """Make Django ready, with the servers of the environment or of what runs in this folder.

    Raises:
        FileError: there are none, or a setting is missing or cannot work.
    """
    import os

    os.environ.setdefault("LOG_LEVEL", "WARNING")  # The bar is for the terminal, not the log.
    read_settings()
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    note_command_line(is_running=True)


def read_settings() -> None:
    """Read the settings of the environment, or else of what runs in this folder.

    Raises:
        FileError: the environment names no servers and nothing runs here, or a setting is missing
            or cannot work.
    """
    import os

    from launcher.running_installation import running_environment
    from launcher.up import state_folder

    if not (os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE")):
        found = running_environment(state_folder())
        if not found:
            raise FileError(
                "LeadQual is not running in this folder. Start it with `make run`, or "
                "set DATABASE_URL, REDIS_URL and SECRET_KEY."
            )
        os.environ.update(found)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadqual.settings")
    from django.conf import settings

    from leadqual.environment import SettingsError

    try:
        settings.SECRET_KEY  # noqa: B018  # reads them all
    except SettingsError as error:
        raise FileError(str(error)) from error


def require_settings() -> None:
    """Refuse to start with settings that cannot work.

    Raises:
        FileError: it names all of them.
    """
    from leadqual.environment import SettingsError

    if problems := find_setting_problems():
        raise FileError(f"LeadQual did not start. {SettingsError(problems)}")


def find_setting_problems() -> "list[SettingProblem]":
    """Return which settings of the environment cannot work; required ones may be missing yet."""
    import os
    from pathlib import Path
    from runpy import run_path

    import leadqual
    from launcher.up import state_folder
    from leadqual.environment import SettingsError, find_path_problems

    problems: list[SettingProblem] = []
    try:
        run_path(str(Path(leadqual.__file__).with_name("settings.py")))
    except SettingsError as error:
        problems = [each for each in error.problems if not each.is_missing]
    named = {each.name for each in problems}
    paths = find_path_problems({**os.environ, "STATE_DIR": str(state_folder())})
    return problems + [each for each in paths if each.name not in named]


def workspace_named(slug: str | None) -> "Workspace":
    """Return the workspace with this slug, or the only one where none is named.

    Raises:
        FileError: there is none, or the database does not answer.
    """
    from django.db import OperationalError

    from leadqual.accounts.services import active_workspaces

    try:
        found = {workspace.slug: workspace for workspace in active_workspaces().order_by("pk")}
    except OperationalError as error:
        raise FileError("The database does not respond. Start it with `make run`.") from error
    if slug is None and len(found) == 1:
        return next(iter(found.values()))
    if slug not in found:
        slugs = ", ".join(found) or "none yet"
        asked = f"There is no workspace {slug!r}." if slug else "Use --workspace."
        raise FileError(f"{asked} Workspaces: {slugs}.")
    return found[slug]


def manager_of(workspace: "Workspace") -> "User":
    """Return the manager who has been there longest: the command line acts for them.

    Raises:
        FileError: the workspace has no manager.
    """
    from leadqual.accounts.members import members_of
    from leadqual.accounts.models import Role

    member = members_of(workspace).filter(role=Role.MANAGER).first()
    if member is None:
        raise FileError(f"The workspace {workspace.slug} has no manager to act for.")
    return member.user


def staff_named(address: str | None, *, does: str = "does it") -> "User":
    """Return the member of staff with this address, or the only one there is.

    Raises:
        FileError: there is none, or there are several.
    """
    from leadqual.accounts.models import User
    from leadqual.accounts.services import sign_in_address

    staff = User.objects.filter(is_staff=True, is_active=True).order_by("pk")
    if address is not None:
        found = staff.filter(email=sign_in_address(address)).first()
        if found is None:
            raise FileError(
                f"No staff member has the email address {address}. Nothing was changed."
            )
        return found
    candidates = list(staff[:2])
    if len(candidates) != 1:
        raise FileError(f"Name the staff member who {does} with --author and an email address.")
    return candidates[0]

"""`leadqual mcp`: tools for AI assistants on this machine, over standard input and output."""

import os
from typing import TYPE_CHECKING, Annotated

import typer

from leadqual.cli.files.input_files import FileError
from leadqual.cli.installation.database import WorkspaceOption, connect, manager_of, workspace_named

if TYPE_CHECKING:
    from leadqual.mcp_server.api_operations import Caller

KEY = "LEADQUAL_KEY"


def mcp(
    workspace: WorkspaceOption = None,
    key: Annotated[
        str | None, typer.Option(envvar=KEY, show_envvar=True, help="API key.", show_default=False)
    ] = None,
) -> None:
    """Serve the tools of the Model Context Protocol over standard input and output.

    With an API key, tools see its workspace and follow its scopes. Without one, they read the
    workspace that --workspace names and change nothing. A client starts this command.
    """
    connect()
    from leadqual.mcp_server.api_operations import OperationRefusedError
    from leadqual.mcp_server.local_callers import caller_with_key, local_caller
    from leadqual.mcp_server.stdio_transport import serve

    if key:
        os.environ.pop(KEY, None)  # Nothing that is started from here needs it.
        try:
            caller_with_key(key)
        except OperationRefusedError as error:
            raise FileError(str(error)) from error
        serve(lambda: caller_with_key(key))
        return
    place = workspace_named(workspace)
    manager = manager_of(place)

    def caller() -> "Caller":
        return local_caller(place, manager)

    serve(caller)

"""The protocol over standard input and output, for a client that starts `leadqual mcp`."""

from collections.abc import Callable

import anyio
from django.db import close_old_connections
from mcp.server.stdio import stdio_server

from leadqual.mcp_server.api_operations import Caller
from leadqual.mcp_server.protocol import build_server, prepare_tools


def serve(caller_now: Callable[[], Caller]) -> None:
    """Answer messages until standard input ends."""
    prepare_tools()

    def current_caller() -> Caller:
        close_old_connections()  # Hours may have passed since the last message.
        return caller_now()

    async def run() -> None:
        server = build_server(current_caller)
        async with stdio_server() as (read, write):
            await server.run(read, write, server.create_initialization_options())

    anyio.run(run)

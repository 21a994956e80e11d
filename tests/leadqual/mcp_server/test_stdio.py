"""`leadqual mcp`: the protocol over standard input and output, asked by the SDK's own client."""

import os
import sys
from pathlib import Path

import anyio
import pytest
from mcp import Client, StdioServerParameters
from mcp.types import CallToolResult

from leadqual.accounts.models import ApiKey, User, Workspace
from leadqual.accounts.workspaces import request_quota
from leadqual.accounts.workspaces.quotas import Quota
from leadqual.accounts.workspaces.services import set_limits
from leadqual.cli.files.input_files import FileError
from leadqual.mcp_server.api_operations import OperationRefusedError
from leadqual.mcp_server.local_callers import caller_with_key
from tests.leadqual.cli.test_imports import called as command
from tests.leadqual.mcp_server.conftest import key_of, person
from tests.worker import database_url

pytestmark = pytest.mark.django_db(transaction=True)
MAIN = "from leadqual.cli import main; main()"


async def _asked(*words: str, env: dict[str, str]) -> tuple[set[str], CallToolResult]:
    server = StdioServerParameters(
        command=sys.executable, args=["-c", MAIN, "mcp", *words], env=env, cwd=Path.cwd()
    )
    async with Client(server, read_timeout_seconds=120) as client:
        tools = {tool.name for tool in (await client.list_tools()).tools}
        return tools, await client.call_tool("search_people", {"query": "Sand"})


def _environment(**more: str) -> dict[str, str]:
    return {**os.environ, "DATABASE_URL": database_url(), **more}


@pytest.mark.slow
def test_client_of_the_sdk_asks_with_a_key(
    workspace: Workspace, manager: User, models: None
) -> None:
    someone = person(workspace)
    env = _environment(LEADQUAL_KEY=key_of(workspace, manager))

    async def run() -> tuple[set[str], CallToolResult]:
        return await _asked(env=env)

    tools, found = anyio.run(run)

    assert "classify_titles" in tools
    assert tools.isdisjoint({"give_verdict", "read_replies"})
    assert found.structured_content["people"][0]["id"] == someone.pk
    assert ApiKey.objects.get().last_used_at is not None


@pytest.mark.slow
def test_without_a_key_a_workspace_is_read_only(
    workspace: Workspace, manager: User, models: None
) -> None:
    someone = person(workspace)

    async def run() -> tuple[set[str], CallToolResult]:
        return await _asked("--workspace", workspace.slug, env=_environment())

    tools, found = anyio.run(run)

    assert "read_replies" in tools
    assert "give_verdict" not in tools
    assert found.structured_content["people"][0]["id"] == someone.pk


def test_call_beyond_the_requests_of_the_workspace_is_refused(
    workspace: Workspace, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_quota, "time", lambda: 3_000_010.0)
    set_limits(workspace=workspace, limits={Quota.REQUESTS: 1}, author=None)
    secret = key_of(workspace, manager)

    assert caller_with_key(secret).workspace == workspace
    with pytest.raises(OperationRefusedError, match="this workspace"):
        caller_with_key(secret)


def test_key_that_does_not_work_is_refused_at_the_start(workspace: Workspace) -> None:
    assert isinstance(command("mcp", "--key", "lq_unknown").exception, FileError)

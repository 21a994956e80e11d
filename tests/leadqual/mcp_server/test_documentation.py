"""The snippets of `docs/api/mcp.md` run as they stand there, and its table names every tool."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User, Workspace
from leadqual.cli import app
from leadqual.mcp_server.api_operations import access_of
from leadqual.mcp_server.tools import TOOLS
from tests.leadqual.mcp_server.conftest import key_of

PAGE = Path(__file__).resolve().parents[3] / "docs" / "api" / "mcp.md"


def snippet(language: str) -> str:
    """Return the only code of the page in a language."""
    found = re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert len(found) == 1
    return str(found[0])


@pytest.mark.slow
def test_snippet_lists_tools_and_explains_a_label(
    live_server: LiveServer, workspace: Workspace, manager: User, models: None
) -> None:
    given = {"LEADQUAL_URL": live_server.url, "LEADQUAL_KEY": key_of(workspace, manager)}

    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", snippet("python")],
        env=os.environ | given,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    lines = done.stdout.splitlines()
    assert done.returncode == 0, done.stderr
    assert lines[0] == "search_people"
    assert len(lines[-1].split()) > 3


def test_command_of_the_settings_exists() -> None:
    server = json.loads(snippet("json"))["mcpServers"]["leadqual"]

    names = [command.name for command in app.registered_commands]
    assert server["command"] == "leadqual"
    assert server["args"][0] in names
    assert list(server["env"]) == ["LEADQUAL_KEY"]


def test_table_has_every_tool_with_its_scope() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \|", PAGE.read_text(), re.MULTILINE)

    assert dict(rows) == {name: access_of(tool.operation).scope for name, tool in TOOLS.items()}

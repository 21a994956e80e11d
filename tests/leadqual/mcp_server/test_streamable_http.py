"""The protocol over HTTP: who may ask, from where, and the SDK's own client."""

import anyio
import httpx2
import pytest
from django.test import Client
from mcp import Client as McpClient
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult, ListToolsResult
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.keys.services import revoke_api_key
from leadqual.accounts.models import ApiKey, User, Workspace
from tests.leadqual.mcp_server.conftest import called, content, key_of, person, program
from tests.waiting import PATIENCE

LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
JSON = "application/json"


async def _asked(address: str, secret: str, mode: str) -> tuple[ListToolsResult, CallToolResult]:
    headers = {"Authorization": f"Bearer {secret}"}
    async with (
        httpx2.AsyncClient(headers=headers, timeout=PATIENCE) as http,
        McpClient(streamable_http_client(address, http_client=http), mode=mode) as client,
    ):
        arguments = {"function": ["sales"]}
        return await client.list_tools(), await client.call_tool("search_people", arguments)


@pytest.mark.parametrize("mode", ["auto", pytest.param("legacy", marks=pytest.mark.slow)])
def test_client_of_the_sdk_lists_and_calls_tools(
    live_server: LiveServer, workspace: Workspace, manager: User, models: None, mode: str
) -> None:
    someone = person(workspace)
    secret = key_of(workspace, manager)

    listed, found = anyio.run(_asked, f"{live_server.url}/mcp", secret, mode)

    assert "explain_label" in [tool.name for tool in listed.tools]
    assert "give_verdict" not in [tool.name for tool in listed.tools]
    assert found.structured_content["people"][0]["id"] == someone.pk


@pytest.mark.django_db
def test_request_without_a_working_key_gets_401(
    client: Client, manager_client: Client, workspace: Workspace, manager: User
) -> None:
    secret = key_of(workspace, manager)
    revoke_api_key(key=ApiKey.objects.get(), author=manager)

    answers = [
        one.post("/mcp", LIST, content_type=JSON)
        for one in (client, manager_client, program(secret), program("lq_unknown"))
    ]

    assert [answer.status_code for answer in answers] == [401] * 4
    assert {answer.headers["WWW-Authenticate"] for answer in answers} == {"Bearer"}


@pytest.mark.django_db
def test_page_of_another_origin_is_refused(reader: Client) -> None:
    strange = reader.post(
        "/mcp", LIST, content_type=JSON, headers={"Origin": "https://evil.example"}
    )
    own = reader.post("/mcp", LIST, content_type=JSON, headers={"Origin": "http://testserver"})

    assert strange.status_code == 403
    assert own.status_code == 200


@pytest.mark.django_db
def test_host_that_is_not_ours_is_refused(reader: Client) -> None:
    answer = reader.post("/mcp", LIST, content_type=JSON, headers={"Host": "rebound.example"})

    assert answer.status_code == 400


@pytest.mark.django_db
def test_only_post_with_json_is_taken(reader: Client) -> None:
    assert reader.get("/mcp").status_code == 405
    assert reader.delete("/mcp").status_code == 405
    assert reader.post("/mcp", "x", content_type="text/plain").status_code == 400
    assert reader.post("/mcp", "{", content_type=JSON).status_code == 400


@pytest.mark.django_db
def test_notification_is_taken_without_an_answer(reader: Client) -> None:
    body = {"jsonrpc": "2.0", "method": "notifications/initialized"}

    answer = reader.post("/mcp", body, content_type=JSON)

    assert (answer.status_code, answer.content) == (202, b"")


@pytest.mark.django_db
def test_messages_count_against_the_rate_of_the_key(reader: Client, workspace: Workspace) -> None:
    ApiKey.objects.update(requests_per_minute=2)

    codes = [reader.post("/mcp", LIST, content_type=JSON).status_code for _ in range(3)]

    assert codes == [200, 200, 429]


@pytest.mark.django_db
def test_call_counts_once(reader: Client) -> None:
    ApiKey.objects.update(requests_per_minute=1)

    assert content(called(reader, "search_people"))["total"] == 0

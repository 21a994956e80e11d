"""A workspace with something to find, and clients that send one message."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from classifiers.titles.text.normalize import normalize
from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import Scope, User, Workspace
from leadqual.labeling.corrections.services import classify_batch
from leadqual.leads.models import Company, Contact, JobTitle

READER = (Scope.READ, Scope.CLASSIFY)
ACCEPT = "application/json, text/event-stream"
ADDRESS = "henrik@nordkran.example"


@pytest.fixture(autouse=True, scope="module")
def _loops_as_in_production() -> Iterator[None]:
    """As in production, no loop runs in this thread, and a query from within one is an error.

    After a test in a browser, Playwright's loop counts as running here until the run ends. A
    thread has another connection to the database with a loop than without, so that each test
    begins and ends without one, and the connection of these tests is closed behind them. One that
    tests before the first browser left may have been ended by a copy of the database since.
    """
    playwrights = asyncio._get_running_loop()
    with pytest.MonkeyPatch.context() as patched:
        patched.delenv("DJANGO_ALLOW_ASYNC_UNSAFE", raising=False)
        asyncio._set_running_loop(None)
        connection.close()
        yield
        connection.close()
        asyncio._set_running_loop(playwrights)


def key_of(workspace: Workspace, owner: User, scopes: Sequence[Scope] = READER) -> str:
    """Create a key and return its secret."""
    _, secret = create_api_key(
        workspace=workspace, name="assistant", scopes=list(scopes), author=owner
    )
    return secret


def program(secret: str) -> Client:
    """Return a client that signs in with a key."""
    return Client(headers={"Authorization": f"Bearer {secret}", "Accept": ACCEPT})


def sent(client: Client, method: str, params: dict[str, object] | None = None) -> dict[str, Any]:
    """Send one message and return its result."""
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params or {}}
    response = client.post("/mcp", body, content_type="application/json")
    assert response.status_code == 200, response.content
    result: dict[str, Any] = response.json()["result"]
    return result


def called(client: Client, tool: str, **arguments: object) -> dict[str, Any]:
    """Call a tool and return its result."""
    return sent(client, "tools/call", {"name": tool, "arguments": arguments})


def content(result: dict[str, Any]) -> dict[str, Any]:
    """Return the data of a result that is no error."""
    assert not result["isError"], result["content"]
    found: dict[str, Any] = result["structuredContent"]
    return found


def words(result: dict[str, Any]) -> str:
    """Return the text of a result that is an error."""
    assert result["isError"]
    text: str = result["content"][0]["text"]
    return text


def person(workspace: Workspace) -> Contact:
    """Add the head of sales of a company."""
    title = "Head of Sales"
    company = Company.objects.create(
        workspace=workspace,
        name="Nordkran",
        name_key="nordkran",
        domain="nordkran.example",
        overview="We build cranes for ports.",
    )
    row = JobTitle.objects.create(
        workspace=workspace, title=title, normalised=normalize(title), n_contacts=1
    )
    contact = Contact.objects.create(
        workspace=workspace,
        company=company,
        job_title=row,
        title=title,
        first_name="Henrik",
        last_name="Sand",
        email=ADDRESS,
    )
    classify_batch()
    return contact


@pytest.fixture
def contact(workspace: Workspace, models: None) -> Contact:
    """The head of sales of a company."""
    return person(workspace)


@pytest.fixture
def reader(workspace: Workspace, manager: User, models: None) -> Client:
    """An assistant that may read and classify."""
    return program(key_of(workspace, manager))

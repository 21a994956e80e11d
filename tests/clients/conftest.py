"""The Python client from the repository, connected to a running server."""

from collections.abc import Iterator

import pytest
from leadqual_client import LeadQual
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import Scope, User, Workspace


@pytest.fixture
def leadqual(
    transactional_db: None, live_server: LiveServer, workspace: Workspace, manager: User
) -> Iterator[LeadQual]:
    """A client with a key for everything."""
    _, secret = create_api_key(
        workspace=workspace,
        name="Client",
        scopes=[one.value for one in Scope if one != Scope.INSTALLATION],
        author=manager,
    )
    with LeadQual(live_server.url, key=secret) as client:
        yield client

"""What a program finds that integrates with a running server."""

import pytest
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import Scope, User, Workspace
from tests.programs import needed


@pytest.fixture
def values(
    transactional_db: None, live_server: LiveServer, workspace: Workspace, manager: User
) -> dict[str, str]:
    """What each page finds in its environment: the address and a key for everything."""
    needed("curl")
    scopes = [one.value for one in Scope if one != Scope.INSTALLATION]
    _, secret = create_api_key(workspace=workspace, name="Docs", scopes=scopes, author=manager)
    return {"LEADQUAL_URL": live_server.url, "LEADQUAL_KEY": secret}

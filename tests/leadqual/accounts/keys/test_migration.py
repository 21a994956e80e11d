"""Keys of before, which had a role, get scopes."""

from importlib import import_module

import pytest

from leadqual.accounts.keys.scopes import covered_scopes
from leadqual.accounts.models import Role, Scope

migration = import_module("leadqual.accounts.migrations.0007_api_key_scopes")


@pytest.mark.parametrize("role", Role)
def test_keys_get_what_their_role_covers_and_never_installation(role: Role) -> None:
    scopes = migration.SCOPES_OF_ROLE[role.value]

    assert set(scopes) == set(covered_scopes(role))
    assert Scope.INSTALLATION not in scopes

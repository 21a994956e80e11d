"""`leadqual keys`: create, list, rotate, revoke."""

import pytest

from leadqual.accounts.keys.state import key_with_secret, state_of_secret
from leadqual.accounts.models import ApiKey, User, Workspace
from leadqual.cli.files.input_files import FileError
from tests.leadqual.cli.test_imports import called

pytestmark = pytest.mark.django_db


def works(secret: str) -> bool:
    key = key_with_secret(secret)
    return key is not None and state_of_secret(key, secret).works


def test_key_is_created_listed_rotated_and_revoked(workspace: Workspace, manager: User) -> None:
    first = called("keys", "create", "CRM", "--scope", "read", "--scope", "write").stdout.strip()
    key = ApiKey.objects.get()
    second = called("keys", "rotate", str(key.pk), "--overlap", "0", "--days", "30").stdout.strip()
    listed = called("keys", "list").stdout

    assert [works(first), works(second)] == [False, True]
    assert (key.scopes, key.created_by) == (["read", "write"], manager)
    assert str(key.pk) in listed
    assert "read,write" in listed
    assert second not in listed
    called("keys", "revoke", str(key.pk))
    assert not works(second)


def test_unknown_scope_owner_and_key_are_refused(workspace: Workspace, manager: User) -> None:
    for words in (
        ("create", "CRM", "--scope", "all"),
        ("create", "CRM", "--scope", "installation"),
        ("create", "CRM", "--scope", "read", "--owner", "nobody@leadqual.example"),
        ("revoke", "1"),
    ):
        assert isinstance(called("keys", *words).exception, FileError)

    assert not ApiKey.objects.exists()

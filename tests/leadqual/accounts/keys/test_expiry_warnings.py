"""Emails about keys that expire soon."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from leadqual.accounts.keys.expiry_warnings import warn_expiring_keys
from leadqual.accounts.keys.services import revoke_api_key, rotate_api_key
from leadqual.accounts.models import ApiKey, User, Workspace
from tests.emails import sent_emails
from tests.leadqual.accounts.keys.programs import new_program

pytestmark = pytest.mark.django_db


@pytest.fixture
def soon(workspace: Workspace, qualifier: User, manager: User, settings: Settings) -> ApiKey:
    """A key of the qualifier that expires in three days."""
    settings.EMAIL_HOST = "smtp.example"
    key, _ = new_program(qualifier, workspace)
    key.expires_at = timezone.now() + timedelta(days=3)
    key.save()
    return key


def test_owner_and_managers_are_warned_once(soon: ApiKey, manager: User, qualifier: User) -> None:
    assert [warn_expiring_keys(), warn_expiring_keys()] == [2, 0]

    messages = sent_emails()
    assert sorted(message.to for message in messages) == [[manager.email], [qualifier.email]]
    assert all(str(soon) in message.body for message in messages)


def test_keys_that_do_not_expire_soon_or_do_not_work_warn_nobody(
    soon: ApiKey, manager: User, workspace: Workspace
) -> None:
    late, _ = new_program(manager, workspace)
    revoke_api_key(key=soon, author=manager)

    assert warn_expiring_keys() == 0
    assert late.expires_at is not None


def test_rotated_key_is_warned_about_anew(soon: ApiKey, manager: User) -> None:
    warn_expiring_keys()
    rotate_api_key(key=soon, author=soon.created_by, expires_in_days=7)

    assert warn_expiring_keys() == 2


def test_without_email_nothing_is_noted(soon: ApiKey, settings: Settings) -> None:
    settings.EMAIL_HOST = ""

    assert warn_expiring_keys() == 0
    soon.refresh_from_db()
    assert soon.expiry_warned_at is None

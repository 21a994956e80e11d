"""The upgrade of installations in which managers saw first passwords."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from leadqual.accounts.audit.services import record_audit
from leadqual.accounts.models import Member, User, Workspace
from tests.conftest import client_of

pytestmark = pytest.mark.django_db
OWN = "violet-harbor-lantern-42"


def test_accounts_that_a_manager_created_lose_the_password_and_their_sessions(
    workspace: Workspace, manager: User, manager_client: Client
) -> None:
    long_ago = timezone.now() - timedelta(days=90)
    added = User.objects.create_user("added@people.example", OWN)
    record_audit(workspace=workspace, actor=manager, action="member.added", subject="member:1")
    known = User.objects.create_user("known@people.example", OWN, date_joined=long_ago)
    User.objects.filter(pk=manager.pk).update(date_joined=long_ago)
    Member.objects.create(workspace=workspace, user=added)
    session = client_of(added)
    assert session.get("/settings/").status_code == 200
    migration = import_module("leadqual.accounts.migrations.0006_reset_first_passwords")

    migration.reset(apps, None)

    added.refresh_from_db()
    known.refresh_from_db()
    assert not added.has_usable_password()
    assert known.check_password(OWN)
    assert session.get("/settings/").status_code == 302
    assert manager_client.get("/settings/").status_code == 200

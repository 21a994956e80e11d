"""Whatever the description allows is taken, what it forbids refused, each answer described."""

import itertools
from collections.abc import Sequence

import pytest
from django.test import Client

from leadqual.accounts.keys.scopes import covered_scopes
from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import Role, Scope, Workspace
from leadqual.core.api.rate_limits import KeyThrottle
from tests.api_fuzz.fuzzing import fuzz, operations
from tests.api_fuzz.hooks import is_listed, rules
from tests.product import make_member

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.undescribed("schemathesis compares them, and knows more of each request"),
]
QUICK = 25  # Every which operation is asked in `make test`.
CALLERS = [
    (role, scope)
    for role in Role
    for scope in covered_scopes(role, is_staff=False)
    if scope != Scope.INSTALLATION
]


@pytest.fixture(autouse=True)
def _no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(KeyThrottle, "_rate_of", lambda *_: (10**9, 60))


def headers_of(workspace: Workspace, role: Role, scopes: Sequence[Scope]) -> dict[str, str]:
    """Return the headers of a member with a key."""
    person = make_member(workspace, f"{role.label.lower()}@fuzz.example", role)
    _, secret = create_api_key(workspace=workspace, name="Fuzz", scopes=scopes, author=person)
    return {"Authorization": f"Bearer {secret}", "Accept-Encoding": "identity"}


@pytest.mark.slow
def test_some_operations_keep_what_the_description_says(workspace: Workspace) -> None:
    scopes = [scope for role, scope in CALLERS if role == Role.MANAGER]
    headers = headers_of(workspace, Role.MANAGER, scopes)
    asked = list(itertools.islice(operations(), 0, None, QUICK))

    found = fuzz(asked, headers, examples=2)

    assert not found.failures, found.told()
    assert found.statuses.total() > len(asked)
    assert any(status < 300 for status in found.statuses)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize(("role", "scope"), CALLERS)
def test_every_operation_keeps_it_for_each_role_and_scope(
    workspace: Workspace, role: Role, scope: Scope
) -> None:
    found = fuzz(operations(), headers_of(workspace, role, [scope]), examples=4)

    assert not found.failures, found.told()


@pytest.mark.slow
def test_nothing_is_answered_without_a_key(db: None) -> None:
    found = fuzz(operations(), {"Accept-Encoding": "identity"}, examples=4)

    assert not found.failures, found.told()
    assert not any(status < 400 for status in found.statuses), found.statuses


def test_a_listed_rule_explains_its_own_operation_only(api: Client) -> None:
    answer = api.get("/api/v1/tasks?cursor=nonsense")

    assert is_listed("GET /api/v1/tasks", answer)
    assert not is_listed("POST /api/v1/tasks", answer)
    assert all(one.reason for one in rules())

"""Everybody tries every operation: nobody gets further than the table says.

The table, access.csv, is what requests find out. Where the code declares a role or a scope, the
table says the same. After a new operation or a wanted change run `make access` and look at what
changed in the table.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache as cache_once
from zlib import crc32

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.handlers.base import BaseHandler
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.test import RequestFactory
from django.utils import timezone

from leadqual.accounts.keys.scopes import MIN_ROLE, covered_scopes
from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import ApiKey, Member, Role, Scope, User, Workspace
from leadqual.core.api.views import KeyThrottle
from tests.architecture.access import (
    ROLES,
    AccessRow,
    Operation,
    declared,
    is_let_in,
    operations,
    read_table,
    update_table,
)
from tests.architecture.test_workspaces import OF_STAFF, Address, World
from tests.conftest import client_of
from tests.two_workspaces import secret_rows

pytestmark = pytest.mark.django_db
NOT_FOUND, NOT_ALLOWED, FOUND, SERVER_ERROR = 404, 405, 302, 500
ANYBODY = "anybody"
REMOVED = "removed member"
# All other pages of the admin are for staff.
ADMIN_RULES = {"admin/login/": "anyone", "admin/logout/": "viewer"}
# For arguments that name no row of a workspace; whether there is such a row matters not.
OTHER_KEYS = {"slug": "sales", "kind": "function", "token": "x", "uidb36": "1", "key": "x"}
OF_ANY_KEY = {"mcp"}  # Its tools ask for scopes, each for its own; no session counts.
N_PARTS = 4  # So that processes share the work; each part makes its own people and rows.
_started: list[str] = []
"""Savepoints at which everybody and all rows are there; the last one counts."""


@cache_once
def _handler() -> BaseHandler:
    """Return one handler for all: each reads the static files."""
    handler = BaseHandler()
    handler.load_middleware()
    return handler


@dataclass(slots=True)
class Somebody:
    """Who tries: a person in a browser, or a program with a key.

    Args:
        headers: of a program.
        session: key of the session of a person.
        role: as far as it is somebody who may do something.
        scopes: of a key.
        is_staff: of the person, or of the owner of the key.
    """

    headers: dict[str, str] = field(default_factory=dict)
    session: str = ""
    role: str = ""
    scopes: tuple[str, ...] = ()

    def ask(self, operation: Operation, path: str) -> HttpResponseBase:
        """Send a request without a body, and put everything back that it changed.

        It goes to the handler itself: the client of Django copies the context of every template.
        """
        answer = _handler().get_response(self._request(operation, path))
        if answer.streaming:  # A server closes it at its end.
            b"".join(answer)
        if is_let_in(answer):  # Who is refused changes nothing but when a session was seen last.
            transaction.savepoint_rollback(_started[-1])
        if operation.route.startswith("account/"):  # What it noted of sessions goes too.
            cache.clear()
        return answer

    def _request(self, operation: Operation, path: str) -> HttpRequest:
        body = ("{}", "application/json") if operation.is_api else ("", "application/octet-stream")
        request = RequestFactory().generic(operation.method, path, *body, headers=self.headers)
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]  # as Django's client
        if self.session:
            request.COOKIES[settings.SESSION_COOKIE_NAME] = self.session
        return request


@dataclass(slots=True)
class Everybody:
    """All who try."""

    people: dict[str, Somebody]
    outsiders: dict[str, Somebody]
    dead_keys: dict[str, Somebody]
    live_keys: dict[str, Somebody]
    stranger: Somebody
    foreign_key: Somebody
    keys: World

    def path(self, operation: Operation) -> str:
        """Return the path of an operation with keys of rows that exist."""
        keys: dict[str, object] = {**dict.fromkeys(operation.arguments, 1), **OTHER_KEYS}
        if self.is_of_a_row(operation):
            with suppress(pytest.fail.Exception):  # Tests of workspaces ask for the missing row.
                arguments = tuple(operation.arguments)
                keys |= self.keys.keys_for(Address(operation.route, arguments))
        return operation.path(keys)

    def is_of_a_row(self, operation: Operation) -> bool:
        """Say whether an address is that of a row of the first workspace."""
        is_shared = operation.is_admin or operation.route.startswith((*OF_STAFF, "account/"))
        return bool(operation.arguments) and not is_shared


def _person(user: User) -> Somebody:
    return Somebody(session=str(client_of(user).session.session_key))


def _program(owner: User, workspace: Workspace, *scopes: str) -> tuple[ApiKey, Somebody]:
    key, secret = create_api_key(workspace=workspace, name="key", scopes=scopes, author=owner)
    headers = {"Authorization": f"Bearer {secret}"}
    return key, Somebody(headers=headers, scopes=tuple(scopes))


def _member(workspace: Workspace, name: str, role: Role, **rights: bool) -> User:
    user = User.objects.create_user(f"{name}@leadqual.example", None, **rights)
    Member.objects.create(workspace=workspace, user=user, role=role)
    return user


@pytest.fixture
def everybody(
    workspace: Workspace, other_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Everybody]:
    """People and programs of every kind, and a workspace with a row of everything."""
    monkeypatch.setattr(KeyThrottle, "THROTTLE_RATES", {"key": "1000000/min"})
    users = {role.value: _member(workspace, role.value, role) for role in Role}
    users["staff"] = _member(workspace, "staff", Role.MANAGER, is_staff=True)
    users["superuser"] = _member(
        workspace, "superuser", Role.MANAGER, is_staff=True, is_superuser=True
    )
    author = User.objects.create_user("author@leadqual.example")
    secret = secret_rows(workspace, author)
    stranger = _member(other_workspace, "stranger", Role.MANAGER)
    gone = _member(workspace, "gone", Role.MANAGER)
    inactive = _member(workspace, "inactive", Role.MANAGER)
    people = {name: _person(user) for name, user in users.items()}
    outsiders = {
        "nobody": Somebody(),
        REMOVED: _person(gone),
        "deactivated member": _person(inactive),
    }
    manager = users["manager"]
    of_manager = covered_scopes(Role.MANAGER)
    expired, expired_program = _program(manager, workspace, *of_manager)
    revoked, revoked_program = _program(manager, workspace, *of_manager)
    rotated, rotated_program = _program(manager, workspace, *of_manager)
    dead_keys = {
        "expired key": expired_program,
        "revoked key": revoked_program,
        "former secret of a rotated key": rotated_program,
        "key of a removed member": _program(gone, workspace, *of_manager)[1],
        "key of a deactivated member": _program(inactive, workspace, *of_manager)[1],
    }
    live_keys = {
        f"key with the scope {scope}": _program(users["staff"], workspace, scope)[1]
        for scope in Scope
    }
    for role in (*Role, "staff"):
        key, program = _program(users["staff"], workspace, *Scope)
        ApiKey.objects.filter(pk=key.pk).update(created_by=users[role])
        live_keys[f"key of a {role} with all scopes"] = program
        program.role = str(role)
    now = timezone.now()
    ApiKey.objects.filter(pk=expired.pk).update(expires_at=now - timedelta(seconds=1))
    ApiKey.objects.filter(pk=revoked.pk).update(revoked_at=now)
    ApiKey.objects.filter(pk=rotated.pk).update(
        key_hash="1" * 64, previous_key_hash=rotated.key_hash, previous_valid_until=now
    )
    Member.objects.filter(user=gone).delete()
    User.objects.filter(pk=inactive.pk).update(is_active=False)
    _started.append(transaction.savepoint())
    yield Everybody(
        people=people,
        outsiders=outsiders,
        dead_keys=dead_keys,
        live_keys=live_keys,
        stranger=_person(stranger),
        foreign_key=_program(stranger, other_workspace, *of_manager)[1],
        keys=World(workspace, secret, {}, (), ()),  # type: ignore[arg-type]  # its keys alone
    )
    cache.clear()


def _is_taken(operation: Operation, answer: HttpResponseBase, path: str) -> bool:
    """Say whether an address takes this method: one for forms alone leads to the page above."""
    if answer.status_code == NOT_ALLOWED:
        return False
    location = answer.headers.get("Location", "")
    leads_up = answer.status_code == FOUND and path != location and path.startswith(location)
    return operation.is_api or not (operation.method == "GET" and location and leads_up)


def _least(let_in: Mapping[str, bool]) -> str:
    """Return the least role that gets in, or a word that no table holds where roles are mixed."""
    roles = [role for role in ROLES if let_in[role]]
    if not roles:
        return "nobody"
    if let_in["nobody"]:
        return "anyone" if len(roles) == len(ROLES) else "mixed"
    return roles[0] if roles == list(ROLES[ROLES.index(roles[0]) :]) else "mixed"


def _tried(everybody: Everybody, operation: Operation, failures: list[str]) -> AccessRow | None:
    """Let everybody try an operation; returns its line of the table, None where it is not there."""
    path, name = everybody.path(operation), f"{operation.method} /{operation.route}"
    answers = _ask_by_role(everybody, operation, path)
    if not _is_taken(operation, list(answers.values())[-1], path):
        return None
    outside = {who: one.ask(operation, path) for who, one in everybody.outsiders.items()}
    failures += [
        f"{name}: {who} gets {answer.status_code}"
        for who, answer in (answers | outside).items()
        if answer.status_code >= SERVER_ERROR
    ]
    let_in = dict.fromkeys(ROLES, True)
    let_in |= {who: is_let_in(answer) for who, answer in (answers | outside).items()}
    who = _least(let_in)
    if who != "anyone":
        # Who was removed from the last workspace still has an account.
        others = set(everybody.outsiders)
        is_of_account = operation.route.startswith(("account/", "admin/logout/"))
        others -= {REMOVED} if is_of_account else set()
        failures += [f"{name}: let in: {one}" for one in sorted(others) if let_in[one]]
    if everybody.is_of_a_row(operation):
        for of_others in (everybody.stranger, everybody.foreign_key):
            answer = of_others.ask(operation, path)
            if is_let_in(answer) and answer.status_code not in {NOT_FOUND, NOT_ALLOWED}:
                failures.append(f"{name}: another tenant gets {answer.status_code}")
    wanted, scope = declared(operation) or (who, "")
    if operation.is_admin:  # Its pages are those of Django: a rule stands for the table.
        wanted = ADMIN_RULES.get(operation.route, "staff")
    if not _is_as_strict(who, wanted):
        failures.append(f"{name}: declares {wanted}, lets in {who}")
    _try_keys(
        everybody, operation, AccessRow(operation.route, operation.method, who, scope), failures
    )
    return AccessRow(operation.route, operation.method, who, scope)


def _ask_by_role(
    everybody: Everybody, operation: Operation, path: str
) -> dict[str, HttpResponseBase]:
    """Let people try an operation from the least role on, until one above viewers gets in."""
    answers: dict[str, HttpResponseBase] = {}
    for role in ROLES:
        answers[role] = everybody.people[role].ask(operation, path)
        if role != ROLES[0] and is_let_in(answers[role]):
            break
    return answers


def _is_as_strict(who: str, wanted: str) -> bool:
    """Say whether an operation lets in nobody below its declaration; rules may refuse more."""
    order = ("anyone", *ROLES, "nobody")
    return who in order and order.index(who) >= order.index(wanted)


def _try_keys(
    everybody: Everybody, operation: Operation, row: AccessRow, failures: list[str]
) -> None:
    """Let every key try an operation."""
    path, name = everybody.path(operation), f"{row.method} /{row.route}"
    if row.who == "anyone":
        return
    keys = everybody.live_keys
    if not operation.is_api:  # One is enough: pages know no keys.
        keys = {ANYBODY: keys["key of a staff with all scopes"]}
    dead_keys = _some(everybody.dead_keys, name, n=1) if operation.is_api else {}
    for who, key in dead_keys.items():
        if is_let_in(key.ask(operation, path)):
            failures.append(f"{name}: let in: {who}")
    needed = {who: key for who, key in keys.items() if row.scope in key.scopes}
    for who, key in (_some(keys, name, n=2) | _some(needed, name, n=4)).items():
        answer = key.ask(operation, path)
        if is_let_in(answer) != _key_may(key, row, is_api=operation.is_api):
            failures.append(f"{name}: {who} gets {answer.status_code}")


def _some(keys: Mapping[str, Somebody], name: str, *, n: int) -> dict[str, Somebody]:
    """Return some of the keys, others for another operation; in `make test-all` all of them."""
    if os.environ.get("ALL_EXAMPLES"):
        return dict(keys)
    first = crc32(name.encode()) % max(1, len(keys))
    return dict([*keys.items(), *keys.items()][first : first + n])


def _key_may(key: Somebody, row: AccessRow, *, is_api: bool) -> bool:
    """Say whether a key may, by its scopes and what its owner may."""
    if row.route in OF_ANY_KEY:
        return True
    is_of_author = row.who == "nobody"
    if not is_api or row.scope not in key.scopes or is_of_author:
        return False
    needs = [row.who, MIN_ROLE[Scope(row.scope)].value]
    owner = key.role or "staff"
    return all(ROLES.index(owner) >= ROLES.index(one) for one in needs)


@pytest.mark.parametrize("part", range(N_PARTS))
def test_everybody_gets_as_far_as_the_table_says_and_no_further(
    part: int, everybody: Everybody
) -> None:
    failures: list[str] = []
    tried = list(operations())[part::N_PARTS]

    rows = [_tried(everybody, operation, failures) for operation in tried]

    found = {row for row in rows if row and not row.route.startswith("admin/")}
    keys = {(one.route, one.method) for one in tried}
    if os.environ.get("WRITE_ACCESS"):
        update_table(found, instead_of=keys)
    expected = {row for row in read_table() if (row.route, row.method) in keys}
    failures += [f"not in access.csv: {row}" for row in sorted(found - expected)]
    failures += [f"only in access.csv: {row}" for row in sorted(expected - found)]
    assert not failures, "\n".join(["Run `make access` where this is wanted.", *failures])


def test_the_table_holds_only_operations_that_there_are() -> None:
    there = {(one.route, one.method) for one in operations()}

    if os.environ.get("WRITE_ACCESS"):
        update_table((), instead_of={(row.route, row.method) for row in read_table()} - there)
    assert {(row.route, row.method) for row in read_table()} <= there


def test_every_operation_of_the_api_declares_one_scope() -> None:
    rows = {one: declared(one) for one in operations() if one.is_api}

    undeclared = [
        f"{one.method} /{one.route}"
        for one, row in rows.items()
        if row is None and one.route not in OF_ANY_KEY
    ]
    replies = {
        row[1]
        for one, row in rows.items()
        if row and "/replies" in one.route and "classify" not in one.route
    }

    assert undeclared == []
    assert replies == {"replies"}
    assert {row[1] for row in rows.values() if row} == {*Scope.values, ""}
    for row in rows.values():  # Scopes never promise what the role refuses.
        assert row is None or not row[1] or row[0] == "staff" or row[0] in ROLES


def test_what_managers_alone_may_do_needs_admin() -> None:
    rows = [declared(one) for one in operations() if one.is_api]

    assert {row[1] for row in rows if row and row[0] == "manager"} == {"admin"}

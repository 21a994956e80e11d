"""Nobody gets further than the table says: who may do less is refused, who may do as much gets in.

The table, access.csv, is what requests find out, so it names every operation. Where the code
declares a role or a scope, the table says the same. `make test` tries each operation by who may a
little less than its line says; the rest by everybody, as `make access` does, which writes the table
after a new operation or a wanted change: look at what changed.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponseBase
from django.utils import timezone

from leadqual.accounts.keys.scopes import MIN_ROLE, covered_scopes
from leadqual.accounts.models import ApiKey, Member, Role, Scope, User, Workspace
from leadqual.core.api.rate_limits import KeyThrottle
from tests.architecture.access import (
    OF_STAFF,
    ROLES,
    AccessRow,
    Operation,
    declared,
    is_as_strict,
    is_let_in,
    operations,
    read_table,
    update_table,
)
from tests.architecture.somebody import Somebody, content_of, is_led_up, person, program
from tests.two_workspaces import keys_for, secret_rows

pytestmark = pytest.mark.django_db
NOT_FOUND, NOT_ALLOWED, SERVER_ERROR = 404, 405, 500
REMOVED = "removed member"
# All other pages of the admin are for staff.
ADMIN_RULES = {"admin/login/": "anyone", "admin/logout/": "viewer"}
# For arguments that name no row of a workspace; whether there is such a row matters not.
OTHER_KEYS = {"slug": "sales", "kind": "function", "token": "x", "uidb36": "1", "key": "x"}
WITHOUT_ROWS = (*OF_STAFF, "account/", "settings/api-docs/")
OF_ANY_KEY = {"mcp"}  # Its tools ask for scopes, each for its own; no session counts.
N_PARTS = 4  # So that processes share the work; each part makes its own people and rows.
WRITES = bool(os.environ.get("WRITE_ACCESS"))


@dataclass(slots=True)
class Everybody:
    """All who try, each by what it is called.

    Attributes:
        secret: keys of rows that exist.
        start: savepoint at which everybody and all rows are there.
    """

    people: dict[str, Somebody]
    outsiders: dict[str, Somebody]
    dead_keys: dict[str, Somebody]
    live_keys: dict[str, Somebody]
    others: tuple[Somebody, Somebody]
    secret: dict[str, object]
    start: str

    def ask(self, one: Somebody, operation: Operation) -> HttpResponseBase:
        """Let somebody ask without a body, and put everything back that it changed."""
        answer = one.ask(operation.method, self.path(operation))
        if answer.streaming:  # A server closes it at its end.
            content_of(answer)
        if is_let_in(answer):  # Who is refused changes nothing but when a session was seen last.
            transaction.savepoint_rollback(self.start)
        if operation.route.startswith("account/"):  # What it noted of sessions goes too.
            cache.clear()
        return answer

    def path(self, operation: Operation) -> str:
        """Return the path of an operation with keys of rows that exist."""
        keys: dict[str, object] = {**dict.fromkeys(operation.arguments, 1), **OTHER_KEYS}
        if self.is_of_a_row(operation):
            with suppress(LookupError):  # The tests of workspaces ask for the missing row.
                keys |= keys_for(self.secret, operation.route, operation.arguments)
        return operation.path(keys)

    def is_of_a_row(self, operation: Operation) -> bool:
        """Return whether an address is that of a row of the first workspace."""
        is_shared = operation.is_admin or operation.route.startswith(WITHOUT_ROWS)
        return bool(operation.arguments) and not is_shared

    def refused(self, row: AccessRow, *, is_api: bool) -> dict[str, Somebody]:
        """Return those who may most and still must be refused."""
        ranks = [*ROLES, "nobody"]
        if is_api and row.scope:
            names = [f"key with all scopes but {row.scope}"]
            if (owner := _least_owner(row)) in ROLES[1:4]:
                names.append(_with_all_scopes(ROLES[ROLES.index(owner) - 1]))
            return {name: self.live_keys[name] for name in names}
        if row.who == "viewer":  # Who was removed still has an account.
            return {} if _is_of_an_account(row) else {REMOVED: self.outsiders[REMOVED]}
        below = ranks[ranks.index(row.who) - 1]
        return {below: self.people[below]}

    def may(self, key: Somebody, row: AccessRow, *, is_api: bool) -> bool:
        """Return whether a key may, by its scopes and what its owner may."""
        if key.is_dead or row.route in OF_ANY_KEY:
            return not key.is_dead
        if not is_api or row.scope not in key.scopes or row.who == "nobody":  # Its author may.
            return False
        return ROLES.index(key.role) >= ROLES.index(_least_owner(row))

    def admitted(self, row: AccessRow, *, is_api: bool) -> tuple[str, Somebody] | None:
        """Return who may least and still must get in; None where nobody here may."""
        if row.who == "nobody":
            return ("author", self.people["author"]) if is_api and row.scope else None
        if not is_api:
            return row.who, self.people[row.who]
        name = _with_one_scope(_least_owner(row), row.scope)
        return name, self.live_keys[name]


def _least_owner(row: AccessRow) -> str:
    """Return the least role that the owner of a key needs."""
    return max(row.who, MIN_ROLE[Scope(row.scope)].value, key=[*ROLES, "nobody"].index)


def _is_of_an_account(row: AccessRow) -> bool:
    return row.route.startswith(("account/", "admin/logout/"))


def _with_all_scopes(role: str) -> str:
    return f"key of a {role} with all scopes"


def _with_one_scope(role: str, scope: str) -> str:
    return f"key of a {role} with the scope {scope}"


def _member(workspace: Workspace, name: str, role: Role, **rights: bool) -> User:
    user = User.objects.create_user(f"{name}@leadqual.example", None, **rights)
    Member.objects.create(workspace=workspace, user=user, role=role)
    return user


def _live_keys(workspace: Workspace, users: Mapping[str, User]) -> dict[str, Somebody]:
    staff = users["staff"]
    found = {
        f"key with all scopes but {scope}": program(staff, workspace, *(set(Scope) - {scope}))[1]
        for scope in Scope
    }
    for role in ROLES[:4]:
        for name, scopes in (
            (_with_all_scopes(role), tuple(Scope)),
            *((_with_one_scope(role, scope), (scope,)) for scope in Scope),
        ):
            key, found[name] = program(staff, workspace, *scopes)
            ApiKey.objects.filter(pk=key.pk).update(created_by=users[role])
            found[name].role = role
    return found


def _dead_keys(
    workspace: Workspace, manager: User, gone: User, inactive: User
) -> dict[str, Somebody]:
    scopes, now = covered_scopes(Role.MANAGER), timezone.now()
    ends: dict[str, dict[str, object]] = {
        "expired key": {"expires_at": now - timedelta(seconds=1)},
        "revoked key": {"revoked_at": now},
        "former secret of a rotated key": {"key_hash": "1" * 64, "previous_valid_until": now},
    }
    found = {}
    for name, end in ends.items():
        key, found[name] = program(manager, workspace, *scopes)
        former = {"previous_key_hash": key.key_hash} if "key_hash" in end else {}
        ApiKey.objects.filter(pk=key.pk).update(**end, **former)
    found["key of a removed member"] = program(gone, workspace, *scopes)[1]
    found["key of a deactivated member"] = program(inactive, workspace, *scopes)[1]
    for one in found.values():
        one.is_dead = True
    return found


@pytest.fixture
def everybody(
    workspace: Workspace, other_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Everybody]:
    """People and programs of every kind, and a workspace with a row of everything."""
    monkeypatch.setattr(KeyThrottle, "THROTTLE_RATES", {"key": "1000000/min"})
    users = {role.value: _member(workspace, role.value, role) for role in Role}
    users["staff"] = _member(workspace, "staff", Role.MANAGER, is_staff=True)
    rights = {"is_staff": True, "is_superuser": True}
    users["superuser"] = _member(workspace, "superuser", Role.MANAGER, **rights)
    users["author"] = User.objects.create_user("author@leadqual.example")
    secret = secret_rows(workspace, users["author"])
    stranger = _member(other_workspace, "stranger", Role.MANAGER)
    gone = _member(workspace, "gone", Role.MANAGER)
    inactive = _member(workspace, "inactive", Role.MANAGER)
    foreign_key = program(stranger, other_workspace, *covered_scopes(Role.MANAGER))[1]
    outsiders = {
        "nobody": Somebody(),
        REMOVED: person(gone),
        "deactivated member": person(inactive),
    }
    everybody = Everybody(
        people={name: person(user) for name, user in users.items()},
        outsiders=outsiders,
        dead_keys=_dead_keys(workspace, users["manager"], gone, inactive),
        live_keys=_live_keys(workspace, users),
        others=(person(stranger), foreign_key),
        secret=secret,
        start="",
    )
    Member.objects.filter(user=gone).delete()
    User.objects.filter(pk=inactive.pk).update(is_active=False)
    everybody.start = transaction.savepoint()
    yield everybody
    cache.clear()


def is_there(answer: HttpResponseBase) -> bool:
    """Return whether an answer is of a row that exists."""
    return answer.status_code not in {NOT_FOUND, NOT_ALLOWED}


@pytest.mark.costs("asks every operation")
def test_who_may_a_little_less_than_the_least_is_refused(everybody: Everybody) -> None:
    failures: list[str] = []
    for rows in _rows_by_route():
        # A page asks once for GET and POST, before it looks which of them it is.
        asked = {one.method if one.is_api else row.who: one for one, row in rows.items()}
        for operation in asked.values():
            for who, one in everybody.refused(rows[operation], is_api=operation.is_api).items():
                if is_let_in(everybody.ask(one, operation)):
                    failures.append(f"{operation}: {who} gets in")

    assert not failures, "\n".join(failures)


@pytest.mark.slow
def test_who_may_least_gets_in_and_finds_a_row(everybody: Everybody) -> None:
    failures = [line for rows in _rows_by_route() for line in _admit(everybody, rows)]

    assert not failures, "\n".join(failures)


def _rows_by_route() -> Iterator[dict[Operation, AccessRow]]:
    """Yield the operations of each address that not everybody may use, with their lines."""
    table = {(row.route, row.method): row for row in read_table()}
    for route, group in groupby(operations(), lambda one: one.route):
        found = list(group)
        rows = {one: table[one.key] for one in found if one.key in table}
        if route.startswith("admin/"):  # All of it goes through one check of Django.
            rows = {found[0]: AccessRow(route, "GET", ADMIN_RULES.get(route, "staff"))}
        yield {one: row for one, row in rows.items() if row.who != "anyone"}


def _admit(everybody: Everybody, rows: Mapping[Operation, AccessRow]) -> Iterator[str]:
    """Let in who may least: by a method that writes, which draws no page, where there is one.

    Pages without a key that declare a role are opened by their own tests.
    """
    is_shown = False
    for operation, row in sorted(rows.items(), key=lambda one: one[0].method == "GET"):
        least = everybody.admitted(row, is_api=operation.is_api)
        is_opened = not (operation.is_api or operation.arguments) and declared(operation)
        if least is None or is_shown or is_opened or operation.is_admin:
            continue
        answer = everybody.ask(least[1], operation)
        if not is_let_in(answer) or answer.status_code >= SERVER_ERROR:
            yield f"{operation}: {least[0]} gets {answer.status_code}"
        is_shown |= is_there(answer) or not everybody.is_of_a_row(operation)
    if rows and not is_shown and everybody.is_of_a_row(operation):
        author = everybody.people["author"]  # Who alone may see some rows.
        if not any(is_there(everybody.ask(author, one)) for one in rows):
            yield f"{operation}: there is no such row, so the tests of workspaces show nothing"


@pytest.mark.slow
@pytest.mark.parametrize("part", range(N_PARTS))
def test_everybody_gets_as_far_as_the_table_says_and_no_further(
    part: int, everybody: Everybody
) -> None:
    failures: list[str] = []
    tried = list(operations())[part::N_PARTS]

    rows = [_tried(everybody, operation, failures) for operation in tried]

    found = {row for row in rows if row and not row.route.startswith("admin/")}
    keys = {one.key for one in tried}
    if WRITES:
        update_table(found, instead_of=keys)
    expected = {row for row in read_table() if (row.route, row.method) in keys}
    failures += [f"not in access.csv: {row}" for row in sorted(found - expected)]
    failures += [f"only in access.csv: {row}" for row in sorted(expected - found)]
    assert not failures, "\n".join(["Run `make access` where this is wanted.", *failures])


def _tried(everybody: Everybody, operation: Operation, failures: list[str]) -> AccessRow | None:
    """Let everybody try an operation; returns its line of the table, None where it is not there."""
    answers: dict[str, HttpResponseBase] = {}
    for role in ROLES:  # From the least on, until one above viewers gets in.
        answers[role] = everybody.ask(everybody.people[role], operation)
        if role != ROLES[0] and is_let_in(answers[role]):
            break
    if answers[role].status_code == NOT_ALLOWED:
        return None
    if is_led_up(answers[role], everybody.path(operation)):
        return None
    answers |= {who: everybody.ask(one, operation) for who, one in everybody.outsiders.items()}
    let_in = dict.fromkeys(ROLES, True) | {who: is_let_in(one) for who, one in answers.items()}
    who = _least(let_in)
    wanted, scope = declared(operation) or (who, "")
    if operation.is_admin:  # Its pages are those of Django: a rule stands for the table.
        wanted = ADMIN_RULES.get(operation.route, "staff")
    row = AccessRow(*operation.key, who, scope)
    wrong = [one for one in answers if answers[one].status_code >= SERVER_ERROR]
    wrong += [] if is_as_strict(who, wanted) else [f"{who}, where {wanted} is declared,"]
    if who != "anyone":
        # Who was removed from the last workspace still has an account.
        outside = set(everybody.outsiders) - ({REMOVED} if _is_of_an_account(row) else set())
        wrong += [one for one in outside if let_in[one]]
        wrong += _wrong_keys(everybody, operation, row)
    if everybody.is_of_a_row(operation):
        tenants = [everybody.ask(one, operation) for one in everybody.others]
        wrong += ["another tenant" for one in tenants if is_let_in(one) and is_there(one)]
    failures += [f"{operation}: {one} gets in, or an error" for one in wrong]
    return row


def _least(let_in: Mapping[str, bool]) -> str:
    """Return the least role that gets in, or a word that no table holds where roles are mixed."""
    roles = [role for role in ROLES if let_in[role]]
    if not roles:
        return "nobody"
    if let_in["nobody"]:
        return "anyone" if len(roles) == len(ROLES) else "mixed"
    return roles[0] if roles == list(ROLES[ROLES.index(roles[0]) :]) else "mixed"


def _wrong_keys(everybody: Everybody, operation: Operation, row: AccessRow) -> Iterator[str]:
    """Let those keys try an operation that are nearest to its line, and those that are dead."""
    if operation.is_api and row.scope:
        keys = everybody.refused(row, is_api=True)
        if row.who != "nobody":
            least = _with_one_scope(_least_owner(row), row.scope)
            keys[least] = everybody.live_keys[least]
    else:  # One is enough: pages know no keys, and tools look at scopes themselves.
        keys = {"a key": everybody.live_keys[_with_all_scopes("staff")]}
    for who, key in (keys | everybody.dead_keys).items():
        may = everybody.may(key, row, is_api=operation.is_api)
        if is_let_in(everybody.ask(key, operation)) != may:
            yield f"{who}, who must {'' if may else 'not '}be let in,"


def test_the_table_says_what_the_code_declares_and_names_every_operation() -> None:
    """A page that takes one method alone has no line for the other: everybody finds that out."""
    there = {one.key: one for one in operations() if not one.is_admin}
    if WRITES:
        update_table((), instead_of={(one.route, one.method) for one in read_table()} - set(there))
    table = {(row.route, row.method): row for row in read_table()}
    routes = {row.route for row in table.values()}
    failures = [f"{key} is no operation" for key in table.keys() - there.keys()]
    for key, operation in there.items():
        row, wanted = table.get(key), declared(operation)
        if row is None:
            if operation.is_api or operation.route not in routes:
                failures.append(f"{operation} is not in access.csv")
        elif wanted is None:
            if operation.is_api and operation.route not in OF_ANY_KEY:
                failures.append(f"{operation} declares nothing")
        elif row.scope != wanted[1] or not is_as_strict(row.who, wanted[0]):
            failures.append(f"{operation} declares {wanted}, the table says {row}")

    assert not failures, "\n".join(["Run `make access` where this is wanted.", *failures])


def test_scopes_never_promise_what_a_role_refuses() -> None:
    rows = [row for row in read_table() if row.route.startswith("api/v1/")]
    of_replies = {
        row.scope for row in rows if "/replies" in row.route and "classify" not in row.route
    }

    assert of_replies == {"replies"}
    assert {row.scope for row in rows} == {*Scope.values, ""}
    declarations = [declared(one) for one in operations() if one.is_api]
    assert {row[1] for row in declarations if row and row[0] == "manager"} == {"admin"}

"""Promises about every address: a member of another workspace reads and changes nothing.

`make test` asks for each foreign row once, by a method that writes where access.csv has one, and
for each list; the rest asks by all methods, and for foreign rows by way of own ones. That the row
of an address is there is shown by test_access.py.
"""

import re
import struct
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import F, Q
from django.http import HttpResponseBase

from leadqual.accounts.keys.scopes import covered_scopes
from leadqual.accounts.models import Role, User, Workspace
from leadqual.campaigns.setup.services import create_campaign
from leadqual.search.lists.services import create_list
from leadqual.webhooks.endpoint_settings import EndpointSettings
from leadqual.webhooks.endpoints import create_endpoint
from tests.architecture.access import OF_STAFF, Address, addresses, read_table
from tests.architecture.somebody import AS_PART, Somebody, content_of, is_led_up, person, program
from tests.two_workspaces import (
    FIRST_KEY,
    LATER_KEY,
    SECRET,
    companies_of,
    fingerprints,
    keys_for,
    n_writes,
    secret_rows,
    start_keys_at,
    tables,
    ways_to_workspace,
)

pytestmark = pytest.mark.django_db
WITHOUT_WORKSPACE = (
    *("account/", "admin/", "healthz", "readyz", "metrics"),
    *("api/v1/openapi.json", "api/v1/schema", "api/docs/"),
    "settings/api-docs/",  # Pages that are committed with the code.
    "inbound/",  # Whoever knows the address of a form may post to it; it answers nothing of ours.
    "shared/",  # Whoever has the secret of a link reads what it shares.
    "mcp",  # Its tools ask operations of the API, with a key alone.
)
LOOKED_UP = {
    "api/v1/contacts/lookup": {"email": f"{SECRET}@port.example".lower()},
    "api/v1/companies/lookup": {"domain": "port-1.example"},
}
"""Query of what is no list, but finds one row by a key."""
NO_ROWS = {"field"}
"""Arguments that name no row."""
OK, FOUND, NOT_FOUND, NOT_ALLOWED, SERVER_ERROR = 200, 302, 404, 405, 500
NO_KEY = 999_999_999
OF_A_WORKSPACE = [
    one for one in addresses() if not one.route.startswith((*OF_STAFF, *WITHOUT_WORKSPACE))
]
OF_ONE_ROW = [one for one in OF_A_WORKSPACE if one.arguments]
LISTS = [one for one in OF_A_WORKSPACE if not one.arguments]
TAKEN = {(row.route, row.method) for row in read_table()}
less_or_all = pytest.mark.parametrize(
    "is_whole", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["less", "all"]
)


@dataclass(slots=True)
class World:
    """Two workspaces with the same companies.

    Attributes:
        secret: keys of the first workspace.
        own: keys of the other one.
        others: browser and program of a manager of the other one.
        at_first: fingerprints of the tables of the first one before anybody asked.
    """

    first: Workspace
    secret: dict[str, object]
    own: dict[str, object]
    others: tuple[Somebody, Somebody]
    at_first: dict[str, str]

    def body(self) -> dict[str, object]:
        """Return what a form or a program could send: every key of the first workspace."""
        company, contact = self.secret["company_id"], self.secret["contact_id"]
        names = {name.removesuffix("_id"): key for name, key in self.secret.items()}
        press = {"request_id": str(uuid4()), "press": str(uuid4())}
        many = {"companies": [company], "company_ids": [company], "contact_ids": [contact]}
        said: dict[str, object] = {"name": "Ours", **dict.fromkeys(("value", "verdict"), "like")}
        said |= {"narrow": "1", "functions": ["sales"], "level": "manager", "business_model": "b2b"}
        return {**self.secret, **names, **many, **said, **press}

    def ask(self, address: Address, method: str, path: str) -> HttpResponseBase:
        """Send a request of the other workspace, with every key of the first in its body."""
        body = None if method == "GET" else self.body()
        return self.others[address.is_api].ask(method, path, body)

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Undo what requests change, having seen that no row of the first workspace is among it.

        Nor does a row then belong to one workspace and name a row of the other. Only tables are
        read to which something was written.
        """
        before = n_writes()
        point = transaction.savepoint()
        try:
            yield
            written = {table for table, n in n_writes().items() if n > before.get(table, 0)}
            now = fingerprints(self.first, of=written)
            assert now == {table: self.at_first[table] for table in now}
            assert mixed_rows(written) == []
        finally:
            transaction.savepoint_rollback(point)
            cache.clear()


@pytest.fixture
def world(workspace: Workspace, other_workspace: Workspace, stranger: User) -> World:
    """Two workspaces with the same companies, the first one full of what others must not see."""
    author = User.objects.create_user(f"{SECRET}@leadqual.example", first_name=SECRET)
    secret = secret_rows(workspace, author)
    start_keys_at(LATER_KEY)
    theirs: dict[str, Any] = {"workspace": other_workspace, "author": stranger}
    wanted = EndpointSettings(url="https://theirs.example/", event_types=["alert.opened"])
    own: dict[str, object] = {
        "company_id": companies_of(other_workspace)[0].pk,
        "campaign_id": create_campaign(**theirs, name="Theirs").pk,
        "list_id": create_list(**theirs, name="Theirs").pk,
        "webhook_id": create_endpoint(**theirs, wanted=wanted)[0].pk,
    }
    key = program(stranger, other_workspace, *covered_scopes(Role.MANAGER))[1]
    others = (person(stranger), key)
    return World(workspace, secret, own, others, fingerprints(workspace))


def asked(address: Address, *, is_whole: bool) -> list[str]:
    """Return the methods to try: all, or one that is taken, and writes if one does."""
    if is_whole:
        return list(address.methods)
    taken = [method for method in address.methods if (address.route, method) in TAKEN]
    return sorted(taken, key="GET".__eq__)[:1]


def leaks_in(answer: HttpResponseBase) -> list[str]:
    """Return what an answer holds of the first workspace: its texts and its keys."""
    content = content_of(answer) + repr(answer.headers).encode()
    found = [SECRET] if SECRET.encode() in content.lower() else []
    found += [key.decode() for key in re.findall(rb"(?<!\w)7700\d{3}(?!\w)", content)]
    # The points of the map are sent as the lowest key, packed, and what the others are above it.
    packed = range(FIRST_KEY, FIRST_KEY + 10)
    return found + [str(key) for key in packed if struct.pack("<d", key) in content]


def is_refused(answer: HttpResponseBase, path: str) -> bool:
    """Return whether an answer shows and changes nothing."""
    return answer.status_code in {NOT_FOUND, NOT_ALLOWED} or is_led_up(answer, path)


def mixed_rows(written: Container[str]) -> list[str]:
    """Return which of these tables have rows of one workspace that name a row of another."""
    parts: list[str] = []
    values: list[Any] = []
    for model in tables():
        ways = ways_to_workspace(model) if model._meta.db_table in written else []
        for way in ways[1:]:
            is_mixed = ~Q(**{ways[0]: F(way)}) & Q(**{f"{way}__isnull": False})
            text, given = model._default_manager.filter(is_mixed).query.sql_with_params()
            name = f"{model._meta.label}: {ways[0]} is not {way}"
            parts.append(f"SELECT '{name}' WHERE EXISTS ({text})")  # of our models
            values += given
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        return [name for (name,) in cursor.fetchall()]


@pytest.mark.costs("asks for a row of each kind by every operation")
@less_or_all
def test_a_row_of_another_workspace_is_not_there(
    world: World, subtests: pytest.Subtests, *, is_whole: bool
) -> None:
    for address in OF_ONE_ROW:
        keys = keys_for(world.secret, address.route, address.arguments)
        first, *rest = [one for one in address.arguments if one not in NO_ROWS]
        methods = asked(address, is_whole=is_whole)
        with subtests.test(address.route), world.unchanged():
            path = address.path(keys)
            for method in methods:
                answer = world.ask(address, method, path)
                assert is_refused(answer, path), f"{method} {path}"
                assert is_led_up(answer, path) or not leaks_in(answer)
        if not is_whole:
            continue
        if rest:
            with subtests.test(f"{address.route}, a part by an own {first}"), world.unchanged():
                _reach_for_part(world, address, keys | {first: world.own[first]}, methods)
        elif first == "campaign_id":
            with subtests.test(f"{address.route}, an own one"), world.unchanged():
                _look_at_own_campaign(world, address, methods)


def _reach_for_part(
    world: World, address: Address, keys: dict[str, object], methods: list[str]
) -> None:
    """See that what belongs to others is answered as what is not there at all."""
    none = dict.fromkeys(address.arguments[1:], uuid4() if "uuid" in address.route else NO_KEY)
    path, missing = address.path(keys), address.path(keys | none)
    for method in methods:
        answer = world.ask(address, method, path)
        of_nothing = world.ask(address, method, missing)
        assert answer.status_code == of_nothing.status_code, method
        assert is_led_up(answer, path) or not leaks_in(answer)


def _look_at_own_campaign(world: World, address: Address, methods: list[str]) -> None:
    """See that a campaign over the same companies knows its own verdicts only."""
    for method in methods:
        answer = world.ask(address, method, address.path(world.own))
        assert answer.status_code < SERVER_ERROR
        assert SECRET.encode() not in content_of(answer)
        assert method != "GET" or not leaks_in(answer)


@pytest.mark.costs("asks for every list")
@less_or_all
def test_lists_hold_nothing_of_another_workspace(
    world: World, subtests: pytest.Subtests, *, is_whole: bool
) -> None:
    for address in LISTS:
        with subtests.test(address.route), world.unchanged():
            _look_at_list(world, address, is_whole=is_whole)


def _look_at_list(world: World, address: Address, *, is_whole: bool) -> None:
    one, path = world.others[address.is_api], f"/{address.route}"
    plain = one.ask("GET", path, LOOKED_UP.get(address.route))
    if plain.status_code == FOUND and not is_led_up(plain, path):
        plain = one.ask("GET", path, headers=AS_PART)  # A part of a page, which htmx alone gets.
    if plain.status_code == FOUND and not is_led_up(plain, path):
        plain = one.ask("GET", plain.headers["Location"])  # Where that page is now.
    assert plain.status_code == OK or is_refused(plain, path)
    assert not leaks_in(plain)
    if not is_whole:
        return
    writes = [method for method in address.methods if method != "GET"]
    answers = [world.ask(address, method, path) for method in writes]
    for answer in [*answers, one.ask("GET", path, world.body())]:
        assert answer.status_code < SERVER_ERROR
        assert SECRET.encode() not in content_of(answer)  # Keys that were sent may come back.

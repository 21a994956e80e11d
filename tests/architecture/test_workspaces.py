"""Promises about every address: a member of another workspace reads and changes nothing."""

import json
import re
import struct
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache as cache_once
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import F, Q
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from leadqual.accounts.keys.scopes import covered_scopes
from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import Role, User, Workspace
from leadqual.campaigns.setup.services import create_campaign
from leadqual.core.middleware import NOT_A_PAGE
from leadqual.search.lists.services import create_list
from leadqual.webhooks.endpoints.endpoint_settings import EndpointSettings
from leadqual.webhooks.endpoints.services import create_endpoint
from tests.conftest import client_of
from tests.two_workspaces import (
    FIRST_KEY,
    LATER_KEY,
    SECRET,
    companies_of,
    secret_rows,
    start_keys_at,
    tables,
    ways_to_workspace,
)

pytestmark = pytest.mark.django_db
# One model, one table of costs and one taxonomy for all workspaces.
OF_STAFF = (
    *("lab/", "companies/costs/", "taxonomy/", "api/v1/taxonomy", "api/v1/models"),
    *("api/v1/confusion-costs", "api/v1/alert-thresholds", "api/v1/titles/threshold-counts"),
    *("api/v1/system-status", "api/v1/failed-jobs"),
)
WITHOUT_WORKSPACE = (
    *("account/", "healthz", "readyz", "metrics", "api/v1/openapi.json", "api/docs/"),
    "settings/api-docs/",  # Pages that are committed with the code.
    "inbound/",  # Whoever knows the address of a form may post to it; it answers nothing of ours.
    "mcp",  # Its tools ask operations of the API, with a key alone.
)
LOOKED_UP = {
    "api/v1/contacts/lookup": {"email": f"{SECRET}@port.example".lower()},
    "api/v1/companies/lookup": {"domain": "port-1.example"},
}
"""Query of what is no list, but finds one row by a key."""
OK, FOUND, NOT_FOUND, NOT_ALLOWED = 200, 302, 404, 405
NO_KEY = 999_999_999
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Address:
    """One address: its route, and the names of its arguments."""

    route: str
    arguments: tuple[str, ...]

    @property
    def is_api(self) -> bool:
        """Say whether programs ask it."""
        return self.route.startswith("api/")

    def with_keys(self, keys: Mapping[str, object]) -> str:
        """Put keys in the place of the arguments."""
        return "/" + re.sub(r"<\w+:(\w+)>", lambda found: str(keys[found[1]]), self.route)


def addresses(
    patterns: list[URLPattern | URLResolver] | None = None, prefix: str = ""
) -> list[Address]:
    """Return every address that belongs to a workspace; a new one is among them by itself."""
    found: list[Address] = []
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            found.append(Address(route, tuple(pattern.pattern.converters)))
        elif not route.startswith("admin"):
            found += addresses(pattern.url_patterns, route)
    none = (*OF_STAFF, *WITHOUT_WORKSPACE)
    return [one for one in found if not one.route.startswith(none)]


ALL = addresses()
OF_ONE_ROW = [one for one in ALL if one.arguments]
OF_A_PART = [one for one in OF_ONE_ROW if len(one.arguments) > 1]
LISTS = [one for one in ALL if not one.arguments]


@dataclass(slots=True)
class World:
    """Two workspaces with the same companies; `secret` holds the keys of the first."""

    first: Workspace
    secret: dict[str, object]
    own: dict[str, object]
    first_clients: tuple[Client, Client]
    other_clients: tuple[Client, Client]
    at_first: dict[str, str] = field(default_factory=dict)
    """Fingerprints of its tables before anybody asked."""

    def keys_for(self, address: Address) -> dict[str, object]:
        """Return a key of the first workspace for each argument of an address."""
        kind = "title" if "titles/" in address.route else "company"
        keys = self.secret | {"correction_id": self.secret[f"{kind}_correction_id"]}
        if kind == "title":
            keys["step_id"] = keys["title_step_id"]
        if address.route.rstrip("/").endswith("/restore"):
            keys["list_id"] = keys["deleted_list_id"]
            keys["search_id"] = keys["deleted_search_id"]
        if missing := [name for name in address.arguments if name not in keys]:
            pytest.fail(
                f"Nothing stands for {missing} of {address.route}: add such a row, and its key, "
                "to `secret_rows` in tests/two_workspaces.py."
            )
        return {name: keys[name] for name in address.arguments}

    def body(self) -> dict[str, object]:
        """Return what a form or a program could send: every key of the first workspace."""
        company, contact = self.secret["company_id"], self.secret["contact_id"]
        names = {name.removesuffix("_id"): key for name, key in self.secret.items()}
        press = {"request_id": str(uuid4()), "press": str(uuid4())}
        many = {"companies": [company], "company_ids": [company], "contact_ids": [contact]}
        said = {
            "name": "Ours",
            "value": "like",
            "verdict": "like",
            "narrow": "1",
            "functions": ["sales"],
            "level": "manager",
            "business_model": "b2b",
        }
        return {**self.secret, **names, **many, **said, **press}

    def rows(self, of: Container[str] | None = None) -> dict[str, str]:
        """Return the fingerprint of all rows of the first workspace in each table, or in some."""
        parts: list[str] = []
        values: list[Any] = []
        for model in tables():
            if of is not None and model._meta.db_table not in of:
                continue
            for way in ways_to_workspace(model)[:1]:
                found = model._default_manager.filter(**{way: self.first.pk}).order_by("pk")
                text, given = found.values_list().query.sql_with_params()
                table = model._meta.db_table
                parts.append(f"SELECT '{table}', md5(string_agg(x::text, '')) FROM ({text}) x")
                values += given
        if not parts:
            return {}
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), values)
            return dict(cursor.fetchall())

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Undo what requests change, having seen that no row of the first workspace is among it.

        Nor does a row then belong to one workspace and name a row of the other. Only tables are
        read to which something was written.
        """
        before = n_writes()
        with undone():
            yield
            written = {table for table, n in n_writes().items() if n > before.get(table, 0)}
            now = self.rows(of=written)
            assert now == {table: self.at_first[table] for table in now}
            if now:
                assert mixed_rows() == []


@pytest.fixture
def world(workspace: Workspace, other_workspace: Workspace, stranger: User) -> World:
    """Two workspaces with the same companies, the first one full of what others must not see."""
    author = User.objects.create_user(f"{SECRET}@leadqual.example", first_name=SECRET)
    secret = secret_rows(workspace, author)
    start_keys_at(LATER_KEY)
    company = companies_of(other_workspace)[0]
    campaign = create_campaign(workspace=other_workspace, name="Theirs", author=stranger)
    row = create_list(workspace=other_workspace, name="Theirs", author=stranger)
    wanted = EndpointSettings(url="https://theirs.example/", event_types=["alert.opened"])
    endpoint, _ = create_endpoint(workspace=other_workspace, wanted=wanted, author=stranger)
    world = World(
        workspace,
        secret,
        {
            "campaign_id": campaign.pk,
            "company_id": company.pk,
            "list_id": row.pk,
            "webhook_id": endpoint.pk,
        },
        (client_of(author), program(workspace, author)),
        (client_of(stranger), program(other_workspace, stranger)),
    )
    world.at_first = world.rows()
    return world


def program(workspace: Workspace, author: User) -> Client:
    """Return a program with a manager's key."""
    _, secret = create_api_key(
        workspace=workspace, name="key", scopes=covered_scopes(Role.MANAGER), author=author
    )
    return Client(headers={"Authorization": f"Bearer {secret}"})


def ask(
    client: Client, method: str, path: str, body: Mapping[str, Any], *, as_json: bool
) -> HttpResponseBase:
    """Send a request; its body goes into the address where the method has none."""
    if method == "get":
        return client.get(path, body)
    if as_json:
        return client.generic(method.upper(), path, json.dumps(body, default=str), JSON)
    return client.post(path, body)


def methods_of(address: Address) -> tuple[str, ...]:
    """Return the methods to try."""
    return ("get", "post", "put", "patch", "delete") if address.is_api else ("get", "post")


def content_of(answer: HttpResponseBase) -> bytes:
    """Return the whole body, also of one that comes in parts."""
    if answer.streaming:
        return b"".join(answer)
    return bytes(answer.content)  # type: ignore[attr-defined]


def leaks_in(answer: HttpResponseBase) -> list[str]:
    """Return what an answer holds of the first workspace: its texts and its keys."""
    content = content_of(answer) + repr(answer.headers).encode()
    found = [SECRET] if SECRET.encode() in content.lower() else []
    found += [key.decode() for key in re.findall(rb"(?<!\w)7700\d{3}(?!\w)", content)]
    # The points of the map are sent as the lowest key, packed, and what the others are above it.
    packed = range(FIRST_KEY, FIRST_KEY + 10)
    return found + [str(key) for key in packed if struct.pack("<d", key) in content]


def is_led_up(answer: HttpResponseBase, path: str) -> bool:
    """Say whether an address that only takes forms led to one above, before any row was read."""
    request = answer.wsgi_request  # type: ignore[attr-defined]
    if answer.status_code != FOUND or request.method != "GET":
        return False
    said = [str(one) for one in get_messages(request)]
    return path.startswith(answer.headers["Location"]) and NOT_A_PAGE in said


def is_refused(answer: HttpResponseBase, path: str) -> bool:
    """Say whether an answer shows and changes nothing."""
    return answer.status_code in {NOT_FOUND, NOT_ALLOWED} or is_led_up(answer, path)


@cache_once
def _query_of_mixed_rows() -> tuple[str, list[Any]]:
    parts: list[str] = []
    values: list[Any] = []
    for model in tables():
        ways = ways_to_workspace(model)
        for way in ways[1:]:
            is_mixed = ~Q(**{ways[0]: F(way)}) & Q(**{f"{way}__isnull": False})
            text, given = model._default_manager.filter(is_mixed).query.sql_with_params()
            name = f"{model._meta.label}: {ways[0]} is not {way}"
            parts.append(f"SELECT '{name}' WHERE EXISTS ({text})")  # of our models
            values += given
    return " UNION ALL ".join(parts), values


def mixed_rows() -> list[str]:
    """Return the tables with rows that belong to one workspace and name a row of another."""
    with connection.cursor() as cursor:
        cursor.execute(*_query_of_mixed_rows())
        return [name for (name,) in cursor.fetchall()]


@contextmanager
def undone() -> Iterator[None]:
    """Undo what requests change, so that the same rows are there for the next address."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)
        cache.clear()


def n_writes() -> dict[str, int]:
    """Return how many rows of each table this transaction wrote or deleted so far."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
        )
        return dict(cursor.fetchall())


def test_a_row_of_another_workspace_is_not_there(world: World, subtests: pytest.Subtests) -> None:
    for address in OF_ONE_ROW:
        with subtests.test(address.route):
            path, is_api = address.with_keys(world.keys_for(address)), address.is_api
            with world.unchanged():
                for method in methods_of(address):
                    body = {} if method == "get" else world.body()
                    answer = ask(world.other_clients[is_api], method, path, body, as_json=is_api)
                    assert is_refused(answer, path), f"{method} {path}"
                    assert is_led_up(answer, path) or not leaks_in(answer)
            with undone():
                is_there = any(
                    not is_refused(
                        ask(world.first_clients[is_api], method, path, {}, as_json=is_api), path
                    )
                    for method in methods_of(address)
                )
            assert is_there, "There is no such row: the test shows nothing."


def test_no_part_of_another_workspace_is_reached_through_an_own_campaign(
    world: World, subtests: pytest.Subtests
) -> None:
    for address in OF_A_PART:
        with subtests.test(address.route), world.unchanged():
            _reach_for_part(world, address)


def _reach_for_part(world: World, address: Address) -> None:
    first, *rest = address.arguments
    keys = world.keys_for(address) | {first: world.own[first]}
    nothing = keys | dict.fromkeys(rest, uuid4() if "uuid" in address.route else NO_KEY)
    client = world.other_clients[address.is_api]
    for method in methods_of(address):
        body = {} if method == "get" else world.body()
        path, missing = address.with_keys(keys), address.with_keys(nothing)
        answer, as_for_nothing = (
            ask(client, method, one, body, as_json=address.is_api) for one in (path, missing)
        )
        assert answer.status_code == as_for_nothing.status_code, f"{method} {rest}"
        assert is_led_up(answer, path) or not leaks_in(answer)


def test_lists_hold_nothing_of_another_workspace(world: World, subtests: pytest.Subtests) -> None:
    for address in LISTS:
        with subtests.test(address.route), world.unchanged():
            _look_at_list(world, address)


def _look_at_list(world: World, address: Address) -> None:
    client, path = world.other_clients[address.is_api], "/" + address.route
    plain = ask(client, "get", path, LOOKED_UP.get(address.route, {}), as_json=False)
    if plain.status_code == FOUND:  # A part of a page, which htmx alone gets.
        plain = client.get(path, headers={"hx-request": "true"})
    if plain.status_code == FOUND:  # A panel; its place is asked by its own.
        plain = client.get(path, follow=True)
    assert plain.status_code == OK or is_refused(plain, path)
    assert not leaks_in(plain)
    for method in methods_of(address):
        answer = ask(client, method, path, world.body(), as_json=address.is_api)
        assert answer.status_code < 500
        assert SECRET.encode() not in content_of(answer)  # Keys that were sent may come back.


def test_a_campaign_over_the_same_companies_knows_its_own_only(
    world: World, subtests: pytest.Subtests
) -> None:
    for address in OF_ONE_ROW:
        if address.arguments == ("campaign_id",):
            with subtests.test(address.route), world.unchanged():
                _look_at_own_campaign(world, address)


def _look_at_own_campaign(world: World, address: Address) -> None:
    path = address.with_keys(world.own)
    for method in methods_of(address):
        body = {} if method == "get" else world.body()
        client = world.other_clients[address.is_api]
        answer = ask(client, method, path, body, as_json=address.is_api)
        assert answer.status_code < 500
        assert SECRET.encode() not in content_of(answer)
        assert method != "get" or not leaks_in(answer)

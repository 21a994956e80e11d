"""Who may use which operation: every address, what it declares, and the committed table.

`make access` writes the table, access.csv, anew.
"""

import csv
import fcntl
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.http import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.permissions import AllowAny

from leadqual.accounts.api.permissions import HasWorkspace
from leadqual.accounts.keys.scopes import operation_access
from leadqual.core.api.operations import view_of

TABLE = Path(__file__).parent / "access.csv"
ROLES = ("viewer", "qualifier", "manager", "staff", "superuser")
"""From the least to the most; `anyone` comes before them, `nobody` after."""
OF_STAFF = (
    *("lab/", "companies/costs/", "taxonomy/", "api/v1/taxonomy", "api/v1/models"),
    *("api/v1/confusion-costs", "api/v1/alert-thresholds", "api/v1/titles/threshold-counts"),
    *("api/v1/system-status", "api/v1/failed-jobs"),
)
"""One model, one table of costs and one taxonomy for all workspaces."""
_API_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
_GROUP = re.compile(r"\(\?P<\w+>([\w-]+)[^)]*\)")


@dataclass(frozen=True, slots=True)
class Address:
    """One address of pages, API or admin, whether or not a page takes each method."""

    route: str
    view: Any

    @property
    def arguments(self) -> tuple[str, ...]:
        """Return the names of the arguments."""
        return tuple(_ARGUMENT.findall(self.route))

    @property
    def is_api(self) -> bool:
        """Return whether programs use it."""
        return hasattr(self.view, "cls")

    @property
    def methods(self) -> tuple[str, ...]:
        """Return the methods to try."""
        if not self.is_api:
            return ("GET", "POST")
        taken = getattr(self.view, "actions", None) or dir(self.view.cls)
        return tuple(name for name in _API_METHODS if name.lower() in taken)

    def path(self, keys: Mapping[str, object]) -> str:
        """Return its path with these keys for the arguments."""
        return "/" + _ARGUMENT.sub(lambda found: str(keys[found[1]]), self.route)


@dataclass(frozen=True, slots=True)
class Operation(Address):
    """One method of one address."""

    method: str

    @property
    def is_admin(self) -> bool:
        """Return whether it belongs to the admin of Django."""
        return self.route.startswith("admin/")

    @property
    def key(self) -> tuple[str, str]:
        """Return what it is found by in the table."""
        return self.route, self.method

    def __str__(self) -> str:
        return f"{self.method} /{self.route}"


@dataclass(frozen=True, slots=True, order=True)
class AccessRow:
    """One line of the table: who may, at least, and with which scope a key may."""

    route: str
    method: str
    who: str
    scope: str = ""


def addresses() -> list[Address]:
    """Return every address; a new one is among them by itself."""
    return list(_addresses(get_resolver().url_patterns))


def operations() -> Iterator[Operation]:
    """Yield every operation."""
    for one in addresses():
        yield from (Operation(one.route, one.view, method) for method in one.methods)


def _addresses(patterns: Iterable[URLPattern | URLResolver], prefix: str = "") -> Iterator[Address]:
    for pattern in patterns:
        route = prefix + _plain(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern.url_patterns, route)
        else:
            yield from (Address(one, pattern.callback) for one in _of_each_kind(route))


def _of_each_kind(route: str) -> Iterator[str]:
    """Yield the address of people and that of companies, with the name of their key."""
    for kind, key in (("people", "contact_id"), ("companies", "company_id")):
        named = route.replace("<kind:kind>", kind)
        if named != route or route.startswith(f"{kind}/"):
            yield named.replace("<int:record_id>", f"<int:{key}>")
    if not route.startswith(("<kind:kind>", "people/", "companies/")):
        yield route


def _plain(part: str) -> str:
    """Return a part of an address; a regular expression becomes a text that matches it."""
    if "(?P" not in part:
        return part.removeprefix("^").removesuffix("$")
    return _GROUP.sub(r"\1", part.replace(".*", "x")).removeprefix("^").removesuffix("$")


def declared(operation: Operation) -> tuple[str, str] | None:
    """Return who may use an operation, and with which scope, by its declaration.

    Returns:
        None for a page that declares nothing; the table alone says who may see it.
    """
    if not operation.is_api:
        role = getattr(operation.view, "required_role", None)
        return None if role is None else (str(role), "")
    permissions = operation.view.cls.permission_classes
    if HasWorkspace in permissions:
        needed = operation_access(view_of(operation.view), operation.method)
        return ("staff" if needed.needs_staff else needed.role.value, needed.scope.value)
    return ("anyone", "") if AllowAny in permissions else None


def is_as_strict(who: str, wanted: str) -> bool:
    """Return whether an operation lets in nobody below its declaration; rules may refuse more."""
    order = ("anyone", *ROLES, "nobody")
    return who in order and order.index(who) >= order.index(wanted)


def read_table() -> list[AccessRow]:
    """Read the committed table."""
    with TABLE.open(newline="", encoding="utf-8") as file:
        return [AccessRow(**row) for row in csv.DictReader(file)]


def update_table(rows: Iterable[AccessRow], *, instead_of: Collection[tuple[str, str]]) -> None:
    """Replace the rows of some operations, given by route and method; processes take turns."""
    with TABLE.open("r+", newline="", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        kept = [row for row in read_table() if (row.route, row.method) not in instead_of]
        file.truncate(0)
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(["route", "method", "who", "scope"])
        lines.writerows(astuple(row) for row in sorted([*kept, *rows]))


def is_let_in(answer: HttpResponseBase) -> bool:
    """Return whether somebody got to an operation: a missing row counts, a login page does not."""
    if answer.status_code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return False
    where = answer.headers.get("Location", "")
    return not (where.startswith(("/account/login/", "/admin/login/")) and "next=" in where)

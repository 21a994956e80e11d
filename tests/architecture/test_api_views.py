"""Every operation of the API has the base class, and so pages, keys, tags and known parameters."""

from leadqual.accounts.api.view_sets import WorkspaceView, WorkspaceViewSet
from tests.architecture.access import Address, addresses

OF_THE_DESCRIPTION = {"api/v1/openapi.json", "api/v1/schema"}
SINGLE_VIEWS = {"search"}
"""Apps whose operations are still classes of their own; none may be added."""


def operations() -> list[Address]:
    return [
        address
        for address in addresses()
        if address.route.startswith("api/v1/") and address.route not in OF_THE_DESCRIPTION
    ]


def test_every_operation_has_the_base() -> None:
    without = [
        str(one.route) for one in operations() if not issubclass(one.view.cls, WorkspaceView)
    ]

    assert len(operations()) > 100
    assert not without


def test_operations_are_those_of_view_sets() -> None:
    single = {
        address.view.cls.__module__.split(".")[1]
        for address in operations()
        if not issubclass(address.view.cls, WorkspaceViewSet)
    }

    assert single <= SINGLE_VIEWS


def test_an_address_belongs_to_one_view_set() -> None:
    routes = [address.route for address in operations()]

    assert len(routes) == len(set(routes))

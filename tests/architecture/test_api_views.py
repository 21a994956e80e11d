"""Every operation of the API has the base class, and so pages, keys, tags and known parameters."""

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from tests.architecture.access import Address, addresses

OF_THE_DESCRIPTION = {"api/v1/openapi.json", "api/v1/schema"}
OF_THE_BASE = {"initial", "run", "finalize_response", "_carry_out", "_write", "_write_matched"}


def operations() -> list[Address]:
    return [
        address
        for address in addresses()
        if address.route.startswith("api/v1/") and address.route not in OF_THE_DESCRIPTION
    ]


def test_every_operation_has_the_base_and_replaces_nothing_of_it() -> None:
    kinds = {one.view.cls for one in operations()}
    without = [kind.__name__ for kind in kinds if not issubclass(kind, WorkspaceViewSet)]
    replaced = [
        f"{kind.__name__}.{name}"
        for kind in kinds
        for name in OF_THE_BASE
        if getattr(kind, name) is not getattr(WorkspaceViewSet, name)
    ]

    assert len(operations()) > 100
    assert not without
    assert not replaced


def test_an_address_belongs_to_one_view_set() -> None:
    routes = [address.route for address in operations()]

    assert len(routes) == len(set(routes))

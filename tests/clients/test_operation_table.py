"""Whatever a page can do, the API can: the table of both has no gap."""

from tests.architecture.access import read_table
from tests.clients.description import described_operations
from tests.clients.operation_table import REASONS, document, page_actions


def test_every_page_that_takes_forms_has_operations_or_a_reason() -> None:
    forms = {
        row.route
        for row in read_table()
        if row.method == "POST" and not row.route.startswith(("api/", "admin/"))
    }

    assert forms - {one.page for one in page_actions()} == set()
    for one in page_actions():
        assert bool(one.operations) != bool(one.reason), one.page
        assert not one.reason or one.reason in REASONS, one.page


def test_every_named_operation_is_one_of_the_api() -> None:
    known = {one.name for one in described_operations()}
    named = {name for one in page_actions() for name in one.operations}

    assert named - known == set()


def test_the_table_has_a_row_for_each_operation_and_each_page() -> None:
    rows = [line for line in document().splitlines() if line.startswith("| `")]

    assert len(rows) == len(described_operations()) + len(page_actions())
    assert not any("not yet" in row for row in rows)

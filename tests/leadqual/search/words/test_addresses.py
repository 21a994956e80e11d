"""Emails among typed words: found by their beginning, without reading all of them."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leadqual.accounts.models import Workspace
from leadqual.search.words import addresses
from tests.leadqual.leads.people import make_contact

pytestmark = pytest.mark.django_db

ANN, ORG = "ann.lee@acme.example", "ann.lee@acme.example.org"
ORDERS: dict[str, Callable[[], bool]] = {"code point": lambda: True, "language": lambda: False}


@pytest.fixture
def emails(workspace: Workspace) -> dict[str, int]:
    given = (ANN, ORG, "ann_lee@acme.example", "ann.z@b.example")
    return {email: make_contact(workspace, "Ann", email=email).pk for email in given}


def found(workspace: Workspace, text: str) -> set[int]:
    alternatives = addresses.contacts_by_address(workspace.pk, text)
    return {key for one in alternatives for key in one.contacts or ()}


@pytest.mark.parametrize("order", ORDERS)
def test_emails_are_found_by_their_beginning_in_any_order_of_the_database(
    workspace: Workspace, emails: dict[str, int], monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    monkeypatch.setattr(addresses, "_is_sorted_by_code_point", ORDERS[order])

    assert found(workspace, "ann.lee@ac") == {emails[ANN], emails[ORG]}
    assert found(workspace, "ann.lee") == {emails[ANN], emails[ORG]}
    assert found(workspace, "ANN.LEE@acme.example.org") == {emails[ORG]}
    assert found(workspace, "ann_l@") == found(workspace, "zoe@") == set()


def test_a_part_of_the_index_of_emails_is_read(workspace: Workspace) -> None:
    with CaptureQueriesContext(connection) as context:
        found(workspace, "ann.lee@ac")

    sql = context.captured_queries[-1]["sql"]
    assert "email >= 'ann.lee@ac' AND email < 'ann.lee@ac\U0010ffff'" in sql

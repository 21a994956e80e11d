"""Contacts as cells."""

import numpy as np
import pytest
from pytest_django import DjangoAssertNumQueries

from leadqual.accounts.models import Workspace
from leadqual.search.exports import exported_rows as rows_module
from leadqual.search.exports.export_columns import all_columns, chosen_columns
from leadqual.search.exports.exported_rows import read_chunks
from tests.leadqual.leads.people import make_company, make_contact, make_title

pytestmark = pytest.mark.django_db


def test_every_column_is_read_in_two_queries_for_a_chunk(
    workspace: Workspace, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    columns = chosen_columns(list(all_columns()), has_stopped=False)
    title = make_title(workspace, "Sales", {"sales": 1.0})
    company = make_company(workspace, employees=12, technologies=["AWS", "React"], founded=1999)
    people = [
        make_contact(workspace, "Ada Abel", job_title=title, company=company),
        make_contact(workspace, "No Title"),
    ]
    keys = np.array([person.pk for person in people])

    with django_assert_num_queries(2 + 2):
        (chunk,) = read_chunks(workspace, keys, columns, has_stopped=False)

    found = {column.code: cells for column, cells in zip(columns, chunk, strict=True)}
    assert found["id"] == keys.tolist()
    assert found["functions"] == [("Sales",), ()]
    assert (found["company_employees"], found["company_founded"]) == ([12, None], [1999, None])
    assert found["company_technologies"] == [["AWS", "React"], None]
    assert found["email"] == ["", ""]


def test_keys_of_another_workspace_find_nobody(
    workspace: Workspace, other_workspace: Workspace
) -> None:
    stranger = make_contact(other_workspace)
    columns = chosen_columns([], has_stopped=True)

    assert list(read_chunks(workspace, np.array([stranger.pk]), columns, has_stopped=True)) == []


def test_chunks_keep_the_order_of_the_keys(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows_module, "CHUNK", 2)
    keys = np.array([make_contact(workspace, f"P {n}").pk for n in range(5)])[::-1]
    columns = chosen_columns(["id"], has_stopped=False)

    chunks = list(read_chunks(workspace, keys, columns, has_stopped=False))

    assert [chunk[0] for chunk in chunks] == [keys[:2].tolist(), keys[2:4].tolist(), [keys[4]]]

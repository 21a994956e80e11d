"""Promises about searches by custom fields."""

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.query.query_parsing import read_contact_query
from leadqual.search.results.result_counts import counts_of
from leadqual.search.results.result_pages import result_queryset
from leadqual.search.results.taxonomy import vocabulary
from tests.leadqual.leads.people import make_company, make_contact, make_field

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
VALUES = {
    "A": {"tier": "Gold", "size": 5, "since": "2026-01-01", "note": "Likes cranes"},
    "B": {"tier": "Silver", "size": 10.5, "since": "2026-06-01"},
    "C": {"tier": "Golden", "size": -3},
    "D": {},
}


def test_people_and_companies_are_found_by_custom_fields(workspace: Workspace) -> None:
    for name, custom in VALUES.items():
        make_contact(workspace, name, custom=custom)
        make_company(workspace, name, custom=custom)
    for asked, found in (
        (("tier:Gold",), "A"),
        (("tier:Gold", "tier:Silver"), "AB"),
        (("tier:Gold", "size:..4"), ""),
        (("size:5..11",), "AB"),
        (("size:..5",), "AC"),
        (("size:6..",), "B"),
        (("size:5",), "A"),
        (("since:2026-02-01..",), "B"),
        (("since:..2026-02-01",), "A"),
        (("note:~CRANES",), "A"),
        (("tier:6..",), ""),
        (("size:2026-01-01..",), ""),
        (("size:..",), ""),
        (("size:a..b",), ""),
        (("nothing",), ""),
        (("x'y:1",), ""),
        (("tier:",), ""),
    ):
        people, companies = ContactQuery(custom=asked), CompanyQuery(custom=asked)

        names = "".join(sorted(one.first_name for one in result_queryset(workspace, people)))
        firms = "".join(sorted(one.name for one in result_queryset(workspace, companies)))

        assert (names, firms) == (found, found), asked
        assert counts_of(workspace, people).total == len(found)
        assert counts_of(workspace, companies).total == len(found)


def test_a_field_that_does_not_exist_is_told_with_the_nearest(
    workspace: Workspace, manager: User
) -> None:
    make_field(workspace, "Deal size", "number", manager)

    query, notes = read_contact_query({"custom": ["dealsize:1.."]}, vocabulary(workspace))
    known, none = read_contact_query({"custom": ["Deal size:1.."]}, vocabulary(workspace))

    assert query.custom == ("dealsize:1..",)
    assert "Deal size" in notes["custom"]
    assert (known.custom, none) == (("deal_size:1..",), {})

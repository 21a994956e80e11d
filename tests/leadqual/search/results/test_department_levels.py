"""People by department and level: counted, and one by one."""

from collections import Counter

import pytest

from leadqual.accounts.models import Workspace
from leadqual.search.query.query import ContactQuery
from leadqual.search.results.result_counts import department_levels
from leadqual.search.results.selectors import found_rows
from tests.leadqual.leads.people import make_people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


def one_by_one(
    workspace: Workspace, query: ContactQuery, confidence: float
) -> Counter[tuple[str, str]]:
    counted: Counter[tuple[str, str]] = Counter()
    for contact in found_rows(workspace, query):
        title = contact.job_title
        if title is None or title.level is None:
            continue
        labels = [label for label in title.labels.all() if label.score >= confidence]
        for department in {label.function.department.slug for label in labels}:
            counted[department, title.level.slug] += 1
    return counted


def test_numbers_are_those_of_the_people_whatever_functions_and_levels_are_ticked(
    workspace: Workspace, other_workspace: Workspace
) -> None:
    make_people(workspace, seed=8, n=40)
    make_people(other_workspace, seed=9, n=5)
    for query in (
        ContactQuery(),
        ContactQuery(confidence=0.6),
        ContactQuery(size=("51-200",)),
        ContactQuery(function=("sales",), level=("vp",)),
        ContactQuery(exclude=("level:manager",)),
    ):
        found = department_levels(workspace, query)

        beside = query.changed(function=(), level=())
        assert found == one_by_one(workspace, beside, query.confidence)
        assert found

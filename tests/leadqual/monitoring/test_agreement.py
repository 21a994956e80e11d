"""How far people agree on business models and replies."""

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.business_models import correct_business_model
from leadqual.monitoring.outcomes import (
    COMPANIES,
    REPLIES,
    TITLES,
    agreement,
    chance_corrected_agreement,
)
from tests.leadqual.leads.people import make_company

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("models")]


def test_things_of_which_two_spoke_are_compared_by_what_each_said_last(
    workspace: Workspace, manager: User, qualifier: User
) -> None:
    said = [("b2b", "b2b"), ("b2c", "b2c"), ("b2b", "b2c"), ("public", None)]
    for number, (one, two) in enumerate(said):
        company = make_company(workspace, f"Port {number}")
        correct_business_model(company=company, business_model="unknown", author=manager)
        correct_business_model(company=company, business_model=one, author=manager)
        if two:
            correct_business_model(company=company, business_model=two, author=qualifier)

    found = agreement(COMPANIES, workspace)

    assert (found.n, found.n_agreed) == (3, 2)
    assert chance_corrected_agreement(COMPANIES, found) == pytest.approx(0.444, abs=0.001)


def test_nobody_agrees_where_nobody_spoke(workspace: Workspace) -> None:
    for kind in (TITLES, COMPANIES, REPLIES):
        found = agreement(kind, workspace)
        assert (found.n, found.n_agreed, chance_corrected_agreement(kind, found)) == (0, 0, None)

"""Answers of the product and of the simpler methods are graded from the rows of the workspace."""

import pytest

from benchmarks.relevance.evaluation import GradedWorkspace, figures
from benchmarks.relevance.methods import methods
from benchmarks.relevance.query_set import GradedQuery
from leadqual.accounts.models import Workspace
from leadqual.leads.models import Company, Contact

OKAFOR = GradedQuery("n03", "demo", "name", "people", "Okafor", "People named Okafor.")
PAYROLL = GradedQuery("w01", "demo", "description", "companies", "payroll", "Payroll.")


@pytest.fixture
def graded(workspace: Workspace) -> GradedWorkspace:
    Company.objects.create(
        workspace=workspace, name="Unread", name_key="unread", overview="Runs payroll."
    )
    for number, last in enumerate(("Okafor", "Roth", "Okafor")):
        Contact.objects.create(
            workspace=workspace,
            first_name="Mira",
            last_name=last,
            email=f"mira.{number}@people.example",
        )
    return GradedWorkspace(workspace)


def test_every_method_is_asked_and_graded(graded: GradedWorkspace) -> None:
    answers = graded.answers("main", [OKAFOR], methods())

    assert set(answers) == {
        "product",
        "full-text search, simple",
        "full-text search, english",
        "LIKE",
    }
    for (answer,) in answers.values():
        assert list(answer.grades) == [2, 2]
        assert answer.measured.ndcg == 1


def test_a_record_that_nobody_graded_counts_as_wrong_and_is_reported(
    graded: GradedWorkspace,
) -> None:
    (answer,) = graded.answers("main", [PAYROLL], {"LIKE": methods()["LIKE"]})["LIKE"]

    assert list(answer.grades) == [None]
    assert figures([answer])["ungraded records"] == 1
    assert answer.measured.precision == 0


def test_rows_of_other_workspaces_are_not_found(
    graded: GradedWorkspace, other_workspace: Workspace
) -> None:
    Contact.objects.create(workspace=other_workspace, last_name="Okafor", email="a@b.example")

    for (answer,) in graded.answers("main", [OKAFOR], methods()).values():
        assert len(answer.rows) == 2

"""Answers about companies are stored, and what they replace stays on record."""

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from classifiers.companies.business_model.error_costs import as_table, default_costs
from leadqual.accounts.models import Workspace
from leadqual.companies.business_model_writes import PERSON, BusinessModelAnswer, store_answers
from leadqual.companies.business_models import decide_chunk
from leadqual.leads.models import Company, FormerBusinessModel
from tests.leadqual.leads.people import make_company

pytestmark = pytest.mark.django_db
SHARES = {"b2b": [0.5, 0.4, 0.05, 0.03, 0.02], "b2c": [0.3, 0.6, 0.05, 0.03, 0.02]}


def read(
    company: Company, said: str = "b2b", version: str = "one", probability: float = 0.0
) -> BusinessModelAnswer:
    """Return what a model says of a company."""
    return BusinessModelAnswer(
        company=company.pk,
        business_model=said,
        probability=probability or max(SHARES[said]),
        probabilities=SHARES[said],
        why=[{"label": said, "because": "overview", "text": "ships", "score": 0.4}],
        version=version,
    )


def formers(company: Company) -> list[tuple[str, str]]:
    """Return business model and version of what stays on record, the oldest first."""
    rows = FormerBusinessModel.objects.filter(company=company).order_by("pk")
    return list(rows.values_list("business_model", "version"))


def earlier(company: Company) -> list[tuple[str, float]]:
    """Return versions and probabilities of answers with the same business model."""
    company.refresh_from_db()
    return [(version, share) for version, share, _ in company.business_model_earlier or ()]


def test_another_answer_leaves_the_former_one_with_all_that_was_stored(
    workspace: Workspace,
) -> None:
    company = make_company(workspace)
    store_answers([read(company)])
    assert formers(company) == []  # Nobody had said anything before.

    store_answers([read(company, "b2c", "two")])

    (former,) = FormerBusinessModel.objects.filter(workspace=workspace, company=company)
    assert (former.business_model, former.version, former.probability) == ("b2b", "one", 0.5)
    assert former.probabilities == SHARES["b2b"]
    assert former.why[0]["text"] == "ships"
    company.refresh_from_db()
    assert (company.business_model, company.business_model_version) == ("b2c", "two")
    assert company.business_model_probabilities == SHARES["b2c"]
    assert company.business_model_why[0]["label"] == "b2c"


def test_version_that_says_the_same_adds_no_row_and_the_one_before_it_is_noted(
    workspace: Workspace,
) -> None:
    company = make_company(workspace)
    store_answers([read(company)])
    store_answers([read(company, probability=0.5001)])  # Read again by the same: nothing new.
    assert earlier(company) == []

    store_answers([read(company, version="two", probability=0.7)])
    assert (formers(company), earlier(company)) == ([], [("one", 0.5001)])
    store_answers([read(company, version="two", probability=0.9)])  # Its text has changed.
    assert earlier(company) == [("one", 0.5001), ("two", 0.7)]

    store_answers([read(company, "b2c", "three")])

    assert earlier(company) == []
    former = FormerBusinessModel.objects.get()
    assert [one[:2] for one in former.earlier or ()] == [["one", 0.5001], ["two", 0.7]]
    assert (former.version, former.probability) == ("two", 0.9)


def test_persons_word_stays_unless_a_person_speaks(workspace: Workspace) -> None:
    company = make_company(workspace)
    said = read(company, "b2c", PERSON, probability=1.0)
    store_answers([read(company)])
    store_answers([said], over_people=True)

    store_answers([read(company, version="two")])
    assert formers(company) == [("b2b", "one")]
    store_answers([read(company, version="two")], over_people=True)

    assert formers(company) == [("b2b", "one"), ("b2c", PERSON)]


def test_newest_of_each_company_are_kept(workspace: Workspace, settings: LazySettings) -> None:
    settings.PREDICTIONS_KEPT = 2
    turning, steady, other = (make_company(workspace, f"Port {place}") for place in range(3))
    store_answers([read(other)])
    store_answers([read(other, "b2c")])
    for turn in range(5):
        store_answers(
            [
                read(turning, ("b2b", "b2c")[turn % 2], f"v{turn}"),
                read(steady, version=f"v{turn}"),
            ]
        )

    assert formers(turning) == [("b2b", "v2"), ("b2c", "v3")]
    assert [version for version, _ in earlier(steady)] == ["v2", "v3"]
    assert formers(other) == [("b2b", "one")]


def test_whole_batch_is_one_statement_and_only_changed_answers_are_rows(
    workspace: Workspace,
) -> None:
    companies = [make_company(workspace, f"Port {place}") for place in range(20)]
    store_answers([read(company) for company in companies])

    with CaptureQueriesContext(connection) as queries:
        store_answers(
            [
                read(company, "b2c" if company in companies[:3] else "b2b", "two")
                for company in companies
            ]
        )

    assert len(queries) == 1
    assert FormerBusinessModel.objects.count() == 3


def test_costs_that_turn_an_answer_leave_it_on_record(workspace: Workspace) -> None:
    turned, stays = make_company(workspace, "Kelvia"), make_company(workspace, "Port")
    store_answers([read(turned), read(stays, "b2c")])
    dear = {**default_costs(), ("b2c", "b2b"): 9.0}

    last, n_moved = decide_chunk(as_table(dear), after=0, size=100)

    assert (last, n_moved) == (stays.pk, 1)
    turned.refresh_from_db()
    assert (turned.business_model, turned.business_model_probability) == ("b2c", 0.4)
    assert (turned.business_model_version, turned.business_model_probabilities) == (
        "one",
        SHARES["b2b"],
    )
    assert turned.business_model_why[0]["text"] == "ships"
    assert (formers(turned), formers(stays)) == ([("b2b", "one")], [])


def test_record_goes_with_its_company(workspace: Workspace) -> None:
    company = make_company(workspace)
    store_answers([read(company)])
    store_answers([read(company, "b2c")])

    company.delete()

    assert not FormerBusinessModel.objects.exists()

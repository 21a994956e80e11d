"""Rankings follow a business model that a person or the costs change, in every process."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence

import pytest
from django.db import connection, transaction

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.ranking.ranked_list import recommendations
from leadqual.campaigns.setup.services import set_weights
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.companies.models import CompanyReading
from leadqual.companies.readings import next_revision
from leadqual.labeling.business_models import (
    apply,
    change_costs,
    correct_business_model,
    token_of,
    undo_business_model,
)
from leadqual.leads.models import Company
from leadqual.taxonomy.selectors import cost_table
from tests.leadqual.at_once import Racer
from tests.leadqual.campaigns.conftest import make_companies
from tests.waiting import PATIENCE

# Answers with the scores of a campaign for each line that it reads.
RANKER = """
import json, sys
import django
django.setup()
from leadqual.campaigns.models import Campaign
from leadqual.campaigns.ranking.ranked_list import recommendations
for line in sys.stdin:
    campaign = Campaign.objects.get(pk=int(line))
    rows = recommendations(campaign).rows
    print(json.dumps({row.company.pk: round(row.why.score, 4) for row in rows}), flush=True)
"""


@pytest.fixture
def by_business_model(campaign: Campaign, manager: User) -> Campaign:
    """A campaign in which the business model alone counts beside the text."""
    only = dict.fromkeys(("words", "industry", "size", "place", "age", "technologies"), 0.0)
    set_weights(campaign=campaign, weights={**only, "business_model": 1.0})
    return campaign


def scores(campaign: Campaign) -> dict[int, float]:
    """Return company → score."""
    return {row.company.pk: row.why.score for row in recommendations(campaign).rows if row.why}


@pytest.mark.django_db
def test_correction_moves_the_factor_at_the_next_ranking(
    by_business_model: Campaign, ports: Sequence[Company], manager: User
) -> None:
    Company.objects.all().update(business_model="b2b")
    record_verdict(
        campaign=by_business_model, company=ports[0], value=Verdict.Value.LIKE, author=manager
    )
    before = scores(by_business_model)

    said = correct_business_model(company=ports[1], business_model="public", author=manager)
    corrected = scores(by_business_model)
    undo_business_model(correction=said, author=manager)

    assert corrected[ports[1].pk] < before[ports[1].pk] - 0.03
    assert corrected[ports[2].pk] == pytest.approx(before[ports[2].pk], abs=1e-5)
    assert scores(by_business_model) == pytest.approx(before, abs=1e-5)


@pytest.mark.django_db
def test_other_costs_move_the_factor_at_the_next_ranking(
    by_business_model: Campaign, ports: Sequence[Company], manager: User
) -> None:
    torn = [0.5, 0.4, 0.05, 0.03, 0.02]
    Company.objects.all().update(business_model="b2b", business_model_probabilities=torn)
    sure = [0.9, 0.05, 0.02, 0.02, 0.01]
    liked = ports[0]
    Company.objects.filter(pk=liked.pk).update(business_model_probabilities=sure)
    record_verdict(
        campaign=by_business_model, company=liked, value=Verdict.Value.LIKE, author=manager
    )
    before = scores(by_business_model)

    change_costs(
        costs={**cost_table(), ("b2c", "b2b"): 3.0}, seen=token_of(cost_table()), author=manager
    )
    apply()

    after = scores(by_business_model)
    assert all(after[pk] < before[pk] - 0.03 for pk in before)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_other_process_ranks_by_a_correction_at_its_next_request(
    workspace: Workspace, campaign: Campaign, manager: User, models: None
) -> None:
    only = dict.fromkeys(("words", "industry", "size", "place", "age", "technologies"), 0.0)
    set_weights(campaign=campaign, weights={**only, "business_model": 1.0})
    ports = make_companies(workspace, "port", 3, business_model="b2b")
    record_verdict(campaign=campaign, company=ports[0], value=Verdict.Value.LIKE, author=manager)
    name = str(connection.settings_dict["NAME"])
    url = os.environ["DATABASE_URL"]
    process = subprocess.Popen(
        [sys.executable, "-c", RANKER],
        env={
            **os.environ,
            "DATABASE_URL": f"{url.rpartition('/')[0]}/{name}",
            "DJANGO_SETTINGS_MODULE": "leadqual.settings",
            "LOG_LEVEL": "WARNING",
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def ask() -> dict[str, float]:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{campaign.pk}\n")
        process.stdin.flush()
        found: dict[str, float] = json.loads(process.stdout.readline())
        return found

    try:
        before = ask()
        said = correct_business_model(company=ports[1], business_model="public", author=manager)
        corrected = ask()
        undo_business_model(correction=said, author=manager)
        undone = ask()
    finally:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        process.wait(PATIENCE)
        process.stdout.close()

    key = str(ports[1].pk)
    assert corrected[key] < before[key] - 0.03
    assert undone == before


@pytest.mark.django_db(transaction=True)
def test_revisions_commit_in_the_order_of_their_numbers(workspace: Workspace) -> None:
    (company,) = make_companies(workspace, "port", 1)

    @transaction.atomic
    def other() -> None:
        CompanyReading.objects.filter(company=company).update(revision=next_revision())

    with transaction.atomic():
        first = next_revision()
        second = Racer(other)
        second.until_waiting()  # Its number would be above one that is not there yet.
    second.result()

    assert CompanyReading.objects.get(company=company).revision > first

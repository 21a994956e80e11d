"""Word topics are found for all companies of a workspace at once, and for every encoder."""

import pytest

from leadqual.accounts.models import Workspace
from leadqual.campaigns.embedding_job import find_topics
from leadqual.companies import readings
from leadqual.companies.models import CompanyReading
from leadqual.leads.models import Company
from leadqual.registry.versions.loading import load_encoder
from tests.leadqual.campaigns.conftest import make_companies

pytestmark = pytest.mark.django_db


def test_topics_are_found_for_all_companies_of_a_workspace(workspace: Workspace) -> None:
    made = make_companies(workspace, "port", 60, overview="Plans berths for container terminals.")
    before = CompanyReading.objects.latest("revision").revision

    assert find_topics(load_encoder().version) == len(made)

    readings = CompanyReading.objects.filter(workspace=workspace)
    assert not readings.filter(topics=None).exists()
    assert readings.earliest("revision").revision > before
    assert find_topics(load_encoder().version) == 0


def test_readings_of_another_encoder_get_the_same_topics(workspace: Workspace) -> None:
    make_companies(workspace, "port", 40, overview="Plans berths for container terminals.")
    company = Company.objects.earliest("pk")
    CompanyReading.objects.create(
        workspace=workspace,
        company=company,
        encoder="another",
        company_updated_at=company.updated_at,
        revision=readings.next_revision(),
    )

    find_topics(load_encoder().version)

    first, second = CompanyReading.objects.filter(company=company)
    assert first.topics is not None
    assert first.topics == second.topics

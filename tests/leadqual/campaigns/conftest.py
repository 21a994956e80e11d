"""Companies with vectors that are put in directly: what is tested here is not the encoder."""

from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from django.db import connection

from classifiers.companies.company_text import text_hash
from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign, DescriptionVector
from leadqual.campaigns.pool import company_pool
from leadqual.campaigns.ranking.evidence import Evidence, evidence_of
from leadqual.campaigns.setup.services import create_campaign
from leadqual.companies import readings
from leadqual.companies.models import N_DIMENSIONS, CompanyReading, CompanyVector
from leadqual.leads.models import Company
from leadqual.registry.versions.loading import load_encoder

CLUSTERS = ("port", "clinic", "bakery")


@pytest.fixture(autouse=True)
def _no_pools() -> Iterator[None]:
    """Keys of rolled back tests come again: what a process remembers of them is wrong."""
    company_pool._cache.clear()  # see above
    yield
    company_pool._cache.clear()


def make_companies(workspace: Workspace, cluster: str, n: int, **fields: object) -> list[Company]:
    """Add companies that do alike things: their vectors point almost into one direction."""
    companies = Company.objects.bulk_create(
        Company(
            workspace=workspace, name=f"{cluster} {place}", name_key=f"{cluster} {place}", **fields
        )
        for place in range(n)
    )
    _embed(companies, cluster, seeds=range(n))
    return companies


def embed(company: Company, cluster: str, *, seed: int = 0) -> None:
    """Give a company a vector of a cluster, as the job would store it."""
    _embed([company], cluster, seeds=[seed])


def _embed(companies: Sequence[Company], cluster: str, *, seeds: Sequence[int]) -> None:
    encoder = load_encoder().version
    axis = CLUSTERS.index(cluster)
    found = []
    for seed in seeds:
        vector = np.eye(N_DIMENSIONS)[axis]
        vector += np.random.default_rng([axis, seed]).normal(0, 0.02, N_DIMENSIONS)
        found.append(vector / np.linalg.norm(vector))
    CompanyVector.objects.bulk_create(
        CompanyVector(
            workspace_id=one.workspace_id,
            company=one,
            encoder=encoder,
            text_hash="0" * 64,
            vector=vector,
        )
        for one, vector in zip(companies, found, strict=True)
    )
    CompanyReading.objects.bulk_create(
        CompanyReading(
            workspace_id=one.workspace_id,
            company=one,
            encoder=encoder,
            company_updated_at=one.updated_at,
            revision=readings.next_revision(),
        )
        for one in companies
    )


def describe(campaign: Campaign, words: str, *, axis: int) -> None:
    """Give a campaign a description as the job would have read it: the unit vector of an axis."""
    campaign.description = words
    campaign.save(update_fields=["description"])
    DescriptionVector.objects.create(
        campaign=campaign,
        encoder=load_encoder().version,
        text_hash=text_hash(words),
        vector=np.eye(N_DIMENSIONS)[axis],
    )


def evidence_now(campaign: Campaign) -> Evidence:
    """Return the evidence of a campaign by the live encoder."""
    return evidence_of(campaign, encoder=load_encoder().version)


def placed_companies(workspace: Workspace, n: int) -> list[int]:
    """Add companies that have a place on the map and no vector; return their keys."""
    first = Company.objects.create(workspace=workspace, name="Kelvia 0", name_key="kelvia 0")
    own = ("id", "name", "name_key")
    columns = [field.column for field in Company._meta.concrete_fields if field.column not in own]
    listed = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO leads_company (name, name_key, {listed})"
            f" SELECT 'Kelvia ' || g, 'kelvia ' || g, {listed}"
            "  FROM leads_company, generate_series(1, %s) g WHERE id = %s",
            [n - 1, first.pk],
        )
        cursor.execute("SELECT setseed(0.5)")
        cursor.execute(
            "INSERT INTO campaigns_mapplace (workspace_id, company_id, layout, encoder, x, y)"
            " SELECT workspace_id, id, 1, 'none',"
            "   0.5 + 0.4 * sin(id %% 7) * sqrt(random()) * cos(random()),"
            "   0.5 + 0.4 * cos(id %% 7) * sqrt(random()) * sin(1 + random())"
            " FROM leads_company WHERE workspace_id = %s",
            [workspace.pk],
        )
    companies = Company.objects.filter(workspace=workspace).order_by("pk")
    return list(companies.values_list("pk", flat=True))


@pytest.fixture
def campaign(workspace: Workspace, manager: User) -> Campaign:
    """A campaign over all companies of the workspace."""
    return create_campaign(workspace=workspace, name="Port software", author=manager)


@pytest.fixture
def foreign_campaign(other_workspace: Workspace, stranger: User) -> Campaign:
    """A campaign of another tenant."""
    return create_campaign(workspace=other_workspace, name="Theirs", author=stranger)


@pytest.fixture
def ports(workspace: Workspace) -> list[Company]:
    """Five companies that do alike things."""
    return make_companies(workspace, "port", 5, overview="Plans berths.", country="Germany")


@pytest.fixture
def clinics(workspace: Workspace) -> list[Company]:
    """Five that do another thing."""
    return make_companies(workspace, "clinic", 5, overview="Plans beds.")


@pytest.fixture
def bakeries(workspace: Workspace) -> list[Company]:
    """Five that do a third thing."""
    return make_companies(workspace, "bakery", 5, overview="Bakes bread.")

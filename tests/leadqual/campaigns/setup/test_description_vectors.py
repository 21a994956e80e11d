"""What campaigns look for has one vector by each encoder; others' words and vectors stay apart."""

import numpy as np
import pytest

from classifiers.companies.company_text import text_hash
from classifiers.companies.embeddings.encoder import DEFAULT_DIMENSIONS
from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign, DescriptionVector
from leadqual.campaigns.ranking.evidence import evidence_of
from leadqual.campaigns.setup.description_vectors import embed_descriptions, pending_descriptions
from leadqual.campaigns.setup.services import create_campaign
from leadqual.registry.versions.loading import load_encoder

pytestmark = pytest.mark.django_db


@pytest.fixture
def described(workspace: Workspace, manager: User) -> Campaign:
    return create_campaign(
        workspace=workspace, name="Docks", description="Freight software", author=manager
    )


def test_words_are_read_once_by_each_encoder(described: Campaign) -> None:
    live = load_encoder()
    theirs = np.eye(32)[0]
    digest = text_hash(described.description)
    DescriptionVector.objects.create(
        campaign=described, encoder="another", text_hash=digest, vector=theirs
    )

    assert pending_descriptions("another") == {}
    assert [embed_descriptions(live) for _ in range(2)] == [1, 0]

    lengths = {row.encoder: len(row.vector) for row in DescriptionVector.objects.all()}
    assert lengths == {live.version: DEFAULT_DIMENSIONS, "another": 32}
    found = evidence_of(described, encoder="another").description
    assert found is not None
    assert found.tolist() == [theirs.tolist()]


def test_new_words_wait_and_the_former_ones_count_until_then(described: Campaign) -> None:
    encoder = load_encoder()
    embed_descriptions(encoder)
    former = evidence_of(described, encoder=encoder.version).description
    described.description = "Bakeries"
    described.save()

    assert pending_descriptions(encoder.version) == {described.pk: ("Bakeries",)}
    between = evidence_of(described, encoder=encoder.version).description
    embed_descriptions(encoder)
    after = evidence_of(described, encoder=encoder.version).description

    assert former is not None
    assert between is not None
    assert after is not None
    assert (former == between).all()
    assert (former != after).any()
    described.description = ""
    assert evidence_of(described, encoder=encoder.version).description is None


def test_each_theme_has_a_vector_of_its_own(described: Campaign) -> None:
    encoder = load_encoder()
    described.description = "Software for schools or hospitals"
    described.save()

    embed_descriptions(encoder)
    both = evidence_of(described, encoder=encoder.version).description
    alone = encoder.encode(["Software for schools", "Software for hospitals"])

    assert both is not None
    assert np.abs(both - alone).max() < 2e-3  # Stored in half precision.
    assert not pending_descriptions(encoder.version)
    described.description = "Bakeries"
    described.save()
    embed_descriptions(encoder)
    assert DescriptionVector.objects.count() == 1

"""Another encoder: read beside the live one, live in one step, back in one step, and never nothing.

The other model is a real one of random weights and 32 dimensions: what it says is worth nothing,
how it is loaded, stored, indexed and switched to is what happens with any other.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from pytest_django.fixtures import Settings

from classifiers.companies.embeddings.encoder import DEFAULT_DIMENSIONS
from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.campaigns import embedding_job, encoder_switch, map_layout
from leadqual.campaigns.embedding_job import find_topics
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.pool import candidate_search, index_building, index_files, vector_cleanup
from leadqual.campaigns.ranking.cards import Card
from leadqual.campaigns.ranking.next_card import next_card
from leadqual.campaigns.ranking.ranked_list import most_similar, recommendations
from leadqual.campaigns.setup.services import create_campaign
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.companies.models import CompanyReading, CompanyVector
from leadqual.leads.models import Company
from leadqual.registry.encoders import register_named
from leadqual.registry.models import ModelVersion
from leadqual.registry.selectors import active_model, desired_encoder
from leadqual.registry.versions.loading import load_encoder
from leadqual.registry.versions.services import register_pretrained
from tests.classifiers.companies.tiny_models import tiny_bert
from tests.leadqual.campaigns.conftest import describe
from tests.product import client_of

pytestmark = pytest.mark.django_db
N = 20
TRADES = ("loading docks for freight", "sourdough bread", "payroll for dentists", "wind farms")


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """Keys of rolled back tests come again."""
    cache.clear()
    yield
    candidate_search._pools.clear()
    shutil.rmtree(settings.STATE_DIR / "indexes", ignore_errors=True)


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder with a model."""
    return tiny_bert(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture
def companies(workspace: Workspace) -> list[Company]:
    """Companies that the live encoder has read."""
    register_pretrained()
    made = [add(workspace, place) for place in range(N)]
    embedding_job.work(is_follow_up=False, seconds=600)
    return made


@pytest.fixture
def campaign(workspace: Workspace, manager: User, companies: list[Company]) -> Campaign:
    """A campaign with a like, a dislike and words."""
    campaign = create_campaign(workspace=workspace, name="Docks", author=manager)
    describe(campaign, "Software for docks", axis=0)
    for company, value in zip(companies, (Verdict.Value.LIKE, Verdict.Value.DISLIKE), strict=False):
        record_verdict(campaign=campaign, company=company, value=value, author=manager)
    return campaign


@pytest.fixture
def desired(settings: Settings, tiny: str, companies: list[Company]) -> ModelVersion:
    """The encoder that the settings name from now on."""
    settings.COMPANY_ENCODER = tiny
    found = register_named()
    assert found is not None
    return ModelVersion.objects.get(pk=found.pk)


def add(workspace: Workspace, place: int) -> Company:
    name = f"Firm {place}"
    return Company.objects.create(
        workspace=workspace,
        name=name,
        name_key=name.lower(),
        overview=f"Plans {TRADES[place % len(TRADES)]} in {place} countries.",
    )


@dataclass(frozen=True)
class Answers:
    """What pages say."""

    ranked: list[tuple[int, float]]
    card: int
    alike: list[tuple[int, float]]
    points: list[list[float]]


def answers(campaign: Campaign, person: User, company: Company) -> Answers:
    """Return the list, the first card, who is alike, and the map; none of them is empty."""
    ranked = [(row.company.pk, row.why.score) for row in recommendations(campaign).rows if row.why]
    card = next_card(campaign, person=person)
    alike = [(near.company.pk, near.similarity) for near in most_similar(company)]
    found, _ = map_layout.current_positions(campaign.workspace_id)
    assert isinstance(card, Card)
    assert ranked
    assert alike
    assert len(found.company_ids)
    return Answers(ranked, card.company.pk, alike, found.points.tolist())


def test_old_vectors_answer_until_all_new_ones_are_there_and_back_again_in_one_step(
    campaign: Campaign, manager: User, companies: list[Company], desired: ModelVersion
) -> None:
    former = load_encoder().version
    before = answers(campaign, manager, companies[0])
    assert (desired.is_desired, desired.progress) == (True, 0)

    assert encoder_switch.fill_batch(desired, size=5) == 5
    encoder_switch._store_progress(desired)
    desired.refresh_from_db()
    assert desired.progress == pytest.approx(5 / N)
    assert desired.n_waiting == N - 5
    assert not encoder_switch.switch(desired)
    assert load_encoder().version == former
    assert answers(campaign, manager, companies[0]) == before

    encoder_switch.work(is_follow_up=False, seconds=600)
    assert load_encoder().version == desired.version
    after = answers(campaign, manager, companies[0])
    assert len(after.ranked) == len(before.ranked)
    assert after.ranked != before.ranked
    assert after.alike != before.alike
    assert after.points == before.points  # Places on the map stay.
    assert set(lengths()) == {(former, DEFAULT_DIMENSIONS), (desired.version, 32)}
    assert list(AuditRow.objects.order_by("pk").values_list("action", flat=True))[-2:] == [
        *("encoder.desired", "model.promoted"),
    ]

    manager.is_staff = True
    manager.save()
    back = ModelVersion.objects.get(version=former)
    client_of(manager).post(f"/lab/{back.pk}/promote/")
    assert answers(campaign, manager, companies[0]) == before
    assert register_named() is None  # The next start does not overrule staff.
    assert desired_encoder() is None


def lengths() -> list[tuple[str, int]]:
    return [(row.encoder, len(row.vector)) for row in CompanyVector.objects.all()]


@pytest.mark.slow
def test_what_is_new_or_changed_meanwhile_is_read_by_both(
    workspace: Workspace, companies: list[Company], desired: ModelVersion
) -> None:
    encoder_switch.fill_batch(desired, size=N)
    new = add(workspace, 99)
    companies[3].overview = "Bakes bread."
    companies[3].save()

    assert not encoder_switch.finish(desired)
    embedding_job.work(is_follow_up=False, seconds=600)
    assert set(CompanyVector.objects.filter(company=new).values_list("encoder", flat=True)) == {
        load_encoder().version
    }
    encoder_switch.work(is_follow_up=False, seconds=600)

    assert load_encoder().version == desired.version
    assert CompanyReading.objects.filter(encoder=desired.version).count() == N + 1
    hashes = CompanyVector.objects.filter(company=companies[3]).values_list("text_hash", flat=True)
    assert len(hashes) == 2
    assert len(set(hashes)) == 1


@pytest.mark.slow
def test_topics_of_words_are_the_same_by_both(
    workspace: Workspace, companies: list[Company], desired: ModelVersion
) -> None:
    encoder_switch.fill_batch(desired, size=6)
    CompanyReading.objects.exclude(encoder=desired.version).update(topics=None)
    find_topics(load_encoder().version)  # For all anew, as after an import.
    encoder_switch.fill_batch(desired, size=N)

    rows = CompanyReading.objects.order_by("company_id").values_list("encoder", "topics")
    topics = {encoder: [row for one, row in rows if one == encoder] for encoder, _ in rows}

    assert len(topics) == 2
    assert topics[desired.version] == topics[load_encoder().version]


@pytest.mark.slow
def test_words_of_a_campaign_wait_for_nothing_after_the_switch(
    workspace: Workspace, manager: User, companies: list[Company], desired: ModelVersion
) -> None:
    campaign = create_campaign(
        workspace=workspace, name="Bread", description="Bakeries", author=manager
    )
    embedding_job.work(is_follow_up=False)

    encoder_switch.fill_batch(desired, size=N)
    assert not encoder_switch.switch(desired)  # Its words are not read yet.
    assert isinstance(next_card(campaign, person=manager), Card)
    encoder_switch.work(is_follow_up=False, seconds=600)

    assert load_encoder().version == desired.version
    found = recommendations(campaign)
    assert found.is_by_description
    assert len(found.rows) == len(companies)
    assert isinstance(next_card(campaign, person=manager), Card)


@pytest.mark.slow
def test_large_workspace_has_its_files_before_the_switch(
    campaign: Campaign,
    manager: User,
    desired: ModelVersion,
    companies: list[Company],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(index_building, "MAX_UNINDEXED", 10)
    key, former = campaign.workspace_id, load_encoder().version
    assert index_building.update_indexes() == 1
    before = answers(campaign, manager, companies[0])

    encoder_switch.fill_batch(desired, size=5)
    index_building.update_indexes()
    assert index_files.read_manifest(key, desired.version) is None  # Not of some of them.
    encoder_switch.work(is_follow_up=False, seconds=600)

    assert load_encoder().version == desired.version
    written = index_files.read_manifest(key, desired.version)
    assert written is not None
    assert written.n_companies == len(companies)
    assert len(answers(campaign, manager, companies[0]).ranked) == len(before.ranked)
    assert index_files.read_manifest(key, former) is not None


@pytest.mark.slow
def test_an_encoder_that_is_not_wanted_leaves_nothing_behind(
    manager: User, companies: list[Company], desired: ModelVersion
) -> None:
    former = load_encoder().version
    encoder_switch.fill_batch(desired, size=5)
    encoder_switch._store_progress(desired)
    manager.is_staff = True
    manager.save()

    answer = client_of(manager).post(f"/lab/{desired.pk}/retire/", follow=True)
    assert "will not go live" in answer.content.decode()
    assert encoder_switch.fill_batch(desired) == 0  # A batch that was under way stores nothing.
    vector_cleanup.work()
    encoder_switch.work(is_follow_up=False)

    assert set(lengths()) == {(former, DEFAULT_DIMENSIONS)}
    assert not CompanyReading.objects.filter(encoder=desired.version).exists()
    desired.refresh_from_db()
    assert (desired.is_desired, desired.progress) == (False, 0)
    assert load_encoder().version == former
    assert AuditRow.objects.filter(action="encoder.withdrawn", actor=manager).exists()
    assert register_named() is None


@pytest.mark.slow
def test_a_folder_that_is_gone_stops_nothing_and_is_said(
    settings: Settings,
    tmp_path: Path,
    campaign: Campaign,
    manager: User,
    companies: list[Company],
) -> None:
    settings.COMPANY_ENCODER = tiny_bert(tmp_path / "other", seed=1)
    desired = register_named()
    assert desired is not None
    before = answers(campaign, manager, companies[0])
    (tmp_path / "other").rename(tmp_path / "elsewhere")

    encoder_switch.work(is_follow_up=False)

    desired.refresh_from_db()
    assert "Nothing is downloaded" in desired.problem
    assert answers(campaign, manager, companies[0]) == before
    page = client_of(manager).get("/lab/models/", {"kind": "encoder"}).content.decode()
    assert "Needs attention" in page
    # There, of the settings, and of what is under way.
    assert page.count("Nothing is downloaded") == 3
    (tmp_path / "elsewhere").rename(tmp_path / "other")
    encoder_switch.work(is_follow_up=False, seconds=600)
    assert load_encoder().version == desired.version
    assert active_model("encoder").problem == ""

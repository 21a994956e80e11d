"""Large workspaces: index files and what is newer rank as a comparison with all companies does."""

import itertools
import shutil
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.errors import IndexMissingError
from leadqual.campaigns.models import Campaign, Seed, Verdict
from leadqual.campaigns.pool import (
    candidate_query,
    candidate_search,
    company_pool,
    index_building,
    index_files,
)
from leadqual.campaigns.ranking import cached_sums, card_order, ranking_context
from leadqual.campaigns.ranking.cards import Card, NoCard, QueueProgress
from leadqual.campaigns.ranking.learned_weights import learn
from leadqual.campaigns.ranking.next_card import next_card, next_card_and_progress, prefetch_cards
from leadqual.campaigns.ranking.ranked_list import recommendations
from leadqual.campaigns.setup.services import add_companies, create_campaign, set_weights
from leadqual.campaigns.verdicts.exclusions import exclude
from leadqual.campaigns.verdicts.services import record_verdict, undo_last
from leadqual.companies import readings
from leadqual.companies.models import N_DIMENSIONS, N_TOPICS, CompanyReading, CompanyVector
from leadqual.leads.models import Company
from leadqual.registry.versions.loading import load_encoder
from recommender.active_learning import cells_of
from recommender.types import FactorWeights
from tests.leadqual.campaigns.conftest import embed
from tests.product import make_workspace
from tests.rows import Rows, put_back, written_by

pytestmark = [pytest.mark.django_db, pytest.mark.costs("builds an index of hundreds of companies")]
LIKE, DISLIKE, SKIP = Verdict.Value.LIKE, Verdict.Value.DISLIKE, Verdict.Value.SKIP
N = 320
TRADES = 8


@pytest.fixture(autouse=True)
def _large_from_a_hundred_on(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(index_building, "MAX_UNINDEXED", 100)
    monkeypatch.setattr(index_building, "MIN_CHANGED", 20)
    monkeypatch.setattr(candidate_query, "MIN_CANDIDATES", 60)
    monkeypatch.setattr(company_pool, "SMOOTHED_UP_TO", 50)
    yield
    candidate_search._pools.clear()  # keys of rolled back tests come again
    candidate_search._damaged.clear()
    shutil.rmtree(settings.STATE_DIR / "indexes", ignore_errors=True)


def fill(workspace: Workspace, n: int = N, *, seed: int = 0) -> list[Company]:
    """Add companies of some trades, with facts, vectors and topics, as the job would."""
    rng = np.random.default_rng(seed)
    name = f"{workspace.slug}-{seed}"
    companies = Company.objects.bulk_create(
        Company(
            workspace=workspace,
            name=f"{name} {place}",
            name_key=f"{name} {place}",
            industry=f"trade {place % TRADES}",
            employees=int(rng.integers(1, 5_000)),
            country=("Germany", "France", "")[place % 3],
            founded=int(rng.integers(1950, 2024)),
        )
        for place in range(n)
    )
    encoder = load_encoder().version
    rows = np.eye(TRADES, N_DIMENSIONS)[np.arange(n) % TRADES]
    rows = rows + rng.normal(0, 0.06, (n, N_DIMENSIONS))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    topics = rng.normal(0, 1, (n, N_TOPICS))
    CompanyVector.objects.bulk_create(
        CompanyVector(
            workspace=workspace, company=one, encoder=encoder, text_hash="0" * 64, vector=row
        )
        for one, row in zip(companies, rows, strict=True)
    )
    revision = readings.next_revision()
    CompanyReading.objects.bulk_create(
        CompanyReading(
            workspace=workspace,
            company=one,
            encoder=encoder,
            company_updated_at=one.updated_at,
            revision=revision,
            topics=row / np.linalg.norm(row),
        )
        for one, row in zip(companies, topics, strict=True)
    )
    return companies


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Rows], Path]:
    """The rows of the workspace and the files of its companies, once they were written."""
    return [], tmp_path_factory.mktemp("indexes") / "kept"


@pytest.fixture
def workspace(db: None, kept: tuple[list[Rows], Path]) -> Workspace:
    """A workspace of companies that are too many to be compared one and all, with their files."""
    rows, files = kept
    home = settings.STATE_DIR / "indexes"
    if rows:
        put_back(rows[0])
        shutil.copytree(files, home)
    else:
        rows.append(written_by(lambda: fill(make_workspace())))
        assert index_building.update_indexes() == 1
        shutil.copytree(home, files)
    return Workspace.objects.get(slug="northwind")


@pytest.fixture
def companies(workspace: Workspace) -> list[Company]:
    """The companies of the workspace."""
    return list(workspace.companies.order_by("pk"))


def judge(campaign: Campaign, person: User, companies: Sequence[Company]) -> None:
    """Like the first trade, dislike some others."""
    for company in companies[: 5 * TRADES : TRADES]:
        record_verdict(campaign=campaign, company=company, value=LIKE, author=person)
    for company in companies[1:6]:
        record_verdict(campaign=campaign, company=company, value=DISLIKE, author=person)


def exactly(campaign: Campaign, monkeypatch: pytest.MonkeyPatch, n: int = 50) -> list[int]:
    """Rank by comparing all companies, as in a small workspace."""
    with monkeypatch.context() as small:
        small.setattr("leadqual.campaigns.ranking.ranking_context.large_pool_of", lambda *_: None)
        company_pool._cache.clear()
        return [row.company.pk for row in recommendations(campaign, size=n).rows]


def test_the_list_is_that_of_a_comparison_with_all_which_no_process_makes(
    campaign: Campaign,
    qualifier: User,
    companies: Sequence[Company],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    judge(campaign, qualifier, companies)

    with monkeypatch.context() as without:
        without.setattr("leadqual.campaigns.ranking.ranking_context.pool_of", pytest.fail)
        found = recommendations(campaign, size=40)
        assert isinstance(next_card(campaign, person=qualifier), Card)

    wanted = exactly(campaign, monkeypatch, 40)
    assert [row.company.pk for row in found.rows[:5]] == wanted[:5]
    assert len({row.company.pk for row in found.rows} & set(wanted)) >= 39  # rounded to halves
    assert found.total == N - 10
    second = recommendations(campaign, start=20, size=20).rows
    assert [row.company.pk for row in second] == [row.company.pk for row in found.rows[20:]]


@pytest.mark.parametrize(("n_likes", "n_dislikes", "n"), [(10, 30, 1_100), (3, 300, 2_100)])
def test_more_candidates_are_looked_for_where_dislikes_are_many(
    n_likes: int, n_dislikes: int, n: int
) -> None:
    likes = dict.fromkeys(range(n_likes), 1.0)
    pulls = likes | dict.fromkeys(range(n_likes, n_likes + n_dislikes), -1.0)

    found = candidate_query.candidate_count(
        candidate_query.CandidateQuery(verdict_weights=pulls, weights=FactorWeights(), n=100)
    )

    assert found == n


def test_a_verdict_counts_in_the_next_card(
    campaign: Campaign, qualifier: User, manager: User, companies: Sequence[Company]
) -> None:
    record_verdict(campaign=campaign, company=companies[0], value=LIKE, author=manager)

    card = next_card(campaign, person=qualifier)
    assert isinstance(card, Card)
    assert card.company.industry == "trade 0"
    record_verdict(campaign=campaign, company=card.company, value=DISLIKE, author=qualifier)
    record_verdict(campaign=campaign, company=companies[1], value=LIKE, author=manager)
    after = next_card(campaign, person=qualifier)

    assert isinstance(after, Card)
    assert after.company.industry == "trade 1"
    assert after.why is not None
    assert after.why.score == pytest.approx(
        after.why.others + sum(one.contribution for one in after.why.neighbors)
    )
    undo_last(campaign=campaign, person=manager)
    again = next_card(campaign, person=manager)
    assert isinstance(again, Card)
    assert again.company == companies[1]


def test_a_company_is_found_as_soon_as_it_was_read(
    campaign: Campaign, qualifier: User, workspace: Workspace, companies: Sequence[Company]
) -> None:
    judge(campaign, qualifier, companies)
    recommendations(campaign)
    new = Company.objects.create(workspace=workspace, name="New", name_key="new")
    twin = CompanyVector.objects.get(company=companies[0]).vector
    CompanyVector.objects.create(
        workspace=workspace,
        company=new,
        encoder=load_encoder().version,
        text_hash="1" * 64,
        vector=twin,
    )
    CompanyReading.objects.create(
        workspace=workspace,
        company=new,
        encoder=load_encoder().version,
        company_updated_at=new.updated_at,
        revision=readings.next_revision(),
    )

    found = recommendations(campaign)

    assert found.rows[0].company == new
    assert found.total == N + 1 - 10


@pytest.mark.quick_cases(1)
@pytest.mark.parametrize("is_for_cards", [True, False])
def test_what_is_kept_between_questions_gives_the_scores_of_a_process_that_kept_nothing(
    campaign: Campaign,
    qualifier: User,
    companies: Sequence[Company],
    monkeypatch: pytest.MonkeyPatch,
    is_for_cards: bool,
) -> None:
    if not is_for_cards:  # As for the map and lead scores, which ask for many more.
        monkeypatch.setattr(cached_sums, "MAX_CARD_CANDIDATES", 0)

    def scores() -> dict[int, float]:
        context = ranking_context.ranking_context(
            campaign, request=ranking_context.RankingRequest(20)
        )
        assert context.ranking is not None
        return dict(zip(context.pool.company_ids.tolist(), context.ranking.scores, strict=True))

    def read_again(company: Company, cluster: str) -> None:
        CompanyVector.objects.filter(company=company).delete()
        CompanyReading.objects.filter(company=company).delete()
        embed(company, cluster, seed=3)

    Seed.objects.create(campaign=campaign, company=companies[12], origin=Seed.Origin.SEGMENT)
    steps: list[Callable[[], object]] = [
        partial(judge, campaign, qualifier, companies),
        partial(give, campaign, qualifier, companies[80], LIKE),
        partial(read_again, companies[0], "bakery"),  # It is liked.
        partial(give, campaign, qualifier, companies[2], LIKE),  # It was disliked.
        partial(undo_last, campaign=campaign, person=qualifier),
        partial(read_again, companies[160], "bakery"),
        partial(read_again, companies[12], "bakery"),  # It is an example.
        partial(give, campaign, qualifier, companies[160], DISLIKE),
        partial(exclude, campaign=campaign, company=companies[8], author=qualifier),
    ]
    for step in steps:
        step()

        kept = scores()
        with monkeypatch.context() as another:
            another.setattr(candidate_search, "_pools", OrderedDict())
            another.setattr(cached_sums, "_cache", OrderedDict())
            anew = scores()
        both = kept.keys() & anew.keys()  # At the edge the scans may find one or another.
        assert len(both) > 60
        assert [kept[key] for key in both] == pytest.approx([anew[key] for key in both], abs=1e-4)
    assert bool(kept[companies[24].pk]) is not is_for_cards  # It has a verdict.


def give(campaign: Campaign, person: User, company: Company, value: Verdict.Value) -> None:
    record_verdict(campaign=campaign, company=company, value=value, author=person)


def test_deleted_companies_are_never_shown(
    campaign: Campaign, qualifier: User, companies: Sequence[Company]
) -> None:
    judge(campaign, qualifier, companies)
    best = [row.company.pk for row in recommendations(campaign, size=30).rows]
    Company.objects.filter(pk__in=best[:25]).delete()

    card = next_card(campaign, person=qualifier)
    found = recommendations(campaign, size=30)

    assert isinstance(card, Card)
    assert card.company.pk in best[25:]
    assert card.company.pk == found.rows[0].company.pk
    assert len(found.rows) == 30
    assert not {row.company.pk for row in found.rows} & set(best[:25])


def test_judged_skipped_and_leased_companies_are_not_asked_about(
    campaign: Campaign, qualifier: User, manager: User, companies: Sequence[Company]
) -> None:
    judge(campaign, manager, companies)
    seen = set()
    for _ in range(6):
        card = next_card(campaign, person=qualifier)
        assert isinstance(card, Card)
        other = next_card(campaign, person=manager)
        assert isinstance(other, Card)
        assert other.company != card.company
        assert card.company.pk not in seen
        seen.add(card.company.pk)
        record_verdict(campaign=campaign, company=card.company, value=SKIP, author=qualifier)


def test_only_companies_of_the_campaign_are_found(
    workspace: Workspace, qualifier: User, manager: User, companies: Sequence[Company]
) -> None:
    campaign = create_campaign(
        workspace=workspace, name="Few", author=manager, scope=Campaign.Scope.SELECTED
    )
    few = [companies[place] for place in (0, 1, 8, 9, 10, 11, 200)]
    add_companies(campaign=campaign, company_ids=[one.pk for one in few])
    record_verdict(campaign=campaign, company=few[0], value=LIKE, author=manager)

    found = recommendations(campaign)

    assert {row.company for row in found.rows} == set(few[1:])
    assert found.total == 6
    for _ in few[1:]:
        card = next_card(campaign, person=qualifier)
        assert isinstance(card, Card)
        assert card.company in few
        record_verdict(campaign=campaign, company=card.company, value=SKIP, author=qualifier)
    assert next_card(campaign, person=qualifier) is NoCard.ALL_SKIPPED


def test_only_companies_that_match_the_filters_are_asked_about_and_counted(
    campaign: Campaign, qualifier: User, manager: User, companies: Sequence[Company]
) -> None:
    judge(campaign, manager, companies)
    french = {one.pk for one in companies if one.country == "France"}
    n_done = len(french & set(campaign.verdicts.values_list("company_id", flat=True)))
    among = np.array(sorted(french))
    for company in companies[-3:]:  # One of each country.
        record_verdict(campaign=campaign, company=company, value=SKIP, author=qualifier)

    found, left = next_card_and_progress(campaign, person=qualifier, matching_ids=among)
    ahead = prefetch_cards(campaign, person=qualifier, matching_ids=among)

    assert isinstance(found, Card)
    assert {found.company.pk, *ahead.order} <= french
    assert left == QueueProgress(len(french) - n_done - 1, None, n_done)
    assert ahead.progress == left
    nothing, _ = next_card_and_progress(
        campaign, person=manager, matching_ids=np.array([], dtype=np.int64)
    )
    assert nothing is NoCard.NO_MATCHES


@pytest.mark.quick_cases(2)
@pytest.mark.parametrize("strategy", Campaign.Strategy.values)
def test_every_strategy_asks_with_and_without_verdicts(
    campaign: Campaign, qualifier: User, companies: Sequence[Company], strategy: str
) -> None:
    campaign.strategy = strategy
    campaign.save()

    first = next_card(campaign, person=qualifier)
    assert isinstance(first, Card)
    assert first.why is None
    judge(campaign, qualifier, companies)
    card = next_card(campaign, person=qualifier)

    assert isinstance(card, Card)
    assert card.why is not None
    if strategy == Campaign.Strategy.LARGEST:
        judged = {*companies[: 5 * TRADES : TRADES], *companies[1:6]}
        sizes = [one.employees or 0 for one in companies if one not in judged]
        assert card.company.employees == max(sizes)


def test_who_is_most_like_a_liked_company_does_not_depend_on_what_was_asked_with_it(
    workspace: Workspace, companies: Sequence[Company]
) -> None:
    found = candidate_search.large_pool_of(workspace.pk, load_encoder().version)
    assert found is not None
    liked = [companies[0].pk, companies[1].pk]
    weights = FactorWeights()

    # The first two are asked for together with the question, of which some companies are no part.
    question = candidate_query.CandidateQuery(
        verdict_weights=dict.fromkeys(liked, 1),
        weights=weights,
        decided_ids=[one.pk for one in companies[:50]],
    )
    found.candidates(question)
    together = found._twins_of(liked)
    found._twins.clear()
    found._cache_twins(liked)

    assert together.tolist() == found._twins_of(liked).tolist()
    assert len(together) == 2 * candidate_search.N_TWINS


def test_a_company_without_a_place_is_found_where_place_counts_most(
    workspace: Workspace,
    companies: Sequence[Company],
    campaign: Campaign,
    manager: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    judge(campaign, manager, companies)
    set_weights(campaign=campaign, weights={"place": 1.0, "size": 1.0, "text": 0.2})

    found = [row.company.pk for row in recommendations(campaign, size=40).rows]

    exact = exactly(campaign, monkeypatch, 40)
    without = {one.pk for one in companies if not one.country}
    assert without & set(exact)
    assert without & set(exact) <= set(found)


@pytest.mark.slow
def test_two_workspaces_with_the_same_companies_have_files_of_their_own(
    companies: Sequence[Company],
    other_workspace: Workspace,
    manager: User,
    stranger: User,
    campaign: Campaign,
    foreign_campaign: Campaign,
) -> None:
    theirs = fill(other_workspace)
    assert index_building.update_indexes() == 1
    judge(campaign, manager, companies)
    judge(foreign_campaign, stranger, theirs)

    for one, own in ((campaign, companies), (foreign_campaign, theirs)):
        keys = {company.pk for company in own}
        found = recommendations(one, size=100).rows
        assert len(found) == 100
        assert {row.company.pk for row in found} <= keys
        assert {near.company_id for row in found if row.why for near in row.why.neighbors} <= keys


@pytest.mark.quick_cases(1)
@pytest.mark.parametrize("harm", ["missing", "torn", "garbage", "no manifest"])
def test_files_that_are_missing_or_torn_are_made_anew(
    workspace: Workspace,
    campaign: Campaign,
    qualifier: User,
    companies: Sequence[Company],
    harm: str,
) -> None:
    judge(campaign, qualifier, companies)
    wanted = [row.company.pk for row in recommendations(campaign).rows]
    home = index_files.folder_for(workspace.pk, load_encoder().version)
    (folder,) = [path for path in home.iterdir() if path.is_dir()]
    if harm == "missing":
        shutil.rmtree(home)
    elif harm == "no manifest":
        (home / "current.json").write_text("{")
    elif harm == "torn":
        with (folder / "records").open("r+b") as file:
            file.truncate(1_000)
    else:
        (folder / "codes").write_bytes(b"")
    candidate_search._pools.clear()  # another process, which opens them now

    meanwhile = [row.company.pk for row in recommendations(campaign).rows]
    assert index_building.update_indexes() == 1
    after = [row.company.pk for row in recommendations(campaign).rows]

    assert len(set(meanwhile) & set(wanted)) >= 49  # rounded to halves in the files
    assert after == wanted
    assert len(candidate_search._pools) == 1


def test_a_workspace_that_no_process_can_hold_says_so_while_its_files_are_missing(
    campaign: Campaign,
    qualifier: User,
    companies: Sequence[Company],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    judge(campaign, qualifier, companies)
    shutil.rmtree(settings.STATE_DIR / "indexes")
    candidate_search._pools.clear()
    monkeypatch.setattr(company_pool, "MAX_EXACT", N - 1)

    with pytest.raises(IndexMissingError, match="verdicts are safe"):
        recommendations(campaign)


def test_the_job_merges_what_is_new_and_what_was_deleted(
    workspace: Workspace, campaign: Campaign, qualifier: User, companies: Sequence[Company]
) -> None:
    assert index_building.update_indexes() == 0
    new = fill(workspace, 30, seed=1)
    Company.objects.filter(pk__in=[one.pk for one in companies[240:]]).delete()

    assert index_building.update_indexes() == 1
    files = index_files.open_files(workspace.pk, load_encoder().version)

    assert files is not None
    kept = {one.pk for one in [*companies[:240], *new]}
    assert set(files.company_ids.tolist()) == kept
    home = index_files.folder_for(workspace.pk, load_encoder().version)
    assert len([path for path in home.iterdir() if path.is_dir()]) == 1
    judge(campaign, qualifier, companies)
    assert {row.company.pk for row in recommendations(campaign, size=400).rows} <= kept


def test_a_writer_that_is_killed_leaves_the_former_files(
    workspace: Workspace, companies: Sequence[Company], monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = load_encoder().version
    before = index_files.read_manifest(workspace.pk, encoder)
    fill(workspace, 30, seed=1)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(index_files, "_make_current", killed)
        with pytest.raises(KeyboardInterrupt):
            index_building.update_indexes()

    assert index_files.read_manifest(workspace.pk, encoder) == before
    assert index_building.update_indexes() == 1


def test_a_workspace_that_shrank_has_no_files(
    workspace: Workspace, companies: Sequence[Company]
) -> None:
    Company.objects.filter(pk__in=[one.pk for one in companies[30:]]).delete()
    index_building.update_indexes()

    assert index_files.read_manifest(workspace.pk, load_encoder().version) is None


def test_a_dropped_neighbor_takes_its_line_along(
    campaign: Campaign, qualifier: User, companies: Sequence[Company]
) -> None:
    judge(campaign, qualifier, companies)
    liked = companies[0]
    before = {row.company.pk: row.why for row in recommendations(campaign).rows}

    exclude(campaign=campaign, company=liked, author=qualifier)

    after = {row.company.pk: row.why for row in recommendations(campaign).rows}
    assert liked.pk not in after
    n_moved = 0
    for key in before.keys() & after.keys():
        was, now = before[key], after[key]
        assert was is not None
        assert now is not None
        lines = [one.contribution for one in was.neighbors if one.company_id == liked.pk]
        n_moved += len(lines)
        assert was.score - now.score == pytest.approx(sum(lines), abs=1e-6 if lines else 0.01)
        assert [one.contribution for one in now.excluded] == pytest.approx(lines, abs=1e-6)
    assert n_moved > 10
    found = learn(campaign)
    assert found is not None
    assert found.n_verdicts == 9


def test_cells_of_known_companies_are_looked_up_and_not_sorted_again_without_a_new_one(
    campaign: Campaign, qualifier: User, companies: Sequence[Company]
) -> None:
    judge(campaign, qualifier, companies)
    Campaign.objects.update(strategy="mix")
    campaign.refresh_from_db()
    card_order._cache.clear()
    kept: list[card_order._CachedCells] = []
    for _ in range(6):
        card = next_card(campaign, person=qualifier)
        assert isinstance(card, Card)
        record_verdict(campaign=campaign, company=card.company, value=DISLIKE, author=qualifier)
        kept += card_order._cache.values()

    others = [
        after
        for before, after in itertools.pairwise(kept)
        if after.pool is not before.pool and after.known is before.known
    ]
    assert others
    for one in [*kept[:3], *others]:
        anew = cells_of(one.pool.features, one.centers)
        assert (one.cells.numbers == anew.numbers).all()
        assert one.cells.similarity == pytest.approx(anew.similarity, abs=1e-5)
        assert (one.known_ids[1:] > one.known_ids[:-1]).all()
    assert kept[0].centers is kept[-1].centers
    assert set(kept[0].known_ids) <= set(kept[-1].known_ids)
    card_order._cache.clear()

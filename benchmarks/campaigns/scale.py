"""A workspace of a million companies: how soon, how right, how large; beside it three peers.

Starts a Postgres and a Redis of its own, fills a workspace (`scale_data`), lets the job write the
index files, and measures what a person meets: pages of the real application by Django's test
client, the memory of the whole installation as `make run` starts it, and how soon a new company is
ranked. The same vectors are then asked of pgvector alone, FAISS and Qdrant's local mode. Nothing is
left behind. `--size 100000` takes a tenth of the time.

Imported once the settings can be read.
"""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import numpy as np
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from numpy.typing import NDArray

from benchmarks.campaigns.scale_data import base_of, fill
from benchmarks.campaigns.scale_pages import pages
from benchmarks.campaigns.scale_peers import peers
from benchmarks.installation import wait_until
from benchmarks.search.whole_memory import memory
from benchmarks.workspace import Say, begin
from leadqual.accounts.models import User
from leadqual.campaigns import embedding_job
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.pool import index_building
from leadqual.campaigns.pool.candidate_query import CandidateQuery
from leadqual.campaigns.pool.candidate_search import IndexedPool, large_pool_of
from leadqual.campaigns.pool.index_files import features_of
from leadqual.campaigns.ranking.learned_weights import learn
from leadqual.campaigns.setup.services import create_campaign
from leadqual.leads.models import Company
from leadqual.registry.versions.loading import load_encoder
from recommender.ranking.ranker import Ranker
from recommender.types import FactorWeights

VERDICTS = {"5 + 5": (5, 5), "10 + 30": (10, 30), "40 + 100": (40, 100), "3 + 300": (3, 300)}
WEIGHTS = {
    "usual weights": FactorWeights(),
    "industry 1, words 0.2": FactorWeights(industry=1.0, words=0.2),
    "size 1, place 1": FactorWeights(size=1.0, place=1.0),
    "text 0.1, all else 1": FactorWeights(0.1, 0.1, 1, 1, 1, 1, 1, 1),
}
N_TOP, N_TEAMS = 100, 24
_CHUNK = 20_000


def measure(folder: Path, *, n_companies: int, say: Say) -> dict[str, object]:
    """Fill a workspace and measure everything in it."""
    workspace, person = begin(say)
    say("texts")
    base = base_of(folder)
    started = time.perf_counter()
    raw = Path(settings.STATE_DIR) / "raw.npy"
    first = fill(workspace.pk, base, n_companies, raw=raw, progress=say)
    seconds = {"filling the tables": round(time.perf_counter() - started, 1)}
    say("index files")
    started = time.perf_counter()
    index_building.update_indexes()
    seconds["writing the index files"] = round(time.perf_counter() - started, 1)
    encoder = load_encoder().version
    found = large_pool_of(workspace.pk, encoder)
    if found is None:
        raise SystemExit(f"No index files: {n_companies:,} companies are compared one and all.")
    load = os.getloadavg()[0]
    say("agreement with the exact ranking")
    figures = {
        "n_companies": n_companies,
        "load_average_before": round(load, 1),
        "seconds": seconds,
        "files_mb": {
            name: round(size / 2**20) for name, size in found.files.manifest.sizes.items()
        },
        "recall_at_100": _agreement(found),
    }
    campaign = create_campaign(workspace=workspace, name="Scale", author=person)
    judge(campaign, person, found, 10, 30)
    learn(campaign)  # As the worker would have by now; else each verdict asks for it again.
    say(f"  {figures['recall_at_100']}")
    say("pages")
    figures |= pages(campaign, person)
    say(f"  {figures['next_card_after_a_verdict_ms']} {figures['page_of_50_ms']}")
    say("a new company")
    figures["seconds_until_a_new_company_is_ranked"] = _new_company(campaign, first)
    say("the whole installation")
    figures["memory"] = memory(person, _page_addresses(campaign), then=lambda: _rank_late(campaign))
    say(f"  {figures['memory']}")
    say("peers")
    figures["peers"] = peers(found, raw, _teams(found, raw), say=say)
    figures["load_average_after"] = round(os.getloadavg()[0], 1)
    return figures


def draw(
    large: IndexedPool, n_likes: int, n_dislikes: int, seed: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Draw what a team judges: likes of one kind, dislikes half from near by, half from far."""
    rng = np.random.default_rng(seed)
    start = int(rng.integers(max(len(large.files) - _CHUNK, 1)))
    part = np.arange(start, min(start + _CHUNK, len(large.files)))
    text = features_of(np.array(large.files.records[part])).text
    order = np.argsort(-(text @ text[rng.integers(len(part))]))
    likes = part[rng.choice(order[: max(60, n_likes)], n_likes, replace=False)]
    near = part[rng.choice(order[60:600], n_dislikes // 2, replace=False)]
    far = part[rng.choice(order[600:], n_dislikes - n_dislikes // 2, replace=False)]
    return likes, np.concatenate([near, far])


def _pulls(
    large: IndexedPool, likes: NDArray[np.intp], dislikes: NDArray[np.intp]
) -> dict[int, int]:
    keys = large.files.company_ids
    return dict.fromkeys(keys[likes].tolist(), 1) | dict.fromkeys(keys[dislikes].tolist(), -1)


def _teams(large: IndexedPool, raw: Path) -> NDArray[np.float32]:
    """Return what peers are asked for: likes minus half dislikes of some teams."""
    vectors = np.load(raw, mmap_mode="r")
    centre = vectors[:_CHUNK].mean(axis=0, dtype=np.float64)
    queries = []
    for seed in range(N_TEAMS):
        likes, dislikes = draw(large, 10, 30, 1_000 + seed)
        queries.append(
            (vectors[likes] - centre).mean(axis=0) - 0.5 * (vectors[dislikes] - centre).mean(axis=0)
        )
    return np.array(queries + centre, dtype=np.float32)


def _agreement(large: IndexedPool) -> dict[str, dict[str, float]]:
    """Compare the best hundred with those of the exact ranker over all companies."""
    figures: dict[str, dict[str, float]] = {}
    for seed, (name, counts) in enumerate(VERDICTS.items()):
        pulls = _pulls(large, *draw(large, *counts, seed))
        figures[name] = {}
        for place, (weights_name, weights) in enumerate(WEIGHTS.items()):
            if place and name != "10 + 30":
                continue
            pool, _ = large.candidates(
                CandidateQuery(verdict_weights=pulls, weights=weights, decided_ids=pulls, n=N_TOP)
            )
            judged = pool.rows_of(list(pulls))
            ranker = Ranker(weights=weights).fit(
                pool.features.take(judged), np.array(list(pulls.values()), dtype=np.int8)
            )
            exclude = pool.contains(pulls)
            order = ranker.rank(pool.features, top=N_TOP, exclude=exclude).order
            wanted = _exact(large, ranker, pulls)
            recall = float(np.isin(wanted, pool.company_ids[order]).mean())
            figures[name][weights_name] = round(recall, 4)
    return figures


def _exact(large: IndexedPool, ranker: Ranker, pulls: dict[int, int]) -> NDArray[np.int64]:
    files = large.files
    scores = np.empty(len(files))
    for start in range(0, len(files), _CHUNK):
        rows = slice(start, start + _CHUNK)
        features = features_of(np.array(files.records[rows]))
        scores[rows] = ranker.rank(features, top=0).scores
    scores[files.rows_of(np.array(list(pulls), dtype=np.int64))] = -np.inf
    return np.asarray(files.company_ids[np.argsort(-scores, kind="stable")[:N_TOP]])


def judge(
    campaign: Campaign, person: User, large: IndexedPool, n_likes: int, n_dislikes: int
) -> None:
    """Store the verdicts of a team."""
    pulls = _pulls(large, *draw(large, n_likes, n_dislikes, 99))
    Verdict.objects.bulk_create(
        Verdict(
            workspace_id=campaign.workspace_id,
            campaign=campaign,
            company_id=key,
            value=Verdict.Value.LIKE if sign > 0 else Verdict.Value.DISLIKE,
            author=person,
        )
        for key, sign in pulls.items()
    )


def _new_company(campaign: Campaign, first: int) -> dict[str, float]:
    """Import a company while thousands of others wait for the job, and look for it."""
    figures = {}
    load_encoder().encode(["A worker that has read companies before."])
    for name, n_waiting in (("nothing else waits", 0), ("20,000 others wait", 20_000)):
        Company.objects.filter(pk__range=(first, first + n_waiting - 1)).update(
            updated_at=timezone.now() - timedelta(days=1)
        )
        liked = Verdict.objects.filter(campaign=campaign, value=Verdict.Value.LIKE).first()
        if liked is None:
            raise SystemExit("Nothing is liked.")
        started = time.perf_counter()
        company = Company.objects.create(
            workspace_id=campaign.workspace_id,
            name=f"Just imported {n_waiting}",
            name_key=f"just imported {n_waiting}",
            overview="Route planning software for couriers in cities.",
        )
        with ThreadPoolExecutor(1) as job:
            done = job.submit(_embed_once)
            while not is_ranked(campaign, company) and time.perf_counter() - started < 60:
                time.sleep(0.1)
            figures[name] = round(time.perf_counter() - started, 2)
            done.result()
    with connection.cursor() as cursor:  # What still waits would keep the worker busy later.
        cursor.execute(
            "UPDATE leads_company c SET updated_at = r.company_updated_at"
            "  FROM campaigns_companyreading r WHERE r.company_id = c.id"
            "   AND c.updated_at <> r.company_updated_at"
        )
    return figures


def _page_addresses(campaign: Campaign) -> list[str]:
    queue = reverse("campaigns:queue", args=[campaign.pk])
    ranking = reverse("campaigns:recommendations", args=[campaign.pk])
    return [one for page in range(1, 11) for one in (f"{ranking}?page={page}", queue)]


def _rank_late(campaign: Campaign) -> None:
    """Wait until the worker has read a new company, so that it holds what it needs."""
    late = Company.objects.create(
        workspace_id=campaign.workspace_id, name="Late", name_key="late", overview="Ovens."
    )
    wait_until(lambda: is_ranked(campaign, late), what="a new company")


def _embed_once() -> None:
    try:
        embedding_job.embed_batch()
        embedding_job.embed_batch()
    finally:
        connection.close()


def is_ranked(campaign: Campaign, company: Company) -> bool:
    """Return whether the ranking knows a company."""
    large = large_pool_of(campaign.workspace_id, load_encoder().version)
    if large is None:
        return False
    pool, _ = large.candidates(
        CandidateQuery(
            verdict_weights={}, weights=FactorWeights(), decided_ids=(), n=1, include=(company.pk,)
        )
    )
    return bool(pool.rows_of([company.pk])[0] >= 0)

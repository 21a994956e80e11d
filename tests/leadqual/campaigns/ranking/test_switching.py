"""Another encoder, seen from other processes: real commits, a real kill, caches of their own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from pytest_django.fixtures import Settings

from leadqual.accounts.models import Role, Workspace
from leadqual.campaigns import embedding_job, encoder_switch
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.setup.services import create_campaign
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.companies.models import CompanyVector
from leadqual.leads.models import Company
from leadqual.registry.encoders import choose, register_named
from leadqual.registry.models import ModelVersion
from leadqual.registry.versions.loading import load_encoder
from leadqual.registry.versions.services import register_pretrained
from tests.classifiers.companies.tiny_models import tiny_bert
from tests.leadqual.campaigns.test_encoder_switch import add
from tests.product import make_member
from tests.worker import database_url

pytestmark = pytest.mark.django_db(transaction=True)
N = 40

ANSWERS = """
import json, sys
import django
django.setup()
from leadqual.campaigns.ranking.ranked_list import most_similar
from leadqual.campaigns.models import Campaign
from leadqual.campaigns.map_layout import stored_positions
from leadqual.campaigns.ranking.ranked_list import recommendations
from leadqual.registry.versions.loading import load_encoder
for line in sys.stdin:
    campaign = Campaign.objects.get(pk=int(line))
    rows = recommendations(campaign).rows
    print(json.dumps({
        "encoder": load_encoder().version,
        "ranked": [[row.company.pk, round(row.why.score, 6)] for row in rows],
        "alike": len(most_similar(rows[0].company)) if rows else 0,
        "places": len(stored_positions(campaign.workspace_id)[0].company_ids),
        "torch": "torch" in sys.modules,
    }), flush=True)
"""
BATCHES = """
import django
django.setup()
from leadqual.campaigns.encoder_switch import fill_batch
from leadqual.registry.selectors import desired_encoder
while fill_batch(desired_encoder(), size=8):
    print("stored", flush=True)
"""
Start = Callable[[str], "subprocess.Popen[str]"]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts processes of the product on the database of the test; ends them after it."""
    started: list[subprocess.Popen[str]] = []

    def run(code: str) -> "subprocess.Popen[str]":
        environment = os.environ | {"DATABASE_URL": database_url()}
        process = subprocess.Popen(
            [sys.executable, "-c", code],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


def ask(process: "subprocess.Popen[str]", campaign: Campaign) -> dict[str, Any]:
    """Ask another process for what its pages would say."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{campaign.pk}\n")
    process.stdin.flush()
    answer: dict[str, Any] = json.loads(process.stdout.readline())
    return answer


@pytest.fixture
def campaign(workspace: Workspace) -> Campaign:
    """Companies that the live encoder has read, and a like."""
    cache.clear()
    register_pretrained()
    person = make_member(workspace, "m@leadqual.example", Role.MANAGER)
    liked, *_ = [add(workspace, place) for place in range(N)]
    embedding_job.work(is_follow_up=False, seconds=600)
    found = create_campaign(workspace=workspace, name="Docks", author=person)
    record_verdict(campaign=found, company=liked, value=Verdict.Value.LIKE, author=person)
    return found


@pytest.fixture
def desired(campaign: Campaign, settings: Settings, tmp_path: Path) -> ModelVersion:
    """The encoder that the settings name from now on."""
    settings.COMPANY_ENCODER = tiny_bert(tmp_path / "tiny", seed=3)
    cache.set(encoder_switch._CHAIN_KEY, 1)  # Jobs run at once here; this one would do everything.
    found = register_named()
    assert found is not None
    return ModelVersion.objects.get(pk=found.pk)


@pytest.mark.slow
def test_other_processes_follow_at_their_next_answer_and_none_is_empty(
    campaign: Campaign, desired: ModelVersion, start: Start
) -> None:
    former = load_encoder().version
    other = start(ANSWERS)
    said = [ask(other, campaign)]

    while encoder_switch.fill_batch(desired, size=8):
        said.append(ask(other, campaign))
    assert encoder_switch.finish(desired)
    said.append(ask(other, campaign))
    assert choose(version=ModelVersion.objects.get(version=former), author=campaign.author)
    said.append(ask(other, campaign))

    assert [one["encoder"] for one in said] == [former] * 6 + [desired.version, former]
    assert {len(one["ranked"]) for one in said} == {N - 1}
    assert {one["places"] for one in said} == {N}
    assert min(one["alike"] for one in said) > 0
    assert all(one["ranked"] == said[0]["ranked"] for one in (*said[1:6], said[7]))
    assert said[6]["ranked"] != said[0]["ranked"]
    assert not any(one["torch"] for one in said)  # Pages load no model.


@pytest.mark.slow
def test_killed_half_way_it_goes_on_where_it_stopped(
    campaign: Campaign, desired: ModelVersion, start: Start
) -> None:
    worker = start(BATCHES)
    assert worker.stdout is not None
    assert worker.stdout.readline() == "stored\n"
    worker.kill()
    worker.wait()
    vectors = CompanyVector.objects.filter(encoder=desired.version)
    before = dict(vectors.values_list("company_id", "created_at"))
    assert 8 <= len(before) <= N

    encoder_switch.work(is_follow_up=True, seconds=600)

    assert load_encoder().version == desired.version
    after = dict(vectors.values_list("company_id", "created_at"))
    assert len(after) == N
    assert {key: after[key] for key in before} == before


@pytest.mark.slow
def test_lists_stay_when_the_folder_of_the_live_encoder_is_gone(
    campaign: Campaign, desired: ModelVersion, start: Start, tmp_path: Path
) -> None:
    encoder_switch.work(is_follow_up=True, seconds=600)
    (tmp_path / "tiny").rename(tmp_path / "elsewhere")

    said = ask(start(ANSWERS), campaign)

    assert said["encoder"] == desired.version
    assert len(said["ranked"]) == N - 1
    assert Company.objects.count() == N

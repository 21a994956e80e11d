"""The embedding job: real MiniLM, real tables; what has not changed is left alone."""

from datetime import datetime
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from classifiers.core.types import BUSINESS_MODELS
from leadqual.accounts.models import User, Workspace
from leadqual.campaigns import embedding_job
from leadqual.campaigns.models import DescriptionVector
from leadqual.campaigns.ranking.evidence import evidence_of
from leadqual.campaigns.ranking.ranked_list import most_similar
from leadqual.campaigns.setup.description_vectors import embed_descriptions
from leadqual.campaigns.setup.services import create_campaign
from leadqual.companies.business_model_writes import PERSON
from leadqual.companies.encoding import read, store
from leadqual.companies.models import CompanyReading, CompanyVector
from leadqual.leads.models import Company
from leadqual.registry.models import ModelVersion
from leadqual.registry.selectors import active_model
from leadqual.registry.versions.loading import load_encoder
from leadqual.registry.versions.services import register_pretrained
from tests.leadqual.campaigns.conftest import make_companies

pytestmark = pytest.mark.django_db


def company(workspace: Workspace, name: str, overview: str) -> Company:
    return Company.objects.create(
        workspace=workspace, name=name, name_key=name.lower(), overview=overview
    )


def vector_times() -> dict[int, datetime]:
    return dict(CompanyVector.objects.values_list("company_id", "created_at"))


def test_a_company_that_is_deleted_while_it_is_read_is_left_out(workspace: Workspace) -> None:
    kept = company(workspace, "Kelvia", "Plans loading docks.")
    gone = company(workspace, "Fjord", "Bakes sourdough bread.")
    found = read([kept.pk, gone.pk], load_encoder())
    gone.delete()

    store(found)

    connection.check_constraints()
    assert set(CompanyReading.objects.values_list("company", flat=True)) == {kept.pk}


def test_companies_are_embedded_once_and_again_only_where_the_text_changed(
    workspace: Workspace, manager: User
) -> None:
    docks = company(workspace, "Kelvia", "Plans loading docks and yards for freight forwarders.")
    berths = company(workspace, "Portside", "Software that plans yards for freight containers.")
    bread = company(workspace, "Fjord", "Bakes sourdough bread and cinnamon buns.")
    described = create_campaign(
        workspace=workspace, name="Docks", description="Freight software", author=manager
    )

    assert embedding_job.n_pending_companies(workspace) == 3
    assert embedding_job.embed_batch() == 3
    assert embed_descriptions(load_encoder()) == 1
    first = vector_times()
    assert len(first) == 3
    assert most_similar(docks)[0].company == berths
    assert embedding_job.n_pending_companies(workspace) == 0
    assert (embedding_job.embed_batch(), embed_descriptions(load_encoder())) == (0, 0)

    Company.objects.filter(pk=docks.pk).update(followers=7, updated_at=timezone.now())
    assert embedding_job.embed_batch() == 1  # It is looked at once …
    assert embedding_job.embed_batch() == 0  # … and not again,
    assert vector_times() == first  # … but not embedded.

    bread.overview = "Plans loading docks for freight forwarders in bakeries."
    bread.save()
    assert embedding_job.embed_batch() == 1
    changed = {pk for pk, time in vector_times().items() if time != first[pk]}
    assert changed == {bread.pk}
    assert CompanyVector.objects.count() == CompanyReading.objects.count() == 3
    assert evidence_of(described, encoder=load_encoder().version).description is not None


def test_job_works_to_the_end_and_leaves_no_mark(workspace: Workspace) -> None:
    made = [company(workspace, f"Firm {n}", "") for n in range(3)]
    cache.delete(embedding_job._CHAIN_KEY)  # what other tests may have left

    embedding_job.work(is_follow_up=False, seconds=600)

    assert CompanyVector.objects.filter(company__in=made).count() == 3
    assert cache.get(embedding_job._CHAIN_KEY) is None
    assert not CompanyReading.objects.filter(topics=None).exists()


def test_second_chain_reads_descriptions_alone_and_the_next_slice_all(
    workspace: Workspace, manager: User
) -> None:
    company(workspace, "Firm", "")
    create_campaign(workspace=workspace, name="Docks", description="Freight", author=manager)
    cache.set(embedding_job._CHAIN_KEY, 1, timeout=3_600)

    embedding_job.work(is_follow_up=False)
    assert DescriptionVector.objects.get().campaign.name == "Docks"
    assert CompanyVector.objects.count() == 0

    embedding_job.work(is_follow_up=True)
    assert CompanyVector.objects.count() == 1


def test_idle_job_costs_few_queries(
    workspace: Workspace, django_assert_max_num_queries: object
) -> None:
    make_companies(workspace, "port", 3)
    embedding_job.work(is_follow_up=False)

    with django_assert_max_num_queries(15):  # type: ignore[operator]
        embedding_job.work(is_follow_up=False)


def test_live_model_says_what_companies_sell_to_whom_and_people_are_not_overruled(
    workspace: Workspace,
) -> None:
    register_pretrained()
    clear = company(workspace, "Kelvia", "Software that plans loading docks for freight companies.")
    decided_ids = company(
        workspace, "Fjord", "Software that plans loading docks for freight companies."
    )
    Company.objects.filter(pk=decided_ids.pk).update(
        business_model="b2c", business_model_version=PERSON
    )

    embedding_job.embed_batch()

    clear.refresh_from_db()
    decided_ids.refresh_from_db()
    assert clear.business_model == "b2b"
    shares = dict(zip(BUSINESS_MODELS, clear.business_model_probabilities or [], strict=True))
    assert sum(shares.values()) == pytest.approx(1, abs=1e-6)
    assert shares["b2b"] == max(shares.values()) == clear.business_model_probability
    assert decided_ids.business_model_probabilities is None
    assert clear.business_model_version == active_model("companies").version
    assert {"label", "because", "text", "score"} == clear.business_model_why[0].keys()
    assert decided_ids.business_model == "b2c"
    assert embedding_job.n_pending_companies(workspace) == 0


def test_a_company_that_is_read_again_is_read_with_its_stored_vector(workspace: Workspace) -> None:
    register_pretrained()
    docks = company(workspace, "Kelvia", "Plans loading docks and yards for freight forwarders.")
    embedding_job.embed_batch()
    docks.refresh_from_db()
    first = (docks.business_model_probability, docks.business_model_why)
    Company.objects.filter(pk=docks.pk).update(business_model_version="", updated_at=timezone.now())

    assert embedding_job.embed_batch() == 1

    docks.refresh_from_db()
    assert docks.business_model_probability == pytest.approx(first[0], abs=1e-3)  # Half precision.
    assert "text as a whole" in {reason["because"] for reason in docks.business_model_why}
    assert "text as a whole" in {reason["because"] for reason in first[1]}


def test_a_live_encoder_that_is_gone_is_said_and_its_problem_passes(
    workspace: Workspace, tmp_path: Path
) -> None:
    register_pretrained()
    live = active_model("encoder")
    folder = live.folder
    ModelVersion.objects.filter(pk=live.pk).update(folder=str(tmp_path / "gone"))
    made = company(workspace, "Kelvia", "Plans loading docks.")

    embedding_job.work(is_follow_up=False)

    assert "Nothing is downloaded" in active_model("encoder").problem
    assert not CompanyVector.objects.exists()
    ModelVersion.objects.filter(pk=live.pk).update(folder=folder)
    embedding_job.work(is_follow_up=False)
    assert active_model("encoder").problem == ""
    assert CompanyVector.objects.filter(company=made).exists()

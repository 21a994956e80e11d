"""Runs are started, followed, stopped and undone on pages; connections are set up by managers."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.enrichment.connections import language_model_of, save_language_model
from leadqual.enrichment.models import EnrichmentRun, FieldWebhook
from leadqual.enrichment.run_job import process_runs
from leadqual.leads.models import CustomField
from tests.leadqual.enrichment.conftest import MakeCompany, json_answer
from tests.leadqual.enrichment.sites import PUMPS, Sites, page
from tests.leadqual.webhooks.receiver import Receiver

pytestmark = pytest.mark.django_db
ENRICH = "/companies/?panel=enrich"
SETTINGS = "/settings/integrations/?panel=enrichment"


def test_a_whole_search_is_filled_from_websites_and_undone(
    qualifier_client: Client, sites: Sites, company: MakeCompany, taxonomy: None
) -> None:
    row = company(website=sites.url("acme.example"))
    company("other", overview="Known.")
    company("without website")
    sites.pages["acme.example/"] = page(PUMPS)

    before = qualifier_client.get(ENRICH)
    started = qualifier_client.post(ENRICH, {"step": "start"})
    process_runs()
    shown = qualifier_client.get(started["Location"])
    company_page = qualifier_client.get(f"/companies/{row.pk}/")
    qualifier_client.post(f"{started['Location']}undo/")

    assert (before.context["estimate"].n_found, before.context["estimate"].n_records) == (3, 1)
    assert [result.outcome for result in shown.context["rows"]] == ["filled"]
    assert "From the website" in company_page.content.decode()
    row.refresh_from_db()
    assert row.overview == ""


def test_one_company_is_filled_from_its_page(
    qualifier_client: Client, sites: Sites, company: MakeCompany, taxonomy: None
) -> None:
    row = company(website=sites.url("acme.example"))
    company("other", website=sites.url("other.example"))

    started = qualifier_client.post(f"/companies/{row.pk}/enrich/")

    run = EnrichmentRun.objects.get()
    assert started["Location"] == f"/enrichment/{run.pk}/"
    assert list(run.results.values_list("company", flat=True)) == [row.pk]


def test_a_question_starts_only_after_its_cost_was_shown(
    qualifier_client: Client,
    workspace: Workspace,
    manager: User,
    receiver: Receiver,
    company: MakeCompany,
    field: Callable[..., CustomField],
    taxonomy: None,
) -> None:
    company(overview="Sells to hospitals.")
    field("Hospitals")
    off = qualifier_client.get(f"{ENRICH}&from=question")
    save_language_model(workspace=workspace, base_url=receiver.url, model="small", author=manager)
    asked = {"question": "Do they sell to hospitals?", "field": "hospitals"}

    first = qualifier_client.get(f"{ENRICH}&from=question")
    shown = qualifier_client.post(f"{ENRICH}&from=question", {**asked, "step": "estimate"})
    n_before = EnrichmentRun.objects.count()
    started = qualifier_client.post(f"{ENRICH}&from=question", {**asked, "step": "start"})

    assert off.context["model"] is None
    assert 'value="start"' not in first.content.decode()
    assert shown.context["estimate"].n_tokens > 0
    assert 'value="start"' in shown.content.decode()
    assert n_before == 0
    assert started.status_code == 302


def test_a_run_is_stopped_and_resumed(
    qualifier_client: Client, sites: Sites, company: MakeCompany, taxonomy: None
) -> None:
    company(website=sites.url("acme.example"))
    address = qualifier_client.post(ENRICH, {"step": "start"})["Location"]

    qualifier_client.post(f"{address}stop/")
    stopped = EnrichmentRun.objects.get().status
    qualifier_client.post(f"{address}resume/")

    assert stopped == "stopped"
    assert EnrichmentRun.objects.get().status == "queued"


def test_managers_set_up_webhooks_and_the_language_model(
    manager_client: Client,
    qualifier_client: Client,
    workspace: Workspace,
    field: Callable[..., CustomField],
) -> None:
    field("Fleet", "number")
    webhook = {
        "name": "Fleet finder",
        "url": "https://fleet.example/hook",
        "fields_of_kind": ["company.fleet"],
    }
    model = {
        "base_url": "https://models.example/v1",
        "model": "small",
        "api_key": "sk-secret",
        "input_price": "0.5",
        "output_price": "1.5",
    }

    added = manager_client.post("/settings/enrichment/webhooks/new/", webhook)
    saved = manager_client.post("/settings/enrichment/model/", model)
    shown = manager_client.get(SETTINGS)

    assert added.status_code == 201
    assert "whsec_" in added.content.decode()
    assert saved.status_code == 302
    assert not {"whsec_", "sk-secret"} & set(shown.content.decode().split('"'))
    assert qualifier_client.get(SETTINGS).status_code == 200
    assert qualifier_client.post("/settings/enrichment/model/", model).status_code == 403
    row = FieldWebhook.objects.get()
    manager_client.post(f"/settings/enrichment/webhooks/{row.pk}/delete/")
    manager_client.post("/settings/enrichment/model/delete/")
    assert not FieldWebhook.objects.exists()
    assert language_model_of(workspace) is None


def test_programs_start_a_run_and_read_its_results(
    api: Client,
    receiver: Receiver,
    workspace: Workspace,
    manager: User,
    company: MakeCompany,
    field: Callable[..., CustomField],
) -> None:
    row = company(overview="We sell to hospitals.", country="Germany")
    company("other", country="France")
    field("Hospitals")
    save_language_model(workspace=workspace, base_url=receiver.url, model="small", author=manager)
    found = {"answer": "hospitals", "source": "overview", "quote": "hospitals", "is_unknown": False}
    receiver.answer = json_answer({"choices": [{"message": {"content": json.dumps(found)}}]})
    body = {
        "query": "country=Germany",
        "source": "question",
        "question": "Do they sell to hospitals?",
        "field": "hospitals",
    }

    unclear = api.post("/api/v1/enrichment-runs", {**body, "query": "x=1"}, "application/json")
    expected = api.post("/api/v1/enrichment-estimates", body, "application/json").json()
    started = api.post("/api/v1/enrichment-runs", body, "application/json")
    process_runs()
    address = f"/api/v1/enrichment-runs/{started.json()['id']}"
    run = api.get(address).json()
    results = api.get(f"{address}/results?outcome=filled").json()["results"]

    assert (expected["n_found"], expected["n_records"]) == (1, 1)
    assert started.status_code == 202
    assert (run["status"], run["n_records"], run["n_done"]) == ("done", 1, 1)
    assert [result["company"] for result in results] == [row.pk]
    assert unclear.status_code == 422
    assert api.post(f"{address}/stop").status_code == 409
    assert api.get("/api/v1/field-webhooks").json()["results"] == []

"""Descriptions from websites: politely fetched, hostile pages do no harm, one undo."""

from ipaddress import ip_network

import pytest
from django.core.cache import cache
from pytest_django.fixtures import Settings

from leadqual.accounts.models import User, Workspace
from leadqual.core.outgoing.client import OutgoingClient
from leadqual.core.outgoing.network_policy import Policy
from leadqual.enrichment.models import EnrichmentResult, EnrichmentRun
from leadqual.enrichment.run_job import process_runs
from leadqual.enrichment.runs import resume_run, stop_run, undo_run
from leadqual.enrichment.sources.website import MAX_OVERVIEW, WebsiteSource, read_page
from leadqual.leads.models import Company, RecordChange
from leadqual.leads.records.fills import field_sources
from tests.leadqual.enrichment.conftest import MakeCompany, Run, outcomes
from tests.leadqual.enrichment.sites import HTML, PUMPS, Sites, page

pytestmark = pytest.mark.django_db


def test_an_empty_description_is_filled_with_its_source_and_undone_in_one_step(
    sites: Sites, company: MakeCompany, run: Run, manager: User
) -> None:
    row = company(website=sites.url("acme.example"))
    sites.pages["acme.example/"] = page(PUMPS, description="Pumps for hospitals since 1950.")

    done = run("website")

    row.refresh_from_db()
    assert row.overview == f"Pumps for hospitals since 1950.\n\nAcme\n{PUMPS}"
    assert field_sources(row)["overview"].evidence == sites.url("acme.example")
    assert done.status == EnrichmentRun.Status.DONE
    assert outcomes(done) == {"Acme": "filled"}
    assert undo_run(run=done, author=manager).n_undone == 1
    row.refresh_from_db()
    assert row.overview == ""
    assert field_sources(row) == {}


def test_each_company_gets_its_outcome(sites: Sites, company: MakeCompany, run: Run) -> None:
    hosts = ("filled", "blocked", "gone", "parked", "pdf", "loop", "inside")
    for host in hosts:
        company(host, website=sites.url(f"{host}.example"))
    company("none")
    company("profile", website="https://facebook.com/acme")
    company("described", website=sites.url("described.example"), overview="Known already.")
    sites.pages |= {
        "filled.example/": (301, {"Location": "/en"}, b""),
        "filled.example/en": page(PUMPS),
        "blocked.example/robots.txt": (200, {}, b"User-agent: *\nDisallow: /*\n"),
        "blocked.example/": page(PUMPS),
        "parked.example/": page("This domain is parked. Website under construction."),
        "pdf.example/": (200, {"Content-Type": "application/pdf"}, b"%PDF"),
        "loop.example/": (302, {"Location": "/"}, b""),
        "inside.example/": (302, {"Location": "http://169.254.169.254/latest/meta-data"}, b""),
        "described.example/": page(PUMPS),
    }

    done = run("website")

    assert outcomes(done) == {
        "filled": "filled",
        "blocked": "blocked",
        "gone": "unreachable",
        "parked": "unchanged",
        "pdf": "unchanged",
        "loop": "unreachable",
        "inside": "unreachable",
        "profile": "no_website",
    }
    assert "blocked.example/" not in sites.asked
    assert "described.example/" not in sites.asked


def test_requests_say_who_asks_and_whom_to_contact(
    sites: Sites, company: MakeCompany, run: Run, settings: Settings
) -> None:
    settings.WEBSITE_CONTACT = "https://example.com/contact"
    company(website=sites.url("acme.example"))

    run("website")

    assert sites.agents == {
        "LeadQual/1.0 (reads company descriptions; https://example.com/contact)"
    }


def test_a_site_is_asked_again_only_after_its_delay(sites: Sites, company: MakeCompany) -> None:
    waited: list[float] = []
    row = company(website=sites.url("slow.example"))
    sites.pages["slow.example/"] = page(PUMPS)
    client = OutgoingClient(_local(sites), resolve=lambda *_: ["127.0.0.1"])

    def wait(seconds: float) -> None:
        waited.append(seconds)
        cache.delete("enrichment.site:slow.example")  # Time goes by.

    answer = WebsiteSource(client, wait=wait, delay=5).ask(row, 1)

    assert answer.outcome == EnrichmentResult.Outcome.FILLED
    assert len(waited) == 1  # Between robots.txt and the page.


def test_a_site_in_a_private_network_is_never_asked(sites: Sites, company: MakeCompany) -> None:
    row = company(website=sites.url("acme.example"))
    policy = Policy(ports=frozenset({sites.port}))
    client = OutgoingClient(policy, resolve=lambda *_: ["127.0.0.1"])

    answer = WebsiteSource(client, delay=0).ask(row, 1)

    assert answer.outcome == EnrichmentResult.Outcome.UNREACHABLE
    assert sites.asked == []


def test_a_page_that_says_nothing_gives_nothing() -> None:
    for body in [
        b"",
        b"\x00\xff\xfe" * 500,
        b"<html><body>" + b"<div>" * 50_000,
        b"<html><body><script>alert(1)</script><p>Short.</p>",
        b"<table><tr><td>" * 5_000,
    ]:
        assert read_page(body, name="Acme") is None


def test_a_description_has_no_markup_no_control_characters_and_an_end() -> None:
    text = f"{PUMPS} \x07\x1b[31m&lt;script&gt; {'We make many more pumps for everyone. ' * 200}"
    _, _, body = page(text)

    found = read_page(body, name="Acme")

    assert found is not None
    assert len(found.overview) <= MAX_OVERVIEW
    assert found.overview.endswith(".")
    assert not set("\x07\x1b") & set(found.overview)
    assert found.language == "English"


def test_a_busy_site_is_tried_again_later(sites: Sites, company: MakeCompany, run: Run) -> None:
    company(website=sites.url("busy.example"))
    sites.pages["busy.example/"] = (503, HTML, b"")

    waiting = run("website")
    result = waiting.results.get()
    first = (waiting.status, result.outcome)
    sites.pages["busy.example/"] = page(PUMPS)
    waiting.results.update(next_at=None)
    process_runs()

    assert first == ("running", "pending")
    assert result.next_at is not None
    assert outcomes(waiting) == {"Acme": "filled"}


@pytest.mark.parametrize("status", [503, 520])
def test_a_site_whose_robots_txt_fails_is_not_read_until_later(
    sites: Sites, company: MakeCompany, status: int
) -> None:
    row = company(website=sites.url("down.example"))
    sites.pages |= {"down.example/robots.txt": (status, {}, b""), "down.example/": page(PUMPS)}
    client = OutgoingClient(_local(sites), resolve=lambda *_: ["127.0.0.1"])

    answer = WebsiteSource(client, delay=0).ask(row, 1)

    assert answer.outcome == EnrichmentResult.Outcome.UNREACHABLE
    assert answer.retry_after
    assert sites.asked == ["down.example/robots.txt"]


def test_a_stopped_run_goes_on_where_it_was(
    sites: Sites, company: MakeCompany, run: Run, manager: User
) -> None:
    company(website=sites.url("acme.example"))
    sites.pages["acme.example/"] = page(PUMPS)
    row = run("website", is_worked=False)

    stop_run(run=row, author=manager)
    process_runs()
    asked = list(sites.asked)
    resume_run(run=row, author=manager)
    process_runs()

    assert asked == []
    assert outcomes(row) == {"Acme": "filled"}


def test_a_job_that_was_killed_asks_only_about_what_is_pending(
    sites: Sites, company: MakeCompany, run: Run
) -> None:
    company("done", website=sites.url("done.example"), overview="")
    company("left", website=sites.url("left.example"))
    sites.pages["left.example/"] = page(PUMPS)
    row = run("website", is_worked=False)
    EnrichmentRun.objects.update(status=EnrichmentRun.Status.RUNNING)
    row.results.filter(company__name="done").update(outcome="filled")

    process_runs()

    assert {address.partition("/")[0] for address in sites.asked} == {"left.example"}
    assert EnrichmentRun.objects.get().status == EnrichmentRun.Status.DONE


def test_what_somebody_wrote_meanwhile_stays(
    sites: Sites, company: MakeCompany, run: Run, workspace: Workspace
) -> None:
    row = company(website=sites.url("acme.example"))
    sites.pages["acme.example/"] = page(PUMPS)
    started = run("website", is_worked=False)
    Company.objects.filter(pk=row.pk).update(overview="Written by a person.")

    process_runs()

    row.refresh_from_db()
    assert row.overview == "Written by a person."
    assert outcomes(started) == {"Acme": "unchanged"}
    assert not RecordChange.objects.filter(workspace=workspace).exists()


def _local(sites: Sites) -> Policy:
    return Policy(networks=(ip_network("127.0.0.0/8"),), ports=frozenset({sites.port}))

"""Twenty qualifiers at once while web processes are killed: is every confirmed verdict there once?

Run by `python -m benchmarks qualifiers`. A real installation on this machine: Postgres, Redis, web
with two processes, worker. Everybody presses six keys a second for a minute on the cards that are
there, as the page lets them; what was pressed goes to the server behind the hand, and what was not
confirmed is sent again. Counted is what the server confirmed within the minute, verdict by verdict.

Imported once the settings can be read.
"""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from django.conf import settings
from django.db import connection
from django.test import Client

from benchmarks.campaigns.processor_time import ProcessorTime
from benchmarks.campaigns.qualifiers_load import Qualifier, work
from benchmarks.installation import running, wait_until_idle
from benchmarks.workspace import begin
from leadqual.accounts.models import Member, Role, User, Workspace
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.setup.services import create_campaign
from leadqual.companies import readings
from leadqual.companies.models import N_DIMENSIONS, CompanyReading, CompanyVector
from leadqual.leads.models import Company
from leadqual.registry.models import ModelVersion
from leadqual.registry.selectors import active_model
from leadqual.registry.versions.loading import load_encoder

_KINDS = 12
_WIDTH = 0.04


def measure(
    *, n_people: int, n_companies: int, seconds: float, pace: float, say: Callable[[str], None]
) -> dict[str, object]:
    """Let people qualify in a new installation, kill web processes, and count what is there."""
    workspace, _ = begin(say)
    say(f"{n_companies:,} companies, {n_people} people")
    invented_companies(workspace, n_companies)
    people = [signed_in(workspace, f"q{n}@leadqual.example") for n in range(n_people)]
    owner = User.objects.get(pk=people[0].key)
    campaign = create_campaign(workspace=workspace, name="Team", author=owner)
    with running(Path(settings.STATE_DIR)) as parts:
        say("until the jobs have read them")
        wait_until_idle(parts.pids["worker"], what="the worker to have nothing to do")
        wait_until_idle(parts.pids["web"], what="the web server to have loaded its models")
        load = os.getloadavg()[0]
        started = time.monotonic()
        say(f"{seconds:.0f} s at {pace} verdicts a second each")
        groups = {
            "web": parts.pids["web"],
            "postgres": postgres_process(),
            "worker": parts.pids["worker"],
        }
        own = time.process_time()
        with ProcessorTime(groups) as processor:
            n_killed = work(
                people,
                port=parts.port,
                campaign=campaign.pk,
                seconds=seconds,
                pace=pace,
                web=parts.pids["web"],
                kill_at=(seconds / 3, 2 * seconds / 3),
            )
        taken = processor.seconds | {"twenty browsers": time.process_time() - own}
    return {
        "people": n_people,
        "companies": n_companies,
        "seconds": seconds,
        "wanted_verdicts_a_second": n_people * pace,
        "load_average_before": round(load, 1),
        "killed_web_processes": n_killed,
        "verdicts_confirmed_in_this_time": (
            n := sum(at <= started + seconds for one in people for at in one.confirmed_at)
        ),
        "verdicts_a_second": round(n / seconds, 1),
        **(found := counted(campaign, people)),
        "processor_ms_of_a_verdict": {
            name: round(1e3 * seconds / max(int(str(found["verdicts_confirmed"])), 1), 1)
            for name, seconds in taken.items()
        },
        "load_average_after": round(os.getloadavg()[0], 1),
    }


def postgres_process() -> int:
    """Return the first process of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        data = cursor.fetchone()[0]
    return int((Path(data) / "postmaster.pid").read_text().split()[0])


def signed_in(workspace: Workspace, email: str) -> Qualifier:
    """Return a new qualifier with a session."""
    user = User.objects.create_user(email)
    Member.objects.create(workspace=workspace, user=user, role=Role.QUALIFIER)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return Qualifier(user.pk, {name: one.value for name, one in client.cookies.items()})


def invented_companies(workspace: Workspace, n: int) -> None:
    """Add companies of some kinds, read already: the job would give all of them one vector."""
    rng, encoder = np.random.default_rng(0), load_encoder().version
    classifier = active_model(ModelVersion.Kind.COMPANIES).version
    kinds = rng.normal(size=(_KINDS, N_DIMENSIONS))
    places = kinds[rng.integers(0, _KINDS, n)] + _WIDTH * rng.normal(size=(n, N_DIMENSIONS))
    places /= np.linalg.norm(places, axis=1, keepdims=True)
    names = [f"Kelvia {number}" for number in range(n)]
    companies = Company.objects.bulk_create(
        [
            Company(
                workspace=workspace,
                name=name,
                name_key=name.lower(),
                overview="Plans berths.",
                business_model="b2b",
                business_model_version=classifier,
            )
            for name in names
        ],
        batch_size=1_000,
    )
    CompanyVector.objects.bulk_create(
        [
            CompanyVector(
                workspace=workspace,
                company=company,
                encoder=encoder,
                text_hash="0" * 64,
                vector=place,
            )
            for company, place in zip(companies, places, strict=True)
        ],
        batch_size=1_000,
    )
    revision = readings.next_revision()
    CompanyReading.objects.bulk_create(
        [
            CompanyReading(
                workspace=workspace,
                company=company,
                encoder=encoder,
                company_updated_at=company.updated_at,
                revision=revision,
            )
            for company in companies
        ],
        batch_size=1_000,
    )


def counted(campaign: Campaign, people: Sequence[Qualifier]) -> dict[str, object]:
    """Compare what the server confirmed, one by one, with what is stored."""
    stored = {
        str(press): (company, value, author)
        for press, company, value, author in Verdict.objects.filter(campaign=campaign).values_list(
            "request_id", "company_id", "value", "author_id"
        )
    }
    confirmed = {
        press: (company, value, one.key)
        for one in people
        for press, (company, value) in one.acknowledged.items()
    }
    told = Verdict.objects.filter(campaign=campaign).exclude(value="skip")
    by_two = [n for n in Counter(_companies(told)).values() if n > 1]
    waits = np.array([wait for one in people for wait in one.seconds]) * 1e3
    p50, p95 = np.percentile(waits, [50, 95]).round(1).tolist() if len(waits) else (0.0, 0.0)
    n_requests = sum(one.n_requests for one in people)
    return {
        "verdicts_confirmed": len(confirmed),
        "requests": n_requests,
        "requests_without_an_answer": sum(one.n_lost for one in people),
        "presses_refused": sum(one.n_refused for one in people),
        "seconds_without_a_card_of_each": round(
            sum(one.without_card for one in people) / max(len(people), 1), 1
        ),
        "confirmed_but_not_stored_so": sum(
            stored.get(press) != said for press, said in confirmed.items()
        ),
        "stored_but_not_confirmed": len(stored.keys() - confirmed.keys()),
        "companies_judged_twice": len(by_two),
        "press_until_confirmed_ms": {"p50": p50, "p95": p95},
    }


def _companies(told: Iterable[Verdict]) -> list[int]:
    return [one.company_id for one in told]

"""Two hosts that share Postgres behind PgBouncer, Redis and a store: all works, nothing twice."""

import itertools
import re
import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings
from django.test import Client

from classifiers.core import artifacts
from leadqual.accounts.keys.scopes import covered_scopes
from leadqual.accounts.keys.services import KeyLimits, create_api_key
from leadqual.accounts.models import Member, Role, Scope, User, Workspace
from leadqual.campaigns.models import Verdict
from leadqual.imports.models import ImportBatch, ImportRow
from leadqual.leads.models import Company, Contact, JobTitle
from leadqual.registry.models import ModelVersion
from leadqual.search.index.index_queries import count_found
from leadqual.search.index.open_index import build_index
from leadqual.search.query.query import ContactQuery
from tests.product import PASSWORD
from tests.two_hosts import Host, Installation, installation, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.django_db(transaction=True)]

N_PEOPLE = 6_000
N_COMPANIES = 60
TITLES = ("Head of Sales", "CFO", "Software engineer", "Nurse", "Plant manager")


@dataclass(frozen=True, slots=True)
class TwoHosts:
    """One host with web, beat and the queues `default` and `mail`; another with web and the rest.

    Args:
        keys: secrets of two people, one for each host.
    """

    shared: Installation
    one: Host
    two: Host
    keys: tuple[str, str]

    def ask(self, number: int, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """Ask host one or two, as the person of that number."""
        host = (self.one, self.two)[number - 1]
        headers = {"Authorization": f"Bearer {self.keys[number - 1]}"}
        return host.ask(method, path, body, headers=headers)

    def wait(self, holds: Callable[[], bool], what: str) -> None:
        """Wait for an event."""
        wait_until(holds, what, hosts=self.shared.hosts)


@pytest.fixture
def hosts(
    transactional_db: None,
    models: None,
    workspace: Workspace,
    manager: User,
    staff: User,
    tmp_path: Path,
) -> Iterator[TwoHosts]:
    """Two hosts that answer, with a member of staff who registers models."""
    other = User.objects.create_user("second@leadqual.example", PASSWORD)
    Member.objects.create(workspace=workspace, user=other, role=Role.MANAGER)
    keys = [
        create_api_key(
            workspace=workspace, name="host", scopes=covered_scopes(Role.MANAGER), author=person
        )[1]
        for person in (manager, other)
    ]
    with installation(tmp_path) as shared:
        one, two = shared.add_host("one"), shared.add_host("two", is_elsewhere=True)
        subprocess.run(  # our own command
            [sys.executable, "-m", "django", "collectstatic", "--no-input", "--verbosity=0"],
            env=dict(one.environment),
            check=True,
        )
        one.start_web()
        two.start_web()
        one.start_worker("default,mail")
        two.start_worker("import,classify,embed,train")
        one.start_beat()
        found = TwoHosts(shared, one, two, (keys[0], keys[1]))
        found.wait(lambda: all(map(_is_well, (one, two))), "answers of both hosts")
        yield found


def _is_well(host: Host) -> bool:
    try:
        return bool(host.ask("GET", "/healthz")[1]["status"] == "ok")
    except (OSError, TypeError):
        return False


def people(first: int, n: int) -> bytes:
    lines = ["name,email,position,company,website"]
    for number in range(first, first + n):
        title, firm = TITLES[number % len(TITLES)], number % N_COMPANIES
        lines.append(
            f"Ann Lee{number},p{number}@firm{firm}.example,{title},"
            f"Firm {firm},https://firm{firm}.example"
        )
    return "\n".join(lines).encode()


def upload(hosts: TwoHosts, content: bytes) -> int:
    """Send a file to host one; returns the number of its import."""
    mark = uuid.uuid4().hex
    body = (
        (
            f'--{mark}\r\nContent-Disposition: form-data; name="kind"\r\n\r\ncontacts\r\n'
            f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="p.csv"\r\n'
            "Content-Type: text/csv\r\n\r\n"
        ).encode()
        + content
        + f"\r\n--{mark}--\r\n".encode()
    )
    status, answer = hosts.one.ask(
        "POST",
        "/api/v1/imports",
        body,
        headers={
            "Authorization": f"Bearer {hosts.keys[0]}",
            "Content-Type": f"multipart/form-data; boundary={mark}",
        },
    )
    assert status == 201, answer
    return int(answer["id"])


def is_done(batch_id: int) -> bool:
    return ImportBatch.objects.get(pk=batch_id).status == ImportBatch.Status.DONE


def counts(hosts: TwoHosts, number: int) -> tuple[int, Any]:
    """Return the number of people and the counts of all facets, as a host says."""
    status, answer = hosts.ask(number, "GET", "/api/v1/search/counts")
    assert status == 200, answer
    return int(answer["total"]), answer["facets"]


def test_two_hosts_work_as_one(
    hosts: TwoHosts, workspace: Workspace, manager: User, tmp_path: Path
) -> None:
    batch = upload(hosts, people(0, N_PEOPLE))
    hosts.wait(lambda: is_done(batch), "the import")
    _import_was_worked_by_host_two(hosts, batch)
    _both_search_what_the_tables_say(hosts, workspace)
    _a_session_is_known_by_both(hosts, manager)
    _a_limit_counts_requests_of_both(hosts, workspace, manager)
    _a_model_of_one_answers_on_two(hosts, tmp_path)
    _each_card_is_judged_once(hosts, workspace)
    _a_killed_host_loses_nothing(hosts)
    if hosts.shared.network.missing:
        pytest.skip(f"all but the network of its own: {hosts.shared.network.missing}")


def _import_was_worked_by_host_two(hosts: TwoHosts, batch: int) -> None:
    with redis.Redis.from_url(settings.REDIS_URL, decode_responses=True) as broker:
        workers = {owner.partition("#")[0] for owner in broker.hvals("core.job_owners")}
    assert sorted(name.rpartition("-")[0] for name in workers) == [
        "worker-default-mail",
        "worker-import-classify-embed-train",
    ]
    assert Contact.objects.count() == N_PEOPLE
    assert Company.objects.count() == N_COMPANIES
    assert ImportRow.objects.filter(batch=batch, outcome="created").count() in {0, N_PEOPLE}
    assert not list(hosts.two.folder.rglob("*.csv"))


def _both_search_what_the_tables_say(hosts: TwoHosts, workspace: Workspace) -> None:
    hosts.wait(lambda: not JobTitle.objects.filter(classified_at=None).exists(), "the titles")
    inside = f"facets/{workspace.pk}"

    def both_have_files() -> bool:
        totals = {counts(hosts, number)[0] for number in (1, 2)}  # Asking has them fetched.
        assert totals == {N_PEOPLE}
        homes = [host.folder / inside for host in (hosts.one, hosts.two)]
        return all(list(home.glob("current-*.json")) for home in homes)

    hosts.wait(both_have_files, "facet files on both hosts")
    of_tables = count_found(workspace.pk, build_index(workspace.pk), ContactQuery(), most=None)
    wanted = {
        name: dict(values)
        for name, values in of_tables.by_facet.items()
        if values and name != "score"  # Not among the facets of the API.
    }
    for number in (1, 2):
        total, facets = counts(hosts, number)
        assert total == N_PEOPLE
        assert {name: values for name, values in facets.items() if values} == wanted


def _a_model_of_one_answers_on_two(hosts: TwoHosts, tmp_path: Path) -> None:
    shipped = artifacts.load(artifacts.pretrained("companies"), kind="companies")
    artifacts.save(
        tmp_path / "trained",
        kind="companies",
        version="companies-new",
        config={**shipped.config, "by_name": {"": 1.0, "words_": 1.0}},
        arrays=shipped.arrays,
        report={},
    )
    hosts.one.run("models", "register", str(tmp_path / "trained"))
    shutil.rmtree(tmp_path / "trained")
    version = ModelVersion.objects.get(version__startswith="companies-new")
    hosts.wait(
        lambda: version.trials.filter(state="done").exists(), "the evaluation by the other host"
    )
    hosts.two.run("models", "promote", version.version, "--reason", "of this test")

    for number in (1, 2):
        status, answer = hosts.ask(
            number, "POST", "/api/v1/companies/classify", {"companies": [{"name": "Acme"}]}
        )
        assert status == 200, answer
        assert version.version in str(answer)
    kept = version.folder.removeprefix("stored:")
    assert all((host.folder / "models" / kept).is_dir() for host in (hosts.one, hosts.two))


def _each_card_is_judged_once(hosts: TwoHosts, workspace: Workspace) -> None:
    _, campaign = hosts.ask(1, "POST", "/api/v1/campaigns", {"name": "Both"})
    path = f"/api/v1/campaigns/{campaign['id']}"

    def is_ready() -> bool:
        return hosts.ask(2, "GET", f"{path}/next")[1]["company"] is not None

    hosts.wait(is_ready, "the first card")

    def judge(number: int) -> list[int]:
        judged: list[int] = []
        for turn in itertools.count():
            card = hosts.ask(number, "GET", f"{path}/next")[1]
            if card["company"] is None:
                return judged
            company = card["company"]["id"]
            verdict = "like" if turn % 2 else "dislike"
            status, answer = hosts.ask(
                number, "POST", f"{path}/verdicts", {"company": company, "verdict": verdict}
            )
            assert status == 201, answer
            judged.append(company)
        return judged

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(judge, (1, 2))

    assert set(first).isdisjoint(second)
    assert len(first) + len(second) == N_COMPANIES
    assert Verdict.objects.filter(campaign=campaign["id"], is_current=True).count() == N_COMPANIES


def _a_killed_host_loses_nothing(hosts: TwoHosts) -> None:
    batch = upload(hosts, people(N_PEOPLE, 40_000))
    hosts.wait(
        lambda: ImportBatch.objects.get(pk=batch).n_rows > 0 or is_done(batch), "the first rows"
    )
    hosts.two.kill()
    third = hosts.shared.add_host("three", is_elsewhere=True)
    third.start_worker()
    hosts.wait(lambda: is_done(batch), "the import on the third host")

    assert Contact.objects.count() == N_PEOPLE + 40_000
    assert Contact.objects.values("email").distinct().count() == N_PEOPLE + 40_000
    assert Company.objects.count() == N_COMPANIES
    done = ImportBatch.objects.get(pk=batch)
    assert (done.n_rows, done.n_created, done.n_updated) == (40_000, 40_000, 0)


def _a_session_is_known_by_both(hosts: TwoHosts, manager: User) -> None:
    browser = Client()
    browser.force_login(manager)
    cookies = f"sessionid={browser.cookies['sessionid'].value}"
    status, sent, page = hosts.one.page("GET", "/", headers={"Cookie": cookies})
    assert status == 200
    names = re.findall(rb"/static/[^\"\s]+", page)
    assert names
    for name in names[:3]:  # Fingerprints of the content: those of one host are there on both.
        assert hosts.two.page("GET", name.decode())[0] == 200
    token = re.search(r"csrftoken=(\w+)", str(sent.get("Set-Cookie")))
    assert token is not None

    leaves = {
        "Cookie": f"{cookies}; csrftoken={token[1]}",
        "X-CSRFToken": token[1],
        "Content-Type": "application/x-www-form-urlencoded",
    }
    assert hosts.two.page("POST", "/account/logout/", b"", headers=leaves)[0] == 302
    assert hosts.one.page("GET", "/", headers={"Cookie": cookies})[0] == 302


def _a_limit_counts_requests_of_both(hosts: TwoHosts, workspace: Workspace, manager: User) -> None:
    _, secret = create_api_key(
        workspace=workspace,
        name="slow",
        scopes=[Scope.READ],
        author=manager,
        limits=KeyLimits(requests_per_minute=5),
    )
    headers = {"Authorization": f"Bearer {secret}"}

    answers = [
        host.ask("GET", "/api/v1/imports", headers=headers)[0]
        for host in (hosts.one, hosts.two) * 4
    ]

    assert sorted(answers)[:5] == [200] * 5
    assert set(answers[5:]) <= {200, 429}
    assert 429 in answers

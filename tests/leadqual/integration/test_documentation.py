"""Every snippet that integrators read runs as it stands there, against a running server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.session import Session
from pytest_django.fixtures import Settings

from tests.architecture.documents.documents import ROOT, snippets
from tests.leadqual.cli.files.store_servers import KEYS, running_store
from tests.leadqual.integration.page_snippets import PageRun, is_part, page_run
from tests.smtp import free_port

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("models")]
API = ROOT / "docs" / "api"
RECIPES = API / "recipes"
PAGES = [
    API / "quickstart.md",
    API / "errors.md",
    API / "limits.md",
    RECIPES / "crm-sync.md",
    RECIPES / "inbound-form.md",
    RECIPES / "agent.md",
    ROOT / "clients" / "python" / "README.md",
]


@pytest.fixture
def run(tmp_path: Path, values: dict[str, str]) -> Iterator[PageRun]:
    with page_run(tmp_path, values) as started:
        yield started


@pytest.mark.parametrize("document", PAGES, ids=lambda one: f"{one.parent.name}/{one.stem}")
def test_snippets_of_a_page_run(run: PageRun, document: Path) -> None:
    run.run(document)

    assert run.printed


def test_snippets_of_a_nightly_file_run_with_a_store(
    tmp_path: Path, values: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_store() as endpoint:
        keys = KEYS | {"AWS_ENDPOINT_URL": endpoint}
        for name, value in keys.items():
            monkeypatch.setenv(name, value)
        Session().create_client("s3").create_bucket(Bucket="leads")
        with page_run(tmp_path, values | keys | {"XDG_CACHE_HOME": str(tmp_path)}) as run:
            run.run(RECIPES / "nightly-file.md")


def test_snippets_of_an_event_receiver_run_and_events_are_verified(
    tmp_path: Path, values: dict[str, str], settings: Settings
) -> None:
    port = free_port()
    settings.OUTGOING_ALLOW = ["127.0.0.1"]
    settings.OUTGOING_PORTS = [str(port)]
    given = {"WEBHOOK_URL": f"http://127.0.0.1:{port}/", "PORT": str(port)}

    with page_run(tmp_path, values | given) as run:
        run.run(RECIPES / "event-receiver.md")

    assert "reply.classified sent 204" in run.printed[-1]


def test_every_page_of_a_folder_is_run() -> None:
    alone = {RECIPES / "nightly-file.md", RECIPES / "event-receiver.md"}
    # With tests of their own.
    of_others = {API / f"{name}.md" for name in ("typescript", "python-generator", "mcp")}
    with_code = {
        page
        for page in API.rglob("*.md")
        if any(one.language in {"python", "bash"} for one in snippets(page))
    }

    assert with_code == alone | of_others | {page for page in PAGES if page.is_relative_to(API)}


@pytest.mark.parametrize(
    ("example", "answer", "expected"),
    [
        ({"a": 1}, {"a": 2, "b": 3}, True),
        ({"a": 1}, {"a": "1"}, False),
        ({"a": "x"}, {"a": "y"}, False),
        ({"c": 1}, {"a": 1}, False),
        ([{"a": "x"}], [{"a": "y"}, {"a": "x"}], True),
        ([{"a": "x"}], [], False),
        ({"a": None}, {"a": None}, True),
        ({"a": True}, {"a": 1}, True),
    ],
)
def test_an_example_is_part_of_an_answer(
    example: object, answer: object, *, expected: bool
) -> None:
    assert is_part(example, answer) is expected

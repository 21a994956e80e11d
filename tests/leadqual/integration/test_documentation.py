"""Every snippet that integrators read runs as it stands there, against a running server."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from botocore.session import Session
from pytest_django.fixtures import Settings

from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import User, Workspace
from tests.documents.pages import ROOT, snippets, text_of
from tests.leadqual.cli.files.store_servers import KEYS, running_store
from tests.leadqual.integration.page_snippets import is_part, page_run
from tests.smtp import free_port

KeyOf = Callable[[Path], dict[str, str]]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("models")]
API = ROOT / "docs" / "api"
RECIPES = API / "recipes"
PAGES = [
    API / "quickstart.md",
    API / "errors.md",
    API / "limits.md",
    RECIPES / "crm-sync.md",
    RECIPES / "inbound-form.md",
    RECIPES / "correct-titles.md",
    RECIPES / "lists-and-exports.md",
    RECIPES / "agent.md",
    ROOT / "clients" / "python" / "README.md",
]


AGAIN = {
    API / "quickstart.md",
    *(RECIPES / f"{name}.md" for name in ("correct-titles", "inbound-form", "lists-and-exports")),
}
"""Pages that a reader may run twice."""
PRINTED = {RECIPES / "crm-sync.md": "crm-3 email"}
"""What a page shows its reader: here a value that was left out of a row."""


def scopes_of(document: Path) -> list[str]:
    """Return the scopes that the quickstart says a key needs for a page; none for other pages."""
    page = text_of(API / "quickstart.md")
    if document == API / "quickstart.md":
        (words,) = re.findall(r"create a key with the scopes (.+)\. Its", page)
    else:
        name = document.relative_to(API).as_posix() if document.is_relative_to(API) else ""
        row = re.search(rf"^\| \[[^]]+\]\({re.escape(name)}\).*? \| ([^|;]+)", page, re.MULTILINE)
        words = row[1] if row and name else ""
    return re.findall(r"`(\w+)`", words)


@pytest.fixture
def key_of(workspace: Workspace, manager: User) -> KeyOf:
    """Make a key with just the scopes that the quickstart names for a page."""

    def make(document: Path) -> dict[str, str]:
        scopes = scopes_of(document)
        if not scopes:
            return {}
        _, secret = create_api_key(workspace=workspace, name="Page", scopes=scopes, author=manager)
        return {"LEADQUAL_KEY": secret}

    return make


@pytest.mark.slow
@pytest.mark.parametrize("document", PAGES, ids=lambda one: f"{one.parent.name}/{one.stem}")
def test_snippets_of_a_page_run_with_the_scopes_it_needs(
    tmp_path: Path, values: dict[str, str], key_of: KeyOf, document: Path
) -> None:
    with page_run(tmp_path, values | key_of(document)) as run:
        for _ in range(2 if document in AGAIN else 1):
            run.run(document)

    assert run.printed
    assert PRINTED.get(document, "") in "".join(run.printed)


def test_the_table_of_scopes_names_every_recipe() -> None:
    none = {RECIPES / "nightly-file.md"}

    assert {page for page in RECIPES.glob("*.md") if not scopes_of(page)} == none


@pytest.mark.slow
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


@pytest.mark.slow
def test_snippets_of_an_event_receiver_run_and_events_are_verified(
    tmp_path: Path, values: dict[str, str], key_of: KeyOf, settings: Settings
) -> None:
    port = free_port()
    settings.OUTGOING_ALLOW = ["127.0.0.1"]
    settings.OUTGOING_PORTS = [str(port)]
    given = {"WEBHOOK_URL": f"http://127.0.0.1:{port}/", "PORT": str(port)}

    page = RECIPES / "event-receiver.md"

    with page_run(tmp_path, values | given | key_of(page)) as run:
        run.run(page)

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


def test_an_example_is_part_of_an_answer() -> None:
    for example, answer, expected in [
        ({"a": 1}, {"a": 2, "b": 3}, True),
        ({"a": 1}, {"a": "1"}, False),
        ({"a": "x"}, {"a": "y"}, False),
        ({"c": 1}, {"a": 1}, False),
        ([{"a": "x"}], [{"a": "y"}, {"a": "x"}], True),
        ([{"a": "x"}], [], False),
        ({"a": None}, {"a": None}, True),
        ({"a": True}, {"a": 1}, True),
    ]:
        assert is_part(example, answer) is expected

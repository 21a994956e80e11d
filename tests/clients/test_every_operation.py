"""Every operation is called by the generated client, and answers as it is described."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.core.cache import cache
from django.db import transaction
from leadqual_client import ApiError, LeadQual
from pytest_django.fixtures import Settings

from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import Scope, User, Workspace
from leadqual.core.api.rate_limits import KeyThrottle
from leadqual.registry.models import ModelVersion
from leadqual.taxonomy.models import TaxonomyVersion
from tests import recorded_examples
from tests.clients.calls import CALLS, Call, Keys
from tests.clients.description import Described, described_operations, document
from tests.clients.shared_connection import serving
from tests.two_workspaces import SECRET, keys_for, secret_rows

pytestmark = pytest.mark.django_db
# Answers that the description does not tell truly yet; their status is compared all the same.
MISDESCRIBED = set[str]()
JSON = "application/json"
N_PARTS = 4  # So that processes share the work; each part prepares its own workspace.


@dataclass(slots=True)
class Prepared:
    """A client, and the workspace that it works in."""

    client: LeadQual
    secret: dict[str, object]
    versions: dict[str, int]

    def keys_for(self, one: Described) -> Keys:
        """Return the key of each argument of the address of an operation."""
        route = one.path.removeprefix("/")
        if "version_id" in one.arguments:
            return {"version_id": self.versions[route.split("/")[2]]}
        made = {"change_id", "draft_id"}  # By the call itself.
        known = tuple(name for name in one.arguments if name not in made)
        return keys_for(self.secret, route, known)


@pytest.fixture
def prepared(
    workspace: Workspace,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    models: None,
) -> Iterator[Prepared]:
    """A workspace with a row of everything, and a client whose key may do everything."""
    settings.STATE_DIR = tmp_path
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "127.0.0.1"]
    monkeypatch.setattr(KeyThrottle, "THROTTLE_RATES", {"key": "1000000/min"})
    author = User.objects.create_user(
        f"{SECRET}@leadqual.example", first_name=SECRET, is_staff=True
    )
    secret = secret_rows(workspace, author)
    _, key = create_api_key(workspace=workspace, name="key", scopes=list(Scope), author=author)
    with serving() as address, LeadQual(address, key=key) as client:
        versions = {"taxonomy": _taxonomy_version().pk, "models": _candidate().pk}
        yield Prepared(client, {**secret, "author": author.email}, versions)


def _taxonomy_version() -> TaxonomyVersion:
    return TaxonomyVersion.objects.latest("pk")


def _candidate() -> ModelVersion:
    return ModelVersion.objects.filter(is_active=True).exclude(kind="encoder")[0]


def _called(prepared: Prepared, one: Described, call: Call) -> tuple[int, Any]:
    """Call an operation; returns status and answer, also of a refusal."""
    keys = {**prepared.secret, **prepared.keys_for(one)}
    keys |= (call.prepare(keys) or {}) if call.prepare else {}
    statuses: list[int] = []
    hooks = prepared.client._transport._http.event_hooks
    prepared.client._transport._http.event_hooks = {
        **hooks,
        "response": [lambda answer: statuses.append(answer.status_code), _as_example(one)],
    }
    path = [keys[name] for name in one.arguments]
    try:
        answer = getattr(prepared.client, one.name)(*path, **call.arguments(keys))
    except ApiError as error:
        return error.status, error.problem
    return statuses[-1], answer


def _as_example(one: Described) -> Callable[[httpx.Response], None]:
    """Return what keeps an answer as an example of the description, where those are wanted."""

    def keep(answer: httpx.Response) -> None:
        if recorded_examples.WANTED:
            answer.read()
            is_json = answer.request.headers.get("Content-Type") == JSON
            sent = answer.request.content if is_json else b""
            operation = document()["paths"][one.path][one.method.lower()]
            shown = _Answer(
                answer.status_code, answer.content, answer.headers.get("Content-Type", "")
            )
            recorded_examples.note(operation, sent, shown, stand_ins={SECRET: "harbor"})

    return keep


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the client was answered, as an example is made of it."""

    status_code: int
    content: bytes
    content_type: str
    streaming: bool = False

    def get(self, name: str, default: str = "") -> str:
        """Return a header; the client undid the compression."""
        return self.content_type if name == "Content-Type" else default


@pytest.mark.slow
@pytest.mark.parametrize("part", range(N_PARTS))
def test_every_operation_of_the_client_answers_as_described(
    part: int, prepared: Prepared, subtests: pytest.Subtests
) -> None:
    for one in described_operations()[part::N_PARTS]:
        call = CALLS.get(one.name, Call())
        with subtests.test(one.name):
            with transaction.atomic():
                try:
                    status, answer = _called(prepared, one, call)
                finally:
                    transaction.set_rollback(True)  # The next operation finds the same rows.
            cache.clear()
            if one.name not in MISDESCRIBED:
                assert one.problems_of(status, answer) == []
            if call.problem is None:
                assert status < 400, answer
            else:
                assert (status, answer["code"]) == call.problem


def test_every_call_is_of_an_operation() -> None:
    assert CALLS.keys() <= {one.name for one in described_operations()}

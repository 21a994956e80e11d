"""Asks each operation in this process for what its description says, and compares the answers."""

import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import schemathesis
from django.core.signals import got_request_exception, request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.generation.case import Case
from schemathesis.schemas import APIOperation

import tests.api_fuzz.hooks  # noqa: F401  # registers checks that the settings rely on
from tests.described_answers import DOCUMENT

SETTINGS = Path(__file__).with_name("schemathesis.toml")
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
Operation = APIOperation[Any, Any, Any, Any]


@dataclass(slots=True)
class Found:
    """What a run has found.

    Attributes:
        statuses: number of answers by status.
        failures: what was wrong, by operation and kind of failure.
        errors: exceptions behind answers with 500.
    """

    statuses: Counter[int] = field(default_factory=Counter)
    failures: dict[tuple[str, str], str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def told(self) -> str:
        """Return all in words."""
        lines = [f"{name}: {kind}\n{text}" for (name, kind), text in self.failures.items()]
        return "\n\n".join([f"{len(lines)} failures", *lines, *self.errors[:20]])


def operations() -> list[Operation]:
    """Return all operations of the description."""
    config = SchemathesisConfig.from_path(SETTINGS)
    schema = schemathesis.openapi.from_path(DOCUMENT, config=config)
    schema.app = get_wsgi_application()  # Asked without a connection.
    return [one.ok() for one in schema.get_all_operations() if isinstance(one, Ok)]


def fuzz(asked: Sequence[Operation], headers: dict[str, str], *, examples: int) -> Found:
    """Ask operations for what is valid and for what is not; nothing that they write stays.

    Args:
        asked: the operations.
        headers: of each request.
        examples: requests of each kind for an operation.
    """
    found = Found()
    with _one_connection(), _errors_noted(found):
        for operation in asked:
            for mode in MODES:
                _fuzz(operation, mode, headers, examples, found)
    return found


def _fuzz(
    operation: Operation,
    mode: GenerationMode,
    headers: dict[str, str],
    examples: int,
    found: Found,
) -> None:
    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Case[Any]) -> None:
        _compare(case, headers, found)

    try:
        ask()
    except Unsatisfiable:
        return  # Nothing is invalid for an operation without parameters.


def _compare(case: Case[Any], headers: dict[str, str], found: Found) -> None:
    with transaction.atomic():
        response = case.call(headers=headers)
        transaction.set_rollback(True)
    found.statuses[response.status_code] += 1
    try:
        with transaction.atomic():
            again = {"headers": headers}
            case.validate_response(response, headers=headers, transport_kwargs=again)
            transaction.set_rollback(True)
    except FailureGroup as group:
        for failure in group.exceptions:
            key = (case.operation.label, type(failure).__name__)
            answer = response.content[:600].decode(errors="replace")
            found.failures.setdefault(key, f"{failure}\n{case.as_curl_command()}\n{answer}")


@contextmanager
def _one_connection() -> Iterator[None]:
    """Keep the connection of the test, whose transaction the requests belong to."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@contextmanager
def _errors_noted(found: Found) -> Iterator[None]:
    def note(**_: object) -> None:
        found.errors.append(traceback.format_exc(limit=-6))

    got_request_exception.connect(note)
    yield
    got_request_exception.disconnect(note)

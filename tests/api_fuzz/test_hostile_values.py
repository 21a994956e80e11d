"""No value is answered with 5xx: not in an address, a parameter, a form or JSON.

What is sent comes from the code: the addresses of Django, the parameters and bodies of operations,
and the names that a page looks up in what it was sent.
"""

import math
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import cycle, islice
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import transaction
from django.utils.datastructures import MultiValueDict

from leadqual.accounts.models import Member, Role, Scope, User, Workspace
from leadqual.core.api import operations as op
from leadqual.core.api.rate_limits import KeyThrottle
from leadqual.core.api.schema.operation_examples import recorded_examples
from tests.architecture.access import Operation, operations
from tests.architecture.somebody import Somebody, content_of, person, program
from tests.two_workspaces import keys_for, secret_rows

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.undescribed("only that there is an answer"),
]
Sent = Mapping[str, object] | str
IN_ADDRESSES = (0, -1, 2**63 - 1, 2**63, 10**400, "a\0b")
IN_PARAMETERS = ("-1", str(2**31), str(2**63 - 1), str(10**400), "a\0b", "{")
IN_FIELDS: tuple[object, ...] = (-1, 2**31, 2**63 - 1, 1e300, "x" * 5_000, "javascript:alert(1)")
IN_FIELDS += (True, None, "", [], [[]], [2**63 - 1], {}, {"a": {}})
IN_ANY_FIELD: tuple[object, ...] = (2**64, math.nan, "\ud83d", {"a\0": [{"\ud83d": 1}]})
BODIES = ("[" * 10_000 + "]" * 10_000, '{"a": 1, "a": 1e400}', f'{{"a": 1{"0" * 5_000}}}', "{", "1")
OTHER_KEYS = {"slug": "sales", "kind": "function", "token": "x", "uidb36": "1", "key": "x"}
N_PARTS = 8
N_VALUES = 3
"""Of each parameter and field; the next one gets the next ones, so that all are sent."""


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Names that pages look up in what they were sent."""
    names: set[str] = set()
    for method in ("__getitem__", "getlist"):
        real = getattr(MultiValueDict, method)

        def note(self: Any, name: Any, *args: Any, real: Any = real, **kwargs: Any) -> Any:
            names.add(str(name))
            return real(self, name, *args, **kwargs)

        monkeypatch.setattr(MultiValueDict, method, note)
    return names


def hostile_requests(
    operation: Operation, keys: Mapping[str, object], looked_up: set[str]
) -> Iterator[tuple[str, Sent]]:
    """Yield path and content, with one wrong value in each."""
    for name in operation.arguments:
        for value in IN_ADDRESSES:
            yield operation.path({**keys, name: quote(str(value))}), ""
    path = operation.path(keys)
    yield path, ""
    view = op.view_of(operation.view) if operation.is_api else None
    described = op.operation_of(view, operation.method)
    if described is None or operation.method == "GET":
        names = described.parameters if described else sorted(looked_up)
        values = cycle(IN_PARAMETERS)
        for name in [*names, "a\0b"]:
            yield path, f"{quote(name)}=%ED%A0%BD"
            yield from ((path, urlencode({name: value})) for value in islice(values, N_VALUES))
    else:
        yield from ((path, body) for body in _bodies(described, view))


def _bodies(described: op.Operation, view: Any) -> Iterator[Sent]:
    yield from BODIES
    example = recorded_examples().get(view.action_map[described.method], {}).get("request")
    good = example if isinstance(example, dict) else {}
    fields = list(described.body().fields) if described.body else []
    values = cycle(IN_FIELDS)
    for name in fields:
        yield from (good | {name: value} for value in islice(values, N_VALUES))
    yield from (good | {name: value} for name in fields[:1] for value in IN_ANY_FIELD)


def _keys_of(operation: Operation, secret: dict[str, object]) -> dict[str, object]:
    keys: dict[str, object] = {**dict.fromkeys(operation.arguments, 1), **OTHER_KEYS}
    with suppress(LookupError):
        keys |= keys_for(secret, operation.route, operation.arguments)
    return keys


def _status(who: Somebody, operation: Operation, path: str, sent: Sent) -> int:
    """Return how a request is answered; nothing that it writes stays."""
    with transaction.atomic():
        answer = who.ask(operation.method, path, sent)
        if answer.streaming:
            content_of(answer)
        transaction.set_rollback(True)
    return answer.status_code


@pytest.mark.parametrize("part", range(N_PARTS))
def test_no_operation_answers_5xx(
    part: int, workspace: Workspace, looked_up: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(KeyThrottle, "THROTTLE_RATES", {"key": "1000000/min"})
    user = User.objects.create_user("hostile@leadqual.example", None, is_staff=True)
    Member.objects.create(workspace=workspace, user=user, role=Role.MANAGER)
    secret = secret_rows(workspace, User.objects.create_user("author@leadqual.example"))
    browser, api = person(user), program(user, workspace, *Scope)[1]
    failed: dict[str, str] = {}

    for operation in islice(operations(), part, None, N_PARTS):
        if operation.is_admin:  # Of Django.
            continue
        looked_up.clear()
        for path, sent in hostile_requests(operation, _keys_of(operation, secret), looked_up):
            status = _status(api if operation.is_api else browser, operation, path, sent)
            if status >= 500:
                failed.setdefault(str(operation), f"{path[:100]} {str(sent)[:100]!r}: {status}")

    assert not failed, "\n".join(f"{name}: {what}" for name, what in failed.items())

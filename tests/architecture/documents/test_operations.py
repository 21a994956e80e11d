"""Every operation of the API follows the same conventions, whoever wrote it."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.described_answers import description

_VERBS = frozenset(
    {
        *("accept", "acknowledge", "activate", "add", "apply", "approve", "archive", "change"),
        "check",
        *("classify", "close", "compare", "connect", "correct", "count", "create", "decide"),
        *("delete", "discard", "dismiss", "erase", "evaluate", "exclude", "explain", "export"),
        *("find", "forget", "get", "include", "lay_out", "lease", "lift", "list", "look_up"),
        *("mark", "merge", "pause", "preview", "promote", "propose", "publish", "rebase"),
        *("rebuild", "record", "redo", "release", "remove", "renew", "reopen", "report", "rerun"),
        *("resend", "reset", "restore", "resume", "retire", "return", "revert", "revoke"),
        *("rotate", "save", "send", "set", "snooze", "start", "stop", "suggest", "test", "train"),
        *("turn_off", "undo", "unwatch", "update", "upsert", "watch", "withdraw"),
    }
)
_ALWAYS = {"400", "401", "403", "429", "503"}
_WRITES = {"409", "422"}


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield method, path and description of every operation."""
    for path, methods in description()["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def schemas() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield name and schema of every component."""
    yield from description()["components"]["schemas"].items()


def test_description_is_of_openapi_3_1() -> None:
    assert description()["openapi"].startswith("3.1")


def test_names_of_operations_are_a_verb_and_what_it_acts_on() -> None:
    names = [operation["operationId"] for *_, operation in operations()]
    verbs = "|".join(sorted(_VERBS, key=len, reverse=True))

    assert [name for name in names if not re.fullmatch(rf"({verbs})(_[a-z0-9]+)+", name)] == []
    assert [name for name, n in Counter(names).items() if n > 1] == []


@pytest.mark.parametrize(("method", "verbs"), [("patch", ("update",)), ("get", None)])
def test_same_methods_have_the_same_verbs(method: str, verbs: tuple[str, ...] | None) -> None:
    allowed = verbs or ("get", "list", "count", "export", "look_up")
    names = [one["operationId"] for found, _, one in operations() if found == method]

    assert [name for name in names if not name.startswith(allowed)] == []


def test_every_operation_says_how_it_refuses() -> None:
    lacking = []
    for method, path, operation in operations():
        expected = _ALWAYS | (_WRITES if method != "get" else set())
        expected |= {"404"} if "{" in path else set()
        if missing := expected - set(operation["responses"]):
            lacking.append((operation["operationId"], missing))

    assert lacking == []


def test_every_list_is_a_cursor_page() -> None:
    lists = [one for *_, one in operations() if one["operationId"].startswith("list_")]
    names = dict(schemas())
    others = []
    for one in lists:
        (content,) = one["responses"]["200"]["content"].values()
        page = names.get(content["schema"].get("$ref", "").rpartition("/")[2], {})
        if not {"next", "previous", "results"} <= set(page.get("required", ())):
            others.append(one["operationId"])

    assert len(lists) > 30
    assert others == []


def test_objects_are_closed() -> None:
    open_ones = [
        name
        for name, schema in schemas()
        if "properties" in schema and schema.get("additionalProperties") is not False
    ]

    assert open_ones == ["Problem"]


def test_uploads_are_files() -> None:
    for _, path, operation in operations():
        body = operation.get("requestBody", {}).get("content", {})
        for schema in _within(body.get("multipart/form-data")):
            assert schema.get("format") != "uri" or "file" not in str(schema), path


def _within(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _within(inner)

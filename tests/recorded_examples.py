"""Records what tests send to the API and are answered, as examples of its description.

Used by `described_answers`; does nothing without `WRITE_EXAMPLES=1`. Of each operation the smallest
successful request with rows in its answer is kept. Keys, times, secrets and addresses are replaced
by ones that are the same in each run; what is recorded already and still fits stays.
"""

import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from leadqual.core.api.schema.operation_examples import EXAMPLES, JSON

WANTED = bool(os.environ.get("WRITE_EXAMPLES"))
MAX_ROWS = 2
MAX_LETTERS = 160
MAX_SIZE = 12_000
MIN_MADE_UP_KEY = 7_700_000  # Of rows that `two_workspaces` makes; no count in a test is as high.
_SECRETS = ("secret", "token", "password", "key", "prefix", "signature")
_KEYS = frozenset(
    {"id", "company", "contact", "campaign", "list", "form", "batch", "companies", "contacts"}
    | {
        "job_title",
        "reply",
        "search",
        "correction",
        "version",
        "similar_to",
        "step",
        "contact_list",
    }
)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_MADE_UP_KEY = re.compile(r"(?<!\d)77\d{5}(?!\d)")
_KEY_START = re.compile(r"(lq|whsec)_\w+…?")
_FORM_TOKEN = re.compile(r"/inbound/[\w-]+/")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_found: dict[str, tuple[tuple[bool, bool, int], dict[str, Any]]] = {}


def note(
    operation: Mapping[str, Any],
    sent: bytes,
    response: Any,
    *,
    stand_ins: Mapping[str, str] | None = None,
) -> None:
    """Keep a request and its answer where it is the best one of its operation.

    Args:
        operation: as described.
        sent: body of the request.
        response: what a test was answered.
        stand_ins: words that only this test writes → those that stand for them. An example with
            such words is kept only where no other test has one.
    """
    name, status = operation["operationId"], response.status_code
    if not 200 <= status < 300 or response.streaming:
        return
    stable = _Stable(stand_ins or {})
    example: dict[str, Any] = {"status": str(status)}
    if sent and JSON in operation.get("requestBody", {}).get("content", {}):
        try:
            example["request"] = stable.value(json.loads(sent))
        except ValueError:
            return
    if JSON in response.get("Content-Type", "") and not response.get("Content-Encoding"):
        example["response"] = stable.value(json.loads(response.content))
    size = len(json.dumps(example))
    rank = (bool(stand_ins), _is_empty(example.get("response")), size)
    if size <= MAX_SIZE and len(example) > 1 and (name not in _found or rank < _found[name][0]):
        _found[name] = (rank, example)


def _is_empty(answer: object) -> bool:
    return isinstance(answer, dict) and answer.get("results") == []


class _Stable:
    """Replaces what differs from run to run, the same by the same."""

    def __init__(self, stand_ins: Mapping[str, str]) -> None:
        self._keys: dict[int, int] = {}
        self._stand_ins = stand_ins

    def value(self, given: Any, name: str = "") -> Any:
        if isinstance(given, dict):
            return {self._text(key, ""): self.value(one, key) for key, one in given.items()}
        if isinstance(given, list):
            return [self.value(one, name) for one in given[:MAX_ROWS]]
        if isinstance(given, str):
            return self._text(given, name)
        if isinstance(given, float):
            return round(given, 3)
        is_key = name in _KEYS or name.endswith(("_id", "_ids"))
        if type(given) is int and (is_key or given >= MIN_MADE_UP_KEY):
            return self._key(given)
        return given

    def _key(self, given: int) -> int:
        return self._keys.setdefault(given, 100 + len(self._keys))

    def _text(self, text: str, name: str) -> str:
        if text and name.endswith(_SECRETS) and name != "external_id_key":
            return "example"
        if _MOMENT.fullmatch(text):
            return "2026-03-02T09:30:00Z"
        text = _UUID.sub("7d444840-9dc0-11d1-b245-5ffdce74fad2", text)
        text = _FORM_TOKEN.sub("/inbound/example/", _KEY_START.sub("example", text))
        text = _MADE_UP_KEY.sub(lambda found: str(self._key(int(found[0]))), text)
        for word, stand_in in self._stand_ins.items():
            text = text.replace(word, stand_in)
        parts = urlsplit(text)
        if parts.hostname in {"testserver", "127.0.0.1"}:
            cursor = "?cursor=cD0xMDE%3D" if "cursor=" in parts.query else ""
            path = re.sub(r"/\d+", "/100", parts.path)
            return f"https://leadqual.example{path}{cursor}"
        return text[:MAX_LETTERS]


def write(misfits: Callable[[str, dict[str, Any]], Sequence[str]]) -> None:
    """Write the file: what was recorded before stays where it fits the description.

    Args:
        misfits: says in which ways an example of an operation does not fit.
    """
    stored = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    new = {name: example for name, (_, example) in _found.items()}
    kept = {name: example for name, example in stored.items() if not misfits(name, example)}
    fitting = {name: example for name, example in new.items() if not misfits(name, example)}
    text = json.dumps(fitting | kept, ensure_ascii=False, sort_keys=True, indent=1)
    EXAMPLES.write_text(text + "\n", encoding="utf-8")

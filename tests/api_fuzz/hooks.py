"""What schemathesis cannot know from the description: keys of changes, and rules no schema says.

Named by `schemathesis.toml`; `exceptions.toml` lists the rules, each with its reason.
"""

import re
import tomllib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

import schemathesis
from schemathesis import Case, Response
from schemathesis.checks import CheckContext
from schemathesis.core.failures import AcceptedNegativeData
from schemathesis.openapi.checks import RejectedPositiveData
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

EXCEPTIONS = Path(__file__).with_name("exceptions.toml")
ONCE = "Idempotency-Key"
_UUID = re.compile(r"[0-9A-Fa-f]{8}-?([0-9A-Fa-f]{4}-?){3}[0-9A-Fa-f]{12}")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that refuses what the description calls valid.

    Args:
        operation: method and path; `*` stands for any letters.
        code: of the problem, or of one value in its `errors`.
        value: parameter or JSON pointer; any where the code alone says enough.
        reason: why no schema says it.
    """

    operation: str
    code: str
    reason: str
    value: str = "*"

    def is_about(self, label: str, code: str, value: str) -> bool:
        """Return whether it refused this."""
        given = ((label, self.operation), (code, self.code), (value, self.value))
        return all(fnmatchcase(one, pattern) for one, pattern in given)


@cache
def rules() -> list[Rule]:
    """Return the listed rules."""
    return [Rule(**one) for one in tomllib.loads(EXCEPTIONS.read_text("utf-8"))["rule"]]


@cache
def accepted() -> list[str]:
    """Return the operations that answer a success where parts of the body are invalid."""
    return [one["operation"] for one in tomllib.loads(EXCEPTIONS.read_text("utf-8"))["accepted"]]


@schemathesis.hook
def before_call(context: Any, case: Case[Any], kwargs: Any) -> None:
    """Give each change a key of its own: a repeated one means the change before."""
    if _UUID.fullmatch(str(case.headers.get(ONCE))):
        case.headers[ONCE] = str(uuid.uuid4())


@schemathesis.check
def valid_is_taken(ctx: CheckContext, response: Response, case: Case[Any]) -> bool | None:
    """Refuse nothing valid, unless a listed rule says so."""
    try:
        return positive_data_acceptance(ctx, response, case)
    except RejectedPositiveData:
        if is_listed(case.operation.label, response):
            return None
        raise


@schemathesis.check
def invalid_is_refused(ctx: CheckContext, response: Response, case: Case[Any]) -> bool | None:
    """Take nothing invalid, unless it is listed.

    An empty parameter is as if it were left out; where a record changed meanwhile, no body is read.
    """
    try:
        return negative_data_rejection(ctx, response, case)
    except AcceptedNegativeData:
        label = case.operation.label
        if response.status_code == HTTPStatus.PRECONDITION_FAILED or _has_empty(case.query or {}):
            return None
        if any(fnmatchcase(label, one) for one in accepted()):
            return None
        raise


def _has_empty(query: Mapping[str, Any]) -> bool:
    """Return whether the last value of a parameter is empty, as if it were left out."""
    return any(one == "" or (isinstance(one, list) and one[-1:] == [""]) for one in query.values())


def is_listed(label: str, response: Any) -> bool:
    """Return whether listed rules explain a refusal whole."""
    if response.status_code not in {400, 410, 412, 422}:
        return False
    problem = response.json()
    errors = problem.get("errors") or [{"code": problem["code"]}]
    return all(
        any(
            one.is_about(label, error["code"], error.get("pointer") or error.get("parameter") or "")
            for one in rules()
        )
        for error in errors
    )

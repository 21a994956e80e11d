"""Every kind of problem that the code can answer with: code → statuses."""

import ast
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from rest_framework.exceptions import APIException

import leadqual
from leadqual.accounts.keys.state import KeyState
from leadqual.core.errors import LeadqualError
from leadqual.core.requests.unread_requests import ERROR_RESPONSES
from leadqual.core.servers_away import Away

_NO_PART = (".migrations", "leadqual.celery", "leadqual.wsgi", "leadqual.cli")
_OF_OTHERS = {
    *("error", "not_acceptable", "not_here"),
    *("backup", "backup_damaged", "backup_journal", "restore_refused"),
}
"""Bases, and what the API never answers: it takes any `Accept`, and verdicts of a browser that was
offline come by a page. Backups are commands and jobs."""
_UNAUTHORIZED, _UNAVAILABLE = 401, 503
_STATUS_OF_INVALID = 422
"""Views answer 422 where REST framework says 400."""


def problem_codes() -> dict[str, set[int]]:
    """Return the codes of all errors, those of the framework that the API uses included."""
    for module in pkgutil.walk_packages(leadqual.__path__, "leadqual."):
        if not any(part in module.name for part in _NO_PART):
            import_module(module.name)
    found: dict[str, set[int]] = {}
    for kind in _below(LeadqualError):
        if kind.__module__.startswith("leadqual."):
            found.setdefault(kind.code, set()).add(kind.status)
    for kind in _below(APIException):
        if kind.__module__.startswith(("leadqual.", "rest_framework.")):
            found.setdefault(kind.default_code, set()).add(kind.status_code)
    for code, status in (*_without_classes(), *_of_calls()):
        found.setdefault(code, set()).add(status)
    found["invalid"] = {_STATUS_OF_INVALID}
    return {code: statuses for code, statuses in found.items() if code not in _OF_OTHERS}


def _without_classes() -> Iterator[tuple[str, int]]:
    """Yield codes with their status that no class of errors has."""
    yield from ((state.value, _UNAUTHORIZED) for state in KeyState if not state.works)
    yield from ((away.value, _UNAVAILABLE) for away in Away)
    yield from ((code, status) for _, status, code, _ in ERROR_RESPONSES)


def _of_calls() -> Iterator[tuple[str, int]]:
    """Yield code and status of each `LeadqualError(message, code="…", status=…)`."""
    for path in Path(leadqual.__path__[0]).rglob("*.py"):
        text = path.read_text()
        for call in ast.walk(ast.parse(text)) if " LeadqualError(" in text else ():
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "LeadqualError":
                given = {word.arg: word.value for word in call.keywords}
                if "code" in given:
                    yield ast.literal_eval(given["code"]), ast.literal_eval(given["status"])


def _below(base: type[Any]) -> Iterator[Any]:
    for kind in base.__subclasses__():
        yield kind
        yield from _below(kind)

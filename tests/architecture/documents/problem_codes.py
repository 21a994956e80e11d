"""Every kind of problem that the code can answer with: code → statuses."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from rest_framework.exceptions import APIException

import leadqual
from leadqual.core.errors import LeadqualError

_NO_PART = (".migrations", "leadqual.celery", "leadqual.wsgi", "leadqual.cli")
_OF_OTHERS = {"error", "not_acceptable"}
"""Bases, and what the API never answers: it takes any `Accept`."""
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
    found["invalid"] = {_STATUS_OF_INVALID}
    return {code: statuses for code, statuses in found.items() if code not in _OF_OTHERS}


def _below(base: type[Any]) -> Iterator[Any]:
    for kind in base.__subclasses__():
        yield kind
        yield from _below(kind)

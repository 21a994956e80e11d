"""Query parameters are those that the description of the API names, with the values it allows.

A misspelled one would otherwise count as left out, and nobody would know. The table is made from
`docs/api/openapi.yaml` by `make client`.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from leadqual.core.api.field_errors import ChoiceDetail, error_with_choices
from leadqual.core.api.operations import TimeParameter

SINCE = OpenApiParameter(
    "since",
    OpenApiTypes.DATETIME,
    description="Only what came at or after this time. Let spans overlap by a minute.",
)

TABLE = Path(__file__).parent / "schema" / "query_parameters.json"
_SHOWN = 60
_YES_OR_NO = ["false", "true"]
_ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")


def check_parameters(request: Request) -> None:
    """Refuse parameters, and values of parameters, that the operation does not take.

    Raises:
        ValidationError: names them, what is allowed and what is nearest.
    """
    given = request.query_params
    match = request._request.resolver_match
    if not given or match is None:
        return
    known = _table().get(f"{request.method} {_path_of(match.route)}")
    if known is None:
        return
    errors: dict[str, Any] = {}
    for name, values in given.lists():
        if name not in known:
            errors[name] = [
                ChoiceDetail("Unknown parameter.", "unknown_parameter", sent=name, allowed=known)
            ]
        elif allowed := known[name]:
            errors[name] = [
                _unknown_value(value, allowed)
                for value in values
                if value and not _is_one_of(value, allowed)  # An empty one counts as left out.
            ]
    if errors := {name: details for name, details in errors.items() if details}:
        raise error_with_choices(errors)


def is_asked(request: Request, name: str) -> bool:
    """Return whether a parameter that `check_parameters` took is true; one left out is not."""
    return request.query_params.get(name, "").lower() == "true"


def _is_one_of(value: str, allowed: Sequence[str]) -> bool:
    is_yes_or_no = allowed == _YES_OR_NO  # Python programs send `True`.
    return (value.lower() if is_yes_or_no else value) in allowed


def _unknown_value(value: str, allowed: Sequence[str]) -> ChoiceDetail:
    words = f"“{value[:_SHOWN]}” is not one of the allowed values."
    return ChoiceDetail(words, "invalid_choice", sent=value, allowed=allowed)


@cache
def _table() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Return operation → name of each parameter → its values, none where any text may be one."""
    table: Mapping[str, Mapping[str, Sequence[str]]] = json.loads(TABLE.read_text("utf-8"))
    return table


@cache
def _path_of(route: str) -> str:
    return "/" + _ARGUMENT.sub(r"{\1}", route)


def asked_time(request: Request, name: str = SINCE.name) -> datetime | None:
    """Return the time that a request names; None where it names none.

    Raises:
        ValidationError: it is no time.
    """
    if name not in request.query_params:
        return None
    try:
        asked: datetime = TimeParameter().run_validation(request.query_params[name])
    except ValidationError as error:
        raise ValidationError({name: error.detail}) from error
    return asked

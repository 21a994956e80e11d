"""Operations of view sets: one decorated method each, with its address, body and answer."""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path
from django.urls.resolvers import RoutePattern
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from leadqual.core.api.field_errors import ChoiceDetail, error_with_choices, nest_problems
from leadqual.core.api.pages import CursorPages
from leadqual.core.api.request_bodies import add_choices
from leadqual.core.requests.readable_values import problems_in

if TYPE_CHECKING:
    from rest_framework.viewsets import ViewSetMixin

Body = Mapping[str, Any]
"""The values of a body, or of query parameters, after validation."""

_SPACE_FOR_PLUS = re.compile(r"\d\d:\d\d\S* \d\d:?\d\d$")
SINCE_HELP = "Only what came at or after this time. Let spans overlap by a minute."


@dataclass(frozen=True, slots=True)
class Deprecation:
    """Since when an operation is deprecated, the day on which it goes, and what to use instead."""

    since: date
    sunset: date
    instead: str

    def headers(self) -> dict[str, str]:
        """Return the headers `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and `Link`."""
        since, sunset = (datetime.combine(day, time(), UTC) for day in (self.since, self.sunset))
        return {
            "Deprecation": f"@{int(since.timestamp())}",
            "Sunset": format_datetime(sunset, usegmt=True),
            "Link": f'<{self.instead}>; rel="successor-version"',
        }


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address.

    Args:
        method: of HTTP, in small letters.
        route: the address below `/api/v1/`.
        body: serializer of what is sent; its values come as the argument `body`.
        query: parameters; their values come as the argument `query`, or filter the rows of a list.
        returns: serializer of the answer; without one and without `lists` it is 204.
        lists: serializer of a row; the answer is a page of what the method returns.
        pages: how a list is read, or an answer that has more than a page.
        role: at least this role of the member; None for that of the view set.
        scope: of a key; None for that of the view set.
        has_etag: the answer of `GET` has a tag that `If-Match` of a write is compared with.
        answers_record: it answers as `GET` of the record does, and with the same tag.
        needs_current_secret: not with the secret of a key that was rotated.
        further_errors: statuses of errors besides the usual ones.
        parsers: of the body, where it is not JSON.
        deprecated: that it will go; each answer says when.
        body_type: dataclass that the method takes as `body`; None where it takes a mapping.
    """

    method: str
    route: str
    body: type[serializers.Serializer[Any]] | None = None
    query: "type[Query] | None" = None
    returns: type[serializers.BaseSerializer[Any]] | None = None
    lists: type[serializers.BaseSerializer[Any]] | None = None
    pages: type[CursorPages] | None = None
    status: int = 200
    role: str | None = None
    scope: str | None = None
    has_etag: bool | None = None
    answers_record: bool | None = None
    needs_current_secret: bool | None = None
    further_errors: tuple[int, ...] | None = None
    parsers: Sequence[Any] | None = None
    deprecated: Deprecation | None = None
    body_type: Callable[..., Any] | None = None

    @property
    def described_answers(self) -> dict[int, Any]:
        """Return the serializer of the answer by its status, None where there is no body."""
        if self.lists is not None:
            return {self.status: self.lists(many=True)}
        return {self.status: self.returns} if self.returns else {204: None}

    @property
    def parameters(self) -> list[str]:
        """Return the names of the query parameters that it takes."""
        of_pages = [CursorPages.cursor_query_param, CursorPages.page_size_query_param]
        is_page = self.lists or self.pages
        own = self.query._declared_fields if self.query else ()
        return [*own, *(of_pages if is_page else ())]


def operation(method: str, route: str, **settings: Any) -> Callable[[Any], Any]:
    """Make a method of a view set an operation, named as the method.

    The method declares the arguments that it needs: `body`, `query`, keys of the address, and the
    record of the view set by its `key` or as `record`; it is looked for before the body is read.
    A `body` that is annotated with a dataclass comes as one.
    What it returns is written by `returns` or `lists`.
    """

    def decorate(work: Callable[..., Any]) -> Callable[..., HttpResponseBase]:
        parameters = inspect.signature(work).parameters
        wanted = list(parameters)[1:]
        body_type: Any = parameters["body"].annotation if "body" in wanted else None
        if is_dataclass(body_type):
            settings["body_type"] = body_type
        created = Operation(method, route, **settings)

        @wraps(work)
        def handler(view: Any, _request: Request, **keys: object) -> HttpResponseBase:
            answer: HttpResponseBase = view.run(created, partial(work, view), wanted, keys)
            return answer

        handler.operation = created  # type: ignore[attr-defined]  # read by `operation_of`
        return handler

    return decorate


get = partial(operation, "get")
post = partial(operation, "post")
put = partial(operation, "put")
patch = partial(operation, "patch")
delete = partial(operation, "delete")


def listing(route: str, lists: Any, text: str, **settings: Any) -> Any:
    """Return the operation that lists the rows of a view set."""

    def work(self: Any) -> Any:
        return self.get_queryset()

    work.__doc__ = text
    return get(route, lists=lists, **settings)(work)


def reading(route: str, returns: Any, text: str, **settings: Any) -> Any:
    """Return the operation that reads one record of a view set."""

    def work(self: Any) -> Any:
        return self.get_object()

    work.__doc__ = text
    return get(route, returns=returns, **settings)(work)


def routes(*view_sets: "type[ViewSetMixin]") -> list[URLPattern]:
    """Return the addresses of all operations of view sets, each named as its first operation."""
    patterns = []
    for view_set in view_sets:
        actions: dict[str, dict[str, str]] = {}
        parsers: dict[str, Sequence[Any]] = {}
        for name, found in _operations(view_set):
            actions.setdefault(found.route, {})[found.method] = name
            if found.parsers is not None:
                parsers[found.route] = found.parsers
        for route, methods in actions.items():
            settings = {"parser_classes": parsers[route]} if route in parsers else {}
            view = view_set.as_view(methods, **settings)  # type: ignore[arg-type]  # any method
            patterns.append(path(route, view, name=next(iter(methods.values()))))
    return patterns


def group_patterns(patterns: Sequence[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """Return patterns that find the same, grouped by their first part.

    Args:
        patterns: without a leading slash. What begins with a variable, or has one part alone, stays
            as it is. Groups come in the order of their first pattern: no pattern may also fit an
            address of another group.
    """
    found: list[URLPattern | URLResolver] = []
    groups: dict[str, list[URLPattern | URLResolver]] = {}
    for pattern in patterns:
        first, slash, rest = str(pattern.pattern).partition("/")
        if not (isinstance(pattern, URLPattern) and slash and rest) or "<" in first:
            found.append(pattern)
            continue
        if first not in groups:
            group = groups[first] = list[URLPattern | URLResolver]()
            found.append(path(f"{first}/", include(group)))
        route = RoutePattern(rest, name=pattern.name, is_endpoint=True)
        groups[first].append(
            URLPattern(route, pattern.callback, pattern.default_args, pattern.name)
        )
    return found


def _operations(view_set: type) -> Iterator[tuple[str, Operation]]:
    names = dict.fromkeys(name for kind in reversed(view_set.__mro__) for name in vars(kind))
    for name in names:
        found = getattr(getattr(view_set, name, None), "operation", None)
        if isinstance(found, Operation):
            yield name, found


def view_of(callback: Any) -> Any:
    """Return the view of an address, before any request."""
    view = callback.cls(**getattr(callback, "initkwargs", {}))
    view.action_map = getattr(callback, "actions", None) or {}
    return view


def operation_of(view: Any, method: str) -> Operation | None:
    """Return the operation of a view set for a method of HTTP; None for other views."""
    name = (getattr(view, "action_map", None) or {}).get(method.lower(), "")
    return getattr(getattr(view, name, None), "operation", None)


def setting_of(view: Any, method: str, name: str, default: Any = None) -> Any:
    """Return a setting of an operation, else that of its view, else the default."""
    found = getattr(operation_of(view, method), name, None)
    return getattr(view, name, default) if found is None else found


class Query(serializers.Serializer[Any]):
    """Parameters of an operation; the `source` of one is the lookup of the rows that it finds."""

    @classmethod
    def read(cls, request: Request) -> Body:
        """Return the values by source, without parameters that are left out.

        One that is empty counts as left out, unless its field allows blank.

        Raises:
            ValidationError: names what is wrong, with the values allowed.
        """
        given: dict[str, object] = {}
        for name, field in cls._declared_fields.items():
            is_list = isinstance(field, serializers.ListField)
            takes_blank = getattr(getattr(field, "child", field), "allow_blank", False)
            sent = request.query_params.getlist(name)
            if values := [value for value in sent if value or takes_blank]:
                given[name] = values if is_list else values[-1]
        query = cls(data=given)
        if not query.is_valid():
            raise error_with_choices(add_choices(query, query.errors))
        found: Body = query.validated_data
        given = {name: found.get(str(field.source)) for name, field in query.fields.items()}
        if problems := dict(problems_in(given)):
            raise ValidationError(nest_problems(problems))
        return found


class BooleanParameter(serializers.BooleanField):
    """`true` or `false`, in any case: Python programs send `True`."""

    choices = ("false", "true")
    default_error_messages = {"invalid_choice": '"{input}" is not one of the allowed values.'}

    def to_internal_value(self, value: str) -> bool:  # type: ignore[override]  # texts alone
        if value.lower() not in self.choices:
            self.fail("invalid_choice", input=value)
        return value.lower() == "true"


class TimeParameter(serializers.DateTimeField):
    """A time in an address, where a `+` that is not escaped arrives as a space."""

    def to_internal_value(self, value: str) -> datetime:  # type: ignore[override]  # texts alone
        """Read the time.

        Raises:
            ValidationError: it is no time; says so where the `+` of its time zone was lost.
        """
        try:
            return super().to_internal_value(value)
        except ValidationError:
            if not _SPACE_FOR_PLUS.search(value):
                raise
            words = "The + of the time zone arrived as a space. Send it as %2B."
            raise ValidationError(words, "invalid") from None


def check_parameters(request: Request, known: Sequence[str]) -> None:
    """Refuse parameters that an operation does not take: a misspelled one would be passed over.

    Raises:
        ValidationError: names them, what is allowed and what is nearest.
    """
    unknown = [name for name in request.query_params if name not in known]
    text, code = "Unknown parameter.", "unknown_parameter"
    if unknown:
        raise error_with_choices(
            {name: [ChoiceDetail(text, code, sent=name, allowed=known)] for name in unknown}
        )

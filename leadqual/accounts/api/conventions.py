"""What holds for every view of the API without a word in it.

Known query parameters only, `Idempotency-Key` on writes, `ETag` and `If-Match` where a view has
`has_etag`, headers of deprecated operations. `leadqual/urls.py` puts it behind each view.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, cast

from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver
from rest_framework import status
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.idempotency import answer_once
from leadqual.accounts.api.permissions import ApiRequest
from leadqual.core.api.deprecation import deprecation_of
from leadqual.core.api.entity_tags import ChangedSinceReadError, is_unchanged, names, tag_of
from leadqual.core.api.query_parameters import check_parameters
from leadqual.core.requests.repeated import answer_again

Handler = Callable[..., HttpResponseBase]
_OF_RECORDS = {status.HTTP_200_OK, status.HTTP_201_CREATED}


class Conventional(APIView):
    """The conventions, put behind a view: what it says itself counts more.

    Attributes:
        has_etag: answers of `GET` have a tag that `If-Match` of a write is compared with.
        answers_record: writes answer as `GET` of such a record does, and with the same tag.
    """

    has_etag = False
    answers_record = False

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let the caller in, check the parameters, then wrap the handler of this one request."""
        super().initial(request, *args, **kwargs)
        check_parameters(request)
        name = (request.method or "").lower()
        handler: Handler | None = getattr(self, name, None)
        if handler is None or request.method in {"HEAD", "OPTIONS"}:
            return
        if request.method not in SAFE_METHODS:
            handler = partial(self._write, handler)
        setattr(self, name, partial(self._answer, handler))

    def _answer(self, handler: Handler, request: Request, **kwargs: Any) -> HttpResponseBase:
        """Answer from the start again where another request was faster."""
        return answer_again(request, partial(handler, request, **kwargs))

    def _write(self, handler: Handler, request: ApiRequest, **kwargs: Any) -> HttpResponseBase:
        write = partial(handler, request, **kwargs)
        if self.has_etag and request.headers.get("If-Match"):
            write = partial(self._write_matched, write, request, kwargs)
        return answer_once(request, write)

    def _write_matched(
        self,
        write: Callable[[], HttpResponseBase],
        request: ApiRequest,
        kwargs: dict[str, Any],
    ) -> HttpResponseBase:
        """Make a write if the record is as it was read; one after the other."""
        with transaction.atomic():
            self.hold_record(request, **kwargs)
            now = cast("Any", self).get(request, **kwargs)
            is_there = now.status_code == status.HTTP_200_OK
            if is_there and not names(request.headers["If-Match"], tag_of(now.data)):
                raise ChangedSinceReadError
            return write()

    def hold_record(self, request: ApiRequest, **kwargs: Any) -> None:
        """Let nobody else change the record until the end of the transaction.

        A view whose record is changed by pages too locks its row as well.
        """
        with connection.cursor() as cursor:
            address = f"{request.workspace.pk}:{request.path}"
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [address])

    def finalize_response(
        self,
        request: Request,
        response: Any,
        *args: Any,
        **kwargs: Any,
    ) -> Any:
        """Add the tag, and what is said of a deprecated operation."""
        is_write = request.method not in SAFE_METHODS
        has_tag = self.has_etag or (self.answers_record and is_write)
        if has_tag and isinstance(response, Response):
            response = _tagged(request, response)
        handler = getattr(type(self), (request.method or "").lower(), None)
        if deprecation := deprecation_of(handler):
            for name, value in deprecation.headers().items():
                response.headers.setdefault(name, value)
        return super().finalize_response(request, response, *args, **kwargs)


def _tagged(request: Request, response: Response) -> Response:
    if response.status_code not in _OF_RECORDS or request.method == "DELETE":
        return response
    tag = tag_of(response.data)
    if request.method in SAFE_METHODS and is_unchanged(request, tag):
        response = Response(status=status.HTTP_304_NOT_MODIFIED)
    response.headers["ETag"] = tag
    return response


def conventional(
    patterns: Sequence[URLPattern | URLResolver],
) -> list[URLPattern | URLResolver]:
    """Return the addresses of the API with the conventions behind each view."""
    return [_with_conventions(one) if isinstance(one, URLPattern) else one for one in patterns]


def _with_conventions(pattern: URLPattern) -> URLPattern:
    view = getattr(pattern.callback, "cls", None)
    if view is None:
        return pattern
    names_of_class = {"__module__": view.__module__, "__doc__": view.__doc__}
    made: type[APIView] = type(view.__name__, (view, Conventional), names_of_class)
    callback = made.as_view(**getattr(pattern.callback, "initkwargs", {}))
    return URLPattern(pattern.pattern, callback, pattern.default_args, pattern.name)

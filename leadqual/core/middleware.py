"""What holds for every request: policies of pages, errors turned into answers."""

import logging
from collections.abc import Callable

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from leadqual.core.errors import LeadqualError

logger = logging.getLogger(__name__)
Handler = Callable[[HttpRequest], HttpResponse]
# The admin's theme needs inline styles and eval; the pages of the product never do.
_ADMIN_POLICY = {
    "script-src": [SELF, UNSAFE_EVAL, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
}
_DOCS_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:"],
    "worker-src": [SELF, "blob:"],
}


class AdminPolicyMiddleware:
    """Give the admin and the API page a content security policy of their own."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Loosen the policy for two address prefixes, for nothing else."""
        response = self.get_response(request)
        if request.path.startswith("/admin/"):
            response._csp_update = _ADMIN_POLICY  # type: ignore[attr-defined]  # read by django-csp
        elif request.path.startswith("/api/docs"):
            response._csp_update = _DOCS_POLICY  # type: ignore[attr-defined]  # read by django-csp
        return response


class ErrorMiddleware:
    """Turn a LeadqualError of a page into an answer that says what to do."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer with the message of the error; other errors take their usual way."""
        if not isinstance(error, LeadqualError):
            return None
        logger.info("request refused", extra={"code": error.code, "path": request.path})
        context = {"message": error.message, "code": error.code}
        return render(request, "errors/refused.html", context, status=error.status)

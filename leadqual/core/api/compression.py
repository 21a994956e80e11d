"""Compresses the JSON of the API, and nothing else.

Pages stay as they are: they show what a request said beside secrets of the session, whose length
would tell (BREACH). Answers of the API hold no such secret, and Django pads them by chance.
"""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

MIN_BYTES = 1_000


class ApiGZipMiddleware(GZipMiddleware):
    """Compress JSON of a kilobyte and more for programs that take it."""

    def process_response(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
    ) -> HttpResponseBase:
        """Compress an answer of the API, or leave it."""
        is_json = response.get("Content-Type", "").partition(";")[0].endswith("json")
        content = getattr(response, "content", b"")
        if not request.path.startswith("/api/") or not is_json or len(content) < MIN_BYTES:
            return response
        compressed: HttpResponseBase = super().process_response(request, response)
        return compressed

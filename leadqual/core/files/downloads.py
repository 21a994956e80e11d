"""Downloads that are streamed while they are generated."""

from collections.abc import Iterable

from django.http import StreamingHttpResponse

CSV = "text/csv; charset=utf-8"


def download(
    blocks: Iterable[str] | Iterable[bytes], *, name: str, content_type: str
) -> StreamingHttpResponse:
    """Return a streaming response with a file that is never cached.

    Args:
        blocks: content of the file, generated as it is sent.
        name: of the file.
        content_type: including the charset for text.
    """
    return StreamingHttpResponse(
        blocks,
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
            "X-Accel-Buffering": "no",  # Turns off buffering in the proxy.
        },
    )

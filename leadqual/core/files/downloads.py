"""Files that people download, sent block by block while they are made."""

from collections.abc import Iterable

from django.http import StreamingHttpResponse

CSV = "text/csv; charset=utf-8"


def download(
    blocks: Iterable[str] | Iterable[bytes], *, name: str, content_type: str
) -> StreamingHttpResponse:
    """Answer with a file that no cache keeps.

    Args:
        blocks: of the file, in order; made as they are sent.
        name: of the file.
        content_type: with the charset where it is text.
    """
    return StreamingHttpResponse(
        blocks,
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
            "X-Accel-Buffering": "no",  # A proxy passes the blocks on as they come.
        },
    )

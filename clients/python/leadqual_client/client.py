"""The client: one method for each operation of the API, and paging."""

import time
from collections.abc import Callable, Iterator, Mapping
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from leadqual_client.operations import Operations
from leadqual_client.transport import Retries, Transport

TIMEOUT = 60.0


class LeadQual(Operations):
    """A connection to the workspace of an API key.

    Args:
        address: of the installation, as `https://leadqual.example`.
        key: an API key with the scopes that the calls need.
        retries: of failed requests.
        timeout: seconds for a connection, and for each part of an answer.
        sleep: waits between retries; only tests give another one.
    """

    def __init__(
        self,
        address: str,
        *,
        key: str,
        retries: Retries | None = None,
        timeout: float = TIMEOUT,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        retries = retries or Retries()
        super().__init__(Transport(address, key, retries=retries, timeout=timeout, sleep=sleep))

    def __enter__(self) -> Self:
        """Return itself; leaving closes its connections."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close its connections."""
        self.close()

    def close(self) -> None:
        """Close its connections."""
        self._transport.close()

    def each(
        self,
        operation: Callable[..., Any],
        *path: Any,
        **query: Any,
    ) -> Iterator[Any]:
        """Yield every row of a paged list, one page after the other.

        Args:
            operation: a method that returns a page, such as `list_contacts`.
            path: its values in the path.
            query: its filters.
        """
        while True:
            page: Mapping[str, Any] = operation(*path, **query)
            yield from page["results"]
            if not page.get("next"):
                return
            query["cursor"] = parse_qs(urlsplit(page["next"]).query)["cursor"][0]

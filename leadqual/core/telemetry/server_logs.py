"""Lines of the web server itself, as JSON like all others."""

import logging
import re
from typing import Any

from gunicorn.config import Config
from gunicorn.glogging import Logger

from leadqual.core.logs import JsonFormatter
from leadqual.core.requests.request_ids import HEADER

_QUERY = re.compile(r"\?\S*")
_SECRET = re.compile(r"(?<=/)(?:[^/]*@[^/]*|[^/]{24,})")
"""A part of an address that may be an email, a name or the secret of a link."""


class _ServerFormatter(JsonFormatter):
    """Leaves the query of an address out of what gunicorn says of a request that failed."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line of JSON."""
        record.msg, record.args = _QUERY.sub("", record.getMessage()), None
        return super().format(record)


class ServerLogger(Logger):  # type: ignore[misc]  # has no types
    """Writes errors, and with `--access-logfile` a line for each request, without its query."""

    def setup(self, cfg: Config) -> None:
        """Give each handler the format of the product."""
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                handler.setFormatter(_ServerFormatter())

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> None:
        """Write that a request was answered, with its ID."""
        if not self.cfg.accesslog:
            return
        headers = {str(name).lower(): str(value) for name, value in resp.headers}
        self.access_log.info(
            "request answered",
            extra={
                "request_id": headers.get(HEADER.lower(), ""),
                "method": environ.get("REQUEST_METHOD", ""),
                "path": _plain(environ.get("PATH_INFO", "")),
                "status": int(str(resp.status).split(" ", 1)[0]),
                "milliseconds": round(1_000 * request_time.total_seconds(), 1),
            },
        )


def _plain(path: str) -> str:
    return path if path.startswith("/static/") else _SECRET.sub("…", path)

"""Requests to addresses outside leave through one client.

Libraries that could make requests of their own are kept from it elsewhere: sentence-transformers
and Hugging Face load from disk alone, tldextract has its list in the package and fetches none.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[4]
PACKAGES = ("leadqual", "classifiers", "facet_index", "recommender", "launcher")
CLIENT = Path("leadqual/core/outgoing")
TALKS_TO_ITS_OWN = {
    Path("launcher/supervision/programs.py"),
    Path("leadqual/cli/files/stores.py"),
    Path("leadqual/core/files/file_store.py"),
    Path("leadqual/backups/archive/backup_places.py"),
}
"""Asks the web server that it has started on this machine whether it answers; fetches files that
whoever runs a command names; reads and writes the stores that the operator names."""
HTTP = (
    *("urllib.request", "http.client", "requests", "httpx", "httpx2", "httpcore", "httpcore2"),
    *("urllib3", "aiohttp", "ftplib", "xmlrpc.client", "websockets", "pycurl", "tornado"),
    *("fsspec", "s3fs", "boto3", "botocore"),
)

_ROOTS = {name.split(".")[0] for name in HTTP}
_MAY = re.compile(rf"^\s*(?:from|import)\s.*\b(?:{'|'.join(_ROOTS)})\b", re.M)


def imported(path: Path) -> Iterator[str]:
    source = path.read_text(encoding="utf-8")
    if not any(name in source for name in _ROOTS) or not _MAY.search(source):
        return  # Parsing takes much longer.
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def makes_requests(name: str) -> bool:
    if name.startswith("requests.exceptions"):  # Names of errors alone make none.
        return False
    return any(name == module or name.startswith(f"{module}.") for module in HTTP)


def test_only_the_client_makes_requests() -> None:
    found = {
        path.relative_to(ROOT)
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if any(map(makes_requests, imported(path)))
    }

    outside = {path for path in found if not path.is_relative_to(CLIENT)}
    assert outside == TALKS_TO_ITS_OWN
    assert found - outside

"""Static files as they are served: one stylesheet for each entry, and names with a hash.

`css/base.css`, `css/components.css` and `css/pages.css` are entries: each names the order of the
layers and imports files. Browsers understand them as they stand, so that nothing
is built during development. Collecting replaces each `@import` with what it names.
"""

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from django.contrib.staticfiles.finders import find
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLESHEETS = ("css/base.css", "css/components.css", "css/pages.css")
"""The entries in the order in which pages load them."""

_IMPORT = re.compile(
    r'^@import url\("(?P<path>[^"]+)"\) layer\((?P<layer>[\w-]+)\);$', re.MULTILINE
)
_MODULE = (r'(?P<matched>from "(?P<url>\.[\w./-]+\.js)")', 'from "%(url)s"')
"""Own modules only: Django's switch also reads those of packages, some of which name no file."""


def inlined(entry: str) -> str:
    """Return a stylesheet with what it imports in its place.

    Raises:
        FileNotFoundError: it names a file that does not exist.
    """

    def content(match: re.Match[str]) -> str:
        style = _read(str(PurePosixPath(entry).parent / match["path"]))
        return f"@layer {match['layer']} {{\n{style}}}"

    return _IMPORT.sub(content, _read(entry))


def imported(entry: str) -> list[str]:
    """List the files that a stylesheet imports, in its order."""
    folder = PurePosixPath(entry).parent
    return [str(folder / match["path"]) for match in _IMPORT.finditer(_read(entry))]


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # no types
    """Collects each stylesheet as one file, and modules that import each other by hashed names."""

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", (_MODULE,)))

    def post_process(  # its signature is Django's
        self,
        paths: dict[str, Any],
        dry_run: bool = False,
        **options: Any,
    ) -> Iterator[Any]:
        """Write the stylesheets whole before names are hashed; their parts are not served."""
        paths = dict(paths)
        for entry in STYLESHEETS:
            if entry not in paths:
                continue
            for part in imported(entry):
                paths.pop(part, None)
                if not dry_run:
                    self.delete(part)
            if not dry_run:
                self.delete(entry)
                self.save(entry, ContentFile(inlined(entry).encode()))
                paths[entry] = (self, entry)
        yield from super().post_process(paths, dry_run, **options)


def _read(path: str) -> str:
    found = find(path)
    if found is None:
        raise FileNotFoundError(path)
    return Path(found).read_text(encoding="utf-8")

"""Static files for production: one stylesheet per entry, and hashed names.

The entries `css/base.css`, `css/components.css` and `css/pages.css` declare the order of the layers
and import files. Browsers can use them directly, so development needs no build. `collectstatic`
replaces each `@import` with the content of the file.
"""

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from django.contrib.staticfiles.finders import find
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLESHEETS = ("css/base.css", "css/components.css", "css/pages.css")
"""The entries in loading order."""

_IMPORT = re.compile(
    r'^@import url\("(?P<path>[^"]+)"\) layer\((?P<layer>[\w-]+)\);$', re.MULTILINE
)
_MODULE = (r'(?P<matched>from "(?P<url>\.[\w./-]+\.js)")', 'from "%(url)s"')
"""For our modules only; Django's option includes packages, some with imports that match no file."""


def inline_imports(entry: str) -> str:
    """Return a stylesheet with its imports inlined.

    Raises:
        FileNotFoundError: an imported file does not exist.
    """

    def content(match: re.Match[str]) -> str:
        style = _read(str(PurePosixPath(entry).parent / match["path"]))
        return f"@layer {match['layer']} {{\n{style}}}"

    return _IMPORT.sub(content, _read(entry))


def list_imports(entry: str) -> list[str]:
    """Return the files that a stylesheet imports, in order."""
    folder = PurePosixPath(entry).parent
    return [str(folder / match["path"]) for match in _IMPORT.finditer(_read(entry))]


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # no types
    """Bundles stylesheets, and makes modules import each other by hashed names."""

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", (_MODULE,)))

    def post_process(  # Django's signature
        self,
        paths: dict[str, Any],
        dry_run: bool = False,
        **options: Any,
    ) -> Iterator[Any]:
        """Bundle the stylesheets before names are hashed; their parts are not served."""
        paths = dict(paths)
        for entry in STYLESHEETS:
            if entry not in paths:
                continue
            for part in list_imports(entry):
                paths.pop(part, None)
                if not dry_run:
                    self.delete(part)
            if not dry_run:
                self.delete(entry)
                self.save(entry, ContentFile(inline_imports(entry).encode()))
                paths[entry] = (self, entry)
        yield from super().post_process(paths, dry_run, **options)


def _read(path: str) -> str:
    found = find(path)
    if found is None:
        raise FileNotFoundError(path)
    return Path(found).read_text(encoding="utf-8")

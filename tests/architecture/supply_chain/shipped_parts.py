"""What ships beside packages: models, scripts of others and fonts, with versions and licenses."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.supply_chain.shipped_packages import ROOT

_STATIC = ROOT / "leadqual/static"
_MODELS = ROOT / "classifiers/pretrained"


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that ships.

    Attributes:
        kind: of CycloneDX: "library", "data" or "machine-learning-model".
        files: whose content it is, below the root of the project.
    """

    name: str
    version: str
    license: str
    origin: str
    kind: str
    files: tuple[Path, ...]

    def hashes(self) -> dict[str, str]:
        """Return the SHA-256 of each file by its path."""
        return {
            str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in self.files
        }


def shipped_parts() -> list[Part]:
    """Return all of them, by name."""
    return sorted([*_models(), *_scripts()], key=lambda part: part.name)


def _models() -> Iterator[Part]:
    for manifest in _MODELS.glob("*/manifest.json"):
        told = json.loads(manifest.read_text(encoding="utf-8"))
        files = tuple(sorted(manifest.parent.glob("*")))
        origin = f"classifiers/pretrained/{manifest.parent.name}, trained by LeadQual"
        yield Part(
            f"leadqual-{told['kind']}-model",
            told["version"],
            "LicenseRef-LeadQual",
            origin,
            "machine-learning-model",
            files,
        )


def _scripts() -> Iterator[Part]:
    vendor, fonts = _STATIC / "vendor", _STATIC / "fonts"
    htmx, uplot = vendor / "htmx.min.js", vendor / "uplot.min.js"
    inter = fonts / "inter.LICENSE.txt"
    yield Part(
        "htmx",
        _version(htmx, r'version:"([\d.]+)"'),
        "0BSD",
        "https://htmx.org",
        "library",
        (htmx,),
    )
    yield Part(
        "uplot",
        _version(uplot, r"uPlot \(v([\d.]+)\)"),
        "MIT",
        "https://github.com/leeoniya/uPlot",
        "library",
        (uplot, vendor / "uplot.min.css"),
    )
    yield Part(
        "inter",
        _version(inter, r"Inter ([\d.]+),"),
        "OFL-1.1",
        "https://github.com/rsms/inter",
        "data",
        tuple(sorted(fonts.glob("inter-*.woff2"))),
    )


def _version(path: Path, pattern: str) -> str:
    (found,) = set(re.findall(pattern, path.read_text(encoding="utf-8")))
    return str(found)

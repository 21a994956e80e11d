"""What ships: packages that the product needs to run, and models, scripts and fonts beside them."""

import hashlib
import json
import platform
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PYTHONS = ("3.11.0", "3.11.3", "3.12.0", "3.13.0")
"""Versions for which packages ask for other packages."""
OF_GPU = re.compile(r"(cuda|nvidia)-|triton$")
"""Names of what the default build of torch asks for. The CPU build ships, which asks for none."""
_STATIC = ROOT / "leadqual/static"
IMAGE_EXTRAS = ("stores", "telemetry")
"""Extras of pyproject.toml that the Dockerfile installs."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that ships and is no package.

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


def direct_requirements() -> list[Requirement]:
    """Return what pyproject.toml asks for; other extras are for development, the lab and Ray."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [line for extra in IMAGE_EXTRAS for line in table["optional-dependencies"][extra]]
    return [Requirement(line) for line in (*table["dependencies"], *extras)]


@cache
def shipped_packages(
    pythons: tuple[str, ...] = (platform.python_version(),),
) -> dict[str, frozenset[str]]:
    """Return each package that ships with any of these Pythons, with the packages that it needs."""
    waiting = direct_requirements()
    found: dict[str, frozenset[str]] = {}
    asked: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        wanted = waiting.pop()
        name, extras = canonicalize_name(wanted.name), frozenset(wanted.extras)
        if (name, extras) in asked:
            continue
        asked.add((name, extras))
        needs = list(_needs(name, extras, pythons))
        names = {canonicalize_name(need.name) for need in needs}
        found[name] = found.get(name, frozenset()) | names
        waiting += needs
    return found


def _needs(name: str, extras: frozenset[str], pythons: tuple[str, ...]) -> Iterator[Requirement]:
    try:
        lines = requires(name) or ()
    except PackageNotFoundError:
        if pythons == PYTHONS:  # Only another Python needs it.
            return
        raise
    environments = [
        {
            "extra": extra,
            "python_full_version": python,
            "python_version": python.rpartition(".")[0],
        }
        for extra in ("", *extras)
        for python in pythons
    ]
    for line in lines:
        wanted = Requirement(line)
        applies = wanted.marker is None or any(map(wanted.marker.evaluate, environments))
        if applies and not OF_GPU.match(wanted.name):
            yield wanted


def locked(lock: str) -> list[tuple[Requirement, str]]:
    """Return each entry of a lock file: what it asks for, and the whole line with its hashes."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / lock).read_text(encoding="utf-8"), flags=re.M)
    entries = text.replace("\\\n", " ").splitlines()
    return [(Requirement(entry.split(" --hash=")[0].strip()), entry) for entry in entries]


def shipped_parts() -> list[Part]:
    """Return all that is no package, by name."""
    return sorted([*_models(), *_scripts()], key=lambda part: part.name)


def _models() -> Iterator[Part]:
    for manifest in (ROOT / "classifiers/pretrained").glob("*/manifest.json"):
        told = json.loads(manifest.read_text(encoding="utf-8"))
        folder = manifest.parent
        yield Part(
            name=f"leadqual-{told['kind']}-model",
            version=told["version"],
            license="LicenseRef-LeadQual",
            origin=f"classifiers/pretrained/{folder.name}, trained by LeadQual",
            kind="machine-learning-model",
            files=tuple(sorted(folder.glob("*"))),
        )


def _scripts() -> Iterator[Part]:
    vendor, fonts = _STATIC / "vendor", _STATIC / "fonts"
    htmx, uplot = vendor / "htmx.min.js", vendor / "uplot.min.js"
    version = _version(htmx, r'version:"([\d.]+)"')
    yield Part("htmx", version, "0BSD", "https://htmx.org", "library", (htmx,))
    version, files = _version(uplot, r"uPlot \(v([\d.]+)\)"), (uplot, vendor / "uplot.min.css")
    yield Part("uplot", version, "MIT", "https://github.com/leeoniya/uPlot", "library", files)
    version = _version(fonts / "inter.LICENSE.txt", r"Inter ([\d.]+),")
    faces = tuple(sorted(fonts.glob("inter-*.woff2")))
    yield Part("inter", version, "OFL-1.1", "https://github.com/rsms/inter", "data", faces)


def _version(path: Path, pattern: str) -> str:
    (found,) = set(re.findall(pattern, path.read_text(encoding="utf-8")))
    return str(found)

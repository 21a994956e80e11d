"""The packages that the product needs to run, found from pyproject.toml and what is installed."""

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import Distribution, distribution, packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[3]


@cache
def shipped_packages() -> dict[str, frozenset[str]]:
    """Return each package that the image has, with the packages that it needs itself.

    Names are canonical. Packages for development, the lab and Ray are not among them.
    """
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    waiting = [Requirement(line) for line in table["dependencies"]]
    found: dict[str, frozenset[str]] = {}
    asked: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        wanted = waiting.pop()
        name, extras = canonicalize_name(wanted.name), frozenset(wanted.extras)
        if (name, extras) in asked:
            continue
        asked.add((name, extras))
        needs = list(_needs(distribution(name), extras))
        names = {canonicalize_name(one.name) for one in needs}
        found[name] = found.get(name, frozenset()) | names
        waiting += needs
    return found


def modules_of_other_packages() -> list[str]:
    """Return the top modules that only packages for development bring."""
    shipped = shipped_packages()
    return sorted(
        module
        for module, names in packages_distributions().items()
        if not any(canonicalize_name(name) in shipped for name in names) and "/" not in module
    )


def _needs(package: Distribution, extras: frozenset[str]) -> Iterator[Requirement]:
    for line in package.requires or ():
        wanted = Requirement(line)
        environments = [{"extra": extra} for extra in ("", *extras)]
        marker = wanted.marker
        if marker is None or any(marker.evaluate(one) for one in environments):
            yield wanted

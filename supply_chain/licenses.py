"""The licenses of all packages: `make licenses` writes them.

pip-licenses reads what the packages say, `license_policy.yaml` says what is allowed.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from packaging.utils import canonicalize_name

from supply_chain.shipped import (
    OF_GPU,
    PYTHONS,
    ROOT,
    locked,
    shipped_packages,
    shipped_parts,
)

DOCUMENT = ROOT / "docs/operations/licenses.md"
_HEAD = """# Licenses

What the product ships, with the license of each part. `make licenses` writes this page. A test
holds every package, those for development too, against
`supply_chain/license_policy.yaml`, which has a reason for each exception.

## Packages

| Package | Version | License |
|---|---|---|
"""
_PARTS = """
## Models, scripts and fonts

| Part | Version | License | Comes from |
|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Package:
    """A package that is installed here.

    Attributes:
        license: SPDX expression, or what the package says where nobody has read it yet.
    """

    name: str
    version: str
    license: str


@cache
def policy() -> dict[str, Any]:
    """Return what is allowed, how packages spell it, and the exceptions."""
    path = Path(__file__).with_name("license_policy.yaml")
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


@cache
def installed_packages() -> tuple[Package, ...]:
    """Ask pip-licenses about all packages that are installed here but LeadQual.

    Libraries for a GPU are left out: they come where somebody installs the default build of torch.
    """
    program = str(Path(sys.executable).with_name("pip-licenses"))
    command = [program, "--from=mixed", "--with-system", "--format=json"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    rows = ((canonicalize_name(row["Name"]), row) for row in json.loads(done.stdout))
    return tuple(
        Package(name, row["Version"], license_of(name, row["License"]))
        for name, row in sorted(rows, key=lambda pair: pair[0])
        if name != "leadqual" and not OF_GPU.match(name)
    )


def license_of(name: str, found: str) -> str:
    """Return the SPDX expression of what a package says, or what a person read."""
    if name in policy()["packages"]:
        return str(policy()["packages"][name]["license"])
    spellings = policy()["spellings"]
    words = [spellings.get(word.strip(), word.strip()) for word in found.split(";")]
    expressions = [
        " OR ".join(spellings.get(part, part) for part in word.split(" OR ")) for word in words
    ]
    return " AND ".join(dict.fromkeys(expressions))


def is_allowed(expression: str) -> bool:
    """Say whether the policy allows one choice of an SPDX expression without parentheses."""
    allowed = set(policy()["allowed"])
    choices = expression.split(" OR ")
    return any(set(choice.split(" AND ")) <= allowed for choice in choices)


def document() -> str:
    """Return the page of licenses."""
    rows = (
        f"| {package.name} | {package.version} | {package.license} |\n" for package in _shipped()
    )
    parts = (
        f"| {part.name} | {part.version} | {part.license} | {part.origin} |\n"
        for part in shipped_parts()
    )
    return _HEAD + "".join(rows) + _PARTS + "".join(parts)


def _shipped() -> Iterator[Package]:
    """List what ships with any Python: the page is the same whichever makes it."""
    licenses = {package.name: package.license for package in installed_packages()}
    locks = (*locked("requirements.lock"), *locked("torch-cpu.lock"))
    versions = {
        requirement.name: str(requirement.specifier).removeprefix("==") for requirement, _ in locks
    }
    for name in sorted(shipped_packages(PYTHONS)):
        yield Package(name, versions[name], licenses.get(name) or license_of(name, ""))


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")

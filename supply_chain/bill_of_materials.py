"""The list of all that ships as CycloneDX: `make sbom`.

Packages come from the lock files, with their hashes, by cyclonedx-py; licenses, what needs what,
models, scripts and fonts are added. The same checkout gives the same bytes on the same platform.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.utils import canonicalize_name

from supply_chain.licenses import installed_packages
from supply_chain.shipped import (
    ROOT,
    Part,
    direct_requirements,
    locked,
    shipped_packages,
    shipped_parts,
)

VERSION = "1.6"
LOCKS = ("torch-cpu.lock", "requirements.lock")


def bill_of_materials() -> str:
    """Return the list as JSON.

    Raises:
        ValueError: it does not fit the schema of CycloneDX.
    """
    made = json.loads(_of_packages(_locked_packages()))
    licenses = {package.name: package.license for package in installed_packages()}
    for component in made["components"]:
        del component["description"]  # The line of the lock again.
        component["bom-ref"] = component["name"] = canonicalize_name(component["name"])
        component["licenses"] = [{"expression": licenses[component["name"]]}]
    made["components"] += map(_component, shipped_parts())
    made["components"].sort(key=lambda component: str(component["bom-ref"]))
    made["dependencies"] = _dependencies(made["metadata"]["component"]["bom-ref"])
    text = json.dumps(made, indent=2, sort_keys=True) + "\n"
    error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if error is not None:
        raise ValueError(f"The list does not fit CycloneDX {VERSION}: {error}")
    return text


def _locked_packages() -> str:
    """Return the entries of the lock files for what ships on this platform, with all hashes."""
    entries: dict[str, str] = {}
    for wanted, entry in (pair for lock in LOCKS for pair in locked(lock)):
        name = canonicalize_name(wanted.name)
        applies = wanted.marker is None or wanted.marker.evaluate()
        if applies and name in shipped_packages():
            entries.setdefault(name, entry)  # The CPU build of torch stands for the other one.
    return "\n".join(entries[name] for name in sorted(entries)) + "\n"


def _of_packages(requirements: str) -> str:
    command: list[str | Path] = [
        Path(sys.executable).with_name("cyclonedx-py"), "requirements",
        f"--pyproject={ROOT / 'pyproject.toml'}", f"--spec-version={VERSION}",
        "--output-reproducible", "-",
    ]  # fmt: skip
    done = subprocess.run(  # of our environment
        command, input=requirements, capture_output=True, text=True, check=True
    )
    return done.stdout


def _component(part: Part) -> dict[str, Any]:
    files = [
        {
            "bom-ref": path,
            "type": "file",
            "name": path,
            "hashes": [{"alg": "SHA-256", "content": content}],
        }
        for path, content in part.hashes().items()
    ]
    return {
        "bom-ref": part.name,
        "type": part.kind,
        "name": part.name,
        "version": part.version,
        "licenses": [{"expression": part.license}],
        "components": files,
    }


def _dependencies(root: str) -> list[dict[str, Any]]:
    direct = {canonicalize_name(requirement.name) for requirement in direct_requirements()}
    needs = {root: direct | {part.name for part in shipped_parts()}} | dict(shipped_packages())
    return [{"ref": name, "dependsOn": sorted(needs[name])} for name in sorted(needs)]


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(bill_of_materials(), encoding="utf-8")

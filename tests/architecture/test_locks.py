"""The lock files fit pyproject.toml, each supported machine, and each other."""

import re
import tomllib
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from supply_chain.shipped import ROOT, locked
from supply_chain.wheels import PLATFORMS, PYTHONS, Platform, package_without_wheel

LOCKS = ("requirements.lock", "torch-cpu.lock", "installer.lock")
MACHINES = [(platform, python) for platform in PLATFORMS for python in PYTHONS]


def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def wanted() -> list[Requirement]:
    project = pyproject()["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    return [Requirement(line) for lines in lists for line in lines]


def applies(requirement: Requirement, platform: Platform, python: str) -> bool:
    machine = {
        "sys_platform": platform.sys_platform,
        "platform_machine": platform.platform_machine,
        "platform_system": platform.sys_platform.capitalize(),
        "os_name": "posix",
        "python_version": python,
        "python_full_version": f"{python}.9",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    return requirement.marker is None or requirement.marker.evaluate(machine)


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_one_version_and_hashes(name: str) -> None:
    entries = locked(name)

    assert entries
    for wanted, line in entries:
        hashes = line.split(" --hash=")[1:]
        assert hashes, wanted
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}\s*", one) for one in hashes), wanted
        assert str(wanted.specifier).startswith("=="), wanted


@pytest.mark.parametrize("name", [*LOCKS, "pyproject.toml", "Makefile", "Dockerfile"])
def test_no_address_of_a_registry_is_written_down(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")

    assert re.findall(r"https?://\S+", text) == []
    assert "index-url" not in text.replace("--no-emit-index-url", "")


def test_every_machine_gets_one_version_of_a_package_and_the_one_asked_for() -> None:
    entries = [entry for entry, _ in locked("requirements.lock")]
    wrong = []
    for platform, python in MACHINES:
        here = [entry for entry in entries if applies(entry, platform, python)]
        versions = {canonicalize_name(entry.name): entry.specifier for entry in here}
        assert len(versions) == len(here)
        wrong += [
            f"{one} on {platform.name}, Python {python}"
            for one in wanted()
            if applies(one, platform, python)
            and versions.get(canonicalize_name(one.name)) != one.specifier
        ]

    assert wrong == []


def test_the_cpu_build_of_torch_is_of_the_same_version_and_for_linux_only() -> None:
    ((cpu, line),) = locked("torch-cpu.lock")
    (torch,) = [entry for entry, _ in locked("requirements.lock") if entry.name == "torch"]

    assert str(cpu.specifier) == f"{torch.specifier}+cpu"
    assert {one.sys_platform for one, python in MACHINES if applies(cpu, one, python)} == {"linux"}
    assert line.count(" --hash=") == 2 * len(PYTHONS)  # On x86-64 and on ARM.


def test_the_pythons_of_the_project_are_those_of_the_checks() -> None:
    project = pyproject()["project"]

    assert project["requires-python"] == ">=3.11,<3.14"
    assert f"PYTHONS := {' '.join(PYTHONS)}\n" in (ROOT / "Makefile").read_text(encoding="utf-8")
    named = {f"Programming Language :: Python :: {python}" for python in PYTHONS}
    assert named <= set(project["classifiers"])


def test_the_installer_is_the_one_that_builds_the_project() -> None:
    names = {str(entry) for entry, _ in locked("installer.lock")}

    assert set(pyproject()["dependency-groups"]["installer"]) == names
    assert set(pyproject()["build-system"]["requires"]) < names


def test_packages_that_some_machines_lack_are_named_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    partial = {one.name for one in wanted() if not all(applies(one, *here) for here in MACHINES)}

    assert {name for name in partial if name not in readme} == set()


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("  cause: Because faiss-cpu==1.15.1 has no wheels with a matching", "faiss-cpu"),
        ("Because fasttext-wheel{sys_platform == 'linux'}==0.9.2 has no usable", "fasttext-wheel"),
        ("Because psycopg[binary]==3.3.9 has no usable wheels", "psycopg"),
        ("error: Failed to fetch", None),
    ],
)
def test_the_package_without_a_wheel_is_read_from_the_refusal(
    message: str, name: str | None
) -> None:
    assert package_without_wheel(message) == name

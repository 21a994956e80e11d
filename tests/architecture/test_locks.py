"""The lock files fit pyproject.toml, each supported machine, and each other."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.wheels import PLATFORMS, PYTHONS, Platform, package_without_wheel

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "torch-cpu.lock", "installer.lock")
MACHINES = [(platform, python) for platform in PLATFORMS for python in PYTHONS]


def wanted() -> list[Requirement]:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lists = [table["dependencies"], *table["optional-dependencies"].values()]
    return [Requirement(line) for lines in lists for line in lines]


def locked(name: str) -> list[tuple[Requirement, list[str]]]:
    """Each entry of a lock file, with its hashes."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / name).read_text(), flags=re.MULTILINE)
    entries = text.replace("\\\n", " ").splitlines()
    return [
        (Requirement(entry.split(" --hash=")[0].strip()), re.findall(r"--hash=sha256:(\S+)", entry))
        for entry in entries
    ]


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

    assert len(entries) > 0
    assert [str(entry) for entry, hashes in entries if not hashes] == []
    assert [h for _, hashes in entries for h in hashes if not re.fullmatch("[0-9a-f]{64}", h)] == []
    assert [str(entry) for entry, _ in entries if not str(entry.specifier).startswith("==")] == []


@pytest.mark.parametrize("name", [*LOCKS, "pyproject.toml", "Makefile", "Dockerfile"])
def test_no_address_of_a_registry_is_written_down(name: str) -> None:
    text = (ROOT / name).read_text()

    assert re.findall(r"https?://\S+", text) == []
    assert "index-url" not in text.replace("--no-emit-index-url", "")


def test_the_lock_holds_the_version_asked_for_on_every_machine() -> None:
    entries = [entry for entry, _ in locked("requirements.lock")]
    wrong = []
    for platform, python in MACHINES:
        versions = {
            canonicalize_name(entry.name): str(entry.specifier)
            for entry in entries
            if applies(entry, platform, python)
        }
        wrong += [
            f"{requirement} on {platform.name}, Python {python}"
            for requirement in wanted()
            if applies(requirement, platform, python)
            and versions.get(canonicalize_name(requirement.name)) != str(requirement.specifier)
        ]

    assert wrong == []


def test_no_machine_gets_two_versions_of_a_package() -> None:
    entries = [entry for entry, _ in locked("requirements.lock")]
    for platform, python in MACHINES:
        names = [entry.name for entry in entries if applies(entry, platform, python)]

        assert sorted(names) == sorted(set(names))


def test_the_cpu_build_of_torch_is_of_the_same_version_and_for_linux_only() -> None:
    ((cpu, hashes),) = locked("torch-cpu.lock")
    (torch,) = [entry for entry, _ in locked("requirements.lock") if entry.name == "torch"]

    assert str(cpu.specifier) == f"{torch.specifier}+cpu"
    assert {platform.sys_platform for platform, p in MACHINES if applies(cpu, platform, p)} == {
        "linux"
    }
    assert len(hashes) == 2 * len(PYTHONS)  # On x86-64 and on ARM.


def test_the_pythons_of_the_project_are_those_of_the_checks() -> None:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    makefile = (ROOT / "Makefile").read_text()

    assert table["requires-python"] == ">=3.11,<3.14"
    assert f"PYTHONS := {' '.join(PYTHONS)}\n" in makefile
    assert {f"Programming Language :: Python :: {python}" for python in PYTHONS} <= set(
        table["classifiers"]
    )


def test_the_installer_is_the_one_that_builds_the_project() -> None:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text())
    names = {str(entry) for entry, _ in locked("installer.lock")}

    assert set(table["dependency-groups"]["installer"]) == names
    assert set(table["build-system"]["requires"]) < names


def test_packages_that_some_machines_lack_are_named_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    partial = {
        requirement.name
        for requirement in wanted()
        if not all(applies(requirement, platform, python) for platform, python in MACHINES)
    }

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

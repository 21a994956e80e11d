"""Licenses fit the policy, the list of what ships is whole, and an audit never claims too much."""

import json
import platform
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from launcher.system.ports import any_free_port
from tests.architecture.supply_chain.audit import main
from tests.architecture.supply_chain.bill_of_materials import bill_of_materials
from tests.architecture.supply_chain.licenses import (
    DOCUMENT,
    document,
    installed_packages,
    is_allowed,
    license_of,
    policy,
)
from tests.architecture.supply_chain.shipped_packages import ROOT, shipped_packages
from tests.architecture.supply_chain.shipped_parts import shipped_parts

LOCK = "one==1.0 --hash=sha256:" + "0" * 64 + "\ntwo==2.0 --hash=sha256:" + "1" * 64 + "\n"


def test_each_license_is_allowed_or_has_a_reason() -> None:
    exceptions = policy()["packages"]

    refused = {
        one.name: one.license
        for one in installed_packages()
        if one.name not in exceptions and not is_allowed(one.license)
    }
    assert refused == {}
    assert [name for name, one in exceptions.items() if len(one["reason"]) < 10] == []


def test_no_exception_is_left_of_a_package_that_is_gone() -> None:
    named = {one.name for one in installed_packages()}

    assert set(policy()["packages"]) - named == set()


def test_what_ships_asks_for_no_source_of_ours() -> None:
    strict = {
        one.name: one.license
        for one in installed_packages()
        if one.name in shipped_packages() and re.search(r"\bA?GPL", one.license)
    }

    assert strict == {}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("GPL-3.0-only OR MIT", True),
        ("MIT AND GPL-3.0-only", False),
        ("MIT AND Apache-2.0 WITH LLVM-exception", True),
        ("UNKNOWN", False),
    ],
)
def test_the_policy_reads_expressions(expression: str, *, expected: bool) -> None:
    assert is_allowed(expression) is expected


def test_a_license_that_a_package_spells_its_own_way_has_one_name() -> None:
    assert (
        license_of("some", "BSD License; Apache Software License") == "BSD-3-Clause AND Apache-2.0"
    )


@pytest.mark.skipif(
    (sys.platform, platform.machine(), sys.version_info[:2]) != ("linux", "x86_64", (3, 11)),
    reason="docs/operations/licenses.md lists the packages of Linux on x86-64 with Python 3.11",
)
def test_the_page_of_licenses_is_up_to_date() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "make licenses"


def test_each_script_and_font_of_others_is_listed_with_its_license() -> None:
    listed = {path for part in shipped_parts() for path in part.files}
    folders = (ROOT / "leadqual/static/vendor", ROOT / "leadqual/static/fonts")
    found = {path for folder in folders for path in folder.iterdir() if path.suffix != ".txt"}

    assert found <= listed
    for part in shipped_parts():
        assert part.version, part.name


@pytest.fixture(scope="module")
def listed() -> dict[str, Any]:
    found = json.loads(bill_of_materials())
    assert isinstance(found, dict)
    return found


def test_all_that_ships_is_in_the_bill_of_materials(listed: dict[str, Any]) -> None:
    names = [one["name"] for one in listed["components"]]

    assert listed["specVersion"] == "1.6"
    assert sorted(names) == sorted([*shipped_packages(), *(one.name for one in shipped_parts())])


def test_each_component_has_version_license_and_hashes(listed: dict[str, Any]) -> None:
    for one in listed["components"]:
        files = [*one.get("externalReferences", ()), *one.get("components", ())]
        assert one["version"], one["name"]
        assert one["licenses"], one["name"]
        assert [each for file in files for each in file.get("hashes", ())], one["name"]


def test_the_bill_of_materials_is_the_same_each_time(listed: dict[str, Any]) -> None:
    assert json.loads(bill_of_materials()) == listed


@contextmanager
def advisories(known: dict[str, list[str]]) -> Iterator[str]:
    """An OSV database with these advisories; gives its address."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found = [
                {
                    "id": one,
                    "modified": "2026-01-01T00:00:00Z",
                    "published": "2026-01-01T00:00:00Z",
                    "affected": [
                        {
                            "package": {"ecosystem": "PyPI", "name": asked["package"]["name"]},
                            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}],
                        }
                    ],
                }
                for one in known.get(asked["package"]["name"], ())
            ]
            body = json.dumps({"vulns": found} if found else {}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Write nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "requirements.lock"
    path.write_text(LOCK, encoding="utf-8")
    return path


def test_an_audit_ends_with_0_when_every_package_was_looked_up(
    lock: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with advisories({}) as address:
        code = main([f"--osv-url={address}", str(lock)])

    assert code == 0
    assert "2 packages" in capsys.readouterr().out


def test_an_audit_ends_with_1_and_names_what_is_vulnerable(
    lock: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with advisories({"two": ["PYSEC-2026-1"]}) as address:
        code = main([f"--osv-url={address}", str(lock)])

    assert code == 1
    assert "two 2.0: PYSEC-2026-1" in capsys.readouterr().out


def test_an_audit_ends_with_2_when_the_database_is_away(
    lock: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main([f"--osv-url=http://127.0.0.1:{any_free_port()}/v1/query", str(lock)])

    assert code == 2
    assert "NOT AUDITED" in capsys.readouterr().out

"""Licenses fit the policy, the list of what ships is whole, and an audit never claims too much."""

import hashlib
import json
import platform
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from classifiers.companies.embeddings.model_files import MINILM, locate_model
from launcher.system.ports import any_free_port
from supply_chain.audit import main
from supply_chain.bill_of_materials import bill_of_materials
from supply_chain.licenses import (
    DOCUMENT,
    document,
    installed_packages,
    is_allowed,
    license_of,
    policy,
)
from supply_chain.shipped import PYTHONS, ROOT, shipped_packages, shipped_parts

LOCK = "one==1.0 --hash=sha256:" + "0" * 64 + "\ntwo==2.0 --hash=sha256:" + "1" * 64 + "\n"


def test_each_license_is_allowed_or_has_a_reason() -> None:
    exceptions = policy()["packages"]
    found = {one.name: one.license for one in installed_packages()}

    allowed = {name for name, words in found.items() if is_allowed(words)}
    assert {name: found[name] for name in found.keys() - allowed - exceptions.keys()} == {}
    assert [name for name, one in exceptions.items() if len(one["reason"]) < 10] == []
    assert exceptions.keys() - found.keys() - shipped_packages(PYTHONS).keys() == set(), "gone"


def test_what_ships_asks_for_no_source_of_ours() -> None:
    found = {one.name: one.license for one in installed_packages()}

    assert [name for name in shipped_packages() if re.search(r"\bA?GPL", found[name])] == []


def test_the_policy_reads_expressions() -> None:
    for expression, expected in (
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("GPL-3.0-only OR MIT", True),
        ("MIT AND GPL-3.0-only", False),
        ("MIT AND Apache-2.0 WITH LLVM-exception", True),
        ("UNKNOWN", False),
    ):
        assert is_allowed(expression) is expected


def test_a_license_that_a_package_spells_its_own_way_has_one_name() -> None:
    said = "BSD License; Apache Software License"

    assert license_of("some", said) == "BSD-3-Clause AND Apache-2.0"


@pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"),
    reason="docs/operations/licenses.md lists the packages of Linux on x86-64",
)
def test_the_page_of_licenses_is_up_to_date() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "make licenses"


def test_each_script_and_font_of_others_is_listed_with_its_license() -> None:
    listed = {path for part in shipped_parts() for path in part.files}
    folders = (ROOT / "leadqual/static/vendor", ROOT / "leadqual/static/fonts")
    found = {path for folder in folders for path in folder.iterdir() if path.suffix != ".txt"}

    assert found <= listed
    assert [part.name for part in shipped_parts() if not part.version or not part.license] == []


def test_weights_of_others_are_those_that_their_authors_published() -> None:
    written = (ROOT / "docs/operations/supply-chain.md").read_text(encoding="utf-8")
    folder = locate_model(MINILM)

    for name in ("model.safetensors", "vocab.txt"):
        with (folder / name).open("rb") as file:
            assert f"`{name}` `{hashlib.file_digest(file, 'sha256').hexdigest()}`" in written


@pytest.mark.slow
def test_all_that_ships_is_in_the_bill_of_materials_with_version_license_and_hashes() -> None:
    text = bill_of_materials()
    listed = json.loads(text)

    assert listed["specVersion"] == "1.6"
    names = sorted(one["name"] for one in listed["components"])
    assert names == sorted([*shipped_packages(), *(one.name for one in shipped_parts())])
    for one in listed["components"]:
        files = [*one.get("externalReferences", ()), *one.get("components", ())]
        assert one["version"], one["name"]
        assert one["licenses"], one["name"]
        assert [each for file in files for each in file.get("hashes", ())], one["name"]
    assert bill_of_materials() == text


@contextmanager
def advisories(known: dict[str, list[str]]) -> Iterator[str]:
    """An OSV database with these advisories; gives its address."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            name = asked["package"]["name"]
            ranges = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}]
            package = {"ecosystem": "PyPI", "name": name}
            vulnerable = [
                {
                    "id": one,
                    "modified": "2026-01-01T00:00:00Z",
                    "published": "2026-01-01T00:00:00Z",
                    "affected": [{"package": package, "ranges": ranges}],
                }
                for one in known.get(name, ())
            ]
            body = json.dumps({"vulns": vulnerable} if vulnerable else {}).encode()
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


def audited(lock: Path, address: str) -> int:
    lock.write_text(LOCK, encoding="utf-8")
    return main([f"--osv-url={address}", str(lock)])


@pytest.mark.parametrize(
    ("known", "code", "said"),
    [({}, 0, "2 packages"), ({"two": ["PYSEC-2026-1"]}, 1, "two 2.0: PYSEC-2026-1")],
)
def test_an_audit_names_what_is_vulnerable(
    known: dict[str, list[str]],
    code: int,
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with advisories(known) as address:
        assert audited(tmp_path / "requirements.lock", address) == code

    assert said in capsys.readouterr().out


def test_an_audit_ends_with_2_when_the_database_is_away(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    address = f"http://127.0.0.1:{any_free_port()}/v1/query"

    assert audited(tmp_path / "requirements.lock", address) == 2
    assert "NOT AUDITED" in capsys.readouterr().out

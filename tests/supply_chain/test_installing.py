"""Which build of torch `make` installs, and what it says where that cannot be had."""

import subprocess
from pathlib import Path

import pytest

from supply_chain.shipped import ROOT

NO_INDEX = "error: Request failed\n  cause: no answer"


def install(tmp_path: Path, *, uv: str) -> subprocess.CompletedProcess[str]:
    """Let `make` choose the build with a program in place of uv."""
    program = tmp_path / "bin/uv"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{uv}\n", encoding="utf-8")
    program.chmod(0o755)
    words = ["make", "-s", "-o", str(program), f"VENV={tmp_path}", "PYTHON=", f"{tmp_path}/.torch"]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("uv", "options", "said"),
    [
        ("exit 0", "-c torch-cpu.lock", ""),
        (
            f'case "$*" in *torch-cpu.lock*) echo "{NO_INDEX}" >&2; exit 2; esac',
            "",
            "4 GB of GPU libraries (no answer)",
        ),
    ],
)
def test_the_default_build_of_torch_is_installed_where_the_other_cannot_be_had(
    uv: str, options: str, said: str, tmp_path: Path
) -> None:
    done = install(tmp_path, uv=uv)

    assert done.returncode == 0, done.stderr
    assert (tmp_path / ".torch").read_text(encoding="utf-8").split()[:2] == options.split()
    assert said in done.stdout


def test_an_install_that_fails_says_its_own_reason(tmp_path: Path) -> None:
    done = install(tmp_path, uv="echo 'error: no space left' >&2; exit 2")

    assert done.returncode != 0
    assert "no space left" in done.stderr
    assert "torch" not in done.stdout
    assert not (tmp_path / ".torch").exists()

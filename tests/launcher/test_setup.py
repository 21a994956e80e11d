import os
from io import StringIO
from pathlib import Path

import pytest

from launcher.console import Console
from launcher.errors import LocalError
from launcher.setup.setup import Setup, StaticFiles
from launcher.system.child_processes import ChildProcesses
from launcher.system.run_file import RunFile
from launcher.system.stop_signals import StopRequest


@pytest.mark.slow
def test_commands_run_in_one_process_and_the_first_that_fails_is_named(tmp_path: Path) -> None:
    said = StringIO()
    (tmp_path / "logs").mkdir()
    setup = Setup(
        parts=ChildProcesses(tmp_path),
        environment=lambda: os.environ,
        logs=tmp_path / "logs",
        stop=StopRequest(),
    )

    with setup, Console(said).step("Checks") as step:
        setup.run(["check"], step=step, show=True)
        first = RunFile(tmp_path).read().part("setup")
        with pytest.raises(LocalError, match="`no_such_command` failed"):
            setup.run(["no_such_command"], step=step)
        second = RunFile(tmp_path).read().part("setup")

    assert "System check identified no issues" in said.getvalue()
    assert first is not None
    assert second == first
    assert RunFile(tmp_path).read().parts == ()


def test_static_files_are_collected_again_only_when_something_changed(tmp_path: Path) -> None:
    files = StaticFiles(tmp_path)
    assert not files.are_current()
    files.remember()
    assert not files.are_current(), "nothing has been collected"
    (tmp_path / "static").mkdir()
    (tmp_path / "static/staticfiles.json").touch()

    assert StaticFiles(tmp_path).are_current()

    (tmp_path / "static.fingerprint").write_text("of another version\n", encoding="utf-8")
    assert not StaticFiles(tmp_path).are_current()

"""The servers of the tests: which runs need them, and when the kept ones end."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from launcher.servers.redis import start_redis
from launcher.system.state_files import FolderLock
from tests.launcher.conftest import state_folder
from tests.run import ROOT
from tests.servers import SECONDS_KEPT, keep

LONG_AGO = time.time() - SECONDS_KEPT - 1


@pytest.mark.parametrize("is_in_use", [False, True])
def test_kept_servers_end_an_hour_after_the_last_run(is_in_use: bool) -> None:
    with state_folder() as folder:
        lock = folder / "0.lock"
        server = start_redis(folder / "0", durable=False)
        lock.touch()
        os.utime(lock, (LONG_AGO, LONG_AGO))
        use = FolderLock(lock)
        assert not is_in_use or use.take()

        keep(folder, looks=1)

        assert server.is_alive() == is_in_use
        server.stop()
        use.give_back()


def test_a_run_of_pure_packages_loads_no_django(tmp_path: Path) -> None:
    probe = 'import sys\ndef pytest_sessionfinish():\n    assert "django.conf" not in sys.modules\n'
    (tmp_path / "probe.py").write_text(probe, encoding="utf-8")
    environment = {name: os.environ[name] for name in os.environ if not name.startswith("PYTEST")}

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "probe", "tests/classifiers/test_text.py"],
        cwd=ROOT,
        env=environment | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr

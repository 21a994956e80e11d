"""Both commands of the README on fresh machines: `make fresh`, as root on Debian.

Each case is a bare root file system with this checkout in it. There `make run` leads to the first
page, `leadqual stop` ends it, and `make test` passes. Nothing of this machine is in it but how pip
reaches packages. What uv has unpacked is shared by the cases, for their time. Mounts are those of a
namespace and end with it. `build/fresh` has what each case printed.
"""

import argparse
import ast
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from tests import prepare
from tests.bare_root import NoBareRootError, bare_root
from tests.programs import CACHE, PROGRAMS

ROOT = Path(__file__).resolve().parent.parent
LOGS = ROOT / "build/fresh"
_ROOTS = CACHE / "fresh"
_UV = _ROOTS / "uv"
"""What uv has unpacked; it is moved into the case, as links to its files do not cross mounts."""
_ID = 1000
_WAYS = ("PIP_", "UV_", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "HTTP_PROXY", "HTTPS_PROXY")
_ALL = (
    "chromium",
    *(name for each in PROGRAMS.values() if not each.for_root for name in each.packages),
)


@dataclass(frozen=True, slots=True)
class Case:
    """A fresh machine.

    Attributes:
        suite: release of Debian.
        is_root: whether root calls the commands, else an account without rights.
        folder: of the checkout.
        packages: that are installed, too.
        variables: further ones of the environment.
        has_shared_cache: whether it begins with what uv has unpacked for other cases.
        says: what `make run` prints.
        fails: whether it ends with that.
    """

    suite: str = "bookworm"
    is_root: bool = False
    folder: str = "/home/tester/leadqual"
    umask: int = 0o022
    packages: Sequence[str] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    has_shared_cache: bool = True
    says: str = "LeadQual is up"
    fails: bool = False


CASES = {
    "debian-12": Case(),
    "debian-12-root": Case(is_root=True),
    "debian-12-space": Case(folder="/home/tester/Lead Qual's copy"),
    "debian-12-umask": Case(umask=0o077, has_shared_cache=False),
    "debian-12-root-umask": Case(is_root=True, umask=0o077, has_shared_cache=False),
    "debian-12-chromium": Case(packages=("chromium",)),
    "debian-12-chromium-common": Case(packages=("chromium-common",), is_root=True),
    "debian-12-dovecot-core": Case(packages=("dovecot-core",)),
    "debian-12-curl": Case(packages=("curl", "git")),
    "debian-12-all": Case(packages=_ALL),
    "debian-12-no-cpu-index": Case(
        variables={"PIP_FIND_LINKS": "http://127.0.0.1:9/"}, says="4 GB of GPU libraries"
    ),
    "debian-12-no-home": Case(
        variables={"HOME": "/proc"}, has_shared_cache=False, says="/proc/.cache", fails=True
    ),
    "debian-13": Case("trixie"),
    "debian-13-root": Case("trixie", is_root=True),
    "debian-13-space": Case("trixie", folder="/home/tester/Lead Qual's copy", umask=0o077),
    "debian-13-chromium-common": Case("trixie", packages=("chromium-common", "dovecot-core")),
    "debian-13-all": Case("trixie", is_root=True, packages=_ALL),
}
_COMMANDS = """
cd {folder}
tar -xf /checkout.tar --no-same-owner --no-same-permissions  # As a clone: by the umask.
passed() {{ echo "fresh: $1, $SECONDS s"; SECONDS=0; }}
SECONDS=0
make run & run=$!
python3 - $run <<'END' || {{ kill $run; exit 1; }}
import json, os, sys, time, urllib.request
while True:
    time.sleep(1)
    os.kill(int(sys.argv[1]), 0)
    try:
        address = json.load(open(".leadqual/run.json"))["address"] or ""
        page = urllib.request.urlopen(address).read().decode()
    except (OSError, ValueError, KeyError):
        continue
    if "<title>" in page:
        sys.exit()
END
passed "make run, up to the first page"
.venv/bin/leadqual stop
wait $run
passed "leadqual stop"
make test TESTS={tests}
passed "make test"
"""


def run(name: str, tests: str) -> tuple[bool, str]:
    """Run a case; return whether it is as it should be, and the steps that passed."""
    case, log = CASES[name], LOGS / f"{name}.log"
    LOGS.mkdir(parents=True, exist_ok=True)
    _ROOTS.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=_ROOTS, prefix=f"{name}-") as folder,
        log.open("wb") as output,
    ):
        root = Path(folder) / "root"
        try:
            _set_up(case, root, output)
            script = _COMMANDS.format(folder=shlex.quote(case.folder), tests=shlex.quote(tests))
            status = _run_in(root, script, case, output, is_root=case.is_root)
        finally:
            if (root / "uv").exists():
                (root / "uv").rename(_UV)
    said = log.read_text(errors="replace")
    steps = [line[7:] for line in said.splitlines() if line.startswith("fresh: ")]
    return bool(status) == case.fails and case.says in said, "; ".join(steps)


def _set_up(case: Case, root: Path, output: IO[bytes]) -> None:
    _call("cp", "-a", f"{bare_root(case.suite)}/.", root)
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    (root / "etc/hosts").write_text("127.0.0.1 localhost\n")
    listed = _call(
        "git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"
    )
    names = [name for name in listed.split("\0") if (ROOT / name).is_file()]
    _call("tar", "-C", ROOT, "-cf", root / "checkout.tar", *names)
    owner = "root" if case.is_root else "tester"
    script = f"""
        useradd --create-home --uid={_ID} tester
        apt-get -q update
        apt-get -qy install --no-install-recommends make {" ".join(case.packages)}
        install -d --owner={owner} {shlex.quote(case.folder)}
    """
    if case.has_shared_cache:
        _UV.mkdir(exist_ok=True)
        _UV.rename(root / "uv")
        script += f"chown -R {owner} /uv"
    if _run_in(root, script, Case(), output, is_root=True):
        raise NoBareRootError(f"the packages of the case cannot be installed: {output.name}")


def _run_in(root: Path, script: str, case: Case, output: IO[bytes], *, is_root: bool) -> int:
    """Run a script in a root, with mounts and processes that end with it."""
    ways = _ways_to_packages()
    variables = {
        "HOME": "/root" if is_root else "/home/tester",
        "PATH": "/usr/local/bin:/usr/bin:/bin" + (":/usr/sbin:/sbin" if is_root else ""),
        **ways,
        **({"UV_CACHE_DIR": "/uv"} if case.has_shared_cache else {}),
        **case.variables,
    }
    mounts = [
        f"mount --rbind /dev {root}/dev",
        f"mount -t tmpfs tmpfs {root}/dev/shm",
        f"mount -t proc proc {root}/proc",
    ]
    for path in _paths(ways.values()):
        make = "mkdir -p" if path.is_dir() else f"mkdir -p {root}{path.parent} && touch"
        mounts.append(f"{make} {root}{path}; mount --bind -o ro {path} {root}{path}")
    account = [] if is_root else [f"--userspec={_ID}:{_ID}"]
    words = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-ec"]
    words += ["; ".join([*mounts, 'exec chroot "$@"']), "sh", *account, str(root), "env", "-i"]
    words += [f"{name}={value}" for name, value in variables.items()]
    return subprocess.run(
        [*words, "bash", "-ec", script],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        umask=case.umask,
        check=False,
    ).returncode


def _ways_to_packages() -> dict[str, str]:
    """Return the variables by which pip and uv reach packages on this machine."""
    found = {}
    for line in _call(sys.executable, "-m", "pip", "config", "list").splitlines():
        name, _, value = line.partition("=")
        variable = name.rpartition(".")[2].upper().replace("-", "_")
        found[f"PIP_{variable}"] = str(ast.literal_eval(value))
    given = {name: os.environ[name] for name in os.environ if name.upper().startswith(_WAYS)}
    return found | given


def _paths(values: Iterable[str]) -> set[Path]:
    """Return the files and folders of this machine that variables name."""
    words = (word.removeprefix("file://") for value in values for word in value.split())
    return {Path(word) for word in words if word.startswith("/") and Path(word).exists()}


def _call(*words: str | Path) -> str:
    return subprocess.run(words, capture_output=True, check=True, text=True).stdout


def main() -> int:
    """Run the cases that are named, else all."""
    parser = argparse.ArgumentParser(prog="python -m tests.fresh", description="Fresh machines.")
    parser.add_argument("cases", nargs="*", metavar="case")
    parser.add_argument("--tests", default="", help="of `make test`")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # So that nothing is left behind.
    if os.geteuid() != 0:
        sys.exit("Only root can make root file systems and mounts.")
    if PROGRAMS["debootstrap"].root is None:
        prepare.bring(for_root=True)
    is_good = True
    for name in options.cases or CASES:
        began = time.monotonic()
        try:
            passed, steps = run(name, options.tests)
        except NoBareRootError as error:
            passed, steps = False, str(error)
        is_good &= passed
        seconds = time.monotonic() - began
        word = "ok  " if passed else "FAIL"
        sys.stdout.write(f"{word} {name}: {seconds:.0f} s ({steps})\n")
        sys.stdout.flush()
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())

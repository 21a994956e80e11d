"""The image of the Dockerfile, built by buildah from this checkout.

Its base has the name that the Dockerfile asks for, and Debian's packages, which debootstrap brings:
nothing is asked of a registry of images. The storage lies in the cache of the tests, needs no mount
(a layer of the driver `vfs` is a folder), and is deleted with the last process that uses it.
"""

import fcntl
import json
import os
import re
import shutil
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from tests.bare_root import NoBareRootError, bare_root
from tests.deployment.compose import ROOT
from tests.programs import CACHE, UNPACKED, Program, needed

STORAGE = CACHE / "image"
RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID") or str(os.getpid())
"""Names this run of tests: processes of one run share an image, others have their own."""
NO_SECRETS = (".env", "secrets/secret_key", ".leadqual/secret", "deploy/tls/tls.key")
"""Files that a host may have in the folder of the Dockerfile, and that no image may hold."""
POLICY = '{"default": [{"type": "insecureAcceptAnything"}]}'
FREE = 12e9
"""Bytes: `vfs` copies each layer."""
UMASK = 0o022
"""That of an engine; tests may have a stricter one."""
NAME = "localhost/leadqual:tested"


@dataclass(frozen=True, slots=True)
class Image:
    """What a container is made of.

    Attributes:
        root: its file system; this machine's programs where it is an image of others.
        n_bytes: in the files that the Dockerfile puts on its base.
        seconds: that it took to build, without the base.
    """

    environment: Mapping[str, str]
    command: Sequence[str]
    user: str = "0"
    root: str = ""
    n_bytes: int = 0
    seconds: float = 0.0


@contextmanager
def built_image() -> Iterator[Image]:
    """Build it, or take that of another process of this run; skip where it cannot be built."""
    if os.geteuid() != 0:
        pytest.skip("buildah builds the image for root alone")
    buildah = needed("buildah")
    CACHE.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(CACHE).free < FREE:
        pytest.skip(f"building the image needs {FREE / 1e9:.0f} GB of disk for some minutes")
    with (CACHE / "image.lock").open("w") as lock:
        noted = STORAGE / f"{RUN}.json"
        while True:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not noted.exists():
                _make(buildah, noted)
            # Not in one step: another process may delete it in between.
            fcntl.flock(lock, fcntl.LOCK_SH)
            if noted.exists():
                break
        try:
            yield Image(**json.loads(noted.read_text()))
        finally:
            with suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _delete_storage()


def _make(buildah: Program, noted: Path) -> None:
    _delete_storage()
    try:
        image = _build(_Buildah(buildah), _base())
    except BaseException:
        _delete_storage()
        raise
    noted.write_text(json.dumps(asdict(image)))


def _delete_storage() -> None:
    # A folder of this machine that is mounted there would be deleted, too.
    assert f" {STORAGE}/" not in Path("/proc/self/mounts").read_text()
    if STORAGE.exists():
        shutil.rmtree(STORAGE)


class _Buildah:
    """The program with all that it writes below `STORAGE`."""

    def __init__(self, program: Program) -> None:
        _share_cache_of_uv(STORAGE / "tmp/buildah-cache/root" / ".cache")
        self._policy = STORAGE / "policy.json"
        self._policy.write_text(POLICY)
        registries = STORAGE / "registries.conf"
        registries.write_text('unqualified-search-registries = ["docker.io"]\n')
        self._environment = os.environ | {
            "TMPDIR": str(STORAGE / "tmp"),
            "CONTAINERS_REGISTRIES_CONF": str(registries),
        }
        self._words = [*_with_libraries(program), str(program.path("buildah"))]
        self._words += [f"--root={STORAGE / 'layers'}", f"--runroot={STORAGE / 'run'}"]
        self._words.append("--storage-driver=vfs")

    def __call__(self, command: str, *words: str | Path) -> str:
        return _ran(*self._words, command, *words, environment=self._environment).strip()

    def with_policy(self, command: str, *words: str | Path) -> str:
        """Run a command that reads or writes an image."""
        return self(command, f"--signature-policy={self._policy}", *words)


def _with_libraries(program: Program) -> list[str]:
    """Return the words before a program that starts itself again without its environment.

    buildah does so for each step, and `LD_LIBRARY_PATH` is lost. In a mount namespace of its own
    the cache of the loader names the libraries that came with the program.
    """
    if not program.is_unpacked:
        return []
    cache, folders = STORAGE / "ld.so.cache", STORAGE / "ld.so.conf"
    folders.write_text(f"include /etc/ld.so.conf\n{UNPACKED / 'libraries'}\n")
    _ran("/sbin/ldconfig", "-X", "-C", cache, "-f", folders)
    script = 'mount --bind "$0" /etc/ld.so.cache && exec "$@"'
    return ["unshare", "--mount", "sh", "-c", script, str(cache)]


def _share_cache_of_uv(folder: Path) -> None:
    """Lend the build what uv has unpacked for this machine."""
    folder.mkdir(parents=True)
    uv = Path(sys.executable).with_name("uv")
    (folder / "uv").symlink_to(_ran(uv, "cache", "dir").strip())


def _ran(*words: str | Path, environment: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(
        words,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=1_800,
        umask=UMASK,
    )
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def _base_name() -> str:
    (name,) = set(re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE))
    return str(name)


def _base() -> Path:
    try:
        return bare_root(_base_name().rpartition("-")[2])
    except NoBareRootError as error:
        pytest.skip(f"the base of the image cannot be made: {error}")


def _build(buildah: _Buildah, base: Path) -> Image:
    container = buildah("from", "scratch")
    root = Path(buildah("mount", container))
    _ran("cp", "-a", f"{base}/.", f"{root}/")
    (root / "usr/bin/python").symlink_to("python3")
    buildah.with_policy("commit", "--quiet", "--rm", container, f"docker.io/library/{_base_name()}")
    context = STORAGE / "context"
    _copy_checkout(context)
    began = time.monotonic()
    options = ["--isolation=chroot", "--pull=never", f"--tag={NAME}"]
    buildah.with_policy("build", *options, *_ways_to_packages(), context)
    seconds = time.monotonic() - began
    images = json.loads((STORAGE / "layers/vfs-images/images.json").read_text())
    (layer,) = (image["layer"] for image in images if NAME in image.get("names", ()))
    built = STORAGE / "layers/vfs/dir" / layer
    config = json.loads(buildah("inspect", "--type=image", NAME))["OCIv1"]["config"]
    return Image(
        environment=dict(line.split("=", 1) for line in config["Env"]),
        command=config["Cmd"],
        user=config["User"],
        root=str(built),
        n_bytes=_n_bytes(built) - _n_bytes(base),
        seconds=seconds,
    )


def _copy_checkout(target: Path) -> None:
    """Copy the files of this checkout, committed or not, and put secrets among them.

    The folders are for this account alone, as those of a host may be.
    """
    listed = _ran("git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(0o700, parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    for name in NO_SECRETS:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_text("a secret")


def _ways_to_packages() -> Iterator[str]:
    """Give the build what lets pip and uv reach packages on this machine; the image has none."""
    wheels = os.environ.get("UV_FIND_LINKS") or os.environ.get("PIP_FIND_LINKS")
    if wheels:
        yield f"--build-arg=UV_FIND_LINKS={wheels}"
    trust_system = STORAGE / "uv.toml"
    trust_system.write_text("system-certs = true\n")
    authorities = ssl.get_default_verify_paths().cafile or ""
    for source, target in (
        (wheels, wheels),
        ("/etc/pip.conf", "/etc/pip.conf"),
        (trust_system, "/etc/uv/uv.toml"),
        (os.path.realpath(authorities), "/etc/ssl/certs/ca-certificates.crt"),
    ):
        if source and Path(source).exists():
            yield f"--volume={source}:{target}:ro"


def _n_bytes(root: Path) -> int:
    """Add up the files below a folder, each once."""
    sizes = {}
    for folder, _, names in os.walk(root):
        for name in names:
            told = os.lstat(f"{folder}/{name}")
            sizes[told.st_ino] = told.st_size
    return sum(sizes.values())

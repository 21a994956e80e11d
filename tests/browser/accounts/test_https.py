"""The web server over HTTPS, as a browser sees it: cookies are bound to their host."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.contrib.auth.hashers import make_password
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from launcher.system.ports import LOOPBACK
from leadqual import settings as PRODUCT  # noqa: N812  # as it is, not as the tests have it
from leadqual.accounts.models import User
from tests.processes import ending
from tests.product import PASSWORD
from tests.worker import database_url

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).parents[3]


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate for the loopback address, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, LOOPBACK)])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address(LOOPBACK))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    paths = tmp_path / "server.pem", tmp_path / "server.key"
    paths[0].write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths


@pytest.fixture
def url(transactional_db: None, tmp_path: Path, certificate: tuple[Path, Path]) -> Iterator[str]:
    """The address of a web server with TLS on the database of the test."""
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "STATIC_ROOT": str(tmp_path / "static"),
        "ALLOWED_HOSTS": LOOPBACK,
        "HTTPS": "true",
        "DJANGO_SETTINGS_MODULE": "leadqual.settings",
    }
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(collect, env=environment, cwd=ROOT, check=True)
    with socket.create_server((LOOPBACK, 0)) as listening:
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "leadqual.wsgi:application"),
                *(f"--bind=fd://{listening.fileno()}", "--worker-class=gthread", "--threads=4"),
                *(f"--certfile={certificate[0]}", f"--keyfile={certificate[1]}"),
                *("--timeout=120", "--no-control-socket"),
            ],
            env=environment,
            cwd=ROOT,
            pass_fds=[listening.fileno()],
        )
        with ending(server):
            yield f"https://{LOOPBACK}:{listening.getsockname()[1]}"


def test_cookies_are_bound_to_their_host_over_https(
    new_page: Callable[..., Page], url: str, manager: User, settings: Settings
) -> None:
    settings.PASSWORD_HASHERS = PRODUCT.PASSWORD_HASHERS
    User.objects.filter(pk=manager.pk).update(password=make_password(PASSWORD))
    page = new_page(ignore_https_errors=True)

    answer = page.goto(f"{url}/account/login/")
    page.get_by_label("Email").fill(manager.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(f"{url}/")

    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert {"__Host-sessionid", "__Host-csrftoken"} <= cookies.keys()
    assert all(cookie["secure"] for cookie in cookies.values())
    assert {cookies[name]["path"] for name in cookies if name.startswith("__Host-")} == {"/"}
    assert cookies["__Host-sessionid"]["httpOnly"]
    assert answer is not None
    assert "max-age=31536000" in answer.headers["strict-transport-security"]

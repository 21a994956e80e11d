"""Servers on loopback that answer as hostile ones would."""

import datetime
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from pathlib import Path
from threading import Event, Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from leadqual.core.outgoing.client import OutgoingClient
from leadqual.core.outgoing.connections import Resolver
from leadqual.core.outgoing.network_policy import parse_policy

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
Talk = Callable[[socket.socket, Event], None]


class Hostile:
    """A server that talks as it was told, and what it was sent.

    Args:
        talk: gets each connection after its request, and an event that ends the test.
        tls: where the server speaks TLS.
    """

    def __init__(self, talk: Talk, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[bytes] = []
        self.is_over = Event()
        self._talk = talk
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            if self.is_over.is_set():
                connection.close()
                return
            try:
                self._answer(connection)
            except OSError:
                pass
            finally:
                connection.close()

    def _answer(self, connection: socket.socket) -> None:
        if self._tls:
            connection = self._tls.wrap_socket(connection, server_side=True)
        self.requests.append(_read_request(connection))
        self._talk(connection, self.is_over)
        connection.close()

    def close(self) -> None:
        self.is_over.set()
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        self._thread.join()
        self._listener.close()


def _read_request(connection: socket.socket) -> bytes:
    found = connection.recv(65_536)
    said = re.search(rb"Content-Length: (\d+)", found)
    n_body = int(said.group(1)) if said else 0
    while len(found.partition(b"\r\n\r\n")[2]) < n_body:
        found += connection.recv(65_536)
    return found


@contextmanager
def serving(talk: Talk | bytes, tls: ssl.SSLContext | None = None) -> Iterator[Hostile]:
    """Run a server for the time of a test."""

    def say(connection: socket.socket, _: Event) -> None:
        assert isinstance(talk, bytes)
        connection.sendall(talk)

    server = Hostile(say if isinstance(talk, bytes) else talk, tls)
    try:
        yield server
    finally:
        server.close()


def known_hosts(**hosts: str) -> Resolver:
    """Return a resolver that knows these hosts alone; `_` in a name is a dot."""
    names = {name.replace("_", "."): address for name, address in hosts.items()}

    def resolve(host: str, port: int) -> list[str]:  # as the client calls it
        try:
            return [str(ip_address(host))]
        except ValueError:
            pass
        if host not in names:
            raise OSError(host)
        return names[host].split(",")

    return resolve


def client_for(
    server: Hostile,
    *,
    resolve: Resolver | None = None,
    tls: ssl.SSLContext | None = None,
    clock: Callable[[], float] = lambda: 0.0,
) -> OutgoingClient:
    """Return a client that may reach this machine, at the port of a server; its clock stands."""
    policy = parse_policy(networks=["127.0.0.1"], ports=[str(server.port)])
    found = resolve or known_hosts(hooks_example="127.0.0.1")
    return OutgoingClient(policy, resolve=found, tls=tls, clock=clock)


def certificate(folder: Path, host: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return the contexts of a server named `host`, and of a client that trusts its authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    client = ssl.create_default_context()
    client.load_verify_locations(cadata=made.public_bytes(serialization.Encoding.PEM).decode())
    return server, client

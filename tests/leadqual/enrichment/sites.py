"""Websites on loopback, each with its own name, that note who asked for what."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

Page = tuple[int, Mapping[str, str], bytes]
HTML = {"Content-Type": "text/html; charset=utf-8"}
PUMPS = (
    "We build pumps for hospitals in all of Europe. Our team of about 120 people works in Kassel, "
    "and more than 500 clinics rely on what we make every day."
)


def page(text: str, *, description: str = "", title: str = "Acme") -> Page:
    """Return a home page with menus and banners around a text."""
    body = (
        f'<html><head><title>{title}</title><meta name="description" content="{description}">'
        "</head><body><nav><a href=/a>Products</a><a href=/b>Jobs</a></nav>"
        f"<main><h1>{title}</h1><p>{text}</p></main><footer>Imprint</footer></body></html>"
    )
    return 200, HTML, body.encode()


class Sites:
    """A server of all sites; `pages` has host and path → page, other paths are not found."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.asked: list[str] = []
        self.agents: set[str] = set()
        sites = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                address = self.headers["Host"].partition(":")[0] + self.path
                sites.asked.append(address)
                sites.agents.add(self.headers["User-Agent"])
                status, headers, body = sites.pages.get(address, (404, {}, b""))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def url(self, host: str) -> str:
        return f"http://{host}:{self.port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def serving() -> Iterator[Sites]:
    sites = Sites()
    try:
        yield sites
    finally:
        sites.close()

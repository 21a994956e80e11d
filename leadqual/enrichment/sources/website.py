"""Descriptions of companies from their websites: fetched politely, read as hostile text."""

import codecs
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from urllib.parse import urljoin, urlsplit

import pycountry
import trafilatura
from django.conf import settings
from django.core.cache import cache as shared
from protego import Protego
from py3langid import langid

from classifiers.companies.placeholder_sentences import without_placeholders
from leadqual.core.outgoing.client import OutgoingClient, OutgoingResponse, outgoing_client
from leadqual.core.outgoing.deadlines import Deadline
from leadqual.core.outgoing.errors import (
    OutgoingError,
    OutgoingTimeoutError,
    RedirectedError,
)
from leadqual.enrichment.sources.source import Answer, Outcome, plain_text
from leadqual.leads.models import Company
from leadqual.leads.records.record_values import Record
from leadqual.leads.websites import read_host, read_website, registrable_domain

USER_AGENT_NAME = "LeadQual"
"""The name that robots.txt calls us by."""
MAX_PAGE = 1_000_000
MAX_ROBOTS = 500_000
MAX_HOPS = 5
MAX_SECONDS = 45.0
"""For everything about one company, waiting included."""
REQUEST_SECONDS = 10.0
MAX_DELAY = 20
"""Longest crawl delay of a robots.txt that is kept to; where more is asked, nothing is read."""
MAX_OVERVIEW = 2_000
MIN_OVERVIEW = 40
RETRY_SECONDS = 60
_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_RETRY_STATUSES = frozenset(
    {408, 425, 429, *range(500, 1000)}
)  # Unknown statuses are server errors.
_OK = 200
_CLIENT_ERRORS = range(400, 500)


class _PageSkippedError(Exception):
    """A page is not read, for a reason that is the answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.detail)
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says about a company."""

    overview: str
    language: str


class WebsiteSource:
    """Reads home pages.

    Args:
        client: checks every address, those of redirects too.
        wait: sleeps for some seconds; replaced in tests.
        delay: seconds between two requests to one site.
    """

    max_at_once = 8
    max_attempts = 2

    def __init__(
        self,
        client: OutgoingClient | None = None,
        *,
        wait: Callable[[float], object] = time.sleep,
        delay: int | None = None,
    ) -> None:
        self._client = client or outgoing_client()
        self._wait = wait
        self._delay = settings.WEBSITE_DELAY_SECONDS if delay is None else delay
        self._rules: dict[str, Protego | None] = {}

    def ask(self, record: Record, key: int) -> Answer:  # of the interface
        """Return the description of a company from its home page."""
        if not isinstance(record, Company) or not (address := address_of(record)):
            return Answer(Outcome.NO_WEBSITE)
        deadline = Deadline(MAX_SECONDS)
        try:
            url, body = self._fetch_home_page(address, deadline)
        except _PageSkippedError as stopped:
            return stopped.answer
        except OutgoingTimeoutError as error:
            return _unreachable(error.message, retry_after=RETRY_SECONDS)
        except OutgoingError as error:
            return _unreachable(error.message)
        page = read_page(body, name=record.name)
        if page is None:
            return Answer(Outcome.UNCHANGED, detail=f"No description on {_short_url(url)}")
        words = f"{len(page.overview):,} characters"
        return Answer(
            Outcome.FILLED,
            values={"overview": page.overview},
            evidence={"overview": url},
            detail=", ".join(filter(None, (words, page.language, _short_url(url)))),
        )

    def _fetch_home_page(self, address: str, deadline: Deadline) -> tuple[str, bytes | str]:
        try:
            return self._fetch_page(address, deadline)
        except (OutgoingTimeoutError, RedirectedError):
            raise
        except OutgoingError:
            if not address.startswith("https://"):
                raise
            return self._fetch_page(address.replace("https://", "http://", 1), deadline)

    def _fetch_page(self, url: str, deadline: Deadline) -> tuple[str, bytes | str]:
        """Return the final address and body of a page; each hop is checked like the first."""
        for _ in range(MAX_HOPS):
            delay = self._check_robots(url, deadline)
            try:
                response = self._get(url, deadline, delay=delay, max_bytes=MAX_PAGE)
            except RedirectedError as error:
                url = _redirect_url(url, error)
                continue
            return url, _page_body(response)
        raise OutgoingError("The website redirects too often.")

    def _check_robots(self, url: str, deadline: Deadline) -> int:
        """Return the seconds between requests that robots.txt asks for; stop where it forbids."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = self._fetch_robots(f"{origin}/robots.txt", deadline)
        rules = self._rules[origin]
        if rules is None:
            return self._delay
        delay = max(self._delay, int(rules.crawl_delay(USER_AGENT_NAME) or 0))
        if delay > MAX_DELAY or not rules.can_fetch(url, USER_AGENT_NAME):
            raise _PageSkippedError(Answer(Outcome.BLOCKED, detail=_short_url(url)))
        return delay

    def _fetch_robots(self, url: str, deadline: Deadline) -> Protego | None:
        """Return the rules of a site; None where it has none (RFC 9309).

        A robots.txt that cannot be read for now forbids everything: the page is tried later.
        """
        for _ in range(MAX_HOPS):
            try:
                response = self._get(url, deadline, delay=self._delay, max_bytes=MAX_ROBOTS)
            except RedirectedError as error:
                url = _redirect_url(url, error)
                continue
            if response.status in _RETRY_STATUSES:
                status = f"robots.txt: status {response.status}"
                raise _PageSkippedError(_unreachable(status, retry_after=RETRY_SECONDS))
            if response.status in _CLIENT_ERRORS:
                return None
            return Protego.parse(response.body.decode("utf-8", "replace"))
        return None

    def _get(self, url: str, deadline: Deadline, *, delay: int, max_bytes: int) -> OutgoingResponse:
        self._wait_for_turn(
            registrable_domain(read_host(url)) or urlsplit(url).netloc, delay, deadline
        )
        return self._client.request(
            "GET",
            url,
            headers={"User-Agent": user_agent(), "Accept": "text/html,text/plain;q=0.5"},
            max_bytes=max_bytes,
            seconds=min(REQUEST_SECONDS, deadline.left()),
            cuts=True,
        )

    def _wait_for_turn(self, site: str, delay: int, deadline: Deadline) -> None:
        """Wait until nobody here, in any process, asked a site within the delay."""
        while delay and not shared.add(f"enrichment.site:{site}", 1, delay):
            deadline.left()
            self._wait(0.2)


def user_agent() -> str:
    """Return who asks, and where website owners reach whoever operates this installation."""
    contact = settings.WEBSITE_CONTACT
    return f"{USER_AGENT_NAME}/1.0 (reads company descriptions{f'; {contact}' if contact else ''})"


def address_of(company: Company) -> str:
    """Return the address of a company's home page; "" where it has none of its own."""
    given = company.website or company.domain or ""
    website = read_website(given)
    if website is None or not website.domain:
        return ""
    scheme, separator, path = given.partition("://")
    if not separator:
        return f"https://{given}"
    return f"{scheme.lower()}://{path}" if scheme.lower() in {"http", "https"} else ""


def read_page(body: bytes | str, *, name: str) -> Page | None:
    """Return what a page says about a company; None where it says nothing, such as a parked one."""
    try:
        found = trafilatura.bare_extraction(
            body, with_metadata=True, include_comments=False, include_tables=False
        )
    except (ValueError, TypeError, AttributeError, RecursionError, LookupError):
        return None  # Trafilatura fails in many ways on pages that are no HTML.
    if found is None or isinstance(found, dict):
        return None
    description = _clean_text(found.description, name)
    text = _clean_text(found.text, name)
    parts = [description] if description and description not in text else []
    overview = plain_text("\n\n".join(filter(None, (*parts, text))), MAX_OVERVIEW)
    if len(overview) < MIN_OVERVIEW:
        return None
    return Page(overview, _detect_language(overview))


def _clean_text(text: str | None, name: str) -> str:
    return without_placeholders(plain_text(text or "", MAX_OVERVIEW), name=name).strip()


def _page_body(response: OutgoingResponse) -> bytes | str:
    """Return the body of a page, decoded where the server says how.

    Raises:
        _PageSkippedError: it is no page.
    """
    if response.status != _OK:
        later = RETRY_SECONDS if response.status in _RETRY_STATUSES else None
        raise _PageSkippedError(_unreachable(f"Status {response.status}", retry_after=later))
    kind, _, options = response.headers.get("content-type", "").partition(";")
    if kind.strip().lower() not in _PAGES:
        raise _PageSkippedError(Answer(Outcome.UNCHANGED, detail="The home page is not HTML"))
    charset = options.lower().partition("charset=")[2].split(";")[0].strip(" \"'")
    try:
        codec = codecs.lookup(charset)
    except (LookupError, ValueError):
        return response.body
    if not getattr(codec, "_is_text_encoding", False):
        return response.body
    return response.body.decode(charset, "replace")


def _redirect_url(url: str, error: RedirectedError) -> str:
    if not error.location:
        raise OutgoingError("The website redirects to nowhere.")
    try:
        return urlsplit(urljoin(url, error.location)).geturl()
    except ValueError as bad:
        raise OutgoingError("The website redirects to an invalid URL.") from bad


def _unreachable(detail: str, *, retry_after: int | None = None) -> Answer:
    return Answer(Outcome.UNREACHABLE, detail=detail[:300], retry_after=retry_after)


def _short_url(url: str) -> str:
    return url.partition("://")[2].rstrip("/")[:200]


def _detect_language(text: str) -> str:
    code, share = _load_identifier().classify(text)
    language = pycountry.languages.get(alpha_2=code) if share > 0.9 else None  # surely
    return str(language.name) if language else ""


@cache
def _load_identifier() -> langid.LanguageIdentifier:
    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)

"""Addresses on the web: the domain that is a company's own, and pages on LinkedIn."""

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import unquote

import tldextract
import yaml

_DATA = Path(__file__).parent / "data" / "websites.yaml"
# No scheme but that of the web: a browser would run the script of another one.
_ADDRESS = re.compile(
    r"(?:https?:(?://)?(?:[^@/\s]*@)?|[^@/\s:]*@)?"
    r"([^/?#:\s]+)(?::\d+)?(/[^?#]*)?(?:[?#].*)?",
    re.IGNORECASE,
)
_HOST = re.compile(r"(?=.{3,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
_LONGEST_LINKEDIN = 500

_PAGE_KINDS = frozenset({"in", "pub", "sales", "company", "school", "showcase"})


class Website(NamedTuple):
    """An address as it was written, and what it says.

    Args:
        url: as it was written; empty where it only names a page on LinkedIn.
        domain: of whoever has the site: acme.co.uk, acme.weebly.com; empty on a site of many, such
            as facebook.com.
        linkedin_url: where the address is a company's page there.
    """

    url: str = ""
    domain: str = ""
    linkedin_url: str = ""


@lru_cache(maxsize=100_000)
def read_website(text: str) -> Website | None:
    """Read an address, with or without `https://`; None where it is none."""
    found = _ADDRESS.fullmatch(text)
    host = _normalize_host(found.group(1)) if found else ""
    if not host:
        return None
    if registrable_domain(host) == "linkedin.com" and (address := read_linkedin(text)):
        return Website("", "", address)
    return Website(text, site_domain(host), "")


@lru_cache(maxsize=100_000)
def read_linkedin(text: str) -> str:
    """Bring an address on LinkedIn to one spelling; "" where it is none of a person or company.

    Country subdomains, parameters, case and what follows the name of the page are dropped.
    """
    found = _ADDRESS.fullmatch(text.strip())
    if not found or registrable_domain(_normalize_host(found.group(1))) != "linkedin.com":
        return ""
    kind, _, page = _page_path(found.group(2)).partition("/")
    if kind != "sales":
        page = page.partition("/")[0] if kind != "pub" else page
    if not page or any(map(str.isspace, page)) or kind not in _PAGE_KINDS:
        return ""
    return f"https://www.linkedin.com/{kind}/{page}"[:_LONGEST_LINKEDIN]


def _page_path(path: str | None) -> str:
    """Return the path of a page in composed letters; the mobile site has the same pages."""
    composed = normalize("NFC", unquote(path or "").lower())
    return composed.strip("/").removeprefix("mwlite/").strip("/")


def registrable_domain(host: str) -> str:
    """Give the part of a host that somebody registered: "shop.acme.co.uk" → "acme.co.uk".

    Under an unknown ending the last two words count.
    """
    if not host:
        return ""
    return _registrable(_parts(host), host)


def _registrable(parts: tldextract.ExtractResult, host: str) -> str:
    return parts.top_domain_under_public_suffix or ".".join(host.split(".")[-2:])


def site_domain(host: str) -> str:
    """Return the domain that tells whose site a host is: two hosts with one are of one company.

    Under a site builder that is the name below it ("acme.weebly.com"). It is empty where pages of
    anybody are: on sites of many, on a builder's own host and on a public suffix.
    """
    parts = _parts(host)
    domain = _registrable(parts, host)
    host_names = {domain, f"{parts.domain}.*"}
    if host == parts.suffix or host_names & _hosts_of_kind("shared"):
        return ""
    if host_names & _hosts_of_kind("builders"):
        subdomain = parts.subdomain.rpartition(".")[2]
        return f"{subdomain}.{domain}" if subdomain and subdomain != "www" else ""
    return domain


def domain_of_address(email: str) -> str:
    """Return the domain of the firm whose mail address it is; "" at those who give one to anybody.

    Subdomains are dropped, as for the domain of a company.
    """
    host = email.rpartition("@")[2] if "@" in email else ""
    domain = registrable_domain(_normalize_host(host))
    return "" if domain in _hosts_of_kind("mailboxes") else domain


def read_host(text: str) -> str:
    """Return the host of an address on the web, without "www."; "" where it is none."""
    found = _ADDRESS.fullmatch(text)
    return _normalize_host(found.group(1)) if found else ""


def is_public_suffix(host: str) -> bool:
    """Return whether anybody can register names under a host: "co.uk"."""
    return not _parts(host).domain


def is_shared_mailbox(host: str) -> bool:
    """Return whether a host gives mailboxes to anybody: "gmail.com"."""
    return registrable_domain(host) in _hosts_of_kind("mailboxes")


def _normalize_host(text: str) -> str:
    """Bring a host to ASCII and lower case; "" where it is none."""
    host = text.lower().rstrip(".").removeprefix("www.")
    if not host.isascii():
        try:
            host = host.encode("idna").decode()
        except UnicodeError:
            return ""
    return host if _HOST.fullmatch(host) and not host.replace(".", "").isdigit() else ""


@lru_cache(maxsize=1_000)  # Each host is asked for several times in a row.
def _parts(host: str) -> tldextract.ExtractResult:
    return _suffix_extractor().extract_str(host)


@cache
def _suffix_extractor() -> tldextract.TLDExtract:
    """The list of public suffixes that comes with the package; nothing is fetched."""
    return tldextract.TLDExtract(
        suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True
    )


@cache
def _hosts_of_kind(kind: str) -> frozenset[str]:
    """Return the hosts of one kind; "yelp.*" is under every public suffix."""
    return frozenset(yaml.safe_load(_DATA.read_text(encoding="utf-8"))[kind])

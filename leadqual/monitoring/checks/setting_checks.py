"""Settings that are unsafe, or contradict each other."""

from collections.abc import Iterator
from ipaddress import ip_address

from django.conf import settings

from leadqual.monitoring.checks.finding import Finding

MIN_SECRET, MIN_TOKEN, MIN_LETTERS = 32, 16, 8


def check_settings() -> Iterator[Finding]:
    """Look at secrets, hosts, HTTPS, proxies and backups."""
    yield from _secrets()
    yield from _addresses()
    if not settings.BACKUP_TO:
        yield Finding(
            "No backup is configured: a lost disk loses everything.",
            "Set BACKUP_TO to a folder on another disk or to a bucket, and BACKUP_RECIPIENTS.",
        )
    if settings.DEBUG:
        yield Finding("DEBUG is on: pages show code and settings.", "Set DEBUG=false.")
    if settings.ALERT_WEBHOOK_URL and not settings.ALERT_WEBHOOK_SECRET:
        yield Finding(
            "ALERT_WEBHOOK_URL is set without ALERT_WEBHOOK_SECRET, so no alert is sent there.",
            "Set ALERT_WEBHOOK_SECRET.",
        )


def _secrets() -> Iterator[Finding]:
    minimums = {"SECRET_KEY": MIN_SECRET, "ERASURE_KEY": MIN_SECRET}
    if settings.METRICS_TOKEN:
        minimums["METRICS_TOKEN"] = MIN_TOKEN
    for name, least in minimums.items():
        value = getattr(settings, name)
        if not value:
            yield Finding(f"{name} is not set.", f"Set {name} to {least} or more random letters.")
        elif len(value) < least or len(set(value)) < MIN_LETTERS:
            yield Finding(
                f"{name} is easy to guess: it has {len(value)} letters, "
                f"{len(set(value))} different ones.",
                f"Set {name} to {least} or more random letters; keep a former SECRET_KEY in "
                "SECRET_KEY_FALLBACKS.",
            )


def _addresses() -> Iterator[Finding]:
    hosts = settings.ALLOWED_HOSTS
    if "*" in hosts:
        yield Finding("ALLOWED_HOSTS allows any name.", "List the names under which people come.")
    is_public = not all(_is_local(host) for host in hosts)
    if is_public and not settings.IS_HTTPS:
        yield Finding(
            "Pages are served to other machines without HTTPS.",
            "Put a proxy with a certificate in front, and set HTTPS=true.",
        )
    if settings.IS_HTTPS and settings.TRUSTED_PROXY_HOPS < 1:
        yield Finding(
            "HTTPS is on, but TRUSTED_PROXY_HOPS is 0: everyone seems to come from the proxy.",
            "Set TRUSTED_PROXY_HOPS to the number of proxies in front of the web server.",
        )
    if settings.IS_HTTPS and not settings.PUBLIC_URL.startswith("https://"):
        yield Finding(
            "HTTPS is on, but PUBLIC_URL does not start with https://.",
            "Set PUBLIC_URL to the address that people open.",
        )


def _is_local(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False

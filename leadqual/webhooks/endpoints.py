"""Writes of endpoints: create, change, rotate the secret, delete."""

import base64
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address
from types import MappingProxyType
from typing import Any

from cryptography.fernet import InvalidToken
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q, QuerySet

from leadqual.accounts.audit.records import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.core.encryption import cipher
from leadqual.core.errors import WrongValue
from leadqual.core.jobs import Job, enqueue
from leadqual.core.outgoing.connections import Policy, policy_of, target_of
from leadqual.core.outgoing.errors import OutgoingError
from leadqual.webhooks.errors import WebhookLimitError, WebhookSettingError, WebhookUrlError
from leadqual.webhooks.event_types import EVENT_TYPES, FILTERS, FilterKind, filters_of
from leadqual.webhooks.models import WebhookDelivery, WebhookEndpoint
from leadqual.webhooks.outbox import ROWS, SUMMARY

# Secrets of endpoints: made, encrypted, and which of them sign now.

PREFIX = "whsec_"
_BYTES = 32
_PURPOSE = "leadqual.webhook_secret"

MAX_VALUES = 50
MAX_VALUE = 200
URL_HELP = (
    "Must start with https://; http:// is allowed for private addresses that OUTGOING_ALLOW names."
)
MAX_ENDPOINTS = 20
OVERLAP = timedelta(hours=24)
_CHOSEN = ("url", "event_types", "description", "filters", "with_rows", "is_active")


def new_secret() -> str:
    """Return a new secret as Standard Webhooks writes them."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def encrypted_secret(secret: str) -> str:
    """Return a secret as the table keeps it."""
    return cipher(_PURPOSE).encrypt(secret.encode()).decode()


def active_secrets(endpoint: WebhookEndpoint) -> list[str]:
    """Return the active signing secrets, newest first.

    Empty if `SECRET_KEY` was replaced without a fallback: then signing is impossible.
    """
    kept = [endpoint.secret]
    until = endpoint.previous_secret_until
    if endpoint.previous_secret and until is not None and until > clock.now():
        kept.append(endpoint.previous_secret)
    found = []
    for one in kept:
        try:
            found.append(cipher(_PURPOSE).decrypt(one.encode()).decode())
        except InvalidToken:
            continue
    return found


# Values of text filters: each app registers how its own are parsed.


@dataclass(frozen=True, slots=True)
class FilterValues:
    """The allowed values of a filter.

    Args:
        read: a text → the value that it means; the text itself, or "", where it means none.
    """

    known: Callable[[], Collection[str]]
    wanted: str
    read: Callable[[str], str] = str


_by_filter: dict[str, FilterValues] = {}


def register_filter_values(code: str, values: FilterValues) -> None:
    """Register the allowed values of a filter; called once at startup."""
    _by_filter[code] = values


def read_filter_values(
    kind: FilterKind, texts: Sequence[str], kept: Collection[str] = ()
) -> list[str]:
    """Return the distinct values of texts, in order.

    Args:
        kind: of the filter.
        texts: as they were sent.
        kept: current values; retired ones may stay.

    Raises:
        WebhookSettingError: no event has one of them.
    """
    values = _by_filter.get(kind.code)
    if values is None:
        return list(texts)
    known = values.known()
    read = {text: text if text in kept else values.read(text) for text in texts}
    if unknown := [text for text, value in read.items() if value not in (*known, *kept)]:
        raise WebhookSettingError(
            f"{kind.label} “{unknown[0][:60]}” is unknown. {values.wanted}",
            *(WrongValue(("filters", kind.code), one, known, values.wanted) for one in unknown),
        )
    return list(dict.fromkeys(read.values()))


# Settings of an endpoint: URL, event types and filters.


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """The settings of an endpoint.

    Args:
        event_types: codes of `EVENT_TYPES`, at least one.
        filters: filter → values, one of which an event must have.
        with_rows: an event for each record of an import or a bulk action, not one summary.
    """

    url: str
    event_types: Sequence[str]
    description: str = ""
    filters: Mapping[str, Sequence[object]] = field(default_factory=dict)
    with_rows: bool = False
    is_active: bool = True


def checked(
    workspace: Workspace,
    wanted: EndpointSettings,
    kept: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> EndpointSettings:
    """Return validated settings in order, without empty ones.

    Args:
        workspace: whose.
        wanted: as they were sent.
        kept: filters that the endpoint has; their values may stay.

    Raises:
        WebhookUrlError: the URL cannot be a receiver.
        WebhookSettingError: a type or a filter is unknown, or a filter names what is not there.
    """
    check_url(wanted.url)
    types = _event_types(wanted.event_types)
    return EndpointSettings(
        url=wanted.url.strip(),
        event_types=types,
        description=" ".join(wanted.description.split()),
        filters=_filters(workspace, types, wanted.filters, kept),
        with_rows=wanted.with_rows,
        is_active=wanted.is_active,
    )


def check_url(url: str) -> None:
    """Check a URL without resolving its host; sending checks the rest.

    Raises:
        WebhookUrlError: it is no URL of the web, may not be reached, or is not encrypted.
    """
    policy = policy_of(networks=settings.OUTGOING_ALLOW, ports=settings.OUTGOING_PORTS)
    try:
        target = target_of(url.strip(), policy=policy)
    except OutgoingError as error:
        raise WebhookUrlError(error.message, WrongValue("url")) from error
    if _is_forbidden(target.host, policy):
        raise WebhookUrlError(
            "This address is private. Use a URL that can be reached publicly.", WrongValue("url")
        )
    if target.scheme != "https" and not _is_own_network(target.host, policy):
        raise WebhookUrlError(f"The URL is not encrypted. {URL_HELP}", WrongValue("url"))


def _is_forbidden(host: str, policy: Policy) -> bool:
    try:
        return not policy.allows(ip_address(host))
    except ValueError:
        return False


def _is_own_network(host: str, policy: Policy) -> bool:
    """Return whether a host is named by an address in a network that the installation allows."""
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return any(address in network for network in policy.networks)


def _event_types(wanted: Sequence[str]) -> list[str]:
    if unknown := [name for name in wanted if name not in EVENT_TYPES]:
        raise WebhookSettingError(
            f"Unknown event type “{str(unknown[0])[:60]}”.",
            *(WrongValue("event_types", one, EVENT_TYPES, "Unknown type.") for one in unknown),
        )
    if not wanted:
        raise WebhookSettingError("Choose at least one event type.", WrongValue("event_types"))
    return [code for code in EVENT_TYPES if code in set(wanted)]


def _filters(
    workspace: Workspace,
    types: Sequence[str],
    wanted: Mapping[str, Sequence[object]],
    kept: Mapping[str, Sequence[str]],
) -> dict[str, list[str]]:
    usable = {kind.code for kind in filters_of(types)}
    found = {}
    for code, values in wanted.items():
        if code not in FILTERS:
            raise WebhookSettingError(
                f"Unknown filter “{code[:60]}”.", WrongValue("filters", code, FILTERS)
            )
        texts = list(dict.fromkeys(text for value in values if (text := str(value).strip())))
        if not texts:
            continue
        if code not in usable:
            raise WebhookSettingError(
                f"No chosen event type can be filtered by “{FILTERS[code].label}”.",
                WrongValue("filters", code, sorted(usable)),
            )
        if len(texts) > MAX_VALUES or any(len(text) > MAX_VALUE for text in texts):
            raise WebhookSettingError(
                f"A filter takes up to {MAX_VALUES} values of {MAX_VALUE} characters.",
                WrongValue(("filters", code)),
            )
        _check_keys(workspace, FILTERS[code], texts)
        found[code] = read_filter_values(FILTERS[code], texts, kept.get(code, ()))
    return found


def _check_keys(workspace: Workspace, kind: FilterKind, values: Sequence[str]) -> None:
    if not kind.model:
        return
    keys = {int(value) for value in values if value.isascii() and value.isdigit()}
    if len(keys) == len(values) and all(key < 2**63 for key in keys):
        model: Any = apps.get_model(kind.model)
        rows = model._default_manager.filter(workspace=workspace, pk__in=keys)
        if any(field.name == "is_private" for field in model._meta.concrete_fields):
            rows = rows.filter(is_private=False)
        if rows.count() == len(keys):
            return
    raise WebhookSettingError(
        f"{kind.label}: use the IDs of records of this workspace.",
        WrongValue(("filters", kind.code)),
    )


# Queries of endpoints and their deliveries.


def endpoints_of(workspace: Workspace) -> QuerySet[WebhookEndpoint]:
    """Return the endpoints of a workspace with `n_waiting` and `n_failed` deliveries."""
    rows = WebhookEndpoint.objects.filter(workspace=workspace)
    waiting, failed = WebhookDelivery.State.WAITING, WebhookDelivery.State.FAILED
    return rows.select_related("workspace", "created_by").annotate(
        n_waiting=Count("deliveries", filter=Q(deliveries__state=waiting)),
        n_failed=Count("deliveries", filter=Q(deliveries__state=failed)),
    )


def deliveries_of(endpoint: WebhookEndpoint) -> QuerySet[WebhookDelivery]:
    """Return the delivery log of an endpoint with its events, the newest first."""
    rows = WebhookDelivery.objects.filter(endpoint=endpoint, workspace=endpoint.workspace_id)
    return rows.select_related("event", "endpoint", "workspace").order_by("-pk")


def update_subscriptions(workspace: Workspace) -> None:
    """Note on the workspace what its active endpoints listen to, in the open transaction."""
    # The row of the workspace: of two managers who save at once, the later one counts both.
    Workspace.objects.select_for_update(no_key=True).only("pk").get(pk=workspace.pk)
    active = WebhookEndpoint.objects.filter(workspace=workspace, is_active=True)
    workspace.webhook_events = subscribed(active)
    Workspace.objects.filter(pk=workspace.pk).update(webhook_events=workspace.webhook_events)


def subscribed(endpoints: Iterable[WebhookEndpoint]) -> list[str]:
    """Return the event types that endpoints listen to, and whether as rows or as summaries."""
    found: set[str] = set()
    for endpoint in endpoints:
        suffix = ROWS if endpoint.with_rows else SUMMARY
        for event_type in endpoint.event_types:
            found |= {event_type, f"{event_type}{suffix}"}
    return sorted(found)


"""How long the old secret signs together with the new one."""


@transaction.atomic
def create_endpoint(
    *, workspace: Workspace, wanted: EndpointSettings, author: User
) -> tuple[WebhookEndpoint, str]:
    """Create an endpoint and return it with its secret, which is shown once.

    Raises:
        WebhookLimitError: the workspace has as many as it can have; nothing has been written.
        WebhookUrlError: the URL cannot be a receiver; nothing has been written.
        WebhookSettingError: a type or filter is wrong; nothing has been written.
    """
    Workspace.objects.select_for_update(no_key=True).only("pk").get(pk=workspace.pk)
    if WebhookEndpoint.objects.filter(workspace=workspace).count() >= MAX_ENDPOINTS:
        raise WebhookLimitError(
            f"A workspace can have {MAX_ENDPOINTS} webhooks. Delete one you no longer need."
        )
    secret = new_secret()
    endpoint = WebhookEndpoint(
        workspace=workspace, created_by=author, secret=encrypted_secret(secret)
    )
    _store(endpoint, checked(workspace, wanted))
    _record(endpoint, author, "created", after=_values(endpoint))
    return endpoint, secret


@transaction.atomic
def change_endpoint(
    *, endpoint: WebhookEndpoint, wanted: EndpointSettings, author: User
) -> WebhookEndpoint:
    """Give an endpoint other settings; turning it on again forgets former failures.

    Raises:
        WebhookUrlError: the URL cannot be a receiver; nothing has been written.
        WebhookSettingError: a type or filter is wrong; nothing has been written.
    """
    locked = _locked(endpoint)
    before = _values(locked)
    is_turned_on = wanted.is_active and not locked.is_active
    if is_turned_on or wanted.url.strip() != locked.url:
        locked.failing_since, locked.n_failures, locked.retry_at = None, 0, None
    _store(locked, checked(locked.workspace, wanted, kept=locked.filters))
    if _values(locked) != before:
        _record(locked, author, "changed", before=before, after=_values(locked))
    if is_turned_on:
        enqueue(Job.SEND_WEBHOOKS)
    return locked


@transaction.atomic
def rotate_secret(*, endpoint: WebhookEndpoint, author: User) -> tuple[WebhookEndpoint, str]:
    """Rotate the secret of an endpoint; the old one also signs for a day.

    Earlier secrets stop signing.
    """
    locked, secret = _locked(endpoint), new_secret()
    locked.previous_secret, locked.secret = locked.secret, encrypted_secret(secret)
    locked.previous_secret_until = clock.now() + OVERLAP
    locked.save(update_fields=["secret", "previous_secret", "previous_secret_until", "updated_at"])
    until = locked.previous_secret_until.isoformat()
    _record(locked, author, "secret_rotated", after={"previous_secret_until": until})
    return locked, secret


@transaction.atomic
def delete_endpoint(*, endpoint: WebhookEndpoint, author: User) -> None:
    """Delete an endpoint with its delivery log; pending events are not sent."""
    locked = _locked(endpoint)
    _record(locked, author, "deleted", before=_values(locked))
    locked.delete()
    update_subscriptions(locked.workspace)


@transaction.atomic
def turn_off(*, endpoint: WebhookEndpoint, reason: str) -> bool:
    """Turn an endpoint off because it fails; False where it is off already."""
    if not WebhookEndpoint.objects.filter(pk=endpoint.pk).exists():
        return False
    locked = _locked(endpoint)
    if not locked.is_active:
        return False
    locked.is_active, locked.active_since, locked.disabled_reason = False, None, reason[:200]
    locked.save(update_fields=["is_active", "active_since", "disabled_reason", "updated_at"])
    update_subscriptions(locked.workspace)
    _record(locked, None, "turned_off", after={"reason": reason})
    return True


def settings_of(endpoint: WebhookEndpoint) -> EndpointSettings:
    return EndpointSettings(**{name: getattr(endpoint, name) for name in _CHOSEN})


def _store(endpoint: WebhookEndpoint, chosen: EndpointSettings) -> None:
    for name in _CHOSEN:
        setattr(endpoint, name, getattr(chosen, name))
    if endpoint.is_active:
        endpoint.active_since = endpoint.active_since or clock.now()
        endpoint.disabled_reason = ""
    else:
        endpoint.active_since = None
    endpoint.save()
    update_subscriptions(endpoint.workspace)


def _locked(endpoint: WebhookEndpoint) -> WebhookEndpoint:
    # The workspace first: so does whoever creates an endpoint or turns one off after a failure.
    Workspace.objects.select_for_update(no_key=True).only("pk").get(pk=endpoint.workspace_id)
    rows = WebhookEndpoint.objects.select_for_update(of=("self",)).select_related("workspace")
    return rows.get(pk=endpoint.pk)


def _values(endpoint: WebhookEndpoint) -> dict[str, object]:
    return {name: getattr(endpoint, name) for name in _CHOSEN}


def _record(
    endpoint: WebhookEndpoint,
    author: User | None,
    what: str,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    record_audit(
        workspace=endpoint.workspace,
        actor=author,
        action=f"webhook.{what}",
        subject=f"webhook:{endpoint.pk}",
        name=str(endpoint),
        before=before,
        after=after,
    )

"""Settings of an endpoint: URL, event types and filters, with what is wrong with them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from types import MappingProxyType
from typing import Any

from django.apps import apps
from django.conf import settings

from leadqual.accounts.models import Workspace
from leadqual.core.errors import WrongValue
from leadqual.core.outgoing.errors import OutgoingError
from leadqual.core.outgoing.network_policy import Policy, parse_policy, parse_target
from leadqual.webhooks.errors import WebhookSettingError, WebhookUrlError
from leadqual.webhooks.event_types import EVENT_TYPES, FILTERS, FilterKind, filters_of

MAX_VALUES = 50
MAX_VALUE = 200
URL_HELP = (
    "Must start with https://; http:// is allowed for private addresses that OUTGOING_ALLOW names."
)


@dataclass(frozen=True, slots=True)
class FilterValues:
    """The allowed values of a filter.

    Args:
        read: a text → the value that it means; the text itself, or "", where it means none.
    """

    known: Callable[[], Collection[str]]
    wanted: str
    read: Callable[[str], str] = str


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


def check_settings(
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
    types = _check_event_types(wanted.event_types)
    return EndpointSettings(
        url=wanted.url.strip(),
        event_types=types,
        description=" ".join(wanted.description.split()),
        filters=_check_filters(workspace, types, wanted.filters, kept),
        with_rows=wanted.with_rows,
        is_active=wanted.is_active,
    )


def check_url(url: str) -> None:
    """Check a URL without resolving its host; sending checks the rest.

    Raises:
        WebhookUrlError: it is no URL of the web, may not be reached, or is not encrypted.
    """
    policy = parse_policy(networks=settings.OUTGOING_ALLOW, ports=settings.OUTGOING_PORTS)
    try:
        target = parse_target(url.strip(), policy=policy)
    except OutgoingError as error:
        raise WebhookUrlError(error.message, WrongValue("url")) from error
    if _is_forbidden(target.host, policy):
        raise WebhookUrlError(
            "This address is private. Use a URL that can be reached publicly.", WrongValue("url")
        )
    if target.scheme != "https" and not _is_allowed_network(target.host, policy):
        raise WebhookUrlError(f"The URL is not encrypted. {URL_HELP}", WrongValue("url"))


def _is_forbidden(host: str, policy: Policy) -> bool:
    try:
        return not policy.allows(ip_address(host))
    except ValueError:
        return False


def _is_allowed_network(host: str, policy: Policy) -> bool:
    """Return whether a host is named by an address in a network that the installation allows."""
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return any(address in network for network in policy.networks)


def _check_event_types(wanted: Sequence[str]) -> list[str]:
    if unknown := [name for name in wanted if name not in EVENT_TYPES]:
        raise WebhookSettingError(
            f"Unknown event type “{str(unknown[0])[:60]}”.",
            *(WrongValue("event_types", one, EVENT_TYPES, "Unknown type.") for one in unknown),
        )
    if not wanted:
        raise WebhookSettingError("Choose at least one event type.", WrongValue("event_types"))
    return [code for code in EVENT_TYPES if code in set(wanted)]


def _check_filters(
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


_by_filter: dict[str, FilterValues] = {}

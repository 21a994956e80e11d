"""The addresses that read: each page, each part of one, and each operation of the API."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.test import Client

from leadqual.accounts.models import ApiKey, Invitation, Member, Workspace, WorkspaceExport
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.core.pages.panels import PLACES, address_of
from leadqual.imports.models import ImportBatch
from leadqual.inbound.models import InboundForm, RoutingRule
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.learned import LearnedFunction
from leadqual.labeling.models.queues import TitleGroup
from leadqual.leads.models import (
    Company,
    Contact,
    ContactList,
    CustomField,
    DoNotContact,
    Export,
    JobTitle,
    Note,
    SavedSearch,
    SuppressionList,
)
from leadqual.mailboxes.models import Mailbox
from leadqual.monitoring.models import Alert
from leadqual.registry.models import ModelVersion
from leadqual.replies.models import Reply
from leadqual.taxonomy.models import TaxonomyVersion
from leadqual.webhooks.models import WebhookEndpoint
from tests.architecture.access import Operation, operations

Keys = Mapping[str, object]
_OK = 200
_PART = {"HX-Request": "true"}
# For programs that watch, the admin of Django, and what would end the session.
_OTHERS = (
    "admin/",
    "healthz",
    "readyz",
    "metrics",
    "account/",
    "mcp",
    "api/docs/",
    "api/v1/schema",
)
_OPENED_BESIDE = {
    "/people/?person={}": "contact_id",
    "/companies/?company={}": "company_id",
    "/replies/?reply={}": "reply_id",
}
"""A row that is open beside its list, by the key that it is found by."""

_MODELS: Mapping[str, type[Model]] = {
    "alert_id": Alert,
    "batch_id": ImportBatch,
    "campaign_id": Campaign,
    "entry_id": DoNotContact,
    "export_id": Export,
    "field_id": CustomField,
    "form_id": InboundForm,
    "group_id": TitleGroup,
    "invitation_id": Invitation,
    "key_id": ApiKey,
    "learned_id": LearnedFunction,
    "list_id": ContactList,
    "mailbox_id": Mailbox,
    "member_id": Member,
    "note_id": Note,
    "reply_id": Reply,
    "rule_id": RoutingRule,
    "search_id": SavedSearch,
    "suppression_list_id": SuppressionList,
    "webhook_id": WebhookEndpoint,
    "workspace_export_id": WorkspaceExport,
}


@dataclass(frozen=True, slots=True)
class Read:
    """One address that somebody may open.

    Attributes:
        path: of it, with keys of rows that are there.
        is_api: a program asks for it.
    """

    path: str
    is_api: bool

    def asking(self, person: Client, program: Client) -> Callable[[], HttpResponse] | None:
        """Return what asks for it, parts of a page as the page does.

        Returns:
            None where there is nothing to see: a file, a form that is only sent, a missing row.
        """
        ways: tuple[Callable[[], Any], ...] = (lambda: program.get(self.path),)
        if not self.is_api:
            ways = (
                lambda: person.get(self.path),
                lambda: person.get(self.path, headers=_PART),
            )
        return next((ask for ask in ways if _is_shown(ask())), None)


def _is_shown(answer: HttpResponseBase) -> bool:
    kind = answer.headers.get("Content-Type", "")
    is_read = kind.startswith(("text/html", "application/json"))
    return answer.status_code == _OK and is_read and isinstance(answer, HttpResponse)


def keys_of(workspace: Workspace) -> dict[str, object]:
    """Return argument of an address → key of a row of a workspace, of those that it has."""
    own = {"workspace": workspace}
    rows: dict[str, QuerySet[Model]] = {
        name: model._default_manager.filter(**own).order_by("pk") for name, model in _MODELS.items()
    }
    rows |= {
        "contact_id": Contact.objects.filter(**own).exclude(email=None).order_by("pk"),
        "company_id": Company.objects.filter(**own, contacts__gt=0).order_by("pk"),
        "title_id": JobTitle.objects.filter(**own).order_by("-n_contacts", "pk"),
        "title_correction_id": Correction.objects.filter(**own).order_by("pk"),
        "verdict_id": Verdict.objects.filter(campaign__workspace=workspace).order_by("pk"),
        "version_id": ModelVersion.objects.order_by("pk"),
        "taxonomy_version_id": TaxonomyVersion.objects.order_by("pk"),
    }
    keys = {name: some.values_list("pk", flat=True).first() for name, some in rows.items()}
    return {name: key for name, key in keys.items() if key is not None}


def reads(keys: Keys) -> Iterator[Read]:
    """Yield every address of which all arguments are known, and every panel.

    Args:
        keys: argument → key of a row that is there.
    """
    panels = [address_of(one.page) for panels in PLACES.values() for one in panels]
    beside = [path.format(keys[name]) for path, name in _OPENED_BESIDE.items() if name in keys]
    found = dict.fromkeys([*panels, *beside], False)
    for operation in operations():
        known = {**keys, **_of_route(operation, keys)}
        is_read = operation.method == "GET" and not operation.route.startswith(_OTHERS)
        if is_read and set(operation.arguments) <= known.keys():
            found.setdefault(operation.path(known), operation.is_api)
    yield from (Read(path, is_api) for path, is_api in found.items())


def _of_route(operation: Operation, keys: Keys) -> dict[str, object]:
    """Return the keys of arguments that mean something else at each address."""
    route = operation.route
    own: dict[str, object] = {}
    kind = "title" if "titles/" in route else "company"
    for name in ("correction_id", "step_id"):
        if f"{kind}_{name}" in keys:
            own[name] = keys[f"{kind}_{name}"]
    if "taxonomy/" in route and "taxonomy_version_id" in keys:
        own["version_id"] = keys["taxonomy_version_id"]
    if "slug" in operation.arguments:
        own["slug"] = "errors" if "api-docs/" in route else "sales"
    return own

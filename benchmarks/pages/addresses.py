"""The addresses that read: each page, each part of one, and each operation of the API."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Model, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.test import Client

from leadqual.accounts.models import ApiKey, Invitation, Member, Workspace, WorkspaceExport
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.core.pages.panels import PLACES, address_of
from leadqual.imports.models import ImportBatch
from leadqual.inbound.models import InboundForm, RoutingRule
from leadqual.labeling.models.corrections import Correction, LearnedFunction
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
_OK, _FOUND = 200, 302
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

    def ask(self, person: Client, program: Client) -> HttpResponseBase:
        """Return its answer; that of a part of a page as the page asks for it."""
        if self.is_api:
            return program.get(self.path)
        answer = person.get(self.path)
        is_page = answer.status_code != _FOUND
        return answer if is_page else person.get(self.path, headers=_PART)


def is_shown(answer: HttpResponseBase) -> bool:
    """Return whether an answer is a page, a part of one or an object of the API, and no file."""
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
    seen = set[str]()
    panels = [address_of(one.page) for panels in PLACES.values() for one in panels]
    beside = (("people", "contact"), ("companies", "company"), ("replies", "reply"))
    names = {"people": "person", "companies": "company", "replies": "reply"}
    for place, kind in beside:
        if f"{kind}_id" in keys:
            panels.append(f"/{place}/?{names[place]}={keys[f'{kind}_id']}")
    for path in panels:
        if path not in seen:
            seen.add(path)
            yield Read(path, is_api=False)
    for operation in operations():
        if operation.method != "GET" or operation.route.startswith(_OTHERS):
            continue
        known = {**keys, **_of_route(operation, keys)}
        if set(operation.arguments) <= known.keys():
            path = operation.path(known)
            if path not in seen:
                seen.add(path)
                yield Read(path, is_api=operation.is_api)


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

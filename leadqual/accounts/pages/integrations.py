"""The integrations page of Settings: connections of this workspace, and how to set them up."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from leadqual.accounts.models import ApiKey
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.accounts.pages.settings import render_settings
from leadqual.core.pages.panels import address_of, may_open

PAGE_NAME = "accounts:integrations"


@dataclass(frozen=True, slots=True)
class Integration:
    """One type of connection between this workspace and other systems.

    Args:
        is_on: whether it works now.
        words: description and current connections.
        setting: server setting that enables it; "" if none is needed.
        url: of the page to use or set it up; "" if the member may open none.
    """

    name: str
    is_on: bool
    words: str
    setting: str = ""
    url: str = ""
    action: str = ""


@route("settings/integrations/")
def integrations(request: WorkspaceRequest) -> HttpResponse:
    """Show each integration with its state."""
    rows = [*_program_integrations(request), *_server_integrations()]
    context: dict[str, object] = {"rows": rows, "is_staff": request.user.is_staff}
    return render_settings(request, "accounts/settings/integrations.html", context, here=PAGE_NAME)


def _program_integrations(request: WorkspaceRequest) -> list[Integration]:
    now = timezone.now()
    alive = Q(revoked_at=None) & (Q(expires_at=None) | Q(expires_at__gt=now))
    n_keys = ApiKey.objects.filter(alive, workspace=request.workspace).count()
    keys = f"{n_keys:,} active {'key' if n_keys == 1 else 'keys'}" if n_keys else "No active keys"
    uploads, mailboxes = "replies:uploads", "mailboxes:list"
    return [
        Integration(
            name="REST API",
            is_on=bool(n_keys),
            words=f"{keys}. Programs read and change people, companies, titles and campaigns.",
            url=reverse("accounts:api_keys"),
            action="Manage API keys",
        ),
        _webhook_integration(request),
        Integration(
            name="Inbound leads",
            is_on=True,
            words="Forms of your website and programs send leads, which rules give to an owner.",
            url=address_of("inbound:leads"),
            action="Manage inbound leads",
        ),
        Integration(
            name="Mailboxes",
            is_on=True,
            words="Connect a mailbox by IMAP. Its replies are added automatically.",
            url=address_of(mailboxes) if may_open(request, mailboxes) else "",
            action="Manage mailboxes",
        ),
        Integration(
            name="Enrichment",
            is_on=True,
            words="Fill in missing values from websites, your own endpoints and a language model.",
            url=address_of("enrichment:settings"),
            action="Manage enrichment",
        ),
        Integration(
            name="Email programs",
            is_on=True,
            words="Upload .eml or mbox files, or send replies through the API.",
            url=address_of(uploads) if may_open(request, uploads) else "",
            action="Upload emails",
        ),
    ]


def _webhook_integration(request: WorkspaceRequest) -> Integration:
    page = "webhooks:endpoints"
    is_on = bool(request.workspace.webhook_events)
    return Integration(
        name="Webhooks",
        is_on=is_on,
        words="Events of this workspace are sent to your systems as signed JSON."
        if is_on
        else "Events of this workspace can be sent to your systems as signed JSON.",
        url=address_of(page) if may_open(request, page) else "",
        action="Manage webhooks",
    )


def _server_integrations() -> list[Integration]:
    """Return the integrations of the whole installation."""
    sends = settings.EMAIL_DELIVERY == "smtp"
    webhook = urlsplit(settings.ALERT_WEBHOOK_URL).hostname
    return [
        Integration(
            name="Outgoing email",
            is_on=sends,
            words="Invitations, password resets and alerts are sent by email."
            if sends
            else "Invitations and alerts are written to files on the server instead of sent.",
            setting="EMAIL_HOST",
        ),
        Integration(
            name="Alert webhook",
            is_on=bool(webhook),
            words="Each alert of monitoring is sent as signed JSON."
            if webhook
            else "Alerts can be sent to a chat or an incident tool as signed JSON.",
            setting="ALERT_WEBHOOK_URL",
        ),
        Integration(
            name="Single sign-on",
            is_on=bool(settings.OIDC_ISSUER),
            words=f"Members can sign in with {settings.OIDC_NAME}."
            if settings.OIDC_ISSUER
            else "Members can sign in with an OpenID Connect provider, such as Okta or Entra ID.",
            setting="OIDC_ISSUER",
        ),
    ]

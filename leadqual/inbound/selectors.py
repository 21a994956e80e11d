"""Reads of inbound leads: forms, rules and the log."""

from django.db.models import Count, Max, QuerySet

from leadqual.accounts.models import Workspace
from leadqual.inbound.models import InboundForm, InboundLead, RoutingRule


def forms_of(workspace: Workspace) -> QuerySet[InboundForm]:
    """Return the forms of a workspace with how many leads came, and when the last one did."""
    rows = InboundForm.objects.filter(workspace=workspace)
    return rows.annotate(n_leads=Count("leads"), last_at=Max("leads__created_at")).order_by("pk")


def rules_of(workspace: Workspace) -> QuerySet[RoutingRule]:
    """Return the rules of a workspace in the order in which they are asked."""
    return RoutingRule.objects.filter(workspace=workspace).select_related("owner")


def leads_of(workspace: Workspace) -> QuerySet[InboundLead]:
    """Return the log of a workspace, the newest first."""
    rows = InboundLead.objects.filter(workspace=workspace)
    return rows.select_related("contact", "form", "owner").order_by("-pk")


def open_form(token: str) -> InboundForm | None:
    """Return the form that takes leads at an address; None where none does."""
    forms = InboundForm.objects.filter(
        token=token, is_active=True, workspace__deleted_at=None
    ).select_related("workspace")
    return forms.first()

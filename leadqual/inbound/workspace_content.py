"""Export files of inbound leads."""

from leadqual.accounts.workspaces.export_files import ExportFile
from leadqual.inbound.models import InboundForm, InboundLead, RoutingRule

EXPORT_FILES = (
    ExportFile(
        "inbound_forms.csv",
        lambda workspace_id: InboundForm.objects.filter(workspace=workspace_id),
        {
            name: name
            for name in ("id", "name", "redirect_url", "overwrites", "is_active", "created_at")
        },
    ),
    ExportFile(
        "inbound_rules.csv",
        lambda workspace_id: RoutingRule.objects.filter(workspace=workspace_id),
        {
            **{name: name for name in ("id", "position", "name", "departments", "levels")},
            **{name: name for name in ("countries", "min_score", "max_score")},
            "owner": "owner__email",
        },
    ),
    ExportFile(
        "inbound_leads.csv",
        lambda workspace_id: InboundLead.objects.filter(workspace=workspace_id),
        {
            **{name: name for name in ("id", "contact_id", "source", "form_id", "outcome")},
            **{name: name for name in ("facts", "message", "rule_name", "reason")},
            "owner": "owner__email",
            "created_at": "created_at",
        },
    ),
)

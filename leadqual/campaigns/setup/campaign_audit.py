"""What the audit log says of campaigns."""

from collections.abc import Mapping

from leadqual.accounts.audit.services import record_audit
from leadqual.accounts.models import User
from leadqual.campaigns.models import Campaign


def record_campaign_audit(
    campaign: Campaign,
    action: str,
    *,
    author: User | None,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    details: dict[str, object] | None = None,
) -> None:
    """Add a row about a campaign; nothing where its values are what they were.

    Args:
        campaign: which one.
        action: e.g. `campaign.changed`.
        author: who did it; None where the product did.
        before: values before the change, if any.
        after: values after the change, if any.
        details: what else belongs to it.
    """
    if before is not None and before == after:
        return
    record_audit(
        workspace=campaign.workspace,
        actor=author,
        action=action,
        subject=f"campaign:{campaign.pk}",
        name=campaign.name,
        before=before,
        after=after,
        details=details,
    )

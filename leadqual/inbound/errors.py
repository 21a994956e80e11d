"""What can be wrong with inbound forms, routing rules and leads."""

from leadqual.core.errors import LeadqualError


class InboundFormError(LeadqualError):
    """A form cannot be saved as it is; nothing was changed."""

    code = "inbound_form_invalid"
    status = 422


class RoutingRuleError(LeadqualError):
    """A rule cannot be saved as it is; nothing was changed."""

    code = "routing_rule_invalid"
    status = 422

"""Errors of inbound forms and routing rules."""

from leadqual.core.errors import LeadqualError


class InboundFormError(LeadqualError, code="inbound_form_invalid", status=422):
    """A form cannot be saved as it is; nothing was changed."""


class RoutingRuleError(LeadqualError, code="routing_rule_invalid", status=422):
    """A rule cannot be saved as it is; nothing was changed."""

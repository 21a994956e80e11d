"""Addresses of inbound leads."""

from django.urls import path

from leadqual.inbound.api import inbound as endpoints
from leadqual.inbound.pages import receive, settings

pages = [
    path("inbound/<slug:token>/", receive.receive, name="receive"),
    path("settings/inbound-leads/", settings.leads, name="leads"),
    path("settings/inbound-leads/forms/new/", settings.new_form, name="new_form"),
    path("settings/inbound-leads/forms/<int:form_id>/", settings.form, name="form"),
    path(
        "settings/inbound-leads/forms/<int:form_id>/renew/", settings.renew_form, name="renew_form"
    ),
    path("settings/inbound-leads/rules/new/", settings.new_rule, name="new_rule"),
    path("settings/inbound-leads/rules/<int:rule_id>/", settings.rule, name="rule"),
    path("settings/inbound-leads/rules/<int:rule_id>/move/", settings.move_rule, name="move_rule"),
    path(
        "settings/inbound-leads/rules/<int:rule_id>/delete/",
        settings.delete_rule,
        name="delete_rule",
    ),
]
api = [
    path("inbound-leads", endpoints.InboundLeadListView.as_view(), name="inbound_leads"),
    path("inbound-forms", endpoints.InboundFormListView.as_view(), name="inbound_forms"),
    path("inbound-forms/<int:form_id>", endpoints.InboundFormView.as_view(), name="inbound_form"),
    path(
        "inbound-forms/<int:form_id>/renew",
        endpoints.InboundFormRenewView.as_view(),
        name="renew_inbound_form",
    ),
    path("inbound-rules", endpoints.InboundRuleListView.as_view(), name="inbound_rules"),
    path("inbound-rules/<int:rule_id>", endpoints.InboundRuleView.as_view(), name="inbound_rule"),
]

"""Addresses of inbound leads."""

from django.urls import path

from leadqual.inbound.api import api
from leadqual.inbound.pages import receive, settings

__all__ = ["api", "pages"]

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

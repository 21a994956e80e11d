"""Addresses of lead scores."""

from django.urls import path

from leadqual.lead_scores.api import api
from leadqual.lead_scores.pages import person, rules

__all__ = ["api", "pages"]

pages = [
    path("people/<int:contact_id>/lead-score/", person.person_score, name="person"),
    path("settings/lead-score/", rules.rules, name="rules"),
    path("settings/lead-score/reset/", rules.reset, name="reset_rules"),
    path("settings/lead-score/<int:version>/undo/", rules.undo, name="undo_rules"),
    path("settings/lead-score/quality/", rules.quality, name="quality"),
]

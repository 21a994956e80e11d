"""Addresses of lead scores."""

from django.urls import path

from leadqual.lead_scores.api import lead_score_rules
from leadqual.lead_scores.api import lead_scores as endpoints
from leadqual.lead_scores.pages import person, rules

pages = [
    path("people/<int:contact_id>/lead-score/", person.person_score, name="person"),
    path("settings/lead-score/", rules.rules, name="rules"),
    path("settings/lead-score/reset/", rules.reset, name="reset_rules"),
    path("settings/lead-score/<int:version>/undo/", rules.undo, name="undo_rules"),
    path("settings/lead-score/quality/", rules.quality, name="quality"),
]
api = [
    path(
        "contacts/<int:contact_id>/lead-score",
        endpoints.LeadScoreView.as_view(),
        name="lead_score",
    ),
    path(
        "lead-score-rules", lead_score_rules.LeadScoreRulesView.as_view(), name="lead-score-rules"
    ),
    path(
        "lead-score-rules/preview",
        lead_score_rules.LeadScoreRulesPreviewView.as_view(),
        name="preview-lead-score-rules",
    ),
    path(
        "lead-score-rules/quality",
        lead_score_rules.LeadScoreQualityView.as_view(),
        name="lead-score-quality",
    ),
    path(
        "lead-score-rules/<int:version>/undo",
        lead_score_rules.LeadScoreRulesUndoView.as_view(),
        name="undo-lead-score-rules",
    ),
]

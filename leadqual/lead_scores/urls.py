"""Addresses of lead scores."""

from django.urls import path

from leadqual.lead_scores.api import lead_scores as endpoints
from leadqual.lead_scores.pages import person

pages = [path("people/<int:contact_id>/lead-score/", person.person_score, name="person")]
api = [
    path(
        "contacts/<int:contact_id>/lead-score",
        endpoints.LeadScoreView.as_view(),
        name="lead_score",
    )
]

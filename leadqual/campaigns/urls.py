"""Addresses of campaigns."""

from django.urls import URLPattern, path

from leadqual.campaigns.api import (
    agreement as api_agreement,
)
from leadqual.campaigns.api import (
    bulk_verdicts,
    campaign_setup,
    company_map,
    strategies,
)
from leadqual.campaigns.api import campaigns as endpoints
from leadqual.campaigns.api import (
    seeds as api_seeds,
)

_ONE = "campaigns/<int:campaign_id>"

api: list[URLPattern] = [
    path(
        "campaigns/preview",
        campaign_setup.CampaignPreviewView.as_view(),
        name="campaign-preview",
    ),
    path(
        "campaigns/<int:campaign_id>/companies",
        campaign_setup.CampaignCompaniesView.as_view(),
        name="campaign-companies",
    ),
    path(
        "campaigns/<int:campaign_id>/companies/undo",
        campaign_setup.CampaignCompaniesUndoView.as_view(),
        name="undo-campaign-companies",
    ),
    path(
        "campaigns/<int:campaign_id>/customers",
        campaign_setup.CustomersView.as_view(),
        name="campaign-customers",
    ),
    path(
        "campaigns/<int:campaign_id>/reasons",
        campaign_setup.ReasonsView.as_view(),
        name="campaign-reasons",
    ),
    path("company-map", company_map.CompanyMapView.as_view(), name="company-map"),
    path("campaigns", endpoints.CampaignListView.as_view(), name="campaigns"),
    path("campaigns/<int:campaign_id>", endpoints.CampaignView.as_view(), name="campaign"),
    path("campaigns/<int:campaign_id>/next", endpoints.NextView.as_view(), name="campaign-next"),
    path(
        "campaigns/<int:campaign_id>/seeds",
        api_seeds.SeedListView.as_view(),
        name="campaign-seeds",
    ),
    path(
        "campaigns/<int:campaign_id>/seeds/<int:seed_id>",
        api_seeds.SeedView.as_view(),
        name="campaign-seed",
    ),
    path(
        "campaigns/<int:campaign_id>/verdicts",
        endpoints.VerdictListView.as_view(),
        name="campaign-verdicts",
    ),
    path(
        "campaigns/<int:campaign_id>/verdicts/<int:verdict_id>",
        endpoints.VerdictView.as_view(),
        name="campaign-verdict",
    ),
    path(
        "campaigns/<int:campaign_id>/recommendations",
        endpoints.RecommendationListView.as_view(),
        name="campaign-recommendations",
    ),
    path(
        "campaigns/<int:campaign_id>/bulk-verdicts",
        bulk_verdicts.StepListView.as_view(),
        name="campaign-steps",
    ),
    path(
        "campaigns/<int:campaign_id>/bulk-verdicts/<int:step_id>",
        bulk_verdicts.StepView.as_view(),
        name="campaign-step",
    ),
    path(
        "campaigns/<int:campaign_id>/excluded-verdicts",
        bulk_verdicts.DroppedListView.as_view(),
        name="campaign-dropped",
    ),
    path(
        "campaigns/<int:campaign_id>/excluded-verdicts/<int:company_id>",
        bulk_verdicts.DroppedView.as_view(),
        name="campaign-dropped-company",
    ),
    path(
        "campaigns/<int:campaign_id>/agreement",
        api_agreement.AgreementView.as_view(),
        name="campaign-agreement",
    ),
    path(
        "campaigns/<int:campaign_id>/disagreements",
        api_agreement.DisagreementListView.as_view(),
        name="campaign-disagreements",
    ),
    path(
        "campaigns/<int:campaign_id>/order",
        strategies.OrderView.as_view(),
        name="campaign-order",
    ),
    path(
        "campaigns/<int:campaign_id>/weights",
        bulk_verdicts.WeightsView.as_view(),
        name="campaign-weights",
    ),
]

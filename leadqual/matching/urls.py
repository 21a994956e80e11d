"""Addresses of matching."""

from django.urls import URLPattern, path

from leadqual.matching import api as endpoints
from leadqual.matching.views import campaigns, companies, plane, queue, recommendations

_ONE = "campaigns/<int:campaign_id>"

pages: list[URLPattern] = [
    path("campaigns/", campaigns.campaign_list, name="campaigns"),
    path("campaigns/new/", campaigns.new_campaign, name="new"),
    path("campaigns/add/", campaigns.add, name="add_companies"),
    path(f"{_ONE}/", campaigns.campaign, name="campaign"),
    path(f"{_ONE}/settings/", campaigns.settings, name="settings"),
    path(f"{_ONE}/reasons/", campaigns.set_reasons, name="reasons"),
    path(f"{_ONE}/archive/", campaigns.set_archived, name="archive"),
    path(f"{_ONE}/companies/", campaigns.add_to, name="add_to"),
    path(f"{_ONE}/queue/", queue.queue, name="queue"),
    path(f"{_ONE}/queue/leave/", queue.leave, name="leave"),
    path(f"{_ONE}/undo/", queue.undo_last, name="undo_last"),
    path(f"{_ONE}/verdicts/<int:verdict_id>/undo/", queue.undo, name="undo"),
    path(f"{_ONE}/companies/<int:company_id>/verdict/", queue.record_verdict, name="verdict"),
    path(f"{_ONE}/companies/<int:company_id>/lease/", queue.renew_lease, name="lease"),
    path(f"{_ONE}/map/", plane.campaign_map, name="map"),
    path(f"{_ONE}/map/points/", plane.points, name="map_points"),
    path(f"{_ONE}/map/verdict/", plane.judge, name="judge_region"),
    path(f"{_ONE}/map/regions/<int:region_id>/undo/", plane.undo, name="undo_region"),
    path(f"{_ONE}/recommendations/", recommendations.recommendations, name="recommendations"),
    path(f"{_ONE}/recommendations/export/", recommendations.export, name="export"),
    path(f"{_ONE}/weights/", recommendations.save_weights, name="weights"),
    path("companies/<int:company_id>/similar/", companies.similar, name="similar"),
    path(
        "companies/<int:company_id>/verdicts/", companies.company_verdicts, name="company_verdicts"
    ),
]
api: list[URLPattern] = [
    path("campaigns", endpoints.CampaignListView.as_view(), name="campaigns"),
    path("campaigns/<int:campaign_id>", endpoints.CampaignView.as_view(), name="campaign"),
    path("campaigns/<int:campaign_id>/next", endpoints.NextView.as_view(), name="campaign-next"),
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
]

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
from leadqual.campaigns.pages import (
    add_companies,
    campaign_results,
    campaigns,
    decision_makers,
    find,
    history,
    recommendations,
)
from leadqual.campaigns.pages import (
    agreement as pages_agreement,
)
from leadqual.campaigns.pages import (
    seeds as pages_seeds,
)
from leadqual.campaigns.pages import (
    strategies as pages_strategies,
)
from leadqual.campaigns.pages.map import map as map_page
from leadqual.campaigns.pages.map import map_cards
from leadqual.campaigns.pages.queue import bulk_verdicts as pages_bulk_verdicts
from leadqual.campaigns.pages.queue import company_partials, queue, session, sync

_ONE = "campaigns/<int:campaign_id>"

pages: list[URLPattern] = [
    path("campaigns/", campaigns.campaign_list, name="campaigns"),
    path("campaigns/new/", campaigns.new_campaign, name="new"),
    path("campaigns/add/", add_companies.add, name="add_companies"),
    path("campaigns/like/", pages_seeds.more_like, name="more_like"),
    path("campaigns/count/", pages_seeds.count, name="count_seeds"),
    path("campaigns/preview/", pages_seeds.preview_first, name="preview"),
    path(f"{_ONE}/", campaign_results.open_campaign, name="campaign"),
    path(f"{_ONE}/results/", campaign_results.results, name="results"),
    path(f"{_ONE}/results/liked.csv", campaign_results.export_liked, name="export_liked"),
    path(f"{_ONE}/settings/", campaigns.settings, name="settings"),
    path(f"{_ONE}/reasons/", campaigns.reasons, name="reasons"),
    path(f"{_ONE}/archive/", campaigns.set_archived, name="archive"),
    path(f"{_ONE}/agreement/", pages_agreement.agreement, name="agreement"),
    path(f"{_ONE}/companies/<int:company_id>/decide/", pages_agreement.resolve, name="decide"),
    path(f"{_ONE}/strategies/", pages_strategies.orders, name="strategies"),
    path(f"{_ONE}/strategies/replay/", pages_strategies.start, name="replay"),
    path(f"{_ONE}/companies/", add_companies.add_to, name="add_to"),
    path(f"{_ONE}/companies/undo/", add_companies.undo_added, name="undo_added"),
    path(f"{_ONE}/queue/", queue.queue, name="queue"),
    path(f"{_ONE}/queue/first/", queue.first, name="first"),
    path(f"{_ONE}/queue/exit/", queue.exit_queue, name="exit_queue"),
    path(f"{_ONE}/find/", find.find, name="find"),
    path(f"{_ONE}/companies/<int:company_id>/pick/", find.pick, name="pick"),
    path(f"{_ONE}/queue/sync/", sync.sync, name="sync"),
    path(f"{_ONE}/queue/goal/", session.set_goal, name="set_goal"),
    path(f"{_ONE}/queue/summary/", session.session_summary, name="session_summary"),
    path(f"{_ONE}/undo/", queue.undo_last, name="undo_last"),
    path(f"{_ONE}/verdicts/", history.history, name="history"),
    path(f"{_ONE}/verdicts/last/", history.last, name="last"),
    path(f"{_ONE}/verdicts/<int:verdict_id>/", history.change, name="change"),
    path(f"{_ONE}/verdicts/<int:verdict_id>/undo/", queue.undo, name="undo"),
    path(f"{_ONE}/companies/<int:company_id>/verdict/", queue.record_verdict, name="verdict"),
    path(f"{_ONE}/map/", map_page.campaign_map, name="map"),
    path(f"{_ONE}/map/points/", map_page.points, name="map_points"),
    path(f"{_ONE}/map/names/", map_page.names, name="map_names"),
    path(f"{_ONE}/map/companies/<int:company_id>/", map_cards.card, name="map_card"),
    path(f"{_ONE}/map/companies/<int:company_id>/verdict/", map_cards.judge, name="judge_on_map"),
    path(f"{_ONE}/map/layout/", map_page.lay_out, name="lay_out"),
    path(f"{_ONE}/map/layout/undo/", map_page.undo_layout, name="undo_layout"),
    path(f"{_ONE}/map/verdict/", map_page.judge, name="judge_region"),
    path(f"{_ONE}/map/regions/<int:region_id>/undo/", map_page.undo, name="undo_region"),
    path(f"{_ONE}/recommendations/", recommendations.recommendations, name="recommendations"),
    path(f"{_ONE}/recommendations/export/", recommendations.export, name="export"),
    path(
        f"{_ONE}/recommendations/decision-makers/",
        decision_makers.decision_makers,
        name="decision_makers",
    ),
    path(f"{_ONE}/bulk-verdicts/", pages_bulk_verdicts.judge, name="bulk_verdicts"),
    path(
        f"{_ONE}/bulk-verdicts/<int:step_id>/undo/",
        pages_bulk_verdicts.undo,
        name="undo_bulk_verdict",
    ),
    path(
        f"{_ONE}/companies/<int:company_id>/exclude/",
        pages_bulk_verdicts.drop,
        name="exclude_verdict",
    ),
    path(
        f"{_ONE}/companies/<int:company_id>/include/",
        pages_bulk_verdicts.take_back,
        name="include_verdict",
    ),
    path(f"{_ONE}/seeds/<int:seed_id>/remove/", pages_seeds.remove_seed, name="remove_seed"),
    path(f"{_ONE}/customers/remove/", pages_seeds.remove_customers, name="remove_customers"),
    path(f"{_ONE}/weights/", recommendations.save_weights, name="weights"),
    path("companies/<int:company_id>/similar/", company_partials.similar, name="similar"),
    path(
        "companies/<int:company_id>/verdicts/",
        company_partials.company_verdicts,
        name="company_verdicts",
    ),
]
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
        "campaigns/<int:campaign_id>/replay",
        strategies.ReplayView.as_view(),
        name="campaign-replay",
    ),
    path(
        "campaigns/<int:campaign_id>/weights",
        bulk_verdicts.WeightsView.as_view(),
        name="campaign-weights",
    ),
]

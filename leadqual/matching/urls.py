"""Addresses of matching."""

from django.urls import URLPattern, path

from leadqual.matching import api as endpoints
from leadqual.matching import api_agreement, api_orders, api_seeds, api_steps
from leadqual.matching.views import (
    adding,
    agreement,
    campaigns,
    companies,
    decision_makers,
    finding,
    history,
    map_cards,
    orders,
    plane,
    queue,
    recommendations,
    seeds,
    steps,
    waiting,
)

_ONE = "campaigns/<int:campaign_id>"

pages: list[URLPattern] = [
    path("campaigns/", campaigns.campaign_list, name="campaigns"),
    path("campaigns/new/", campaigns.new_campaign, name="new"),
    path("campaigns/add/", adding.add, name="add_companies"),
    path("campaigns/like/", seeds.more_like, name="more_like"),
    path("campaigns/count/", seeds.count, name="count_seeds"),
    path(f"{_ONE}/", campaigns.campaign, name="campaign"),
    path(f"{_ONE}/settings/", campaigns.settings, name="settings"),
    path(f"{_ONE}/reasons/", campaigns.set_reasons, name="reasons"),
    path(f"{_ONE}/archive/", campaigns.set_archived, name="archive"),
    path(f"{_ONE}/agreement/", agreement.agreement, name="agreement"),
    path(f"{_ONE}/companies/<int:company_id>/settle/", agreement.settle, name="settle"),
    path(f"{_ONE}/orders/", orders.orders, name="orders"),
    path(f"{_ONE}/orders/replay/", orders.start, name="replay"),
    path(f"{_ONE}/companies/", adding.add_to, name="add_to"),
    path(f"{_ONE}/companies/undo/", adding.undo_added, name="undo_added"),
    path(f"{_ONE}/queue/", queue.queue, name="queue"),
    path(f"{_ONE}/queue/leave/", queue.leave, name="leave"),
    path(f"{_ONE}/find/", finding.find, name="find"),
    path(f"{_ONE}/companies/<int:company_id>/pick/", finding.pick, name="pick"),
    path(f"{_ONE}/queue/ahead/", waiting.ahead, name="ahead"),
    path(f"{_ONE}/queue/arrive/", waiting.arrive, name="arrive"),
    path(f"{_ONE}/undo/", queue.undo_last, name="undo_last"),
    path(f"{_ONE}/verdicts/", history.history, name="history"),
    path(f"{_ONE}/verdicts/last/", history.last, name="last"),
    path(f"{_ONE}/verdicts/<int:verdict_id>/", history.change, name="change"),
    path(f"{_ONE}/verdicts/<int:verdict_id>/undo/", queue.undo, name="undo"),
    path(f"{_ONE}/companies/<int:company_id>/verdict/", queue.record_verdict, name="verdict"),
    path(f"{_ONE}/companies/<int:company_id>/lease/", queue.renew_lease, name="lease"),
    path(f"{_ONE}/map/", plane.campaign_map, name="map"),
    path(f"{_ONE}/map/points/", plane.points, name="map_points"),
    path(f"{_ONE}/map/names/", plane.names, name="map_names"),
    path(f"{_ONE}/map/companies/<int:company_id>/", map_cards.card, name="map_card"),
    path(f"{_ONE}/map/companies/<int:company_id>/verdict/", map_cards.judge, name="judge_on_map"),
    path(f"{_ONE}/map/layout/", plane.lay_out, name="lay_out"),
    path(f"{_ONE}/map/layout/undo/", plane.undo_layout, name="undo_layout"),
    path(f"{_ONE}/map/verdict/", plane.judge, name="judge_region"),
    path(f"{_ONE}/map/regions/<int:region_id>/undo/", plane.undo, name="undo_region"),
    path(f"{_ONE}/recommendations/", recommendations.recommendations, name="recommendations"),
    path(f"{_ONE}/recommendations/export/", recommendations.export, name="export"),
    path(
        f"{_ONE}/recommendations/decision-makers/",
        decision_makers.decision_makers,
        name="decision_makers",
    ),
    path(f"{_ONE}/steps/", steps.judge, name="steps"),
    path(f"{_ONE}/steps/<int:step_id>/undo/", steps.undo, name="undo_step"),
    path(f"{_ONE}/companies/<int:company_id>/drop/", steps.drop, name="drop"),
    path(f"{_ONE}/companies/<int:company_id>/take-back/", steps.take_back, name="take_back"),
    path(f"{_ONE}/seeds/<int:seed_id>/remove/", seeds.remove_seed, name="remove_seed"),
    path(f"{_ONE}/customers/remove/", seeds.remove_customers, name="remove_customers"),
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
        "campaigns/<int:campaign_id>/steps", api_steps.StepListView.as_view(), name="campaign-steps"
    ),
    path(
        "campaigns/<int:campaign_id>/steps/<int:step_id>",
        api_steps.StepView.as_view(),
        name="campaign-step",
    ),
    path(
        "campaigns/<int:campaign_id>/dropped",
        api_steps.DroppedListView.as_view(),
        name="campaign-dropped",
    ),
    path(
        "campaigns/<int:campaign_id>/dropped/<int:company_id>",
        api_steps.DroppedView.as_view(),
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
        api_orders.OrderView.as_view(),
        name="campaign-order",
    ),
    path(
        "campaigns/<int:campaign_id>/replay",
        api_orders.ReplayView.as_view(),
        name="campaign-replay",
    ),
    path(
        "campaigns/<int:campaign_id>/weights",
        api_steps.WeightsView.as_view(),
        name="campaign-weights",
    ),
]

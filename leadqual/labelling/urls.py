"""Addresses of titles, and of what people say of business models."""

from django.urls import path

from leadqual.labelling import api as endpoints
from leadqual.labelling import (
    api_agreement,
    api_business_models,
    api_learning,
    api_leases,
    api_predictions,
    api_queues,
    api_reviews,
    api_suggestions,
    views,
    views_business_models,
    views_costs,
    views_groups,
    views_learning,
    views_leases,
    views_near,
    views_predictions,
    views_reviews,
    views_suggestions,
    views_thresholds,
)

pages = [
    path("titles/", views.titles, name="titles"),
    path("titles/<int:title_id>/", views.title, name="title"),
    path("titles/<int:title_id>/lease/", views_leases.renew, name="lease"),
    path(
        "titles/<int:title_id>/second/undo/",
        views_reviews.undo_second_word,
        name="undo-second-word",
    ),
    path("titles/<int:title_id>/near/", views_near.near, name="near"),
    path("titles/<int:title_id>/correct/", views.correct, name="correct"),
    path("titles/<int:title_id>/reach/", views_learning.reach, name="reach"),
    path("titles/<int:title_id>/reach/learned/", views_learning.foresee, name="foresee"),
    path("titles/corrections/<int:correction_id>/", views.correction, name="correction"),
    path("titles/corrections/<int:correction_id>/undo/", views.undo, name="undo"),
    path("titles/corrections/<int:correction_id>/approve/", views_reviews.approve, name="approve"),
    path(
        "titles/corrections/<int:correction_id>/approve/undo/",
        views_reviews.withdraw_approval,
        name="withdraw-approval",
    ),
    path(
        "titles/corrections/<int:correction_id>/return/",
        views_reviews.give_back,
        name="return-correction",
    ),
    path("titles/<int:title_id>/suggest/", views_suggestions.suggest, name="suggest"),
    path("titles/suggestions/", views_suggestions.suggestions, name="suggestions"),
    path("titles/suggestions/mine/", views_suggestions.mine, name="my-suggestions"),
    path(
        "titles/suggestions/<int:suggestion_id>/accept/",
        views_suggestions.accept,
        name="accept-suggestion",
    ),
    path(
        "titles/suggestions/<int:suggestion_id>/return/",
        views_suggestions.give_back,
        name="return-suggestion",
    ),
    path(
        "titles/suggestions/<int:suggestion_id>/withdraw/",
        views_suggestions.withdraw,
        name="withdraw-suggestion",
    ),
    path("titles/predictions/", views_predictions.predictions, name="predictions"),
    path(
        "companies/predictions/",
        views_predictions.company_predictions,
        name="company-predictions",
    ),
    path("titles/functions/", views_groups.functions, name="functions"),
    path("titles/groups/", views_groups.groups, name="groups"),
    path("titles/groups/<int:group_id>/lease/", views_leases.renew_group, name="lease-group"),
    path("titles/queues/make/", views_groups.make, name="make-queues"),
    path("titles/steps/", views_groups.record, name="steps"),
    path("titles/steps/reach/", views_groups.step_reach, name="step-reach"),
    path("titles/steps/<int:step_id>/", views_groups.step, name="step"),
    path("titles/steps/<int:step_id>/undo/", views_groups.undo, name="undo-step"),
    path("titles/learned/", views_learning.learned, name="learned"),
    path(
        "titles/learned/<int:learned_id>/", views_learning.learned_function, name="learned-function"
    ),
    path(
        "titles/learned/<int:learned_id>/force/", views_learning.put_in_force, name="put-in-force"
    ),
    path(
        "titles/learned/<int:learned_id>/force/undo/", views_learning.undo_force, name="undo-force"
    ),
    path("titles/learned/<int:learned_id>/switch/", views_learning.switch, name="switch"),
    path(
        "companies/<int:company_id>/business-model/",
        views_business_models.correct,
        name="correct-business-model",
    ),
    path(
        "companies/<int:company_id>/business-model/suggest/",
        views_business_models.suggest,
        name="suggest-business-model",
    ),
    path(
        "companies/corrections/<int:correction_id>/undo/",
        views_business_models.undo,
        name="undo-business-model",
    ),
    path("companies/costs/", views_costs.costs, name="costs"),
    path("companies/costs/apply/", views_costs.apply, name="apply-costs"),
    path("companies/costs/costs.csv", views_costs.export, name="export-costs"),
    path("companies/costs/<int:change_id>/undo/", views_costs.undo, name="undo-costs"),
    path("taxonomy/functions/<slug:slug>/threshold/", views_thresholds.threshold, name="threshold"),
    path(
        "taxonomy/functions/<slug:slug>/threshold/save/",
        views_thresholds.save,
        name="save-threshold",
    ),
    path(
        "taxonomy/functions/<slug:slug>/threshold/count/",
        views_thresholds.count,
        name="count-chances",
    ),
    path(
        "taxonomy/drafts/<int:draft_id>/functions/<slug:slug>/threshold/",
        views_thresholds.threshold,
        name="draft-threshold",
    ),
    path(
        "taxonomy/drafts/<int:draft_id>/functions/<slug:slug>/threshold/save/",
        views_thresholds.save,
        name="draft-save-threshold",
    ),
]
api = [
    path("titles", endpoints.TitleListView.as_view(), name="titles"),
    path("titles/classify", endpoints.ClassifyView.as_view(), name="classify-titles"),
    path("titles/agreement", api_agreement.TitleAgreementView.as_view(), name="title-agreement"),
    path(
        "titles/<int:title_id>/second-words",
        api_agreement.SecondWordView.as_view(),
        name="second-words",
    ),
    path("titles/next", api_leases.NextTitleView.as_view(), name="next-title"),
    path("titles/<int:title_id>/lease", api_leases.TitleLeaseView.as_view(), name="title-lease"),
    path("titles/<int:title_id>/near", api_queues.NearTitleListView.as_view(), name="near-titles"),
    path(
        "titles/<int:title_id>/corrections",
        api_reviews.CorrectionListView.as_view(),
        name="title-corrections",
    ),
    path(
        "titles/<int:title_id>/corrections/reach",
        api_learning.ReachView.as_view(),
        name="correction-reach",
    ),
    path(
        "titles/<int:title_id>/corrections/reach/learned",
        api_learning.ForeseenView.as_view(),
        name="correction-reach-learned",
    ),
    path("titles/predictions", api_predictions.PredictionsView.as_view(), name="predictions"),
    path(
        "companies/predictions",
        api_predictions.CompanyPredictionsView.as_view(),
        name="company-predictions",
    ),
    path(
        "titles/<int:title_id>/suggestions",
        api_suggestions.TitleSuggestionView.as_view(),
        name="title-suggestions",
    ),
    path("suggestions", api_suggestions.SuggestionListView.as_view(), name="suggestions"),
    path(
        "suggestions/<int:suggestion_id>/accept",
        api_suggestions.AcceptView.as_view(),
        name="accept-suggestion",
    ),
    path(
        "suggestions/<int:suggestion_id>/return",
        api_suggestions.ReturnView.as_view(),
        name="return-suggestion",
    ),
    path("titles/queues", api_queues.QueuesView.as_view(), name="title-queues"),
    path("titles/groups", api_queues.TitleGroupListView.as_view(), name="title-groups"),
    path(
        "titles/groups/<int:group_id>/titles",
        api_queues.GroupedTitleListView.as_view(),
        name="grouped-titles",
    ),
    path(
        "titles/groups/<int:group_id>/lease",
        api_leases.GroupLeaseView.as_view(),
        name="title-group-lease",
    ),
    path("titles/doubts", api_queues.DoubtListView.as_view(), name="title-doubts"),
    path("titles/steps", api_queues.StepListView.as_view(), name="title-steps"),
    path("titles/steps/reach", api_queues.StepReachView.as_view(), name="title-step-reach"),
    path("titles/steps/<int:step_id>", api_queues.StepView.as_view(), name="title-step"),
    path("titles/learned", api_learning.LearnedListView.as_view(), name="learned-functions"),
    path(
        "titles/learned/<int:learned_id>",
        api_learning.LearnedSwitchView.as_view(),
        name="learned-function",
    ),
    path(
        "titles/learned/<int:learned_id>/titles",
        api_learning.LearnedTitlesView.as_view(),
        name="learned-titles",
    ),
    path(
        "titles/learned/<int:learned_id>/in-force",
        api_learning.LearnedForceView.as_view(),
        name="learned-in-force",
    ),
    path(
        "titles/corrections/<int:correction_id>",
        endpoints.CorrectionView.as_view(),
        name="title-correction",
    ),
    path(
        "titles/corrections/<int:correction_id>/approval",
        api_reviews.ApprovalView.as_view(),
        name="title-approval",
    ),
    path(
        "titles/corrections/<int:correction_id>/return",
        api_reviews.ReturnCorrectionView.as_view(),
        name="return-title-correction",
    ),
    path(
        "titles/corrections/<int:correction_id>/followers",
        endpoints.FollowerListView.as_view(),
        name="correction-followers",
    ),
    path(
        "companies/<int:company_id>/suggestions",
        api_suggestions.CompanySuggestionView.as_view(),
        name="company-suggestions",
    ),
    path(
        "suggestions/<int:suggestion_id>/accept-business-model",
        api_suggestions.AcceptBusinessModelView.as_view(),
        name="accept-business-model",
    ),
    path(
        "companies/<int:company_id>/corrections",
        api_business_models.CompanyCorrectionListView.as_view(),
        name="company-corrections",
    ),
    path(
        "companies/corrections/<int:correction_id>",
        api_business_models.CompanyCorrectionView.as_view(),
        name="company-correction",
    ),
]

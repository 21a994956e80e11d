"""Addresses of titles, and of what people say of business models."""

from django.urls import path

from leadqual.labeling.api import (
    agreement,
    approvals,
    business_models,
    company_classification,
    confusion_costs,
    function_groups,
    learned_functions,
    leases,
    person_scores,
    queues,
    suggestions,
    title_similarity,
)
from leadqual.labeling.api import titles as endpoints
from leadqual.labeling.pages import (
    approvals as pages_approvals,
)
from leadqual.labeling.pages import (
    bulk,
    cost_table,
    similar_titles,
    thresholds,
    title_corrections,
    titles,
)
from leadqual.labeling.pages import (
    business_models as pages_business_models,
)
from leadqual.labeling.pages import (
    function_groups as pages_function_groups,
)
from leadqual.labeling.pages import (
    learned_functions as pages_learned_functions,
)
from leadqual.labeling.pages import (
    leases as pages_leases,
)
from leadqual.labeling.pages import (
    person_scores as pages_person_scores,
)
from leadqual.labeling.pages import (
    suggestions as pages_suggestions,
)

pages = [
    path("titles/", bulk.titles, name="titles"),
    path("titles/review/", pages_suggestions.review, name="review"),
    path("titles/done/", titles.done, name="done"),
    path("titles/function-group/", pages_function_groups.new_group, name="function-group"),
    path("titles/<int:title_id>/", titles.title, name="title"),
    path("people/<int:contact_id>/scores/", pages_person_scores.scores, name="person-scores"),
    path("titles/<int:title_id>/lease/", pages_leases.renew, name="lease"),
    path(
        "titles/<int:title_id>/second-label/undo/",
        pages_approvals.undo_second_label,
        name="undo-second-label",
    ),
    path("titles/<int:title_id>/similar/", similar_titles.near, name="similar"),
    path("titles/<int:title_id>/correct/", title_corrections.correct, name="correct"),
    path("titles/<int:title_id>/preview/", pages_learned_functions.preview_page, name="preview"),
    path(
        "titles/<int:title_id>/preview/learned-functions/",
        pages_learned_functions.preview_function,
        name="preview-learned-functions",
    ),
    path(
        "titles/corrections/<int:correction_id>/", title_corrections.correction, name="correction"
    ),
    path("titles/corrections/<int:correction_id>/undo/", title_corrections.undo, name="undo"),
    path("titles/corrections/<int:correction_id>/redo/", title_corrections.redo, name="redo"),
    path(
        "titles/corrections/<int:correction_id>/approve/", pages_approvals.approve, name="approve"
    ),
    path(
        "titles/corrections/<int:correction_id>/approve/undo/",
        pages_approvals.withdraw_approval,
        name="withdraw-approval",
    ),
    path(
        "titles/corrections/<int:correction_id>/return/",
        pages_approvals.give_back,
        name="return-correction",
    ),
    path("titles/<int:title_id>/suggest/", pages_suggestions.suggest, name="suggest"),
    path(
        "titles/suggestions/<int:suggestion_id>/accept/",
        pages_suggestions.accept,
        name="accept-suggestion",
    ),
    path(
        "titles/suggestions/<int:suggestion_id>/return/",
        pages_suggestions.give_back,
        name="return-suggestion",
    ),
    path(
        "titles/suggestions/<int:suggestion_id>/withdraw/",
        pages_suggestions.withdraw,
        name="withdraw-suggestion",
    ),
    path("titles/functions/", bulk.functions, name="functions"),
    path("titles/groups/<int:group_id>/lease/", pages_leases.renew_group, name="lease-group"),
    path("titles/queues/rebuild/", bulk.make, name="rebuild-queues"),
    path("titles/bulk-corrections/", bulk.record, name="bulk-corrections"),
    path("titles/bulk-corrections/preview/", bulk.bulk_preview, name="preview-bulk-correction"),
    path("titles/bulk-corrections/<int:step_id>/", bulk.step, name="bulk-correction"),
    path("titles/bulk-corrections/<int:step_id>/undo/", bulk.undo, name="undo-bulk-correction"),
    path("titles/learned-functions/", pages_learned_functions.learned, name="learned-functions"),
    path(
        "titles/learned-functions/<int:learned_id>/",
        pages_learned_functions.learned_function,
        name="learned-function",
    ),
    path(
        "titles/learned-functions/<int:learned_id>/activate/",
        pages_learned_functions.activate_override,
        name="activate",
    ),
    path(
        "titles/learned-functions/<int:learned_id>/activate/undo/",
        pages_learned_functions.undo_override,
        name="undo-activation",
    ),
    path(
        "titles/learned-functions/<int:learned_id>/turn-off/",
        pages_learned_functions.switch,
        name="turn-off",
    ),
    path(
        "companies/<int:company_id>/business-model/",
        pages_business_models.correct,
        name="correct-business-model",
    ),
    path(
        "companies/<int:company_id>/business-model/suggest/",
        pages_business_models.suggest,
        name="suggest-business-model",
    ),
    path(
        "companies/corrections/<int:correction_id>/undo/",
        pages_business_models.undo,
        name="undo-business-model",
    ),
    path("companies/costs/", cost_table.costs, name="costs"),
    path("companies/costs/apply/", cost_table.apply, name="apply-costs"),
    path("companies/costs/costs.csv", cost_table.export, name="export-costs"),
    path("companies/costs/<int:change_id>/undo/", cost_table.undo, name="undo-costs"),
    path("taxonomy/functions/<slug:slug>/threshold/", thresholds.threshold, name="threshold"),
    path(
        "taxonomy/functions/<slug:slug>/threshold/save/",
        thresholds.save,
        name="save-threshold",
    ),
    path(
        "taxonomy/functions/<slug:slug>/threshold/count/",
        thresholds.count,
        name="count-chances",
    ),
    path(
        "taxonomy/drafts/<int:draft_id>/functions/<slug:slug>/threshold/",
        thresholds.threshold,
        name="draft-threshold",
    ),
    path(
        "taxonomy/drafts/<int:draft_id>/functions/<slug:slug>/threshold/save/",
        thresholds.save,
        name="draft-save-threshold",
    ),
]
api = [
    path("titles", endpoints.TitleListView.as_view(), name="titles"),
    path(
        "contacts/<int:contact_id>/scores",
        person_scores.PersonScoresView.as_view(),
        name="contact-scores",
    ),
    path("titles/classify", endpoints.ClassifyView.as_view(), name="classify-titles"),
    path(
        "titles/similarity",
        title_similarity.TitleSimilarityView.as_view(),
        name="title-similarity",
    ),
    path(
        "titles/function-groups",
        function_groups.FunctionGroupView.as_view(),
        name="function-groups",
    ),
    path("titles/agreement", agreement.TitleAgreementView.as_view(), name="title-agreement"),
    path(
        "titles/<int:title_id>/second-labels",
        agreement.SecondLabelView.as_view(),
        name="second-labels",
    ),
    path("titles/next", leases.NextTitleView.as_view(), name="next-title"),
    path("titles/<int:title_id>/lease", leases.TitleLeaseView.as_view(), name="title-lease"),
    path(
        "titles/<int:title_id>/similar", queues.SimilarTitleListView.as_view(), name="near-titles"
    ),
    path(
        "titles/<int:title_id>/corrections",
        approvals.CorrectionListView.as_view(),
        name="title-corrections",
    ),
    path(
        "titles/<int:title_id>/corrections/preview",
        learned_functions.CorrectionPreviewView.as_view(),
        name="correction-reach",
    ),
    path(
        "titles/<int:title_id>/corrections/preview/learned-functions",
        learned_functions.FunctionPreviewView.as_view(),
        name="correction-reach-learned",
    ),
    path(
        "titles/<int:title_id>/suggestions",
        suggestions.TitleSuggestionView.as_view(),
        name="title-suggestions",
    ),
    path("suggestions", suggestions.SuggestionListView.as_view(), name="suggestions"),
    path(
        "suggestions/<int:suggestion_id>/accept",
        suggestions.AcceptView.as_view(),
        name="accept-suggestion",
    ),
    path(
        "suggestions/<int:suggestion_id>/return",
        suggestions.ReturnView.as_view(),
        name="return-suggestion",
    ),
    path(
        "suggestions/<int:suggestion_id>/withdraw",
        suggestions.WithdrawView.as_view(),
        name="withdraw-suggestion",
    ),
    path(
        "titles/corrections/<int:correction_id>/redo",
        endpoints.CorrectionRedoView.as_view(),
        name="redo-title-correction",
    ),
    path(
        "confusion-costs",
        confusion_costs.ConfusionCostsView.as_view(),
        name="confusion-costs",
    ),
    path(
        "confusion-costs/<int:change_id>/undo",
        confusion_costs.ConfusionCostsUndoView.as_view(),
        name="undo-confusion-costs",
    ),
    path(
        "titles/threshold-counts",
        confusion_costs.ThresholdCountView.as_view(),
        name="threshold-counts",
    ),
    path("titles/queues", queues.QueuesView.as_view(), name="title-queues"),
    path("titles/groups", queues.TitleGroupListView.as_view(), name="title-groups"),
    path(
        "titles/groups/<int:group_id>/titles",
        queues.GroupedTitleListView.as_view(),
        name="grouped-titles",
    ),
    path(
        "titles/groups/<int:group_id>/lease",
        leases.GroupLeaseView.as_view(),
        name="title-group-lease",
    ),
    path("titles/conflicts", queues.LabelConflictListView.as_view(), name="title-doubts"),
    path("titles/bulk-corrections", queues.BulkCorrectionListView.as_view(), name="title-steps"),
    path(
        "titles/bulk-corrections/preview",
        queues.BulkCorrectionPreviewView.as_view(),
        name="title-step-reach",
    ),
    path(
        "titles/bulk-corrections/<int:step_id>",
        queues.BulkCorrectionView.as_view(),
        name="title-step",
    ),
    path(
        "titles/learned-functions",
        learned_functions.LearnedFunctionListView.as_view(),
        name="learned-functions",
    ),
    path(
        "titles/learned-functions/<int:learned_id>",
        learned_functions.LearnedFunctionView.as_view(),
        name="learned-function",
    ),
    path(
        "titles/learned-functions/<int:learned_id>/titles",
        learned_functions.LearnedTitlesView.as_view(),
        name="learned-titles",
    ),
    path(
        "titles/learned-functions/<int:learned_id>/activation",
        learned_functions.ActivationView.as_view(),
        name="learned-in-force",
    ),
    path(
        "titles/corrections/<int:correction_id>",
        endpoints.CorrectionView.as_view(),
        name="title-correction",
    ),
    path(
        "titles/corrections/<int:correction_id>/approval",
        approvals.ApprovalView.as_view(),
        name="title-approval",
    ),
    path(
        "titles/corrections/<int:correction_id>/return",
        approvals.ReturnCorrectionView.as_view(),
        name="return-title-correction",
    ),
    path(
        "titles/corrections/<int:correction_id>/propagated-titles",
        endpoints.PropagatedTitleListView.as_view(),
        name="correction-followers",
    ),
    path(
        "companies/classify",
        company_classification.ClassifyCompaniesView.as_view(),
        name="classify-companies",
    ),
    path(
        "companies/<int:company_id>/suggestions",
        suggestions.CompanySuggestionView.as_view(),
        name="company-suggestions",
    ),
    path(
        "suggestions/<int:suggestion_id>/accept-business-model",
        suggestions.AcceptBusinessModelView.as_view(),
        name="accept-business-model",
    ),
    path(
        "companies/<int:company_id>/corrections",
        business_models.CompanyCorrectionListView.as_view(),
        name="company-corrections",
    ),
    path(
        "companies/corrections/<int:correction_id>",
        business_models.CompanyCorrectionView.as_view(),
        name="company-correction",
    ),
]

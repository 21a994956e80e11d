"""Addresses of titles, and of what people say of business models."""

from django.urls import path

from leadqual.labeling.api.business_models import api as business_models_api
from leadqual.labeling.api.classification import api as classification_api
from leadqual.labeling.api.confusion_costs import api as confusion_costs_api
from leadqual.labeling.api.learned_functions import api as learned_functions_api
from leadqual.labeling.api.person_scores import api as person_scores_api
from leadqual.labeling.api.queues import api as queues_api
from leadqual.labeling.api.review import api as review_api
from leadqual.labeling.api.suggestions import api as suggestions_api
from leadqual.labeling.api.titles import api as titles_api
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
    *business_models_api,
    *classification_api,
    *confusion_costs_api,
    *learned_functions_api,
    *person_scores_api,
    *queues_api,
    *review_api,
    *suggestions_api,
    *titles_api,
]

"""Addresses of titles, and of what people say of business models."""

from leadqual.labeling.api.business_models import api as business_models_api
from leadqual.labeling.api.classification import api as classification_api
from leadqual.labeling.api.confusion_costs import api as confusion_costs_api
from leadqual.labeling.api.learned_functions import api as learned_functions_api
from leadqual.labeling.api.person_scores import api as person_scores_api
from leadqual.labeling.api.queues import api as queues_api
from leadqual.labeling.api.review import api as review_api
from leadqual.labeling.api.suggestions import api as suggestions_api
from leadqual.labeling.api.titles import api as titles_api

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

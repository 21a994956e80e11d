"""Store business models of companies and keep a history of those that they replace."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.db import connection

from classifiers.companies.business_model.error_costs import as_table, decided
from classifiers.core.types import BUSINESS_MODELS, BusinessModelPrediction
from leadqual.leads.models import Company
from leadqual.taxonomy.selectors import cost_table

PERSON = "correction"
"""Version of a corrected business model, which neither models nor costs change."""

# One statement for a whole batch. A company that was never classified has no probability and
# nothing to keep. A replaced business model becomes a history row; if the same one is stored again,
# a note of a few bytes goes into the row of the company, which is rewritten anyway. A version that
# was cleared to have the company read again is ignored. Probabilities are compared to three digits,
# as the others depend on the batch. The oldest rows and notes above the limits are deleted.
_STORE = """
WITH new AS MATERIALIZED ({source}),
replaced AS (
    INSERT INTO leads_formerbusinessmodel (workspace_id, company_id, business_model, probability,
                                           probabilities, why, version, earlier)
    SELECT c.workspace_id, c.id, c.business_model, c.business_model_probability,
           c.business_model_probabilities, c.business_model_why, c.business_model_version,
           c.business_model_earlier
      FROM new JOIN leads_company c USING (id)
     WHERE c.business_model_probability IS NOT NULL AND c.business_model <> new.business_model
    RETURNING company_id
), gone AS (
    DELETE FROM leads_formerbusinessmodel AS oldest USING (
        SELECT former.id, row_number() OVER (PARTITION BY former.company_id
                                             ORDER BY former.ended_at DESC, former.id DESC) AS place
          FROM leads_formerbusinessmodel AS former JOIN replaced USING (company_id)
    ) AS numbered
    WHERE oldest.id = numbered.id AND numbered.place >= %(kept)s
)
UPDATE leads_company c
   SET business_model = new.business_model, business_model_probability = new.probability,
       business_model_probabilities = new.probabilities, business_model_why = new.why,
       business_model_version = new.version,
       business_model_earlier = CASE
           WHEN c.business_model_probability IS NULL OR new.probability IS NULL
                OR c.business_model <> new.business_model THEN NULL
           WHEN c.business_model_version = '' OR c.business_model_version = new.version
                AND round(c.business_model_probability * 1000) = round(new.probability * 1000)
                THEN c.business_model_earlier
           ELSE CASE WHEN jsonb_array_length(c.business_model_earlier) >= %(kept)s
                     THEN c.business_model_earlier - 0
                     ELSE COALESCE(c.business_model_earlier, '[]') END
                || jsonb_build_array(jsonb_build_array(
                       c.business_model_version, c.business_model_probability, now()))
       END
  FROM new WHERE c.id = new.id
RETURNING c.id
"""
_ANSWERS = """
    SELECT n.company AS id, n.business_model, n.probability, n.probabilities, n.why, n.version
      FROM jsonb_to_recordset(%(answers)s::jsonb) AS n (
               company bigint, business_model text, probability float8, probabilities float8[],
               why jsonb, version text)
      JOIN leads_company now ON now.id = n.company
     WHERE %(over_people)s OR now.business_model_version <> %(person)s
"""


def store_statement(source: str) -> str:
    """Return the statement that stores answers and returns the keys of their companies.

    Lock the companies first. It also takes the parameters of `store_params`.

    Args:
        source: a query for id, business_model, probability, probabilities, why and version.
    """
    return _STORE.format(source=source)


def store_params() -> Mapping[str, int]:
    """Return the parameters that each statement of `store_statement` takes."""
    return {"kept": settings.PREDICTIONS_KEPT}


@dataclass(frozen=True, slots=True)
class BusinessModelAnswer:
    """The business model of a company.

    Args:
        business_model: one of `Company.BusinessModel`.
        probability: of this business model, 0 to 1; None if the company was never classified.
        probabilities: of all five, in the order of `Company.BusinessModel`; None as above.
        why: reasons for it.
        version: of the model, or PERSON.
    """

    company: int
    business_model: str
    probability: float | None
    probabilities: Sequence[float] | None
    why: Sequence[Mapping[str, Any]]
    version: str


def store_answers(answers: Sequence[BusinessModelAnswer], *, over_people: bool = False) -> None:
    """Store answers about locked companies; one statement whatever their number.

    Args:
        answers: one for each company.
        over_people: also replace corrections.
    """
    if not answers:
        return
    params: Mapping[str, str | bool | int] = {
        "answers": json.dumps([asdict(answer) for answer in answers]),
        "over_people": over_people,
        "person": PERSON,
        **store_params(),
    }
    with connection.cursor() as cursor:
        cursor.execute(store_statement(_ANSWERS), params)


def store_business_models(
    companies: Sequence[Company], predictions: Sequence[BusinessModelPrediction]
) -> None:
    """Store the label of least expected cost with all five probabilities; corrections stay.

    Args:
        companies: the rows.
        predictions: one for each company; if empty, nothing is written.
    """
    if not predictions:
        return
    keys = [company.pk for company in companies]
    # All bulk writes lock in the same order, so that they never deadlock.
    list(Company.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
    # Read after locking: a cost change that commits later sees what is stored here.
    answers = decided(predictions, as_table(cost_table()))
    store_answers(
        [
            BusinessModelAnswer(
                company=key,
                business_model=answer.business_model,
                probability=answer.probability,
                probabilities=_probabilities(answer),
                why=[asdict(reason) for reason in answer.why],
                version=answer.model,
            )
            for key, answer in zip(keys, answers, strict=True)
        ]
    )


def _probabilities(prediction: BusinessModelPrediction) -> list[float]:
    """Return the five probabilities in the order of the labels."""
    by_label = {label.slug: label.score for label in prediction.probabilities}
    return [float(by_label[label]) for label in BUSINESS_MODELS]

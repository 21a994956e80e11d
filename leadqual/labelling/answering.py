"""Answers of the API about titles, and the record of what was shown."""

from collections.abc import Sequence

from classifiers.titles.answer import as_json
from classifiers.types import TitlePrediction
from leadqual.accounts.models import Workspace
from leadqual.labelling.recording import LONGEST_KEY, Answer, keep_shown
from leadqual.labelling.services import predict
from leadqual.taxonomy.loading import load_knowledge


def answers(*, workspace: Workspace, titles: Sequence[str]) -> list[dict[str, object]]:
    """Classify titles and give them in the shape of the API; see `predict`.

    No title is stored. What is said of each stays on record, its text as a keyed hash alone.
    """
    taxonomy = load_knowledge().taxonomy
    found = predict(workspace=workspace, titles=titles)
    keep_shown([_shown(one) for one in found], workspace=workspace)
    return [as_json(one, taxonomy) for one in found]


def _shown(found: TitlePrediction) -> Answer:
    labels = [(label.slug, label.score) for label in found.functions]
    key = found.normalised[:LONGEST_KEY]
    return Answer("title", found.title, labels, found.level.slug, found.model, key=key)

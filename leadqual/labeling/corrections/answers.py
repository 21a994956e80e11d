"""Answers of the API about titles, and the record of what was shown."""

from collections.abc import Sequence

from classifiers.core.types import TitlePrediction
from classifiers.titles.api_shape import as_json
from leadqual.accounts.models import Workspace
from leadqual.labeling.classification.workspace_cascade import load_online
from leadqual.labeling.prediction_log.writing import LONGEST_KEY, ShownAnswer, log_shown


def answers(
    *, workspace: Workspace, titles: Sequence[str], explain: bool = True
) -> list[dict[str, object]]:
    """Classify titles and give them in the shape of the API; see `WorkspaceCascade`.

    No title is stored. What is said of each stays on record, its text as a keyed hash alone.
    """
    online = load_online(workspace)
    found = online.predict(titles, explain=explain)
    log_shown([shown_answer(one) for one in found], workspace=workspace)
    shown = [as_json(one, online.cascade.taxonomy) for one in found]
    return shown if explain else [one | {"why": [], "level_why": []} for one in shown]


def shown_answer(found: TitlePrediction) -> ShownAnswer:
    """Return what is kept on record of a prediction that was shown."""
    labels = [(label.slug, label.score) for label in found.functions]
    key = found.normalised[:LONGEST_KEY]
    return ShownAnswer("title", found.title, labels, found.level.slug, found.model, key=key)

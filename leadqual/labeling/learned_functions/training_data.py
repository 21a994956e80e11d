"""What a function is learned from: corrected titles, and titles that nobody corrected."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from classifiers.core.text import DATA, read_table
from classifiers.titles.cascade import TitleCascade
from classifiers.titles.model.learned_functions import (
    UNCORRECTED_WEIGHT,
    LearnedHead,
    UnlabeledTitles,
    combined,
    fit_head,
    unlabeled,
)
from classifiers.titles.model.network import TitleModel
from classifiers.titles.text.normalize import normalize
from classifiers.titles.training.dataset import read_written
from leadqual.accounts.models import Workspace
from leadqual.labeling.models.corrections import Correction
from leadqual.leads.models import JobTitle

MAX_UNCORRECTED = 4_000  # Titles of the workspace that a head is trained against.
MIN_DISPLACED_SHARE = 0.8
MIN_DISPLACED = 3


@dataclass(frozen=True, slots=True)
class TrainingData:
    """Corrected titles, as one function sees them.

    Args:
        positives: normalized titles that people gave it → all that they gave.
        negatives: normalized titles that people did not give it.
        signatures: of the positives whose like titles follow.
    """

    function: str
    positives: Mapping[str, frozenset[str]]
    negatives: tuple[str, ...]
    signatures: frozenset[str] = frozenset()

    def with_title(
        self, key: str, functions: frozenset[str], signature: str = ""
    ) -> "TrainingData":
        """Return the training data with one more normalized title, or another label for it.

        Args:
            key: the title.
            functions: what it is.
            signature: of the title; empty where no like title follows.
        """
        positives = {title: labels for title, labels in self.positives.items() if title != key}
        negatives = tuple(title for title in self.negatives if title != key)
        if self.function in functions:
            return replace(
                self,
                positives={key: functions, **positives},
                negatives=negatives,
                signatures=self.signatures | ({signature} if signature else set()),
            )
        return replace(self, positives=positives, negatives=(key, *negatives))


def training_data_of(workspace: Workspace, function: str) -> TrainingData:
    """Return what people said in a workspace, the newest first; two queries."""
    rows = Correction.objects.filter(workspace=workspace, is_current=True).order_by("-pk")
    positives, negatives, signatures = {}, [], set()
    for row in rows.select_related("job_title").prefetch_related("functions"):
        slugs = frozenset(each.slug for each in row.functions.all())
        if function in slugs:
            positives[row.job_title.normalised] = slugs
            signatures.add(row.signature)
        else:
            negatives.append(row.job_title.normalised)
    return TrainingData(function, positives, tuple(negatives), frozenset(signatures - {""}))


def fitted(
    training_data: TrainingData, *, workspace: Workspace, cascade: TitleCascade
) -> LearnedHead:
    """Fit a head; a second or less."""
    return fit_head(
        training_data.function,
        model=cascade.model,
        positives=list(training_data.positives),
        negatives=training_data.negatives,
        rest=_uncorrected_titles(workspace, cascade),
        displaces=_displaced(cascade, training_data),
    )


def _displaced(cascade: TitleCascade, training_data: TrainingData) -> tuple[str, ...]:
    """Return functions that people took away nearly every time when they gave this one."""
    given, taken = Counter[str](), Counter[str]()
    found = cascade.predict(list(training_data.positives), explain=False)
    for labels, answer in zip(training_data.positives.values(), found, strict=True):
        slugs = {label.slug for label in answer.functions} - {training_data.function}
        given.update(slugs)
        taken.update(slugs - labels)
    return tuple(
        slug
        for slug, count in sorted(taken.items())
        if count >= MIN_DISPLACED and count >= MIN_DISPLACED_SHARE * given[slug]
    )


def _uncorrected_titles(workspace: Workspace, cascade: TitleCascade) -> UnlabeledTitles:
    titles = JobTitle.objects.filter(workspace=workspace, corrections=None)
    others = titles.order_by("-n_contacts", "pk").values_list("normalised", flat=True)
    own = unlabeled(cascade.model, list(others[:MAX_UNCORRECTED]), weight=UNCORRECTED_WEIGHT)
    return combined(_settled_titles(cascade.model.plain or cascade.model), own)


@lru_cache(maxsize=1)
def _settled_titles(model: TitleModel) -> UnlabeledTitles:
    """Return titles that people wrote down; another version of the taxonomy reads none again."""
    titles = [title.title for title in read_written()]
    titles += [row["title"] for row in read_table(DATA / "titles/representative.csv")]
    keys = dict.fromkeys(filter(None, map(normalize, titles)))
    return unlabeled(model, list(keys), weight=1.0)

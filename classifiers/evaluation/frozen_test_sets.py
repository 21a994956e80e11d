"""The frozen test set of each kind of model, as examples that any version can be asked."""

from collections.abc import Sequence
from typing import Any

from classifiers.companies.datasets import read_frozen as frozen_companies
from classifiers.companies.datasets import spellings
from classifiers.core.taxonomy import Taxonomy
from classifiers.evaluation.comparison import EvaluationExample, ModelOutput
from classifiers.replies.intents import ACTIONS
from classifiers.titles.text.normalize import normalize
from classifiers.titles.training.dataset import read_frozen as frozen_titles

OTHER = "other"
LEVEL = "level:"


def title_labels(functions: Sequence[str], level: str) -> frozenset[str]:
    """Return functions and level of a title as labels; a title without function is `other`."""
    return frozenset({*(functions or (OTHER,)), f"{LEVEL}{level}"})


def frozen_examples(kind: str, *, taxonomy: Taxonomy) -> list[EvaluationExample]:
    if kind == "titles":
        return [
            EvaluationExample(
                title.title, title_labels(taxonomy.now(title.functions), title.level or "")
            )
            for title in frozen_titles()
        ]
    if kind == "companies":
        return [
            EvaluationExample(company.record, frozenset({company.label}))
            for company in frozen_companies()
        ]
    # Reading what is learned from takes scikit-learn along.
    from classifiers.replies.training.fitting import TEST_WRITER
    from classifiers.replies.training.recipe import labeled_replies

    rows = [row for row in labeled_replies() if row.writer == TEST_WRITER]
    return [EvaluationExample(row.reply, frozenset({row.intent})) for row in rows]


def names_of(kind: str, each: Any) -> frozenset[str]:
    """Return under which names an input may appear in a test set; see `frozen_names`."""
    if kind == "titles":
        return frozenset({normalize(each)})
    if kind == "companies":
        return frozenset(spellings(each.name))
    return frozenset({" ".join(each.text.casefold().split())})


def frozen_names(kind: str) -> frozenset[str]:
    """Return the names of all inputs of the frozen test set: nothing may learn from these."""
    examples = frozen_examples(kind, taxonomy=Taxonomy({}, (), (), {}))
    return frozenset().union(*(names_of(kind, example.input) for example in examples)) - {""}


def further_shares(
    kind: str, examples: Sequence[EvaluationExample], outputs: Sequence[ModelOutput]
) -> dict[str, float]:
    """Return further promises of a kind of model, name → share that must not fall."""
    if kind != "replies":
        return {}
    pairs = list(zip(examples, outputs, strict=True))
    stops = [each for example, each in pairs if "unsubscribe" in example.labels]
    handled = [(example, each) for example, each in pairs if each.done]
    found = {}
    if stops:
        found["Requests to stop found"] = sum("unsubscribe" in each.labels for each in stops) / len(
            stops
        )
    if handled:
        right = sum(
            each.done == ACTIONS.get(next(iter(example.labels)), "none")
            for example, each in handled
        )
        found["Done rightly without a person"] = right / len(handled)
    return found

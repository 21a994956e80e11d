"""The headline figure of each shipped model, measured on the frozen test set of its kind.

It is kept with the models, where the pages read it, and in `results/` for the README.
"""

import json
from collections.abc import Callable
from dataclasses import asdict

from benchmarks.machine import shipped
from classifiers.companies.business_model.classifier import BusinessModelClassifier
from classifiers.companies.business_model.error_costs import as_table, decided
from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.core.taxonomy import load_default
from classifiers.evaluation.comparison import ModelOutput, figures_of
from classifiers.evaluation.frozen_test_sets import frozen_examples, title_labels
from classifiers.evaluation.headline import KINDS, SHIPPED, Headline
from classifiers.replies.cascade import load_cascade as load_replies
from classifiers.titles.cascade import load_cascade as load_titles


def run(*, say: Callable[[str], None] = lambda _what: None) -> dict[str, object]:
    """Measure the shipped models with the taxonomy and costs that ship; always the same figures."""
    found: dict[str, object] = {}
    for kind in KINDS:
        say(kind)
        found[kind] = asdict(measure(kind))
    SHIPPED.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return found


def measure(kind: str) -> Headline:
    """Measure the shipped model of a kind."""
    examples = frozen_examples(kind, taxonomy=load_default())
    inputs = [example.input for example in examples]
    if kind == "titles":
        titles = load_titles().predict(inputs, explain=False)
        labels = [title_labels([f.slug for f in one.functions], one.level.slug) for one in titles]
    elif kind == "companies":
        read = BusinessModelClassifier.load().read(inputs, encoder=CompanyEncoder())
        labels = [frozenset({one.business_model}) for one in decided(read, as_table({}))]
    else:
        labels = [frozenset({one.intent}) for one in load_replies().predict(inputs)]
    said = [ModelOutput(each, ()) for each in labels]
    figures = figures_of(examples, said, milliseconds=0.0, megabytes=0.0)
    return Headline(shipped(kind), round(figures.macro_f1, 4), figures.n_examples)

"""The product's own methods, by the code that trains its models, on the examples that it is given.

Nothing that was learned from other labels has a part in it: no dictionary of titles, no other
replies. What people wrote by hand has: rules, phrases and abbreviations belong to the method.
"""

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from classifiers.companies.business_model.classifier import BusinessModelClassifier
from classifiers.companies.business_model.training import VERSION as COMPANIES
from classifiers.companies.business_model.training import train as train_companies
from classifiers.companies.datasets import LabelledCompany
from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.core.taxonomy import load_default
from classifiers.lab.methods import FittedMethod, Method, StatelessMethod
from classifiers.lab.names import METHODS
from classifiers.lab.subjects import LabeledText, Labels
from classifiers.replies.cascade import ReplyCascade
from classifiers.replies.training.fitting import LabelledReply
from classifiers.replies.training.fitting import train as train_replies
from classifiers.replies.training.recipe import VERSION as REPLIES
from classifiers.titles.cascade import TitleCascade
from classifiers.titles.lookup.dictionary import Dictionary
from classifiers.titles.lookup.phrases import PhraseRules, load_phrases
from classifiers.titles.recipe import VERSION as TITLES
from classifiers.titles.training.dataset import LabelledTitle


class _Own(StatelessMethod):
    """What the three have in common."""

    name = "own"
    title = METHODS[name]
    version = ""
    effort = 0.0
    is_random = True


class ProductReplies(_Own):
    """Rules, words and a taught sentence model, mixed on writers held out."""

    version = REPLIES
    effort = 250.0
    is_random = False

    def fit(self, examples: Sequence[LabeledText], *, has_many: bool, seed: int) -> FittedMethod:
        """Train the cascade.

        Raises:
            ClassifierError: all examples are by one writer.
        """
        rows = [cast("LabelledReply", example.row) for example in examples]
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "The number of unique classes")  # with few examples
            return _FittedReplies(train_replies(rows).cascade(self.version))


@dataclass(frozen=True, slots=True)
class _FittedReplies:
    cascade: ReplyCascade

    def predict(self, examples: Sequence[LabeledText]) -> list[Labels]:
        replies = [cast("LabelledReply", example.row).reply for example in examples]
        return [(found.intent,) for found in self.cascade.predict(replies)]


class ProductTitles(_Own):
    """Phrase rules and a net over hashed pieces of words, with a threshold for each function."""

    version = TITLES
    effort = 40.0

    def fit(self, examples: Sequence[LabeledText], *, has_many: bool, seed: int) -> FittedMethod:
        """Train model, calibration and thresholds."""
        from classifiers.titles.training.calibrated_fit import train
        from classifiers.titles.training.fitting import Settings  # imports torch

        rows = [cast("LabelledTitle", example.row) for example in examples]
        taxonomy = load_default()
        model = train(rows, taxonomy=taxonomy, version=self.version, settings=Settings(seed=seed))
        return _FittedTitles(
            TitleCascade(
                taxonomy=taxonomy,
                model=model,
                dictionary=Dictionary({}),
                phrases=PhraseRules(load_phrases()),
            )
        )


@dataclass(frozen=True, slots=True)
class _FittedTitles:
    cascade: TitleCascade

    def predict(self, examples: Sequence[LabeledText]) -> list[Labels]:
        found = self.cascade.predict([example.text for example in examples], explain=False)
        return [tuple(sorted(label.slug for label in one.functions)) for one in found]


class ProductCompanies(_Own):
    """Words of all fields and the vector of the text, in one regression."""

    version = COMPANIES
    effort = 60.0
    is_random = False

    def __init__(self) -> None:
        self._encoder = CompanyEncoder()

    def fit(self, examples: Sequence[LabeledText], *, has_many: bool, seed: int) -> FittedMethod:
        """Train the classifier."""
        rows = [cast("LabelledCompany", example.row) for example in examples]
        return _FittedCompanies(train_companies(rows, encoder=self._encoder), self._encoder)


@dataclass(frozen=True, slots=True)
class _FittedCompanies:
    classifier: BusinessModelClassifier
    encoder: CompanyEncoder

    def predict(self, examples: Sequence[LabeledText]) -> list[Labels]:
        records = [cast("LabelledCompany", example.row).record for example in examples]
        found = self.classifier.read(records, encoder=self.encoder)
        return [(one.business_model,) for one in found]


OWN_METHODS: Mapping[str, Callable[[], Method]] = {
    "replies": ProductReplies,
    "titles": ProductTitles,
    "companies": ProductCompanies,
}

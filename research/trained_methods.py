"""Methods that train a network: the sentence model fine-tuned, and LeadQual's own."""

import math
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import cast

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from classifiers.companies.business_model.training import VERSION as COMPANIES
from classifiers.companies.business_model.training import train as train_companies
from classifiers.companies.datasets import LabeledCompany
from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.core.taxonomy import load_default
from classifiers.replies.model.sentence_model import tokens_of
from classifiers.replies.training.fitting import LabeledReply
from classifiers.replies.training.fitting import train as train_replies
from classifiers.replies.training.lora import (
    HEAD_RATE,
    LEARNING_RATE,
    WARMUP_SHARE,
    LoraNetwork,
    batches,
)
from classifiers.replies.training.recipe import VERSION as REPLIES
from classifiers.titles.cascade import TitleCascade
from classifiers.titles.dictionary import Dictionary
from classifiers.titles.phrase_rules import PhraseRules, load_phrases
from classifiers.titles.recipe import VERSION as TITLES
from classifiers.titles.training.dataset import LabeledTitle
from research.methods import (
    Fitted,
    Floats,
    Method,
    SentencesLinear,
    WordsBoosted,
    WordsLinear,
    answers,
    choices_of,
)
from research.study import MethodError
from research.subjects import LabeledText, Labels, texts_of

BATCH = 16
MIN_READINGS = 1_000
"""Texts that are read in all, some again and again: few texts are read often."""
MIN_TIMES, MAX_TIMES = 4, 20
"""How often each text is read."""
ANSWERED = 64


class TunedEncoder(Method):
    """MiniLM, taught for the labels at hand."""

    name = "tuned"
    version = "1"
    effort = 150.0
    is_random = True

    def fit(self, examples: Sequence[LabeledText], *, has_many: bool, seed: int) -> Fitted:
        _use_one_core()
        torch.manual_seed(seed)
        chance = np.random.default_rng(seed)
        choices = choices_of(examples)
        wanted = torch.tensor(choices.shares(len(examples)), dtype=torch.float32)
        texts = [torch.tensor(tokens_of(text)) for text in texts_of(examples)]
        net = LoraNetwork(len(choices.names))
        times = times_read(len(texts))
        learner = _Learner(net, n_steps=times * math.ceil(len(texts) / BATCH))
        for _ in range(times):
            for places in batches([len(text) for text in texts], chance, size=BATCH):
                learner.step([texts[place] for place in places], wanted[places])
        return answers(partial(_chances, net, len(choices.names)), choices.names, has_many=has_many)


def _chances(net: LoraNetwork, n_names: int, examples: Sequence[LabeledText]) -> Floats:
    _use_one_core()
    texts = [torch.tensor(tokens_of(text)) for text in texts_of(examples)]
    chances = np.zeros((len(texts), n_names))
    net.eval()
    with torch.inference_mode():
        for places in _by_length(texts):
            logits = net([texts[place] for place in places])
            chances[places] = functional.softmax(logits.float(), dim=1).numpy()
    return chances


def times_read(n_examples: int) -> int:
    """Return how often each of so many examples is read."""
    return min(max(math.ceil(MIN_READINGS / n_examples), MIN_TIMES), MAX_TIMES)


class _Learner:
    """Takes steps of a pace that grows first and falls then."""

    def __init__(self, net: LoraNetwork, *, n_steps: int) -> None:
        self._net = net
        self._optimiser = torch.optim.AdamW(
            [
                {"params": list(net.low_rank.parameters()), "lr": LEARNING_RATE},
                {"params": list(net.head.parameters()), "lr": HEAD_RATE},
            ],
            weight_decay=0.01,
        )
        self._pace = torch.optim.lr_scheduler.LambdaLR(
            self._optimiser,
            lambda step: min((step + 1) / (WARMUP_SHARE * n_steps + 1), 1 - step / (n_steps + 1)),
        )

    def step(self, texts: Sequence[Tensor], wanted: Tensor) -> None:
        """Learn from one batch; `wanted` are shares, shape (n_texts, n_labels)."""
        loss = functional.cross_entropy(self._net(texts), wanted)
        self._optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # comes without types
        nn.utils.clip_grad_norm_(self._net.parameters(), 1.0)
        self._optimiser.step()
        self._pace.step()


def _by_length(texts: Sequence[Tensor]) -> Iterator[list[int]]:
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    for start in range(0, len(order), ANSWERED):
        yield order[start : start + ANSWERED]


def _use_one_core() -> None:
    """Batches are small, and more threads add up in another order: other last digits."""
    torch.set_num_threads(1)


class _Own(Method):
    """What the three have in common."""

    name = "own"
    version = ""
    effort = 0.0
    is_random = True


class ProductReplies(_Own):
    """Rules, words and a taught sentence model, mixed on writers held out."""

    version = REPLIES
    effort = 250.0
    is_random = False

    def fit(self, examples: Sequence[LabeledText], *, has_many: bool, seed: int) -> Fitted:
        """Train the cascade.

        Raises:
            ClassifierError: all examples are by one writer.
        """
        rows = [cast("LabeledReply", example.row) for example in examples]
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "The number of unique classes")  # with few examples
            cascade = train_replies(rows).cascade(self.version)

        def read(shown: Sequence[LabeledText]) -> list[Labels]:
            replies = [cast("LabeledReply", example.row).reply for example in shown]
            return [(found.intent,) for found in cascade.predict(replies)]

        return read


class ProductTitles(_Own):
    """Phrase rules and a net over hashed pieces of words, with a threshold for each function."""

    version = TITLES
    effort = 40.0

    def fit(self, examples: Sequence[LabeledText], *, has_many: bool, seed: int) -> Fitted:
        from classifiers.titles.training.calibrated_fit import train
        from classifiers.titles.training.fitting import Settings  # imports torch

        rows = [cast("LabeledTitle", example.row) for example in examples]
        taxonomy = load_default()
        model = train(rows, taxonomy=taxonomy, version=self.version, settings=Settings(seed=seed))
        cascade = TitleCascade(
            taxonomy=taxonomy,
            model=model,
            dictionary=Dictionary({}),
            phrases=PhraseRules(load_phrases()),
        )

        def read(shown: Sequence[LabeledText]) -> list[Labels]:
            titles = cascade.predict([example.text for example in shown], explain=False)
            return [tuple(sorted(label.slug for label in title.functions)) for title in titles]

        return read


class ProductCompanies(_Own):
    """Words of all fields and the vector of the text, in one regression."""

    version = COMPANIES
    effort = 60.0
    is_random = False

    def __init__(self) -> None:
        self._encoder = CompanyEncoder()

    def fit(self, examples: Sequence[LabeledText], *, has_many: bool, seed: int) -> Fitted:
        rows = [cast("LabeledCompany", example.row) for example in examples]
        classifier = train_companies(rows, encoder=self._encoder)

        def read(shown: Sequence[LabeledText]) -> list[Labels]:
            records = [cast("LabeledCompany", example.row).record for example in shown]
            found = classifier.read(records, encoder=self._encoder)
            return [(company.business_model,) for company in found]

        return read


OWN_METHODS: Mapping[str, Callable[[], Method]] = {
    "replies": ProductReplies,
    "titles": ProductTitles,
    "companies": ProductCompanies,
}


def methods_of(subject: str) -> Mapping[str, Method]:
    """Return the methods for a subject by their names."""
    found: list[Method] = [WordsBoosted(), WordsLinear(), SentencesLinear(), TunedEncoder()]
    found.append(OWN_METHODS[subject]())
    return {method.name: method for method in found}


def some_methods(subject: str, names: Sequence[str]) -> list[Method]:
    """Return the named methods, all where none is named.

    Raises:
        MethodError: there is none of such a name.
    """
    known = methods_of(subject)
    if unknown := [name for name in names if name not in known]:
        raise MethodError(f"There is no method {unknown[0]}. There are {', '.join(known)}.")
    return [known[name] for name in names or known]

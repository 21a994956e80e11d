"""The sentence model, taught: thin changes of MiniLM (LoRA) with a head for the labels at hand."""

import math
from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from classifiers.lab.choices import FittedChoices, Floats, choices_of
from classifiers.lab.methods import StatelessMethod
from classifiers.lab.names import METHODS
from classifiers.lab.subjects import LabeledText, texts_of
from classifiers.replies.model.sentence_model import tokens_of
from classifiers.replies.training.lora import HEAD_RATE, RATE, WARMING, LoraNetwork, batches

BATCH = 16
MIN_READINGS = 1_000
"""Texts that are read in all, some again and again: few texts are read often."""
MIN_TIMES, MAX_TIMES = 4, 20
"""How often each text is read."""
ANSWERED = 64


class TunedEncoder(StatelessMethod):
    """MiniLM, taught for the labels at hand."""

    name = "tuned"
    title = METHODS[name]
    version = "1"
    effort = 150.0
    is_random = True

    def fit(self, examples: Sequence[LabeledText], *, has_many: bool, seed: int) -> FittedChoices:
        """Teach the model."""
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
        return FittedChoices(partial(_chances, net, len(choices.names)), choices.names, has_many)


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
                {"params": list(net.thin.parameters()), "lr": RATE},
                {"params": list(net.head.parameters()), "lr": HEAD_RATE},
            ],
            weight_decay=0.01,
        )
        self._pace = torch.optim.lr_scheduler.LambdaLR(
            self._optimiser,
            lambda step: min((step + 1) / (WARMING * n_steps + 1), 1 - step / (n_steps + 1)),
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

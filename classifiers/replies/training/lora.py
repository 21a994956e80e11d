"""Teach the sentence model what people want: thin changes of its matrices (LoRA), by torch.

Only training needs this module; what it finds runs in NumPy (`sentence.py`).
"""

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence

from classifiers.replies.intents import CATEGORIES, INTENTS, category_of
from classifiers.replies.model.sentence_model import (
    N_HEADS,
    PARTS,
    WIDTH,
    LoraDelta,
    load_base,
    tokens_of,
)

RANK = 16
FIRST_CHANGED = 2
"""Layers below stay as they are: they know words, and what is not changed is learned faster."""
BATCH = 32
RATE = 1e-3
HEAD_RATE = 3e-3
CONTINUED = 0.5
"""Share of the rates with which an earlier training is continued."""
GAIN = 2.0
WARMING = 0.06
DROPPED = 0.1
HIDDEN_WORDS = 0.05
"""Share of the tokens that are hidden in training, so that no single word decides."""
SMOOTHING = 0.05
CATEGORY_SHARE = 0.3
"""How much the loss of the category counts compared with that of the intent."""
N_SORTED = 20
"""Batches that are sorted by length together: little is padded, and the order stays random."""
_MASK, _SPECIAL = 103, 104
_START = 0
"""All changes begin at one place, so that their mean is one too."""


def train_lora(
    texts: Sequence[str],
    intents: Sequence[str],
    *,
    epochs: int,
    start: LoraDelta | None = None,
    progress: Callable[[float], None] | None = None,
) -> LoraDelta:
    """Return the change that makes MiniLM say the intents of texts.

    Args:
        texts: as `reading.read` makes them.
        intents: one for each text.
        epochs: how often every text is read.
        start: what an earlier training found, to go on from there at half the rate; None begins
            with MiniLM as it is.
        progress: called with the share that is done.
    """
    torch.manual_seed(_START)
    net = LoraNetwork(len(INTENTS))
    if start is not None:
        net.load_delta(start)
    pace_of = 1.0 if start is None else CONTINUED
    torch.manual_seed(_START)
    chance = np.random.default_rng(_START)
    tokens = [torch.tensor(tokens_of(text)) for text in texts]
    truth = torch.tensor([INTENTS.index(intent) for intent in intents])
    steps = math.ceil(len(tokens) / BATCH) * epochs
    changed = torch.optim.AdamW(
        [
            {"params": list(net.thin.parameters()), "lr": pace_of * RATE},
            {"params": list(net.head.parameters()), "lr": pace_of * HEAD_RATE},
        ],
        weight_decay=0.01,
    )
    pace = torch.optim.lr_scheduler.LambdaLR(
        changed, lambda step: min((step + 1) / (WARMING * steps + 1), 1 - step / (steps + 1))
    )
    done = 0
    for _ in range(epochs):
        for batch in batches([len(text) for text in tokens], chance):
            loss = _loss(net([tokens[index] for index in batch]), truth[batch])
            changed.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # comes without types
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            changed.step()
            pace.step()
            done += 1
            if progress is not None:
                progress(done / steps)
    return net.change()


class LoraNetwork(nn.Module):
    """MiniLM with thin changes next to its big matrices."""

    def __init__(self, n_labels: int) -> None:
        super().__init__()
        base = load_base()
        self._words = torch.tensor(np.asarray(base.words))
        self._positions = torch.tensor(base.positions)
        self._norm = _tensors(base.norm)
        self._layers = [{part: _tensors(layer[part]) for part in PARTS} for layer in base.layers]
        self._norms = [
            {part: _tensors(norm) for part, norm in norms.items()} for norms in base.norms
        ]
        self.thin = nn.ParameterDict()
        for number in range(FIRST_CHANGED, len(self._layers)):
            for part, (matrix, _) in self._layers[number].items():
                n_out, n_in = matrix.shape
                self.thin[f"{number}_{part}_inner"] = torch.randn(RANK, n_in) / math.sqrt(n_in)
                self.thin[f"{number}_{part}_outer"] = torch.zeros(n_out, RANK)
        self.head = nn.Linear(WIDTH, n_labels)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, texts: Sequence[Tensor]) -> Tensor:
        """Return logits, (n_texts, n_labels)."""
        ids = pad_sequence(list(texts), batch_first=True)
        shown = pad_sequence([torch.ones(len(text)) for text in texts], batch_first=True) > 0
        if self.training:
            hidden = (torch.rand(ids.shape) < HIDDEN_WORDS) & (ids >= _SPECIAL)
            ids = ids.masked_fill(hidden, _MASK)
        state = self._words[ids] + self._positions[: ids.shape[1]]
        state = functional.layer_norm(state, (WIDTH,), *self._norm, eps=1e-12)
        with torch.autocast("cpu", torch.bfloat16):
            for number in range(len(self._layers)):
                state = self._run(number, state, shown)
        weights = shown[..., None].float()
        mean = (state.float() * weights).sum(1) / weights.sum(1)
        found: Tensor = self.head(functional.dropout(mean, DROPPED, self.training))
        return found

    def load_delta(self, start: LoraDelta) -> None:
        """Begin with what an earlier training found."""
        with torch.no_grad():
            for name, (outer, inner) in start.thin.items():
                number, part = name.split(".")
                self.thin[f"{number}_{part}_outer"].copy_(torch.tensor(outer) / GAIN)
                self.thin[f"{number}_{part}_inner"].copy_(torch.tensor(inner))
            self.head.weight.copy_(torch.tensor(start.head))
            self.head.bias.copy_(torch.tensor(start.bias))

    def change(self) -> LoraDelta:
        """Return what was learned, as exact as an artifact keeps it."""
        thin = {
            f"{number}.{part}": (
                _kept(GAIN * self.thin[f"{number}_{part}_outer"]),
                _kept(self.thin[f"{number}_{part}_inner"]),
            )
            for number in range(FIRST_CHANGED, len(self._layers))
            for part in PARTS
        }
        return LoraDelta(thin, self.head.weight.detach().numpy(), self.head.bias.detach().numpy())

    def _run(self, number: int, state: Tensor, shown: Tensor) -> Tensor:
        norms = self._norms[number]
        asked = self._times(number, "hear", state)
        n_texts, n_tokens, _ = asked.shape
        apart = asked.view(n_texts, n_tokens, 3, N_HEADS, WIDTH // N_HEADS)
        query, key, value = apart.permute(2, 0, 3, 1, 4)
        heard = functional.scaled_dot_product_attention(
            query, key, value, attn_mask=shown[:, None, None, :]
        )
        heard = heard.transpose(1, 2).reshape(n_texts, n_tokens, WIDTH)
        out = self._times(number, "heard", heard).float() + state
        state = functional.layer_norm(out, (WIDTH,), *norms["heard"], eps=1e-12)
        inner = functional.gelu(self._times(number, "up", state), approximate="tanh")
        out = self._times(number, "down", inner).float() + state
        return functional.layer_norm(out, (WIDTH,), *norms["down"], eps=1e-12)

    def _times(self, number: int, part: str, state: Tensor) -> Tensor:
        if number < FIRST_CHANGED:
            return functional.linear(state, *self._layers[number][part])
        thin = functional.linear(state, self.thin[f"{number}_{part}_inner"])
        added = functional.linear(thin, self.thin[f"{number}_{part}_outer"])
        return functional.linear(state, *self._layers[number][part]) + GAIN * added


def _loss(logits: Tensor, truth: Tensor) -> Tensor:
    """Surprise by the intents, and a share of that by the categories they make up."""
    indexes = torch.tensor([CATEGORIES.index(category_of(intent)) for intent in INTENTS])
    chances = functional.softmax(logits, dim=1)
    sums = torch.zeros(len(logits), len(CATEGORIES)).index_add(1, indexes, chances)
    by_category = functional.nll_loss(sums.clamp_min(1e-8).log(), indexes[truth])
    by_intent = functional.cross_entropy(logits, truth, label_smoothing=SMOOTHING)
    return by_intent + CATEGORY_SHARE * by_category


def batches(
    lengths: Sequence[int], chance: np.random.Generator, *, size: int = BATCH
) -> Iterator[list[int]]:
    """Yield indexes of texts of like length, in random order."""
    order = chance.permutation(len(lengths))
    found: list[NDArray[np.int64]] = []
    for start in range(0, len(order), size * N_SORTED):
        near = sorted(order[start : start + size * N_SORTED], key=lambda index: lengths[index])
        found += [np.array(near[at : at + size]) for at in range(0, len(near), size)]
    for number in chance.permutation(len(found)):
        yield found[number].tolist()


def _kept(matrix: Tensor) -> NDArray[np.float32]:
    return matrix.detach().numpy().astype(np.float16).astype(np.float32)


def _tensors(arrays: tuple[NDArray[np.float32], NDArray[np.float32]]) -> tuple[Tensor, Tensor]:
    first, second = arrays
    return torch.tensor(np.asarray(first)), torch.tensor(np.asarray(second))

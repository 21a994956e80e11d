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
FIRST_TRAINED_LAYER = 2
"""Layers below stay as they are: they know words, and what is not changed is learned faster."""
BATCH = 32
LEARNING_RATE = 1e-3
HEAD_RATE = 3e-3
CONTINUED_RATE = 0.5
"""Share of the rates with which an earlier training is continued."""
LORA_SCALE = 2.0
WARMUP_SHARE = 0.06
DROPOUT = 0.1
MASK_SHARE = 0.05
"""Share of the tokens that are hidden in training, so that no single word decides."""
SMOOTHING = 0.05
CATEGORY_SHARE = 0.3
"""How much the loss of the category counts compared with that of the intent."""
N_SORTED_BATCHES = 20
"""Batches that are sorted by length together: little is padded, and the order stays random."""
_MASK, _SPECIAL = 103, 104
_RANDOM_SEED = 0
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
    torch.manual_seed(_RANDOM_SEED)
    network = LoraNetwork(len(INTENTS))
    if start is not None:
        network.load_delta(start)
    rate_scale = 1.0 if start is None else CONTINUED_RATE
    torch.manual_seed(_RANDOM_SEED)
    rng = np.random.default_rng(_RANDOM_SEED)
    tokens = [torch.tensor(tokens_of(text)) for text in texts]
    truth = torch.tensor([INTENTS.index(intent) for intent in intents])
    steps = math.ceil(len(tokens) / BATCH) * epochs
    optimizer = torch.optim.AdamW(
        [
            {"params": list(network.low_rank.parameters()), "lr": rate_scale * LEARNING_RATE},
            {"params": list(network.head.parameters()), "lr": rate_scale * HEAD_RATE},
        ],
        weight_decay=0.01,
    )
    scheduler = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / (WARMUP_SHARE * steps + 1), 1 - step / (steps + 1))
    )
    done = 0
    for _ in range(epochs):
        for batch in batches([len(text) for text in tokens], rng):
            loss = _loss(network([tokens[index] for index in batch]), truth[batch])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # comes without types
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            scheduler.step()
            done += 1
            if progress is not None:
                progress(done / steps)
    return network.change()


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
        self.low_rank = nn.ParameterDict()
        for number in range(FIRST_TRAINED_LAYER, len(self._layers)):
            for part, (matrix, _) in self._layers[number].items():
                n_out, n_in = matrix.shape
                self.low_rank[f"{number}_{part}_inner"] = torch.randn(RANK, n_in) / math.sqrt(n_in)
                self.low_rank[f"{number}_{part}_outer"] = torch.zeros(n_out, RANK)
        self.head = nn.Linear(WIDTH, n_labels)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, texts: Sequence[Tensor]) -> Tensor:
        """Return logits, (n_texts, n_labels)."""
        ids = pad_sequence(list(texts), batch_first=True)
        shown = pad_sequence([torch.ones(len(text)) for text in texts], batch_first=True) > 0
        if self.training:
            hidden = (torch.rand(ids.shape) < MASK_SHARE) & (ids >= _SPECIAL)
            ids = ids.masked_fill(hidden, _MASK)
        state = self._words[ids] + self._positions[: ids.shape[1]]
        state = functional.layer_norm(state, (WIDTH,), *self._norm, eps=1e-12)
        with torch.autocast("cpu", torch.bfloat16):
            for number in range(len(self._layers)):
                state = self._run_layer(number, state, shown)
        weights = shown[..., None].float()
        mean = (state.float() * weights).sum(1) / weights.sum(1)
        found: Tensor = self.head(functional.dropout(mean, DROPOUT, self.training))
        return found

    def load_delta(self, start: LoraDelta) -> None:
        """Begin with what an earlier training found."""
        with torch.no_grad():
            for name, (outer, inner) in start.low_rank.items():
                number, part = name.split(".")
                self.low_rank[f"{number}_{part}_outer"].copy_(torch.tensor(outer) / LORA_SCALE)
                self.low_rank[f"{number}_{part}_inner"].copy_(torch.tensor(inner))
            self.head.weight.copy_(torch.tensor(start.head))
            self.head.bias.copy_(torch.tensor(start.bias))

    def change(self) -> LoraDelta:
        """Return what was learned, as exact as an artifact keeps it."""
        low_rank = {
            f"{number}.{part}": (
                _to_half_precision(LORA_SCALE * self.low_rank[f"{number}_{part}_outer"]),
                _to_half_precision(self.low_rank[f"{number}_{part}_inner"]),
            )
            for number in range(FIRST_TRAINED_LAYER, len(self._layers))
            for part in PARTS
        }
        return LoraDelta(
            low_rank, self.head.weight.detach().numpy(), self.head.bias.detach().numpy()
        )

    def _run_layer(self, number: int, state: Tensor, shown: Tensor) -> Tensor:
        norms = self._norms[number]
        projections = self._linear(number, "hear", state)
        n_texts, n_tokens, _ = projections.shape
        attention_heads = projections.view(n_texts, n_tokens, 3, N_HEADS, WIDTH // N_HEADS)
        query, key, value = attention_heads.permute(2, 0, 3, 1, 4)
        attended = functional.scaled_dot_product_attention(
            query, key, value, attn_mask=shown[:, None, None, :]
        )
        attended = attended.transpose(1, 2).reshape(n_texts, n_tokens, WIDTH)
        out = self._linear(number, "heard", attended).float() + state
        state = functional.layer_norm(out, (WIDTH,), *norms["heard"], eps=1e-12)
        inner = functional.gelu(self._linear(number, "up", state), approximate="tanh")
        out = self._linear(number, "down", inner).float() + state
        return functional.layer_norm(out, (WIDTH,), *norms["down"], eps=1e-12)

    def _linear(self, number: int, part: str, state: Tensor) -> Tensor:
        if number < FIRST_TRAINED_LAYER:
            return functional.linear(state, *self._layers[number][part])
        low_rank = functional.linear(state, self.low_rank[f"{number}_{part}_inner"])
        added = functional.linear(low_rank, self.low_rank[f"{number}_{part}_outer"])
        return functional.linear(state, *self._layers[number][part]) + LORA_SCALE * added


def _loss(logits: Tensor, truth: Tensor) -> Tensor:
    """Surprise by the intents, and a share of that by the categories they make up."""
    indexes = torch.tensor([CATEGORIES.index(category_of(intent)) for intent in INTENTS])
    probabilities = functional.softmax(logits, dim=1)
    sums = torch.zeros(len(logits), len(CATEGORIES)).index_add(1, indexes, probabilities)
    by_category = functional.nll_loss(sums.clamp_min(1e-8).log(), indexes[truth])
    by_intent = functional.cross_entropy(logits, truth, label_smoothing=SMOOTHING)
    return by_intent + CATEGORY_SHARE * by_category


def batches(
    lengths: Sequence[int], rng: np.random.Generator, *, size: int = BATCH
) -> Iterator[list[int]]:
    """Yield indexes of texts of like length, in random order."""
    order = rng.permutation(len(lengths))
    found: list[NDArray[np.int64]] = []
    for start in range(0, len(order), size * N_SORTED_BATCHES):
        similar_lengths = sorted(
            order[start : start + size * N_SORTED_BATCHES], key=lambda index: lengths[index]
        )
        found += [
            np.array(similar_lengths[at : at + size]) for at in range(0, len(similar_lengths), size)
        ]
    for number in rng.permutation(len(found)):
        yield found[number].tolist()


def _to_half_precision(matrix: Tensor) -> NDArray[np.float32]:
    return matrix.detach().numpy().astype(np.float16).astype(np.float32)


def _tensors(arrays: tuple[NDArray[np.float32], NDArray[np.float32]]) -> tuple[Tensor, Tensor]:
    first, second = arrays
    return torch.tensor(np.asarray(first)), torch.tensor(np.asarray(second))

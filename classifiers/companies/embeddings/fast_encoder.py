"""The sentence model without padding: MiniLM and its kind, several times as fast on a processor.

sentence-transformers pads the texts of a batch to the longest and computes in 32 bits. Here the
tokens of a batch stand one after the other, so that nothing is padded, and the matrix products
run in 16 bits (bfloat16) where the processor multiplies them; sums, norms and means stay in 32.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch.nn import LayerNorm, Linear

BATCH_TOKENS = 4096
"""Enough to keep two cores busy; a batch takes about 50 MB."""

CPU_FACTS = Path("/proc/cpuinfo")
SHORT_FLOATS = {"avx512_bf16", "amx_bf16"}
"""Processors without one of these emulate 16 bits, which is slower than 32."""

Weights = tuple[Tensor, Tensor]


@dataclass(frozen=True, slots=True)
class EncoderLayer:
    """One layer of the model: matrices with their offsets, and the two norms."""

    attention_in: Weights
    attention_out: Weights
    up: Weights
    down: Weights
    attention_norm: "LayerNorm"
    norm: "LayerNorm"


class FastEncoder:
    """Runs the layers of a BERT sentence model over packed tokens.

    Args:
        model: one that `suits`.
        is_short: multiply in 16 bits; where None, if the processor can.
    """

    def __init__(self, model: "SentenceTransformer", *, is_short: bool | None = None) -> None:
        bert: Any = model[0].auto_model
        self.is_short = has_short_floats() if is_short is None else is_short
        self._tokenizer = model.tokenizer
        self._most_tokens = int(model.max_seq_length or bert.config.max_position_embeddings)
        self._n_heads: int = bert.config.num_attention_heads
        self._words: Tensor = bert.embeddings.word_embeddings.weight.detach()
        kinds: Tensor = bert.embeddings.token_type_embeddings.weight.detach()
        self._places: Tensor = bert.embeddings.position_embeddings.weight.detach() + kinds[0]
        self._norm: LayerNorm = bert.embeddings.LayerNorm
        self.n_dimensions: int = self._words.shape[1]
        self._layers = [self._layer(layer) for layer in bert.encoder.layer]

    @staticmethod
    def suits(model: "SentenceTransformer") -> bool:
        """Whether a model is a BERT with exact GELU whose tokens are averaged, and no more."""
        parts = [type(part).__name__ for part in model]
        bert: Any = getattr(model[0], "auto_model", None)
        return (
            parts in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"])
            and type(bert).__name__ == "BertModel"
            and bert.config.hidden_act == "gelu"
            and not bert.config.is_decoder
            and model[1].pooling_mode == "mean"
            and model.default_prompt_name is None
        )

    def batches(self, texts: Sequence[str]) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
        """Yield positions of texts with their unit vectors, shape (n, n_dimensions).

        Texts of like length share a batch. Longest first: a batch that does not fit into memory
        fails at once and not at the end.
        """
        tokens = self._tokenizer(list(texts), truncation=True, max_length=self._most_tokens)
        ids: list[list[int]] = tokens["input_ids"]
        by_length = sorted(range(len(ids)), key=lambda place: -len(ids[place]))
        start = 0
        while start < len(by_length):
            most = max(1, BATCH_TOKENS // len(ids[by_length[start]]))
            batch = by_length[start : start + most]
            start += len(batch)
            yield batch, self._encode([ids[place] for place in batch])

    def _encode(self, ids: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """Encode tokens of texts that are sorted by length."""
        lengths = [len(tokens) for tokens in ids]
        groups = [(length, len(list(equal))) for length, equal in groupby(lengths)]
        with torch.inference_mode():
            flat = torch.tensor([token for tokens in ids for token in tokens])
            places = torch.cat([torch.arange(length) for length in lengths])
            state = self._norm(self._words[flat] + self._places[places])
            for layer in self._layers:
                state = self._run(layer, state, groups)
            means = torch.stack([text.mean(0) for text in torch.split(state, lengths)])
            vectors: NDArray[np.float32] = functional.normalize(means).numpy()
        return vectors

    def _run(self, layer: EncoderLayer, state: Tensor, groups: Sequence[tuple[int, int]]) -> Tensor:
        short = state.to(layer.up[0].dtype)
        heard = self._attend(functional.linear(short, *layer.attention_in), groups)
        state = layer.attention_norm(functional.linear(heard, *layer.attention_out).float() + state)
        inner = functional.gelu(functional.linear(state.to(short.dtype), *layer.up))
        result: Tensor = layer.norm(functional.linear(inner, *layer.down).float() + state)
        return result

    def _attend(self, asked: Tensor, groups: Sequence[tuple[int, int]]) -> Tensor:
        """Let the tokens of each text hear each other; texts of one length at once.

        Args:
            asked: queries, keys and values side by side, shape (n_tokens, 3 * width).
            groups: length of the texts and how many there are, in the order of the tokens.

        Returns:
            Shape (n_tokens, width).
        """
        width = asked.shape[1] // 3
        heard = []
        sizes = [length * n_texts for length, n_texts in groups]
        for (length, n_texts), part in zip(groups, torch.split(asked, sizes), strict=True):
            apart = part.view(n_texts, length, 3, self._n_heads, width // self._n_heads)
            query, key, value = apart.permute(2, 0, 3, 1, 4)
            found = functional.scaled_dot_product_attention(query, key, value)
            heard.append(found.transpose(1, 2).reshape(-1, width))
        return torch.cat(heard)

    def _layer(self, layer: Any) -> EncoderLayer:  # noqa: ANN401  # modules tell no types
        attention, inner, outer = layer.attention, layer.intermediate, layer.output
        parts = (attention.self.query, attention.self.key, attention.self.value)
        return EncoderLayer(
            attention_in=self._weights(*parts),
            attention_out=self._weights(attention.output.dense),
            up=self._weights(inner.dense),
            down=self._weights(outer.dense),
            attention_norm=attention.output.LayerNorm,
            norm=outer.LayerNorm,
        )

    def _weights(self, *parts: "Linear") -> Weights:
        """Return the matrices of several parts as one, and their offsets."""
        dtype = torch.bfloat16 if self.is_short else torch.float32
        matrix = torch.cat([part.weight.detach() for part in parts])
        return matrix.to(dtype), torch.cat([part.bias.detach() for part in parts]).to(dtype)


@lru_cache(maxsize=1)
def has_short_floats() -> bool:
    """Whether this processor multiplies 16-bit floats itself."""
    if not CPU_FACTS.is_file():
        return False
    for line in CPU_FACTS.read_text(encoding="utf-8").splitlines():
        if line.startswith("flags"):
            return bool(SHORT_FLOATS & set(line.split()))
    return False

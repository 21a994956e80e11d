"""The sentence model without padding: MiniLM and its kind, several times as fast on a processor.

sentence-transformers pads the texts of a batch to the longest and computes in 32 bits. Here the
tokens of a batch stand one after the other, so that nothing is padded, and the matrix products
run in 16 bits (bfloat16) where the processor multiplies them; sums, norms and means stay in 32.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from classifiers.companies.embeddings.model_files import MODULES, WEIGHTS, read_json
from classifiers.core.errors import ModelFilesError

# The files of a BERT sentence model, read without the libraries that take seconds to import.

_PARTS = (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"])
_TOKENS = "tokenizer.json"
_OTHER_POOLING = ("cls_token", "max_tokens", "mean_sqrt_len_tokens", "weightedmean_tokens")


@dataclass(frozen=True, slots=True)
class BertFiles:
    """What a BERT needs to turn texts into vectors.

    Args:
        weights: name, as Hugging Face's `BertModel` has it → tensor of 32-bit floats.
        tokenizer: text → word pieces; cuts after the longest text the model reads, pads nothing.
    """

    weights: Mapping[str, Tensor]
    tokenizer: Tokenizer
    n_layers: int
    n_heads: int
    epsilon: float


def suits(folder: Path) -> bool:
    """Whether a model is a BERT with exact GELU whose tokens are averaged, and no more.

    Raises:
        ModelFilesError: a file cannot be read.
    """
    modules = read_json(folder / MODULES)
    if [module["type"].rpartition(".")[2] for module in modules] not in _PARTS:
        return False
    home = folder / modules[0]["path"]
    config = read_json(home / "config.json")
    return (
        (home / WEIGHTS[0]).is_file()
        and (home / _TOKENS).is_file()
        and config.get("model_type") == "bert"
        and config.get("hidden_act") == "gelu"
        and config.get("position_embedding_type", "absolute") == "absolute"
        and not config.get("is_decoder")
        and not _optional(home / "sentence_bert_config.json").get("do_lower_case")
        and not _optional(folder / "config_sentence_transformers.json").get("default_prompt_name")
        and _is_mean(_optional(folder / modules[1]["path"] / "config.json"))
    )


def read_bert(folder: Path) -> BertFiles:
    """Read a model that `suits`.

    Raises:
        ModelFilesError: a file is damaged.
    """
    home = folder / read_json(folder / MODULES)[0]["path"]
    config = read_json(home / "config.json")
    try:
        named = load_file(home / WEIGHTS[0])
        tokenizer = Tokenizer.from_file(str(home / _TOKENS))
    except (SafetensorError, OSError) as error:
        raise ModelFilesError(f"The model in {folder} cannot be loaded: {error}") from error
    except Exception as error:  # The library of tokens raises nothing more exact.
        raise ModelFilesError(f"{home / _TOKENS} cannot be read: {error}") from error
    tokenizer.no_padding()
    tokenizer.enable_truncation(_most_tokens(home, config))
    return BertFiles(
        weights={name.removeprefix("bert."): weight.float() for name, weight in named.items()},
        tokenizer=tokenizer,
        n_layers=config["num_hidden_layers"],
        n_heads=config["num_attention_heads"],
        epsilon=config.get("layer_norm_eps", 1e-12),
    )


def _most_tokens(home: Path, config: Mapping[str, Any]) -> int:
    """Return what the longest text may have, as sentence-transformers finds it."""
    if own := _optional(home / "sentence_bert_config.json").get("max_seq_length"):
        return int(own)
    places = config["max_position_embeddings"]
    tokens = _optional(home / "tokenizer_config.json").get("model_max_length", places)
    return int(min(tokens, places))


def _is_mean(pooling: Mapping[str, Any]) -> bool:
    """Read the settings of a pooling as versions before and since 5.4 write them."""
    if "pooling_mode" in pooling:
        return bool(pooling["pooling_mode"] == "mean")
    others = any(pooling.get(f"pooling_mode_{other}") for other in _OTHER_POOLING)
    return bool(pooling.get("pooling_mode_mean_tokens")) and not others


def _optional(path: Path) -> Mapping[str, Any]:
    found = read_json(path) if path.is_file() else {}
    return found if isinstance(found, dict) else {}


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
    attention_norm: Weights
    norm: Weights


class FastEncoder:
    """Runs the layers of a BERT sentence model over packed tokens.

    Args:
        is_short: multiply in 16 bits; where None, if the processor can.

    Raises:
        KeyError: a weight has another name.
    """

    def __init__(self, bert: BertFiles, *, is_short: bool | None = None) -> None:
        self.is_short = has_short_floats() if is_short is None else is_short
        self._tokenizer = bert.tokenizer
        self._n_heads, self._epsilon = bert.n_heads, bert.epsilon
        self._words = bert.weights["embeddings.word_embeddings.weight"]
        kinds = bert.weights["embeddings.token_type_embeddings.weight"]
        self._places = bert.weights["embeddings.position_embeddings.weight"] + kinds[0]
        self._embedding_norm = _norm(bert, "embeddings.LayerNorm")
        self.n_dimensions: int = self._words.shape[1]
        self._layers = [
            self._layer(bert, f"encoder.layer.{number}") for number in range(bert.n_layers)
        ]

    def batches(self, texts: Sequence[str]) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
        """Yield positions of texts with their unit vectors, shape (n, n_dimensions).

        Texts of like length share a batch. Longest first: a batch that does not fit into memory
        fails at once and not at the end.
        """
        ids: list[list[int]] = [
            tokens.ids for tokens in self._tokenizer.encode_batch_fast(list(texts))
        ]
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
            state = self._normed(self._words[flat] + self._places[places], self._embedding_norm)
            for layer in self._layers:
                state = self._run(layer, state, groups)
            means = torch.stack([text.mean(0) for text in torch.split(state, lengths)])
            vectors: NDArray[np.float32] = functional.normalize(means).numpy()
        return vectors

    def _run(self, layer: EncoderLayer, state: Tensor, groups: Sequence[tuple[int, int]]) -> Tensor:
        short = state.to(layer.up[0].dtype)
        heard = self._attend(functional.linear(short, *layer.attention_in), groups)
        heard = functional.linear(heard, *layer.attention_out).float() + state
        state = self._normed(heard, layer.attention_norm)
        inner = functional.gelu(functional.linear(state.to(short.dtype), *layer.up))
        return self._normed(functional.linear(inner, *layer.down).float() + state, layer.norm)

    def _normed(self, state: Tensor, norm: Weights) -> Tensor:
        return functional.layer_norm(state, (self.n_dimensions,), *norm, self._epsilon)

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

    def _layer(self, bert: BertFiles, name: str) -> EncoderLayer:
        parts = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
        return EncoderLayer(
            attention_in=self._matrix(bert, *parts),
            attention_out=self._matrix(bert, f"{name}.attention.output.dense"),
            up=self._matrix(bert, f"{name}.intermediate.dense"),
            down=self._matrix(bert, f"{name}.output.dense"),
            attention_norm=_norm(bert, f"{name}.attention.output.LayerNorm"),
            norm=_norm(bert, f"{name}.output.LayerNorm"),
        )

    def _matrix(self, bert: BertFiles, *names: str) -> Weights:
        """Return the matrices of several parts as one, and their offsets."""
        dtype = torch.bfloat16 if self.is_short else torch.float32
        matrix, offsets = (
            torch.cat([bert.weights[f"{name}.{kind}"] for name in names]).to(dtype)
            for kind in ("weight", "bias")
        )
        return matrix, offsets


def _norm(bert: BertFiles, name: str) -> Weights:
    return bert.weights[f"{name}.weight"], bert.weights[f"{name}.bias"]


@lru_cache(maxsize=1)
def has_short_floats() -> bool:
    """Whether this processor multiplies 16-bit floats itself."""
    if not CPU_FACTS.is_file():
        return False
    for line in CPU_FACTS.read_text(encoding="utf-8").splitlines():
        if line.startswith("flags"):
            return bool(SHORT_FLOATS & set(line.split()))
    return False

"""The sentence model of replies: MiniLM, fine-tuned with LoRA, in NumPy.

The weights of MiniLM come as an installed package and stay unchanged. Training adds a product of
two low-rank matrices to each large one (LoRA), which fits into an artifact of 2 MB. NumPy is fast
enough for one short text, and saves each process the start time and memory of torch.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from classifiers.companies.embeddings.model_files import MINILM, check, locate_model
from classifiers.core.array_types import Floats
from classifiers.core.errors import ArtifactError, ModelFilesError
from classifiers.core.probabilities import softmax

N_LAYERS = 6
N_HEADS = 12
WIDTH = 384
PARTS: tuple[str, ...] = ("hear", "heard", "up", "down")
"""The big matrices of a layer: into the attention, out of it, into the inner layer, out of it."""
MAX_TOKENS = 64
"""Tokens that are read: the point of a reply is made in its first 50 words or never."""
_EPSILON = 1e-12
_TENSOR_NAMES = {
    "hear": ("attention.self.query", "attention.self.key", "attention.self.value"),
    "heard": ("attention.output.dense",),
    "up": ("intermediate.dense",),
    "down": ("output.dense",),
}
_NORMS = {"heard": "attention.output.LayerNorm", "down": "output.LayerNorm"}


@dataclass(frozen=True, slots=True)
class BaseModel:
    """MiniLM as it is installed.

    Args:
        words: (n_tokens, WIDTH), read from disk as needed.
        positions: (n_places, WIDTH), with the kind of segment added.
        layers: one for each layer: part → matrix (n_out, n_in) and offset (n_out,).
        norms: one for each layer: `heard` and `down` → scale and offset of the norm after it.
    """

    words: Floats
    positions: Floats
    norm: tuple[Floats, Floats]
    layers: tuple[Mapping[str, tuple[Floats, Floats]], ...]
    norms: tuple[Mapping[str, tuple[Floats, Floats]], ...]


@dataclass(frozen=True, slots=True)
class LoraDelta:
    """What training changed.

    Args:
        low_rank: `layer.part` → matrices (n_out, rank) and (rank, n_in), whose product is added.
        head: (n_intents, WIDTH), from the mean of the tokens to the logits.
        bias: (n_intents,).
    """

    low_rank: Mapping[str, tuple[Floats, Floats]]
    head: Floats
    bias: Floats


class SentenceModel:
    """Scores the intents of a text by a changed MiniLM."""

    def __init__(self, delta: LoraDelta) -> None:
        self.delta = delta
        base = load_base()
        self._words, self._position_embeddings, self._norm = base.words, base.positions, base.norm
        self._norms = base.norms
        self._layers = [
            {part: self._changed(number, part, *layer[part]) for part in PARTS}
            for number, layer in enumerate(base.layers)
        ]

    def logits(self, text: str) -> NDArray[np.float64]:
        """Return one number for each intent, centered."""
        found = self.delta.head @ self.mean(text) + self.delta.bias
        return np.asarray(found - found.mean(), dtype=np.float64)

    def mean(self, text: str) -> Floats:
        """Return the mean of the tokens of a text, on which the logits are linear, (WIDTH,)."""
        tokens = tokens_of(text)
        state = self._words[tokens] + self._position_embeddings[: len(tokens)]
        state = _layer_norm(state, *self._norm)
        for layer, norms in zip(self._layers, self._norms, strict=True):
            state = _run_layer(state, layer, norms)
        found: Floats = state.mean(axis=0)
        return found

    def _changed(
        self, number: int, part: str, matrix: Floats, offset: Floats
    ) -> tuple[Floats, Floats]:
        """Return a matrix with its change, transposed so that states are rows."""
        low_rank = self.delta.low_rank.get(f"{number}.{part}")
        if low_rank is None:
            return matrix.T, offset
        outer, inner = low_rank
        if outer.shape[0] != matrix.shape[0] or inner.shape[1] != matrix.shape[1]:
            raise ArtifactError(f"The change of {number}.{part} does not fit the sentence model.")
        return np.ascontiguousarray((matrix + outer @ inner).T), offset


def tokens_of(text: str) -> list[int]:
    """Return the numbers of the tokens of a text, at most LONGEST with the two around it."""
    return list(_tokenizer().encode(text).ids)


def load_base() -> BaseModel:
    """Read the installed MiniLM; whoever changes its layers keeps no second copy of them.

    Raises:
        ModelFilesError: it is not there, or not the one that this was written for.
    """
    folder = locate_model(MINILM)
    check(folder)
    arrays = _map_tensors(folder / "model.safetensors")
    try:
        kinds = arrays["embeddings.token_type_embeddings.weight"]
        return BaseModel(
            words=arrays["embeddings.word_embeddings.weight"],
            positions=np.array(arrays["embeddings.position_embeddings.weight"] + kinds[0]),
            norm=_norm(arrays, "embeddings.LayerNorm"),
            layers=tuple(_layer(arrays, number) for number in range(N_LAYERS)),
            norms=tuple(
                {part: _norm(arrays, f"encoder.layer.{n}.{name}") for part, name in _NORMS.items()}
                for n in range(N_LAYERS)
            ),
        )
    except KeyError as error:
        raise ModelFilesError(f"The sentence model in {folder} has no {error}.") from error


@cache
def _tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(locate_model(MINILM) / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def _map_tensors(path: Path) -> dict[str, Floats]:
    """Return the arrays of a safetensors file as they lie on disk; nothing is read yet.

    Raises:
        ModelFilesError: the file is none of that kind.
    """
    try:
        with path.open("rb") as file:
            n_bytes = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(n_bytes))
        header.pop("__metadata__", None)
        data = np.memmap(path, dtype=np.uint8, mode="r", offset=8 + n_bytes)
        arrays = {}
        for name, facts in header.items():
            if facts["dtype"] == "F32":
                start, end = facts["data_offsets"]
                arrays[name] = data[start:end].view(np.float32).reshape(facts["shape"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelFilesError(f"{path} cannot be read: {error}.") from error
    return arrays


def _layer(arrays: Mapping[str, Floats], number: int) -> dict[str, tuple[Floats, Floats]]:
    found = {}
    for part, positions in _TENSOR_NAMES.items():
        names = [f"encoder.layer.{number}.{place}" for place in positions]
        found[part] = (
            np.concatenate([arrays[f"{name}.weight"] for name in names]),
            np.concatenate([arrays[f"{name}.bias"] for name in names]),
        )
    return found


def _norm(arrays: Mapping[str, Floats], name: str) -> tuple[Floats, Floats]:
    return np.array(arrays[f"{name}.weight"]), np.array(arrays[f"{name}.bias"])


def _run_layer(
    state: Floats,
    layer: Mapping[str, tuple[Floats, Floats]],
    norms: Mapping[str, tuple[Floats, Floats]],
) -> Floats:
    """Run one layer over the tokens of one text, (n_tokens, WIDTH)."""
    attended = _linear(_self_attention(_linear(state, layer["hear"])), layer["heard"])
    state = _layer_norm(attended + state, *norms["heard"])
    inner = _gelu(_linear(state, layer["up"]))
    return _layer_norm(_linear(inner, layer["down"]) + state, *norms["down"])


def _linear(state: Floats, weights: Sequence[Floats]) -> Floats:
    matrix, offset = weights
    found: Floats = state @ matrix + offset
    return found


def _self_attention(projections: Floats) -> Floats:
    """Self-attention; `projections` holds queries, keys and values, (n, 3 * WIDTH)."""
    n_tokens = len(projections)
    attention_heads = projections.reshape(n_tokens, 3, N_HEADS, WIDTH // N_HEADS).transpose(
        1, 2, 0, 3
    )
    query, key, value = np.ascontiguousarray(attention_heads)
    weights = softmax(query @ key.transpose(0, 2, 1) / np.float32(np.sqrt(WIDTH // N_HEADS)))
    found: Floats = (weights @ value).transpose(1, 0, 2).reshape(n_tokens, WIDTH)
    return found


def _gelu(values: Floats) -> Floats:
    """GELU by its usual approximation, with which the change was trained too."""
    inner = np.float32(0.7978845608) * (values + np.float32(0.044715) * values * values * values)
    found: Floats = np.float32(0.5) * values * (1 + np.tanh(inner))
    return found


def _layer_norm(state: Floats, scale: Floats, offset: Floats) -> Floats:
    centred = state - state.mean(axis=1, keepdims=True)
    spread = np.sqrt(np.square(centred).mean(axis=1, keepdims=True) + np.float32(_EPSILON))
    found: Floats = centred / spread * scale + offset
    return found

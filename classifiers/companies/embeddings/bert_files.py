"""The files of a BERT sentence model, read without the libraries that take seconds to import."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor

from classifiers.companies.embeddings.model_files import MODULES, WEIGHTS, read_json
from classifiers.core.errors import ModelFilesError

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

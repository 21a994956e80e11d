"""Sentence models of random weights and 32 dimensions, saved as real ones are.

Their libraries take seconds to load: they wait for the first test that needs them.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transformers import BertModel, DistilBertModel

from classifiers.companies.embeddings.model_files import MINILM, locate_model

WORD_PIECES = 30522


def tiny_bert(folder: Path, *, seed: int = 0, width: int = 32) -> str:
    """Save a BERT of `width` dimensions; another seed gives other weights."""
    import torch
    from transformers import BertConfig, BertModel

    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=WORD_PIECES,
        hidden_size=width,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=512,
    )
    return _saved(BertModel(config), folder, width)


def tiny_distilbert(folder: Path) -> str:
    """Save a model that is no BERT, of 32 dimensions."""
    from transformers import DistilBertConfig, DistilBertModel

    config = DistilBertConfig(vocab_size=WORD_PIECES, dim=32, n_layers=2, n_heads=4, hidden_dim=64)
    return _saved(DistilBertModel(config), folder, 32)


def _saved(model: "BertModel | DistilBertModel", folder: Path, width: int) -> str:
    """Save a model with the word pieces of MiniLM."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import AutoTokenizer

    parts = folder.with_name(f"parts-of-{folder.name}")
    AutoTokenizer.from_pretrained(str(locate_model(MINILM))).save_pretrained(parts)
    model.save_pretrained(parts)
    modules = [Transformer(str(parts)), Pooling(width), Normalize()]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder))
    return str(folder)

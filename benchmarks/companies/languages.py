"""Whether descriptions of one trade find each other in English, German, French and Spanish.

Each of 60 trades is described once in each language, in other words by another company
(`classifiers/data/companies/trades_test.jsonl`). MiniLM reads English and stands beside it.
"""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.companies.embedding import read_texts
from classifiers.companies.company_text import company_text
from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.companies.embeddings.model_files import MINILM
from classifiers.core.types import CompanyRecord

TRADES = Path(__file__).parents[2] / "classifiers" / "data" / "companies/trades_test.jsonl"
NEAREST = 3
N_OTHERS = 500

Vectors = NDArray[np.float32]
Labels = NDArray[np.str_]


def run(data: Path, *, say: Callable[[str], None] = lambda _what: None) -> dict[str, object]:
    """Measure the test set with both encoders, alone and among other English companies."""
    texts, trades, languages = read_trades()
    others = read_texts(data)[:N_OTHERS]
    encoders = {"MiniLM": CompanyEncoder(model=MINILM), "LeadQual": CompanyEncoder()}
    figures: dict[str, object] = {"texts": len(texts)}
    for name, encoder in encoders.items():
        say(name)
        other = encoder.encode(others)
        figures[name] = measure(encoder.encode(texts), trades, languages, others=other)
    return figures


def read_trades() -> tuple[list[str], Labels, Labels]:
    """Return texts of the test set as they are embedded, their trades and languages."""
    rows = [json.loads(line) for line in TRADES.read_text(encoding="utf-8").splitlines()]
    texts = [company_text(CompanyRecord(row["name"], overview=row["text"])) for row in rows]
    trades, languages = (np.array([row[key] for row in rows]) for key in ("trade", "language"))
    return texts, trades, languages


def measure(
    vectors: Vectors, trades: Labels, languages: Labels, *, others: Vectors
) -> dict[str, dict[str, float]]:
    """Return language → figures of its texts.

    Args:
        vectors: unit vectors, a row for each text.
        trades: the trade of each.
        languages: the language of each.
        others: English companies of other trades, among which the English text is looked for.

    Returns:
        `cross-language top-1`: the nearest text of another language is of the trade.
        `same trade among the 3 nearest`: of three of the trade that there are.
        `nDCG of English`: of the English texts of the set, ranked by likeness.
        `nDCG of English among others`: the same with the other companies between them.
    """
    near = vectors @ vectors.T
    np.fill_diagonal(near, -np.inf)
    across = np.where(languages[:, None] != languages[None, :], near, -np.inf)
    is_first = trades[across.argmax(1)] == trades
    closest = np.argsort(-near, axis=1, kind="stable")[:, :NEAREST]
    share = (trades[closest] == trades[:, None]).mean(1)
    english = languages == "en"
    found: dict[str, dict[str, float]] = {}
    for language in dict.fromkeys(languages.tolist()):
        rows = languages == language
        found[language] = {
            "cross-language top-1": round(float(is_first[rows].mean()), 3),
            f"same trade among the {NEAREST} nearest": round(float(share[rows].mean()), 3),
        }
        if language != "en":
            scores = near[np.ix_(rows, english)]
            wanted = trades[rows][:, None] == trades[english][None, :]
            between = np.hstack([scores, vectors[rows] @ others.T])
            found[language]["nDCG of English"] = ndcg_of_one(scores, wanted)
            found[language]["nDCG of English among others"] = ndcg_of_one(between, wanted)
    return found


def ndcg_of_one(scores: Vectors, wanted: NDArray[np.bool_]) -> float:
    """Return the mean nDCG of rows that each want one column.

    Args:
        scores: shape (n, m).
        wanted: shape (n, at most m), one true in each row.
    """
    best = scores[:, : wanted.shape[1]][wanted]
    ranks = (scores > best[:, None]).sum(1)  # From 0.
    return round(float((1 / np.log2(ranks + 2)).mean()), 3)

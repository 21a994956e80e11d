"""Why a company has its business model: the words of its text that decided."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from classifiers.companies.business_model.customers import customer_words
from classifiers.companies.business_model.features import (
    CUSTOMERS,
    KIND,
    Token,
    read_overview,
)
from classifiers.companies.translation.east_asian import in_english, words_of
from classifiers.core.text import without_accents
from classifiers.core.types import CompanyRecord, Evidence

MAX_EVIDENCE = 6
MIN_EVIDENCE = 0.05
"""Contributions below this many logits are noise to a reader."""


def reasons(
    label: str, tokens: Sequence[Token], spoke: NDArray[np.float64], *, record: CompanyRecord
) -> tuple[Evidence, ...]:
    """Return what spoke for the label against the mean of all labels, strongest first.

    What was read of customers is shown in the words of the text, and so is Japanese and Chinese;
    two readings of the same words are one reason.

    Args:
        label: one of `BUSINESS_MODELS`.
        tokens: what was read.
        spoke: logits of each token for the label, shape (n_tokens,).
        record: the company.
    """
    strong = [at for at in np.argsort(-spoke, kind="stable") if spoke[at] >= MIN_EVIDENCE]
    order = strong[:MAX_EVIDENCE]
    overview = without_accents(read_overview(record))
    asked = any(tokens[at].field == CUSTOMERS for at in order)
    customers = customer_words(in_english(overview)) if asked else {}
    originals = words_of(
        " ".join((without_accents(record.name), overview, without_accents(record.industry or "")))
    )
    amounts: dict[tuple[str, str], float] = {}
    for at in order:
        field, text = tokens[at].field, tokens[at].text
        if field == KIND:
            text = text.partition(" ")[2].replace("_", " ")
        else:
            text = " ".join(
                dict.fromkeys(
                    originals.get(word, word) for word in customers.get(text, text).split()
                )
            )
        amounts[field, text] = amounts.get((field, text), 0.0) + float(spoke[at])
    strongest = sorted(amounts.items(), key=lambda each: -each[1])
    return tuple(Evidence(label, *key, round(amount, 4)) for key, amount in strongest)

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
from classifiers.companies.translation.east_asian import original_words, translate_to_english
from classifiers.core.text import without_accents
from classifiers.core.types import CompanyRecord, Evidence

MAX_EVIDENCE = 6
MIN_EVIDENCE = 0.05
"""Contributions below this many logits are noise to a reader."""


def reasons(
    label: str,
    tokens: Sequence[Token],
    contributions: NDArray[np.float64],
    *,
    record: CompanyRecord,
) -> tuple[Evidence, ...]:
    """Return the evidence for the label against the mean of all labels, strongest first.

    What was read of customers is shown in the words of the text, and so is Japanese and Chinese;
    two readings of the same words are one reason.

    Args:
        label: one of `BUSINESS_MODELS`.
        tokens: what was read.
        contributions: logits of each token for the label, shape (n_tokens,).
        record: the company.
    """
    candidates = [
        at for at in np.argsort(-contributions, kind="stable") if contributions[at] >= MIN_EVIDENCE
    ]
    order = candidates[:MAX_EVIDENCE]
    overview = without_accents(read_overview(record))
    has_customers = any(tokens[at].field == CUSTOMERS for at in order)
    customers = customer_words(translate_to_english(overview)) if has_customers else {}
    originals = original_words(
        " ".join((without_accents(record.name), overview, without_accents(record.industry or "")))
    )
    totals: dict[tuple[str, str], float] = {}
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
        totals[field, text] = totals.get((field, text), 0.0) + float(contributions[at])
    ordered = sorted(totals.items(), key=lambda each: -each[1])
    return tuple(Evidence(label, *key, round(amount, 4)) for key, amount in ordered)

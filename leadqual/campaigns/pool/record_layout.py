"""Companies as records of one length, so that a file of them can be read row by row."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from leadqual.companies.models import N_TOPICS
from leadqual.companies.vectors import PoolRow, unpack
from recommender.ranking.factors import features_from_records
from recommender.ranking.space import Space
from recommender.types import Features

Records = NDArray[np.void]

FACTS = ("industry", "country", "city", "size", "founded", "technologies", "business_model")
"""Fields of a record that `Features` has too."""


def record_type(n_numbers: int) -> np.dtype[np.void]:
    """Return the type of a record with places of so many numbers; about two kilobytes."""
    return np.dtype(
        [
            ("text", "<f2", n_numbers),
            ("topics", "<f2", N_TOPICS),
            ("industry", "<i8"),
            ("country", "<i8"),
            ("city", "<i8"),
            ("technologies", "<u8", 4),
            ("size", "<f4"),
            ("founded", "<f4"),
            ("business_model", "i1"),
            ("n_known", "<i2"),
        ]
    )


def wide_type(n_numbers: int) -> np.dtype[np.void]:
    """Return the type of a record in memory, whose numbers need no conversion to be compared."""
    narrow = record_type(n_numbers)
    wide = {"text": ("<f4", n_numbers), "topics": ("<f4", N_TOPICS)}
    fields = [(name, *wide.get(name, (narrow[name],))) for name in narrow.names or ()]
    return np.dtype(fields)


def records_of(rows: Sequence[PoolRow], *, space: Space) -> Records:
    """Turn rows of the database into records, placed in a space, in their order."""
    raw = unpack([row.vector for row in rows], n_dimensions=len(space.centre))
    text = space.place(raw)
    records = np.zeros(len(rows), dtype=record_type(text.shape[1]))
    with_topics = [place for place, row in enumerate(rows) if row.topics is not None]
    sent = [row.topics for row in rows if row.topics is not None]
    features = features_from_records(
        rows, text, business_models=[row.business_model for row in rows]
    )
    records["text"] = text
    records["topics"][with_topics] = unpack(sent, n_dimensions=N_TOPICS)
    records["n_known"] = [row.n_known for row in rows]
    for name in FACTS:
        records[name] = getattr(features, name)
    return records


def features_of(records: Records) -> Features:
    """Return records as the recommender reads them."""
    columns: dict[str, Any] = {name: np.ascontiguousarray(records[name]) for name in FACTS}
    return Features(
        text=records["text"].astype(np.float32),
        words=records["topics"].astype(np.float32),
        **columns,
    )

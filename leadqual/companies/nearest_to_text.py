"""Find companies that match a text by the vectors of their descriptions."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from classifiers.core.errors import ModelFilesError
from leadqual.companies.models import CompanyVector
from leadqual.companies.readings import latest_revision
from leadqual.companies.vectors import nearest_of
from leadqual.core.telemetry.metric_store import timed_model
from leadqual.registry.selectors import NoModelError
from leadqual.registry.versions.loading import load_encoder

MAX_NEAREST = 100

MIN_SHARE = 0.75
"""Least share of the best cosine: next to an exact match, a company half as near is off topic."""

MAX_TEXTS = 1_000
"""Text vectors that a process caches; 2 kB each."""


def nearest_to_text(workspace_id: int, text: str) -> tuple[int, ...]:
    """Return the keys of companies whose descriptions match a text, the nearest first.

    Two small queries, plus one or two vector searches if the text is new or companies changed.
    Companies without a description are left out.

    Returns:
        At most `MAX_NEAREST`; none while no encoder is live or its model is not loaded.
    """
    try:
        encoder = load_encoder()
        if not encoder.is_loaded:
            return ()
        revision = latest_revision(workspace_id, encoder.version)
        if not revision:
            return ()
        return _nearest(workspace_id, text, encoder.version, revision, encoder.min_cosine)
    except (NoModelError, ModelFilesError):
        return ()


@lru_cache(maxsize=MAX_TEXTS)
def _nearest(
    workspace_id: int,
    text: str,
    encoder: str,
    revision: int,  # noqa: ARG001  # key of the cache
    min_cosine: float,
) -> tuple[int, ...]:
    vector = _vector(text, encoder)
    described = CompanyVector.objects.filter(workspace_id=workspace_id, encoder=encoder).exclude(
        company__overview=""
    )
    nearest = nearest_of(described, vector, limit=MAX_NEAREST)
    if not nearest:
        return ()
    cosines = np.stack([row for _, row in nearest]) @ vector
    min_similarity = max(min_cosine, MIN_SHARE * float(cosines.max()))
    pairs = zip((key for key, _ in nearest), cosines.tolist(), strict=True)
    return tuple(key for key, cosine in pairs if cosine >= min_similarity)


@lru_cache(maxsize=MAX_TEXTS)
def _vector(text: str, encoder: str) -> NDArray[np.float32]:
    """Return the unit vector of a text; callers must not modify it.

    Raises:
        NoModelError: another encoder is live now.
        ModelFilesError: the encoder cannot be loaded.
    """
    encoder_live = load_encoder()
    if encoder_live.version != encoder:
        raise NoModelError(f"{encoder} is not live any more.")
    with timed_model("encoder", n=1):
        vector: NDArray[np.float32] = encoder_live.encode([text])[0]
    return vector

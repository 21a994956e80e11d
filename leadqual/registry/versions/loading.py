"""The live models; cached per process, reloaded when another version goes live."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from threading import Lock

from classifiers.companies.business_model.classifier import BusinessModelClassifier
from classifiers.companies.embeddings.encoder import CompanyEncoder, shipped_model
from classifiers.core.errors import ArtifactError
from classifiers.replies.cascade import ReplyCascade
from classifiers.replies.cascade import load_cascade as load_reply_cascade
from classifiers.titles.cascade import TitleCascade
from classifiers.titles.dictionary import Dictionary
from classifiers.titles.model.network import TitleModel, load_model
from classifiers.titles.phrase_rules import PhraseRules
from leadqual.registry.errors import BrokenModelError
from leadqual.registry.models import SHIPPED_ENCODER, ModelVersion
from leadqual.registry.selectors import NoModelError, active_model, encoder_version
from leadqual.registry.versions.model_files import folder_of
from leadqual.taxonomy.library_values import TitleKnowledge, knowledge_at

_loading = Lock()

logger = logging.getLogger(__name__)


def load_titles(*, is_exact: bool = False) -> TitleCascade:
    """Return the live title cascade with the current taxonomy; one small query.

    Args:
        is_exact: whether a title has the same scores in any batch; see `TitleModel`.
    """
    live = active_model(ModelVersion.Kind.TITLES)
    knowledge = knowledge_at(live.taxonomy_version or 0)  # type: ignore[attr-defined]  # annotated
    with _loading, _as_broken_model(live):  # Concurrent calls wait for loading.
        return _titles(live.folder, live.checksum, knowledge, is_exact=is_exact)


def load_title_model(*, is_exact: bool = False) -> TitleModel:
    """Return only the model of the live title cascade; one small query.

    Args:
        is_exact: whether a title has the same scores in any batch; see `TitleModel`.
    """
    live = active_model(ModelVersion.Kind.TITLES)
    with _loading, _as_broken_model(live):
        return _title_model(live.folder, live.checksum, is_exact=is_exact)


def load_business_model() -> BusinessModelClassifier:
    """Return the live classifier of business models; one small query."""
    live = active_model(ModelVersion.Kind.COMPANIES)
    with _as_broken_model(live):
        return _business_model(live.folder, live.checksum)


def load_replies() -> ReplyCascade:
    """Return the live reply cascade; one small query."""
    live = active_model(ModelVersion.Kind.REPLIES)
    with _loading, _as_broken_model(live):
        return _replies(live.folder, live.checksum)


def load_encoder(version: str | None = None) -> CompanyEncoder:
    """Return an encoder; one small query. Its model is loaded when it first encodes.

    Args:
        version: of a registered one; where None, the live one, or the shipped one before the start
            of the product has registered it.

    Raises:
        NoModelError: there is no such version.
    """
    if version is not None:
        found = encoder_version(version)
        return _encoder(found.version, found.folder, found.checksum)
    try:
        live = active_model(ModelVersion.Kind.ENCODER)
    except NoModelError:
        return _encoder(CompanyEncoder().version, SHIPPED_ENCODER, "")
    return _encoder(live.version, live.folder, live.checksum)


@contextmanager
def _as_broken_model(live: ModelVersion) -> Iterator[None]:
    """Tell of a live model that cannot be loaded in words for people.

    Raises:
        BrokenModelError: its files are missing or damaged.
    """
    try:
        yield
    except ArtifactError as error:
        raise BrokenModelError(
            f"{live.version} is live, but its files cannot be read. Staff can roll back "
            "to a previous model in the lab."
        ) from error


@lru_cache(maxsize=2)
def _title_model(
    folder: str,
    checksum: str,  # noqa: ARG001  # key of the cache
    *,
    is_exact: bool,
) -> TitleModel:
    return replace(load_model(folder_of(folder)), is_exact=is_exact)


@lru_cache(maxsize=1)
def _titles(
    folder: str,
    checksum: str,
    knowledge: TitleKnowledge,
    *,
    is_exact: bool,
) -> TitleCascade:
    return TitleCascade(
        taxonomy=knowledge.taxonomy,
        dictionary=Dictionary(knowledge.dictionary),
        phrases=PhraseRules(knowledge.phrases),
        model=_title_model(folder, checksum, is_exact=is_exact),
        thresholds=knowledge.thresholds,
    )


@lru_cache(maxsize=2)  # Two, while vectors of a second one are being computed.
def _encoder(version: str, folder: str, checksum: str) -> CompanyEncoder:
    if folder == SHIPPED_ENCODER:
        return CompanyEncoder(model=shipped_model(version), version=version)
    return CompanyEncoder(model=folder, version=version, checksum=checksum)


@lru_cache(maxsize=2)
def _business_model(folder: str, checksum: str) -> BusinessModelClassifier:  # noqa: ARG001  # key of the cache
    return BusinessModelClassifier.load(folder_of(folder))


@lru_cache(maxsize=2)
def _replies(folder: str, checksum: str) -> ReplyCascade:  # noqa: ARG001  # key of the cache
    return load_reply_cascade(folder_of(folder))

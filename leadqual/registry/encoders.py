"""Replacing the live encoder, by settings or by staff.

The new one is *desired* first: a job of `campaigns` computes its vectors of all companies next to
the live ones and promotes it when all exist.
"""

import re
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from django.conf import settings
from django.db import transaction
from numpy.typing import NDArray

from classifiers.companies.embeddings.encoder import (
    DEFAULT_MODEL,
    CompanyEncoder,
    Trades,
    no_places,
    trades_of,
    trades_version,
)
from classifiers.companies.embeddings.model_files import check, checksum_of, locate
from classifiers.core.errors import ModelFilesError
from leadqual.accounts.models import User
from leadqual.core.hints import keep_hint, read_hint
from leadqual.registry.models import SHIPPED_ENCODER, EncoderTrades, ModelVersion
from leadqual.registry.selectors import encoder_version
from leadqual.registry.versions.loading import load_encoder
from leadqual.registry.versions.services import desire, lock_kind, model_figures, promote

ENCODER = ModelVersion.Kind.ENCODER
_N_SIGNS = 8  # Of the checksum, in a version.
_LONGEST_NAME = 60
_PLAIN = re.compile(r"[^\w.-]+")

_KEPT_SECONDS = 15 * 60.0
_MIN_SECONDS = 10.0  # A shorter time gives no reliable pace.
_STALE_SECONDS = 3 * 60.0  # Without progress for this long, it is not running.
_MAX_SAMPLES = 200
_MINUTE, _HOUR = 60, 3600
_LONG_MINUTES = 90  # Longer times are shown in hours.


def register_named() -> ModelVersion | None:
    """Register the encoder that the settings name, and want it; once, so that staff may go back.

    Returns:
        The version where it is new; None where the settings name none or it is known.

    Raises:
        ModelFilesError: it is not there or must not be loaded; nothing has been written.
    """
    model = settings.COMPANY_ENCODER
    if model in ("", DEFAULT_MODEL):
        return None
    folder = locate(model)
    check(folder)
    checksum = checksum_of(folder)
    name = _PLAIN.sub("-", Path(model).name)[:_LONGEST_NAME]
    named = f"{name}@{checksum[:_N_SIGNS]}"
    with transaction.atomic():
        if any(version.version == named for version in lock_kind(ENCODER)):
            return None
        version = ModelVersion.objects.create(
            kind=ENCODER,
            version=named,
            folder=str(folder) if Path(model).expanduser().is_dir() else model,
            checksum=checksum,
            report=model_figures(folder),
            origin=ModelVersion.Origin.REGISTERED,
        )
        desire(version=version, author=None)
    return version


def setting_problem() -> str:
    """Return why the encoder that the settings name cannot be used; empty where it can."""
    model = settings.COMPANY_ENCODER
    if model in ("", DEFAULT_MODEL):
        return ""
    try:
        check(locate(model))
    except ModelFilesError as error:
        return str(error)
    return ""


def choose(*, version: ModelVersion, author: User) -> bool:
    """Do what a person wants who says that an encoder shall be live.

    Returns:
        True: it was live before and its vectors are kept, so it is live now. False: its vectors
        are being made; it goes live when all are there.
    """
    with transaction.atomic():
        now = next(one for one in lock_kind(ENCODER) if one.pk == version.pk)
        if now.is_active:
            return True
        if now.has_vectors:
            promote(version=now, author=author)
            return True
        desire(version=now, author=author)
    return False


# What companies are compared against under each encoder: its center, and trades in words.


@dataclass(frozen=True, slots=True, eq=False)
class EncoderBaseline:
    """What an encoder says before any company is read.

    Args:
        centre: what all its vectors share, shape (n_dimensions,); zeros where unknown.
    """

    centre: NDArray[np.float32]
    trades: Trades

    @property
    def n_dimensions(self) -> int:
        return len(self.centre)


@lru_cache(maxsize=2)
def baseline_of(version: str) -> EncoderBaseline:
    """Return the ground of an encoder; after the first call of a process it costs nothing.

    Trades that the job has stored are read and no model is loaded; else they are made now.
    """
    stored = EncoderTrades.objects.filter(encoder__version=version).first()
    if stored is None:
        shipped = CompanyEncoder()
        encoder = shipped if version == shipped.version else load_encoder(version)
        return EncoderBaseline(encoder.centre, trades_of(encoder))
    sectors = np.array(stored.sectors, dtype=np.intp)
    numbers = np.frombuffer(bytes(stored.vectors), dtype="<f2").astype(np.float32)
    vectors = numbers.reshape(len(sectors), -1)
    centre = np.zeros(vectors.shape[1], dtype=np.float32)
    return EncoderBaseline(centre, Trades(vectors, sectors, no_places(vectors.shape[1])))


def keep_trades(version: str) -> None:
    """Store the trades as an encoder reads them, unless they are there as they are now.

    Raises:
        ModelFilesError: the encoder cannot be loaded; nothing has been written.
    """
    found = encoder_version(version)
    known = EncoderTrades.objects.filter(encoder=found, phrases=trades_version())
    if found.folder == SHIPPED_ENCODER or known.exists():
        return
    trades = trades_of(load_encoder(version))
    EncoderTrades.objects.update_or_create(
        encoder=found,
        defaults={
            "phrases": trades_version(),
            "sectors": trades.sectors.tolist(),
            "vectors": trades.vectors.astype("<f2").tobytes(),
        },
    )


# How long another encoder still reads companies, by its pace of the last minutes.


def note(version: str, n_waiting: int, *, now: float | None = None) -> None:
    """Note how many companies an encoder has still to read.

    Args:
        version: of the encoder.
        n_waiting: companies.
        now: seconds since 1970.
    """
    now = time.time() if now is None else now
    kept = [one for one in _samples(version) if now - one[0] < _KEPT_SECONDS]
    step = 1 + len(kept) // _MAX_SAMPLES
    samples = [*kept[::step], (now, n_waiting)]
    keep_hint(_key(version), samples, seconds=int(_KEPT_SECONDS))


def seconds_left(version: str, *, now: float | None = None) -> float | None:
    """Return the time left for an encoder; None if its pace is unknown.

    Companies added meanwhile reduce the pace, so they are included.
    """
    now = time.time() if now is None else now
    samples = _samples(version)
    if not samples or now - samples[-1][0] > _STALE_SECONDS:
        return None
    (since, n_before), (until, n_waiting) = samples[0], samples[-1]
    if until - since < _MIN_SECONDS or n_waiting >= n_before:
        return None
    return n_waiting * (until - since) / (n_before - n_waiting)


def words_left(version: str) -> str:
    """Return how long an encoder still reads, as in "about 12 minutes left"; "" where unknown."""
    left = seconds_left(version)
    if left is None:
        return ""
    minutes = max(1, round(left / _MINUTE))
    if minutes > _LONG_MINUTES:
        return f"about {round(left / _HOUR)} hours left"
    return f"about {minutes} {'minute' if minutes == 1 else 'minutes'} left"


def _samples(version: str) -> list[tuple[float, int]]:
    """Return when so many companies waited, the oldest first."""
    return read_hint(_key(version)) or []


def _key(version: str) -> str:
    return f"registry.pace:{version}"

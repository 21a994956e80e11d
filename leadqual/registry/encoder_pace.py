"""The time that another encoder still needs for all companies."""

import time

from leadqual.core.hints import read_hint, store_hint

_KEPT_SECONDS = 15 * 60.0
_MIN_SECONDS = 10.0  # A shorter time gives no reliable pace.
_STALE_SECONDS = 3 * 60.0  # Without progress for this long, it is not running.
_MAX_SAMPLES = 200
_MINUTE, _HOUR = 60, 3600
_LONG_MINUTES = 90  # Longer times are shown in hours.


def note(version: str, n_waiting: int, *, now: float | None = None) -> None:
    """Note how many companies an encoder has still to read.

    Args:
        version: of the encoder.
        n_waiting: companies.
        now: seconds since 1970.
    """
    now = time.time() if now is None else now
    kept = [sample for sample in _samples(version) if now - sample[0] < _KEPT_SECONDS]
    step = 1 + len(kept) // _MAX_SAMPLES
    samples = [*kept[::step], (now, n_waiting)]
    store_hint(_key(version), samples, seconds=int(_KEPT_SECONDS))


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

"""Operations that will go: the description marks them, each answer says when they end."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from typing import Any, TypeVar

Handler = TypeVar("Handler", bound=Callable[..., Any])
_NAME = "deprecation"


@dataclass(frozen=True, slots=True)
class Deprecation:
    """Since when an operation is deprecated, the day on which it goes, and what to use instead."""

    since: date
    sunset: date
    instead: str

    def headers(self) -> dict[str, str]:
        """Return the headers `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and `Link`."""
        return {
            "Deprecation": f"@{int(_start_of(self.since).timestamp())}",
            "Sunset": format_datetime(_start_of(self.sunset), usegmt=True),
            "Link": f'<{self.instead}>; rel="successor-version"',
        }


def deprecated(*, since: date, sunset: date, instead: str) -> Callable[[Handler], Handler]:
    """Mark a method of a view as deprecated.

    Args:
        since: first day on which it is.
        sunset: day from which it does not work any more.
        instead: address of the operation to use.
    """

    def mark(handler: Handler) -> Handler:
        setattr(handler, _NAME, Deprecation(since, sunset, instead))
        return handler

    return mark


def deprecation_of(handler: object) -> Deprecation | None:
    """Return what is said of a method; None where it stays."""
    return getattr(handler, _NAME, None)


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)

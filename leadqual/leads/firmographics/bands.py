"""Bands of employees, founding years and funding."""

from collections.abc import Mapping
from dataclasses import dataclass

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Band:
    """A range of numbers.

    Args:
        code: in tables and URLs.
        least: the smallest number of the band; it ends before that of the next.
    """

    code: str
    label: str
    least: int


def labels(bands: tuple[Band, ...]) -> Mapping[str, str]:
    """Return code → label, the smallest numbers first."""
    return {band.code: band.label for band in bands}


SIZES = tuple(
    Band(code, code, int(code.partition("-")[0].rstrip("+")))
    for code in (
        *("1-10", "11-50", "51-200", "201-500", "501-1000"),
        *("1001-5000", "5001-10000", "10001+"),
    )
)
"""Employees, for companies without their own band."""
FOUNDED = (
    Band("before-1950", "Before 1950", 1),
    Band("1950-1989", "1950–1989", 1950),
    Band("1990-1999", "1990–1999", 1990),
    Band("2000-2009", "2000–2009", 2000),
    Band("2010-2014", "2010–2014", 2010),
    Band("2015-2019", "2015–2019", 2015),
    Band("since-2020", "2020 and later", 2020),
)
"""Years."""
FUNDING = (
    Band("under-1m", "Under $1M", 0),
    Band("1m-10m", "$1M–$10M", _MILLION),
    Band("10m-50m", "$10M–$50M", 10 * _MILLION),
    Band("50m-100m", "$50M–$100M", 50 * _MILLION),
    Band("100m-500m", "$100M–$500M", 100 * _MILLION),
    Band("over-500m", "$500M and more", 500 * _MILLION),
)
"""Total funding in US dollars."""

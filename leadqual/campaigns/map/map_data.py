"""The map of a campaign: where its companies are, what people think of them, what they score."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leadqual.campaigns.errors import IndexMissingError
from leadqual.campaigns.map.layout import known_positions, up_to_date
from leadqual.campaigns.models import Campaign
from leadqual.campaigns.ranking.ranked_list import scores_of
from leadqual.campaigns.selectors import companies_of, selected_ids, signals_of
from recommender.map.regions import split

STEPS = 65_535
"""Places of a point from one edge to the other."""
NO_SCORE = -128
_HEAD = "<dIII4x"


@dataclass(frozen=True, slots=True, eq=False)
class MapPoints:
    """Companies as points, in the order of their keys.

    Args:
        company_ids: one for each point, shape (n,).
        xs: from the left, 0 to `STEPS`, shape (n,).
        ys: from the top, as `xs`.
        scores: in hundredths, -100 to 100; `NO_SCORE` where there is none.
        verdicts: 1 liked, -1 disliked, 0 neither.
        regions: number of the region that each point is in.
        n_waiting: companies of the campaign that have no point yet.
        is_placing: a job is laying out the map; more points or other places will come.
    """

    company_ids: NDArray[np.int64]
    xs: NDArray[np.uint16]
    ys: NDArray[np.uint16]
    scores: NDArray[np.int8]
    verdicts: NDArray[np.int8]
    regions: NDArray[np.uint8]
    n_waiting: int
    is_placing: bool

    def __len__(self) -> int:
        return len(self.company_ids)

    def packed(self) -> bytes:
        """Return the points as `static/js/map/map-points.js` reads them: 11 bytes each.

        Little-endian: the first key as float64, number of points, of waiting companies and 1
        while a job is placing as uint32, four bytes of nothing; then the columns one after the
        other: key less the first one as uint32, x and y as uint16, score and verdict as int8,
        region as uint8.
        """
        first = int(self.company_ids[0]) if len(self) else 0
        head = struct.pack(_HEAD, first, len(self), self.n_waiting, self.is_placing)
        columns = (
            (self.company_ids - first).astype("<u4"),
            self.xs.astype("<u2"),
            self.ys.astype("<u2"),
            self.scores,
            self.verdicts,
            self.regions,
        )
        return head + b"".join(column.tobytes() for column in columns)


def points_of(campaign: Campaign, *, is_scored: bool = True) -> MapPoints:
    """Return the map of a campaign, with the companies that were read until now.

    Args:
        campaign: whose verdicts and scores are wanted.
        is_scored: whether scores are; else all have `NO_SCORE`, and companies that were read
            since the last look are left out.
    """
    look = up_to_date if is_scored else known_positions
    places, is_placing = look(campaign.workspace_id)
    is_asked = np.ones(len(places.company_ids), dtype=bool)
    if (members := selected_ids(campaign)) is not None:
        is_asked = np.isin(places.company_ids, np.array(members, dtype=np.int64))
    company_ids, points = places.company_ids[is_asked], places.points[is_asked]
    steps = np.rint(points * STEPS).astype(np.uint16)
    return MapPoints(
        company_ids=company_ids,
        xs=steps[:, 0],
        ys=steps[:, 1],
        scores=_scores(_scored(campaign) if is_scored else None, company_ids),
        verdicts=_verdicts(signals_of(campaign), company_ids),
        regions=split(points),
        n_waiting=max(companies_of(campaign).count() - len(company_ids), 0),
        is_placing=is_placing,
    )


def names_of(campaign: Campaign) -> str:
    """Return "key name" of each company of a campaign, one a line."""
    rows = companies_of(campaign).order_by("pk").values_list("pk", "name")
    return "\n".join(f"{pk} {' '.join(name.split())}" for pk, name in rows.iterator())


def _scored(campaign: Campaign) -> tuple[NDArray[np.int64], NDArray[np.float32]] | None:
    """Return what `scores_of` does; None while a large workspace is being put in order."""
    try:
        return scores_of(campaign)
    except IndexMissingError:
        return None


def _scores(
    scored: tuple[NDArray[np.int64], NDArray[np.float32]] | None, company_ids: NDArray[np.int64]
) -> NDArray[np.int8]:
    found = np.full(len(company_ids), NO_SCORE, dtype=np.int8)
    if scored is not None:
        known, scores = scored
        _, here, there = np.intersect1d(company_ids, known, assume_unique=True, return_indices=True)
        found[here] = np.rint(scores[there] * 100).astype(np.int8)
    return found


def _verdicts(signals: Mapping[int, int], company_ids: NDArray[np.int64]) -> NDArray[np.int8]:
    judged = np.array(sorted(signals), dtype=np.int64)
    _, here, there = np.intersect1d(company_ids, judged, assume_unique=True, return_indices=True)
    found = np.zeros(len(company_ids), dtype=np.int8)
    found[here] = np.array([signals[pk] for pk in judged.tolist()], dtype=np.int8)[there]
    return found

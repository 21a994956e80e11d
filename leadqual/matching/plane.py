"""The map of a campaign: where its companies are and what people think of them."""

from dataclasses import dataclass

import numpy as np
from django.db import connection, transaction

from leadqual.matching.models import N_DIMENSIONS, Campaign, Landmark
from leadqual.matching.pool import Pool, pool_of
from leadqual.matching.selectors import companies_of, signals_of
from leadqual.registry.loading import load_encoder
from recommender.plane import Plane

STEPS = 10_000
"""Places of a point from one edge to the other: finer than any screen, shorter than a fraction."""

_SIGNS = {1: "+", -1: "-", 0: "."}


@dataclass(frozen=True, slots=True)
class MapPoints:
    """Companies as points, in the order of their keys.

    Args:
        company_ids: one for each point.
        names: of the companies.
        places: x and y of each point by turns, 0 to `STEPS`.
        verdicts: a sign for each point: + liked, - disliked, . neither.
        n_waiting: companies of the campaign that were not read yet and have no point.
    """

    company_ids: list[int]
    names: list[str]
    places: list[int]
    verdicts: str
    n_waiting: int


def points_of(campaign: Campaign) -> MapPoints:
    """Return the map of a campaign; five queries where the plane is laid out.

    Every campaign of a workspace shares one plane: a company is at the same place in all of them.
    """
    encoder = load_encoder().version
    pool = pool_of(campaign.workspace_id, encoder)
    plane = _plane_of(campaign.workspace_id, encoder, pool)
    names = dict(companies_of(campaign).order_by("pk").values_list("pk", "name"))
    rows = pool.rows_of(list(names))
    ids = [pk for pk, row in zip(names, rows.tolist(), strict=True) if row >= 0]
    places = plane.place(pool.raw[rows[rows >= 0]].astype(np.float32))
    signals = signals_of(campaign)
    return MapPoints(
        company_ids=ids,
        names=[names[pk] for pk in ids],
        places=np.rint(places * STEPS).astype(int).ravel().tolist(),
        verdicts="".join(_SIGNS[signals.get(pk, 0)] for pk in ids),
        n_waiting=len(names) - len(ids),
    )


def _plane_of(workspace_id: int, encoder: str, pool: Pool) -> Plane:
    """Return the plane of a workspace; laid out at the first look, and finer as it grows."""
    known = _stored(workspace_id, encoder)
    if not known.is_too_coarse(len(pool)):
        return known
    with transaction.atomic():
        _one_at_a_time(workspace_id)
        known = _stored(workspace_id, encoder)
        if not known.is_too_coarse(len(pool)):
            return known
        plane = Plane.fit(pool.raw.astype(np.float32), former=known)
        _store(workspace_id, encoder, plane)
    return plane


def _one_at_a_time(workspace_id: int) -> None:
    """Let two people who look first at the same time get one plane."""
    with connection.cursor() as cursor:
        name = f"plane:{workspace_id}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _stored(workspace_id: int, encoder: str) -> Plane:
    landmarks = list(Landmark.objects.filter(workspace=workspace_id, encoder=encoder))
    vectors = [np.asarray(landmark.vector, dtype=np.float32) for landmark in landmarks]
    places = [(landmark.x, landmark.y) for landmark in landmarks]
    return Plane(
        landmarks=np.array(vectors, dtype=np.float32).reshape(-1, N_DIMENSIONS),
        places=np.array(places, dtype=np.float64).reshape(-1, 2),
    )


def _store(workspace_id: int, encoder: str, plane: Plane) -> None:
    Landmark.objects.filter(workspace=workspace_id).delete()  # Those of former encoders too.
    Landmark.objects.bulk_create(
        Landmark(workspace_id=workspace_id, encoder=encoder, vector=vector, x=x, y=y)
        for vector, (x, y) in zip(plane.landmarks, plane.places.tolist(), strict=True)
    )
